"""What every package of a return has in common: where it lies, what it is marked, its files."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from supporting_families.home import Home
from supporting_families.package import Packaged, file_entry, make_package

from .errors import ReturnsError

FORMAL, DRAFT, DEMO_DRAFT = "FORMAL", "DRAFT", "DEMO-DRAFT"


@dataclass(frozen=True)
class Table:
    """A file of a package."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


def marking_of(home: Home, formal: bool) -> str:
    """How a package is marked. Raises ReturnsError where a demo home is to send something."""
    refuse_demo_if(home, formal)
    if home.is_demo:
        return DEMO_DRAFT
    return FORMAL if formal else DRAFT


def refuse_demo_if(home: Home, formal: bool) -> None:
    """Raises ReturnsError where something is sent from a demo home: its families are made up."""
    if formal and home.is_demo:
        raise ReturnsError(
            "this is a demo home and its families are made up: nothing of it is sent. Set SF_HOME "
            "to your authority's home. Nothing was written."
        )


def folder_of(home: Home, authority: str, return_code: str) -> Path:
    """Where the packages of a return lie."""
    return home.of_authority("output", authority) / "returns" / return_code


def write_package(
    home: Home,
    authority: str,
    return_code: str,
    name: str,
    marking: str,
    about: dict[str, object],
    tables: Sequence[Table],
    summary: str,
    owner_only: bool = False,
) -> Packaged:
    """Write tables as CSV, with a summary to read and a manifest. Raises PackageError.

    Identical content again is no work.
    """
    prefix = f"{DEMO_DRAFT}_" if marking == DEMO_DRAFT else ""
    return make_package(
        folder_of(home, authority, return_code),
        f"{marking}_{name}",
        {"return": return_code, "marking": marking, "authority_code": authority, **about},
        _writer(tables, summary, prefix),
        owner_only,
    )


def _writer(
    tables: Sequence[Table], summary: str, prefix: str
) -> Callable[[Path], list[dict]]:
    def write(folder: Path) -> list[dict]:
        entries = []
        for table in tables:
            file = folder / f"{prefix}{table.name}"
            with file.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(table.columns)
                writer.writerows(table.rows)
            entries.append(file_entry(file, len(table.rows), list(table.columns)))
        file = folder / f"{prefix}summary.txt"
        file.write_text(summary, encoding="utf-8")
        return [*entries, file_entry(file, len(summary.splitlines()), [])]

    return write
