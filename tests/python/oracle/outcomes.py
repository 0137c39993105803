"""Whether each need of an episode reached its outcomes, by docs/how-it-decides.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from oracle.catalogue import Outcome, Rule
from oracle.days import DAY, plus_length
from oracle.model import Case, Evidence, Term
from oracle.needs import NeedAnswer
from oracle.rules import (
    FIRES, NOT_COVERED, NOT_MET, NOTHING, TOO_EARLY, Asking, Says, event_days, first_reason,
    merged_spells, runs_of,
)  # fmt: skip

PURPOSE = "outcomes"
VOIDING = ("absence_in_window", "reduction_against_baseline")  # R13


@dataclass(frozen=True)
class OutcomeAnswer:
    need: str
    status: str
    achieved_on: date | None
    reached_on: date | None  # what had to last counts from the first day of its window
    assessable_on: date | None
    said: dict[str, Says]  # by rule


def judge_outcomes(
    case: Case, needs: dict[tuple[str, str], NeedAnswer]
) -> dict[tuple[str, str], OutcomeAnswer]:
    """An answer for each outcome and person of whom it is asked."""
    return {
        (outcome.code, person): _judge(case, outcome, person)
        for (code, person), need in needs.items()
        if need.status == "met" or is_asked_anyway(case, code, person)
        for outcome in case.catalogue.outcomes_of(code)
        if outcome.valid_from <= case.episode.assessed < outcome.valid_to
    }


def is_asked_anyway(case: Case, code: str, person: str) -> bool:
    """R12: every child of school age must reach the outcome of education, with the need or not."""
    if not case.catalogue.needs[code].asked_of_everyone:
        return False
    age = case.ages.get(person)
    return (
        case.number("every_child_in_education") == 1
        and age is not None
        and case.number("school_age_from") <= age <= case.number("school_age_to")
    )


def _judge(case: Case, outcome: Outcome, person: str) -> OutcomeAnswer:
    rules = [
        rule
        for rule in case.catalogue.rules_of(outcome.code, case.episode.assessed)
        if rule.admits(case.ages.get(person))
    ]
    said = {rule.rule_id: _ask(case, rule, person) for rule in rules}
    status, proving = _rolled_up(rules, said)
    proof = [said[rule.rule_id] for rule in proving]
    decision = case.decision("outcome", outcome.code, person)
    if status == "manual_review" and decision is not None:
        status = decision.decision
        proof = proof or [Says(FIRES, decision.decided_on)]
    waited_for = (said[rule.rule_id] for rule in rules if rule.on_fire != "silent")
    days = [says.on for says in waited_for if says.status == TOO_EARLY and says.on]
    return OutcomeAnswer(
        need=outcome.need,
        status=status,
        achieved_on=min((says.on for says in proof), default=None),
        reached_on=min((says.since or says.on for says in proof), default=None),
        assessable_on=min(days, default=None),
        said=said,
    )


def _rolled_up(rules: list[Rule], said: dict[str, Says]) -> tuple[str, list[Rule]]:
    """The status by rules alone, and the rules that say or suggest that it is met."""

    def saying(rules: list[Rule], status: str) -> list[Rule]:
        return [rule for rule in rules if said[rule.rule_id].status == status]

    by_practitioner = [rule for rule in rules if rule.shape == "recorded"]
    by_data = [rule for rule in rules if rule.shape != "recorded"]
    denied = saying(by_data, NOT_MET)
    is_voided = any(rule.shape in VOIDING for rule in denied)
    fired = [] if is_voided else saying(by_data, FIRES)
    proven = [rule for rule in fired if rule.on_fire == "met"]
    to_review = [rule for rule in fired if rule.on_fire == "manual_review"]
    achieved = saying(by_practitioner, FIRES)
    not_achieved = saying(by_practitioner, NOT_MET)

    if (achieved and denied) or (not_achieved and proven):
        return "manual_review", achieved + proven
    if achieved or proven:
        return "met", achieved + proven
    if to_review:
        return "manual_review", to_review
    if not_achieved or denied:
        return NOT_MET, []
    speaking = [said[rule.rule_id].status for rule in rules if rule.on_fire != "silent"]
    return first_reason(speaking), []


def _ask(case: Case, rule: Rule, person: str) -> Says:
    asking = Asking(case, rule, person, PURPOSE)
    return SHAPES[rule.shape](asking, asking.found())


def _recorded(asking: Asking, found: list[Evidence]) -> Says:
    """The latest record dated up to the day."""
    records = [
        item
        for item in found
        if item.filed_under is not None
        and item.text == asking.rule.target
        and item.event_date <= asking.as_of
    ]
    if records:
        latest = max(records, key=lambda item: (item.event_date, item.record_id))
        achieved_on = latest.period_start or latest.event_date
        if latest.number == 1 and achieved_on <= asking.as_of:
            return Says(FIRES, achieved_on)
        if latest.number == 0:
            return Says(NOT_MET)
    return asking.silence(is_covered=False)


def _count_in_window(asking: Asking, found: list[Evidence]) -> Says:
    events = [day for day in event_days(found) if asking.assessed <= day <= asking.as_of]
    if len(events) >= asking.rule.min_count:
        return Says(FIRES, events[asking.rule.min_count - 1])
    return asking.silence(is_covered=False)


def _sustain_end(asking: Asking) -> date | None:
    """The end of the window that starts on the day of closure."""
    closed = asking.case.episode.closed
    return closed and plus_length(closed, asking.rule.window, asking.rule.unit)


def _too_early(asking: Asking, end: date | None) -> Says:
    return asking.silence(is_covered=False, otherwise=Says(TOO_EARLY, end))


def _state_throughout(asking: Asking, found: list[Evidence]) -> Says:
    closed, end = asking.case.episode.closed, _sustain_end(asking)
    if end is None or end > asking.as_of:
        return _too_early(asking, end)
    if any(start <= closed and end <= spell_end for start, spell_end in merged_spells(found)):
        return Says(FIRES, end, since=closed)
    return asking.silence(is_covered=False)


def _spell_of_length(asking: Asking, found: list[Evidence]) -> Says:
    days = []
    for start, end in merged_spells(found):
        long_enough = plus_length(
            max(start, asking.assessed), asking.rule.window, asking.rule.unit
        )
        if long_enough <= min(end, asking.as_of):
            days.append(long_enough)
    if days:
        return Says(FIRES, min(days))
    return asking.silence(is_covered=False)


def _absence_in_window(asking: Asking, found: list[Evidence]) -> Says:
    if asking.rule.unit == "terms":
        return _absence_in_terms(asking, found)
    closed, end = asking.case.episode.closed, _sustain_end(asking)
    if end is None:
        return _too_early(asking, None)
    if _found_within(asking, found, closed, end) >= (asking.rule.min_count or 1):
        return Says(NOT_MET)
    if end > asking.as_of:
        return _too_early(asking, end)
    return _fires_if_covered(asking, closed, end - DAY, end)


def _absence_in_terms(asking: Asking, found: list[Evidence]) -> Says:
    ended, assessable_on = _calendar_runs(asking)
    if not ended:
        return _too_early(asking, assessable_on)
    first, last = ended[-1][0].starts_on, ended[-1][-1].ends_on
    if _found_within(asking, found, first, last + DAY) >= (asking.rule.min_count or 1):
        return Says(NOT_MET)
    return _fires_if_covered(asking, first, last, last)


def _found_within(asking: Asking, found: list[Evidence], first: date, end: date) -> int:
    """Events on days up to the as-of date, and states that hold on any of them."""
    end = min(end, asking.as_of + DAY)
    events = sum(first <= day < end for day in event_days(found))
    states = [item for item in found if item.event_date is None and item.period_start is not None]
    return events + sum(
        max(item.period_start, first) < min(item.period_end, end) for item in states
    )


def _fires_if_covered(asking: Asking, first: date, last: date, on: date) -> Says:
    """That nothing happened is what was asked for, where the feed would have told."""
    if asking.is_covered(first, last) and not asking.is_objected_to:
        return Says(FIRES, on, since=first)
    return _uncovered(asking)


def _uncovered(asking: Asking) -> Says:
    """What was asked for cannot be seen, whether or not silence of the rule is an answer."""
    says = asking.silence(is_covered=False)
    return Says(NOT_COVERED) if says.status == NOTHING else says


def _calendar_runs(asking: Asking) -> tuple[list[list[Term]], date | None]:
    """Runs since the assessment that have ended, and the last day of the first run of all."""
    since = [term for term in asking.case.terms if term.starts_on >= asking.assessed]
    runs = runs_of(since, asking.rule.window)
    ended = [run for run in runs if run[-1].ends_on <= asking.as_of]
    return ended, runs[0][-1].ends_on if runs else None


def _reduction_against_baseline(asking: Asking, found: list[Evidence]) -> Says:
    rule, closed, end = asking.rule, asking.case.episode.closed, _sustain_end(asking)
    events = event_days(found)
    oldest = plus_length(asking.assessed, -rule.window, rule.unit)
    base = sum(oldest < day <= asking.assessed for day in events)
    if base == 0:
        says = asking.silence(is_covered=False)
        return Says(NOTHING) if says.status == NOT_COVERED else says
    if end is None:
        return _too_early(asking, None)
    after = sum(closed <= day < end and day <= asking.as_of for day in events)
    if 100 * (base - after) < rule.threshold * base:
        return Says(NOT_MET)
    if end > asking.as_of:
        return _too_early(asking, end)
    return _fires_if_covered(asking, closed, end - DAY, end)


def _ratio_over_terms(asking: Asking, found: list[Evidence]) -> Says:
    ended, assessable_on = _calendar_runs(asking)
    if not ended:
        return _too_early(asking, assessable_on)
    reported = [
        term
        for term in asking.reported_terms()
        if term.starts_on >= asking.assessed and term.ends_on <= asking.as_of
    ]
    passes = [
        (run[-1].ends_on, asking.passes(run, found))
        for run in runs_of(reported, asking.rule.window)
    ]
    if not passes or passes[-1][1] is None:
        return _uncovered(asking)
    if not passes[-1][1]:
        return Says(NOT_MET)
    passing = list(takewhile(lambda run: run[1], reversed(passes)))
    return Says(FIRES, passing[-1][0])


def _change_on_measure(asking: Asking, found: list[Evidence]) -> Says:
    rule, catalogue = asking.rule, asking.case.catalogue
    oldest = plus_length(asking.assessed, -rule.window, rule.unit)
    scores: dict[tuple, list[tuple[date, str, int]]] = {}  # of each person and measure
    measures = {}
    for item in found:
        measure = catalogue.measure_of(item.evidence_type, item.text)
        if measure is None or measure.reliable_change is None or item.number is None:
            continue
        if oldest < item.event_date <= asking.as_of:
            measures[item.person, measure.code] = measure
            score = (item.event_date, item.evidence_id, item.number)
            scores.setdefault((item.person, measure.code), []).append(score)
    achieved, any_later, any_worse = [], False, False
    for code, measure in measures.items():
        in_order = sorted(scores[code])
        before = [score for score in in_order if score[0] <= asking.assessed]
        first = before[-1] if before else in_order[0]
        later = in_order[in_order.index(first) + 1 :]
        if not later:
            continue
        any_later = True
        gains = [(day, measure.gain(first[2], score)) for day, _, score in later]
        any_worse |= gains[-1][1] <= -measure.reliable_change
        passing = list(takewhile(lambda one: one[1] >= measure.reliable_change, reversed(gains)))
        if passing:
            achieved.append(passing[-1][0])
    if achieved and not any_worse:
        return Says(FIRES, min(achieved))
    if any_later:
        return Says(NOT_MET)
    return asking.silence(is_covered=False)


SHAPES = {
    "recorded": _recorded,
    "count_in_window": _count_in_window,
    "state_throughout": _state_throughout,
    "spell_of_length": _spell_of_length,
    "absence_in_window": _absence_in_window,
    "reduction_against_baseline": _reduction_against_baseline,
    "ratio_over_terms": _ratio_over_terms,
    "change_on_measure": _change_on_measure,
}
