"""Zip archives, and telling by its first bytes what form a file has."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from supporting_families.accounts import Refused

# An archive may unpack to this many times its size (text packs 5 to 40 times; a bomb over 1,000),
# and to this many bytes whatever its size.
MAX_EXPANSION = 200
ALWAYS_ALLOWED = 100 * 1024 * 1024
MAX_MEMBERS = 10_000

ZIP, OLD_OFFICE, PDF, PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"PAR1"
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
LEFT_BY_TOOLS = ("__MACOSX", ".DS_Store", "Thumbs.db")


def form_of(path: Path) -> str:
    """text, xml, workbook, parquet or zip, by the content of the file and not by its name."""
    with path.open("rb") as file:
        first = file.read(256)
    if first.startswith(ZIP):
        return _form_of_zip(path)
    if first.startswith(PARQUET):
        return "parquet"
    if first.startswith(PDF):
        raise Refused("the file is a PDF", "Ask the partner for the table itself, as CSV or .xlsx.")
    if first.startswith(OLD_OFFICE):
        raise _old_office(path)
    for mark in MARKS:
        first = first.removeprefix(mark)
    return "xml" if first.replace(b"\0", b"").lstrip().startswith(b"<") else "text"


def members(path: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file in an archive, unpacked one at a time into the folder; each is removed again."""
    copy = folder / "member"
    with _open(path) as archive:
        for member in filter(_is_file, archive.infolist()):
            try:
                with archive.open(member) as source, copy.open("wb") as target:
                    shutil.copyfileobj(source, target)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
                raise _damaged() from error
            yield member.filename, copy
            copy.unlink()


def count_members(path: Path) -> int:
    """How many files are in an archive."""
    with _open(path) as archive:
        return sum(map(_is_file, archive.infolist()))


def _is_file(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    return not member.is_dir() and not any(part in LEFT_BY_TOOLS for part in parts)


def _form_of_zip(path: Path) -> str:
    with _open(path) as archive:
        names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise Refused("the file is a binary workbook (.xlsb)", "Save it as .xlsx.")
    if "content.xml" in names and "mimetype" in names:
        raise Refused("the file is an OpenDocument file", "Save it as .xlsx.")
    return "workbook" if "xl/workbook.xml" in names else "zip"


def _open(path: Path) -> zipfile.ZipFile:
    """Raises Refused when the archive is damaged, locked, or would unpack beyond all measure."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise _damaged() from error
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    names = {entry.filename for entry in entries}
    allowed = max(path.stat().st_size * MAX_EXPANSION, ALWAYS_ALLOWED)
    if unpacked > allowed or len(entries) > MAX_MEMBERS:
        archive.close()
        raise Refused(
            f"the archive holds {len(entries)} files of {unpacked} bytes, too much for its size",
            "Do not open it; ask the partner what it is.",
        )
    if len(names) < len(entries):
        archive.close()
        raise Refused("the archive holds two files of one name", "Ask the partner which counts.")
    if any(entry.flag_bits & 1 for entry in entries):
        archive.close()
        raise Refused("the archive is locked with a password", "Unpack it and land its files.")
    return archive


def _old_office(path: Path) -> Refused:
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return Refused(
            "the workbook is locked with a password", "Save it without a password and land that."
        )
    return Refused("the file is an old Excel workbook (.xls)", "Save it as .xlsx or as CSV.")


def _damaged() -> Refused:
    return Refused("the archive is damaged or cut off", "Ask the partner for the file again.")
