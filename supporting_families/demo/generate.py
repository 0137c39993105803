"""Writes a whole demo home, a chunk of households at a time.

Beside the files that the warehouse reads a home has the truth about them: `truth/people.csv` says
whose every landed record is; `traits.csv` has a row a person whom any record names, with the birth
date, the origin of the surname, and whether the person is a twin or has moved; `episodes.csv`,
`needs.csv` (without needs that nobody looked at), `outcomes.csv`, `blockers.csv` (of the route
that the claim takes) and `evidence.csv` say what a build must find, in the clean setting;
`members.csv` says whom an episode is about and `children.csv` which of them are children,
`circumstances.csv` what statistics ask of a person (sex, ethnicity, special needs, ward),
`leads.csv` and `plans.csv` who led each support and when it was planned; `unmet.csv` has a row a
household whom nobody works with although much is wrong: whom most of it is about, and by when all
of it had happened.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from . import cases as casebook
from . import dirt, hardship, home as demo_home, police, register, school
from .calendar import (
    CENSUSES,
    EARLY_HELP_DELIVERIES,
    day_number,
    day_text,
    police_received,
)
from .case import Case
from .catalogue import Catalogue
from .evidence import Evidence
from .feeds import make_feeds
from .feeds.common import World
from .feeds.homes import ward_codes
from .feeds.social_care_returns import CIN_CLOSING, CIN_OPENING
from .files import HomeWriter, address_table, case_table, person_table
from .identifiers import warehouse_key
from .layouts import TABLES, Person
from .partners import Partners
from .past import write_past
from .population import CHUNK_PEOPLE, Counters, NameRegister, make_chunk
from .unmet import Unmet, add_unmet_needs
from .waiting import give_notices, waiting_cases
from .work import first_days_of_work

SETTINGS = ("clean", "dirty", "hard")
SMALLEST = 300


def generate(
    home: Path,
    people: int = 20_000,
    seed: int = 1,
    setting: str = "clean",
    force: bool = False,
    tell: Callable[[str], None] = print,
) -> bool:
    """Makes the home unless it is there already, made from the same; True when it was written."""
    if people < SMALLEST:
        raise ValueError(f"a population of {people} is too small: ask for {SMALLEST} or more")
    description = demo_home.describe(people, seed, setting)
    if not force and demo_home.made_from(home) == description:
        tell(f"'{home}' was made from the same already; nothing to do (--force makes it again).")
        return False
    began = time.monotonic()
    partial = demo_home.start(home, description)
    writer = HomeWriter(partial)
    catalogue = Catalogue()
    _write_local(writer, catalogue)
    counters, used, done = Counters(), NameRegister(), 0
    sizes = [CHUNK_PEOPLE] * (people // CHUNK_PEOPLE)
    rest = people - sum(sizes)
    if rest:
        # A small rest joins the chunk before it, so that every chunk has families to choose from.
        sizes = [*sizes[:-1], sizes[-1] + rest] if sizes and rest < SMALLEST else [*sizes, rest]
    for number, size in enumerate(sizes):
        counters = _write_chunk(
            writer, number, size, people, seed, setting, counters, used, catalogue
        )
        done += size
        tell(f"{done:>9,} of {people:,} people  {time.monotonic() - began:6.1f} s")
    write_past(writer, casebook.AUTHORITY)
    writer.close()
    demo_home.finish(home)
    tell(
        f"'{home}' is ready: {counters.households:,} households, "
        f"{counters.supported_families:,} families in support."
    )
    return True


def _write_chunk(
    writer: HomeWriter,
    number: int,
    size: int,
    total: int,
    seed: int,
    setting: str,
    counters: Counters,
    used: NameRegister,
    catalogue: Catalogue,
) -> Counters:
    rng = np.random.default_rng([seed, number])
    people = make_chunk(rng, size, total, counters, used, setting == "hard")
    people["first_day_of_work"] = first_days_of_work(
        np.random.default_rng([seed, number, 7]), people
    )
    schools = school.make_school(rng, people, catalogue.calendar.carried)
    incidents = police.background_incidents(rng, people)
    missing = police.background_missing(rng, people)
    if number == 0:
        incidents, missing = police.something_every_month(people, incidents, missing)
    partners = Partners(people, schools, incidents, missing, catalogue.calendar)
    opened, next_person = casebook.open_cases(rng, people, partners, catalogue, counters)
    unmet = add_unmet_needs(np.random.default_rng([seed, number, 8]), people, partners, opened)
    known = [home.rows for home in unmet if home.is_known]
    waiting, next_person = waiting_cases(known, people, next_person, partners)
    give_notices([*opened, *waiting])
    incidents, missing = partners.settle()
    evidence = Evidence(size, (row for case in opened for row in case.people.values()))
    partners.tell(evidence)
    world = World(seed, number, people, schools, incidents, opened, evidence)
    writer.append("local/cohort_lists.csv", register.cohort_lists(world))
    named, protected = _write_feeds(writer, world, setting)
    # What practitioners write answers to what the feeds have shown by then.
    file = casebook.play_out(opened, partners, evidence, catalogue)
    casebook.object_to_study(rng, file)
    census = [
        school.census_frames(schools, people, place, number) for place in range(len(CENSUSES))
    ]
    incident_rows = police.incident_file_rows(people, incidents, number)
    missing_rows = police.missing_file_rows(people, missing, number)
    recorded = [*file.cases, *waiting]
    landing = _landing(recorded, people, census, incident_rows, missing_rows)
    records = _people_truth(people, recorded, census, incident_rows, missing_rows)
    if setting == "dirty":
        dirty_rng = np.random.default_rng([seed, number, 1])
        landing, records = dirt.spoil(dirty_rng, landing, records)
    if setting == "hard":
        landing, records = _make_hard(seed, number, landing, records, people, file)
    for name, table in landing.items():
        writer.append(f"landing/{name}", table)
    writer.append("truth/people.csv", records)
    for name in ("claims", "retirements", "decisions", "objections", "subject_requests"):
        writer.append_records(f"registers/{name}.csv", getattr(file, name))
    for name in (
        "episodes", "needs", "outcomes", "blockers", "children", "members", "leads", "plans",
    ):  # fmt: skip
        writer.append_records(f"truth/{name}.csv", getattr(file, name))
    writer.append_records("truth/unmet.csv", _unmet_truth(unmet, people))
    everybody = pd.concat([records, *named])
    writer.append("truth/traits.csv", _traits(people, everybody))
    writer.append(
        "truth/circumstances.csv",
        _circumstances(people, schools, census, protected, everybody),
    )
    return Counters(
        people=counters.people + size,
        households=counters.households + int(people["household"].iloc[-1]) + 1,
        supported_families=counters.supported_families + len(opened),
        supported_people=next_person,
    )


def _write_feeds(
    writer: HomeWriter, world: World, setting: str
) -> tuple[list[pd.DataFrame], np.ndarray]:
    """The feeds of a chunk, one after the other, with what is true of them; gives the records and
    the rows of the people whose address is protected."""
    named, protected = [], [np.empty(0, dtype=np.int64)]
    for place, feed in enumerate(make_feeds(world)):
        files, records = feed.files, feed.records()
        if setting == "dirty":
            rng = np.random.default_rng([world.seed, world.number, 3, place])
            files = dirt.spoil_feed(rng, feed.code, files)
        if setting == "hard":
            rng = np.random.default_rng([world.seed, world.number, 4, place])
            files = hardship.spoil_feed(rng, feed.code, files, records, world.people)
        for name, table in files.items():
            writer.append(f"landing/{name}", table)
        for name, text in feed.xml.items():
            writer.append_within(f"landing/{name}", CIN_OPENING, text, CIN_CLOSING)
        writer.append("truth/people.csv", records)
        writer.append("truth/evidence.csv", feed.evidence())
        named.append(records)
        protected.extend(feed.protected)
    return named, np.unique(np.concatenate(protected))


def _make_hard(
    seed: int,
    number: int,
    landing: dict[str, pd.DataFrame],
    records: pd.DataFrame,
    people: pd.DataFrame,
    file: casebook.CaseFile,
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """The files with errors in their records, and whose every landed record is."""
    landing = landing.copy()
    for place, (feed, named) in enumerate(records.groupby("feed_code")):
        rng = np.random.default_rng([seed, number, 5, place])
        files = {name: table for name, table in landing.items() if name.startswith(f"{feed}/")}
        landing |= hardship.spoil_feed(rng, feed, files, named, people)
    temporary = hardship.temporary_upns(np.random.default_rng([seed, number, 6]), records)
    for name, table in landing.items():
        if name.startswith("school_census/") and "upn" in table:
            landing[name] = table.assign(upn=[temporary.get(upn, upn) for upn in table["upn"]])
    keys = {
        warehouse_key(casebook.AUTHORITY, "school_census", "person", upn): warehouse_key(
            casebook.AUTHORITY, "school_census", "person", given
        )
        for upn, given in temporary.items()
    }
    for decision in file.decisions:
        decision["person_key"] = keys.get(decision["person_key"], decision["person_key"])
    # No other feed refers to people by a UPN.
    given = [temporary.get(reference, reference) for reference in records["source_person_ref"]]
    return landing, records.assign(source_person_ref=given)


def _unmet_truth(unmet: list[Unmet], people: pd.DataFrame) -> list[dict]:
    """One row a household whom nobody works with although much is wrong."""
    true_id = _true_ids(people)
    return [
        {"true_person_id": true_id[home.pupil], "shown_by": day_text(home.shown_by)}
        for home in unmet
    ]


def _traits(people: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    """One row a person whom any record names: what may make a difference to linking."""
    traits = pd.DataFrame(
        {
            "true_person_id": _true_ids(people),
            "date_of_birth": people["dob"].dt.strftime("%Y-%m-%d"),
            "name_origin": people["name_origin"],
            "is_twin": people["is_twin"].astype(int),
            "is_mover": people["is_mover"].astype(int),
        }
    )
    return traits[traits["true_person_id"].isin(named["true_person_id"])]


def _circumstances(
    people: pd.DataFrame,
    schools: school.School,
    census: list[dict[str, pd.DataFrame]],
    protected: np.ndarray,
    named: pd.DataFrame,
) -> pd.DataFrame:
    """One row a person whom any record names: what statistics ask of them. The special needs of who
    was on roll at no census are empty; an address is hidden where anybody of the household has it
    protected."""
    needs = np.full(len(people), "", dtype=object)
    needs[schools.rows] = schools.sen
    on_roll = pd.concat([tables["pupilonroll"]["upn"] for tables in census])
    needs[~people["upn"].isin(on_roll).to_numpy()] = ""
    household = people["household_no"].to_numpy()
    circumstances = pd.DataFrame(
        {
            "true_person_id": _true_ids(people),
            "sex": people["sex"],
            "ethnicity": people["ethnicity"],
            "special_needs": needs,
            "ward_code": ward_codes(people["postcode"]),
            "is_address_hidden": np.isin(household, household[protected]).astype(int),
        }
    )
    return circumstances[circumstances["true_person_id"].isin(named["true_person_id"])]


def _true_ids(people: pd.DataFrame) -> np.ndarray:
    return ("T" + people["person"].astype(str).str.zfill(8)).to_numpy(dtype=object)


def _landing(
    cases: list[Case],
    people: pd.DataFrame,
    census: list[dict[str, pd.DataFrame]],
    incidents: pd.DataFrame,
    missing: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Every landed file of a chunk by its name below `landing/`."""
    files: dict[str, pd.DataFrame] = {}
    for delivery in EARLY_HELP_DELIVERIES:
        folder = f"early_help/{delivery.isoformat()}"
        day = day_number(delivery)
        for kind, table in TABLES.items():
            rows = casebook.delivered_rows(cases, kind, day)
            if kind is Person and rows:
                files[f"{folder}/ssd_person.csv"] = person_table(rows, people)
                files[f"{folder}/ssd_address.csv"] = address_table(rows, people)
            elif rows:
                files[f"{folder}/{table.name}.csv"] = case_table(rows, kind)
    for wave, tables in zip(CENSUSES, census, strict=True):
        for name, frame in tables.items():
            folder = f"school_census/{wave.received_on.isoformat()}"
            files[f"{folder}/{wave.name}_{name}.csv"] = frame
    for name, rows in (("incidents", incidents), ("missing_episodes", missing)):
        for month, table in rows.groupby("month", sort=True):
            folder = f"police/{police_received(month).isoformat()}"
            files[f"{folder}/police_{name}_{month}.csv"] = table.drop(columns="month")
    return files


