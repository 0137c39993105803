"""What the last build says about linking, read from the build file, which stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from supporting_families.authorities import chosen_authority
from supporting_families.build_file import attach_build
from supporting_families.home import Home

from .model import LinkageError

IDENTITIES = "intermediate.int_distinct_identities"
FEEDS_OF_IDENTITIES = """
    select identity_key, feed_code from intermediate.int_identity_records
    group by identity_key, feed_code order by identity_key, feed_code
"""


@contextmanager
def built(home: Home, authority: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees the build file as if it held one authority alone, and changes nothing.

    Without an authority the home must have one alone. Raises LinkageError where there is no build
    with the people linked, or it cannot be read.
    """
    whose = chosen_authority(home, authority)
    if not home.build_file.is_file():
        raise LinkageError(
            f"there is no build: '{home.build_file}' does not exist. Run 'dbt build' first."
        )
    try:
        connection = duckdb.connect()
        attach_build(connection, home)
    except duckdb.IOException as error:
        raise LinkageError(
            f"'{home.build_file}' cannot be read: a build is running, or another tool has it open. "
            "Wait for it or close it."
        ) from error
    with connection:
        _show(connection, whose)
        try:
            yield connection
        except duckdb.CatalogException as error:
            raise LinkageError(
                f"people are not linked in '{home.build_file}'. Run 'dbt build' first."
            ) from error


def _show(connection: duckdb.DuckDBPyConnection, authority: str) -> None:
    """A view of every table under its own name: the rows of the authority where they say whose."""
    tables = connection.execute(
        """
        select table_schema, table_name, bool_or(column_name = 'authority_code')
        from information_schema.columns where table_catalog = 'build' group by all order by all
        """
    ).fetchall()
    for schema, name, says_whose in tables:
        ours = f"where authority_code = '{authority}'" if says_whose else ""
        connection.execute(f'create schema if not exists "{schema}"')
        connection.execute(
            f'create view "{schema}"."{name}" as select * from build."{schema}"."{name}" {ours}'
        )
