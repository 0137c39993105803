"""What a copy may not give, or not before somebody has looked: seeds of `seeds/rights`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from supporting_families.contracts import PROJECT_ROOT

_SEEDS = PROJECT_ROOT / "seeds" / "rights"
WITHHOLD, CHECK, LEAVE_OUT = "withhold", "check", "leave_out"


@dataclass(frozen=True)
class Caution:
    """Who must look at a feed or table before it is given, and by which law."""

    feed_code: str
    table_name: str
    caution: str
    law: str


@dataclass(frozen=True)
class AboutOthers:
    """A column in a row about the person that is not for the person, or not at once."""

    whose: str
    treatment: str
    reason: str


@cache
def cautions() -> tuple[Caution, ...]:
    return tuple(
        Caution(row["feed_code"], row["table_name"], row["caution"], row["law"])
        for row in _rows("access_cautions")
    )


def caution_of(feed: str, table: str) -> list[Caution]:
    """The cautions on a table: its own before those of its feed."""
    found = [c for c in cautions() if c.feed_code == feed and c.table_name in ("", table)]
    return sorted(found, key=lambda caution: caution.table_name, reverse=True)


@cache
def about_others(feed: str, table: str) -> dict[str, AboutOthers]:
    """Columns of a table that tell of somebody else, by name."""
    return {
        row["column_name"]: AboutOthers(row["whose"], row["treatment"], row["reason"])
        for row in _rows("columns_about_others")
        if (row["feed_code"], row["table_name"]) == (feed, table)
    }


def _rows(seed: str) -> list[dict[str, str]]:
    with (_SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
