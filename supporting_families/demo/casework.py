"""Early-help cases: a household in support, written up the way a practitioner would.

A case is made in two steps. `open_case` makes members, episodes, assessments, recorded needs and
what happens to the family in partner feeds. `write_up` comes after the needs have been worked out
from all of it: plans, lead practitioners and outcomes answer to the needs that are really there.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .calendar import EARLY_HELP_DELIVERIES, add_months, age_on, day_number
from .catalogue import Catalogue
from .layouts import (
    Assessment,
    Episode,
    Lead,
    Member,
    NeedRecord,
    Objective,
    OutcomeRecord,
    Person,
    Plan,
    PlanMember,
    TABLES,
)
from .partners import Partners
from .scenarios import Scenario

if TYPE_CHECKING:
    from .truth import Support

_LAST_DAY = day_number(EARLY_HELP_DELIVERIES[-1])
_ORGANISATIONS = ("Demoshire Early Help", "Demoshire Family Hubs", "Bridge Street Primary School")
_TEAMS = ("North", "South", "East", "West")
_REASONS = ("Family support", "School attendance", "Parenting", "Housing", "Health")
_SOURCES = ("Assessment", "Home visit", "School report", "Health visitor", "Family's own account")
# Needs that only a practitioner can show, by whom they can be about.
_PUPIL_NEEDS = ("1.4", "3.1", "5.3", "6.1", "6.6", "8.3", "3.3", "1.3", "5.4", "6.2")
_TEEN_NEEDS = ("4.2", "6.3", "6.4", "6.5", "7.2", "7.3", "1.1", "1.2")
_OLDER_TEEN_NEEDS = ("9.3", "10.3")
_INFANT_NEEDS = ("2.2", "2.3")
_ADULT_NEEDS = ("3.2", "5.1", "4.1", "10.1", "8.2", "3.3", "2.1", "7.1")
_PARTNER_NEEDS = ("1.1", "1.2", "1.3", "6.2", "7.1", "7.3")
_FAMILY_NEEDS = ("5.2", "10.2", "8.1", "9.2", "9.1")


@dataclass
class Intent:
    """One stretch of support as it is meant: its days and when the family was assessed."""

    start: int
    close: int | None
    assessed: int | None
    episodes: list[str] = field(default_factory=list)


@dataclass
class Case:
    """A family known to early help with every row that case management holds about it."""

    number: int
    family_id: str
    scenario: Scenario
    rng: random.Random
    rows: dict[type, list] = field(default_factory=lambda: {kind: [] for kind in TABLES})
    people: dict[str, int] = field(default_factory=dict)  # case reference -> row of the chunk
    intents: list[Intent] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def reference(self, letter: str) -> str:
        """The next reference of a kind: E000012-03 is the third episode of the twelfth family."""
        self._counts[letter] = self._counts.get(letter, 0) + 1
        return f"{letter}{self.number:06d}-{self._counts[letter]:02d}"

    def add(self, row: tuple) -> None:
        self.rows[type(row)].append(row)


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
    _tidy_school(case, partners)
    _add_events(case, partners, catalogue)
    for place, intent in enumerate(case.intents):
        # Support that runs on from a day it shares is one stretch and is written up once.
        if not (scenario.when == "shared_day" and place):
            _add_needs(case, intent, partners)
    return case


# Members ----------------------------------------------------------------------------------------


def _add_members(
    case: Case, household: list[int], first_person: int, partners: Partners
) -> None:
    rng, start = case.rng, case.intents[0].start
    for offset, row in enumerate(household):
        born, kind = partners.born(row), partners.kind[row]
        if born > _LAST_DAY:
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
                f"W{case.number % 97:03d}",
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


# Partner feeds ----------------------------------------------------------------------------------


def _tidy_school(case: Case, partners: Partners) -> None:
    """Takes chance out of the school record where the scenario is about something else."""
    school = partners.school
    for row in case.people.values():
        child = school.index_of(row)
        if child is None:
            continue
        school.young_carer[child] = "N"
        # A change of school late in the year would leave open whether the pupil is on a roll.
        if school.moved_in[child] > 1:
            school.moved_in[child] = 99
        if case.scenario.calm:
            for term in range(len(school.terms)):
                possible = int(school.possible[child, term])
                absent = int(school.authorised[child, term] + school.unauthorised[child, term])
                if absent * 100 > possible * 9:
                    school.set_absence(child, term, possible, possible // 20)


def _add_events(case: Case, partners: Partners, catalogue: Catalogue) -> None:
    intent, rng = case.intents[0], case.rng
    adult = next(row for row in case.people.values() if partners.kind[row] == "adult")
    pupil = next((row for row in case.people.values() if partners.is_pupil(row)), None)
    teenager = next(
        (row for row in case.people.values() if partners.is_teenager(row, intent.start)), None
    )
    anchor, close = intent.assessed, intent.close or _LAST_DAY
    year_before = add_months(anchor, -12)
    window_end = add_months(close, 6)
    for event in case.scenario.events:
        if event in ("crime", "crime_on_anchor", "crime_first_day", "crime_day_out"):
            day = {
                "crime_on_anchor": anchor,
                "crime_first_day": year_before + 1,
                "crime_day_out": year_before,
            }.get(event, anchor - rng.randint(20, 200))
            partners.add_incident(adult, day, rng.choice(("CRIME", "ASB")), "OFFENDER")
        elif event.startswith("relapse"):
            day = {
                "relapse_first_day": close,
                "relapse_last_day": window_end - 1,
                "relapse_day_after": window_end,
            }.get(event, close + rng.randint(10, 90))
            partners.add_incident(adult, day, "CRIME", rng.choice(("OFFENDER", "SUSPECT")))
        elif event == "victim":
            partners.add_incident(adult, anchor - 30, "CRIME", "VICTIM")
        elif event == "young_crime" and teenager is not None:
            partners.add_incident(teenager, anchor - 40, "CRIME", "OFFENDER")
        elif event == "missing":
            partners.add_missing(pupil, anchor - rng.randint(0, 300))
        elif event == "young_carer":
            partners.school.young_carer[partners.school.index_of(pupil)] = rng.choice("PS")
        elif event == "suspended":
            partners.add_suspension(pupil, anchor - rng.randint(1, 60))
        elif event == "suspended_again":
            partners.add_suspension(pupil, close + rng.randint(5, 40))
        elif event == "left_roll":
            # Leaves at the end of the first term that ends before the day of assessment.
            terms = [n for n, term in enumerate(partners.school.terms) if term.ends_on < anchor]
            school = partners.school
            school.last_term[school.index_of(pupil)] = terms[-1]
            school.possible[school.index_of(pupil), terms[-1] + 1 :] = 0
            later = (school.exclusions["row"] == pupil) & (school.exclusions["term"] > terms[-1])
            school.exclusions = school.exclusions[~later]
        elif pupil is not None:
            _add_attendance(event, partners, pupil, anchor)


def _add_attendance(event: str, partners: Partners, pupil: int, anchor: int) -> None:
    """Exact absence in the two terms before the anchor and in those after it."""
    school = partners.school
    child = school.index_of(pupil)
    before = [n for n, term in enumerate(school.terms) if term.ends_on <= anchor][-2:]
    for number in before:
        possible = 140 if number == before[0] else 120
        absent = {
            "attendance_at_line": possible // 10,
            "severe_absence": possible * 6 // 10,
        }.get(event, possible // 10 + (number == before[0] or event != "attendance_below_line"))
        school.set_absence(child, number, possible, absent)
    after = [n for n, term in enumerate(school.terms) if term.starts_on >= anchor]
    for place, number in enumerate(after):
        absent = {"recovered": 24 if place == 0 else 4, "lost_again": 6 if place < 2 else 40}
        school.set_absence(child, number, 130, absent.get(event, 7))


# Needs ------------------------------------------------------------------------------------------


def _add_needs(case: Case, intent: Intent, partners: Partners) -> None:
    """Needs that practitioners record: three to five different ones, one of them perhaps twice."""
    rng, flaws = case.rng, case.scenario.flaws
    if intent.assessed is None:
        return
    candidates = _candidates(case, intent, partners)
    wanted = 2 if "two_needs" in flaws else rng.randint(3, 5)
    chosen: dict[str, str] = {}
    for person, code in candidates:
        if code not in chosen and len(chosen) < wanted:
            chosen[code] = person
    last_day = min(intent.close or _LAST_DAY, _LAST_DAY)
    for place, (code, person) in enumerate(chosen.items()):
        day = rng.randint(intent.start, intent.assessed)
        if "third_need_on_day" in flaws:
            day = intent.assessed if place == 2 else intent.start
        if "late_need" in flaws and place == len(chosen) - 1:
            day = min(intent.assessed + 25, last_day)
        _record_need(case, intent, person, code, day)
    if "stranger" in flaws:
        _record_need(case, intent, "P9999999", "3.2", intent.assessed)
        _record_need(case, intent, "", "3.1", intent.assessed)
    elif rng.random() < 0.15 and "two_needs" not in flaws:
        twice = next(((p, c) for p, c in candidates if p and p != chosen.get(c, p)), None)
        if twice:
            _record_need(case, intent, twice[0], twice[1], intent.assessed)


def _record_need(case: Case, intent: Intent, person: str, code: str, day: int) -> None:
    case.add(
        NeedRecord(
            case.reference("N"),
            case.rng.choice(intent.episodes),
            person,
            f"SF22-{code}",
            day,
            f"W{case.number % 97:03d}",
            case.rng.choice(_SOURCES),
        )
    )


def _candidates(case: Case, intent: Intent, partners: Partners) -> list[tuple[str, str]]:
    """(person, need) pairs that fit the ages, in an order that visits every need over the cases."""
    pairs: list[tuple[str, str]] = []
    present = {
        member.fami_person_id
        for member in case.rows[Member]
        if (member.fami_to is None or member.fami_to > intent.start)
        and (member.fami_from is None or member.fami_from <= intent.assessed)
    }
    for person, row in case.people.items():
        if person not in present or partners.born(row) > intent.assessed:
            continue
        age = age_on(partners.born(row), intent.assessed)
        if age >= 18:
            codes = _ADULT_NEEDS
        elif age < 5:
            codes = _INFANT_NEEDS
        else:
            codes = _PUPIL_NEEDS
            codes += _TEEN_NEEDS if age >= 12 else ()
            codes += _OLDER_TEEN_NEEDS if age >= 16 else ()
        pairs.extend((person, code) for code in codes)
    pairs.extend(("", code) for code in _FAMILY_NEEDS)
    case.rng.shuffle(pairs)
    if case.scenario.calm:
        # Needs that partner data judge would bring chance back in.
        pairs = [(person, code) for person, code in pairs if code not in _PARTNER_NEEDS]
    return pairs


# Write-up ---------------------------------------------------------------------------------------


def write_up(
    case: Case, support: Support, met: list[tuple[str, str, int]], catalogue: Catalogue
) -> None:
    """The second step for one support episode: plans, leads, outcomes.

    `met` has (person or `family`, need, identified on) of every need that is met.
    """
    closed = support.closed_on
    if closed is None or closed > _LAST_DAY:
        closed = None
    _add_leads(case, support, closed)
    if not ("no_plan" in case.scenario.flaws or "no_assessment" in case.scenario.flaws):
        _add_plan(case, support, closed, met)
    _add_outcomes(case, support, closed, met, catalogue)


def _add_plan(
    case: Case, support: Support, closed: int | None, met: list[tuple[str, str, int]]
) -> None:
    rng, flaws = case.rng, case.scenario.flaws
    anchor = support.assessed_on or support.started_on + 14
    started = min(anchor + rng.randint(0, 10), closed or _LAST_DAY)
    plan = case.reference("L")
    episode = rng.choice(support.episode_ids)
    reviewed = started + 45 if closed is None or started + 45 < closed else None
    case.add(Plan(plan, episode, started, reviewed, closed))
    people = sorted({person for person, _, _ in met if person != "family"})
    if "plan_misses_member" in flaws and people:
        people = people[:-1]
    if not people and "plan_misses_member" not in flaws:
        people = [next(iter(case.people))]
    for person in people:
        case.add(PlanMember(started, plan, person))
    codes = sorted({code for _, code, _ in met})
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
    case: Case,
    support: Support,
    closed: int | None,
    met: list[tuple[str, str, int]],
    catalogue: Catalogue,
) -> None:
    """What practitioners say about each met need of each person."""
    rng, flaws = case.rng, case.scenario.flaws
    for place, (person, code, identified) in enumerate(met):
        outcomes = catalogue.needs[code].outcomes
        outcome = rng.choice(outcomes)
        by_partner = any(
            rule.shape != "recorded" and rule.on_fire == "met" for rule in outcome.rules
        )
        first = max(identified, support.assessed_on or identified) + 5
        last = closed if closed is not None else _LAST_DAY
        if rng.random() < 0.3:
            _record_outcome(case, support, person, outcome.code, "in_progress", first)
        if closed is None and rng.random() < 0.6:
            continue
        if place == 0 and "no_outcome" in flaws and not by_partner:
            continue
        # What partner data will show needs no record, unless the case is about two opinions.
        two_opinions = closed is not None and "say_achieved" in flaws
        if by_partner and not two_opinions:
            if "left_to_partners" in flaws or rng.random() < 0.7:
                continue
        status = "achieved"
        recorded = max(first, last - rng.randint(0, 20))
        if place == 0 and "not_achieved" in flaws:
            status = "not_achieved"
        if place == 0 and "achieved_late" in flaws and closed is not None:
            recorded = min(add_months(closed, 6) + rng.randint(5, 20), _LAST_DAY)
        _record_outcome(case, support, person, outcome.code, status, recorded)


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
            f"W{case.number % 97:03d}",
        )
    )
