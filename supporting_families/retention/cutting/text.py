"""Text files: a row that goes leaves an empty line, which is no row, so the others keep theirs."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from supporting_families.forms.text import encoding_of

QUOTE = b'"'
CHUNK = 4 * 1024 * 1024


def cut_text(path: Path, rows: set[int], target: Path) -> int:
    """Write the file without the rows; how many went. Raises ValueError where one is not there."""
    done, ends = 0, _line_ends(path)
    with target.open("wb") as written:
        for number, record in enumerate(records(path), start=1):
            if number not in rows:
                written.write(record)
                continue
            done += 1
            written.write(next(filter(record.endswith, ends), b""))
    if done != len(rows):
        raise ValueError(f"'{path}' has {done} of {len(rows)} rows that were to go")
    return done


def records(path: Path) -> Iterator[bytes]:
    """The records of a text file as they are, with their line ends; the header is the first.

    A line break inside quotation marks ends no record, as in `scan`.
    """
    newline = _line_end(path)
    mark = codecs.BOM_UTF8 if newline == b"\n" else b""
    quote = QUOTE if newline == b"\n" else newline.replace(b"\n", QUOTE)
    held, quoted, first = b"", False, True
    with path.open("rb") as file:
        for line in _lines(file, newline):
            text = line.removeprefix(mark) if first else line
            first = False
            quoted ^= text.count(quote) % 2 == 1
            held += line
            if not quoted:
                yield held
                held = b""
    if held:
        yield held


def _lines(file, newline: bytes) -> Iterator[bytes]:
    """Lines of a binary file by this line end, which in UTF-16 is two bytes at an even place."""
    if newline == b"\n":
        yield from file
        return
    held = b""
    while chunk := file.read(CHUNK):
        held += chunk
        start = place = 0
        while (place := held.find(newline, place)) >= 0:
            if place % 2:
                place += 1
                continue
            yield held[start : place + 2]
            start = place = place + 2
        held = held[start:]
    if held:
        yield held


def _line_end(path: Path) -> bytes:
    if encoding_of(path) != "utf-16":
        return b"\n"
    with path.open("rb") as file:
        little = file.read(2) == codecs.BOM_UTF16_LE
    return b"\n\0" if little else b"\0\n"


def _line_ends(path: Path) -> list[bytes]:
    """The line ends that a record may have, the longer first."""
    newline = _line_end(path)
    return [newline.replace(b"\n", b"\r") + newline, newline]
