"""Whether each person of an episode has each need, by docs/how-it-decides.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from oracle.catalogue import Need, Rule
from oracle.days import DAY, plus_length
from oracle.model import FAMILY, Case, Evidence
from oracle.rules import (
    FIRES, NOT_MET, Asking, Says, event_days, first_reason, merged_spells, runs_of,
)  # fmt: skip

PURPOSE = "needs"


@dataclass(frozen=True)
class NeedAnswer:
    status: str
    identified_on: date | None
    said: dict[str, Says]  # by rule


def judge_needs(case: Case) -> dict[tuple[str, str], NeedAnswer]:
    """An answer for each need and person (the family as one for needs of the family)."""
    if case.episode.assessed is None or case.version is None:
        return {}
    return {
        (need.code, person): _judge(case, need, person)
        for need in case.catalogue.needs_of(case.version)
        if need.valid_from <= case.episode.assessed < need.valid_to
        for person in ([FAMILY] if need.scope == FAMILY else case.people)
    }


def is_in_scope(case: Case, need: Need, person: str) -> bool:
    if need.scope in (FAMILY, "any"):
        return True
    return case.is_child(person) == (need.scope == "child")


def support_end(case: Case) -> date:
    """The first day on which a need can no longer be first seen in partner data."""
    assessed, closed = case.episode.assessed, case.episode.closed
    if case.number("later_needs_count") == 0:
        return assessed + DAY
    return case.world.as_of + DAY if closed is None else max(closed, assessed + DAY)


def _judge(case: Case, need: Need, person: str) -> NeedAnswer:
    age = case.ages.get(person)
    rules = [
        rule
        for rule in case.catalogue.rules_of(need.code, case.episode.assessed)
        if rule.admits(age)
    ]
    if not rules or not is_in_scope(case, need, person):
        return NeedAnswer("not_applicable", None, {})
    said = {rule.rule_id: _ask(case, rule, person) for rule in rules}
    status, speaks = _rolled_up(case, rules, said)
    decision = case.decision("need", need.code, person)
    if status == "manual_review" and decision is not None:
        status = decision.decision
    days = [said[rule.rule_id].on for rule in speaks]
    return NeedAnswer(status, min(days, default=None), said)


def _rolled_up(case: Case, rules: list[Rule], said: dict[str, Says]) -> tuple[str, list[Rule]]:
    """The status by rules alone, and the rules it rests on."""
    fired = [rule for rule in rules if said[rule.rule_id].status == FIRES]
    for status in ("met", "manual_review"):
        speaks = [rule for rule in fired if rule.on_fire == status]
        if speaks:
            return status, speaks
    # a silent rule can only contradict
    given = [
        said[rule.rule_id].status
        for rule in rules
        if rule.on_fire != "silent" or said[rule.rule_id].status == NOT_MET
    ]
    return (NOT_MET if NOT_MET in given else first_reason(given)), []


def _ask(case: Case, rule: Rule, person: str) -> Says:
    asking = Asking(case, rule, person, PURPOSE)
    return SHAPES[rule.shape](asking, asking.found())


def _recorded(asking: Asking, found: list[Evidence]) -> Says:
    days = [
        item.event_date
        for item in found
        if item.filed_under is not None
        and item.text == asking.rule.target
        and item.event_date <= asking.as_of
    ]
    return Says(FIRES, min(days)) if days else asking.silence(is_covered=False)


def _window_start(asking: Asking, day: date) -> date | None:
    """The first day of the window up to a day; None before the calendar knows the terms."""
    rule = asking.rule
    if rule.unit != "terms":
        return plus_length(day, -rule.window, rule.unit) + DAY
    terms = asking.case.terms
    for index, term in enumerate(terms):
        if term.covers_from <= day < term.covers_to:
            return terms[index - rule.window + 1].covers_from if index + 1 >= rule.window else None
    return None


def _count_in_window(asking: Asking, found: list[Evidence]) -> Says:
    events, assessed = event_days(found), asking.assessed
    days = [assessed, *(day for day in events if assessed < day < support_end(asking.case))]
    for day in days:
        first = _window_start(asking, day)
        if first is None:
            continue
        if sum(first <= event <= day for event in events) >= asking.rule.min_count:
            return Says(FIRES, day)
    first = _window_start(asking, assessed)
    return asking.silence(first is not None and asking.is_covered(first, assessed))


def _state_at_date(asking: Asking, found: list[Evidence]) -> Says:
    days = [
        max(start, asking.assessed)
        for start, end in merged_spells(found)
        if max(start, asking.assessed) < min(end, support_end(asking.case))
    ]
    return Says(FIRES, min(days)) if days else asking.silence(is_covered=False)


def _spell_of_length(asking: Asking, found: list[Evidence]) -> Says:
    days = []
    for start, end in merged_spells(found):
        long_enough = plus_length(start, asking.rule.window, asking.rule.unit)
        day = max(long_enough, asking.assessed)
        if day < min(end, support_end(asking.case)):
            days.append(day)
    return Says(FIRES, min(days)) if days else asking.silence(is_covered=False)


def _ratio_over_terms(asking: Asking, found: list[Evidence]) -> Says:
    runs = runs_of(asking.reported_terms(), asking.rule.window)
    before = [run for run in runs if run[-1].ends_on <= asking.assessed]
    later = [run for run in runs if asking.assessed < run[-1].ends_on < support_end(asking.case)]
    at_assessment = asking.passes(before[-1], found) if before else None
    if at_assessment:
        return Says(FIRES, asking.assessed)
    for run in later:
        if asking.passes(run, found):
            return Says(FIRES, run[-1].ends_on)
    return asking.silence(is_covered=at_assessment is not None)


def _score_at_cutoff(asking: Asking, found: list[Evidence]) -> Says:
    assessed, days = asking.assessed, []
    oldest = _window_start(asking, assessed)
    latest: dict[tuple, tuple[date, str, bool]] = {}  # of each person and measure
    for item in found:
        measure = asking.case.catalogue.measure_of(item.evidence_type, item.text)
        if measure is None or item.number is None:
            continue
        is_clinical = measure.is_clinical(item.number)
        if oldest <= item.event_date <= assessed:
            score = (item.event_date, item.evidence_id, is_clinical)
            whose = (item.person, measure.code)
            latest[whose] = max(score, latest.get(whose, score))
        elif is_clinical and assessed < item.event_date < support_end(asking.case):
            days.append(item.event_date)
    if any(is_clinical for _, _, is_clinical in latest.values()):
        days.append(assessed)
    return Says(FIRES, min(days)) if days else asking.silence(is_covered=False)


def _off_roll(asking: Asking, found: list[Evidence]) -> Says:
    """Left a roll in the window, and no later census has the pupil on a roll entered by then."""
    assessed = asking.assessed
    first = _window_start(asking, assessed)
    left = [
        item.event_date
        for item in found
        if item.evidence_type == "left_roll" and first <= item.event_date <= assessed
    ]
    listed = [
        item.period_end - DAY  # the day of the census
        for item in asking.in_force()
        if item.evidence_type == "on_roll" and item.period_start <= assessed
    ]
    if left and not any(census >= max(left) for census in listed):
        return Says(FIRES, assessed)
    return asking.silence(is_covered=first is not None and asking.is_covered(first, assessed))


SHAPES = {
    "recorded": _recorded,
    "count_in_window": _count_in_window,
    "state_at_date": _state_at_date,
    "spell_of_length": _spell_of_length,
    "ratio_over_terms": _ratio_over_terms,
    "score_at_cutoff": _score_at_cutoff,
    "off_roll": _off_roll,
}
