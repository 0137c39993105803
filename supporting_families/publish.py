"""Publishing: copies the tables of a whole, passed build into the files that others read."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timezone
from pathlib import Path

import duckdb

from supporting_families.home import Home, HomeError
from supporting_families.month_ends import MonthEndError, Told, check_register, told_by, write_down
from supporting_families.sql_text import quoted, text_literal

# Which schemas of the build file go into which file, by the file's name in `Home`.
SCHEMAS = {
    "published": (
        "core",
        "eligibility",
        "claims",
        "progress",
        "governance",
        "programme",
        "transformation",
        "reporting",
    ),
    "extracts": ("extracts", "restricted"),
}
LOG_TABLES = ("build_run", "build_expected", "build_log")
NAMES_SHOWN = 20
STAYS = "What was published before stays as it was."


class PublishError(Exception):
    """The build may not be published, or a file is in the way; the message says what to do."""


@dataclass(frozen=True)
class PublishedBuild:
    """The one row of `governance.published_build`, the same in both files."""

    build_id: str
    as_of_date: date
    known_at: date
    is_demo: bool
    published_at: datetime


def publish(home: Home) -> PublishedBuild:
    """Write the published and the extracts file from the build file, both or neither.

    Both are written aside first and then take the old files' places, extracts first: a run killed
    in between leaves two files of different builds, which the packagers refuse. What the build is
    the first to tell of closed months is written down before. Raises PublishError when the last
    build is not whole, when a model to publish is a view, when a file is in use, or when the
    register of month ends is not as it was written.
    """
    with _build_file(home) as connection:
        build_id = _whole_build(connection)
        build = _published_build(connection, build_id)
        extracts = _tables(connection, build_id, SCHEMAS["extracts"])
        published = _tables(connection, build_id, SCHEMAS["published"])
        published += [("governance", name) for name in LOG_TABLES]
        told = _told_of_month_ends(home, connection)
        with owner_only_files():
            _write(connection, home.extracts_file, extracts, build)
        _write(connection, home.published_file, published, build)
    for authority, figures in told.items():
        try:
            write_down(home, authority, figures, build.as_of_date, build.build_id)
        except MonthEndError as error:
            raise PublishError(f"{error} {STAYS}") from error
    for file in (home.extracts_file, home.published_file):
        _take_the_place_of(file)
    return build


def last_whole_build(home: Home) -> str:
    """The id of the last build, if it was whole and passed. Raises PublishError."""
    with _build_file(home) as connection:
        return _whole_build(connection)


def read_published_build(file: Path) -> PublishedBuild:
    """The build that a published or extracts file holds."""
    with duckdb.connect(str(file), read_only=True) as connection:
        row = connection.execute(
            "select build_id, as_of_date, known_at, is_demo, published_at "
            "from governance.published_build"
        ).fetchone()
    return PublishedBuild(*row)


def build_of_both_files(home: Home, nothing: str, cure: str, then: str) -> PublishedBuild:
    """The build that the published and the extracts file both hold.

    Raises PublishError: `nothing` and `cure` are what is said where one is not there, `then` what to
    do once a publication that was stopped half way is made anew.
    """
    for file in (home.extracts_file, home.published_file):
        if not file.is_file():
            raise PublishError(f"{nothing}: '{file}' does not exist. {cure}")
    extracts = read_published_build(home.extracts_file)
    published = read_published_build(home.published_file)
    if extracts.build_id != published.build_id:
        raise PublishError(
            f"'{home.extracts_file}' and '{home.published_file}' are of different builds: a "
            f"publication was stopped half way. Run 'python tasks.py publish', then {then}"
        )
    return extracts


@contextmanager
def _build_file(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the build file attached as `build`, read-only. Raises PublishError."""
    if not home.build_file.is_file():
        raise PublishError(
            f"There is no build to publish: '{home.build_file}' does not exist. "
            "Run 'dbt build', then publish again."
        )
    with duckdb.connect() as connection:
        try:
            connection.execute(f"attach {text_literal(home.build_file)} as build (read_only)")
        except duckdb.IOException as error:
            raise PublishError(
                f"'{home.build_file}' cannot be read: a build is running, or another tool has it "
                f"open. Wait for it or close it, then publish again. DuckDB says: {error}"
            ) from error
        yield connection


