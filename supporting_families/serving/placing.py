"""Tables on the server: made with their keys and indexes, and looked at once the rows are there.

Both are made while a table is empty, and one whose key or indexes change gets another name: no
table that somebody reads is altered.
"""

from __future__ import annotations

import duckdb
import psycopg
from psycopg import sql

from supporting_families.sql_text import quoted

from .errors import ServingError
from .tables import Table


def put_table(connection: psycopg.Connection, schema: str, table: Table) -> None:
    """Make a table, with what is unique in it and its indexes, where it is not there."""
    name = sql.Identifier(schema, table.relation)
    [is_there] = connection.execute(
        "select to_regclass(%s) is not null", [name.as_string(connection)]
    ).fetchone()
    if is_there:
        return
    parts = [
        sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(column.kind))
        for column in table.columns
    ]
    if table.structure.key:
        # as the tests of the marts have it: an empty value is one value
        parts.append(sql.SQL("unique nulls not distinct ({})").format(_names(table.structure.key)))
    connection.execute(sql.SQL("create table {} ({})").format(name, sql.SQL(", ").join(parts)))
    for column in table.structure.indexed:
        connection.execute(sql.SQL("create index on {} ({})").format(name, sql.Identifier(column)))


def check_key(files: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Raises ServingError where rows of the published table share a key.

    The server would refuse them too, and its message would say whose they are.
    """
    if not table.structure.key:
        return
    key = ", ".join(map(quoted, table.structure.key))
    [shared] = files.execute(
        f"select count(*) from (select 1 from {table.source} group by {key} having count(*) > 1)"
    ).fetchone()
    if shared:
        raise ServingError(
            f"{table.schema}.{table.name} has {shared:,} keys ({', '.join(table.structure.key)}) "
            "that several rows share; what was shown before still is. Build and publish anew."
        )


def check_references(connection: psycopg.Connection, schema: str, tables: list[Table]) -> None:
    """Raises ServingError where a row of a loaded build leads to none of the table it refers to."""
    relations = {(table.schema, table.name): table.relation for table in tables}
    for table in tables:
        for one in table.structure.references:
            matches = sql.SQL(" and ").join(
                sql.SQL("there.{} = here.{}").format(sql.Identifier(to), sql.Identifier(column))
                for column, to in zip(one.columns, one.to_columns)
            )
            [lost] = connection.execute(
                sql.SQL(
                    "select count(*) from {} as here where here.{} is not null "
                    "and not exists (select 1 from {} as there where {})"
                ).format(
                    sql.Identifier(schema, table.relation),
                    sql.Identifier(one.columns[-1]),
                    sql.Identifier(schema, relations[one.schema, one.table]),
                    matches,
                )
            ).fetchone()
            if lost:
                raise ServingError(
                    f"{table.schema}.{table.name} has {lost:,} rows whose {one.columns[-1]} is not "
                    f"in {one.schema}.{one.table}; what was shown before still is. Build and "
                    "publish anew."
                )


def _names(columns: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
