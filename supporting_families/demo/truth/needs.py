"""Which needs the members of a support episode have."""

from __future__ import annotations

from ..calendar import months_between
from ..case import Case
from ..catalogue import RECORDED, Catalogue, Need, Rule
from ..evidence import Evidence
from ..layouts import NeedRecord
from ..partners import Partners
from .answers import (
    AS_OF,
    FAMILY,
    MET,
    NO_FEED,
    NOT_COVERED,
    NOT_MET,
    NOTHING,
    REVIEW,
    Answer,
    roll_up,
)
from .support import NeedRow, Support


class NeedEvaluator:
    """Works out the needs of the support episodes of a case."""

    def __init__(
        self,
        case: Case,
        rows: dict[type, list],
        partners: Partners,
        evidence: Evidence,
        catalogue: Catalogue,
    ) -> None:
        self._case, self._rows, self._catalogue = case, rows, catalogue
        self._rules = _PartnerRules(partners, evidence, catalogue)
        self._partners = partners

    def evaluate(self, support: Support, decisions: dict[tuple, str]) -> list[NeedRow]:
        """A row for each need and member (or the family), without those that do not apply."""
        if support.assessed_on is None:
            return []
        records = [
            record
            for record in self._rows[NeedRecord]
            if support.holds(record.episode_id) and record.identified_on <= AS_OF
        ]
        found = []
        for need in self._catalogue.needs_of[support.framework]:
            for person in [FAMILY] if need.scope == FAMILY else support.people:
                row = self._need_row(support, need, person, records, decisions)
                if row is not None:
                    found.append(row)
        return found

    def _need_row(
        self,
        support: Support,
        need: Need,
        person: str,
        records: list[NeedRecord],
        decisions: dict[tuple, str],
    ) -> NeedRow | None:
        anchor, settings = support.assessed_on, self._catalogue.settings[support.framework]
        age = None if person == FAMILY else self._partners.age(self._case.people[person], anchor)
        if person != FAMILY and need.scope in ("child", "adult"):
            if (age < settings.adult_age) != (need.scope == "child"):
                return None
        rules = [rule for rule in need.rules if rule.is_for(anchor, age)]
        if not rules:
            return None
        named = {"", *support.people} if person == FAMILY else {person}
        dates = [
            record.identified_on
            for record in records
            if record.need_code == need.code and record.person_id in named
        ]
        rows = [self._case.people[p] for p in (support.people if person == FAMILY else [person])]
        until = support.until(bool(settings.later_needs_count))
        answers = [
            self._recorded(dates)
            if rule.shape == RECORDED
            else self._rules.answer(rule, rows, anchor, until)
            for rule in rules
        ]
        status = roll_up(answers)
        if status == REVIEW:
            status = decisions.get((support.episode_id, person, need.code), status)
        # A need that a person decided was identified on the day it was put to them.
        identified = [a.on for a in answers if a.status == MET] or [
            a.on for a in answers if a.status == REVIEW
        ]
        return NeedRow(need, person, status, min(identified) if status == MET else None)

    @staticmethod
    def _recorded(dates: list[int]) -> Answer:
        return Answer(MET, min(dates)) if dates else Answer(NO_FEED)