def _whole_build(connection: duckdb.DuckDBPyConnection) -> str:
    """The id of the last run, if it was a whole build that passed. Raises PublishError."""
    try:
        run = connection.execute(
            "select invocation_id, started_at, command, narrowed_by "
            "from build.governance.build_run where command <> 'test' "
            "order by started_at desc limit 1"
        ).fetchone()
    except duckdb.CatalogException:
        run = None
    if run is None:
        raise PublishError(
            "The build file has no record of a build. Run 'dbt build', then publish again."
        )
    build_id, started_at, command, narrowed_by = run
    started = f"{started_at:%Y-%m-%d %H:%M} UTC"
    if command != "build":
        raise PublishError(
            f"'dbt {command}' changed the build file ({started}) after the last whole build. "
            f"Run a plain 'dbt build', then publish again. {STAYS}"
        )
    if narrowed_by is not None:
        raise PublishError(
            f"The last 'dbt build' ({started}) was narrowed by {narrowed_by}, so its tables may "
            f"not belong together. Run a plain 'dbt build', then publish again. {STAYS}"
        )
    _check_results(connection, build_id, started)
    return build_id


def _check_results(connection: duckdb.DuckDBPyConnection, build_id: str, started: str) -> None:
    """Raises PublishError unless every required node of the build succeeded or passed."""
    results = connection.execute(
        """
        select
            coalesce(logged.node_name, split_part(expected.node_id, '.', 3)) as node_name,
            logged.status
        from (select * from build.governance.build_expected where invocation_id = $id) as expected
        full join (select * from build.governance.build_log where invocation_id = $id) as logged
            on expected.node_id = logged.node_id
        where expected.is_required or logged.resource_type = 'unit_test'
        order by node_name
        """,
        {"id": build_id},
    ).fetchall()
    if all(status is None for _, status in results):
        raise PublishError(
            f"The last 'dbt build' ({started}) was stopped before its end. "
            f"Run 'dbt build' again, then publish. {STAYS}"
        )
    failing = [
        f"  {name}: {status or 'not run'}"
        for name, status in results
        if status not in ("success", "pass")
    ]
    if not failing:
        return
    if len(failing) > NAMES_SHOWN:
        failing[NAMES_SHOWN:] = [f"  and {len(failing) - NAMES_SHOWN} more"]
    raise PublishError(
        f"The last 'dbt build' ({started}) may not be published. Of {len(results)} models and "
        "tests that must pass, these did not:\n" + "\n".join(failing) + "\n"
        f"Put right what they found, run 'dbt build', then publish again. {STAYS}"
    )


def _published_build(connection: duckdb.DuckDBPyConnection, build_id: str) -> PublishedBuild:
    as_of_date, known_at, is_demo = connection.execute(
        "select as_of_date, known_at, is_demo from build.staging.build_context"
    ).fetchone()
    published_at = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)
    return PublishedBuild(build_id, as_of_date, known_at, is_demo, published_at)


