"""Families whom nobody works with although much is wrong: what identification is there to find.

Trouble drawn at random over everybody hardly ever meets in one family, as it does in life.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .calendar import day_number
from .case import Case
from .partners import Partners

_SHARE = 0.01
_AT_LEAST = 3
_FIRST_DAY, _LAST_DAY = day_number("2023-09-10"), day_number("2024-02-10")
_SUSPENDED_ON = day_number("2023-11-07")
_TERMS = 3  # the last terms the censuses carry


@dataclass(frozen=True)
class Unmet:
    """A household whom nobody works with: its people, the pupil whom much of it is about, the day
    by which all of it had happened, and whether early help knows of the family."""

    rows: list[int]
    pupil: int
    shown_by: int
    is_known: bool


def add_unmet_needs(
    rng: np.random.Generator, people: pd.DataFrame, partners: Partners, cases: list[Case]
) -> list[Unmet]:
    """Absence, suspension, a missing episode and crime in a few households not in support."""
    household = people["household"].to_numpy()
    supported = {household[row] for case in cases for row in case.people.values()}
    pupils: dict[int, int] = {}
    for row in partners.school.rows.tolist():
        if household[row] not in supported and partners.is_teenager(row, _LAST_DAY):
            if partners.is_pupil(row):
                pupils.setdefault(int(household[row]), row)
    homes = sorted(pupils)
    count = min(len(homes), max(_AT_LEAST, round(_SHARE * len(np.unique(household)))))
    unmet = []
    for place, home in enumerate(rng.permutation(homes)[:count].tolist()):
        pupil = pupils[home]
        members = np.flatnonzero(household == home).tolist()
        adults = [row for row in members if partners.kind[row] == "adult"]
        _absence(rng, partners, pupil)
        day = int(rng.integers(_FIRST_DAY, _LAST_DAY))
        partners.add_missing(pupil, day)
        if place % 2:
            partners.add_incident(pupil, day, "CRIME", "OFFENDER")
        else:
            partners.add_suspension(pupil, _SUSPENDED_ON)
        if place % 3 == 0 and adults:
            partners.add_incident(adults[0], day, "ASB", "OFFENDER")
        last = day if place % 2 else max(day, _SUSPENDED_ON)
        unmet.append(Unmet(members, pupil, last, place % 3 == 0))
    return unmet


def _absence(rng: np.random.Generator, partners: Partners, pupil: int) -> None:
    """From a tenth to a third of the sessions of the last terms."""
    school = partners.school
    child = school.index_of(pupil)
    for term in range(len(school.terms))[-_TERMS:]:
        possible = int(school.possible[child, term])
        school.set_absence(child, term, possible, possible // int(rng.integers(3, 9)))
