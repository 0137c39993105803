"""Rows of registers and other tables that people keep, that are about somebody destroyed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from supporting_families.accounts import Refused
from supporting_families.home import Home

from .cutting.text import records
from .facts import KEYED, NEVER, Register, registers
from .needles import Needles
from .searching import files_under

NOT_TABLES = ("landing", "warehouse", "output")


@dataclass(frozen=True)
class Gone:
    """The keys and references by which registers name the people, families and episodes."""

    people: frozenset[str]
    families: frozenset[str]
    episodes: frozenset[str]
    references: frozenset[tuple[str, str]]


def rows_about(home: Home, gone: Gone, needles: Needles) -> Iterator[tuple[Path, list[int]]]:
    """Every CSV that people or commands write, with the rows that go; the header is row 1."""
    known = registers()
    for path in files_under(home.path):
        parts = path.relative_to(home.path).parts
        if path.suffix.lower() != ".csv" or parts[0] in NOT_TABLES:
            continue
        register = known.get((parts[0], path.stem), Register())
        if register.treatment == NEVER:
            continue
        rows = list(_rows(path, register, gone, needles))
        if rows:
            yield path, rows


def may_never_change(home: Home, path: Path) -> bool:
    """Whether a file is one from which no row may ever go."""
    parts = path.relative_to(home.path).parts
    register = registers().get((parts[0], path.stem), Register())
    return register.treatment == NEVER and path.suffix.lower() == ".csv"


def _rows(path: Path, register: Register, gone: Gone, needles: Needles) -> Iterator[int]:
    header: list[str] = []
    try:
        for number, record in enumerate(records(path), start=1):
            text = record.decode("utf-8-sig", errors="replace")
            cells = next(csv.reader(io.StringIO(text)), [])
            if not header:
                header = cells
                continue
            row = dict(zip(header, cells, strict=False))
            if cells and (needles.are_in(cells) or _names(row, register, gone)):
                yield number
    except Refused:
        return  # it is not text: the search afterwards looks through it


def _names(row: dict[str, str], register: Register, gone: Gone) -> bool:
    """Whether a row of a register names somebody by a key or reference."""
    if register.treatment != KEYED:
        return False
    return (
        any(row.get(name) in gone.people for name in register.person_keys)
        or any(row.get(name) in gone.families for name in register.family_keys)
        or any(row.get(name) in gone.episodes for name in register.episode_keys)
        or any((row.get(f), row.get(r)) in gone.references for f, r in register.references)
    )
