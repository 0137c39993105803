"""Eligibility, what blocks a claim by each route, and from when one can be made."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from ..calendar import add_months
from ..case import Case
from ..catalogue import Catalogue, Route, Settings
from ..evidence import Evidence
from ..layouts import Lead, Objective, Plan, PlanMember
from ..partners import Partners
from .answers import AS_OF, FAMILY, MET, NO_FEED, NOT_COVERED, NOT_MET, REVIEW, TOO_EARLY
from .support import Support, completed

Blocker = tuple[str, str, str]  # code, person, need
_TIME_ALONE = {"sustain_not_complete", "outcome_too_early"}


@dataclass
class Verdict:
    """Eligibility, blockers and readiness of one support episode."""

    has_dependent_child: bool | None = None
    has_expectant_parent: bool | None = None
    needs_identified: int = 0
    headlines_identified: int = 0
    is_eligible: bool = False
    eligible_on: int | None = None
    route: str = ""
    result_payment: Decimal | None = None
    blockers: list[Blocker] = field(default_factory=list)
    claim_status: str = ""
    claimable_from: int | None = None
    ready_on: int | None = None  # since when nothing has stood between it and a claim


@dataclass
class _Asked:
    """A need of a person that asks for an outcome, and what its outcomes have come to."""

    person: str
    code: str
    headline: str
    statuses: set[str]
    reached: list[int]  # days on which outcomes were achieved
    since: list[int]  # days from which they have lasted
    coming: list[int]  # days on which outcomes will be achieved


def judge(
    support: Support,
    rows: dict[type, list],
    case: Case,
    partners: Partners,
    evidence: Evidence,
    catalogue: Catalogue,
    was_claimed_before: bool,
) -> Verdict:
    """What is true of one support episode once its needs and outcomes are known."""
    settings = catalogue.settings[support.framework]
    verdict, asked = Verdict(), _asked(support)
    _judge_eligibility(verdict, support, case, partners, settings)
    ends = _sustain_ends(support, asked, settings)
    common = [
        *_eligibility_blockers(verdict, support, settings, catalogue),
        *_practice_blockers(support, rows),
        *_care_blockers(support, case, partners, evidence, settings, catalogue),
    ]
    if support.close_reason and support.close_reason not in catalogue.claimable_reasons:
        common.append(("closure_never_claimable", "", ""))
    if was_claimed_before:
        common.append(("already_claimed", "", ""))
    routes = catalogue.routes[support.framework]
    blockers = {
        route.code: [*common, *_route_blockers(route, support, asked, ends)] for route in routes
    }
    route = _chosen(routes, blockers, support)
    verdict.route, verdict.blockers = route.code, blockers[route.code]
    verdict.result_payment = _payment(route, routes, blockers, support)
    codes = {code for code, _, _ in verdict.blockers}
    verdict.claim_status = _claim_status(codes, verdict, support, catalogue)
    if route.asks_every_need:
        if support.closed_on is not None and codes <= _TIME_ALONE:
            verdict.claimable_from = _every_need_from(route, verdict, asked, ends)
    elif not codes:
        days = [row.achieved_on for row in _reached(route, support)]
        verdict.claimable_from = max(verdict.eligible_on, min(days))
    if verdict.claim_status == "ready":
        verdict.ready_on = verdict.claimable_from
    return verdict


def _asked(support: Support) -> list[_Asked]:
    found: dict[tuple[str, str], _Asked] = {}
    for row in support.outcomes:
        need = found.setdefault(
            (row.person, row.need.code),
            _Asked(row.person, row.need.code, row.need.headline, set(), [], [], []),
        )
        need.statuses.add(row.status)
        if row.status == MET:
            need.reached.append(row.achieved_on)
            need.since.append(row.counts_from)
        elif row.status == TOO_EARLY and row.expected_on:
            need.coming.append(row.expected_on)
    return list(found.values())


def _sustain_ends(support: Support, asked: list[_Asked], settings: Settings) -> int | None:
    """R10: six months after the closure, or after the last need reached its outcome."""
    if support.closed_on is None:
        return None
    is_reached = all(need.since and REVIEW not in need.statuses for need in asked)
    if settings.sustain_anchor == "outcome_met" and asked and is_reached:
        last = max(min(need.since) for need in asked)
        return max(support.closed_on, add_months(last, settings.sustain_months))
    return add_months(support.closed_on, settings.sustain_months)


# Eligibility --------------------------------------------------------------------------------------


def _is_dependent(row: int, anchor: int, partners: Partners, settings: Settings) -> bool:
    """R04: born, of the age of a dependent child, and from 16 on not in work that ends that."""
    age = partners.age(row, anchor)
    if partners.born(row) > anchor or age > settings.dependent_child_max_age:
        return False
    return age < settings.dependent_child_status_age or not partners.is_in_work(row, anchor)


def _judge_eligibility(
    verdict: Verdict, support: Support, case: Case, partners: Partners, settings: Settings
) -> None:
    anchor = support.started_on if support.assessed_on is None else support.assessed_on
    verdict.has_dependent_child = any(
        member.fami_role == "dependent_child"
        and _is_dependent(case.people[member.fami_person_id], anchor, partners, settings)
        for member in support.members
    )
    verdict.has_expectant_parent = any(
        member.fami_role == "expectant_parent" for member in support.members
    )
    if support.assessed_on is None:
        return
    # What counts once: a need, or a need of a person (R03b).
    by_person = settings.same_need_counts == "each_person"
    first_seen: dict[tuple[str, str], int] = {}
    headline_of: dict[tuple[str, str], str] = {}
    for row in support.needs:
        if row.status == MET:
            key = (row.need.code, row.person if by_person else "")
            first_seen[key] = min(row.identified_on, first_seen.get(key, row.identified_on))
            headline_of[key] = row.need.headline
    verdict.needs_identified = len(first_seen)
    verdict.headlines_identified = len(set(headline_of.values()))
    verdict.is_eligible = (
        (verdict.has_dependent_child or verdict.has_expectant_parent)
        and verdict.needs_identified >= settings.min_needs
        and verdict.headlines_identified >= settings.min_headlines
    )
    if verdict.is_eligible:
        seen: list[tuple[str, str]] = []
        for key, day in sorted(first_seen.items(), key=lambda item: item[1]):
            seen.append(key)
            enough = len(seen) >= settings.min_needs
            if enough and len({headline_of[k] for k in seen}) >= settings.min_headlines:
                verdict.eligible_on = max(support.assessed_on, day)
                break


def _eligibility_blockers(
    verdict: Verdict, support: Support, settings: Settings, catalogue: Catalogue
) -> list[Blocker]:
    found = []
    if support.assessed_on is None:
        found.append(("not_assessed", "", ""))
    elif not catalogue.needs_of[support.framework]:
        found.append(("framework_not_in_catalogue", "", ""))
    elif (
        verdict.needs_identified < settings.min_needs
        or verdict.headlines_identified < settings.min_headlines
    ):
        found.append(("too_few_needs", "", ""))
    if settings.last_claim_on is not None and AS_OF > settings.last_claim_on:
        found.append(("framework_claims_closed", "", ""))
    if verdict.has_dependent_child is False and verdict.has_expectant_parent is False:
        found.append(("no_dependent_child_or_expectant_parent", "", ""))
    return found


# Practice and social care -------------------------------------------------------------------------


def _practice_blockers(support: Support, rows: dict[type, list]) -> list[Blocker]:
    """R06 to R09: assessment of the whole family, plan, lead practitioner, objectives."""
    found = []
    whole = [r for r in completed(support, rows) if r.assessment_type == "whole_family"]
    if support.assessed_on is None:
        pass
    elif not whole:
        found.append(("no_whole_family_assessment", "", ""))
    elif not any(row.family_voice_captured == "Y" for row in whole):
        found.append(("family_voice_not_captured", "", ""))
    plans = {
        plan.plan_id
        for plan in rows[Plan]
        if support.holds(plan.episode_id) and plan.started_on <= AS_OF
    }
    if not plans:
        found.append(("no_plan", "", ""))
    planned = {member.person_id for member in rows[PlanMember] if member.plan_id in plans}
    met = [row for row in support.needs if row.status == MET]
    people = dict.fromkeys(row.person for row in met if row.person != FAMILY)
    if plans:
        found.extend(("plan_misses_member", p, "") for p in people if p not in planned)
    leads: list[Lead] = [
        lead
        for lead in rows[Lead]
        if support.holds(lead.episode_id) and lead.lead_from <= AS_OF
    ]
    if not leads:
        found.append(("no_lead_practitioner", "", ""))
    elif not any(lead.recognised_by_family == "Y" for lead in leads):
        found.append(("lead_practitioner_not_recognised", "", ""))
    aims = {aim.need_code for aim in rows[Objective] if aim.plan_id in plans}
    needs = dict.fromkeys(row.need.code for row in met)
    found.extend(("objective_missing_for_need", "", code) for code in needs if code not in aims)
    return found


def children_of(
    support: Support, case: Case, partners: Partners, settings: Settings
) -> list[str]:
    """The people of a support episode who were children when it was assessed or, before, began."""
    anchor = support.started_on if support.assessed_on is None else support.assessed_on
    return [
        person
        for person in support.people
        if partners.age(case.people[person], anchor) < settings.adult_age
    ]


def _care_blockers(
    support: Support,
    case: Case,
    partners: Partners,
    evidence: Evidence,
    settings: Settings,
    catalogue: Catalogue,
) -> list[Blocker]:
    """R14: a child in statutory social care now, or since it was to last."""
    children = [case.people[p] for p in children_of(support, case, partners, settings)]
    states = [
        state for row in children for state in evidence.holding(row, catalogue.statutory_care)
    ]
    found = []
    if settings.social_care_at_claim == "block" and any(
        state.start <= AS_OF < state.end for state in states
    ):
        found.append(("in_social_care_at_claim", "", ""))
    closed = support.closed_on
    if settings.social_care_step_up == "block" and closed is not None:
        end = min(add_months(closed, settings.sustain_months), AS_OF + 1)
        if any(closed <= state.start < end for state in states):
            found.append(("stepped_up_to_social_care", "", ""))
    return found


# Routes -------------------------------------------------------------------------------------------


def _reached(route: Route, support: Support) -> list:
    """The outcomes of a route's list that somebody has reached."""
    return [
        row
        for row in support.outcomes
        if row.status == MET and row.outcome.code in route.outcomes
    ]


