"""The workbook of a copy: every row and column, a sheet a table, with what each column means."""

from __future__ import annotations

import io
import re
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .answer import Answer, Cell

_HEAD = PatternFill("solid", fgColor="1F3864")
_TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
_WIDEST, _NARROWEST = 70, 12
_POINTS_A_LINE = 15
_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def workbook(answer: Answer, names: list[tuple[str, Cell]]) -> bytes:
    """The workbook as bytes."""
    book = Workbook()
    first = book.active
    first.title = "Contents"
    book.properties.title = f"What is held: request {answer.request.request_ref}"
    book.properties.creator, book.properties.language = answer.authority_name, "en-GB"
    taken = {first.title.lower(), "meanings"}
    contents: list[list[Cell]] = [[name, value, None, None] for name, value in names]
    meanings: list[list[Cell]] = []
    for part in answer.parts:
        for heading, blocks in part.blocks.items():
            for block in blocks:
                sheet = book.create_sheet(_sheet_name(block.title, taken))
                _write(sheet, [column.name for column in block.columns], block.rows)
                what = f"{heading}: {block.title}"
                contents.append([part.title, what, sheet.title, len(block.rows)])
                meanings += [[sheet.title, column.name, column.meaning] for column in block.columns]
    _write(first, ["Part", "What", "Sheet", "Rows"], contents)
    _write(book.create_sheet("Meanings"), ["Sheet", "Column", "What it holds"], meanings)
    for sheet in book.worksheets:
        if answer.is_draft:
            sheet.oddHeader.center.text = "DRAFT: not to be given yet"
        if answer.built.is_demo:
            sheet.oddFooter.center.text = "DEMO: this is no real person"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()




def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that no sheet has yet, as short as Excel wants it."""
    plain = _FORBIDDEN.sub("_", title)
    name, number = plain[:_LONGEST_NAME], 1
    while name.lower() in taken:
        number += 1
        ending = f" {number}"
        name = plain[: _LONGEST_NAME - len(ending)] + ending
    taken.add(name.lower())
    return name


def _width(heading: str, at: int, rows: list[list[Cell]]) -> int:
    longest = max([len(heading), *(len(str(row[at] or "")) for row in rows)])
    return min(max(longest + 3, _NARROWEST), _WIDEST)


def _write(sheet: Worksheet, headings: list[str], rows: list[list[Cell]]) -> None:
    sheet.append(headings)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(name="Calibri", bold=True, color="FFFFFF"), _HEAD
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    widths = [_width(heading, at, rows) for at, heading in enumerate(headings)]
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            cell.alignment = _TOP
            if isinstance(value, str):
                cell.data_type = "s"  # what begins with = is no formula
            elif isinstance(value, date):
                cell.number_format = "dd/mm/yyyy"
        tallest = max(
            1 + len(str(value or "")) // width for value, width in zip(row, widths, strict=True)
        )
        sheet.row_dimensions[number].height = _POINTS_A_LINE * tallest
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
