"""Opens a landed file: which tables are in it, each with how to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from supporting_families.accounts import Refused, Unrecognised
from supporting_families.contracts import TableContract
from supporting_families.forms.archive import count_members, form_of, members
from supporting_families.forms.parquet import ParquetPart
from supporting_families.forms.part import Layout, Part
from supporting_families.forms.text import open_text, rows_of_text
from supporting_families.forms.workbook import SheetPart, find_header, sheets_of
from supporting_families.forms.xml import XmlPart, check_xml
from supporting_families.mapping import Mapping
from supporting_families.reading import Reading, readings_of

PUT_RIGHT = (
    "Put it under landing/{code}<feed>/<date received>/ with the name that the contract of the "
    "feed asks for (models/staging/{feed}/), or write a mapping for it in local/{code}mappings/."
)
NO_TABLE = "no table of the feed has files of this name"
NO_SHEET = "no table of the feed is in a sheet of this name"


@dataclass(frozen=True)
class Piece:
    """One table in a landed file. `label` is its name in the file, empty for a file of one table.

    `open` opens and counts it, or raises Refused.
    """

    label: str
    reading: Reading | None
    open: Callable[[], Part]


@dataclass(frozen=True)
class Folder:
    """The folder a file landed in, what may be in it, and where files are unpacked.

    `code` is `901/` where the home has a folder for each authority, else empty.
    """

    root: str
    feed_code: str
    contracts: list[TableContract]
    mappings: list[Mapping]
    unpacked: Path
    code: str = ""

    def readings(self, file_name: str) -> list[Reading]:
        return readings_of(file_name, self.root, self.feed_code, self.contracts, self.mappings)

    def unrecognised(self, problem: str, rows_counted: int = 0) -> Unrecognised:
        cure = PUT_RIGHT.format(feed=self.feed_code, code=self.code)
        return Unrecognised(problem, cure, rows_counted)


def pieces_of(path: Path, folder: Folder) -> Iterator[Piece]:
    """Every table in a landed file. Each must be read before the next is asked for.

    Raises Refused where nothing of the file can be read.
    """
    readings = folder.readings(path.name)
    form = _form(path, readings, folder)
    if form == "zip":
        yield from _members(path, readings, folder)
    else:
        yield from _tables(path, form, readings, folder)


def _form(path: Path, readings: list[Reading], folder: Folder) -> str:
    """The form of a file; a file that neither form nor name is known of is unrecognised."""
    try:
        return form_of(path)
    except Refused as refusal:
        if not readings:
            raise folder.unrecognised(f"{NO_TABLE}, and {refusal.problem}") from refusal
        raise


def _members(path: Path, readings: list[Reading], folder: Folder) -> Iterator[Piece]:
    """The tables in an archive. A lone member of no known name may go by the archive's."""
    count = count_members(path)
    if not count:
        raise Refused("the archive is empty", "Ask the partner to send it again.")
    for name, copy in members(path, folder.unpacked):
        known = folder.readings(Path(name).name) or (readings if count == 1 else [])
        try:
            form = form_of(copy)
            if form == "zip":
                raise Refused("an archive inside an archive", "Unpack the outer one and land that.")
            for piece in _tables(copy, form, known, folder):
                label = f"{name}#{piece.label}" if piece.label else name
                yield Piece(label, piece.reading, piece.open)
        except Refused as refusal:
            yield _refused(name, known[0] if known else None, refusal)


def _tables(
    path: Path, form: str, readings: list[Reading], folder: Folder
) -> Iterator[Piece]:
    """The tables of a file that is no archive."""
    if not readings:
        raise folder.unrecognised(NO_TABLE, rows_of_text(path) if form == "text" else 0)
    expected = {reading.form for reading in readings}
    if (form == "xml") != (expected == {"xml"}) or (form != "workbook" and "workbook" in expected):
        raise Refused(
            f"the file is {form}, expected {' or '.join(sorted(expected))}",
            "Ask the partner for the form that the contract names.",
        )
    if form == "xml":
        check_xml(path)
        for reading in readings:
            contract = reading.contract
            yield Piece(contract.name, reading, lambda c=contract: XmlPart(path, c))
    elif form == "workbook":
        yield from _sheets(path, readings, folder)
    elif form == "parquet":
        yield Piece("", readings[0], lambda: ParquetPart(path))
    else:
        first = readings[0]
        yield Piece(
            "", first, lambda: open_text(path, first.headings, first.layout, folder.unpacked)
        )


def _sheets(path: Path, readings: list[Reading], folder: Folder) -> Iterator[Piece]:
    """The sheets that are tables. A table no sheet is named for is in the one that fits it."""
    sheets = sheets_of(path)
    unnamed = next((reading for reading in readings if not reading.sheet), None)
    chosen = _fitting_sheet(path, unnamed, [name for name, _ in sheets]) if unnamed else None
    found = False
    for name, is_table in sheets:
        named = next((reading for reading in readings if reading.is_sheet(name)), None)
        reading = named or (unnamed if name == chosen else None)
        if reading:
            found = True
            yield Piece(name, reading, lambda n=name, r=reading: _sheet(path, n, r))
        elif is_table:
            rows = SheetPart(path, name, None, Layout()).rows_counted
            yield _refused(name, None, folder.unrecognised(NO_SHEET, rows))
    if not found:
        raise Refused(
            "no sheet of the workbook is a table of the contract",
            "Name the sheets as the contract has them, or ask the partner for the workbook again.",
        )


def _sheet(path: Path, name: str, reading: Reading) -> SheetPart:
    return SheetPart(path, name, reading.headings, reading.layout)


def _fitting_sheet(path: Path, reading: Reading, names: list[str]) -> str | None:
    """The sheet that has the required columns; failing that the only one, to say what it lacks."""
    for name in names:
        _, header = find_header(path, name, reading.headings, reading.layout.header_row)
        if reading.headings.are_in(header):
            return name
    return names[0] if len(names) == 1 else None


def _refused(label: str, reading: Reading | None, refusal: Refused) -> Piece:
    def open_refused() -> Part:
        raise refusal

    return Piece(label, reading, open_refused)
