"""Helpers for tests of intake: land content in a folder, take it in, read what was written."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
from supporting_families.accounts import LandedFile
from supporting_families.contracts import load_contracts
from supporting_families.home import Home
from supporting_families.intake import take_in

CONTRACTS = load_contracts()
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
DAY = "2023-05-10"


def land(
    folder: Path, content: bytes | str, name: str, feed: str = "police", day: str = DAY
) -> Home:
    """A home at the folder with one more file in it."""
    received = folder / "landing" / feed / day
    received.mkdir(parents=True, exist_ok=True)
    data = content.encode("utf-8") if isinstance(content, str) else content
    (received / name).write_bytes(data)
    return Home(folder)


def land_sample(folder: Path, sample: str, feed: str, day: str = "2024-05-01") -> Home:
    """A home at the folder with the files of one published sample in it."""
    received = folder / "landing" / feed / day
    received.mkdir(parents=True, exist_ok=True)
    for path in (FIXTURES / sample).iterdir():
        if path.name != "README.md":
            shutil.copy(path, received)
    return Home(folder)


def taken_in(home: Home) -> list[LandedFile]:
    """What intake accounts for, after checking that every account adds up."""
    accounts = take_in(home, CONTRACTS)
    for account in accounts:
        assert account.rows_counted == account.rows_taken_in + account.rows_rejected, account
        assert sum(reject.row_count for reject in account.rejects) == account.rows_rejected
    return accounts


def by_part(home: Home) -> dict[str, LandedFile]:
    """The accounts by the name of the file, with the part, without its folder."""
    return {account.source_file.split("/", 3)[-1]: account for account in taken_in(home)}


def written(home: Home, table: str) -> list[dict]:
    """The rows that intake wrote for a table (`feed/table`), in order of file and row."""
    paths = [path for path in (home.intake / table).glob("*.parquet") if path.name[0] != "_"]
    rows = [row for path in paths for row in pq.read_table(path).to_pylist()]
    return sorted(rows, key=lambda row: (row["source_file"], row["source_row"]))


def workbook(**sheets: list[list[object]]) -> bytes:
    """A workbook with these sheets; `_` in a sheet's name is a blank."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    """A zip archive of these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return content.getvalue()
