"""Making the server as the lists and the home say, and telling what is other than that.

To tell, all of it is put right in a transaction that is taken back.
"""

from __future__ import annotations

import psycopg

from supporting_families.home import Home

from .rights import Rights
from .roles import Prepared, prepare
from .showing import show, shown_build, when_readers_let


class _TakenBack(Exception):
    """Ends the transaction of a look without leaving anything behind."""


def put_right(connection: psycopg.Connection, home: Home, rights: Rights) -> Prepared:
    """Make roles, schemas, memberships, and rights of what is shown, as the lists and the home say.

    Raises ServingError where that cannot be.
    """
    return when_readers_let(connection, lambda: _put_right(connection, home, rights))


def differences(connection: psycopg.Connection, home: Home, rights: Rights) -> list[str]:
    """What is other than it should be, a line each; nothing is changed. Raises ServingError."""
    told: list[str] = []

    def work() -> None:
        told.extend(_told(_put_right(connection, home, rights)))
        raise _TakenBack

    try:
        when_readers_let(connection, work)
    except _TakenBack:
        pass
    return told


def _put_right(connection: psycopg.Connection, home: Home, rights: Rights) -> Prepared:
    done = prepare(connection, home, rights)
    build_id = shown_build(connection)
    if build_id:
        done.put_right += show(connection, build_id, rights)
    return done


def _told(done: Prepared) -> list[str]:
    return [
        *done.put_right,
        *(f"has a role that no line gives it today: {one}" for one in done.taken),
        *(f"lacks the role that a line gives it: {one}" for one in done.given),
        *(f"unknown to the server: {one}" for one in done.unknown),
        *(f"may not have a role: {one}" for one in done.unsafe),
    ]
