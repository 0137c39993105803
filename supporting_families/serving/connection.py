"""The server, as the environment names it: there is no default, and no password in a command."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg

from .errors import ServingError

OWNER = "sf_owner"  # of the tables, whom row filters let by: loading must see what it does
VIEWER = "sf_views"  # of the views, who is filtered like anybody
PREFIX = "sf_"
NEEDED = ("PGHOST", "PGDATABASE", "PGUSER")
SERVICE = "PGSERVICE"
HOW = (
    f"Set {', '.join(NEEDED)} to the server, the database and the login of whoever runs this, or "
    f"{SERVICE} to a service of a service file; the password goes into a password file "
    "(~/.pgpass) or PGPASSWORD."
)
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def server_role(code: str) -> str:
    """What a role is called on the server."""
    return PREFIX + code


def check_named(environment: Mapping[str, str]) -> None:
    """Raises ServingError where the environment does not say which server is meant."""
    missing = [name for name in NEEDED if not environment.get(name)]
    if missing and not environment.get(SERVICE):
        raise ServingError(f"which server is not said: {', '.join(missing)} is not set. {HOW}")


def check_private(host: str, is_encrypted: bool) -> None:
    """Raises ServingError where what is sent could be read on its way."""
    if is_encrypted or host.startswith("/") or host in _THIS_MACHINE:
        return
    raise ServingError(
        f"the connection to '{host}' is not encrypted and would carry names and addresses. Set "
        "PGSSLMODE to verify-full (and PGSSLROOTCERT), or have the server take encrypted "
        "connections."
    )


@contextmanager
def connected() -> Iterator[psycopg.Connection]:
    """A connection to the server that the environment names; every statement commits by itself.

    Raises ServingError where none is named, it cannot be reached, or what is sent could be read.
    """
    check_named(os.environ)
    try:
        connection = psycopg.connect("", autocommit=True, application_name="supporting_families")
    except psycopg.OperationalError as error:
        raise ServingError(f"the server cannot be reached: {error} {HOW}") from error
    with connection:
        check_private(connection.info.host, connection.pgconn.ssl_in_use)
        yield connection


def as_viewer(connection: psycopg.Connection) -> None:
    """From here on what is made belongs to whom the row filters hold."""
    connection.execute(f"set role {VIEWER}")


def as_owner(connection: psycopg.Connection) -> None:
    """From here on what is made belongs to the owner of the tables. Raises ServingError."""
    try:
        connection.execute(f"set role {OWNER}")
    except psycopg.Error as error:
        raise ServingError(
            f"'{connection.info.user}' may not load: it is no member of {OWNER}. Run "
            "'python scripts/serve.py roles' as the owner of the database, which makes its own "
            f"login a member, or have it run 'grant {OWNER} to ...'."
        ) from error


def owner_options(environment: Mapping[str, str]) -> str:
    """What the environment sets for a session (PGOPTIONS), and the owner as its role."""
    return f"{environment.get('PGOPTIONS', '')} -c role={OWNER}".strip()
