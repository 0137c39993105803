"""Police: incidents and missing episodes over the whole population, and their monthly files.

`incidents` has a row a person in an incident; `missing` a row a missing episode. `row` is the
position of the person in the chunk. Cases add rows of their own before the files are made.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .calendar import FIRST_POLICE_DAY, LAST_POLICE_DAY, POLICE_MONTHS
from .identifiers import numbered

INCIDENTS_PER_PERSON = 0.045
MISSING_PER_PERSON = 0.004
_DAYS = (LAST_POLICE_DAY - FIRST_POLICE_DAY).astype(int) + 1
_CRIMES = np.array(
    ["Violence without injury", "Violence with injury", "Theft offences",
     "Criminal damage and arson", "Public order offences", "Drug offences", "Burglary",
     "Vehicle offences"],
    dtype=object,
)  # fmt: skip
_ASB_TYPES = np.array(["PERSONAL", "NUISANCE", "ENVIRONMENTAL"], dtype=object)
_OUTCOMES = np.array(["1", "9", "14", "15", "16", "18", ""], dtype=object)
INCIDENT_COLUMNS = [
    "incident", "row", "occurred_on", "days", "incident_class", "person_role", "crime_category",
    "asb_type", "outcome_code",
]  # fmt: skip
MISSING_COLUMNS = ["row", "missing_from", "nights", "risk", "offered", "accepted"]


def _take(columns: dict[str, np.ndarray], keep: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({name: values[keep] for name, values in columns.items()})


def background_incidents(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    """Incidents at random over all households, before those that belong to a case."""
    size = len(people)
    count = max(4, int(round(size * INCIDENTS_PER_PERSON)))
    dob = people["dob"].to_numpy("datetime64[D]")
    household = people["household"].to_numpy()
    kind = people["kind"].to_numpy()
    position = people["position"].to_numpy()
    incident = np.arange(count)
    day = FIRST_POLICE_DAY + rng.integers(0, _DAYS, count).astype("timedelta64[D]")
    draw = rng.random(count)
    classes = np.select(
        [draw < 0.55, draw < 0.70, draw < 0.86, draw < 0.93],
        ["CRIME", "ASB", "DA", "PPN"],
        "OTHER",
    ).astype(object)
    first, second = rng.integers(0, size, count), rng.integers(0, size, count)
    common = {
        "incident": incident,
        "occurred_on": day,
        "days": np.where(rng.random(count) < 0.1, 1, 0),
        "incident_class": classes,
        "crime_category": np.where(classes == "CRIME", rng.choice(_CRIMES, count), ""),
        "asb_type": np.where(classes == "ASB", rng.choice(_ASB_TYPES, count), ""),
        "outcome_code": np.where(classes == "CRIME", rng.choice(_OUTCOMES, count), ""),
    }
    years_old = [(day - dob[rows]).astype(int) / 365.25 for rows in (first, second)]
    public = np.isin(classes, ["CRIME", "ASB"]) & (first != second)
    suspected = rng.random(count) < 0.4
    parts = [
        _take(
            common | {"row": first, "person_role": np.where(suspected, "SUSPECT", "OFFENDER")},
            public & (years_old[0] >= 10),
        ),
        _take(
            common | {"row": second, "person_role": np.full(count, "VICTIM", object)},
            public & (years_old[1] >= 5) & (rng.random(count) < 0.6),
        ),
        _take(
            common | {"row": first, "person_role": np.full(count, "SUBJECT", object)},
            (classes == "PPN") & (years_old[0] >= 0),
        ),
        _take(
            common | {"row": first, "person_role": np.full(count, "WITNESS", object)},
            (classes == "OTHER") & (years_old[0] >= 8),
        ),
    ]
    # Domestic abuse: everybody in the household has a part, the two adults opposite ones.
    rows_of = pd.DataFrame({"household": household, "row": np.arange(size)})
    domestic = np.flatnonzero(classes == "DA")
    table = pd.DataFrame({"household": household[first[domestic]], "incident": domestic}).merge(
        rows_of, on="household"
    )
    rows, at = table["row"].to_numpy(), table["incident"].to_numpy()
    roles = np.select(
        [kind[rows] == "child", position[rows] == 0, position[rows] == 1],
        ["CHILD_PRESENT", "VICTIM", np.where(suspected[at], "SUSPECT", "OFFENDER")],
        "WITNESS",
    ).astype(object)
    indexed = {name: values[at] for name, values in common.items()}
    young = (day[at] - dob[rows]).astype(int) < 18 * 365
    keep = (dob[rows] <= day[at]) & ~((roles == "CHILD_PRESENT") & ~young)
    parts.append(_take(indexed | {"row": rows, "person_role": roles}, keep))
    return pd.concat(parts, ignore_index=True)[INCIDENT_COLUMNS]


def background_missing(rng: np.random.Generator, people: pd.DataFrame) -> pd.DataFrame:
    """Missing episodes of children of ten and over, and of a few adults."""
    size = len(people)
    count = max(4, int(round(size * MISSING_PER_PERSON)))
    dob = people["dob"].to_numpy("datetime64[D]")
    row = rng.integers(0, size, count)
    day = FIRST_POLICE_DAY + rng.integers(0, _DAYS, count).astype("timedelta64[D]")
    age = (day - dob[row]).astype(int) / 365.25
    keep = (age >= 10) & ((age < 18) | (rng.random(count) < 0.15))
    offered = rng.random(count) < 0.9
    columns = {
        "row": row,
        "missing_from": day,
        "nights": rng.integers(0, 3, count),
        "risk": rng.choice(np.array(["NO_APPARENT", "LOW", "MEDIUM", "HIGH"], dtype=object), count),
        "offered": np.where(offered, "Y", "N"),
        "accepted": np.where(offered & (rng.random(count) < 0.6), "Y", "N"),
    }
    return _take(columns, keep)[MISSING_COLUMNS]


def something_every_month(
    people: pd.DataFrame, incidents: pd.DataFrame, missing: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Adds a witness and a missing adult to every month: intake refuses a file without rows."""
    adults = np.flatnonzero((people["kind"] == "adult").to_numpy())
    days = np.array(POLICE_MONTHS, dtype="datetime64[D]") + 14
    count = len(days)
    witnesses = pd.DataFrame(
        {
            "incident": int(incidents["incident"].max()) + 1 + np.arange(count),
            "row": adults[:count],
            "occurred_on": days,
            "days": 0,
            "incident_class": "OTHER",
            "person_role": "WITNESS",
            "crime_category": "",
            "asb_type": "",
            "outcome_code": "",
        }
    )
    absentees = pd.DataFrame(
        {
            "row": adults[-count:],
            "missing_from": days,
            "nights": 1,
            "risk": "LOW",
            "offered": "N",
            "accepted": "N",
        }
    )
    return (
        pd.concat([incidents, witnesses[INCIDENT_COLUMNS]], ignore_index=True),
        pd.concat([missing, absentees[MISSING_COLUMNS]], ignore_index=True),
    )


