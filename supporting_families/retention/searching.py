"""Looks through everything under a home for what somebody was known by, decoded and as bytes."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet as pq

from supporting_families.accounts import Refused
from supporting_families.forms.archive import form_of
from supporting_families.sql_text import text_literal

from .cutting.text import records
from .needles import Needles

AGE = (b"age-encryption.org/v1", b"-----BEGIN AGE ENCRYPTED FILE-----")
TABLES = (".csv", ".tsv", ".txt", ".log", ".ndjson", ".jsonl")
PAGES = (".html", ".htm", ".xml", ".svg")
CHUNK = 8 * 1024 * 1024
OVERLAP = 64
MANY = 1_000


@dataclass(frozen=True)
class Found:
    """Where something was found: the file, the place in it, and the row of a text file."""

    path: Path
    place: str = ""
    row: int | None = None


def files_under(folder: Path, skip: Sequence[Path] = ()) -> list[Path]:
    """Every file under a folder, hidden ones too, in order; what is in a skipped folder is not."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part in skip for part in (path, *path.parents))
    )


def is_leftover(path: Path) -> bool:
    """Whether a file is what a stopped command left when it wrote aside: it goes unlooked at."""
    return path.name.startswith(".") and path.name.endswith(".partial")


def is_sealed(path: Path) -> bool:
    """Whether a file is encrypted, so that nobody here can look into it."""
    with path.open("rb") as file:
        return file.read(64).startswith(AGE)


def search(
    folder: Path,
    needles: Needles,
    skip: Sequence[Path] = (),
    tell: Callable[[str], None] = lambda line: None,
) -> list[Found]:
    """Every file under the folder that holds any of the needles, but sealed ones."""
    found = []
    paths = files_under(folder, skip)
    for number, path in enumerate(paths, start=1):
        if number % MANY == 0:
            tell(f"  {number:,} of {len(paths):,} files looked through")
        found += search_file(path, needles)
    return found


def search_file(path: Path, needles: Needles) -> list[Found]:
    """The places of a file that hold any of the needles; as bytes where it cannot be read."""
    if is_sealed(path):
        return []
    found = list(_decoded(path, needles))
    if not found and _in_bytes(path, needles):
        found = [Found(path, "bytes")]
    return found


def rows_in_table(
    connection: duckdb.DuckDBPyConnection, relation: str, needles: Needles, more: str = ""
) -> Iterator[tuple]:
    """The rows of a relation that hold any of the needles: the columns `more`, then all as text.

    The engine looks roughly, then each row is looked at closely.
    """
    names = [row[0] for row in connection.execute(f"describe select * from {relation}").fetchall()]
    if not names:
        return
    texts = ", ".join(f'cast("{name}" as varchar)' for name in names)
    forenames, surnames = needles.first_words
    rows = connection.execute(
        f"select {more + ', ' if more else ''}{texts} from (select *, "
        f"upper(concat_ws(' | ', {texts})) as all_texts_ from {relation}) where "
        "list_has_any(regexp_extract_all(all_texts_, '[A-Z0-9]+'), $numbers) "
        # a number written with blanks or hyphens is one cell without them
        "or list_has_any(string_split(regexp_replace(all_texts_, '[^A-Z0-9|]', '', 'g'), '|'), "
        "$numbers) "
        r"or (list_has_any(regexp_extract_all(all_texts_, '[\pL\pN]+'), $surnames) "
        r"and list_has_any(regexp_extract_all(all_texts_, '[\pL\pN]+'), $forenames))",
        {"numbers": sorted(needles.numbers), "surnames": surnames, "forenames": forenames},
    )
    leading = len(rows.description) - len(names)
    while batch := rows.fetchmany(MANY):
        for row in batch:
            if needles.are_in([text for text in row[leading:] if text]):
                yield row


# Files ------------------------------------------------------------------------------------------


