"""What the returns are made from: tables of the published build, and of its extracts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from supporting_families.home import Home
from supporting_families.publish import PublishedBuild, PublishError, build_of_both_files

from .errors import ReturnsError

BUILD = "Run 'python tasks.py build' (SF_HOME set), then try again. Nothing was written."


@dataclass(frozen=True)
class Rows:
    """Rows of a table with the names of their columns."""

    columns: list[str]
    rows: list[tuple]

    def as_dicts(self) -> list[dict[str, object]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def published_build(home: Home) -> PublishedBuild:
    """The build that both published files hold. Raises ReturnsError."""
    try:
        return build_of_both_files(
            home, "nothing is published", BUILD, "try again. Nothing was written."
        )
    except PublishError as error:
        raise ReturnsError(str(error)) from error


def published(home: Home, table: str, authority: str | None = None, order: str = "all") -> Rows:
    """Rows of a published table, of one authority where it is given. Raises ReturnsError."""
    return _read(home.published_file, table, authority, order)


def extract(home: Home, table: str, authority: str) -> Rows:
    """Rows of an extract of an authority, ordered by all their columns. Raises ReturnsError."""
    # Catalog and schema: the file itself is called extracts too.
    return _read(home.extracts_file, f"extracts.extracts.{table}", authority, "all")


def settings_of(home: Home, authority: str, day: date) -> dict[str, int]:
    """The whole numbers among the programme's settings of an authority on a day."""
    rows = published(home, "core.dim_programme_setting", authority).as_dicts()
    return {
        str(row["setting"]): int(str(row["setting_value"]))
        for row in rows
        if row["valid_from"] <= day < row["valid_to"] and str(row["setting_value"] or "").isdigit()
    }


def _read(file: Path, table: str, authority: str | None, order: str) -> Rows:
    if not file.is_file():
        raise ReturnsError(f"nothing is published: '{file}' does not exist. {BUILD}")
    where = "where authority_code = $authority" if authority else ""
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            result = connection.execute(
                f"select * from {table} {where} order by {order}",
                {"authority": authority} if authority else None,
            )
            return Rows([name for name, *_ in result.description], result.fetchall())
    except duckdb.IOException as error:
        raise ReturnsError(
            f"'{file}' cannot be read: another tool has it open. Close it and try again."
        ) from error
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise ReturnsError(
            f"'{file}' lacks {table}: it was published by an older version. {BUILD}"
        ) from error
