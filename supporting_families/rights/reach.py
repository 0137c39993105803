"""Where a person's rows are in every table: the ways of `seeds/rights/subject_reach.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT

from .errors import RightsError

REACH = PROJECT_ROOT / "seeds" / "rights" / "subject_reach.csv"
NOT_WALKED = ("nobody", "copy")
# What holds of a row of the table `t` that is the person's; columns are in the seed's order.
# The tables named are those of the subject (see `subject.py`).
_ANY_OF = "list_has_any(string_split(t.{{0}}, ' '), (select list({}) from {}))"
_CONDITIONS = {
    "record": "t.{0} in (select record_key from records)",
    "source_ref": "(t.{0}, t.{1}) in (select feed_code, source_person_ref from records)",
    "family_ref": "(t.{0}, t.{1}) in (select feed_code, source_family_ref from families)",
    "person_key": "t.{0} in (select record_key from records)",
    "person_keys": _ANY_OF.format("record_key", "records"),
    "family_key": "t.{0} in (select family_key from families)",
    "family_keys": _ANY_OF.format("family_key", "families"),
    "episode_key": "t.{0} in (select episode_key from episodes)",
    "family_as_whole": "t.{0} in (select family_key from families) and t.{1} = 'family'",
    "episode_as_whole": "t.{0} in (select episode_key from episodes) and t.{1} = 'family'",
    "episode_ref": "t.{0} in (select episode_ref from episodes)",
    "claim_ref": "t.{0} in (select claim_ref from claims)",
    "noticed": "(t.{0}, t.{1}, t.{2}) in (select feed_code, landed_table, row_key from rows_found)",
}


@dataclass(frozen=True)
class Way:
    """One way from the person to rows of a table. `about` is person or family.

    `withheld` are columns that tell of somebody else in rows that this way leads to.
    """

    number: int
    reached_by: str
    key_columns: tuple[str, ...]
    through_table: str
    through_columns: tuple[str, ...]
    through_flag: str
    only_if_empty: str
    about: str
    withheld: frozenset[str]
    note: str

    def condition(self) -> str:
        """SQL that holds of a row `t` that this way leads to."""
        if self.reached_by == "rows":
            pairs = zip(self.key_columns, self.through_columns, strict=True)
            alike = [f"p.{theirs} is not distinct from t.{ours}" for ours, theirs in pairs]
            if self.through_flag:
                alike.append(f"p.{self.through_flag}")
            found = f'select 1 from "{self.through_table}" as p where {" and ".join(alike)}'
            reached = f"exists ({found})"
        else:
            reached = _CONDITIONS[self.reached_by].format(*self.key_columns)
        if self.only_if_empty:
            reached += f" and t.{self.only_if_empty} is null"
        return f"coalesce(({reached}), false)"


@dataclass(frozen=True)
class Reach:
    """A table and the ways to a person's rows in it: none, with a reason, if not walked."""

    schema: str
    table: str
    ways: tuple[Way, ...]
    reason: str = ""

    @property
    def is_register(self) -> bool:
        """Whether it is a file that people write, read as it is now."""
        return self.table.startswith(("stg_registers__", "stg_local__"))

    @property
    def file_root(self) -> str:
        return self.table.removeprefix("stg_").split("__")[0]

    @property
    def file_table(self) -> str:
        return self.table.split("__", 1)[1]


def load_reaches(path: Path = REACH) -> list[Reach]:
    """Every table of the seed, in its order: a table after those it is reached through.

    Raises RightsError on a row that cannot be followed, naming it.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows, start=2):
        _check(path, number, row)
    reaches = []
    for (schema, table), ways in groupby(rows, lambda row: (row["schema_name"], row["table_name"])):
        told = list(ways)
        if told[0]["reached_by"] in NOT_WALKED:
            reaches.append(Reach(schema, table, (), told[0]["note"]))
        else:
            reaches.append(Reach(schema, table, tuple(map(_way, told))))
    _check_order(path, reaches)
    return reaches


def _way(row: dict[str, str]) -> Way:
    return Way(
        number=int(row["way_no"]),
        reached_by=row["reached_by"],
        key_columns=tuple(row["key_columns"].split()),
        through_table=row["through_table"],
        through_columns=tuple(row["through_columns"].split()),
        through_flag=row["through_flag"],
        only_if_empty=row["only_if_empty"],
        about=row["about"],
        withheld=frozenset(row["withheld_columns"].split()),
        note=row["note"],
    )


def _check(path: Path, number: int, row: dict[str, str]) -> None:
    kind = row["reached_by"]
    known = [*_CONDITIONS, "rows", *NOT_WALKED]
    wrong = ""
    if kind not in known:
        wrong = f"reached_by: '{kind}', expected one of {', '.join(known)}"
    elif kind in NOT_WALKED and not row["note"]:
        wrong = "note: empty, expected the reason why nothing of a person is looked for there"
    elif kind == "rows" and len(row["key_columns"].split()) != len(row["through_columns"].split()):
        wrong = "through_columns: expected as many as key_columns"
    elif kind not in NOT_WALKED and row["about"] not in ("person", "family"):
        wrong = f"about: '{row['about']}', expected person or family"
    if wrong:
        raise RightsError(f"'{path}', row {number}: {wrong}.")


def _check_order(path: Path, reaches: Iterable[Reach]) -> None:
    before: set[str] = set()
    for reach in reaches:
        for way in reach.ways:
            if way.through_table and way.through_table not in before:
                raise RightsError(
                    f"'{path}': {reach.table} is reached through {way.through_table}, which must "
                    "stand above it."
                )
        before.add(reach.table)
