"""The demo home on a PostgreSQL server of its own, for as long as it is looked at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from supporting_families.demo.throwaway_server import start, stop
from supporting_families.home import Home
from supporting_families.serving.checking import put_right
from supporting_families.serving.connection import connected
from supporting_families.serving.loading import load
from supporting_families.serving.rights import Rights

from .errors import DashboardError
from .proof import Database

DATABASE, ADMINISTRATOR = "families", "demo_administrator"
READER = "demo_dashboards"  # the BI reader in the demo's list of logins


@contextmanager
def served_demo(home: Home, tell: Callable[[str], None]) -> Iterator[Database]:
    """Start a server, load what the home has published, and stop the server in the end.

    Raises NoServer where none can be started, ServingError where there is nothing to load, and
    DashboardError where the home is no demo: a council's data goes to the council's server.
    """
    if not (home.path / "landing" / "demo.yml").is_file():
        raise DashboardError(
            f"{home.path} is a council's home: load it with 'python scripts/serve.py load' and "
            "name that server (PGHOST, PGDATABASE, PGUSER, PGPASSWORD)."
        )
    tell("Starting a PostgreSQL server and loading the demo ...")
    server = start()
    try:
        server.make_login(ADMINISTRATOR, "createrole")
        server.make_login(READER)
        server.make_database(DATABASE, ADMINISTRATOR)
        with _named(server.environment(ADMINISTRATOR, DATABASE)), connected() as connection:
            rights = Rights.read()
            put_right(connection, home, rights)
            loaded = load(connection, home, rights, tell)
        tell(f"Served as of {loaded.build.as_of_date}: {loaded.rows:,} rows.")
        yield Database("127.0.0.1", str(server.port), DATABASE, READER, server.password)
    finally:
        stop(server)


@contextmanager
def _named(settings: dict[str, str]) -> Iterator[None]:
    """The environment with these settings, and as it was afterwards."""
    before = dict(os.environ)
    os.environ.update(settings)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
