"""Reads a workbook that somebody filled in: what its cells say, or what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from .layout import EARLIEST, Layout, row_check

WHOLE_ROW = "the whole row"
_DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y")


class WorkbookError(Exception):
    """The file cannot be read row by row; the message says what to do."""


@dataclass(frozen=True)
class Problem:
    """Something wrong in a cell or row: where, what was expected, what to do."""

    row: int
    column: str
    expected: str
    cure: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.expected}. {self.cure}."


def one_line(text: str) -> str:
    """Text without line breaks and repeated blanks."""
    return " ".join(text.split())


def as_date(value: object) -> date | None:
    """The day that a cell says, if it says one."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(str(value).strip(), form).date()
        except ValueError:
            continue
    return None


def has_answers(path: Path, layout: Layout) -> bool:
    """Whether somebody has filled in anything; a file of another kind counts as filled."""
    if not path.is_file():
        return False
    try:
        sheet = load_workbook(path)[layout.sheet]
    except Exception:  # whatever it is, it is not ours to write over
        return True
    columns = [cell.column for cell in sheet[1] if cell.value in layout.answered]
    return any(
        sheet.cell(row, column).value is not None
        for row in range(2, sheet.max_row + 1)
        for column in columns
    )


class SheetReader:
    """The sheet of a workbook, read row by row; gathers what is wrong in it."""

    def __init__(self, path: Path, layout: Layout, today: date, whose: str = "") -> None:
        """Raises WorkbookError where it is none that can be read row by row."""
        self.problems: list[Problem] = []
        self._layout, self._today, self._whose = layout, today, whose
        self._sheet = _sheet(path, layout)
        self._columns = _columns(self._sheet, layout)
        self._rows_of: dict[str, int] = {}

    @property
    def rows(self) -> range:
        return range(2, self._sheet.max_row + 1)

    def cells(self, row: int) -> dict[str, Cell]:
        """The cells of a row by heading. Columns may have changed places."""
        return {name: self._sheet.cell(row, column) for name, column in self._columns.items()}

    def is_as_written(self, row: int, cells: dict[str, Cell], key: str, what: str) -> bool:
        """Whether the row shows what was written in it, and its question is asked once."""
        *ids, check = self._layout.hidden
        shown = (cells[name].value for name in (*self._layout.shown, *ids))
        if row_check(shown, self._whose) != cells[check].value:
            other = f", or it is not of authority {self._whose}" if self._whose else ""
            self.wrong(
                row, WHOLE_ROW,
                f"expected {what}, but a cell was changed or sorted alone{other}",
                f"Copy the answer into a new workbook, made with '{self._layout.command}'",
            )  # fmt: skip
            return False
        first = self._rows_of.setdefault(key, row)
        if first != row:
            self.wrong(
                row, WHOLE_ROW, f"expected each question once, but row {first} is the same",
                "Leave one of the two empty",
            )  # fmt: skip
            return False
        return True

    def choice(self, row: int, column: str, cell: Cell, answers: Sequence[str]) -> str | None:
        """Which of the answers the cell holds."""
        said = one_line(str(cell.value)).casefold()
        for answer in answers:
            if answer.casefold() == said:
                return answer
        listed = " or ".join(f"'{answer}'" for answer in answers)
        self.wrong(row, column, f"expected {listed}", "Choose one, or leave the cell empty")
        return None

    def words(self, row: int, column: str, cell: Cell, what: str) -> str | None:
        """The text of a cell that must hold words."""
        text = one_line(str(cell.value)) if isinstance(cell.value, str) else ""
        if cell.data_type == "f" or not any(letter.isalpha() for letter in text):
            self.wrong(row, column, f"expected {what}", "Type it in, no formula")
            return None
        return text

    def day(self, row: int, column: str, cell: Cell) -> date | None:
        """The day of a decision: not after today."""
        day = as_date(cell.value)
        if day is None:
            self.wrong(row, column, "expected a date", "Write it as dd/mm/yyyy")
        elif not EARLIEST <= day <= self._today:
            self.wrong(
                row, column,
                f"expected a day from {EARLIEST:%d/%m/%Y} up to today, {self._today:%d/%m/%Y}",
                "Write the day on which it was decided",
            )  # fmt: skip
            return None
        return day

    def wrong(self, row: int, column: str, expected: str, cure: str) -> None:
        where = column if column == WHOLE_ROW else f"column '{column}'"
        self.problems.append(Problem(row, where, expected, cure))


def _sheet(path: Path, layout: Layout) -> Worksheet:
    if not path.is_file():
        raise WorkbookError(f"there is no file '{path}'.")
    try:
        workbook = load_workbook(path)
    except Exception as error:  # openpyxl raises whatever the damaged part makes it raise
        raise WorkbookError(
            f"'{path}' cannot be read as an Excel workbook. Save it as .xlsx and try again."
        ) from error
    if layout.sheet not in workbook.sheetnames:
        raise WorkbookError(f"'{path}' has no sheet '{layout.sheet}': it is no {layout.kind}.")
    return workbook[layout.sheet]


def _columns(sheet: Worksheet, layout: Layout) -> dict[str, int]:
    """Where each heading is. Columns may have changed places; none may be missing."""
    columns = {cell.value: cell.column for cell in sheet[1] if cell.value in layout.headings}
    missing = [heading for heading in layout.headings if heading not in columns]
    if missing:
        raise WorkbookError(
            f"row 1 of sheet '{layout.sheet}' lacks {', '.join(missing)}: expected every column as "
            f"it was written. Copy the answers into a new workbook, made with '{layout.command}'."
        )
    return columns
