"""Delimited text: comma, semicolon, tab or vertical bar; UTF-8, UTF-16 or cp1252."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from supporting_families.accounts import Refused
from supporting_families.contracts import Headings
from supporting_families.forms.part import FOOTER, Batch, Layout, Part
from supporting_families.scan import CHUNK, Scan, scan_file

BLOCK_SIZE = 8 * 1024 * 1024
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SEND_AGAIN = "Ask the partner to export it again as CSV in UTF-8."


class TextPart(Part):
    """A text file: counted by `scan`, read by Arrow block by block, so of any length."""

    def __init__(self, path: Path, scan: Scan, header: list[str], delimiter: str, layout: Layout):
        self.header = header
        self.rows_counted = scan.records_after(layout.header_row or 1)
        self.rejected = []
        self._path, self._scan, self._delimiter = path, scan, delimiter
        self._header_row = layout.header_row or 1
        self._footers = scan.last_rows(min(layout.footer_rows, self.rows_counted))

    def batches(self, positions: list[int]) -> Iterator[Batch]:
        next_row, used = self._header_row + 1, 0
        left_out = np.array([*self._scan.blank_lines, *self._footers], dtype=np.int64)
        self.rejected = [(row, FOOTER) for row in self._footers]
        invalid: list[tuple[int, str]] = []
        try:
            with pa_csv.open_csv(self._path, **self._options(positions, invalid)) as reader:
                for batch in reader:
                    new = invalid[used:]
                    used = len(invalid)
                    self.rejected += [row for row in new if row[0] not in self._footers]
                    rows = _row_numbers(next_row, batch.num_rows, [number for number, _ in new])
                    next_row += batch.num_rows + len(new)
                    if left_out.size:
                        is_row = ~np.isin(rows, left_out)
                        rows, batch = rows[is_row], batch.filter(pa.array(is_row))
                    columns = {int(name): batch.column(name) for name in batch.schema.names}
                    yield Batch(columns, rows)
        except (pa.ArrowInvalid, UnicodeDecodeError) as error:
            raise Refused(
                f"the file cannot be read as CSV ({type(error).__name__})", SEND_AGAIN
            ) from error

    def _options(self, positions: list[int], invalid: list[tuple[int, str]]) -> dict:
        """Columns go by their position, since a header may name two alike."""

        def on_invalid(row: pa_csv.InvalidRow) -> str:
            reason = f"{row.actual_columns} fields, expected {row.expected_columns}"
            invalid.append((row.number, reason))
            return "skip"

        names = [str(position) for position in range(len(self.header))]
        return {
            "read_options": pa_csv.ReadOptions(
                use_threads=False,
                block_size=BLOCK_SIZE,
                column_names=names,
                skip_rows=self._header_row,
            ),
            "parse_options": pa_csv.ParseOptions(
                delimiter=self._delimiter,
                newlines_in_values=self._scan.has_quotes,
                ignore_empty_lines=False,
                invalid_row_handler=on_invalid,
            ),
            "convert_options": pa_csv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                include_columns=[str(position) for position in positions],
                strings_can_be_null=False,
            ),
        }


def open_text(path: Path, headings: Headings, layout: Layout, unpacked: Path) -> TextPart:
    """Open a text file. What is not in UTF-8 is read from a copy in the folder `unpacked`."""
    scan = scan_file(path)
    encoding = layout.encoding or _encoding(path, scan)
    if codecs.lookup(encoding).name not in ("utf-8", "utf-8-sig", "ascii"):
        path = _as_utf8(path, encoding, unpacked)
        scan = scan_file(path)
    _check_text(scan)
    header, delimiter = _header(path, headings, layout)
    part = TextPart(path, scan, header, delimiter, layout)
    part.read_as = f"csv {encoding} {'tab' if delimiter == chr(9) else delimiter}"
    return part


def encoding_of(path: Path) -> str:
    """What a text file is written in. Raises Refused when it is none of the encodings known."""
    return _encoding(path, scan_file(path))


def rows_of_text(path: Path) -> int:
    """How many rows a text file of no known table has."""
    return max(scan_file(path).records - 1, 0)


def _encoding(path: Path, scan: Scan) -> str:
    with path.open("rb") as file:
        mark = file.read(2)
    if mark in UTF16_MARKS:
        return "utf-16"
    if scan.not_utf8_line is None:
        return "utf-8"
    if scan.fits_cp1252 and not scan.has_null_bytes:
        return "cp1252"
    raise Refused(
        f"row {scan.not_utf8_line}: the file is not text in UTF-8, UTF-16 or Windows-1252",
        SEND_AGAIN,
        max(scan.records - 1, 0),
    )


def _as_utf8(path: Path, encoding: str, unpacked: Path) -> Path:
    """A copy of the file in UTF-8, made piece by piece."""
    copy = unpacked / f"{path.name}.utf8"
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as source, copy.open("wb") as target:
            while chunk := source.read(CHUNK):
                target.write(decoder.decode(chunk).encode("utf-8"))
            target.write(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError as error:
        raise Refused(f"the file is not text in {encoding}", SEND_AGAIN) from error
    return copy


def _check_text(scan: Scan) -> None:
    rows = max(scan.records - 1, 0)
    if scan.size == 0:
        raise Refused("the file is empty", "Ask the partner to send it again.")
    if scan.not_utf8_line is not None:
        raise Refused(f"row {scan.not_utf8_line}: the file is not text in UTF-8", SEND_AGAIN, rows)
    if scan.has_null_bytes:
        raise Refused("the file holds null bytes, so it is not text", SEND_AGAIN, rows)
    if scan.open_quote_line is not None:
        raise Refused(
            f"a quotation mark opened in row {scan.open_quote_line} is never closed",
            "Close or double the quotation mark in that row, or ask for the file again.",
            rows,
        )


def _header(path: Path, headings: Headings, layout: Layout) -> tuple[list[str], str]:
    """The header, split by the delimiter that finds the most columns of the contract in it."""
    with path.open("rb") as file:
        for _ in range(layout.header_row or 1):
            line = file.readline()
    text = line.decode("utf-8-sig")
    choices = [layout.delimiter] if layout.delimiter else list(DELIMITERS)
    headers = {delimiter: _split(text, delimiter) for delimiter in choices}
    best = max(choices, key=lambda delimiter: _fit(headers[delimiter], headings))
    return headers[best], best


def _split(line: str, delimiter: str) -> list[str]:
    fields = next(csv.reader([line], delimiter=delimiter), [])
    return [name.strip() for name in fields]


def _fit(header: list[str], headings: Headings) -> tuple[bool, int, int]:
    """Whether all required columns are there, how many of the contract, how many in all."""
    return headings.are_in(header), len(headings.found_in(header)), len(header)


def _row_numbers(first: int, count: int, skipped: list[int]) -> np.ndarray:
    """The row numbers of `count` good rows from row `first` on, leaving out the skipped ones."""
    rows = np.arange(first, first + count + len(skipped), dtype=np.int64)
    return rows if not skipped else np.setdiff1d(rows, skipped, assume_unique=True)
