"""The published build as claims are drafted from it, and what forbids drafting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from supporting_families.home import Home
from supporting_families.publish import (
    PublishedBuild,
    PublishError,
    build_of_both_files,
    last_whole_build,
)

from .errors import ClaimError
from .hashes import evidence_hashes
from .ledger import claim_line

ROWS_NAMED = 20
AGAIN = "Run 'python tasks.py build' (SF_HOME set) today, then try again. Nothing was written."


@dataclass(frozen=True)
class Candidate:
    """An episode that is ready: what would be claimed for it, or why it is held back."""

    family_key: str
    episode_key: str
    case_system_family_id: str | None
    framework_version: str
    claim_route: str
    payable_gbp: Decimal
    why_nothing_paid: str | None
    held_reason: str | None
    claim_order: int | None
    headlines: tuple[str, ...]
    evidence_hash: str

    def line(self) -> str:
        """The claim as it is hashed and compared."""
        return claim_line(self, self.payable_gbp)


@dataclass(frozen=True)
class Window:
    """A claim window of the calendar."""

    code: str
    opens_on: date
    closes_on: date

    def is_open(self, day: date) -> bool:
        return self.opens_on <= day <= self.closes_on


def build_of_today(home: Home, today: date) -> PublishedBuild:
    """The published build, whole, the last there is, and of today. Raises ClaimError otherwise."""
    try:
        published = build_of_both_files(
            home, "nothing is published", AGAIN, "try again. Nothing was written."
        )
    except PublishError as error:
        raise ClaimError(str(error)) from error
    try:
        last = last_whole_build(home)
    except PublishError as error:
        raise ClaimError(
            f"claims are drafted from the last build only, and it did not pass: {error}"
        ) from error
    if last != published.build_id:
        raise ClaimError(
            "the last build has not been published: what is published is older. Run 'python "
            "tasks.py publish', then try again. Nothing was written."
        )
    if (published.as_of_date, published.known_at) != (today, today):
        raise ClaimError(
            f"the published build is as of {published.as_of_date}, known at {published.known_at}, "
            f"and a claim has to be valid on the day (R17), {today}. {AGAIN}"
        )
    return published


@contextmanager
def reading(home: Home, name: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published or the extracts file, opened to read. Raises ClaimError."""
    file = {"published": home.published_file, "extracts": home.extracts_file}[name]
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            yield connection
    except duckdb.IOException as error:
        raise ClaimError(
            f"'{file}' cannot be read: another tool has it open. Close it and try again."
        ) from error
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise ClaimError(
            f"'{file}' lacks what claims are drafted from: it was published by an older version. "
            f"{AGAIN}"
        ) from error


def candidates(
    connection: duckdb.DuckDBPyConnection, schema: str, authority: str
) -> list[Candidate]:
    """Every episode that is ready, those that go into a draft first and in their order."""
    rows = connection.execute(
        "select family_key, episode_key, case_system_family_id, framework_version, claim_route, "
        "payable_gbp, why_nothing_paid, held_reason, claim_order, headlines "
        f"from {schema}.ext_audit__claims where authority_code = $authority "
        "order by held_reason nulls first, claim_order, episode_key",
        {"authority": authority},
    ).fetchall()
    hashes = evidence_hashes(connection, schema, [row[1] for row in rows])
    return [
        Candidate(
            *row[:9], headlines=tuple((row[9] or "").split()), evidence_hash=hashes[row[1]]
        )
        for row in rows
    ]


def check_confirmed(
    connection: duckdb.DuckDBPyConnection, episodes: list[str]
) -> None:
    """Raises ClaimError while a claim rests on a row of the catalogue that is not confirmed."""
    rows = connection.execute(
        "select distinct catalogue_table, row_code from claims.fct_unconfirmed_row "
        "where list_contains($episodes, episode_key) order by all",
        {"episodes": episodes},
    ).fetchall()
    if rows:
        named = [f"  {table} {code}" for table, code in rows[:ROWS_NAMED]]
        if len(rows) > ROWS_NAMED:
            named.append(f"  and {len(rows) - ROWS_NAMED} more")
        raise ClaimError(
            f"ready claims rest on rows of the catalogue ({len(rows):,}) that the authority has not "
            "confirmed:\n" + "\n".join(named) + "\n"
            "Have them confirmed ('python scripts/confirm_catalogue.py write'), build and publish, "
            "then try again. Nothing was written."
        )


def windows(connection: duckdb.DuckDBPyConnection, authority: str) -> list[Window]:
    """The claim windows of the authority, by opening day, from the published file."""
    rows = connection.execute(
        "select claim_window, opens_on, closes_on from core.dim_claim_window "
        "where authority_code = $authority order by opens_on",
        {"authority": authority},
    ).fetchall()
    return [Window(*row) for row in rows]


def window_for(all_windows: list[Window], day: date) -> Window:
    """The window open on a day, else the next to open. Raises ClaimError where there is none."""
    for window in all_windows:
        if day <= window.closes_on:
            return window
    raise ClaimError(
        f"no claim window is open on {day} and none opens later: give the next one in "
        "local/claim_windows.csv, build and publish. Nothing was written."
    )
