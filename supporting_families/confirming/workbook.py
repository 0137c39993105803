"""Writes the rows of the catalogue as a workbook for a person to confirm."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from supporting_families.publish import PublishedBuild
from supporting_families.workbooks.layout import Layout
from supporting_families.workbooks.writing import SheetWriter, save, write_how_to

from .catalogue import LABELS, Row
from .values import NONE

CATALOGUE = "Catalogue"
ANSWER, VALUE, NEW_VALUE, SOURCE = "Answer", "Value to override", "New value", "Source"
DECIDED_BY, DECIDED_ON, REASON = "Decided by", "Decided on", "Reason"
CONFIRM, OVERRIDE = "Confirm", "Override"
NUMBER, CONFIRMED = "No.", "Confirmed"
SHOWN = {  # heading: width
    NUMBER: 6,
    "Belongs to": 28,
    "Code": 26,
    "What it says": 50,
    "Values": 24,
    "Where it comes from": 34,
    "How sure": 9,
    CONFIRMED: 18,
}
ANSWERED = {
    ANSWER: 11, VALUE: 19, NEW_VALUE: 12, SOURCE: 28, DECIDED_BY: 20, DECIDED_ON: 13, REASON: 28,
}  # fmt: skip
HIDDEN = ("catalogue_table", "row_code", "check")
LAYOUT = Layout(
    CATALOGUE, "workbook of the catalogue", "confirm_catalogue.py write", SHOWN, ANSWERED, HIDDEN
)
_SURE = {"H": "high", "M": "medium", "L": "low"}
_WHOLE_VERSION = {
    "framework_settings": "The whole version",
    "claim_routes": "Claims",
    "payments": "Claims",
    "measures": "Measures of every version",
}
_NEED = PatternFill("solid", fgColor="DDEBF7")


def write_workbook(
    path: Path, build: PublishedBuild, version: str, rows: list[Row], today: date, whose: str = ""
) -> None:
    """Write the rows in reading order. `whose` is the authority where the home holds several."""
    workbook = Workbook()
    write_how_to(workbook.active, _how_to(build, version, len(rows), whose))
    writer = SheetWriter(workbook.create_sheet(CATALOGUE), LAYOUT, whose)
    rows_offering: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        _write_row(writer, row)
        rows_offering.setdefault(tuple(row.values), []).append(writer.last)
    for columns, places in rows_offering.items():
        writer.offer(
            ANSWER, [CONFIRM, OVERRIDE] if columns else [CONFIRM], places,
            "Choose from the list, or leave the cell empty.",
        )  # fmt: skip
        if columns:
            writer.offer(
                VALUE, [LABELS[column] for column in columns], places,
                "Choose one of the values of this row.",
            )  # fmt: skip
    writer.ask_day(DECIDED_ON, today)
    writer.finish(frozen="D2")
    save(workbook, path)


def shown(row: Row) -> list[object]:
    """The cells that are shown of a row."""
    return [
        row.order,
        "\n".join(filter(None, (row.headline, row.need))) or _WHOLE_VERSION[row.table],
        row.code.replace("|", "\n"),
        "\n".join(filter(None, (row.text, row.note))),
        "\n".join(_values(row)) or None,
        row.provenance,
        _SURE[row.confidence],
        f"{row.decided_on:%d/%m/%Y}, {row.decided_by}" if row.is_confirmed else "no",
    ]


def _values(row: Row) -> Iterable[str]:
    for value in row.values.values():
        in_force = NONE if value.in_force is None else value.in_force.replace("_", " ")
        yield f"{LABELS[value.column]}: {in_force}"


def _write_row(writer: SheetWriter, row: Row) -> None:
    closed = () if row.values else (VALUE, NEW_VALUE)
    cells = writer.add(shown(row), row.key, closed)
    cells[NEW_VALUE].number_format = "@"  # as typed: no program makes a date of 1/2
    if row.table == "needs":
        for heading in SHOWN:
            cells[heading].fill = _NEED
        cells["What it says"].font = Font(name="Calibri", bold=True)


def _how_to(
    build: PublishedBuild, version: str, count: int, whose: str
) -> list[tuple[str, str]]:
    option = f"--authority {whose} " if whose else ""
    demo = [("DEMO: this is no real council.", "heading")] if build.is_demo else []
    return [
        ("Does the catalogue say what you go by?", "title"),
        *demo,
        *([(f"Of authority {whose}.", "heading")] if whose else []),
        (f"The sheet '{CATALOGUE}' holds {count:,} rows of {version}: what counts as a need, what "
         "shows it, which outcome answers it and what is paid, as known on "
         f"{build.known_at:%d/%m/%Y}.", "text"),
        ("Most of them were put together from public sources that are not complete. Only your own "
         "guidance and plan say what holds for you.", "text"),
        ("What to do", "heading"),
        (f"1. Read a row against your guidance. If it is right, choose '{CONFIRM}'.", "text"),
        (f"2. If a value in it should be another one, choose '{OVERRIDE}' and which value, and "
         f"type the new one; '{NONE}' takes a limit away. The rest of the row counts as confirmed.",
         "text"),
        ("3. Say what you relied on (the document and where in it), who decided, on which day and "
         "why. All four are needed, and can be filled down over many rows.", "text"),
        (f"4. If you are in doubt, leave '{ANSWER}' empty. The row stays not confirmed.", "text"),
        ("5. Save the workbook and have it read with: "
         f"python scripts/confirm_catalogue.py {option}read FILE", "text"),
        ("What an answer does", "heading"),
        ("From the next build the row counts as confirmed, from the day it was decided; a new "
         "value holds for every family, past and present.", "text"),
        ("A claim can be submitted formally only when every row that it rests on is confirmed.",
         "text"),
        ("Good to know", "heading"),
        ("Needs are blue; below each stand the rules that show it and the outcomes that answer it.",
         "text"),
        ("How sure: high where a public source says it, low where it is remembered or inferred.",
         "text"),
        ("To override a second value of a row, have the workbook read, build, and write a new one "
         "with --all.", "text"),
        ("If a row is wrong in another way (its words, or a row is missing), do not confirm it: it "
         "has to be changed in the catalogue.", "text"),
        ("Please change nothing but the yellow cells: the sheet is locked, without a password. A "
         "row in which anything else was changed is refused.", "text"),
    ]  # fmt: skip
