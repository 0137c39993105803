"""Writes the template of the self-assessment: a workbook for the partnership to fill in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from supporting_families.workbooks.layout import Layout
from supporting_families.workbooks.writing import SheetWriter, save, write_how_to

from .choosing import CHOSEN, rule_in_words
from .guide import NO, PERMISSIONS, YES, Questions

KIND, COMMAND = "self-assessment of the Early Help System Guide", "returns.py system-guide write"
SECTION, CODE, TEXT, SCORE, NARRATIVE = "Section", "Code", "Descriptor", "Score", "Narrative"
QUESTION, LEVEL, RESTS_ON = "Question", "Level", "What it rests on"
PLACE, CHOICE = "Place", "Code of the descriptor"
WHO, NEEDED, NAME, DAY = "Who signs", "Needed", "Name or post", "Date"
REFUSAL, ANSWER = "May be refused", "Answer"

DESCRIPTORS = Layout(
    "Descriptors", KIND, COMMAND,
    {SECTION: 22, CODE: 18, TEXT: 56}, {SCORE: 8, NARRATIVE: 70}, ("descriptor", "year", "check"),
)  # fmt: skip
DATA_MODEL = Layout(
    "Data model", KIND, COMMAND,
    {QUESTION: 56}, {LEVEL: 8, RESTS_ON: 70}, ("question", "year", "check"),
)  # fmt: skip
PRIORITIES = Layout(
    "Priorities", KIND, COMMAND, {PLACE: 8}, {CHOICE: 26}, ("priority", "year", "check")
)
SIGN_OFFS = Layout(
    "Sign-offs", KIND, COMMAND,
    {WHO: 46, NEEDED: 10}, {NAME: 40, DAY: 13}, ("sign_off", "year", "check"),
)  # fmt: skip
SHARING = Layout(
    "Sharing", KIND, COMMAND,
    {QUESTION: 90, REFUSAL: 12}, {ANSWER: 10}, ("permission", "year", "check"),
)  # fmt: skip
LAYOUTS = (DESCRIPTORS, DATA_MODEL, PRIORITIES, SIGN_OFFS, SHARING)
_SHOWN = Layout(
    "What the data shows", KIND, COMMAND,
    {"Milestone": 10, "What is asked": 50, "How it stands": 16, "What shows it": 60,
     "What would meet it": 50},
    {}, ("check",),
)  # fmt: skip
THE_LEVEL = "level"
_NARRATIVE_HEIGHT = 60


def rows_of(layout: Layout, questions: Questions) -> list[tuple[list[object], str]]:
    """The rows of a sheet, as they are written: what is shown, and the id of the question."""
    if layout is DESCRIPTORS:
        return [
            ([each.section_name, each.code, each.text], each.code)
            for each in questions.descriptors
        ]
    if layout is DATA_MODEL:
        return [(["Which level of the data model is the area at?"], THE_LEVEL)]
    if layout is PRIORITIES:
        return [([place], str(place)) for place in range(1, CHOSEN + 1)]
    if layout is SIGN_OFFS:
        return [
            ([each.name, "yes" if each.is_required else "no"], each.code)
            for each in questions.sign_offs
        ]
    return [
        ([each.question, "no" if each.must_be_yes else "yes"], each.code) for each in PERMISSIONS
    ]


def write_template(
    path: Path,
    questions: Questions,
    year: str,
    authority_name: str,
    milestones: Iterable[dict[str, object]],
    today: date,
) -> None:
    """Write the workbook, with how the milestones of data maturity stand beside the questions."""
    workbook = Workbook()
    workbook.properties.title = f"Early Help System Guide self-assessment {year}, {authority_name}"
    write_how_to(workbook.active, _how_to(questions, year, authority_name))
    for layout in LAYOUTS:
        writer = SheetWriter(workbook.create_sheet(layout.sheet), layout)
        for shown, question in rows_of(layout, questions):
            cells = writer.add(shown, [question, year])
            if layout is PRIORITIES:
                cells[CHOICE].number_format = "@"  # as typed: no program makes a number of 5.10
            if layout in (DESCRIPTORS, DATA_MODEL):
                writer.sheet.row_dimensions[writer.last].height = _NARRATIVE_HEIGHT
        _guide_answers(writer, layout, questions, today)
        writer.finish(frozen="A2" if layout is PRIORITIES else "B2")
    _write_milestones(SheetWriter(workbook.create_sheet(_SHOWN.sheet), _SHOWN), milestones)
    save(workbook, path)


def _guide_answers(
    writer: SheetWriter, layout: Layout, questions: Questions, today: date
) -> None:
    """What the cells offer, and the numbers and days that they take."""
    rows = range(2, writer.last + 1)
    if layout is DESCRIPTORS:
        writer.ask_number(SCORE, questions.lowest, questions.highest, rows)
    elif layout is DATA_MODEL:
        writer.ask_number(LEVEL, 1, questions.highest_level, rows)
    elif layout is PRIORITIES:
        last = len(questions.descriptors) + 1
        writer.offer_cells(
            CHOICE, f"{DESCRIPTORS.sheet}!$B$2:$B${last}", rows, "Choose the code of a descriptor."
        )
    elif layout is SIGN_OFFS:
        writer.ask_day(DAY, today)
    else:
        writer.offer(ANSWER, [YES, NO], rows, f"Choose {YES} or {NO}.")


def _write_milestones(writer: SheetWriter, milestones: Iterable[dict[str, object]]) -> None:
    for row in milestones:
        writer.add(
            [
                row["milestone_code"],
                row["milestone_text"],
                str(row["milestone_state"]).replace("_", " "),
                what_shows(row),
                row["what_would_meet_it"],
            ],
            [],
        )
    writer.finish(frozen="B2")


def what_shows(row: dict[str, object]) -> str:
    """What shows how a milestone stands, in words."""
    told = str(row["what_it_means"])
    if row["feed_code"] and row["last_received_at"]:
        told += f" {row['feed_code']}: last on {row['last_received_at']:%d/%m/%Y}"
        told += f", {row['population']} population."
    if row["episodes_closed"]:
        told += f" {row['episodes_recorded']} of {row['episodes_closed']} closed episodes."
    return told


def _how_to(questions: Questions, year: str, authority_name: str) -> list[tuple[str, str]]:
    placeholders = [
        ("These are not the descriptors of the guide", "heading"),
        ("Their list could not be obtained, and placeholders stand in for it. Put the descriptors "
         "of your edition into local/system_guide_descriptors.csv, build, publish and write this "
         "workbook anew before it is filled in for good.", "text"),
    ]  # fmt: skip
    return [
        (f"Early Help System Guide self-assessment {year}", "title"),
        (authority_name, "heading"),
        *(placeholders if questions.has_placeholders else []),
        ("What to do", "heading"),
        (f"1. On '{DESCRIPTORS.sheet}', give every descriptor a score from {questions.lowest} to "
         f"{questions.highest} and say in the narrative why. The scale is an assumption: the "
         "authority can set another one.", "text"),
        (f"2. On '{DATA_MODEL.sheet}', say which level of the data model the area is at and what "
         f"that rests on. '{_SHOWN.sheet}' tells what arrives and what is on record.", "text"),
        (f"3. On '{PRIORITIES.sheet}', choose the descriptors to be worked on in the coming year, "
         "by their codes.", "text"),
        (f"   Level 1 or 2: {rule_in_words(2)}.", "text"),
        (f"   Level 3: {rule_in_words(3)}.", "text"),
        (f"   Level 4 or above: {rule_in_words(4)}.", "text"),
        (f"4. On '{SIGN_OFFS.sheet}', have it signed off: name or post, and the day. It must be a "
         f"day of the year {year}, not after today.", "text"),
        (f"5. On '{SHARING.sheet}', answer the three questions. The first two may be refused; the "
         "third is an acknowledgement and has to be Yes.", "text"),
        ("6. Save the workbook and have it read with: "
         "python scripts/returns.py system-guide read FILE", "text"),
        ("Good to know", "heading"),
        ("Everything that is wrong is told at once, with sheet, row and column; nothing is "
         "packaged until it is right.", "text"),
        ("Who signed stands in the full file of the package alone. Write no names of families or "
         "practitioners into the narrative.", "text"),
        ("Please change nothing but the yellow cells: the sheets are locked, without a password. A "
         "row in which anything else was changed is refused.", "text"),
    ]  # fmt: skip
