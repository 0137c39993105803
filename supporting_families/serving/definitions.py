"""What the server holds as we made it: views, row filters and functions are made anew only where
what is wanted, or what is found, is other than it was then: nobody is waited for without need."""

from __future__ import annotations

from collections.abc import Callable

import psycopg


def put_definition(
    connection: psycopg.Connection,
    name: str,
    wanted: str,
    look: Callable[[], str | None],
    make: Callable[[], object],
) -> list[str]:
    """Make it where it is not as wanted; tells what was not so. `look` reads it from the server."""
    stored = connection.execute(
        "select d.wanted, d.found from serving.definitions as d where d.object_name = %s", [name]
    ).fetchone()
    found = look()
    if found is not None and stored == (wanted, found):
        return []
    make()
    connection.execute(
        "insert into serving.definitions values (%s, %s, %s) on conflict (object_name) "
        "do update set wanted = excluded.wanted, found = excluded.found",
        [name, wanted, look()],
    )
    return [f"missing: {name}" if found is None else f"other than it should be: {name}"]


def forget_definition(connection: psycopg.Connection, name: str) -> None:
    """What was made under the name is no more."""
    connection.execute("delete from serving.definitions where object_name = %s", [name])
