"""Whether two builds hold the same: every table, as a set of rows in which a row may occur twice.

Numbers in floating point are compared to nine decimals, because the order in which they were added
up is not fixed; of two that round apart, a difference in the ninth decimal, or in the twelfth digit,
is none. Left out is only what tells of the builds themselves (`governance.build_*`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from supporting_families.sql_text import quoted, text_literal

_OF_THE_BUILDS = "governance.build_%"
_DECIMALS = 9
_IN_THE_LAST = 1.5e-9
_OF_LARGE = 1e-12  # of the number itself: eight bytes hold sixteen digits
_FLOATS = ("DOUBLE", "FLOAT")
# Beyond so many rows two tables are first compared by the number of their rows and two sums over
# hashes of them, which takes no memory; rows are looked for where these differ.
_MANY = 5_000_000


@dataclass(frozen=True)
class Difference:
    """A table that is not the same in both: why in words, and how many rows only one has."""

    table: str
    why: str
    only_left: int = 0
    only_right: int = 0

    def __str__(self) -> str:
        return f"{self.table}: {self.why}"


def same_tables(
    left: Path, right: Path, tell: Callable[[str], None] = print, memory_limit: str = ""
) -> dict:
    """Compares every table of two DuckDB files: how many there are, and those that differ."""
    with duckdb.connect(config={"memory_limit": memory_limit} if memory_limit else {}) as both:
        both.execute(f"attach {text_literal(left)} as left_build (read_only)")
        both.execute(f"attach {text_literal(right)} as right_build (read_only)")
        here, there = _tables(both, "left_build"), _tables(both, "right_build")
        different = [
            Difference(table, "only the first build has it" if table in here else
                       "only the second build has it")
            for table in sorted(here.keys() ^ there.keys())
        ]  # fmt: skip
        for table in sorted(here.keys() & there.keys()):
            found = _difference(both, table, here[table], there[table])
            if found:
                different.append(found)
                tell(f"  {found}")
    return {
        "tables": len(here.keys() | there.keys()),
        "different": [f"{difference}" for difference in different],
    }


def _tables(both: duckdb.DuckDBPyConnection, build: str) -> dict[str, list[tuple[str, str]]]:
    """The columns, with their types, of every table of a build."""
    rows = both.execute(
        """
        select c.schema_name || '.' || c.table_name, c.column_name, c.data_type
        from duckdb_columns() as c
        inner join duckdb_tables() as t using (database_name, schema_name, table_name)
        where c.database_name = ? and c.schema_name || '.' || c.table_name not like ?
        order by c.column_index
        """,
        [build, _OF_THE_BUILDS],
    ).fetchall()
    tables: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in rows:
        tables.setdefault(table, []).append((column, kind))
    return tables


def _difference(
    both: duckdb.DuckDBPyConnection,
    table: str,
    left: list[tuple[str, str]],
    right: list[tuple[str, str]],
) -> Difference | None:
    if left != right:
        names = sorted({name for name, _ in set(left) ^ set(right)}) or ["the order of columns"]
        return Difference(table, f"other columns or types ({', '.join(names)})")
    place = ".".join(quoted(part) for part in table.split(".", 1))
    values = ", ".join(_compared(name, kind) for name, kind in left)
    columns = ", ".join(f"{_compared(name, kind)} as {quoted(name)}" for name, kind in left)
    [rows] = both.execute(f"select count(*) from left_build.{place}").fetchone()
    if rows > _MANY and _sums(both, "left_build", place, values) == _sums(
        both, "right_build", place, values
    ):
        return None
    only = [
        both.execute(f"select count(*) from ({_only_in(one, other, place, columns)})").fetchone()[0]
        for one, other in (("left_build", "right_build"), ("right_build", "left_build"))
    ]
    if not any(only) or (only[0] == only[1] == _rounded_apart(both, place, columns, left)):
        return None
    return Difference(
        table, f"{only[0]:,} rows only in the first, {only[1]:,} only in the second", *only
    )


def _only_in(one: str, other: str, place: str, columns: str) -> str:
    return f"select {columns} from {one}.{place} except all select {columns} from {other}.{place}"


def _rounded_apart(
    both: duckdb.DuckDBPyConnection, place: str, columns: str, told: list[tuple[str, str]]
) -> int:
    """How many rows of one build alone have one of the other alone that is the same but for that.

    0 where a row has several, for then it is not known which it is.
    """
    floats = [quoted(name) for name, kind in told if kind in _FLOATS]
    if not floats:
        return 0
    others = [quoted(name) for name, kind in told if kind not in _FLOATS]
    same = [f"l.{name} is not distinct from r.{name}" for name in others] + [
        f"(l.{name} is not distinct from r.{name} or abs(l.{name} - r.{name}) "
        f"<= greatest({_IN_THE_LAST}, {_OF_LARGE} * abs(l.{name})))"
        for name in floats
    ]
    pairs, lefts, rights = both.execute(
        f"""
        with l as (select row_number() over () as row, * from ({
            _only_in("left_build", "right_build", place, columns)})),
        r as (select row_number() over () as row, * from ({
            _only_in("right_build", "left_build", place, columns)}))
        select count(*), count(distinct l.row), count(distinct r.row)
        from l inner join r on {" and ".join(same)}
        """
    ).fetchone()
    return pairs if pairs == lefts == rights else 0


def _sums(
    both: duckdb.DuckDBPyConnection, build: str, place: str, columns: str
) -> tuple[int, int, int]:
    """The number of rows, and two sums over them that no change of rows is likely to keep."""
    return both.execute(
        f"""
        select count(*), sum(cast(number as hugeint)), sum(cast(hash(number) as hugeint))
        from (select hash({columns}) as number from {build}.{place})
        """
    ).fetchone()


def _compared(name: str, kind: str) -> str:
    if kind in _FLOATS:
        return f"round({quoted(name)}, {_DECIMALS})"
    return quoted(name)
