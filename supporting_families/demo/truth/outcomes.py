"""Which outcomes have been achieved by those who have a need, or whom a version asks anyway."""

from __future__ import annotations

from ..calendar import Term, months_between
from ..case import Case
from ..catalogue import RECORDED, Catalogue, Need, Outcome, Rule
from ..evidence import Evidence
from ..layouts import OutcomeRecord
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
    SILENT,
    TOO_EARLY,
    Answer,
    roll_up,
)
from .support import NeedRow, OutcomeRow, Support

# Shapes that find events where there should be none or fewer: what undoes an outcome (R13).
_REGRESSIONS = ("absence_in_window", "reduction_against_baseline")


class OutcomeEvaluator:
    """Works out the outcomes asked of the members of a support episode."""

    def __init__(
        self,
        case: Case,
        rows: dict[type, list],
        partners: Partners,
        evidence: Evidence,
        catalogue: Catalogue,
    ) -> None:
        self._case, self._rows, self._catalogue = case, rows, catalogue
        self._partners = partners
        self._rules = _PartnerRules(partners, evidence, catalogue)

    def evaluate(self, support: Support, decisions: dict[tuple, str]) -> list[OutcomeRow]:
        return [
            self._outcome_row(support, row.need, row.person, outcome, decisions)
            for row in self.asked(support)
            for outcome in row.need.outcomes
        ]

    def asked(self, support: Support) -> list[NeedRow]:
        """Who has a need; and where every child must be in education, the children (R12)."""
        return [
            row
            for row in support.needs
            if row.status == MET or (row.need.is_asked_of_everyone and self._is_asked(support, row))
        ]

    def partner_status(self, support: Support, person: str, outcome: Outcome) -> str:
        """What partner data alone have to say of an outcome."""
        return roll_up(_without_undone(self._partner_answers(support, person, outcome)))

    def _is_asked(self, support: Support, row: NeedRow) -> bool:
        settings = self._catalogue.settings[support.framework]
        age = self._partners.age(self._case.people[row.person], support.assessed_on)
        is_of_age = settings.school_age_from <= age <= settings.school_age_to
        return bool(settings.every_child_in_education) and is_of_age

    def _outcome_row(
        self,
        support: Support,
        need: Need,
        person: str,
        outcome: Outcome,
        decisions: dict[tuple, str],
    ) -> OutcomeRow:
        practitioner = self._recorded(support, person, outcome.code)
        answers = self._partner_answers(support, person, outcome)
        partner = _without_undone(answers)
        status = roll_up([practitioner, *partner])
        said = {(practitioner.status, answer.status) for answer in partner}
        if said & {(MET, NOT_MET), (NOT_MET, MET)}:
            status = REVIEW
        if status == REVIEW:
            status = decisions.get((support.episode_id, person, outcome.code), status)
        said_met = [a for a in (practitioner, *partner) if a.status == MET]
        # What a person decided was reached on the day it was put to them.
        met = said_met or [answer for answer in partner if answer.status == REVIEW]
        expected = [a.expected for a in partner if a.status == TOO_EARLY and a.expected]
        is_met = status == MET and bool(met)
        return OutcomeRow(
            need=need,
            person=person,
            outcome=outcome,
            status=status,
            achieved_on=min(a.on for a in met) if is_met else None,
            counts_from=min(a.counts_from or a.on for a in met) if is_met else None,
            expected_on=min(expected, default=None) if status == TOO_EARLY else None,
        )

    def _partner_answers(
        self, support: Support, person: str, outcome: Outcome
    ) -> list[tuple[Rule, Answer]]:
        people = support.people if person == FAMILY else [person]
        rows = [self._case.people[reference] for reference in people]
        age = None if person == FAMILY else self._partners.age(rows[0], support.assessed_on)
        return [
            (rule, self._rules.answer(rule, rows, support))
            for rule in outcome.rules
            if rule.shape != RECORDED and rule.is_for(support.assessed_on, age)
        ]

    def _recorded(self, support: Support, person: str, code: str) -> Answer:
        """The practitioner's latest word."""
        records: list[OutcomeRecord] = [
            record
            for record in self._rows[OutcomeRecord]
            if support.holds(record.episode_id)
            and record.outcome_code == code
            and (record.person_id or FAMILY) == person
            and record.recorded_on <= AS_OF
        ]
        if not records:
            return Answer(NO_FEED)
        last = max(records, key=lambda record: (record.recorded_on, record.outcome_record_id))
        if last.outcome_status == "achieved":
            return Answer(MET, last.achieved_on)
        return Answer(NOT_MET if last.outcome_status == "not_achieved" else NO_FEED)


