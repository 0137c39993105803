"""Writes the review list as a workbook for a person to fill in."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from supporting_families.linking.agreement import agreements, in_words
from supporting_families.linking.model import LinkageModel
from supporting_families.publish import PublishedBuild

from .questions import Question

PAIRS, HOW_TO = "Pairs", "How to"
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
HEADINGS = (*SHOWN, *ANSWERED, *HIDDEN)
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
EARLIEST = date(2000, 1, 1)  # an earlier day of decision is a slip
_FONT = "Calibri"
_HEAD = PatternFill("solid", fgColor="1F3864")
_TO_FILL = PatternFill("solid", fgColor="FFF2CC")
_UNLIKE = PatternFill("solid", fgColor="F2DCDB")  # said in words too
_THIN = Side(style="thin", color="BFBFBF")
_LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)


def write_workbook(
    path: Path,
    build: PublishedBuild,
    questions: list[Question],
    open_count: int,
    model: LinkageModel,
    today: date,
) -> None:
    """Write the questions aside, readable by the owner alone, then in place of `path`."""
    workbook = Workbook()
    _write_how_to(workbook.active, build, len(questions), open_count)
    _write_pairs(workbook.create_sheet(PAIRS), questions, model, today)
    partial = path.with_name(f".{path.name}.partial")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    workbook.save(partial)
    os.replace(partial, path)


def has_answers(path: Path) -> bool:
    """Whether somebody has filled in anything; a file that is no review workbook counts as filled."""
    if not path.is_file():
        return False
    try:
        sheet = load_workbook(path)[PAIRS]
    except Exception:  # whatever it is, it is not ours to write over
        return True
    columns = [cell.column for cell in sheet[1] if cell.value in ANSWERED]
    return any(
        sheet.cell(row, column).value is not None
        for row in range(2, sheet.max_row + 1)
        for column in columns
    )


def row_check(shown: Iterable[object]) -> str:
    """A hash of what a row shows and which question it is."""
    texts = ["" if value is None else str(value).replace("\r\n", "\n") for value in shown]
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:16]


def _write_pairs(
    sheet: Worksheet, questions: list[Question], model: LinkageModel, today: date
) -> None:
    words = agreements(model)
    for column, heading in enumerate(HEADINGS, start=1):
        cell = sheet.cell(1, column, heading)
        cell.font, cell.fill = Font(name=_FONT, bold=True, color="FFFFFF"), _HEAD
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = (SHOWN | ANSWERED).get(heading, 12)
        sheet.column_dimensions[letter].hidden = heading in HIDDEN
    for row, question in enumerate(questions, start=2):
        _write_question(sheet, row, question, words)
    last = len(questions) + 1
    _add_validation(sheet, last, today)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "B2"
    visible = get_column_letter(len(SHOWN) + len(ANSWERED))
    sheet.auto_filter.ref = f"A1:{visible}{last}"
    sheet.protection.sheet = True
    for allowed in ("autoFilter", "formatColumns", "formatRows"):
        setattr(sheet.protection, allowed, False)  # False: not forbidden
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_area = f"A1:{visible}{last}"
    sheet.print_title_rows = "1:1"


def _write_question(
    sheet: Worksheet, row: int, question: Question, words: dict[str, dict[int, str]]
) -> None:
    shown = _shown(question, words)
    ids = [question.review_id]
    for record in question.records:
        ids += [record.feed_code, record.reference]
    blank = [None] * len(ANSWERED)
    for column, value in enumerate([*shown, *blank, *ids, row_check([*shown, *ids])], start=1):
        cell = sheet.cell(row, column, value)
        if isinstance(value, str):
            cell.data_type = "s"  # a name that begins with = is no formula
        cell.alignment, cell.border = _TOP, _LINES
        heading = HEADINGS[column - 1]
        if heading in ANSWERED:
            cell.fill, cell.protection = _TO_FILL, Protection(locked=False)
        if heading == DECIDED_ON:
            cell.number_format = "dd/mm/yyyy"
        if question.levels.get(_LEVEL_OF.get(heading)) == 0:
            cell.fill = _UNLIKE
    widths = SHOWN.values()
    sheet.row_dimensions[row].height = 15 * max(
        _lines(value, width) for value, width in zip(shown, widths, strict=True)
    )


def _lines(value: object, width: int) -> int:
    """How many lines a text takes in a column of that width."""
    return sum(1 + len(line) // width for line in str(value).split("\n"))


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


def _add_validation(sheet: Worksheet, last: int, today: date) -> None:
    column = {heading: get_column_letter(at) for at, heading in enumerate(HEADINGS, start=1)}
    listed = ",".join(ANSWERS)
    decision = DataValidation(
        type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True,
        errorTitle=DECISION, error="Choose one of the two answers, or leave the cell empty.",
    )  # fmt: skip
    day = DataValidation(
        type="date", operator="between", allow_blank=True, showErrorMessage=True,
        formula1=f"DATE({EARLIEST:%Y,%m,%d})", formula2=f"DATE({today:%Y,%m,%d})",
        errorTitle=DECIDED_ON, error="Write the day on which it was decided, as dd/mm/yyyy.",
    )  # fmt: skip
    for heading, validation in ((DECISION, decision), (DECIDED_ON, day)):
        sheet.add_data_validation(validation)
        validation.add(f"{column[heading]}2:{column[heading]}{max(last, 2)}")


# The sheet that explains -------------------------------------------------------------------------


def _write_how_to(sheet: Worksheet, build: PublishedBuild, count: int, open_count: int) -> None:
    sheet.title = HOW_TO
    sheet.column_dimensions["A"].width = 76
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    row = 1
    for text, kind in _how_to(build, count, open_count):
        cell = sheet.cell(row, 1, text)
        cell.alignment = _TOP
        if kind == "title":
            cell.font = Font(name=_FONT, bold=True, size=16)
        elif kind == "heading":
            cell.font = Font(name=_FONT, bold=True, size=12)
            sheet.row_dimensions[row].height = 26
            cell.alignment = Alignment(vertical="bottom")
        else:
            sheet.row_dimensions[row].height = 15 * (1 + len(text) // 88)
        row += 1


def _how_to(build: PublishedBuild, count: int, open_count: int) -> list[tuple[str, str]]:
    demo = [("DEMO: nobody in this workbook is real.", "heading")] if build.is_demo else []
    shown = f"all {open_count:,}" if count == open_count else f"the first {count:,} of {open_count:,}"
    return [
        ("Are these two records of one person?", "title"),
        *demo,
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
        ("4. Save the workbook and have it read with: python scripts/review_links.py read FILE",
         "text"),
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
