"""The seeds of retention that the command reads: they are data, in `seeds/retention/`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "seeds" / "retention"
NEVER, FOUND, KEYED = "never", "found", "keyed"
WITH_CLAIM, KEPT, DESTROYED = "with_claim", "kept", "destroyed"


@dataclass(frozen=True)
class Owner:
    """Rows of a staged table hang from rows of another by some columns of both.

    `nobody_named` where only rows that name nobody do; else all.
    """

    staged_table: str
    owner_table: str
    join_columns: tuple[tuple[str, str], ...]  # ours and theirs
    nobody_named: bool


@dataclass(frozen=True)
class Register:
    """What becomes of the rows of a file that people or commands write."""

    treatment: str = FOUND
    person_keys: tuple[str, ...] = ()
    family_keys: tuple[str, ...] = ()
    episode_keys: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()


def owners() -> list[Owner]:
    """The tables whose rows hang from others, owners first."""
    rows = sorted(_rows("retention_row_owners"), key=lambda row: int(row["step"]))
    return [
        Owner(
            row["staged_table"],
            row["owner_table"],
            tuple((c.split(":")[0], c.split(":")[-1]) for c in row["join_columns"].split()),
            row["goes_with"] == "nobody_named",
        )
        for row in rows
    ]


def registers() -> dict[tuple[str, str], Register]:
    """By root and table; a file that is not in it is as `Register()`."""
    return {
        (row["root"], row["table_name"]): Register(
            row["treatment"],
            tuple(row["person_keys"].split()),
            tuple(row["family_keys"].split()),
            tuple(row["episode_keys"].split()),
            tuple(tuple(pair.split(":")) for pair in row["references"].split()),
        )
        for row in _rows("retention_registers")
    }


def sealed_treatment(path: str) -> tuple[str, str]:
    """What becomes of a sealed file, by its path below output, and why."""
    for row in _rows("retention_sealed"):
        if fnmatchcase(path, row["pattern"]):
            return row["treatment"], row["reason"]
    return DESTROYED, "no pattern of seeds/retention/retention_sealed.csv fits it"


def is_copy(path: str) -> bool:
    """Whether a file, by its path below output, only copies what is published."""
    return any(fnmatchcase(path, row["pattern"]) for row in _rows("retention_copies"))


def rule_names() -> dict[str, str]:
    """The rules in words."""
    return {row["rule_id"]: row["rule_name"] for row in _rows("retention_rules")}


def rule_subjects() -> dict[str, str]:
    """What each rule is about: person, delivery or output."""
    return {row["rule_id"]: row["subject"] for row in _rows("retention_rules")}


def _rows(name: str, folder: Path = SEEDS) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