def _without_undone(answers: list[tuple[Rule, Answer]]) -> list[Answer]:
    """Events that should not have been undo whatever else partner data show (R13)."""
    is_undone = any(
        rule.shape in _REGRESSIONS and answer.status == NOT_MET for rule, answer in answers
    )
    return [answer for _, answer in answers if not (is_undone and answer.fired)]


class _PartnerRules:
    """What rules over partner data say of an outcome of these people."""

    def __init__(self, partners: Partners, evidence: Evidence, catalogue: Catalogue) -> None:
        self._partners, self._evidence, self._catalogue = partners, evidence, catalogue
        self._calendar = catalogue.calendar
        self._shapes = {
            "count_in_window": self._count,
            "state_throughout": self._throughout,
            "spell_of_length": self._spell,
            "change_on_measure": self._change,
            "reduction_against_baseline": self._reduction,
            "absence_in_window": self._absence,
            "ratio_over_terms": self._ratio,
        }

    def answer(self, rule: Rule, rows: list[int], support: Support) -> Answer:
        answer = self._shapes[rule.shape](rule, rows, support)
        # A silent rule can only contradict.
        return NOTHING if rule.on_fire == SILENT and answer.status != NOT_MET else answer

    def _count(self, rule: Rule, rows: list[int], support: Support) -> Answer:
        days = [d for d in self._evidence.days(rows, rule) if support.assessed_on <= d <= AS_OF]
        if len(days) < rule.min_count:
            return NOTHING
        return Answer(rule.on_fire, days[rule.min_count - 1])

    def _throughout(self, rule: Rule, rows: list[int], support: Support) -> Answer:
        if support.closed_on is None:
            return Answer(TOO_EARLY)
        first, end = support.closed_on, rule.after(support.closed_on)
        if end > AS_OF:
            return Answer(TOO_EARLY, expected=end)
        spells = self._evidence.spells(rows, rule)
        if any(start <= first and end <= over for start, over in spells):
            return Answer(rule.on_fire, end, counts_from=first)
        return NOTHING

    def _spell(self, rule: Rule, rows: list[int], support: Support) -> Answer:
        reached = [
            day
            for start, over in self._evidence.spells(rows, rule)
            if (day := rule.after(max(start, support.assessed_on))) <= min(over, AS_OF)
        ]
        return Answer(rule.on_fire, min(reached)) if reached else NOTHING

    def _change(self, rule: Rule, rows: list[int], support: Support) -> Answer:
        passed, was_judged, is_worse = [], False, False
        anchor = support.assessed_on
        for measure, scores in self._evidence.scores(rows, rule, self._catalogue):
            if measure.reliable_change is None:
                continue
            known = [pair for pair in scores if pair[0] <= AS_OF]
            before = [pair for pair in known if rule.before(anchor) < pair[0] <= anchor]
            after = [pair for pair in known if pair[0] > anchor]
            if not (before or after):
                continue
            day, first = before[-1] if before else after[0]
            gains = [
                (on, measure.improvement(first, score)) for on, score in known if on > day
            ]
            if not gains:
                continue
            was_judged = True
            is_worse |= -gains[-1][1] >= measure.reliable_change
            since = None
            for on, gain in gains:
                since = (since or on) if gain >= measure.reliable_change else None
            if since is not None:
                passed.append(since)
        if passed and not is_worse:
            return Answer(rule.on_fire, min(passed))
        return Answer(NOT_MET) if was_judged else NOTHING

    def _reduction(self, rule: Rule, rows: list[int], support: Support) -> Answer:
        anchor, days = support.assessed_on, self._evidence.days(rows, rule)
        base = sum(rule.before(anchor) < day <= anchor for day in days)
        if base == 0:
            return NOTHING
        if support.closed_on is None:
            return Answer(TOO_EARLY)
        first, end = support.closed_on, rule.after(support.closed_on)
        after = sum(first <= day < end and day <= AS_OF for day in days)
        if 100 * (base - after) < rule.threshold * base:
            return Answer(NOT_MET)
        return self._held(rule, rows, first, end)

    def _absence(self, rule: Rule, rows: list[int], support: Support) -> Answer:
        if rule.unit == "terms":
            return self._absence_over_terms(rule, rows, support)
        if support.closed_on is None:
            return Answer(TOO_EARLY)
        first, end = support.closed_on, rule.after(support.closed_on)
        if self._evidence.found_within(rows, rule, first, min(end, AS_OF + 1)) >= rule.min_count:
            return Answer(NOT_MET)
        return self._held(rule, rows, first, end)

    def _held(self, rule: Rule, rows: list[int], first: int, end: int) -> Answer:
        """Nothing was found from the closure so far: too early, not covered, or reached."""
        if end > AS_OF:
            return Answer(TOO_EARLY, expected=end)
        if not self._is_covered(rule, rows, first, end):
            return Answer(NOT_COVERED)
        return Answer(rule.on_fire, end, counts_from=first)

    def _is_covered(self, rule: Rule, rows: list[int], first: int, end: int) -> bool:
        months = set(months_between(first, end - 1))
        return all(months <= self._partners.covered_months(row, rule.feed) for row in rows)

    def _absence_over_terms(self, rule: Rule, rows: list[int], support: Support) -> Answer:
        run, is_over = self._latest_run(rule, support)
        if run is None:
            return Answer(TOO_EARLY)
        if not is_over:
            return Answer(TOO_EARLY, expected=run[-1].ends_on)
        first, end = run[0].starts_on, run[-1].ends_on + 1
        if self._evidence.found_within(rows, rule, first, end) >= rule.min_count:
            return Answer(NOT_MET)
        if not self._is_covered(rule, rows, first, end):
            return Answer(NOT_COVERED)
        return Answer(rule.on_fire, run[-1].ends_on, counts_from=first)

    def _latest_run(self, rule: Rule, support: Support) -> tuple[list[Term] | None, bool]:
        """The latest run of terms since the assessment that is over, else the first to come."""
        terms = self._calendar.terms_from(support.assessed_on)
        over = [term for term in terms if term.ends_on <= AS_OF]
        if len(over) >= rule.window:
            return over[-rule.window :], True
        return (terms[: rule.window] if len(terms) >= rule.window else None), False

    def _ratio(self, rule: Rule, rows: list[int], support: Support) -> Answer:
        run, is_over = self._latest_run(rule, support)
        if not is_over:
            return Answer(TOO_EARLY, expected=run[-1].ends_on if run else None)
        terms = [
            term
            for term in self._calendar.carried
            if term.starts_on >= support.assessed_on and term.ends_on <= AS_OF
        ]
        runs = [terms[i : i + rule.window] for i in range(len(terms) - rule.window + 1)]
        passed = [self._run_passes(rule, rows[0], run) for run in runs]
        if not passed or passed[-1] is None:
            return Answer(NOT_COVERED)
        if not passed[-1]:
            return Answer(NOT_MET)
        first = len(runs) - 1
        while first > 0 and passed[first - 1]:
            first -= 1
        return Answer(rule.on_fire, runs[first][-1].ends_on)

    def _run_passes(self, rule: Rule, row: int, run: list[Term]) -> bool | None:
        sessions = self._partners.run_sessions(row, rule, run)
        return None if sessions is None else rule.compares(*sessions)
