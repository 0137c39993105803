"""Early-help cases: a household in support, written up the way a practitioner would.

A case is made in two steps. `open_case` makes members, episodes, assessments, recorded needs and
what happens to the family in partner feeds. `write_up` comes after the needs have been worked out
from all of it: plans, lead practitioners and outcomes answer to the needs that are really there.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from .calendar import add_months, age_on, day_number
from .case import LAST_DAY, Case, Intent
from .catalogue import Catalogue
from .events import add_events, tidy_school
from .layouts import (
    Assessment,
    Episode,
    Lead,
    Member,
    Objective,
    OutcomeRecord,
    Person,
    Plan,
    PlanMember,
)
from .partners import Partners
from .recorded_needs import add_needs
from .scenarios import Scenario

if TYPE_CHECKING:
    from .truth.outcomes import OutcomeEvaluator
    from .truth.support import NeedRow, Support

_ORGANISATIONS = ("Demoshire Early Help", "Demoshire Family Hubs", "Bridge Street Primary School")
_TEAMS = ("North", "South", "East", "West")
_REASONS = ("Family support", "School attendance", "Parenting", "Housing", "Health")
# When support of families assessed under older versions of the programme began.
_LONG_AGO = {
    "in_2013": ("2012-11-01", "2014-06-30"),
    "in_2017": ("2015-06-01", "2018-06-30"),
    "in_2021": ("2021-04-01", "2021-09-30"),
}


def _between(rng: random.Random, first: str | int, last: str | int) -> int:
    start = day_number(first) if isinstance(first, str) else first
    end = day_number(last) if isinstance(last, str) else last
    return rng.randint(start, max(start, end))


def _spans(rng: random.Random, when: str) -> list[Intent]:
    """The stretches of support of a case by the `when` of its scenario."""
    if when == "any":
        when = rng.choice(("closed", "recent", "open", "two_supports"))
    if when in ("closed", "exact", "day_less", "recent", "in_2023", "winter", "first_day"):
        close = {
            "exact": day_number("2023-09-15"),
            "day_less": day_number("2023-09-16"),
            "recent": _between(rng, "2023-09-17", "2024-02-29"),
            "in_2023": _between(rng, "2023-07-15", "2023-09-01"),
            "winter": _between(rng, "2023-05-01", "2023-08-31"),
        }.get(when, _between(rng, "2023-03-20", "2023-08-31"))
        start = max(close - rng.randint(100, 170), day_number("2022-10-10"))
        assessed = start + rng.randint(7, 30)
        if when == "first_day":
            start, assessed = day_number("2022-09-20"), day_number("2022-10-03")
        if when == "winter":
            start, assessed = day_number("2022-11-28"), day_number("2022-12-20")
        if when == "in_2023":
            assessed = max(assessed, day_number("2023-03-10") + rng.randint(0, 20))
        return [Intent(start, close, assessed)]
    if when == "too_early":
        start = _between(rng, "2023-04-20", "2023-05-20")
        return [Intent(start, start + rng.randint(70, 100), start + rng.randint(7, 20))]
    if when == "eve":
        start, close, assessed = map(day_number, ("2022-09-12", "2023-02-10", "2022-10-02"))
        return [Intent(start, close, assessed)]
    if when in _LONG_AGO:
        start = _between(rng, *_LONG_AGO[when])
        return [Intent(start, start + rng.randint(120, 250), start + rng.randint(10, 28))]
    if when == "into_2023":
        start, close, assessed = map(day_number, ("2022-08-22", "2023-05-12", "2022-09-14"))
        return [Intent(start, close + rng.randint(0, 20), assessed)]
    if when == "older":
        start = _between(rng, "2022-05-01", "2022-09-01")
        return [Intent(start, start + rng.randint(150, 260), start + rng.randint(10, 28))]
    if when in ("open", "new"):
        span = {"open": ("2023-07-01", "2024-02-05"), "new": ("2023-11-05", "2024-01-25")}
        start = _between(rng, *span[when])
        return [Intent(start, None, start + rng.randint(7, 30))]
    first_start = _between(rng, "2022-10-10", "2022-11-10")
    first_close = _between(rng, "2023-02-20", "2023-04-01")
    gap = {"two_supports": rng.randint(30, 120), "day_apart": 1, "shared_day": 0}[when]
    second = first_close + gap
    close = second + rng.randint(80, 130) if gap < 2 or rng.random() < 0.5 else None
    return [
        Intent(first_start, first_close, first_start + rng.randint(10, 25)),
        Intent(second, close, second + rng.randint(10, 25)),
    ]


def open_case(
    number: int,
    scenario: Scenario,
    seed: int,
    household: list[int],
    first_person: int,
    partners: Partners,
    catalogue: Catalogue,
) -> Case:
    """The first step: everything up to the recorded needs, and the family's partner events."""
    case = Case(number, f"F{number:06d}", scenario, random.Random(seed))
    case.intents = _spans(case.rng, scenario.when)
    _add_members(case, household, first_person, partners)
    for place, intent in enumerate(case.intents):
        _add_episodes(case, intent, partners, last=place == len(case.intents) - 1)
        _add_assessments(case, intent)
    tidy_school(case, partners)
    add_events(case, partners)
    for place, intent in enumerate(case.intents):
        # Support that runs on from a day it shares is one stretch and is written up once.
        if not (scenario.when == "shared_day" and place):
            add_needs(case, intent, partners, catalogue)
    return case