def _people_truth(
    people: pd.DataFrame,
    cases: list[Case],
    census: list[dict[str, pd.DataFrame]],
    incidents: pd.DataFrame,
    missing: pd.DataFrame,
) -> pd.DataFrame:
    """One row a landed record: whose it really is."""
    true_id = _true_ids(people)
    case_people = [pair for case in cases for pair in case.people.items()]
    parts = [
        pd.DataFrame(
            {
                "feed_code": "early_help",
                "source_person_ref": [reference for reference, _ in case_people],
                "true_person_id": true_id[[row for _, row in case_people]],
            }
        )
    ]
    pupils = pd.unique(
        pd.concat(
            [
                tables[name]["upn"]
                for tables in census
                for name in ("pupilonroll", "pupilnolongeronroll")
            ]
        )
    )
    nominals = pd.unique(pd.concat([incidents["nominal_ref"], missing["nominal_ref"]]))
    for feed, column, found in (
        ("school_census", "upn", pupils),
        ("police", "nominal_ref", nominals),
    ):
        keep = people[column].isin(found).to_numpy()
        parts.append(
            pd.DataFrame(
                {
                    "feed_code": feed,
                    "source_person_ref": people[column].to_numpy()[keep],
                    "true_person_id": true_id[keep],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _write_local(writer: HomeWriter, catalogue: Catalogue) -> None:
    """The authority itself, its feeds, and its confirmation of every row of the catalogue."""
    writer.append_records(
        "local/authority.csv",
        [
            {
                "authority_code": casebook.AUTHORITY,
                "gss_code": "E99999999",
                "authority_name": "Demoshire",
                "funding_model": "payment_by_results",
                "recorded_at": "2022-04-01",
            }
        ],
    )
    writer.append_records("local/feed_register.csv", register.feed_register())
    writer.append_records("local/programme_facts.csv", register.programme_facts())
    writer.append_records("registers/returns_sent.csv", register.returns_sent())
    writer.append_records("local/claim_roles.csv", register.claim_roles())
    writer.append_records("local/server_logins.csv", register.server_logins())
    writer.append_records("local/areas.csv", register.areas())
    writer.append_records("local/teams.csv", register.teams())
    writer.append_records("local/programme_settings.csv", register.programme_settings())
    writer.append_records(
        "local/catalogue_decisions.csv",
        [
            {
                "decision_id": f"CAT{place:04d}",
                "catalogue_table": table,
                "row_code": code,
                "decision": "confirm",
                "column_name": "",
                "new_value": "",
                "decided_by": casebook.HEAD_OF_SERVICE,
                "decided_on": "2022-09-26",
                "reason": "Read against the local outcomes plan of Demoshire (fictional)",
                "source": "Local outcomes plan of Demoshire (fictional)",
                "recorded_at": "2022-09-27",
            }
            for place, (table, code) in enumerate(catalogue.confirmable, start=1)
        ],
    )

