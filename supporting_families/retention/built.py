"""The build that a plan is made from, and who in it is due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb

from supporting_families.build_file import attach_build
from supporting_families.home import Home
from supporting_families.publish import (
    PublishError,
    build_of_both_files,
    last_whole_build,
)

from .errors import RetentionError

PEOPLE, DELIVERIES = "person", "delivery"


@dataclass(frozen=True)
class Due:
    """A person (by key) or a landed file (by its path within the home), the rule and its date."""

    subject: str
    key: str
    rule_id: str
    due_on: date


@contextmanager
def built(home: Home) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """A connection with the build attached as `build`, and its id.

    Raises RetentionError where the last build is not the one that is published.
    """
    then = "Run 'dbt build' and 'python scripts/publish.py', then plan again."
    try:
        published = build_of_both_files(home, "Nothing is published", then, "plan again.")
        build_id = last_whole_build(home)
    except PublishError as error:
        raise RetentionError(str(error)) from error
    if build_id != published.build_id:
        raise RetentionError(f"the last build is not the one that is published. {then}")
    with duckdb.connect() as connection:
        attach_build(connection, home)
        connection.execute("use memory")
        yield connection, build_id


def due_now(connection: duckdb.DuckDBPyConnection, authority: str) -> list[Due]:
    """Who and what is due and not held, in order."""
    rows = connection.execute(
        "select subject, subject_key, rule_id, due_on from build.intermediate.int_retention "
        "where authority_code = $authority and retention_state = 'due' order by all",
        {"authority": authority},
    ).fetchall()
    return [Due(*row) for row in rows]


def tables_of(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The columns of every staged table, by its name."""
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns() where database_name = 'build' "
        "and schema_name = 'staging' and table_name like 'stg_%' order by table_name, column_index"
    ).fetchall():
        found.setdefault(table, []).append(column)
    return {
        table: columns
        for table, columns in found.items()
        if not table.startswith(("stg_registers__", "stg_local__"))
    }
