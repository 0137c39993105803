"""What the last build says about linking, read from the build file, which stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from supporting_families.home import Home

from .model import LinkageError

IDENTITIES = "intermediate.int_distinct_identities"
FEEDS_OF_IDENTITIES = """
    select identity_key, feed_code from intermediate.int_identity_records
    group by identity_key, feed_code order by identity_key, feed_code
"""


@contextmanager
def built(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the build file, read-only.

    Raises LinkageError where there is no build with the people linked, or it cannot be read.
    """
    if not home.build_file.is_file():
        raise LinkageError(
            f"there is no build: '{home.build_file}' does not exist. Run 'dbt build' first."
        )
    try:
        connection = duckdb.connect(str(home.build_file), read_only=True)
    except duckdb.IOException as error:
        raise LinkageError(
            f"'{home.build_file}' cannot be read: a build is running, or another tool has it open. "
            "Wait for it or close it."
        ) from error
    with connection:
        try:
            yield connection
        except duckdb.CatalogException as error:
            raise LinkageError(
                f"people are not linked in '{home.build_file}'. Run 'dbt build' first."
            ) from error
