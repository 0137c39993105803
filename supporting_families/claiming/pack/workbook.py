"""The workbook of a pack: the same tables, a sheet each, to sort and filter."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from supporting_families.sealing import zipped

from .contents import Contents
from .tables import Cell, Table

_HEAD = PatternFill("solid", fgColor="1F3864")
_TO_FILL = PatternFill("solid", fgColor="FFF2CC")
_THIN = Side(style="thin", color="BFBFBF")
_LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
_WRITTEN = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_ANSWERED = ("Pass or fail", "Note")
_POINTS_A_LINE = 15


def workbook(contents: Contents) -> bytes:
    """The workbook as bytes: the same for the same contents."""
    book = Workbook()
    book.remove(book.active)
    about = contents.about
    written = datetime.combine(about.known_at, datetime.min.time())
    book.properties.title, book.properties.creator = contents.title, about.authority_name
    book.properties.created = written
    book.properties.language = "en-GB"
    for name, table in _sheets(contents):
        _write(book.create_sheet(name), table)
    target = io.BytesIO()
    book.save(target)
    return _undated(target.getvalue(), written)


def _sheets(contents: Contents) -> Iterable[tuple[str, Table]]:
    facts, hashes = contents.facts, contents.hashes
    opening = [("DEMO", "This is no real family and no real council.")] * contents.about.is_demo
    again = [("To make it again", contents.command)]
    rows = [*opening, *facts.rows, *hashes.rows, *again]
    yield "Claim", Table(contents.title, facts.columns, rows)
    yield "Family", contents.people
    yield "Timeline", contents.timeline
    yield "Rules", contents.rules
    yield "Needs", contents.needs
    yield "Outcomes", contents.outcomes
    yield "Evidence", contents.evidence
    yield "Principles", contents.principles
    yield "Catalogue", contents.catalogue
    yield "Files", contents.files
    yield "Checks", contents.checklist


def _write(sheet: Worksheet, table: Table) -> None:
    for column, (heading, width) in enumerate(table.columns.items(), start=1):
        cell = sheet.cell(1, column, heading)
        cell.font, cell.fill = Font(name="Calibri", bold=True, color="FFFFFF"), _HEAD
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[1].height = 2 * _POINTS_A_LINE
    for number, row in enumerate(table.rows, start=2):
        for column, (heading, value) in enumerate(zip(table.columns, row, strict=True), start=1):
            cell = sheet.cell(number, column, value)
            cell.alignment, cell.border = _TOP, _LINES
            if isinstance(value, str):
                cell.data_type = "s"  # what begins with = is no formula
            elif isinstance(value, date):
                cell.number_format = "dd/mm/yyyy"
            if heading in _ANSWERED:
                cell.fill = _TO_FILL
        sheet.row_dimensions[number].height = _POINTS_A_LINE * max(
            _lines(value, width) for value, width in zip(row, table.columns.values(), strict=True)
        )
    _offer(sheet, table)
    last = get_column_letter(len(table.columns))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _offer(sheet: Worksheet, table: Table) -> None:
    """A list to choose the answer of a check from."""
    if _ANSWERED[0] not in table.columns or not table.rows:
        return
    column = get_column_letter(list(table.columns).index(_ANSWERED[0]) + 1)
    choice = DataValidation(type="list", formula1='"pass,fail"', allow_blank=True)
    choice.error, choice.showErrorMessage = "Choose pass or fail, or leave the cell empty.", True
    choice.add(f"{column}2:{column}{len(table.rows) + 1}")
    sheet.add_data_validation(choice)


def _lines(value: Cell, width: int) -> int:
    if value is None or isinstance(value, date):
        return 1
    return sum(1 + len(line) // max(width - 1, 1) for line in str(value).split("\n"))


def _undated(content: bytes, written: datetime) -> bytes:
    """Without the time of saving, which would make each file another."""
    stamp = f"{written:%Y-%m-%dT%H:%M:%SZ}".encode()
    files = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            text = archive.read(name)
            if name == "docProps/core.xml":
                text = _WRITTEN.sub(rb"\g<1>" + stamp + rb"\g<2>", text)
            files[name] = text
    return zipped(files)
