"""The last build of a home: the catalogue it was made with, and a copy of it to try things on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from supporting_families.home import Home

from .errors import WhatIfError
from .seeds import SCHEMA, Seed

Key = tuple[str | None, ...]  # what names a row of the catalogue
BUILD_AGAIN = "Run 'dbt build', then ask again."


@dataclass(frozen=True)
class Limits:
    """What may stand in the place of one value of the catalogue."""

    type: str
    allowed: tuple[str, ...]
    may_be_empty: bool
    lowest: Decimal | None
    highest: Decimal | None


@dataclass(frozen=True)
class Catalogue:
    """The catalogue of a build: the keys of its rows by table, and the limits of some values."""

    keys: dict[str, set[Key]]
    limits: dict[tuple[str, str, str], Limits]  # by table, code of the row and column


@contextmanager
def last_build(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build file, opened to read. Raises WhatIfError when it is not there or in use."""
    file = home.build_file
    if not file.is_file():
        raise WhatIfError(f"There is no build: '{file}' does not exist. {BUILD_AGAIN}")
    try:
        connection = duckdb.connect(str(file), read_only=True)
    except duckdb.IOException as error:
        raise WhatIfError(
            f"'{file}' cannot be read: a build is running, or another tool has it open. Wait for "
            f"it or close it, then ask again. DuckDB says: {error}"
        ) from error
    with connection:
        if file.with_name(file.name + ".wal").exists():
            raise WhatIfError(f"The last build of '{file}' was stopped. {BUILD_AGAIN}")
        yield connection


def as_of_date(connection: duckdb.DuckDBPyConnection) -> date:
    """The day by whose end things had happened, in the build."""
    [(day,)] = _rows(connection, "select as_of_date from staging.build_context")
    return day


def read_catalogue(
    connection: duckdb.DuckDBPyConnection, seeds: dict[str, Seed], authority: str
) -> Catalogue:
    """The catalogue of the build, with the limits that hold for an authority.

    Raises WhatIfError when it is not the one of this code.
    """
    keys = {}
    for seed in seeds.values():
        columns = _rows(
            connection,
            "select column_name from information_schema.columns "
            f"where table_schema = '{SCHEMA}' and table_name = '{seed.name}'",
        )
        if {name for (name,) in columns} != set(seed.types):
            raise WhatIfError(
                f"The last build is older than this code: its table '{SCHEMA}.{seed.name}' has "
                f"other columns. {BUILD_AGAIN}"
            )
        parts = ", ".join(f"cast({column} as varchar)" for column in seed.key)
        keys[seed.name] = set(_rows(connection, f"select {parts} from {seed.table}"))
    rows = _rows(
        connection,
        "select catalogue_table, row_code, column_name, value_type, allowed_words, may_be_empty, "
        "lowest, highest from intermediate.int_catalogue_values where authority_code = $authority",
        authority=authority,
    )
    limits = {
        (table, code, column): Limits(
            kind, tuple((words or "").split()), bool(empty), _number(lowest), _number(highest)
        )
        for table, code, column, kind, words, empty, lowest, highest in rows
    }
    return Catalogue(keys, limits)


@contextmanager
def scratch_copy(home: Home) -> Iterator[Path]:
    """A copy of the build file, gone at the end."""
    copy = home.warehouse / "what_if.duckdb"
    try:
        _remove(copy)  # what a killed run left
        with last_build(home):  # so that no build begins in between
            shutil.copyfile(home.build_file, copy)
        yield copy
    finally:
        _remove(copy)


def _remove(copy: Path) -> None:
    for file in (copy, copy.with_name(copy.name + ".wal")):
        file.unlink(missing_ok=True)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, **values: str) -> list[tuple]:
    try:
        return connection.execute(query, values).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise WhatIfError(f"The last build is older than this code. {BUILD_AGAIN}") from error


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
