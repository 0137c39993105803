"""Compares a table that was built on two engines: columns, types and every row, nulls included.

What it tells has names and counts and never a value: a value may be about a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from supporting_families.sql_text import quoted

# floats: engines add up in another order; all else is compared to the last character
DIGITS = 12
COLUMNS_TOLD = 5
SAME_TYPES = {"TIMESTAMP WITH TIME ZONE": "TIMESTAMP"}
WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"}


@dataclass(frozen=True)
class Sides:
    """What the two engines are called where differences are told."""

    left: str
    right: str


@dataclass(frozen=True)
class Compared:
    """What came out for one table. A side without the table has no count of rows."""

    table: str
    rows: tuple[int | None, int | None]
    differences: tuple[str, ...]


def compare_table(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    relations: tuple[str | None, str | None],
    sides: Sides,
    exact_types: bool,
) -> Compared:
    """Compare what two relations (anything to select from; None: not there) hold of one table.

    With `exact_types` a column must have the same type on both; else the same kind of value, so
    that a whole number is a whole number in four bytes or in eight.
    """
    found = tuple(_Relation.read(connection, relation) for relation in relations)
    rows = tuple(relation and relation.rows for relation in found)
    left, right = found
    if left is None or right is None:
        absent = [side for side, one in ((sides.left, left), (sides.right, right)) if one is None]
        return Compared(table, rows, (f"no such table on {' nor on '.join(absent)}",))
    differences = _columns(left, right, sides, exact_types)
    differences += _rows(connection, left, right, sides)
    return Compared(table, rows, tuple(differences))


@dataclass(frozen=True)
class _Relation:
    sql: str
    types: dict[str, str]
    rows: int

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection, sql: str | None) -> _Relation | None:
        if sql is None:
            return None
        described = connection.execute(f"describe select * from {sql}").fetchall()
        count = connection.execute(f"select count(*) from {sql}").fetchone()[0]
        return cls(sql, {name: str(kind) for name, kind, *_ in described}, count)


def _columns(left: _Relation, right: _Relation, sides: Sides, exact: bool) -> list[str]:
    told = []
    for here, there, side in ((left, right, sides.left), (right, left, sides.right)):
        told += [f"column {name}: only on {side}" for name in here.types if name not in there.types]
    alike: Callable[[str], str] = _name_of_type if exact else _kind
    both = [name for name in left.types if name in right.types]
    told += [
        f"column {name}: {left.types[name]} on {sides.left}, {right.types[name]} on {sides.right}"
        for name in both
        if alike(left.types[name]) != alike(right.types[name])
    ]
    if both != [name for name in right.types if name in left.types]:
        told.append("the columns stand in another order")
    return told


def _rows(
    connection: duckdb.DuckDBPyConnection, left: _Relation, right: _Relation, sides: Sides
) -> list[str]:
    """The rows of one side alone; a row that stands twice on one side must do so on the other."""
    names = [
        name for name, kind in left.types.items() if _kind(kind) == _kind(right.types.get(name, ""))
    ]
    if not names:
        return [] if left.rows == right.rows else [f"{left.rows} and {right.rows} rows"]

    def alone(columns: list[str]) -> tuple[int, int]:
        """How many rows of these columns are of the left alone, and of the right alone."""
        listed = ", ".join(quoted(name) for name in columns)
        values = [
            f"select {_values(one.types, columns)}, {sign} as side_of_row from {one.sql}"
            for one, sign in ((left, 1), (right, -1))
        ]
        counts = connection.execute(
            "select coalesce(sum(greatest(n, 0)), 0), coalesce(sum(greatest(-n, 0)), 0) from ("
            f"select sum(side_of_row) as n from ({' union all '.join(values)}) group by {listed})"
        ).fetchone()
        return int(counts[0]), int(counts[1])

    only = alone(names)
    if only == (0, 0):
        return []
    told = [f"rows only on {sides.left}: {only[0]}; only on {sides.right}: {only[1]}"]
    columns = [name for name in names if alone([name]) != (0, 0)]
    if columns:
        told.append(_named("columns whose values differ", columns))
        return told
    moved = [name for name in names if alone([other for other in names if other != name]) == (0, 0)]
    told.append(
        _named("the same values on other rows, in", moved)
        if moved
        else "every column has the same values, on other rows"
    )
    return told


def _named(about: str, columns: list[str]) -> str:
    more = len(columns) - COLUMNS_TOLD
    return f"{about}: {', '.join(columns[:COLUMNS_TOLD])}{f' and {more} more' if more > 0 else ''}"


def _values(types: dict[str, str], columns: list[str]) -> str:
    return ", ".join(f"{_value(name, types[name])} as {quoted(name)}" for name in columns)


def _value(name: str, kind: str) -> str:
    """A column as it is compared: numbers of one kind alike, in whichever type they stand."""
    column = quoted(name)
    match _kind(kind):
        case "whole number":
            return f"cast({column} as hugeint)"
        case "decimal number":
            text = f"cast({column} as varchar)"
            return f"rtrim(rtrim({text}, '0'), '.')"
        case "float":
            # 0.0 and -0.0 are one number
            digits = f"format('{{:.{DIGITS - 1}e}}', cast({column} as double) + 0.0)"
            return f"case when isfinite({column}) then {digits} else cast({column} as varchar) end"
        case "moment":
            return f"epoch_us({column})"
    return column


def _kind(kind: str) -> str:
    if kind in WHOLE or re.fullmatch(r"DECIMAL\(\d+,0\)", kind):
        return "whole number"
    if kind.startswith("DECIMAL"):
        return "decimal number"
    if kind in ("FLOAT", "DOUBLE"):
        return "float"
    return "moment" if kind.startswith("TIMESTAMP") else kind


def _name_of_type(kind: str) -> str:
    return SAME_TYPES.get(kind, kind)