# Members ----------------------------------------------------------------------------------------


def _add_members(
    case: Case, household: list[int], first_person: int, partners: Partners
) -> None:
    rng, start = case.rng, case.intents[0].start
    for offset, row in enumerate(household):
        born, kind = partners.born(row), partners.kind[row]
        if born > LAST_DAY:
            continue
        reference = f"P{first_person + offset:07d}"
        case.people[reference] = row
        known_on = max(start, born)
        age = age_on(born, known_on)
        role, joined, left = _role(case, kind, age, offset), None, None
        if born > start - 200:
            joined = born
        if role == "parent_carer" and offset == 1 and rng.random() < 0.08:
            role, left = "non_resident_parent", start - rng.randint(30, 400)
        if "member_left" in case.scenario.flaws and offset == 1 and kind == "adult":
            left = start + 60
        case.add(
            Person(
                known_on,
                reference,
                row,
                kind == "child" and age >= 4 and rng.random() < 0.9,
                rng.random() < 0.92,
                kind != "child" and rng.random() < 0.85,
            )
        )
        row_id = case.reference("M")
        case.add(Member(known_on, row_id, case.family_id, reference, role, joined, left))
    if "shared_child" in case.scenario.flaws:
        _share_child(case, partners)


def _role(case: Case, kind: str, age: int, offset: int) -> str:
    if kind == "child":
        return "dependent_child" if age < 18 or case.rng.random() < 0.6 else "other_adult"
    if kind == "elder":
        return "other_adult"
    if case.scenario.wants == "childless":
        expectant = "expectant" in case.scenario.flaws and offset == 0
        return "expectant_parent" if expectant else "other_adult"
    return "parent_carer"


def _share_child(case: Case, partners: Partners) -> None:
    """Lists the eldest child in the family of its other parent too, joined later."""
    child = next(ref for ref, row in case.people.items() if partners.kind[row] == "child")
    joined = case.intents[0].start - 20
    case.add(
        Member(
            case.intents[0].start, case.reference("M"), f"{case.family_id}B", child,
            "dependent_child", joined, None,
        )
    )  # fmt: skip


# Episodes and assessments -----------------------------------------------------------------------


def _add_episodes(case: Case, intent: Intent, partners: Partners, last: bool) -> None:
    """One early-help episode for each of one to four members; the first spans the whole support."""
    rng, reason = case.rng, case.scenario.close_reason if last else "OUTCOMES_MET"
    members = [
        member.fami_person_id
        for member in case.rows[Member]
        if member.fami_family_id == case.family_id
        and member.fami_to is None
        and (member.fami_from is None or member.fami_from <= intent.start)
    ]
    children = [ref for ref in members if partners.kind[case.people[ref]] == "child"]
    chosen = list(dict.fromkeys([members[0], *children, *members]))[: rng.randint(1, 4)]
    if "shared_child" in case.scenario.flaws:
        chosen = list(dict.fromkeys([children[0], *chosen])) if children else chosen
    for place, person in enumerate(chosen):
        start = intent.start + (rng.randint(0, 6) if place else 0)
        end, end_reason = intent.close, reason
        if place and end is not None and rng.random() < 0.6:
            end -= rng.randint(1, 12)
            end_reason = "OUTCOMES_MET"
        elif place and end is not None:
            end_reason = max(reason, "STEP_UP_CSC") if reason != "OUTCOMES_MET" else "STEP_ACROSS"
        blank = "shared_child" in case.scenario.flaws or rng.random() < 0.15
        episode = case.reference("E")
        intent.episodes.append(episode)
        case.add(
            Episode(
                episode,
                person,
                "" if blank else case.family_id,
                start,
                end,
                rng.choice(_REASONS),
                end_reason if end is not None else "",
                _ORGANISATIONS[case.number % len(_ORGANISATIONS)],
                case.worker,
            )
        )


def _add_assessments(case: Case, intent: Intent) -> None:
    rng, flaws = case.rng, case.scenario.flaws
    episode = rng.choice(intent.episodes)
    if "no_assessment" in flaws:
        return
    voice = "N" if "no_voice" in flaws else "Y"
    kind = "single_person" if "single_assessment" in flaws else "whole_family"
    if kind == "whole_family" and rng.random() < 0.15:
        early = intent.assessed - 3
        case.add(
            Assessment(case.reference("A"), episode, "single_person", intent.start, early, "Y")
        )
    completed = None if "unfinished_assessment" in flaws else intent.assessed
    case.add(
        Assessment(case.reference("A"), episode, kind, intent.start + 1, completed, voice)
    )
    if intent.close is not None and completed and rng.random() < 0.3:
        review = min(intent.close, intent.assessed + 60)
        case.add(Assessment(case.reference("A"), episode, kind, review - 5, review, voice))


