"""Writes the worklists of a build into a folder: one a team, and one of all for the coordinator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from supporting_families.dictionary import DescribedTable, described_tables
from supporting_families.home import Home
from supporting_families.package import Packaged, file_entry, make_package

from .book import Book, write_book
from .reading import MART, SCHEMA, Worklist, read_worklist

FOLDER = "worklists"


def write_worklists(home: Home, authority: str) -> Packaged | None:
    """Write them for their owner alone; None where no family is in sight of a claim.

    They lie in a folder named by the as-of date and a hash of the files: the same again is no work.
    Raises WorklistError, and PackageError where somebody changed what is in the folder.
    """
    worklist = read_worklist(home, authority)
    if not worklist.families:
        return None
    build = worklist.build
    prefix = "DEMO_" if build.is_demo else ""
    return make_package(
        home.of_authority("output", authority) / FOLDER,
        f"{prefix}{build.as_of_date}",
        {
            "recipient": "teams and coordinator",
            "marking": "DEMO" if build.is_demo else "OFFICIAL-SENSITIVE",
            "as_of_date": str(build.as_of_date),
            "known_at": str(build.known_at),
            "build_id": build.build_id,
        },
        lambda folder: [_write(folder, prefix, name, book) for name, book in _books(worklist)],
        owner_only=True,
    )


def _books(worklist: Worklist) -> Iterator[tuple[str, Book]]:
    """Each workbook with the part of its file's name that says whose it is."""
    described = _described()
    yield "all_teams", Book(worklist, described, None, worklist.families)
    names = {family.team_key: family.team_name for family in worklist.families}
    taken: set[str] = set()
    for key in sorted(names, key=lambda key: (names[key], key)):
        own = tuple(family for family in worklist.families if family.team_key == key)
        yield _file_name(names[key], taken), Book(worklist, described, names[key], own)


def _file_name(team: str, taken: set[str]) -> str:
    """A name for a file that no other team of the folder has."""
    plain = re.sub(r"[^a-z0-9]+", "-", team.lower()).strip("-") or "team"
    name, number = f"team_{plain}", 1
    while name in taken:
        number += 1
        name = f"team_{plain}-{number}"
    taken.add(name)
    return name


def _write(folder: Path, prefix: str, name: str, book: Book) -> dict:
    file = folder / f"{prefix}worklist_{name}_{book.worklist.build.as_of_date}.xlsx"
    write_book(file, book)
    return file_entry(file, len(book.families), [book.label(column) for column in book.columns])


def _described() -> DescribedTable:
    [found] = [one for one in described_tables() if (one.schema, one.name) == (SCHEMA, MART)]
    return found
