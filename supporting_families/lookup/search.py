"""Finds the people who fit, and what there is to know of their families, in what is published."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from supporting_families.contracts import PROJECT_ROOT
from supporting_families.home import Home
from supporting_families.linking.model import LinkageModel, model_of
from supporting_families.linking.scores import COMPARED, score
from supporting_families.publish import read_published_build

from .request import Request

PEOPLE_SHOWN = 5
IDENTITIES = "restricted.lookup_identities"


class LookupFailed(Exception):
    """The look cannot be made; the message says what to do."""


@dataclass(frozen=True)
class Family:
    """What is known of a family now, each thing in words."""

    family_key: str
    case_system_family_id: str | None
    is_candidate: bool
    needs: list[str]
    services: list[str]
    organisations: list[str]


@dataclass(frozen=True)
class Match:
    """A person who fits: how well, thing by thing, and the families they are in."""

    person_key: str
    weight: float
    is_likely: bool
    levels: dict[str, int | None]
    families: list[Family] = field(default_factory=list)


def find(home: Home, authority: str, request: Request) -> list[Match]:
    """The people of the authority who fit best, at most PEOPLE_SHOWN.

    Raises LookupFailed, LookupRefused.
    """
    for file in (home.extracts_file, home.published_file):
        if not file.is_file():
            raise LookupFailed(
                f"Nothing is published: '{file}' does not exist. Run 'python tasks.py publish' first."
            )
    build = read_published_build(home.extracts_file)
    if read_published_build(home.published_file) != build:
        raise LookupFailed("The two published files are of different builds: publish again.")
    try:
        with _opened(home.extracts_file) as connection:
            wanted = request.identity(authority, build.is_demo)
            matches = _matches(connection, wanted, model_of(home, authority))
            families = _families_of(connection, [match.person_key for match in matches])
        with _opened(home.published_file) as connection:
            known = _known_of(connection, {row[1] for row in families})
    except duckdb.CatalogException as error:
        raise LookupFailed(
            "What is published has nothing to look families up in: it was published before there was "
            "any. Build and publish again."
        ) from error
    for match in matches:
        match.families.extend(
            Family(key, case_id, bool(is_candidate), **known.get(key, _NOTHING))
            for person, key, case_id, is_candidate in families
            if person == match.person_key
        )
    return matches


_NOTHING: dict[str, list[str]] = {"needs": [], "services": [], "organisations": []}


def _opened(file: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(file), read_only=True)
    except duckdb.IOException as error:
        raise LookupFailed(
            f"'{file}' cannot be read: another tool has it open. Close it and try again."
        ) from error


def _matches(
    connection: duckdb.DuckDBPyConnection, wanted: pa.Table, model: LinkageModel
) -> list[Match]:
    """Scores the wanted identity against those that share a blocking rule with it."""
    limits = _limits()
    columns = [
        row[0]
        for row in connection.execute(f"describe {IDENTITIES}").fetchall()
        if row[0] != "person_key"
    ]
    connection.register("wanted", wanted)
    rules = [
        rule["blocking_rule"]
        for rule in model.settings["blocking_rules_to_generate_predictions"]
    ]
    near = " union ".join(
        f"select r.* from wanted as l inner join {IDENTITIES} as r on {rule}" for rule in rules
    )
    connection.execute(f"create temporary table near as {near}")
    people = dict(connection.execute("select identity_key, person_key from near").fetchall())
    ours = {"identity_key": "record_key", "first_record_rank": "0"}
    identities = connection.execute(
        f"select {', '.join(columns)} from near union all "
        f"select {', '.join(ours.get(name, name) for name in columns)} from wanted"
    ).to_arrow_table()
    pairs = score(identities, model, limits["review_weight"], limits["pairs_per_identity"])
    best: dict[str, Match] = {}
    for pair in sorted(pairs.to_pylist(), key=lambda pair: pair["match_weight"], reverse=True):
        person = people.get(pair["identity_key_r"])
        if pair["identity_key_l"] in people or person is None or person in best:
            continue
        best[person] = Match(
            person,
            pair["match_weight"],
            pair["match_weight"] >= limits["link_weight"],
            {name: pair[f"{name}_level"] for name in COMPARED},
        )
    return list(best.values())[:PEOPLE_SHOWN]


def _limits() -> dict[str, float]:
    path = PROJECT_ROOT / "seeds" / "identity" / "linkage_settings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["setting_code"]: float(row["setting_value"]) for row in csv.DictReader(file)}


def _families_of(
    connection: duckdb.DuckDBPyConnection, people: list[str]
) -> list[tuple[str, str, str | None, int]]:
    return connection.execute(
        "select person_key, family_key, case_system_family_id, is_candidate "
        "from restricted.lookup_families where list_contains($people, person_key) "
        "order by is_inferred, case_system_family_id nulls last, family_key",
        {"people": people},
    ).fetchall()


def _known_of(
    connection: duckdb.DuckDBPyConnection, families: set[str]
) -> dict[str, dict[str, list[str]]]:
    """Needs, services and organisations of each family, each named once, in order of name."""
    known: dict[str, dict[str, list[str]]] = {}
    kinds = {"need": "needs", "service": "services", "worker": "organisations"}
    rows = connection.execute(
        "select distinct family_key, kind, code_name from eligibility.mart_family_view "
        "where list_contains($families, family_key) order by all",
        {"families": sorted(families)},
    ).fetchall()
    for family, kind, name in rows:
        things = known.setdefault(family, {plural: [] for plural in kinds.values()})
        things[kinds[kind]].append(name)
    return known
