"""Puts the changes of an alternative into a copy of the build."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from .alternative import Alternative, Change, row_code

DECISIONS = "intermediate.int_catalogue_decisions"
SETTINGS = "intermediate.int_setting_changes"


@dataclass(frozen=True)
class Changed:
    """A value that was changed, or a whole row (`column` is empty) that is new or taken out.

    `own_value` is what the authority had decided instead of the value in the catalogue.
    """

    catalogue_table: str
    row_code: str
    kind: str
    column: str | None = None
    catalogue_value: str | None = None
    own_value: str | None = None
    what_if_value: str | None = None


def put_in(
    connection: duckdb.DuckDBPyConnection, alternative: Alternative, authority: str
) -> list[Changed]:
    """Change the catalogue of the copy; what the authority decided on the same values gives way.

    The models lay the authority's decisions over the catalogue: a decision that stayed would
    overrule the change without a word. Decisions on other values stay.
    """
    return [
        changed
        for change in alternative.changes
        for changed in _put_in(connection, change, authority)
    ]


def _put_in(
    connection: duckdb.DuckDBPyConnection, change: Change, authority: str
) -> list[Changed]:
    seed, cells = change.seed, change.cells

    def cast(column: str) -> str:
        return f"cast(${column} as {seed.types[column]})"

    row = " and ".join(f"{column} is not distinct from {cast(column)}" for column in seed.key)
    key = {column: cells[column] for column in seed.key}
    whole_row = Changed(seed.name, row_code(change.key), change.kind)
    if change.kind == "removed":
        connection.execute(f"delete from {seed.table} where {row}", key)
        return [whole_row]
    if change.kind == "new":
        names, values = ", ".join(cells), ", ".join(map(cast, cells))
        connection.execute(f"insert into {seed.table} ({names}) values ({values})", cells)
        return [whole_row]
    shown = ", ".join(f"cast({column} as varchar)" for column in change.values)
    query = f"select {shown} from {seed.table} where {row}"
    before = connection.execute(query, key).fetchone()
    new = ", ".join(f"{column} = {cast(column)}" for column in change.values)
    connection.execute(f"update {seed.table} set {new} where {row}", cells)
    after = connection.execute(query, key).fetchone()
    own = _give_way(connection, change, authority)
    return [
        Changed(seed.name, row_code(change.key), change.kind, column, was, own.get(column), is_now)
        for column, was, is_now in zip(change.values, before, after, strict=True)
    ]


def _give_way(
    connection: duckdb.DuckDBPyConnection, change: Change, authority: str
) -> dict[str, str | None]:
    """Take out what the authority decided on the values of a row; returns it by column."""
    given_way = connection.execute(
        f"delete from {DECISIONS} where authority_code = $authority "
        "and catalogue_table = $table and row_code = $code "
        "and decision = 'override' and list_contains($columns, column_name) "
        "returning column_name, new_value",
        {
            "authority": authority,
            "table": change.seed.name,
            "code": row_code(change.key),
            "columns": list(change.values),
        },
    ).fetchall()
    if change.seed.name == "framework_settings" and "setting_value" in change.values:
        # settings are decided in two files; this table holds what was said last
        given_way = connection.execute(
            f"delete from {SETTINGS} where authority_code = $authority and row_code = $code "
            "returning 'setting_value', setting_value",
            {"authority": authority, "code": row_code(change.key)},
        ).fetchall()
    return dict(given_way)
