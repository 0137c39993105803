"""Reads the folder of an alternative catalogue: its changes, or everything wrong with them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from .build import Catalogue, Key, Limits
from .errors import Problem, WhatIfError
from .seeds import Seed

REMOVE = "remove"
NONE = "none"  # typed for no value: an empty cell leaves the value as it is
HEADER = 1
_NUMBERS = {
    "whole_number": (r"-?\d{1,9}", "a whole number"),
    "number": (r"-?\d{1,7}(\.\d{1,2})?", "a number with at most two decimals"),
}


@dataclass(frozen=True)
class Change:
    """A row of a file: which row of the catalogue it changes, adds or takes out, and its values."""

    seed: Seed
    row: int
    key: Key
    kind: str  # changed, new or removed
    values: dict[str, str | None]

    @property
    def file(self) -> str:
        return f"{self.seed.name}.csv"

    @property
    def cells(self) -> dict[str, str | None]:
        """Every value of the row, those of the key as well."""
        return {**dict(zip(self.seed.key, self.key, strict=True)), **self.values}


@dataclass(frozen=True)
class Alternative:
    """What the folder changes, in the order of its files and rows."""

    name: str
    changes: list[Change]

    @property
    def seeds(self) -> list[str]:
        return list(dict.fromkeys(change.seed.name for change in self.changes))


def read_alternative(
    folder: Path, seeds: dict[str, Seed], catalogue: Catalogue
) -> tuple[Alternative, list[Problem]]:
    """The changes of the folder and what is wrong with it. Raises WhatIfError where none is."""
    if not folder.is_dir():
        raise WhatIfError(
            f"There is no folder '{folder}'. Make it, with a file for each table to change, named "
            "like it: rules.csv."
        )
    changes: list[Change] = []
    problems: list[Problem] = []
    for path in sorted(path for path in folder.iterdir() if not path.name.startswith(".")):
        seed = seeds.get(path.stem) if path.suffix == ".csv" and path.is_file() else None
        if seed is None:
            names = ", ".join(f"{name}.csv" for name in sorted(seeds))
            expected = f"expected a file named like a table of the catalogue: {names}"
            problems.append(
                Problem(path.name, None, None, expected, "Rename it, or move it away")
            )
            continue
        reader = _FileReader(path, seed, catalogue)
        reader.read()
        changes += reader.changes
        problems += reader.problems
    if not (changes or problems):
        raise WhatIfError(f"The folder '{folder}' changes nothing: it has no file with a row.")
    return Alternative(folder.name, changes), problems


class _FileReader:
    """Reads one file row by row and gathers what it finds."""

    def __init__(self, path: Path, seed: Seed, catalogue: Catalogue) -> None:
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self._path, self._seed, self._catalogue = path, seed, catalogue
        self._seen: dict[Key, int] = {}

    def read(self) -> None:
        try:
            with self._path.open(encoding="utf-8-sig", newline="") as lines:
                rows = [[cell.strip() for cell in row] for row in csv.reader(lines, strict=True)]
        except (UnicodeDecodeError, csv.Error):
            self._wrong(None, None, "expected a CSV file in UTF-8", "Save it as 'CSV UTF-8'")
            return
        if not rows or not self._is_header(rows[0]):
            return
        for number, row in enumerate(rows[1:], start=HEADER + 1):
            if not any(row):
                continue
            if len(row) != len(rows[0]):
                self._wrong(
                    number, None, f"expected {len(rows[0])} cells as in the header, not {len(row)}",
                    "Put a text with commas between quotation marks",
                )  # fmt: skip
                continue
            self._read_row(number, dict(zip(rows[0], row, strict=True)))

    def _is_header(self, header: list[str]) -> bool:
        """Whether the rows can be read by this header; what is wrong is added to the problems."""
        known = [*self._seed.types, REMOVE]
        for column in dict.fromkeys(header):
            if column not in known:
                self._wrong(
                    HEADER, column, f"expected columns of the table: {', '.join(known)}",
                    "Rename the column, or take it out",
                )  # fmt: skip
            elif header.count(column) > 1:
                self._wrong(HEADER, column, "expected each column once", "Keep one of them")
        for column in self._seed.key:
            if column not in header:
                self._wrong(
                    HEADER, column, "expected the column, which names the row", "Add the column"
                )
        return len(set(header)) == len(header) and set(header) >= set(self._seed.key)

    def _read_row(self, row: int, cells: dict[str, str]) -> None:
        before = len(self.problems)
        removed = cells.get(REMOVE, "")
        cells = {column: text for column, text in cells.items() if column in self._seed.types}
        key = tuple(cells.pop(column) or None for column in self._seed.key)
        is_known = key in self._catalogue.keys[self._seed.name]
        kind = "removed" if removed else "changed" if is_known else "new"
        if removed not in ("", "1"):
            self._wrong(row, REMOVE, "expected 1, or nothing", "Write 1 to take the row out")
        values = {} if removed else self._values(row, key, cells)
        self._check_row(row, key, kind, is_known, values)
        self._seen.setdefault(key, row)
        if len(self.problems) == before:
            self.changes.append(Change(self._seed, row, key, kind, values))

    def _check_row(
        self, row: int, key: Key, kind: str, is_known: bool, values: dict[str, str | None]
    ) -> None:
        """Whether the row is named once, and is there or is whole."""
        seed, named_by = self._seed, ", ".join(self._seed.key)
        if key in self._seen:
            expected = f"expected each row once, and row {self._seen[key]} has it"
            self._wrong(row, named_by, expected, "Put both into one row")
        elif kind == "removed" and not is_known:
            self._wrong(row, named_by, "expected a row of the catalogue", "Correct it")
        elif kind == "changed" and not values:
            self._wrong(row, None, "expected a value to change", "Fill in one, or take out the row")
        elif kind == "new":
            for column, part in zip(seed.key, key, strict=True):
                if part is not None:
                    self._check(row, key, column, part)
            given = {column for column, part in zip(seed.key, key, strict=True) if part} | {*values}
            lacking = [column for column in seed.types if column in seed.required - given]
            if lacking:
                self._wrong(
                    row, named_by, "expected a row of the catalogue, or a whole new row",
                    f"Correct what names it, or fill in also {', '.join(lacking)}",
                )  # fmt: skip

    def _values(self, row: int, key: Key, cells: dict[str, str]) -> dict[str, str | None]:
        """The values that a row gives; what is wrong with them is added to the problems."""
        values: dict[str, str | None] = {}
        for column, text in cells.items():
            if not text:
                continue
            limits = self._limits(key, column)
            may_be_empty = limits.may_be_empty if limits else column not in self._seed.required
            if text == NONE and may_be_empty:
                values[column] = None
            else:
                values[column] = text
                self._check(row, key, column, text)
        return values

    def _check(self, row: int, key: Key, column: str, text: str) -> None:
        codes = self._seed.codes.get(column, ())
        wanted = _expected(text, self._seed.types[column], codes, self._limits(key, column))
        if wanted:
            self._wrong(row, column, f"expected {wanted}, not '{text}'", "Correct it")

    def _limits(self, key: Key, column: str) -> Limits | None:
        return self._catalogue.limits.get((self._seed.name, row_code(key), column))

    def _wrong(self, row: int | None, column: str | None, expected: str, cure: str) -> None:
        self.problems.append(Problem(self._path.name, row, column, expected, cure))


def row_code(key: Key) -> str:
    """How decisions of the authority name a row."""
    return "|".join(part or "" for part in key)


def _expected(text: str, type_: str, codes: tuple[str, ...], limits: Limits | None) -> str | None:
    """What was expected in the place of the text; None where it fits."""
    codes = limits.allowed if limits and limits.allowed else codes
    if codes:
        return None if text in codes else "one of " + ", ".join(codes)
    kind = limits.type if limits else _kind(type_)
    if kind == "day":
        return None if _is_day(text) else "a day as YYYY-MM-DD"
    if kind not in _NUMBERS:
        return None
    form, words = _NUMBERS[kind]
    lowest, highest = (limits.lowest, limits.highest) if limits else (None, None)
    words += "" if lowest is None else f" from {lowest}"
    words += "" if highest is None else f" to {highest}"
    if not re.fullmatch(form, text):
        return words
    too_low = lowest is not None and Decimal(text) < lowest
    too_high = highest is not None and Decimal(text) > highest
    return words if too_low or too_high else None


def _kind(type_: str) -> str:
    kinds = {"integer": "whole_number", "date": "day", "varchar": "text"}
    return kinds.get(type_, "number")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