def _iso(days: np.ndarray) -> np.ndarray:
    return np.datetime_as_string(days.astype("datetime64[D]"), unit="D").astype(object)


def _person_columns(people: pd.DataFrame, rows: np.ndarray) -> dict[str, np.ndarray]:
    who = people.iloc[rows]
    return {
        "forename": who["forename"].to_numpy(),
        "surname": who["surname"].to_numpy(),
        "dob": _iso(who["dob"].to_numpy("datetime64[D]")),
        "sex": who["sex"].to_numpy(),
        "postcode": who["postcode"].to_numpy(),
        "uprn": who["uprn"].to_numpy(),
    }


def month_of(days: np.ndarray) -> np.ndarray:
    """Month as in the file name: 2023-04."""
    return np.datetime_as_string(days.astype("datetime64[M]"), unit="M").astype(object)


def incident_file_rows(people: pd.DataFrame, incidents: pd.DataFrame, chunk: int) -> pd.DataFrame:
    """All incident rows of a chunk as they stand in the files, with the month of the file."""
    incidents = incidents.sort_values(["incident", "row"], kind="stable").reset_index(drop=True)
    occurred = incidents["occurred_on"].to_numpy("datetime64[D]")
    until = occurred + incidents["days"].to_numpy().astype("timedelta64[D]")
    rows = incidents["row"].to_numpy()
    table = {
        "month": month_of(occurred),
        "incident_ref": numbered(f"INC{chunk:03d}", incidents["incident"].to_numpy(), 6),
        "nominal_ref": people["nominal_ref"].to_numpy()[rows],
        "reported_at": _iso(until),
        "occurred_from": _iso(occurred),
        "occurred_to": _iso(until),
    }
    for column in ("incident_class", "crime_category", "asb_type", "outcome_code", "person_role"):
        table[column] = incidents[column].to_numpy()
    domestic = np.where(incidents["incident_class"] == "DA", "Y", "N")
    abuse = {"da_flag": domestic, "dash_risk": dash_risk(incidents)}
    return pd.DataFrame(table | _person_columns(people, rows) | abuse)


def dash_risk(incidents: pd.DataFrame) -> np.ndarray:
    """The risk of each domestic abuse incident: most are standard, one in ten is high."""
    tenth = incidents["incident"].to_numpy() * 7 % 10
    risk = np.select([tenth < 6, tenth < 9], ["STANDARD", "MEDIUM"], "HIGH")
    return np.where(incidents["incident_class"] == "DA", risk, "").astype(object)


def evidence_roles(incidents: pd.DataFrame) -> pd.Series:
    """The part each person had, as evidence names it."""
    role = incidents["person_role"].replace({"OFFENDER": "perpetrator", "SUSPECT": "perpetrator"})
    return role.str.lower()


def missing_file_rows(people: pd.DataFrame, missing: pd.DataFrame, chunk: int) -> pd.DataFrame:
    """All missing episodes of a chunk as they stand in the files, with the month of the file."""
    missing = missing.sort_values(["missing_from", "row"], kind="stable").reset_index(drop=True)
    start = missing["missing_from"].to_numpy("datetime64[D]")
    until = start + missing["nights"].to_numpy().astype("timedelta64[D]")
    rows = missing["row"].to_numpy()
    table = {
        "month": month_of(start),
        "missing_ref": numbered(f"MIS{chunk:03d}", np.arange(1, len(missing) + 1), 6),
        "nominal_ref": people["nominal_ref"].to_numpy()[rows],
        "missing_from": _iso(start),
        "missing_to": _iso(until),
        "risk": missing["risk"].to_numpy(),
        "return_interview_offered": missing["offered"].to_numpy(),
        "return_interview_accepted": missing["accepted"].to_numpy(),
    }
    return pd.DataFrame(table | _person_columns(people, rows))
