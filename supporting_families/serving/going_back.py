"""Going back: the build before is shown again, but for what may not be shown any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg import sql

from supporting_families.home import Home

from .connection import as_owner
from .destroyed import signed_since
from .errors import ServingError
from .loading import check_prepared, nobody_else
from .rights import Rights
from .showing import show, shown_build, when_readers_let
from .structure import AUTHORITY, described

NOT_KNOWN = "%|not_known"  # how the key of a place that is not known or hidden ends


@dataclass(frozen=True)
class WentBack:
    """The build that is shown again, and the one that was shown until now."""

    build_id: str
    as_of_date: date
    instead_of: str
    hidden: int


def go_back(connection: psycopg.Connection, home: Home, rights: Rights) -> WentBack:
    """Show the build before the one that is shown, with today's rights.

    Where somebody lives is emptied first unless the newer build may tell it too.
    Raises ServingError where there is no build before on the server, or something was destroyed in
    the home since it was made.
    """
    as_owner(connection)
    check_prepared(connection, rights)
    with nobody_else(connection):
        shown = shown_build(connection)
        build_id, as_of_date = _before(connection, shown)
        since = signed_since(connection, home, build_id)
        if since:
            raise ServingError(
                f"the build before, as of {as_of_date}, holds what was destroyed since "
                f"({', '.join(since)}): it may not be shown again. Build, publish and load anew."
            )
        with connection.transaction():
            hidden = _hide(connection, build_id, shown, rights)
        when_readers_let(connection, lambda: show(connection, build_id, rights))
    return WentBack(build_id, as_of_date, shown, hidden)


def _before(connection: psycopg.Connection, shown: str | None) -> tuple[str, date]:
    row = connection.execute(
        "select b.build_id, b.as_of_date from serving.builds as b "
        "where b.data_schema is not null and b.loaded_at < ("
        "  select s.loaded_at from serving.builds as s where s.build_id = %s)",
        [shown],
    ).fetchone()
    if row is None:
        raise ServingError(
            "there is no build before the one that is shown: none was loaded before it, its place "
            "was needed for a load that failed, or something was destroyed since. To show another, "
            "publish it and run 'python scripts/serve.py load'."
        )
    return row


def _hide(connection: psycopg.Connection, build_id: str, shown: str, rights: Rights) -> int:
    """Empty where somebody lives, unless the build that is shown tells it of the same row.

    A build tells no place that it hides itself; what it tells may have to be hidden since.
    """
    emptied = 0
    for schema, table, column in rights.places:
        place = (schema, table)
        older, newer = (_relation(connection, one, place) for one in (build_id, shown))
        if older is None:
            continue
        told = _told_by_newer(newer, place, column, rights) if newer else sql.SQL("false")
        emptied += connection.execute(
            sql.SQL(
                "update {0} as older set {1} = null "
                "where older.{1} is not null and older.{1} not like {2} and not {3}"
            ).format(older, sql.Identifier(column), sql.Literal(NOT_KNOWN), told)
        ).rowcount
    return emptied


def _told_by_newer(
    newer: sql.Identifier, place: tuple[str, str], column: str, rights: Rights
) -> sql.Composed:
    """Whether the newer build may tell the place of a row, even where it has none to tell."""
    flags = [
        mask.hidden_where
        for mask in rights.masks.get(place, ())
        if mask.column == column and mask.hidden_where and not mask.shown_to
    ]
    if flags:
        may_tell = sql.SQL("newer.{} = 0").format(sql.Identifier(flags[0]))
    else:
        may_tell = sql.SQL("newer.{} not like {}").format(
            sql.Identifier(column), sql.Literal(NOT_KNOWN)
        )
    same = [
        sql.SQL("newer.{0} = older.{0}").format(sql.Identifier(name))
        for name in (AUTHORITY, *_key(place))
    ]
    return sql.SQL("exists (select 1 from {} as newer where {} and {})").format(
        newer, may_tell, sql.SQL(" and ").join(same)
    )


def _key(place: tuple[str, str]) -> tuple[str, ...]:
    """What a row is told by. Raises ServingError where nothing is: it must not be all rows."""
    table = described().get(place)
    if table is None or not table.primary_key:
        raise ServingError(
            f"seeds/access/access_places.csv names {'.'.join(place)}, whose description has no "
            "key: have its YAML test one."
        )
    return tuple(name for name in table.primary_key if name != AUTHORITY)


def _relation(
    connection: psycopg.Connection, build_id: str, place: tuple[str, str]
) -> sql.Identifier | None:
    """Where the rows of a table of a build are; none where it does not have the table."""
    row = connection.execute(
        "select b.data_schema, t.relation from serving.build_tables as t "
        "inner join serving.builds as b on t.build_id = b.build_id "
        "where b.build_id = %s and (t.schema_name, t.table_name) = (%s, %s)",
        [build_id, *place],
    ).fetchone()
    return sql.Identifier(*row) if row else None
