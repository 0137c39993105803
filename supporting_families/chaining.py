"""Registers whose entries are chained: each carries the hash of the one before and of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

FIRST_HASH = "0" * 64  # what the first entry has in the place of the hash before


class BrokenChain(Exception):
    """An entry is not as it was written: which line of the file, what was expected and found."""

    def __init__(self, line: int, expected: str, found: object) -> None:
        super().__init__(f"row {line}: expected {expected}, found {found}")


def entry_hash(row: Mapping[str, str], columns: Iterable[str]) -> str:
    """SHA-256 of the hash before and of the other columns, in their order, with | between them."""
    hashed = [row["previous_hash"]]
    hashed += [row[name] for name in columns if name not in ("previous_hash", "entry_hash")]
    return hashlib.sha256("|".join(hashed).encode()).hexdigest()


def check_chain(
    rows: Iterable[Mapping[str, str]], columns: Sequence[str], authority: str
) -> None:
    """Raises BrokenChain where a row of the register is not the one that was written there."""
    before = FIRST_HASH
    for number, row in enumerate(rows, start=1):
        line = number + 1
        if row["entry_no"] != str(number):
            raise BrokenChain(line, f"entry_no {number}", row["entry_no"])
        if row["previous_hash"] != before:
            raise BrokenChain(line, "the hash of the row before it in previous_hash", "another")
        before = entry_hash(row, columns)
        if row["entry_hash"] != before:
            raise BrokenChain(line, "the hash of its own columns in entry_hash", "another")
        if row["authority_code"] != authority:
            raise BrokenChain(line, f"authority_code {authority}", row["authority_code"])


def chained(
    rows: Iterable[Mapping[str, str]],
    columns: Sequence[str],
    after: Mapping[str, str] | None,
) -> list[dict[str, str]]:
    """The rows with their numbers and hashes, to be added after the last entry, if there is one."""
    number = int(after["entry_no"]) if after else 0
    before = after["entry_hash"] if after else FIRST_HASH
    made = []
    for number, row in enumerate(rows, start=number + 1):
        entry = {**row, "entry_no": str(number), "previous_hash": before}
        before = entry["entry_hash"] = entry_hash(entry, columns)
        made.append(entry)
    return made
