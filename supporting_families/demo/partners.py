"""What partner feeds show about the people of a chunk: to add to, and to look up by person."""

from __future__ import annotations

import numpy as np
import pandas as pd

from . import police
from .calendar import (
    CENSUSES,
    FIRST_POLICE_DAY,
    LAST_POLICE_DAY,
    NEVER,
    POLICE_MONTHS,
    SchoolCalendar,
    Term,
    add_months,
    age_on,
    months_between,
    police_received,
)
from .catalogue import Rule
from .evidence import Evidence
from .school import EXCLUSION_COLUMNS, School
from .work import TOLD_UNTIL

_FIRST_POLICE, _LAST_POLICE = FIRST_POLICE_DAY.astype(int), LAST_POLICE_DAY.astype(int)
POLICE_COVERED = frozenset(
    np.array(POLICE_MONTHS, dtype="datetime64[M]").astype(int) + 1970 * 12
)
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

    def age(self, row: int, day: int) -> int:
        """Completed years on a day; somebody not yet born counts as newborn."""
        return max(0, age_on(self._born[row], day))

    def is_in_work(self, row: int, day: int) -> bool:
        """Known to be in work that ends dependency, by what the careers service has sent."""
        return self._first_day_of_work[row] <= day < TOLD_UNTIL

    def ever_in_work(self, row: int) -> bool:
        return self._first_day_of_work[row] < NEVER

    def is_pupil(self, row: int) -> bool:
        """At school in every term that the censuses carry."""
        child = self.school.index_of(row)
        return child is not None and bool(
            (self.school.possible[child] > 0).all() and self.school.cohort[child] >= 6
        )

    def is_teenager(self, row: int, day: int) -> bool:
        return self.kind[row] == "child" and 12 <= age_on(self._born[row], day) <= 16

    # Adding ------------------------------------------------------------------------------------

    def add_incident(
        self,
        row: int,
        day: int,
        incident_class: str,
        role: str,
        category: str = "Theft offences",
    ) -> None:
        """An incident with this person alone in it, within the months that the police sent."""
        if not _FIRST_POLICE <= day <= _LAST_POLICE:
            return
        category = category if incident_class == "CRIME" else ""
        asb = "NUISANCE" if incident_class == "ASB" else ""
        occurred = np.datetime64(day, "D")
        self._more_incidents.append(
            (self._next_incident, row, occurred, 0, incident_class, role, category, asb, "")
        )
        self._next_incident += 1

    def add_domestic_abuse(self, parts: list[tuple[int, str]], day: int) -> None:
        """One incident of domestic abuse, with the part each person had in it."""
        if not _FIRST_POLICE <= day <= _LAST_POLICE:
            return
        occurred = np.datetime64(day, "D")
        self._more_incidents.extend(
            (self._next_incident, row, occurred, 0, "DA", role, "", "", "") for row, role in parts
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
        self._first_police_day = self._first_police_days()
        self._on_roll = [self.school.on_roll(number) for number in range(len(CENSUSES))]
        self._off_roll = [self.school.off_roll(number) for number in range(len(CENSUSES))]
        self._entry_days = self.school.entry_days()
        self._leaving_days = [self.school.leaving_days(number) for number in range(len(CENSUSES))]
        return self._incidents, self._missing

    # Telling -----------------------------------------------------------------------------------

    def tell(self, evidence: Evidence) -> None:
        """What police and school show, but for the sessions at school."""
        self._tell_incidents(evidence)
        missing = self._missing
        evidence.hear(
            "missing_episode", missing["row"], on=_days(missing["missing_from"]),
            text=missing["risk"],
        )  # fmt: skip
        exclusions = self.school.exclusions
        for category, kind in _EXCLUSION_EVIDENCE.items():
            table = exclusions[exclusions["category"] == category]
            evidence.hear(
                kind, table["row"], on=_days(table["starts_on"]), text=table["reason"]
            )
        declared = np.flatnonzero(self.school.young_carer != "N")
        for number, census in enumerate(CENSUSES):
            if census.season == self._calendar.young_carer_term:
                children = declared[self._on_roll[number][declared]]
                taken = self._calendar.census_day(census)
                until = add_months(taken, self._calendar.young_carer_months)
                evidence.hear(
                    "young_carer_declared",
                    self.school.rows[children],
                    start=np.full(len(children), taken),
                    end=np.full(len(children), until),
                    text=self.school.young_carer[children],
                )

    def _tell_incidents(self, evidence: Evidence) -> None:
        for incident_class, kind in _INCIDENT_EVIDENCE.items():
            table = self._incidents[self._incidents["incident_class"] == incident_class]
            evidence.hear(
                kind,
                table["row"],
                on=_days(table["occurred_on"]),
                text=table["crime_category"],
                role=police.evidence_roles(table),
            )

    # Looking up --------------------------------------------------------------------------------

    def run_sessions(self, row: int, rule: Rule, run: list[Term]) -> tuple[int, int] | None:
        """Sessions that the rule counts, of those possible, over terms; None if one has none."""
        kind = next(iter(rule.takes))
        found = [self._sessions(row, term.number, kind) for term in run]
        if None in found:
            return None
        counted, possible = (sum(values) for values in zip(*found, strict=True))
        return counted, possible

    def _sessions(self, row: int, term_number: int, kind: str) -> tuple[int, int] | None:
        """(attended or absent without leave, possible) of a person in a term."""
        child = self.school.index_of(row)
        for number, term in enumerate(self.school.terms):
            if term.number == term_number and child is not None:
                possible = int(self.school.possible[child, number])
                unauthorised = int(self.school.unauthorised[child, number])
                attended = possible - unauthorised - int(self.school.authorised[child, number])
                counted = attended if kind == "attendance_sessions" else unauthorised
                return (counted, possible) if possible else None
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


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy("datetime64[D]").astype(np.int64)


def _joined(table: pd.DataFrame, more: list[tuple], columns: list[str]) -> pd.DataFrame:
    if not more:
        return table
    added = pd.DataFrame(more, columns=columns)
    for column in columns:
        if table[column].dtype.kind == "M":
            added[column] = added[column].astype(table[column].dtype)
    return pd.concat([table, added], ignore_index=True)
