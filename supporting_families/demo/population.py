"""Households of the fictional authority: who lives with whom, and what they are called.

People are made a chunk of households at a time. A chunk is a table with one row a person, ordered
by household, adults first; `person` is a number that is unique over the whole population.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from . import hardship, identifiers, names

CHUNK_PEOPLE = 50_000
LAST_BIRTH = np.datetime64("2024-02-01")
_FAMILY_SHARE = 0.85
_COUPLE_SHARE = 0.72
_ELDER_SHARE = 0.05
_TWIN_SHARE = 0.012
_CHILD_COUNT_WEIGHTS = (0.38, 0.38, 0.17, 0.07)
_MAX_CHILDREN = len(_CHILD_COUNT_WEIGHTS)
_ETHNICITIES = np.array(
    ["WBRI", "WOTH", "WIRI", "APKN", "AIND", "ABAN", "AOTH", "BAFR", "BCRB", "BOTH", "MWBC", "MWAS",
     "MOTH", "CHNE", "OOTH", "NOBT", "REFU"],
    dtype=object,
)  # fmt: skip
_ETHNICITY_WEIGHTS = np.array([62, 6, 1, 5, 4, 3, 2, 4, 2, 1, 2, 1, 1, 1, 2, 2, 1]) / 100
_STREETS = np.array(
    [f"{first} {last}"
     for first in ("Mill", "Church", "Station", "Park", "Orchard", "Victoria", "Chapel", "Meadow")
     for last in ("Road", "Lane", "Street", "Close", "Avenue", "Way")],
    dtype=object,
)  # fmt: skip


@dataclass
class NameRegister:
    """Remembers every forename + surname + date of birth used, so that no two people share them."""

    used: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @staticmethod
    def _keys(people: pd.DataFrame) -> np.ndarray:
        surnames = len(names.SURNAMES) + 1
        name = people["forename_no"].to_numpy(np.int64) * surnames + people["surname_no"]
        name = name * surnames + people["second_surname_no"] + 1
        days = people["dob"].to_numpy("datetime64[D]").astype(np.int64) + 60_000
        return name.to_numpy() * 120_000 + days

    def _are_used(self, keys: np.ndarray) -> np.ndarray:
        """Looked up in their order: what it takes does not grow with the people made before."""
        if not self.used.size:
            return np.zeros(len(keys), dtype=bool)
        places = np.searchsorted(self.used, keys)
        return self.used[np.minimum(places, self.used.size - 1)] == keys

    def settle(self, people: pd.DataFrame) -> None:
        """Moves birth dates back by a day until nobody shares a name and a birth date."""
        keys = self._keys(people)
        while True:
            clash = pd.Series(keys).duplicated().to_numpy() | self._are_used(keys)
            if not clash.any():
                break
            dob = people["dob"].to_numpy("datetime64[D]").copy()
            dob[clash] -= np.timedelta64(1, "D")
            people["dob"] = dob
            keys = self._keys(people)
        self.used = np.sort(np.concatenate([self.used, keys]))


@dataclass(frozen=True)
class Counters:
    """How many of each thing the chunks before this one have made."""

    people: int = 0
    households: int = 0
    supported_families: int = 0
    supported_people: int = 0


def _children(rng: np.random.Generator, households: int, twin_share: float) -> np.ndarray:
    """Birth dates of the children, one row a household; NaT where there is no such child."""
    count = rng.choice(np.arange(1, _MAX_CHILDREN + 1), households, p=_CHILD_COUNT_WEIGHTS)
    eldest = LAST_BIRTH - rng.integers(0, 20 * 365, households).astype("timedelta64[D]")
    gaps = rng.integers(420, 1500, (households, _MAX_CHILDREN))
    gaps[rng.random((households, _MAX_CHILDREN)) < twin_share] = 0
    gaps[:, 0] = 0
    births = eldest[:, None] + np.cumsum(gaps, axis=1).astype("timedelta64[D]")
    is_child = (np.arange(_MAX_CHILDREN) < count[:, None]) & (births <= LAST_BIRTH)
    births[~is_child] = np.datetime64("NaT")
    return births


def _layout(rng: np.random.Generator, households: int, twin_share: float) -> pd.DataFrame:
    """Household members with their part in it and birth date, ordered by household."""
    is_family = rng.random(households) < _FAMILY_SHARE
    births = _children(rng, households, twin_share)
    births[~is_family] = np.datetime64("NaT")
    has_second = rng.random(households) < _COUPLE_SHARE
    has_elder = is_family & (rng.random(households) < _ELDER_SHARE)
    parent_age = rng.integers(18 * 365, 40 * 365, households).astype("timedelta64[D]")
    lone_age = rng.integers(19 * 365, 88 * 365, households).astype("timedelta64[D]")
    first = np.where(is_family, births[:, 0] - parent_age, LAST_BIRTH - lone_age)
    second = first + rng.integers(-4 * 365, 5 * 365, households).astype("timedelta64[D]")
    # Nobody is a parent before 17, whatever the second adult's difference in age.
    latest = births[:, 0] - np.timedelta64(6210, "D")
    second = np.where(is_family, np.minimum(second, latest), second)
    elder = first - rng.integers(20 * 365, 35 * 365, households).astype("timedelta64[D]")
    nat = np.datetime64("NaT")
    columns = np.column_stack(
        [first, np.where(has_second, second, nat), np.where(has_elder, elder, nat), births]
    )
    kinds = np.array(["adult", "adult", "elder"] + ["child"] * _MAX_CHILDREN, dtype=object)
    present = ~np.isnat(columns)
    household, position = np.nonzero(present)
    return pd.DataFrame(
        {
            "household": household,
            "position": position,
            "kind": kinds[position],
            "dob": columns[present].astype("datetime64[D]"),
        }
    )


def _name_people(rng: np.random.Generator, people: pd.DataFrame) -> None:
    count, households = len(people), int(people["household"].iloc[-1]) + 1
    position = people["position"].to_numpy()
    household = people["household"].to_numpy()
    female_share = np.select([position == 0, position == 1], [0.85, 0.12], 0.49)
    is_female = rng.random(count) < female_share
    people["sex"] = np.where(is_female, "F", "M")
    forename = names.draw_forenames(rng, is_female)
    while True:
        same = pd.DataFrame({"h": household, "f": forename}).duplicated().to_numpy()
        if not same.any():
            break
        forename[same] = names.next_forename(forename[same])
    people["forename_no"] = forename
    family_name = names.draw_surnames(rng, households)
    partner_name = np.where(
        rng.random(households) < 0.6, family_name, names.draw_surnames(rng, households)
    )
    double = rng.random(households) < 0.05
    takes_partner = rng.random(households) < 0.5
    child_name = np.where(takes_partner, partner_name, family_name)
    is_child = position > 2
    people["surname_no"] = np.select(
        [is_child, position == 1], [child_name[household], partner_name[household]],
        family_name[household],
    )  # fmt: skip
    two_names = double & (family_name != partner_name)
    people.loc[is_child & two_names[household], "surname_no"] = family_name[household][
        is_child & two_names[household]
    ]
    people["second_surname_no"] = np.where(
        is_child & two_names[household], partner_name[household], -1
    )


def make_chunk(
    rng: np.random.Generator,
    size: int,
    total_people: int,
    counters: Counters,
    used: NameRegister,
    is_hard: bool = False,
) -> pd.DataFrame:
    """Exactly `size` people with names, birth dates, addresses and ethnicity.

    Unless it is to be hard no two people share a name and a birth date.
    """
    twin_share = hardship.TWIN_SHARE if is_hard else _TWIN_SHARE
    people = _layout(rng, size * 9 // 20 + 50, twin_share)
    people = people.iloc[:size].reset_index(drop=True)
    people["is_twin"] = (people["kind"] == "child") & people.duplicated(
        ["household", "dob"], keep=False
    )
    _name_people(rng, people)
    if is_hard:
        hardship.name_alike(rng, people)
    else:
        used.settle(people)
    household = people["household"].to_numpy()
    households = int(household[-1]) + 1
    ethnicity = rng.choice(len(_ETHNICITIES), households, p=_ETHNICITY_WEIGHTS)
    postcode = rng.integers(0, max(4, total_people // 45), households)
    street = rng.choice(len(_STREETS), households)
    house_no = rng.integers(1, 180, households)
    people["person"] = counters.people + np.arange(size)
    people["household_no"] = counters.households + household
    people["forename"] = names.FORENAMES[people["forename_no"].to_numpy()]
    people["surname"] = names.surname_texts(
        people["surname_no"].to_numpy(), people["second_surname_no"].to_numpy()
    )
    people["name_origin"] = names.SURNAME_ORIGINS[people["surname_no"].to_numpy()]
    people["ethnicity"] = _ETHNICITIES[ethnicity[household]]
    people["postcode"] = identifiers.postcodes(postcode)[household]
    people["uprn"] = identifiers.uprns(counters.households + np.arange(households))[household]
    address = house_no.astype(str).astype(object) + " " + _STREETS[street]
    people["address"] = address[household]
    people["nominal_ref"] = identifiers.nominal_refs(people["person"].to_numpy())
    people["upn"] = identifiers.upns(
        people["person"].to_numpy(), people["dob"].dt.year.to_numpy() + 4
    )
    people["dob"] = people["dob"].astype("datetime64[s]")
    people["is_mover"] = False
    if is_hard:
        hardship.move_some(rng, people)
    return people.drop(columns=["forename_no", "surname_no", "second_surname_no"])