class _PartnerRules:
    """What rules over partner data say of people, from the assessment to the end of support.

    Every shape gives the first day on which its condition holds; silence is judged as at the
    assessment alone.
    """

    def __init__(self, partners: Partners, evidence: Evidence, catalogue: Catalogue) -> None:
        self._partners, self._evidence, self._catalogue = partners, evidence, catalogue
        self._calendar = catalogue.calendar
        self._shapes = {
            "count_in_window": self._count,
            "ratio_over_terms": self._ratio,
            "state_at_date": self._state,
            "spell_of_length": self._spell,
            "score_at_cutoff": self._score,
            "off_roll": self._off_roll,
        }
        self._silences = {"count_in_window": self._no_event, "ratio_over_terms": self._no_ratio}

    def answer(self, rule: Rule, rows: list[int], anchor: int, until: int) -> Answer:
        day = self._shapes[rule.shape](rule, rows, anchor, until)
        if day is not None:
            return Answer(rule.on_fire, day)
        if not rule.is_conclusive:
            return NOTHING
        if rule.shape not in self._silences:
            return Answer(NOT_COVERED)
        is_answer = self._silences[rule.shape](rule, rows, anchor)
        return Answer(NOT_MET if is_answer else NOT_COVERED)

    # Firing ---------------------------------------------------------------------------------------

    def _count(self, rule: Rule, rows: list[int], anchor: int, until: int) -> int | None:
        days = self._evidence.days(rows, rule)
        if len(days) < rule.min_count:
            return None
        # The number in a window that moves on only ever grows on the day of an event.
        for day in (anchor, *(day for day in days if anchor < day < until)):
            first = self._first_day(rule, day)
            inside = sum(first <= event <= day for event in days) if first is not None else 0
            if inside >= rule.min_count:
                return day
        return None

    def _first_day(self, rule: Rule, day: int) -> int | None:
        """The first day of the window up to a day."""
        if rule.unit == "terms":
            return self._calendar.first_day_of_terms(day, rule.window)
        return rule.before(day) + 1

    def _ratio(self, rule: Rule, rows: list[int], anchor: int, until: int) -> int | None:
        ends = [t.ends_on for t in self._calendar.carried if anchor < t.ends_on < until]
        for day in (anchor, *ends):
            sessions = self._latest_run(rule, rows, day)
            if sessions is not None and rule.compares(*sessions):
                return day
        return None

    def _latest_run(self, rule: Rule, rows: list[int], day: int) -> tuple[int, int] | None:
        """Sessions of the latest run of reported terms that ended by a day; None: not all there."""
        ended = [term for term in self._calendar.carried if term.ends_on <= day]
        run = ended[-rule.window :]
        return self._partners.run_sessions(rows[0], rule, run) if len(run) == rule.window else None

    def _state(self, rule: Rule, rows: list[int], anchor: int, until: int) -> int | None:
        days = [
            max(anchor, state.start)
            for state in self._evidence.states(rows, rule)
            if max(anchor, state.start) < min(until, state.end)
        ]
        return min(days, default=None)

    def _spell(self, rule: Rule, rows: list[int], anchor: int, until: int) -> int | None:
        days = [
            max(anchor, rule.after(start))
            for start, end in self._evidence.spells(rows, rule)
            if max(anchor, rule.after(start)) < min(until, end)
        ]
        return min(days, default=None)

    def _score(self, rule: Rule, rows: list[int], anchor: int, until: int) -> int | None:
        found = []
        for measure, scores in self._evidence.scores(rows, rule, self._catalogue):
            recent = [score for day, score in scores if rule.before(anchor) < day <= anchor]
            if recent and measure.is_clinical(recent[-1]):
                found.append(anchor)
            found.extend(
                day for day, score in scores if anchor < day < until and measure.is_clinical(score)
            )
        return min(found, default=None)

    def _off_roll(self, rule: Rule, rows: list[int], anchor: int, until: int) -> int | None:
        """Came off a roll in the window and is on none at the assessment."""
        days = self._partners.left_roll_days(rows[0])
        left = any(rule.before(anchor) < day <= anchor for day in days)
        return anchor if left and not self._partners.is_on_roll(rows[0], anchor) else None

    # Silence --------------------------------------------------------------------------------------

    def _no_event(self, rule: Rule, rows: list[int], anchor: int) -> bool:
        """Whether every month of the window was covered, for everybody it is about."""
        first = self._first_day(rule, anchor)
        months = set() if first is None else set(months_between(first, anchor))
        return bool(months) and all(
            months <= self._partners.covered_months(row, rule.feed) for row in rows
        )

    def _no_ratio(self, rule: Rule, rows: list[int], anchor: int) -> bool:
        return self._latest_run(rule, rows, anchor) is not None