# Write-up ---------------------------------------------------------------------------------------


def write_up(case: Case, support: Support, outcomes: OutcomeEvaluator) -> None:
    """The second step for one support episode, once its needs are known: plan, leads, outcomes."""
    closed = support.closed_on
    if closed is None or closed > LAST_DAY:
        closed = None
    met = [row for row in support.needs if row.status == "met"]
    _add_leads(case, support, closed)
    if not ("no_plan" in case.scenario.flaws or "no_assessment" in case.scenario.flaws):
        _add_plan(case, support, closed, met)
    _add_outcomes(case, support, closed, outcomes)


def _add_plan(
    case: Case, support: Support, closed: int | None, met: list[NeedRow]
) -> None:
    rng, flaws = case.rng, case.scenario.flaws
    anchor = support.assessed_on or support.started_on + 14
    started = min(anchor + rng.randint(0, 10), closed or LAST_DAY)
    plan = case.reference("L")
    episode = rng.choice(support.episode_ids)
    reviewed = started + 45 if closed is None or started + 45 < closed else None
    case.add(Plan(plan, episode, started, reviewed, closed))
    people = sorted({row.person for row in met if row.person != "family"})
    if "plan_misses_member" in flaws and people:
        people = people[:-1]
    if not people and "plan_misses_member" not in flaws:
        people = [next(iter(case.people))]
    for person in people:
        case.add(PlanMember(started, plan, person))
    codes = sorted({row.need.code for row in met})
    if "objective_missing" in flaws:
        codes = codes[1:]
    for code in codes:
        case.add(Objective(started, case.reference("O"), plan, code))


def _add_leads(case: Case, support: Support, closed: int | None) -> None:
    rng, flaws = case.rng, case.scenario.flaws
    if "no_lead" in flaws:
        return
    recognised = "N" if "lead_not_recognised" in flaws else "Y"
    team, worker = rng.choice(_TEAMS), case.number % 97
    spells = [(support.started_on, closed, recognised, worker)]
    if rng.random() < 0.15:
        change = support.started_on + 21
        if closed is None or change < closed:
            spells = [
                (support.started_on, change, "N", (worker + 5) % 97),
                (change, closed, recognised, worker),
            ]
    for first, last, known, number in spells:
        case.add(
            Lead(
                case.reference("D"), rng.choice(support.episode_ids), f"W{number:03d}",
                _ORGANISATIONS[case.number % len(_ORGANISATIONS)], team, first, last, known,
            )
        )  # fmt: skip


def _add_outcomes(
    case: Case, support: Support, closed: int | None, outcomes: OutcomeEvaluator
) -> None:
    """What practitioners say about each outcome that is asked of somebody."""
    rng, flaws = case.rng, case.scenario.flaws
    for place, row in enumerate(outcomes.asked(support)):
        shown = {
            outcome: outcomes.partner_status(support, row.person, outcome)
            for outcome in row.need.outcomes
        }
        open_ones = [outcome for outcome, status in shown.items() if status != "not_met"]
        outcome = rng.choice(open_ones or row.need.outcomes)
        works_on = "works_on" in flaws and row.need.code.partition("-")[2] in case.scenario.needs
        if works_on:
            outcome = row.need.outcomes[0]
        elif row.status != "met" and "r12_told" not in flaws and rng.random() < 0.4:
            # Nobody wrote down how a child without a need gets on at school.
            continue
        by_partner = shown[outcome] == "met" or outcome.silence_proves
        first = max(row.identified_on or 0, support.assessed_on) + 5
        last = closed if closed is not None else LAST_DAY
        if rng.random() < 0.3:
            _record_outcome(case, support, row.person, outcome.code, "in_progress", first)
        if closed is None and rng.random() < 0.6:
            continue
        if place == 0 and "no_outcome" in flaws and not by_partner:
            continue
        # What partner data will show needs no record, unless the case is about two opinions.
        two_opinions = closed is not None and "say_achieved" in flaws
        if by_partner and not two_opinions:
            if "left_to_partners" in flaws or (rng.random() < 0.7 and not works_on):
                continue
        status = "achieved"
        recorded = max(first, last - rng.randint(0, 20))
        if place == 0 and "not_achieved" in flaws and not works_on:
            status = "not_achieved"
        if not open_ones and not two_opinions and rng.random() < 0.6:
            status = "not_achieved"
        if place == 0 and "achieved_late" in flaws and closed is not None:
            recorded = min(add_months(closed, 6) + rng.randint(5, 20), LAST_DAY)
        _record_outcome(case, support, row.person, outcome.code, status, recorded)


def _record_outcome(
    case: Case, support: Support, person: str, code: str, status: str, recorded: int
) -> None:
    rng = case.rng
    achieved = recorded - rng.randint(0, 5) if status == "achieved" else None
    case.add(
        OutcomeRecord(
            case.reference("C"),
            rng.choice(support.episode_ids),
            "" if person == "family" else person,
            code,
            status,
            achieved,
            recorded,
            case.worker,
        )
    )
