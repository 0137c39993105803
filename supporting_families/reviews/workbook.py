"""Writes the review list as a workbook for a person to fill in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import PatternFill

from supporting_families.linking.agreement import agreements, in_words
from supporting_families.linking.model import LinkageModel
from supporting_families.publish import PublishedBuild
from supporting_families.workbooks.layout import Layout
from supporting_families.workbooks.writing import SheetWriter, save, write_how_to

from .questions import Question

PAIRS = "Pairs"
ANSWERS = {"same person": "same", "not the same person": "not_same"}
DECISION, DECIDED_BY, DECIDED_ON, REASON = "Decision", "Decided by", "Decided on", "Reason"
SHOWN = {  # heading: width
    "No.": 6,
    "Source": 28,
    "Reference": 18,
    "Forename": 16,
    "Surname": 18,
    "Date of birth": 13,
    "Sex": 6,
    "Postcode": 12,
    "What is alike": 24,
    "What differs": 24,
    "How alike": 10,
    "Why we ask": 30,
    "What an answer could change": 30,
}
ANSWERED = {DECISION: 22, DECIDED_BY: 20, DECIDED_ON: 13, REASON: 34}
# Tells which question a row is, and that nobody changed what was shown beside the answer.
HIDDEN = ("review_id", "feed_1", "reference_1", "feed_2", "reference_2", "check")
LAYOUT = Layout(PAIRS, "review workbook", "review_links.py write", SHOWN, ANSWERED, HIDDEN)
HEADINGS = LAYOUT.headings
NOT_GIVEN, NOT_SHOWN = "–", "not shown"
_IDENTIFIERS = {
    "upn": "pupil number", "nhs_number": "NHS number", "nino": "National Insurance number"
}  # fmt: skip
_COMPARED = {
    "forename": "forename", "surname": "surname", "date_of_birth": "date of birth",
    "address": "address", "sex": "sex",
}  # fmt: skip
_LEVEL_OF = {
    "Forename": "forename", "Surname": "surname", "Date of birth": "date_of_birth", "Sex": "sex",
    "Postcode": "address",
}  # fmt: skip
_UNLIKE = PatternFill("solid", fgColor="F2DCDB")  # said in words too


def write_workbook(
    path: Path,
    build: PublishedBuild,
    questions: list[Question],
    open_count: int,
    model: LinkageModel,
    today: date,
    whose: str = "",
) -> None:
    """Write the questions, readable by the owner alone.

    `whose` is the authority where the home holds several.
    """
    workbook = Workbook()
    write_how_to(workbook.active, _how_to(build, len(questions), open_count, whose))
    words = agreements(model)
    writer = SheetWriter(workbook.create_sheet(PAIRS), LAYOUT, whose)
    for question in questions:
        _write_question(writer, question, words)
    writer.offer(
        DECISION, list(ANSWERS), range(2, max(writer.last, 2) + 1),
        "Choose one of the two answers, or leave the cell empty.",
    )  # fmt: skip
    writer.ask_day(DECIDED_ON, today)
    writer.finish(frozen="B2")
    save(workbook, path)


def _write_question(
    writer: SheetWriter, question: Question, words: dict[str, dict[int, str]]
) -> None:
    ids = [question.review_id]
    for record in question.records:
        ids += [record.feed_code, record.reference]
    cells = writer.add(_shown(question, words), ids)
    for heading, level in _LEVEL_OF.items():
        if question.levels.get(level) == 0:
            cells[heading].fill = _UNLIKE


def _shown(question: Question, words: dict[str, dict[int, str]]) -> list[object]:
    """The cells that are shown, the first record above the second."""
    def both(of: str) -> str:
        return "\n".join(_text(getattr(record, of)) for record in question.records)

    agrees, differs = _compared(question, words)
    return [
        question.rank,
        both("feed_name"),
        both("reference"),
        both("forename"),
        both("surname"),
        both("date_of_birth"),
        both("sex"),
        f"{NOT_SHOWN}\n{NOT_SHOWN}" if question.is_address_hidden else both("postcode"),
        _sentence(agrees),
        _sentence(differs),
        question.likeness.capitalize(),
        f"{question.reason}.",
        _stakes(question),
    ]


def _text(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value) if value else NOT_GIVEN


def _compared(
    question: Question, words: dict[str, dict[int, str]]
) -> tuple[list[str], list[str]]:
    """What agrees, wholly or nearly, and what differs. What is not known of both is in neither."""
    agrees = [f"the same {_IDENTIFIERS[name]}" for name in question.identifiers_same]
    differs = [_IDENTIFIERS[name] for name in question.identifiers_different]
    for name, label in _COMPARED.items():
        level = question.levels[name]
        if level is None or level < 0:
            continue
        if level == 0:
            differs.append(label)
        else:
            agrees.append(f"{label} ({in_words(words[name], level)})")
    return agrees, differs


def _sentence(things: list[str]) -> str:
    text = ", ".join(things)
    return text[:1].upper() + text[1:] if text else NOT_GIVEN


def _stakes(question: Question) -> str:
    parts = []
    if question.bears_on_claims:
        parts.append("A claim: one of the two is in a family whose claim is made or coming.")
    if question.bears_on_eligibility:
        parts.append("Whether a family is eligible.")
    if question.further_needs == 1:
        parts.append("A need of a family that is not known yet.")
    elif question.further_needs:
        parts.append(f"{question.further_needs} needs of families that are not known yet.")
    return "\n".join(parts) or "Nothing at present."


def _how_to(
    build: PublishedBuild, count: int, open_count: int, whose: str
) -> list[tuple[str, str]]:
    option = f"--authority {whose} " if whose else ""
    demo = [("DEMO: nobody in this workbook is real.", "heading")] if build.is_demo else []
    shown = f"all {open_count:,}" if count == open_count else f"the first {count:,} of {open_count:,}"
    return [
        ("Are these two records of one person?", "title"),
        *demo,
        *([(f"Of authority {whose}.", "heading")] if whose else []),
        (
            f"The sheet '{PAIRS}' holds {shown} open questions, as known on "
            f"{build.known_at:%d/%m/%Y}. Those whose answer could change most come first.",
            "text",
        ),
        ("What to do", "heading"),
        ("1. Each row shows two records, the first above the second. Look both up if you need to.",
         "text"),
        ("2. In the yellow cells choose a decision, and write who decided, on which day and why. "
         "All four are needed.", "text"),
        (f"3. If you are in doubt, leave '{DECISION}' empty. The question will be asked again.",
         "text"),
        ("4. Save the workbook and have it read with: python scripts/review_links.py "
         f"{option}read FILE", "text"),
        ("What an answer does", "heading"),
        ("Same person: from the next build the two records are one person. What is known of either "
         "counts for both: needs, eligibility, outcomes and claims.", "text"),
        ("Not the same person: from the next build they are two people, however alike they look, and "
         "nothing of one counts for the other.", "text"),
        ("An answer stands above every score until a named person withdraws it. It is kept in the "
         "register of decisions with name, day and reason.", "text"),
        ("How alike", "heading"),
        ("Likely: alike enough to be linked, but something speaks against it. Unsure: much is alike, "
         "and not enough. Unlikely: little is alike. It is an estimate; you may know better.", "text"),
        ("Good to know", "heading"),
        (f"'{NOT_GIVEN}' means that the record does not say. '{NOT_SHOWN.capitalize()}' means that an "
         "address is protected, or may tell one that is: please do not write it here either.", "text"),
        ("Please change nothing but the yellow cells: the sheet is locked, without a password. A row in "
         "which anything else was changed is refused.", "text"),
        ("The workbook holds personal data. Keep it where only those who answer can read it, and "
         "delete it when it has been read.", "text"),
    ]  # fmt: skip
