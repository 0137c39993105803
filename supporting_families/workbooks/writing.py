"""Writes a workbook for people to fill in."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .layout import EARLIEST, Layout, row_check

HOW_TO = "How to"
_FONT = "Calibri"
_HEAD = PatternFill("solid", fgColor="1F3864")
_TO_FILL = PatternFill("solid", fgColor="FFF2CC")
_THIN = Side(style="thin", color="BFBFBF")
_LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)


class SheetWriter:
    """Writes the sheet that is filled in, row by row."""

    def __init__(self, sheet: Worksheet, layout: Layout, whose: str = "") -> None:
        self.sheet, self._layout, self._whose = sheet, layout, whose
        self.last = 1
        for column, heading in enumerate(layout.headings, start=1):
            cell = sheet.cell(1, column, heading)
            cell.font, cell.fill = Font(name=_FONT, bold=True, color="FFFFFF"), _HEAD
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            dimension = sheet.column_dimensions[get_column_letter(column)]
            dimension.width = (layout.shown | layout.answered).get(heading, 12)
            dimension.hidden = heading in layout.hidden
        sheet.row_dimensions[1].height = 32

    def add(
        self, shown: Sequence[object], ids: Sequence[object], closed: Collection[str] = ()
    ) -> dict[str, Cell]:
        """Write a row; answers `closed` in it stay locked. Returns its cells by heading."""
        self.last += 1
        blank = [None] * len(self._layout.answered)
        cells = {}
        values = [*shown, *blank, *ids, row_check([*shown, *ids], self._whose)]
        for heading, value in zip(self._layout.headings, values, strict=True):
            cell = self.sheet.cell(self.last, len(cells) + 1, value)
            if isinstance(value, str):
                cell.data_type = "s"  # a name that begins with = is no formula
            cell.alignment, cell.border = _TOP, _LINES
            if heading in self._layout.answered and heading not in closed:
                cell.fill, cell.protection = _TO_FILL, Protection(locked=False)
            cells[heading] = cell
        self.sheet.row_dimensions[self.last].height = 15 * max(
            _lines(value, width)
            for value, width in zip(shown, self._layout.shown.values(), strict=True)
        )
        return cells

    def offer(self, heading: str, choices: Sequence[str], rows: Iterable[int], error: str) -> None:
        """A list to choose from, in these rows."""
        self._validate(
            heading, rows,
            DataValidation(type="list", formula1=f'"{",".join(choices)}"', error=error),
        )  # fmt: skip

    def offer_cells(self, heading: str, cells: str, rows: Iterable[int], error: str) -> None:
        """The values of other cells to choose from, such as `Codes!$A$2:$A$9`."""
        self._validate(
            heading, rows, DataValidation(type="list", formula1=f"={cells}", error=error)
        )

    def ask_number(self, heading: str, lowest: int, highest: int, rows: Iterable[int]) -> None:
        """A whole number, in these rows."""
        self._validate(
            heading, rows,
            DataValidation(
                type="whole", operator="between", formula1=str(lowest), formula2=str(highest),
                error=f"Write a whole number from {lowest} to {highest}.",
            ),
        )  # fmt: skip

    def ask_day(self, heading: str, today: date) -> None:
        """A day up to today, in every row."""
        rows = range(2, max(self.last, 2) + 1)
        column = self._layout.headings.index(heading) + 1
        for row in rows:
            self.sheet.cell(row, column).number_format = "dd/mm/yyyy"
        self._validate(
            heading, rows,
            DataValidation(
                type="date", operator="between",
                formula1=f"DATE({EARLIEST:%Y,%m,%d})", formula2=f"DATE({today:%Y,%m,%d})",
                error="Write the day on which it was decided, as dd/mm/yyyy.",
            ),
        )  # fmt: skip

    def finish(self, frozen: str) -> None:
        """Lock what is not to be filled in, and make it printable."""
        sheet = self.sheet
        sheet.freeze_panes = frozen
        visible = get_column_letter(len(self._layout.shown) + len(self._layout.answered))
        sheet.auto_filter.ref = sheet.print_area = f"A1:{visible}{self.last}"
        sheet.protection.sheet = True
        for allowed in ("autoFilter", "formatColumns", "formatRows"):
            setattr(sheet.protection, allowed, False)  # False: not forbidden
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = "1:1"

    def _validate(self, heading: str, rows: Iterable[int], validation: DataValidation) -> None:
        validation.allow_blank = validation.showErrorMessage = True
        validation.errorTitle = heading
        column = get_column_letter(self._layout.headings.index(heading) + 1)
        for first, last in _runs(rows):
            validation.add(f"{column}{first}:{column}{last}")
        if validation.sqref:
            self.sheet.add_data_validation(validation)


def write_how_to(sheet: Worksheet, texts: Iterable[tuple[str, str]]) -> None:
    """The sheet that explains: texts, each with its kind (title, heading or text)."""
    sheet.title = HOW_TO
    sheet.column_dimensions["A"].width = 76
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    for row, (text, kind) in enumerate(texts, start=1):
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


def save(workbook: Workbook, path: Path) -> None:
    """Write aside, readable by the owner alone, then in place of `path`."""
    partial = path.with_name(f".{path.name}.partial")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    workbook.save(partial)
    os.replace(partial, path)


def _runs(rows: Iterable[int]) -> Iterable[tuple[int, int]]:
    """First and last of each run of rows that follow each other."""
    # rows that follow each other stay as far apart from their place in the list
    for _, run in groupby(enumerate(rows), key=lambda numbered: numbered[1] - numbered[0]):
        numbers = [row for _, row in run]
        yield numbers[0], numbers[-1]


def _lines(value: object, width: int) -> int:
    """How many lines a text takes in a column of that width."""
    return sum(1 + len(line) // width for line in str(value).split("\n"))
