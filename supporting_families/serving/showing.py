"""Showing one loaded build: its rows are filtered, its columns masked, its readers named.

Builds are loaded in turn into one of two schemas that no reader may enter. What readers see are
views, in the schemas that the files have too, over the tables of both; a single row says which of
the two is shown. To show the other is to change that row: no query is waited for, none fails, and
each sees one build or the other, whole. Views change only where a table or a right has changed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

import psycopg
from psycopg import sql

from .comments import comments_name, put_comments
from .connection import VIEWER, as_owner, as_viewer, server_role
from .definitions import forget_definition, put_definition
from .errors import ServingError
from .grants import Right, put_rights
from .rights import Mask, Rights
from .roles import SLOTS
from .structure import AUTHORITY, described

T = TypeVar("T")
Columns = list[tuple[str, str]]
POLICY = "of_my_authorities"
# Shorter than the second after which the server looks for deadlocks: where a view must change it is
# whoever publishes who steps back, never a reader.
_LOCK_WAIT = "200ms"


def shown_slot(connection: psycopg.Connection) -> str | None:
    """The schema of the build that readers see; none before the first."""
    row = connection.execute("select s.data_schema from serving.shown as s").fetchone()
    return row[0] if row else None


def shown_build(connection: psycopg.Connection) -> str | None:
    """The id of the build that readers see; none before the first."""
    row = connection.execute(
        "select b.build_id from serving.builds as b "
        "inner join serving.shown as s on b.data_schema = s.data_schema"
    ).fetchone()
    return row[0] if row else None


def show(connection: psycopg.Connection, build_id: str, rights: Rights) -> list[str]:
    """Show a build that is on the server, with what the lists say. In a transaction, as the owner.

    Tells what was not as it should be. Raises ServingError where the build is not there any more.
    """
    slot, tables = _tables_of(connection, build_id)
    connection.execute(f"set local lock_timeout = '{_LOCK_WAIT}'")
    told = put_rights(connection, list(SLOTS), _rights_of_views(connection))
    told += _put_views(connection, tables, _columns(connection, slot, "r"), rights)
    told += put_rights(connection, list(rights.schemas), _rights_of_readers(tables, rights))
    if shown_slot(connection) != slot:
        connection.execute(
            "insert into serving.shown (data_schema) values (%s) on conflict (is_the_only_row) "
            "do update set data_schema = excluded.data_schema",
            [slot],
        )
        connection.execute(
            "insert into serving.showings select clock_timestamp(), session_user, b.build_id, "
            "b.as_of_date, exists (select 1 from serving.showings as s "
            "where s.build_id = b.build_id and s.loaded_at = b.loaded_at), b.loaded_at "
            "from serving.builds as b where b.build_id = %s",
            [build_id],
        )
    return told


def when_readers_let(
    connection: psycopg.Connection, work: Callable[[], T], patience_seconds: float = 60
) -> T:
    """Do the work in one transaction, again and again while queries hold a view that must change.

    Raises ServingError when they still do after so long, or what others made hangs on a view.
    """
    until = time.monotonic() + patience_seconds
    while True:
        try:
            with connection.transaction():
                return work()
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected) as error:
            if time.monotonic() > until:
                raise ServingError(
                    f"a table or a right has changed, and for {patience_seconds:g} seconds queries "
                    "held it; what was shown before still is. Find the session that stays in its "
                    "transaction (pg_stat_activity), end it, and run this again."
                ) from error
            time.sleep(random.uniform(0.05, 0.25))
        except psycopg.errors.DependentObjectsStillExist as error:
            raise ServingError(
                f"a table changed its columns and something that is not ours hangs on it: {error} "
                "Drop that, run this again, and make it anew."
            ) from error


def put_filter(
    connection: psycopg.Connection,
    slot: str,
    relation: str,
    readers: tuple[str, ...],
    has_authority: bool,
) -> list[str]:
    """Let views read no other rows of a table than its readers may; tells what was not so."""
    base = sql.Identifier(slot, relation)
    allowed = _mine(readers) if has_authority else _any_of_mine(readers)
    create = sql.SQL("create policy {} on {} for select using ({})").format(
        sql.Identifier(POLICY), base, allowed
    )

    def look() -> str | None:
        row = connection.execute(
            "select concat_ws(' ', c.relrowsecurity, ("
            "  select string_agg(concat_ws(' ', p.polname, p.polcmd, p.polpermissive,"
            "    p.polroles::text, pg_get_expr(p.polqual, p.polrelid)), '; ' order by p.polname)"
            "  from pg_policy as p where p.polrelid = c.oid"
            ")), exists (select 1 from pg_policy as p where p.polrelid = c.oid) "
            "from pg_class as c inner join pg_namespace as n on c.relnamespace = n.oid "
            "where n.nspname = %s and c.relname = %s",
            [slot, relation],
        ).fetchone()
        return row[0] if row and row[1] else None

    def make() -> None:
        for [policy] in connection.execute(
            "select p.polname from pg_policy as p where p.polrelid = %s::regclass",
            [base.as_string(connection)],
        ).fetchall():
            connection.execute(sql.SQL("drop policy {} on {}").format(sql.Identifier(policy), base))
        connection.execute(sql.SQL("alter table {} enable row level security").format(base))
        connection.execute(create)

    return put_definition(
        connection, f"row filter of {slot}.{relation}", create.as_string(connection), look, make
    )


def _tables_of(
    connection: psycopg.Connection, build_id: str
) -> tuple[str, list[tuple[str, str, str]]]:
    """Where a build is, and schema, name and table there of all that it has."""
    row = connection.execute(
        "select b.data_schema from serving.builds as b where b.build_id = %s", [build_id]
    ).fetchone()
    if row is None or row[0] is None:
        raise ServingError(f"build {build_id} is not on the server any more: load it again.")
    tables = connection.execute(
        "select t.schema_name, t.table_name, t.relation from serving.build_tables as t "
        "where t.build_id = %s order by 1, 2",
        [build_id],
    ).fetchall()
    return row[0], tables


def _rights_of_views(connection: psycopg.Connection) -> set[Right]:
    """Whoever owns the views reads the tables, filtered; nobody else comes near them."""
    return {Right("schema", slot, "", VIEWER, "USAGE") for slot in SLOTS} | {
        Right("table", slot, relation, VIEWER, "SELECT")
        for slot in SLOTS
        for relation in _columns(connection, slot, "r")
    }


def _rights_of_readers(tables: list[tuple[str, str, str]], rights: Rights) -> set[Right]:
    return {
        Right("schema", schema, "", server_role(role), "USAGE")
        for schema in rights.schemas
        for role in rights.roles_in(schema)
    } | {
        Right("table", schema, table, server_role(role), "SELECT")
        for schema, table, _ in tables
        for role in rights.readers(schema, table)
    }


def _put_views(
    connection: psycopg.Connection,
    tables: list[tuple[str, str, str]],
    columns: dict[str, Columns],
    rights: Rights,
) -> list[str]:
    """Filter the tables, put a view over each, drop other views; tells what was not so."""
    before = {
        (schema, name): found
        for schema in rights.schemas
        for name, found in _columns(connection, schema, "v").items()
    }
    told = []
    for schema, table, relation in tables:
        readers = rights.readers(schema, table)
        has_authority = AUTHORITY in dict(columns[relation])
        for slot in SLOTS:
            told += put_filter(connection, slot, relation, readers, has_authority)
        if readers:
            told += _view(
                connection, (schema, table), relation, columns[relation],
                before.pop((schema, table), None), rights.masks.get((schema, table), ()), readers,
            )  # fmt: skip
            if (schema, table) in described():
                names = [name for name, _ in columns[relation]]
                told += put_comments(connection, described()[schema, table], names)
    for name in sorted(before):
        connection.execute(sql.SQL("drop view {}").format(sql.Identifier(*name)))
        forget_definition(connection, _view_name(*name))
        forget_definition(connection, comments_name(*name))
        told.append(f"not in the lists: {_view_name(*name)}")
    return told


def _view(
    connection: psycopg.Connection,
    name: tuple[str, str],
    relation: str,
    columns: Columns,
    before: Columns | None,
    masks: tuple[Mask, ...],
    readers: tuple[str, ...],
) -> list[str]:
    """Put a view over a table of both schemas; tells whether it was not so."""
    view = sql.Identifier(*name)
    selected = _selected(columns, masks, readers)
    is_shown = sql.SQL("(select s.data_schema from serving.shown as s)")
    arms = [
        sql.SQL("select {} from {} where {} = {}").format(
            selected, sql.Identifier(slot, relation), is_shown, sql.Literal(slot)
        )
        for slot in SLOTS
    ]
    create = sql.SQL("create or replace view {} as {}").format(
        view, sql.SQL(" union all ").join(arms)
    )

    def look() -> str | None:
        row = connection.execute(
            "select concat_ws(' ', pg_get_viewdef(c.oid), c.reloptions::text, r.rolname) "
            "from pg_class as c inner join pg_namespace as n on c.relnamespace = n.oid "
            "inner join pg_roles as r on c.relowner = r.oid "
            "where n.nspname = %s and c.relname = %s",
            list(name),
        ).fetchone()
        return row[0] if row else None

    def is_ours() -> bool:
        row = connection.execute(
            "select viewowner = %s from pg_views where (schemaname, viewname) = (%s, %s)",
            [VIEWER, *name],
        ).fetchone()
        return row[0]

    def make() -> None:
        as_viewer(connection)
        if before is not None and (columns[: len(before)] != before or not is_ours()):
            connection.execute(sql.SQL("drop view {}").format(view))
        connection.execute(create)
        as_owner(connection)

    return put_definition(
        connection, _view_name(*name), create.as_string(connection), look, make
    )


def _view_name(schema: str, table: str) -> str:
    return f"view {schema}.{table}"


def _selected(columns: Columns, masks: tuple[Mask, ...], readers: tuple[str, ...]) -> sql.Composed:
    """The select list of a view. What is shown to nobody never came to the server."""
    has_authority = AUTHORITY in dict(columns)
    selected = []
    for column, kind in columns:
        value: sql.Composable = sql.Identifier(column)
        for mask in masks:
            seeing = tuple(role for role in readers if role in mask.shown_to)
            if mask.column != column or not mask.shown_to or seeing == readers:
                continue
            shown = _mine(seeing) if has_authority else _any_of_mine(seeing)
            if mask.hidden_where:
                shown = sql.SQL("{} = 0 or {}").format(sql.Identifier(mask.hidden_where), shown)
            value = sql.SQL("case when {} then {} end").format(shown, value)
        selected.append(
            sql.SQL("cast({} as {}) as {}").format(value, sql.SQL(kind), sql.Identifier(column))
        )
    return sql.SQL(", ").join(selected)


def _mine(roles: tuple[str, ...]) -> sql.Composed:
    """Whether a row is of an authority for which the session's login has one of the roles."""
    return sql.SQL("{} = any ((select serving.my_authorities({}))::text[])").format(
        sql.Identifier(AUTHORITY), _array(roles)
    )


def _any_of_mine(roles: tuple[str, ...]) -> sql.Composed:
    """Whether the session's login has one of the roles for any authority."""
    return sql.SQL("cardinality((select serving.my_authorities({}))) > 0").format(_array(roles))


def _array(roles: tuple[str, ...]) -> sql.Composed:
    listed = sql.SQL(", ").join(sql.Literal(role) for role in roles)
    return sql.SQL("array[{}]::text[]").format(listed)


def _columns(connection: psycopg.Connection, schema: str, kind: str) -> dict[str, Columns]:
    """Names and types of the columns of the views (v) or tables (r) of a schema, in their order."""
    found: dict[str, Columns] = {}
    for name, column, column_type in connection.execute(
        "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod) "
        "from pg_class as c inner join pg_namespace as n on c.relnamespace = n.oid "
        "inner join pg_attribute as a on a.attrelid = c.oid "
        "where n.nspname = %s and c.relkind = %s and a.attnum > 0 and not a.attisdropped "
        "order by c.relname, a.attnum",
        [schema, kind],
    ):
        found.setdefault(name, []).append((column, column_type))
    return found
