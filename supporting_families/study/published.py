"""What the published build says of the study's extract."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from supporting_families.hashing import sha256_of_file
from supporting_families.home import Home
from supporting_families.publish import PublishedBuild, PublishError, build_of_both_files

from .errors import StudyError
from .layout import Layout


@dataclass(frozen=True)
class Published:
    """An authority's rows of the build, with the keys of the warehouse still in them."""

    build: PublishedBuild
    layout: Layout
    settings: dict[str, str]
    families: list[dict]
    individuals: list[dict]


def read_published(home: Home, authority: str) -> Published:
    """Raises StudyError where nothing is published, what is lacks the study's tables, or objections
    came since."""
    build = _build(home)
    _check_objections(home, authority)
    with _extracts(home) as connection:
        return Published(
            build,
            Layout.of_rows(_rows(connection, "ext_ons__layout", authority)),
            {
                row["setting_code"]: row["setting_value"]
                for row in _rows(connection, "ext_ons__settings", authority)
            },
            _rows(connection, "ext_ons__families", authority),
            _rows(connection, "ext_ons__individuals", authority),
        )


def people_to_withdraw(home: Home, authority: str) -> set[str]:
    """The keys of everybody who may not be in the study. Raises StudyError as `read_published`."""
    _build(home)
    _check_objections(home, authority)
    with _extracts(home) as connection:
        rows = _rows(connection, "ext_ons__withdrawals", authority)
        return {row["person_key"] for row in rows}


def keys_of_today(home: Home, person_keys: set[str]) -> dict[str, str]:
    """The key that a person has today, by one they had before: a key is that of a record."""
    with _extracts(home) as connection:
        rows = connection.execute(
            "select record_key, person_key from extracts.restricted.person_key_crosswalk "
            "where list_contains($keys, record_key)",
            {"keys": sorted(person_keys)},
        ).fetchall()
    return dict(rows)


def _build(home: Home) -> PublishedBuild:
    try:
        return build_of_both_files(
            home,
            "There is nothing to package",
            "Run 'dbt build', then 'python tasks.py publish'.",
            "package again.",
        )
    except PublishError as error:
        raise StudyError(str(error)) from error


def _check_objections(home: Home, authority: str) -> None:
    """Raises StudyError where the register of objections is another than the build has read."""
    file = home.of_authority("registers", authority) / "objections.csv"
    with duckdb.connect(str(home.published_file), read_only=True) as connection:
        read = connection.execute(
            "select sha256 from governance.gov_feed_accounting where source_file = $name",
            {"name": file.relative_to(home.path).as_posix()},
        ).fetchone()
    if (sha256_of_file(file) if file.is_file() else None) != (read[0] if read else None):
        raise StudyError(
            f"'{file}' changed since the published build, and somebody may object whom the build "
            "does not know of: run 'dbt build' and 'python tasks.py publish', then try again."
        )


def _extracts(home: Home) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(home.extracts_file), read_only=True)


def _rows(connection: duckdb.DuckDBPyConnection, table: str, authority: str) -> list[dict]:
    try:
        # Catalog and schema: the file itself is called extracts too.
        found = connection.execute(
            f"select * from extracts.extracts.{table} where authority_code = $code order by all",
            {"code": authority},
        )
    except duckdb.CatalogException as error:
        raise StudyError(
            f"the published build lacks {table}: build and publish again, then package."
        ) from error
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