def _tables(
    connection: duckdb.DuckDBPyConnection, build_id: str, schemas: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Schema and name of what the build made in the schemas; leftovers of other builds are not.

    Raises PublishError on a view: its definition would point into the build file.
    """
    rows = connection.execute(
        """
        select expected.schema_name, expected.table_name, tables.table_type
        from build.governance.build_expected as expected
        inner join information_schema.tables as tables
            on tables.table_catalog = 'build'
            and tables.table_schema = expected.schema_name
            and tables.table_name = expected.table_name
        where expected.invocation_id = $id and list_contains($schemas, expected.schema_name)
        order by all
        """,
        {"id": build_id, "schemas": list(schemas)},
    ).fetchall()
    for schema, name, kind in rows:
        if kind == "VIEW":
            raise PublishError(
                f"'{schema}.{name}' is a view; only tables are published. Set its "
                f"'materialized' to 'table', run 'dbt build', then publish again. {STAYS}"
            )
    return [(schema, name) for schema, name, _ in rows]


def _told_of_month_ends(
    home: Home, connection: duckdb.DuckDBPyConnection
) -> dict[str, list[Told]]:
    """By authority what the build tells of closed months. Raises PublishError where it may not."""
    told, before = told_by(connection, "build"), {}
    if home.published_file.is_file():
        connection.execute(f"attach {text_literal(home.published_file)} as before (read_only)")
        before = told_by(connection, "before")
        connection.execute("detach before")
    try:
        for authority in home.authorities():
            check_register(home, authority, told.get(authority, []), before.get(authority, []))
    except MonthEndError as error:
        raise PublishError(f"{error} {STAYS}") from error
    return told


def _write(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    tables: list[tuple[str, str]],
    build: PublishedBuild,
) -> None:
    """Write the tables and `governance.published_build` to `<file>.partial`."""
    partial = _partial(file)
    for leftover in (partial, partial.with_name(partial.name + ".wal")):
        leftover.unlink(missing_ok=True)
    connection.execute(f"attach {text_literal(partial)} as target (storage_version 'v1.0.0')")
    for schema in {schema for schema, _ in tables} | {"governance"}:
        connection.execute(f"create schema target.{quoted(schema)}")
    for schema, name in tables:
        relation = f"{quoted(schema)}.{quoted(name)}"
        connection.execute(f"create table target.{relation} as select * from build.{relation}")
    _copy_comments(connection)
    connection.execute(
        """
        create table target.governance.published_build as
        select
            $build_id as build_id,
            $as_of_date as as_of_date,
            $known_at as known_at,
            $is_demo as is_demo,
            $published_at as published_at
        """,
        vars(build),
    )
    connection.execute("detach target")


def _copy_comments(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the tables and columns of `target` the comments they have in `build`."""
    comments = connection.execute(
        """
        select 'table' as kind, schema_name, table_name, null as column_name, comment
        from duckdb_tables() where database_name = 'build' and comment is not null
        union all
        select 'column', schema_name, table_name, column_name, comment
        from duckdb_columns() where database_name = 'build' and comment is not null
        """
    ).fetchall()
    copied = set(
        connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'target'"
        ).fetchall()
    )
    for kind, schema, table, column, comment in comments:
        if (schema, table) in copied:
            parts = [part for part in ("target", schema, table, column) if part]
            path = ".".join(quoted(part) for part in parts)
            connection.execute(f"comment on {kind} {path} is {text_literal(comment)}")


@contextmanager
def owner_only_files() -> Iterator[None]:
    """Files made inside are readable by their owner only, where the system knows such a thing."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _take_the_place_of(file: Path) -> None:
    try:
        os.replace(_partial(file), file)
    except PermissionError as error:
        raise PublishError(
            f"'{file}' is open in another tool. Close it, then publish again."
        ) from error


def _partial(file: Path) -> Path:
    return file.with_name(file.name + ".partial")


def main(arguments: list[str] | None = None) -> int:
    """Publish the home named by SF_HOME (default: the demo home)."""
    argparse.ArgumentParser(
        prog="publish",
        description=(
            "Copies the tables of the last build into warehouse/published.duckdb (for BI) and "
            "warehouse/extracts.duckdb (for the packagers; owner only). Refuses a build whose "
            "models, error tests and gates did not all pass in one 'dbt build'."
        ),
        epilog="example: SF_HOME=/data/our-council python scripts/publish.py",
    ).parse_args(arguments)
    try:
        home = Home.from_environment()
        build = publish(home)
    except (HomeError, PublishError) as error:
        print(f"Not published. {error}", file=sys.stderr)
        return 1
    print(f"Published as of {build.as_of_date}: {home.published_file}")
    return 0