def _route_blockers(
    route: Route, support: Support, asked: list[_Asked], ends: int | None
) -> list[Blocker]:
    if not route.asks_every_need:
        return [] if _reached(route, support) else [("route_outcome_not_reached", "", "")]
    found = [
        ("need_manual_review", row.person, row.need.code)
        for row in support.needs
        if row.status == REVIEW and row.need.headline in route.headlines
    ]
    for need in asked:
        if need.headline in route.headlines and (code := _outcome_blocker(need.statuses)):
            found.append((code, need.person, need.code))
    if support.closed_on is None:
        found.append(("episode_open", "", ""))
    elif ends > AS_OF:
        found.append(("sustain_not_complete", "", ""))
    return found


def _outcome_blocker(statuses: set[str]) -> str | None:
    if REVIEW in statuses:
        return "outcome_manual_review"
    if MET in statuses:
        return None
    if NOT_MET in statuses:
        return "outcome_not_met"
    if statuses & {NOT_COVERED, NO_FEED}:
        return "outcome_not_assessable"
    return "outcome_too_early"


def _chosen(
    routes: list[Route], blockers: dict[str, list[Blocker]], support: Support
) -> Route:
    """The ready route that pays most; until one is ready, the one that asks for every need."""
    own = [route for route in routes if not route.adds_to]
    ready = [route for route in own if not blockers[route.code]]
    if not ready:
        return next(route for route in own if route.asks_every_need)
    return max(
        ready,
        key=lambda route: (
            _payment(route, routes, blockers, support) or Decimal(0),
            route.asks_every_need,
        ),
    )


def _payment(
    route: Route, routes: list[Route], blockers: dict[str, list[Blocker]], support: Support
) -> Decimal | None:
    """What a result by this route pays, with what ready routes add to it."""
    own = route.result_on(support.started_on)
    if own is None:
        return None
    more = [r for r in routes if r.adds_to == route.code and not blockers[r.code]]
    return own + sum(r.result_on(support.started_on) or 0 for r in more)


# Readiness ----------------------------------------------------------------------------------------


def _claim_status(
    codes: set[str], verdict: Verdict, support: Support, catalogue: Catalogue
) -> str:
    if codes & catalogue.never:
        return "never_claimable"
    if not verdict.is_eligible:
        return "not_eligible"
    if not codes:
        return "ready"
    if support.closed_on is None:
        return "in_support"
    return "sustaining" if "sustain_not_complete" in codes else "blocked"


def _every_need_from(
    route: Route, verdict: Verdict, asked: list[_Asked], ends: int
) -> int | None:
    """The first day on which everything holds, if nothing contrary happens; None if unknown."""
    days = [ends, verdict.eligible_on]
    for need in asked:
        if need.headline not in route.headlines:
            continue
        if not (need.reached or need.coming):
            return None
        days.append(min(need.reached or need.coming))
    return max(days)
