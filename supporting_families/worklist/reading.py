"""What the worklists are written from: `restricted.mart_worklist` of the published build."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date

import duckdb

from supporting_families.contracts import PROJECT_ROOT
from supporting_families.home import Home
from supporting_families.publish import PublishedBuild, PublishError, build_of_both_files

from .errors import WorklistError

MART = "mart_worklist"
SCHEMA = "restricted"
_PLACES = PROJECT_ROOT / "seeds" / "reporting" / "worklist_places.csv"
_BUILD = "Run 'dbt build', then 'python tasks.py publish'."
_QUERY = """
    select
        team_key, team_name, hub_name, case_system_family_id, lead_practitioner_ref, place_code,
        place_name, blocker_text, what_to_do, started_on, closed_on, claimable_from, act_by,
        days_left, days_waiting
    from extracts.restricted.mart_worklist
    where authority_code = $authority
    order by
        place_order, act_by nulls last, blocker_count, days_waiting desc,
        case_system_family_id nulls last, episode_key
"""


@dataclass(frozen=True)
class Family:
    """One line of the worklist: a family's support and how near it is to a claim."""

    team_key: str
    team_name: str
    hub_name: str
    case_system_family_id: str | None
    lead_practitioner_ref: str | None
    place_code: str
    place_name: str
    blocker_text: str
    what_to_do: str
    started_on: date
    closed_on: date | None
    claimable_from: date | None
    act_by: date | None
    days_left: int | None
    days_waiting: int


@dataclass(frozen=True)
class Place:
    """A place on the way to a claim, and what it says of a family."""

    code: str
    name: str
    meaning: str


@dataclass(frozen=True)
class Worklist:
    """Every family of an authority in sight of a claim, nearest first."""

    build: PublishedBuild
    authority_name: str
    families: tuple[Family, ...]
    places: tuple[Place, ...]


def read_worklist(home: Home, authority: str) -> Worklist:
    """The worklist of an authority. Raises WorklistError where nothing fit is published."""
    try:
        build = build_of_both_files(home, "There is no worklist", _BUILD, "write it again.")
    except PublishError as error:
        raise WorklistError(str(error)) from error
    try:
        with duckdb.connect(str(home.extracts_file), read_only=True) as connection:
            found = connection.execute(_QUERY, {"authority": authority}).fetchall()
        with duckdb.connect(str(home.published_file), read_only=True) as connection:
            [(name,)] = connection.execute(
                "select authority_name from core.dim_authority where authority_code = $authority",
                {"authority": authority},
            ).fetchall()
    except duckdb.CatalogException as error:
        raise WorklistError(
            f"'{home.extracts_file}' has no worklist: an older version published it. {_BUILD}"
        ) from error
    return Worklist(build, name, tuple(Family(*row) for row in found), _places())


def _places() -> tuple[Place, ...]:
    """The places in their order, nearest to a claim first."""
    with _PLACES.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["place_order"]))
    return tuple(Place(row["place_code"], row["place_name"], row["meaning"]) for row in rows)
