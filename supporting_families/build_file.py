"""The build file of a home, opened so that its views find the files they read."""

from __future__ import annotations

import duckdb

from supporting_families.home import Home
from supporting_families.sql_text import text_literal


def name_intake(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Tell a connection where the home's intake is: the variable `intake`, which views ask for.

    A view must not hold the place itself, for a home may be moved or copied.
    """
    connection.execute("set variable intake = $place", {"place": str(home.intake.absolute())})


def attach_build(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Attach what was built last as `build`, read-only.

    Raises duckdb.IOException where it is not there or another process writes to it.
    """
    name_intake(connection, home)
    connection.execute(f"attach {text_literal(home.build_file)} as build (read_only)")
