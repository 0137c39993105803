"""A home of two authorities with everything published, and a server that serves it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import duckdb
import psycopg
from postgres import Server
from supporting_families.home import Home
from supporting_families.serving.checking import differences
from supporting_families.serving.command import main
from supporting_families.serving.rights import Rights

OURS, THEIRS = "999", "998"
OF_NOBODY = "*"  # whose a file is that lies in no authority's folder
FILES = ("published", "extracts")
ADMINISTRATOR = "dba"  # owns the database and may make roles; no superuser
UNKNOWN_FLAG = "ZZ99 9QQ"  # postcode of somebody of whom it is not known whether it is hidden
HEADING = "login_name,role_code,valid_from,valid_to,granted_by,reason,recorded_at"
ROLES = ("bi_reader", "analyst", "auditor", "packager", "steward")
# Login, role, authority, from, until.
LOGINS = [
    *((role, role, OURS, "2024-01-01", "") for role in ROLES),
    ("neighbour", "analyst", THEIRS, "2024-01-01", ""),
    ("of_both", "analyst", OURS, "2024-01-01", ""),
    ("of_both", "analyst", THEIRS, "2024-01-01", "9998-12-31"),
    ("two_hats", "analyst", OURS, "2024-01-01", ""),
    ("two_hats", "steward", THEIRS, "2024-01-01", ""),
    ("gone", "analyst", OURS, "2023-01-01", "2024-01-01"),
    ("to_come", "analyst", OURS, "9000-01-01", ""),
    ("not_made", "analyst", OURS, "2024-01-01", ""),
    ("too_mighty", "analyst", OURS, "2024-01-01", ""),
]


@dataclass(frozen=True)
class Served:
    """A database of a test server, and the home that it serves."""

    server: Server
    database: str
    home: Home

    def serve(self, command: str, user: str = ADMINISTRATOR, **settings: str) -> int:
        """Run the command as a council would; returns its exit status."""
        named = {**self.server.environment(user, self.database), **settings}
        with mock.patch.dict(os.environ, {**named, "SF_HOME": str(self.home.path)}):
            return main([command])

    def must(self, command: str) -> None:
        assert self.serve(command) == 0

    def differences(self) -> list[str]:
        """What the server is other than the lists say, but for logins that can have no role."""
        with self.connect() as connection:
            told = differences(connection, self.home, Rights.read())
        return [line for line in told if not line.startswith(("unknown", "may not"))]

    def connect(self, user: str = ADMINISTRATOR) -> psycopg.Connection:
        return self.server.connect(user, self.database)

    def superuser(self) -> psycopg.Connection:
        return self.server.connect(database=self.database)


def tables(home: Home) -> dict[tuple[str, str], list[str]]:
    """Schema and name of everything that is published, with the columns."""
    found: dict[tuple[str, str], list[str]] = {}
    for file in FILES:
        with file_of(home, file) as connection:
            found |= _tables_of(connection)
    return found


def two_authorities(published: Path, folder: Path) -> Home:
    """What is published of one authority, and the same again of another; no table is empty."""
    home = Home(folder)
    (folder / "warehouse").mkdir(parents=True)
    (folder / "landing").mkdir()
    shutil.copy(published / "landing" / "demo.yml", folder / "landing")
    for file in FILES:
        shutil.copy(published / "warehouse" / f"{file}.duckdb", folder / "warehouse")
    (folder / "local").mkdir()
    names = "authority_code,gss_code,authority_name,funding_model,recorded_at\n"
    names += "".join(
        f"{code},E99999{code},Council {code},payment_by_results,2022-04-01\n"
        for code in (OURS, THEIRS)
    )
    (folder / "local" / "authority.csv").write_text(names)
    write_logins(home, LOGINS)
    for file in FILES:
        _of_two(home, file)
    return home


def write_logins(home: Home, logins: list[tuple[str, str, str, str, str]]) -> None:
    """Each authority's own list of logins."""
    for authority in home.authorities():
        path = home.of_authority("local", authority) / "server_logins.csv"
        path.parent.mkdir(exist_ok=True)
        lines = [
            f"{login},{role},{since},{until},The board,A test,2022-04-01"
            for login, role, whose, since, until in logins
            if whose == authority
        ]
        path.write_text("\n".join([HEADING, *lines]) + "\n")


def _of_two(home: Home, file: str) -> None:
    with file_of(home, file) as connection:
        for (schema, table), columns in _tables_of(connection).items():
            if "authority_code" not in columns:
                continue
            name = f"{file}.{schema}.{table}"
            connection.execute(
                f"insert into {name} (authority_code) select '{OURS}' "
                f"where not exists (select 1 from {name})"
            )
            connection.execute(
                f"insert into {name} select * replace ('{THEIRS}' as authority_code) from {name}"
            )
        if file == "published":
            connection.execute(
                "insert into governance.gov_feed_accounting (authority_code, source_file) "
                f"values ('{OF_NOBODY}', 'landing/police.csv')"
            )
        else:
            connection.execute(
                "insert into restricted.dim_person_identity (authority_code, person_key, postcode) "
                f"values ('{OURS}', 'unsure', '{UNKNOWN_FLAG}')"
            )


def _tables_of(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """The tables of an open file, with their columns."""
    found: dict[tuple[str, str], list[str]] = {}
    for schema, table, column in connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where not internal "
        "order by all"
    ).fetchall():
        found.setdefault((schema, table), []).append(column)
    return found


def new_build(home: Home, build_id: str) -> None:
    """Give what is published the id of another build."""
    for file in FILES:
        with file_of(home, file) as connection:
            connection.execute("update governance.published_build set build_id = $1", [build_id])


@contextmanager
def file_of(home: Home, file: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A published file, to write in."""
    with duckdb.connect(str(home.warehouse / f"{file}.duckdb")) as connection:
        yield connection


def make_logins(server: Server) -> None:
    """The logins, as the council's own administrators make them; each server once."""
    server.make_login(ADMINISTRATOR, "createrole")
    for login in {login for login, *_ in LOGINS} - {"not_made", "too_mighty"}:
        server.make_login(login)
    server.make_login("too_mighty", "bypassrls")
    server.make_login("stranger")
