"""Families whom case management knows and nobody works with yet, and who has been told of what.

The notices are those that families get when they come to early help; most tell of the national
study, some are of an older wording that does not, and some families were given none.
"""

from __future__ import annotations

import random

import pandas as pd

from .calendar import age_on, day_number
from .case import LAST_DAY, Case
from .layouts import Episode, Member, Person, PrivacyNotice
from .partners import Partners
from .scenarios import Scenario

_KNOWN_ON = day_number("2023-11-20")
_WAITING = Scenario("waiting for support", 0)
_OLDER, _CURRENT = "2019-04", "2022-10"
_EVERY = 12  # of so many families one has no notice, and one but the older
_WITHOUT, _WITH_OLDER, _WITH_BOTH = 5, 9, 2
_HOW = ("in_person", "letter", "leaflet", "online")


def waiting_cases(
    households: list[list[int]], people: pd.DataFrame, first_person: int, partners: Partners
) -> tuple[list[Case], int]:
    """A case without support for each household, and the next free number of a person."""
    cases = []
    for rows in households:
        home = int(people["household_no"].iloc[rows[0]])
        case = Case(home, f"W{home:07d}", _WAITING, random.Random(home))
        for row in rows:
            if partners.born(row) > _KNOWN_ON:
                continue
            reference = f"P{first_person:07d}"
            first_person += 1
            case.people[reference] = row
            case.add(Person(_KNOWN_ON, reference, row, False, False, False))
            case.add(
                Member(
                    _KNOWN_ON, case.reference("MW"), case.family_id, reference,
                    _role(partners, row), None, None,
                )
            )  # fmt: skip
        cases.append(case)
    return cases, first_person


def give_notices(cases: list[Case]) -> None:
    """The privacy notices of the families, on the first day that case management has of them."""
    for place, case in enumerate(cases):
        first = min(
            [row.earl_episode_start_date for row in case.rows[Episode]]
            or [row.known_on for row in case.rows[Person]]
        )
        kind = place % _EVERY
        if kind in (_WITH_OLDER, _WITH_BOTH):
            _give(case, place, first, _OLDER, "N")
        if kind not in (_WITHOUT, _WITH_OLDER):
            _give(case, place, min(first + place % 9, LAST_DAY), _CURRENT, "Y")


def _give(case: Case, place: int, day: int, version: str, mentions_study: str) -> None:
    case.add(
        PrivacyNotice(
            f"{case.family_id}-{version}", case.family_id, day, version, mentions_study,
            _HOW[place % len(_HOW)],
        )
    )  # fmt: skip


def _role(partners: Partners, row: int) -> str:
    if partners.kind[row] == "adult":
        return "parent_carer"
    is_child = partners.kind[row] == "child" and age_on(partners.born(row), _KNOWN_ON) < 18
    return "dependent_child" if is_child else "other_adult"
