"""Counts the rows of a text file from its bytes alone, apart from the parser that reads it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

import numpy as np

CHUNK = 4 * 1024 * 1024
NEWLINE, RETURN, QUOTE = 10, 13, 34
NOT_IN_CP1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])


@dataclass(frozen=True)
class Scan:
    """What the bytes of a file say. `records` counts non-blank lines outside quotes, header too.

    `lines` counts the blank ones as well, and `blank_lines` are their numbers, the first line
    being 1. `not_utf8_line` is the first line that is not UTF-8, by line breaks.
    """

    size: int
    records: int
    lines: int
    blank_lines: tuple[int, ...]
    has_quotes: bool
    open_quote_line: int | None
    has_null_bytes: bool
    not_utf8_line: int | None
    fits_cp1252: bool

    def last_rows(self, count: int) -> list[int]:
        """The numbers of the last rows that are not blank."""
        blank, rows, line = set(self.blank_lines), [], self.lines
        while len(rows) < count and line > 0:
            if line not in blank:
                rows.append(line)
            line -= 1
        return rows

    def records_after(self, line: int) -> int:
        """How many non-blank rows come after this line."""
        before = line - sum(blank <= line for blank in self.blank_lines)
        return max(self.records - before, 0)


def scan_file(path: Path) -> Scan:
    """One pass over the file, in chunks of a few megabytes."""
    size = records = lines = 0
    blank_lines: list[int] = []
    quoted = has_quotes = has_null = False
    fits_cp1252 = True
    line_start, last_byte = 0, NEWLINE
    utf8 = Utf8Check()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            utf8.feed(chunk)
            has_null = has_null or b"\0" in chunk
            fits_cp1252 = fits_cp1252 and not any(byte in chunk for byte in NOT_IN_CP1252)
            array = np.frombuffer(chunk, dtype=np.uint8)
            is_end = array == NEWLINE
            if quoted or b'"' in chunk:
                has_quotes = True
                inside = (np.cumsum(array == QUOTE) + quoted) % 2 == 1
                is_end &= ~inside
                quoted = bool(inside[-1])
            ends = np.flatnonzero(is_end)
            if ends.size:
                starts = np.concatenate(([line_start - size], ends[:-1] + 1))
                lengths = ends - starts
                before_end = np.where(ends > 0, array[ends - 1], last_byte)
                blank = (lengths == 0) | ((lengths == 1) & (before_end == RETURN))
                records += int(ends.size - blank.sum())
                blank_lines.extend((np.flatnonzero(blank) + lines + 1).tolist())
                lines += int(ends.size)
                line_start = size + int(ends[-1]) + 1
            last_byte = int(array[-1])
            size += len(chunk)
    if size > line_start:
        records += 1
        lines += 1
    return Scan(
        size=size,
        records=records,
        lines=lines,
        blank_lines=tuple(blank_lines),
        has_quotes=has_quotes,
        open_quote_line=lines if quoted else None,
        has_null_bytes=has_null,
        not_utf8_line=utf8.finish(),
        fits_cp1252=fits_cp1252,
    )


class Utf8Check:
    """Finds the first line that is not UTF-8 in bytes that come in chunks."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._line = 1
        self._wrong: int | None = None

    def feed(self, chunk: bytes) -> None:
        if self._wrong is not None:
            return
        held = len(self._decoder.getstate()[0])
        try:
            self._decoder.decode(chunk)
        except UnicodeDecodeError as error:
            self._wrong = self._line + chunk[: max(error.start - held, 0)].count(b"\n")
        self._line += chunk.count(b"\n")

    def finish(self) -> int | None:
        """The first line that is wrong, if any; a character cut off at the end is."""
        if self._wrong is None and self._decoder.getstate()[0]:
            self._wrong = self._line
        return self._wrong
