"""What partner feeds show about the people of a chunk: to add to, and to look up by person."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from . import police
from .calendar import (
    CENSUSES,
    FIRST_POLICE_DAY,
    LAST_POLICE_DAY,
    POLICE_MONTHS,
    SchoolCalendar,
    add_months,
    age_on,
    months_between,
    police_received,
)
from .school import EXCLUSION_COLUMNS, School
from .work import TOLD_UNTIL

_FIRST_POLICE, _LAST_POLICE = FIRST_POLICE_DAY.astype(int), LAST_POLICE_DAY.astype(int)
POLICE_COVERED = frozenset(
    np.array(POLICE_MONTHS, dtype="datetime64[M]").astype(int) + 1970 * 12
)
_PERPETRATORS = ("OFFENDER", "SUSPECT")
_INCIDENT_EVIDENCE = {"CRIME": "offence", "ASB": "asb_incident"}
_EXCLUSION_EVIDENCE = {"SUSP": "suspension", "PERM": "permanent_exclusion"}


class Partners:
    """Police and school of one chunk of people; `row` is a person's position in the chunk."""

    def __init__(
        self,
        people: pd.DataFrame,
        school: School,
        incidents: pd.DataFrame,
        missing: pd.DataFrame,
        calendar: SchoolCalendar,
    ) -> None:
        self.school = school
        self.kind = people["kind"].tolist()
        self.upn = people["upn"].tolist()
        self.nominal_ref = people["nominal_ref"].tolist()
        self._first_day_of_work = people["first_day_of_work"].tolist()
        self._born = people["dob"].to_numpy("datetime64[D]").astype(int).tolist()
        self._calendar = calendar
        self._incidents, self._missing = incidents, missing
        self._more_incidents: list[tuple] = []
        self._more_missing: list[tuple] = []
        self._more_exclusions: list[tuple] = []
        self._next_incident = int(incidents["incident"].max()) + 1 if len(incidents) else 0

    def born(self, row: int) -> int:
        return self._born[row]

    def is_in_work(self, row: int, day: int) -> bool:
        """Known to be in work that ends dependency, by what the careers service has sent."""
        return self._first_day_of_work[row] <= day < TOLD_UNTIL

    def is_pupil(self, row: int) -> bool:
        """At school in every term that the censuses carry."""
        child = self.school.index_of(row)
        return child is not None and bool(
            (self.school.possible[child] > 0).all() and self.school.cohort[child] >= 6
        )

    def is_teenager(self, row: int, day: int) -> bool:
        return self.kind[row] == "child" and 12 <= age_on(self._born[row], day) <= 16

    # Adding ------------------------------------------------------------------------------------

    def add_incident(self, row: int, day: int, incident_class: str, role: str) -> None:
        """An incident with this person alone in it, within the months that the police sent."""
        if not _FIRST_POLICE <= day <= _LAST_POLICE:
            return
        category = "Theft offences" if incident_class == "CRIME" else ""
        asb = "NUISANCE" if incident_class == "ASB" else ""
        occurred = np.datetime64(day, "D")
        self._more_incidents.append(
            (self._next_incident, row, occurred, 0, incident_class, role, category, asb, "")
        )
        self._next_incident += 1

    def add_missing(self, row: int, day: int) -> None:
        """A night away from home, within the months that the police sent."""
        if _FIRST_POLICE <= day <= _LAST_POLICE:
            self._more_missing.append((row, np.datetime64(day, "D"), 1, "MEDIUM", "Y", "N"))

    def add_suspension(self, row: int, day: int) -> None:
        """A suspension on this day or the nearest day of its term, if the pupil was at school."""
        child = self.school.index_of(row)
        for number, term in enumerate(self.school.terms):
            inside = term.covers_from <= day < term.covers_to
            if inside and child is not None and self.school.possible[child, number] > 0:
                start = np.datetime64(min(max(day, term.starts_on), term.ends_on), "D")
                self._more_exclusions.append((row, number, start, 4, "PP", "SUSP"))

    def settle(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """All incidents and missing episodes; the added ones join those of the whole population."""
        self._incidents = _joined(self._incidents, self._more_incidents, police.INCIDENT_COLUMNS)
        self._missing = _joined(self._missing, self._more_missing, police.MISSING_COLUMNS)
        self.school.exclusions = _joined(
            self.school.exclusions, self._more_exclusions, EXCLUSION_COLUMNS
        )
        self._events = self._events_by_row()
        self._first_police_day = self._first_police_days()
        self._on_roll = [self.school.on_roll(number) for number in range(len(CENSUSES))]
        self._off_roll = [self.school.off_roll(number) for number in range(len(CENSUSES))]
        self._entry_days = self.school.entry_days()
        self._leaving_days = [self.school.leaving_days(number) for number in range(len(CENSUSES))]
        return self._incidents, self._missing

    # Looking up --------------------------------------------------------------------------------

    def _events_by_row(self) -> dict[int, list[tuple[int, str, str]]]:
        events: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
        table = self._incidents
        relevant = table[table["incident_class"].isin(list(_INCIDENT_EVIDENCE))]
        days = relevant["occurred_on"].to_numpy("datetime64[D]").astype(int)
        for row, day, kind, role in zip(
            relevant["row"], days, relevant["incident_class"], relevant["person_role"], strict=True
        ):
            part = "perpetrator" if role in _PERPETRATORS else role.lower()
            events[row].append((int(day), _INCIDENT_EVIDENCE[kind], part))
        days = self._missing["missing_from"].to_numpy("datetime64[D]").astype(int)
        for row, day in zip(self._missing["row"], days, strict=True):
            events[row].append((int(day), "missing_episode", "subject"))
        exclusions = self.school.exclusions
        days = exclusions["starts_on"].to_numpy("datetime64[D]").astype(int)
        for row, day, category in zip(
            exclusions["row"], days, exclusions["category"], strict=True
        ):
            events[row].append((int(day), _EXCLUSION_EVIDENCE[category], ""))
        return events

    def events(self, row: int, evidence: frozenset[tuple[str, str]]) -> list[int]:
        """Days of the person's events of these types in these roles; no role asked: any."""
        return [
            day
            for day, kind, role in self._events.get(row, ())
            if (kind, role) in evidence or (kind, "") in evidence
        ]

    def sessions(self, row: int, term_number: int) -> tuple[int, int] | None:
        """(attended, possible) of a person in a term; None without sessions."""
        child = self.school.index_of(row)
        for number, term in enumerate(self.school.terms):
            if term.number == term_number and child is not None:
                possible = int(self.school.possible[child, number])
                absent = self.school.authorised[child, number]
                absent = int(absent + self.school.unauthorised[child, number])
                return (possible - absent, possible) if possible else None
        return None

    def covered_months(self, row: int, feed: str) -> set[int] | frozenset[int]:
        """Months (year x 12 + month - 1) in which the feed would have shown this person."""
        if feed == "police":
            return POLICE_COVERED
        child = self.school.index_of(row)
        months: set[int] = set()
        if child is not None:
            for number, term in enumerate(self.school.terms):
                if self._on_roll[number][child] or self._off_roll[number][child]:
                    months.update(months_between(term.covers_from, term.covers_to - 1))
        return months

    def left_roll_days(self, row: int) -> list[int]:
        """Days on which the person came off the roll of a school."""
        child = self.school.index_of(row)
        if child is None:
            return []
        return [
            int(self._leaving_days[number][child])
            for number in range(len(CENSUSES))
            if self._off_roll[number][child]
        ]

    def is_on_roll(self, row: int, day: int) -> bool:
        """On the roll of any school of the authority: from the first entry to the last leaving."""
        child = self.school.index_of(row)
        if child is None or day < self._entry_days[child]:
            return False
        gone = [
            int(self._leaving_days[number][child])
            for number in range(len(CENSUSES))
            if self._off_roll[number][child] and not self._on_roll[number][child]
        ]
        return not gone or day < gone[-1]

    def is_young_carer(self, row: int, day: int) -> bool:
        """Declared in a census whose answer still holds on the day."""
        child = self.school.index_of(row)
        if child is None or self.school.young_carer[child] == "N":
            return False
        for number, census in enumerate(CENSUSES):
            if census.season != self._calendar.young_carer_term:
                continue
            taken = self._calendar.census_day(census)
            until = add_months(taken, self._calendar.young_carer_months)
            if self._on_roll[number][child] and taken <= day < until:
                return True
        return False

    def _first_police_days(self) -> dict[int, np.datetime64]:
        rows = np.concatenate([self._incidents["row"], self._missing["row"]])
        days = np.concatenate(
            [
                self._incidents["occurred_on"].to_numpy("datetime64[D]"),
                self._missing["missing_from"].to_numpy("datetime64[D]"),
            ]
        )
        return pd.Series(days).groupby(rows).min().to_dict()

    def police_received(self, row: int) -> str | None:
        """The day on which a police file first named the person."""
        day = self._first_police_day.get(row)
        return None if day is None else police_received(str(np.datetime64(day, "M"))).isoformat()

    def census_received(self, row: int) -> str | None:
        """The day on which a census first named the person."""
        child = self.school.index_of(row)
        for number, census in enumerate(CENSUSES):
            if child is not None and (
                self._on_roll[number][child] or self._off_roll[number][child]
            ):
                return census.received_on.isoformat()
        return None


def _joined(table: pd.DataFrame, more: list[tuple], columns: list[str]) -> pd.DataFrame:
    if not more:
        return table
    added = pd.DataFrame(more, columns=columns)
    for column in columns:
        if table[column].dtype.kind == "M":
            added[column] = added[column].astype(table[column].dtype)
    return pd.concat([table, added], ignore_index=True)
