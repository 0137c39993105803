"""Excel workbooks (.xlsx): openpyxl reads a sheet, expat counts the rows of the sheet's XML.

A sheet is a table when a contract or a mapping names it. Of the other sheets only those that look
like data are accounted for, as unrecognised: three or more headings in the first row that has
anything, and a row below with three or more values. Hidden sheets no contract names are left alone.
"""

from __future__ import annotations

import itertools
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from xml.parsers import expat

import numpy as np
import openpyxl
import pyarrow as pa
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from supporting_families.accounts import Refused
from supporting_families.contracts import Headings
from supporting_families.forms.part import FOOTER, Batch, Layout, Part
from supporting_families.forms.xml import refuse_document_type

ROWS_PER_BATCH = 20_000
HEADER_WITHIN = 20
FEWEST_COLUMNS = 3
CURE = "Open it in Excel, save it again as .xlsx, or ask the partner for the file again."


class SheetPart(Part):
    """One sheet. Its rows keep the numbers that Excel shows; empty rows are no rows."""

    def __init__(self, path: Path, sheet: str, headings: Headings | None, layout: Layout):
        self.read_as = "workbook"
        self.rejected = []
        self._path, self._sheet, self._footer_rows = path, sheet, layout.footer_rows
        self._header_row, self.header = find_header(path, sheet, headings, layout.header_row)
        self.rows_counted = count_rows(path, sheet, self._header_row)

    def batches(self, positions: list[int]) -> Iterator[Batch]:
        numbers: list[int] = []
        rows: list[list[str | None]] = []
        footers_from = self.rows_counted - self._footer_rows
        for ordinal, (number, values) in enumerate(self._rows()):
            if ordinal >= footers_from:
                self.rejected.append((number, FOOTER))
                continue
            numbers.append(number)
            rows.append([values[p] if p < len(values) else None for p in positions])
            if len(rows) == ROWS_PER_BATCH:
                yield _batch(numbers, rows, positions)
                numbers, rows = [], []
        if rows:
            yield _batch(numbers, rows, positions)

    def _rows(self) -> Iterator[tuple[int, list[str | None]]]:
        with _open_sheet(self._path, self._sheet) as sheet:
            for number, values in _filled_rows(sheet):
                if number > self._header_row:
                    yield number, values


def sheets_of(path: Path) -> list[tuple[str, bool]]:
    """The name of every sheet, and whether it looks like a table of data."""
    with _open_workbook(path) as workbook:
        return [
            (sheet.title, sheet.sheet_state == "visible" and _is_table(sheet))
            for sheet in workbook.worksheets
        ]


def top_rows(path: Path, count: int) -> Iterator[tuple[str, int, list[str | None]]]:
    """The first rows of every visible sheet that have anything: sheet, row number and values."""
    with _open_workbook(path) as workbook:
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                for number, values in itertools.islice(_filled_rows(sheet), count):
                    yield sheet.title, number, values


def count_rows(path: Path, sheet: str, after: int) -> int:
    """The rows of a sheet's XML after this one that hold any value."""
    with _open_sheet(path, sheet) as worksheet:
        inside = worksheet._worksheet_path  # openpyxl has no public name for it
    counter = _RowCounter(after)
    with zipfile.ZipFile(path) as archive, archive.open(inside) as file, _readable():
        counter.parser.ParseFile(file)
    return counter.rows


class _RowCounter:
    """Counts `<row>` elements with a non-empty `<v>` or an `<is>` in them."""

    def __init__(self, after: int):
        self.rows = 0
        self._after, self._number = after, 0
        self._in_value = self._filled = False
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = refuse_document_type
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._filled = False
        self._in_value = tag == "v"
        self._filled = self._filled or tag == "is"

    def _text(self, data: str) -> None:
        self._filled = self._filled or self._in_value

    def _end(self, name: str) -> None:
        self._in_value = False
        if name.rpartition(":")[2] == "row":
            self.rows += self._filled and self._number > self._after


def find_header(
    path: Path, sheet: str, headings: Headings | None, told: int | None
) -> tuple[int, list[str]]:
    """The row of the header and the header itself.

    It is where the mapping tells, else the first of the top rows that has the required columns,
    else the first row that has anything.
    """
    first: tuple[int, list[str]] = (1, [])
    with _open_sheet(path, sheet) as worksheet:
        for number, values in _filled_rows(worksheet):
            header = [(value or "").strip() for value in values]
            if number > (told or HEADER_WITHIN):
                break
            if told == number or (told is None and headings and headings.are_in(header)):
                return number, header
            first = first if first[1] else (number, header)
    return (told, []) if told else first


def _is_table(sheet: ReadOnlyWorksheet) -> bool:
    widths = []
    for _, values in _filled_rows(sheet):
        widths.append(sum(value is not None for value in values))
        if len(widths) == HEADER_WITHIN:
            break
    return bool(widths) and widths[0] >= FEWEST_COLUMNS <= max(widths[1:], default=0)


def _filled_rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[str | None]]]:
    sheet.reset_dimensions()  # what a workbook says of its size is often wrong
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if any(value is not None for value in row):
            yield number, [cell_text(value) for value in row]


def cell_text(value: object) -> str | None:
    """A cell as text: dates as ISO, whole numbers without decimals, logicals as true and false."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M:%S")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _batch(numbers: list[int], rows: list[list[str | None]], positions: list[int]) -> Batch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, pa.string()) for column in columns]
    return Batch(dict(zip(positions, arrays, strict=True)), np.array(numbers, dtype=np.int64))


@contextmanager
def _open_workbook(path: Path) -> Iterator[openpyxl.Workbook]:
    with warnings.catch_warnings(), _readable(), path.open("rb") as file:
        warnings.simplefilter("ignore")  # they quote cells, and are about looks
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
        try:
            yield workbook
        finally:
            workbook.close()


@contextmanager
def _open_sheet(path: Path, sheet: str) -> Iterator[ReadOnlyWorksheet]:
    with _open_workbook(path) as workbook:
        yield workbook[sheet]


@contextmanager
def _readable() -> Iterator[None]:
    """Anything the libraries stumble over is a damaged workbook. The detail may quote a cell."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        raise Refused(f"the workbook is damaged ({type(error).__name__})", CURE) from error