def _decoded(path: Path, needles: Needles) -> Iterator[Found]:
    with path.open("rb") as file:
        first = file.read(16)
    try:
        if first[8:12] == b"DUCK":
            yield from _in_database(path, needles)
            return
        form = form_of(path)
    except Refused:
        form = "bytes"
    if form == "parquet":
        yield from _in_parquet(path, needles)
    elif form in ("workbook", "zip"):
        place = _in_workbook(path, needles) or _in_archive(path, needles)
        if place:
            yield Found(path, place)
    elif form in ("text", "xml"):
        yield from _in_text(path, needles)


def _in_database(path: Path, needles: Needles) -> Iterator[Found]:
    with duckdb.connect() as connection:
        connection.execute(f"attach {text_literal(path)} as searched (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where database_name = 'searched' order by all"
        ).fetchall()
        for schema, name in tables:
            if next(rows_in_table(connection, f'searched."{schema}"."{name}"', needles), None):
                yield Found(path, f"{schema}.{name}")


def _in_parquet(path: Path, needles: Needles) -> Iterator[Found]:
    with duckdb.connect() as connection:
        if next(rows_in_table(connection, f"read_parquet({text_literal(path)})", needles), None):
            yield Found(path, "rows")


def _in_workbook(content: Path | io.BytesIO, needles: Needles) -> str:
    """The first sheet with a row that holds any; empty where none does."""
    try:
        workbook = openpyxl.load_workbook(content, read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            for row in sheet.iter_rows(values_only=True):
                if needles.are_in([str(cell) for cell in row if cell is not None]):
                    return f"sheet {sheet.title}"
    except Exception:  # a damaged workbook is looked through as an archive
        pass
    return ""


def _in_archive(content: Path | io.BytesIO, needles: Needles) -> str:
    """The first member that holds any, with the member in it; empty where none does."""
    try:
        with zipfile.ZipFile(content) as archive:
            for member in archive.infolist():
                place = _in_content(member.filename, archive.read(member), needles)
                if place:
                    return f"{member.filename} {place}".strip()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        pass
    return ""


def _in_content(name: str, content: bytes, needles: Needles) -> str:
    """Where content that lies in an archive holds any; in memory, for nothing is to be left."""
    if content.startswith(b"PK"):
        inside = io.BytesIO(content)
        return _in_workbook(inside, needles) or _in_archive(inside, needles)
    if content.startswith(b"PAR1"):
        rows = pq.read_table(io.BytesIO(content)).to_pylist()
        cells = ([str(v) for v in row.values() if v is not None] for row in rows)
        return "rows" if any(map(needles.are_in, cells)) else ""
    text = _text(content)
    if text is not None and name.lower().endswith(TABLES):
        if any(needles.are_in(_cells(line)) for line in text.splitlines()):
            return "rows"
    elif text is not None and needles.are_in([_plain(text)]):
        return "text"
    return "bytes" if needles.are_in_bytes(content) else ""


def _in_text(path: Path, needles: Needles) -> Iterator[Found]:
    """Tables line by line; a page, or whatever else is text, as one."""
    if path.name.lower().endswith(TABLES):
        try:
            for number, record in enumerate(records(path), start=1):
                text = _text(record)
                if text and needles.are_in(_cells(text)):
                    yield Found(path, f"row {number}", number)
        except Refused:
            return
        return
    text = _text(path.read_bytes())
    if text is not None and needles.are_in([_plain(text)]):
        yield Found(path, "text")


def _in_bytes(path: Path, needles: Needles) -> bool:
    held = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if needles.are_in_bytes(held + chunk):
                return True
            held = chunk[-OVERLAP:]
    return False


def _text(content: bytes) -> str | None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        plain = content.replace(b"\0", b"")
        is_text = len(plain) * 2 <= len(content) + 2  # UTF-16 without its mark
        return plain.decode("cp1252", errors="replace") if is_text else None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _cells(line: str) -> list[str]:
    return [cell.strip().strip('"') for cell in re.split(r"[,;\t|]", line)]


def _plain(text: str) -> str:
    """A page without its tags."""
    return html.unescape(re.sub(r"<[^>]*>", " ", text))
