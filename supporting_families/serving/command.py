"""The command: who may read what on a PostgreSQL server, and loading what is published."""

from __future__ import annotations

import argparse
import sys

import duckdb
import psycopg

from supporting_families.home import Home, HomeError

from .checking import differences, put_right
from .connection import connected
from .errors import ServingError
from .going_back import go_back
from .loading import load
from .rights import Rights
from .telling import status_lines

DONE, DIFFERENT, FAILED = 0, 2, 3


def main(arguments: list[str] | None = None) -> int:
    """Do what is asked. Returns the exit status."""
    options = _parse(arguments)
    try:
        home = Home.from_environment()
        rights = Rights.read()
        with connected() as connection:
            return options.act(connection, home, rights)
    except (ServingError, HomeError, OSError) as error:
        print(f"Nothing done: {error}", file=sys.stderr)
    except (psycopg.Error, duckdb.Error) as error:
        print(f"Stopped; what was shown before still is. The server says: {error}", file=sys.stderr)
    return FAILED


def _roles(connection: psycopg.Connection, home: Home, rights: Rights) -> int:
    done = put_right(connection, home, rights)
    print(f"Roles, schemas and rights are as the lists say: {len(rights.roles)} roles.")
    for heading, logins in (
        ("given", done.given),
        ("taken", done.taken),
        ("unknown to the server, so nothing given: have the login made", done.unknown),
        ("may not have a role, for it would go around the row filters", done.unsafe),
    ):
        for login in logins:
            print(f"  {heading}: {login}")
    return DONE


def _load(connection: psycopg.Connection, home: Home, rights: Rights) -> int:
    loaded = load(connection, home, rights, lambda line: print(line, flush=True))
    print(
        f"Served as of {loaded.build.as_of_date}: {loaded.tables} tables, {loaded.rows:,} rows, "
        f"counted on both sides; {loaded.keys} keys and {loaded.references} relations hold."
    )
    if loaded.forgotten:
        print("Something was destroyed since the build before: that is off the server.")
    return DONE


def _rollback(connection: psycopg.Connection, home: Home, rights: Rights) -> int:
    went = go_back(connection, home, rights)
    print(
        f"Shown again as of {went.as_of_date}: build {went.build_id}, in the place of "
        f"{went.instead_of}."
    )
    if went.hidden:
        print(f"{went.hidden} places where somebody lives may be hidden by now: emptied first.")
    print(
        "What people decided since it was made, such as objections, is not in it: publish a right "
        "build soon and load it."
    )
    return DONE


def _status(connection: psycopg.Connection, home: Home, rights: Rights) -> int:
    for line in status_lines(connection, home, rights):
        print(line)
    return DONE


def _check(connection: psycopg.Connection, home: Home, rights: Rights) -> int:
    told = differences(connection, home, rights)
    for line in told:
        print(line)
    print("The server is as the lists say." if not told else f"{len(told)} differences.")
    return DIFFERENT if told else DONE


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="serve",
        description=(
            "Serves what is published from a PostgreSQL server, to each role what it may read. The "
            "server, the database and the login come from the environment (PGHOST, PGDATABASE, "
            "PGUSER or PGSERVICE); there is no default."
        ),
        epilog="exit status: 0 done; 2 check found differences; 3 it could not do its work. "
        "example: PGSERVICE=families python scripts/serve.py load",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, act, about in (
        ("roles", _roles, "make roles, schemas and rights, and give logins their roles: as the "
         "owner of the database"),
        ("load", _load, "load the published build and show it"),
        ("rollback", _rollback, "show the build before again, with today's rights"),
        ("status", _status, "tell what is shown, what there is to go back to, and who showed what"),
        ("check", _check, "tell what is other on the server than the lists say; changes nothing"),
    ):  # fmt: skip
        command = commands.add_parser(
            name, help=about, description=about[0].upper() + about[1:] + ".",
            epilog=f"example: PGSERVICE=families python scripts/serve.py {name}",
        )  # fmt: skip
        command.set_defaults(act=act)
    return parser.parse_args(arguments)
