"""Loading what is published: beside what is shown, counted and looked at, then shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

import duckdb
import psycopg
from duckdb_extensions import import_extension
from psycopg import sql

from supporting_families.home import Home
from supporting_families.publish import PublishedBuild, PublishError, build_of_both_files
from supporting_families.sql_text import quoted, text_literal

from .connection import OWNER, VIEWER, as_owner, owner_options, server_role
from .definitions import forget_definition
from .destroyed import forget_builds_before, known_destructions
from .errors import ServingError
from .placing import check_key, check_references, put_table
from .rights import Rights
from .roles import SLOTS, owner_of
from .showing import put_filter, show, shown_build, shown_slot, when_readers_let
from .structure import AUTHORITY
from .tables import Table, published_files, served_tables

EXTENSION = "postgres_scanner"
_ONE_AT_A_TIME = 746_001  # the number of the lock that whoever loads holds
_PREPARE = "run 'python scripts/serve.py roles' as the owner of the database, then load again."


@dataclass(frozen=True)
class Loaded:
    """What was loaded and is shown now."""

    build: PublishedBuild
    tables: int
    rows: int
    keys: int
    references: int
    forgotten: bool


def load(
    connection: psycopg.Connection, home: Home, rights: Rights, tell: Callable[[str], None]
) -> Loaded:
    """Load the published build of a home and show it. What was shown before stays until then, and
    stays on the server until the next time, unless something was destroyed since: then it goes.

    Raises ServingError where there is nothing to load, the server is not prepared or holds the
    other kind of home (demo or real), somebody else is loading, a key is not one or leads nowhere,
    or the counts differ.
    """
    try:
        build = build_of_both_files(
            home, "nothing to serve", "Run 'python tasks.py publish'.", "load again."
        )
    except PublishError as error:
        raise ServingError(str(error)) from error
    as_owner(connection)
    check_prepared(connection, rights)
    with nobody_else(connection):
        _check_build(connection, build)
        slot = next(one for one in SLOTS if one != shown_slot(connection))
        with published_files(home) as files:
            tables = served_tables(files, rights)
            for table in tables:
                check_key(files, table)
            destructions = known_destructions(files)
            _make_room(connection, slot, tables, rights)
            _copy(files, slot, tables, rights, tell)
        _count(connection, slot, tables)
        check_references(connection, slot, tables)
        with connection.transaction():
            _record(connection, slot, build, tables, destructions)
        when_readers_let(connection, lambda: show(connection, build.build_id, rights))
        forgotten = forget_builds_before(connection, build.build_id)
        _drop_unused(connection)
    return Loaded(
        build,
        len(tables),
        sum(table.rows for table in tables),
        sum(bool(table.structure.key) for table in tables),
        sum(len(table.structure.references) for table in tables),
        forgotten,
    )


def check_prepared(connection: psycopg.Connection, rights: Rights) -> None:
    """Raises ServingError unless roles, schemas and what the server has to know are there."""
    owners = {schema: owner_of(connection, schema) for schema in rights.schemas}
    roles = [server_role(role) for role in rights.roles]
    [known] = connection.execute(
        "select count(*) from pg_roles where rolname = any (%s)", [roles]
    ).fetchone()
    is_ready = connection.execute(
        "select to_regclass('serving.showings') is not null"
    ).fetchone()[0]
    if not is_ready or set(owners.values()) != {VIEWER} or known < len(roles):
        raise ServingError(f"the database is not prepared for these roles and schemas: {_PREPARE}")


@contextmanager
def nobody_else(connection: psycopg.Connection) -> Iterator[None]:
    """Nobody else loads or goes back meanwhile. Raises ServingError where somebody does."""
    [is_free] = connection.execute("select pg_try_advisory_lock(%s)", [_ONE_AT_A_TIME]).fetchone()
    if not is_free:
        raise ServingError("somebody else is loading: wait until that is done.")
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])


def _check_build(connection: psycopg.Connection, build: PublishedBuild) -> None:
    if connection.execute(
        "select 1 from serving.builds where is_demo <> %s limit 1", [build.is_demo]
    ).fetchone():
        kind, holds = ("a demo", "real ones") if build.is_demo else ("a real", "demo ones")
        raise ServingError(
            f"this is {kind} build and the database holds {holds}: serve it from another database."
        )
    if shown_build(connection) == build.build_id:
        raise ServingError(
            "this build is shown already. Publish a new one, or, if it is the rights that have "
            "changed, run 'python scripts/serve.py roles'."
        )


def _make_room(
    connection: psycopg.Connection, slot: str, tables: list[Table], rights: Rights
) -> None:
    """Tables in both schemas, filtered before a row comes, and empty where the build will be.

    Rows are deleted and tables not emptied: a query that began long ago still finds them.
    """
    with connection.transaction():
        connection.execute(
            "update serving.builds set data_schema = null where data_schema = %s", [slot]
        )
        for table in tables:
            readers = rights.readers(table.schema, table.name)
            for one in SLOTS:
                put_table(connection, one, table)
                put_filter(connection, one, table.relation, readers, table.has(AUTHORITY))
        for relation in _relations(connection, slot):
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(slot, relation)))


def _copy(
    files: duckdb.DuckDBPyConnection,
    slot: str,
    tables: list[Table],
    rights: Rights,
    tell: Callable[[str], None],
) -> None:
    """Send the rows, all tables in one transaction of the server."""
    import_extension(EXTENSION, con=files)
    files.execute(f"load {EXTENSION}")
    place = text_literal(f"options='{owner_options(os.environ)}'")
    files.execute(f"attach {place} as server (type postgres)")
    files.execute("begin")
    for schema, group in groupby(tables, key=lambda table: table.schema):
        rows = 0
        for table in group:
            names = ", ".join(quoted(column.name) for column in table.columns)
            target = f"server.{quoted(slot)}.{quoted(table.relation)}"
            selected = table.selected(rights.masks.get((table.schema, table.name), ()))
            files.execute(f"insert into {target} ({names}) select {selected} from {table.source}")
            rows += table.rows
        tell(f"  {schema}: {rows:,} rows")
    files.execute("commit")
    files.execute("detach server")


def _count(connection: psycopg.Connection, slot: str, tables: list[Table]) -> None:
    """Raises ServingError unless every table has as many rows on the server as in the file."""
    for table in tables:
        name = sql.Identifier(slot, table.relation)
        [there] = connection.execute(sql.SQL("select count(*) from {}").format(name)).fetchone()
        if there != table.rows:
            raise ServingError(
                f"{table.schema}.{table.name} has {table.rows:,} rows and {there:,} came to the "
                "server; what was shown before still is. Load again."
            )
        # gives back the room of the rows that were deleted, and is in nobody's way
        connection.execute(sql.SQL("vacuum (analyze, truncate false) {}").format(name))


def _record(
    connection: psycopg.Connection,
    slot: str,
    build: PublishedBuild,
    tables: list[Table],
    destructions: set[tuple[str, str]],
) -> None:
    for name in ("build_tables", "build_destructions", "builds"):
        connection.execute(
            sql.SQL("delete from serving.{} where build_id = %s").format(sql.Identifier(name)),
            [build.build_id],
        )
    connection.execute(
        "insert into serving.builds values (%s, %s, %s, %s, %s, %s, clock_timestamp())",
        [
            build.build_id, slot, build.as_of_date, build.known_at, build.is_demo,
            build.published_at,
        ],
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into serving.build_tables values (%s, %s, %s, %s, %s)",
            [
                (build.build_id, table.schema, table.name, table.relation, table.rows)
                for table in tables
            ],
        )
        cursor.executemany(
            "insert into serving.build_destructions values (%s, %s, %s)",
            [(build.build_id, *one) for one in sorted(destructions)],
        )


def _drop_unused(connection: psycopg.Connection) -> None:
    """Drop tables of neither build that is on the server; what a query holds goes the next time."""
    used = {
        row[0]
        for row in connection.execute(
            "select t.relation from serving.build_tables as t "
            "inner join serving.builds as b on t.build_id = b.build_id "
            "where b.data_schema is not null"
        )
    }
    for slot in SLOTS:
        for relation in set(_relations(connection, slot)) - used:
            try:
                with connection.transaction():
                    connection.execute("set local lock_timeout = '1s'")
                    connection.execute(
                        sql.SQL("drop table {}").format(sql.Identifier(slot, relation))
                    )
                    forget_definition(connection, f"row filter of {slot}.{relation}")
            except psycopg.errors.LockNotAvailable:
                continue


def _relations(connection: psycopg.Connection, slot: str) -> list[str]:
    """The tables in a schema of builds."""
    return [
        row[0]
        for row in connection.execute(
            "select c.relname from pg_class as c "
            "inner join pg_namespace as n on c.relnamespace = n.oid "
            "inner join pg_roles as r on c.relowner = r.oid "
            "where n.nspname = %s and c.relkind = 'r' and r.rolname = %s order by c.relname",
            [slot, OWNER],
        )
    ]
