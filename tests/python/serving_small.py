"""A small build of three tables with lists of its own, and a server that serves it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import Server
from serving_home import ADMINISTRATOR, OURS, Served, file_of, write_logins
from supporting_families.home import Home
from supporting_families.serving.rights import Mask, Rights

ANALYST = "small_analyst"
# A small build: the lists are small with it.
TABLES = {
    "published": """
        create schema core;
        create table core.dim_date as select date '2024-01-01' as date_day;
        create table core.dim_person as
        select '999' as authority_code, 'p' || i as person_key, cast(i as hugeint) as age_in_years,
            cast(1.5 as decimal(9, 2)) as score
        from generate_series(1, 3) as s (i);
    """,
    "extracts": """
        create schema restricted;
        create table restricted.dim_person_identity as
        select '999' as authority_code, person_key, surname, is_address_hidden, postcode
        from (
            values ('p1', 'Ann', 0, 'ZZ99 1AA'), ('p2', 'Ben', 1, 'ZZ99 2BB'),
                ('p3', 'Cat', null, 'ZZ99 3CC')
        ) as s (person_key, surname, is_address_hidden, postcode);
    """,
}
IDENTITY = ("restricted", "dim_person_identity")
PEOPLE = ("core", "dim_person")
STEWARD = frozenset({"steward"})
RIGHTS = Rights(
    roles=("analyst", "steward"),
    schemas={"core": "pseudonymous", "restricted": "restricted", "governance": "open"},
    tables={
        "analyst": frozenset({("core", "*"), IDENTITY}),
        "steward": frozenset({("core", "*"), IDENTITY}),
    },
    masks={
        IDENTITY: (
            Mask("postcode", "is_address_hidden", frozenset()),
            Mask("surname", "", frozenset({"steward"})),
        )
    },
    shared=frozenset({("core", "dim_date")}),
    places=((*IDENTITY, "postcode"),),
)


def small_home(folder: Path, is_demo: bool = True) -> Home:
    """A published build of three tables."""
    home = Home(folder)
    (folder / "landing").mkdir(parents=True)
    home.warehouse.mkdir()
    (folder / "local").mkdir()
    (folder / "local" / "authority.csv").write_text(
        "authority_code,gss_code,authority_name,funding_model,recorded_at\n"
        f"{OURS},E99999999,Council,payment_by_results,2022-04-01\n"
    )
    for file, statements in TABLES.items():
        with file_of(home, file) as connection:
            connection.execute(statements)
            connection.execute(
                "create schema governance; create table governance.published_build as select "
                "'one' as build_id, date '2024-01-01' as as_of_date, "
                f"date '2024-01-01' as known_at, {is_demo} as is_demo, "
                "timestamp '2024-01-01' as published_at"
            )
    return home


@pytest.fixture(name="served")
def small_served(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Served]:
    """A small home and an empty database of its own, with small lists."""
    server.make_login(ADMINISTRATOR, "createrole")
    server.make_login(ANALYST)
    server.make_database("small", ADMINISTRATOR)
    monkeypatch.setattr(Rights, "read", classmethod(lambda cls: RIGHTS))
    home = small_home(tmp_path / "home")
    write_logins(home, [(ANALYST, "analyst", OURS, "2024-01-01", "")])
    yield Served(server, "small", home)
    server.drop_database("small")


def said(served: Served, command: str, capsys: pytest.CaptureFixture[str], **how: str) -> str:
    """Why a command did not do its work."""
    capsys.readouterr()
    assert served.serve(command, **how) == 3
    return capsys.readouterr().err


def people(served: Served) -> list[tuple]:
    """What the analyst sees."""
    with served.connect(ANALYST) as connection:
        return connection.execute("select person_key from core.dim_person order by 1").fetchall()


def postcodes(served: Served) -> set[str]:
    """Every postcode that is anywhere on the server, of the build shown and the one before."""
    found = set()
    with served.superuser() as superuser:
        for slot, relation in superuser.execute(
            "select schemaname, tablename from pg_tables where tablename like 'restricted%'"
        ).fetchall():
            found |= set(superuser.execute(f"select postcode from {slot}.{relation}").fetchall())
    return {postcode for [postcode] in found if postcode}
