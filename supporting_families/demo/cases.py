"""Chooses the households in support, plays their cases through and works out the """

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pandas as pd

from .calendar import EARLY_HELP_DELIVERIES, NEVER, add_months, day_number, day_text
from .case import Case
from .casework import open_case, write_up
from .catalogue import Catalogue
from .evidence import Evidence
from .identifiers import warehouse_key
from .layouts import TABLES, Episode, Lead, Person, Plan, as_delivered
from .partners import Partners
from .population import Counters
from .scenarios import SCENARIOS, Scenario
from .stories import Storyteller
from .truth.answers import AS_OF, FAMILY, NO_FEED, REVIEW
from .truth.claims import Verdict, children_of, judge
from .truth.needs import NeedEvaluator
from .truth.outcomes import OutcomeEvaluator
from .truth.support import Support, assess, support_episodes

AUTHORITY = "999"
_SUPPORTED_SHARE = 0.12
_DELIVERY_DAYS = [day_number(day) for day in EARLY_HELP_DELIVERIES]
_WEIGHTS = np.array([scenario.weight for scenario in SCENARIOS])
HEAD_OF_SERVICE = "Head of Early Help, Demoshire"
_CLAIM_DAYS = (
    ("2022-06-20", "2022/23-W1"),
    ("2022-09-20", "2022/23-W2"),
    ("2022-12-20", "2022/23-W3"),
    ("2023-03-20", "2022/23-W4"),
    ("2023-12-20", "2023/24-W3"),
    ("2024-02-20", "2023/24-W4"),
    ("2024-03-05", "2023/24-W4"),
)


@dataclass
class CaseFile:
    """What the cases of a chunk come to: rows for the registers and for the """

    cases: list[Case] = field(default_factory=list)
    claims: list[dict] = field(default_factory=list)
    retirements: list[dict] = field(default_factory=list)
    decisions: list[dict] = field(default_factory=list)
    objections: list[dict] = field(default_factory=list)
    subject_requests: list[dict] = field(default_factory=list)
    episodes: list[dict] = field(default_factory=list)
    needs: list[dict] = field(default_factory=list)
    outcomes: list[dict] = field(default_factory=list)
    blockers: list[dict] = field(default_factory=list)
    leads: list[dict] = field(default_factory=list)
    plans: list[dict] = field(default_factory=list)
    children: list[dict] = field(default_factory=list)
    members: list[dict] = field(default_factory=list)


def choose_scenarios(
    rng: np.random.Generator, families: int, is_first_chunk: bool
) -> list[Scenario]:
    """A scenario for each family in support; the first chunk begins with one of each, in order."""
    count = round(_SUPPORTED_SHARE * families)
    chosen: list[Scenario] = []
    if is_first_chunk:
        count = max(count, min(len(SCENARIOS), families // 4))
        chosen = list(SCENARIOS[:count])
    drawn = rng.choice(len(SCENARIOS), count - len(chosen), p=_WEIGHTS / _WEIGHTS.sum())
    return chosen + [SCENARIOS[number] for number in drawn]


def _pools(
    rng: np.random.Generator, people: pd.DataFrame, partners: Partners
) -> tuple[dict[str, list[int]], dict[int, list[int]]]:
    """Households that suit each kind of scenario, in random order, and their members' rows."""
    household = people["household"].to_numpy()
    starts = np.flatnonzero(np.r_[True, household[1:] != household[:-1]])
    ends = np.r_[starts[1:], len(household)]
    rows_of = {
        int(household[start]): list(range(start, end))
        for start, end in zip(starts, ends, strict=True)
    }
    dob = people["dob"].to_numpy("datetime64[D]")
    is_child = (people["kind"] == "child").to_numpy()
    young = is_child & (dob > np.datetime64("2006-01-01")) & (dob < np.datetime64("2022-04-01"))
    sixteen = is_child & (dob > np.datetime64("2005-09-01")) & (dob < np.datetime64("2006-11-01"))
    sixteen &= (people["first_day_of_work"] == NEVER).to_numpy()
    teenager = is_child & (dob > np.datetime64("2006-12-31")) & (dob < np.datetime64("2010-09-01"))
    pupil = np.zeros(len(people), bool)
    school = partners.school
    pupil[school.rows[(school.possible > 0).all(axis=1) & (school.cohort >= 6)]] = True
    with_children = set(household[is_child].tolist())
    suits = {
        "family": household[young],
        "pupil": household[pupil & young],
        "teenager": household[teenager & pupil],
        "sixteen": household[sixteen],
        "grown": household[is_child & (dob < np.datetime64("2008-06-01"))],
        "in_work": _only_children(
            household, young & (people["first_day_of_work"] < NEVER).to_numpy(), is_child
        ),
        "childless": np.array(sorted(set(rows_of) - with_children), dtype=int),
    }
    pools = {}
    for kind, numbers in suits.items():
        unique = np.unique(numbers)
        pools[kind] = unique[rng.permutation(len(unique))].tolist()
    return pools, rows_of


def _only_children(household: np.ndarray, chosen: np.ndarray, is_child: np.ndarray) -> np.ndarray:
    """Households of the chosen children who have no brother or sister in it."""
    children = np.bincount(household[is_child], minlength=int(household.max()) + 1)
    return household[chosen & (children[household] == 1)]


def open_cases(
    rng: np.random.Generator,
    people: pd.DataFrame,
    partners: Partners,
    catalogue: Catalogue,
    counters: Counters,
) -> tuple[list[Case], int]:
    """A case for each household in support, and the next free number of a person in support."""
    pools, rows_of = _pools(rng, people, partners)
    scenarios = choose_scenarios(rng, len(pools["family"]), counters.people == 0)
    seeds = rng.integers(0, 2**62, len(scenarios))
    taken: set[int] = set()
    cases: list[Case] = []
    first_person = counters.supported_people
    storyteller = Storyteller(partners)
    queues = {kind: iter(numbers) for kind, numbers in pools.items()}
    for scenario, seed in zip(scenarios, seeds, strict=True):
        household = next((h for h in queues[scenario.wants] if h not in taken), None)
        if household is None:
            continue
        taken.add(household)
        number = counters.supported_families + len(cases)
        rows = rows_of[household]
        case = open_case(number, scenario, int(seed), rows, first_person, partners, catalogue)
        if scenario.story:
            storyteller.tell(case)
        cases.append(case)
        first_person += len(rows)
    return cases, first_person


def play_out(
    cases: list[Case], partners: Partners, evidence: Evidence, catalogue: Catalogue
) -> CaseFile:
    """Writes every case up, works out what is true of it, and fills the registers."""
    file = CaseFile(cases=cases)
    for case in cases:
        _play_case(case, partners, evidence, catalogue, file)
    return file


def _known(case: Case) -> dict[type, list]:
    """The case as the last delivery holds it."""
    return {kind: as_delivered(case.rows[kind], kind, _DELIVERY_DAYS[-1]) for kind in TABLES}


def _first_known(case: Case) -> dict[str, int]:
    """The delivery in which each early-help episode appears first."""
    return {
        episode.earl_episode_id: next(
            (
                number
                for number, day in enumerate(_DELIVERY_DAYS)
                if episode.earl_episode_start_date <= day
            ),
            len(_DELIVERY_DAYS),
        )
        for episode in case.rows[Episode]
    }


def _play_case(
    case: Case, partners: Partners, evidence: Evidence, catalogue: Catalogue, file: CaseFile
) -> None:
    rows = _known(case)
    supports = support_episodes(rows, _first_known(case))
    decisions: dict[tuple, str] = {}
    # Somebody sees to most of what waits for a decision, sooner or later.
    register = case.scenario.register
    decides = register == "decided" or case.is_for_a_manager
    decides |= register != "undecided" and case.rng.random() < 0.6
    needs = NeedEvaluator(case, rows, partners, evidence, catalogue)
    outcomes = OutcomeEvaluator(case, rows, partners, evidence, catalogue)
    for support in supports:
        assess(support, rows, catalogue)
        support.needs = needs.evaluate(support, decisions)
        reviews = [(row.person, row.need.code) for row in support.needs if row.status == REVIEW]
        if decides and reviews:
            _decide(case, support, "need", reviews, decisions, partners, catalogue, file)
            support.needs = needs.evaluate(support, decisions)
        write_up(case, support, outcomes)
    rows = _known(case)
    outcomes = OutcomeEvaluator(case, rows, partners, evidence, catalogue)
    for support in supports:
        support.outcomes = outcomes.evaluate(support, decisions)
        reviews = [
            (row.person, row.outcome.code) for row in support.outcomes if row.status == REVIEW
        ]
        if decides and reviews:
            _decide(case, support, "outcome", reviews, decisions, partners, catalogue, file)
            support.outcomes = outcomes.evaluate(support, decisions)
    _conclude(case, supports, rows, partners, evidence, catalogue, file)


def _conclude(
    case: Case,
    supports: list[Support],
    rows: dict[type, list],
    partners: Partners,
    evidence: Evidence,
    catalogue: Catalogue,
    file: CaseFile,
) -> None:
    """Judges each support episode, registers claims and retirement, and writes the truth down."""
    claimed: str | None = None
    if case.scenario.register == "first_claimed":
        claimed = supports[0].episode_id
        _register_claim(supports[0], Decimal(800), file)
    for support in supports:
        claimed_before = claimed is not None and support.episode_id != claimed
        verdict = judge(
            support, rows, case, partners, evidence, catalogue, claimed_before
        )
        if case.scenario.register == "claimed" and verdict.claim_status == "ready":
            claimed = support.episode_id
            _register_claim(support, verdict.result_payment, file)
        if support.episode_id == claimed:
            verdict.claim_status, verdict.claimable_from = "claimed", None
        if case.scenario.register == "retired":
            verdict.claim_status, verdict.claimable_from = "retired", None
        _write_truth(support, verdict, file)
        _write_casework(support, rows, file)
        file.members.extend(
            {
                "case_system_family_id": support.family_id,
                "episode_id": support.episode_id,
                "person": person,
            }
            for person in support.people
        )
        settings = catalogue.settings[support.framework]
        file.children.extend(
            {
                "case_system_family_id": support.family_id,
                "episode_id": support.episode_id,
                "person": person,
            }
            for person in children_of(support, case, partners, settings)
        )
    if case.scenario.register == "retired":
        family = warehouse_key(AUTHORITY, "early_help", "family", case.family_id)
        file.retirements.append(
            {
                "retirement_id": f"RET{case.number:06d}",
                "family_key": family,
                "retired_on": "2024-01-15",
                "reason": "The family asked to leave the programme",
                "decided_by": HEAD_OF_SERVICE,
                "recorded_at": "2024-01-16",
            }
        )


def _register_claim(support: Support, payment: Decimal, file: CaseFile) -> None:
    """A claim on the first claim day on or after the end of the sustain window."""
    first_day = day_text(add_months(support.closed_on, 6))
    submitted, window = next(pair for pair in _CLAIM_DAYS if pair[0] >= first_day)
    file.claims.append(
        {
            "claim_id": f"CLM-{support.episode_id}",
            "authority_code": AUTHORITY,
            "family_key": warehouse_key(AUTHORITY, "early_help", "family", support.family_id),
            "episode_key": warehouse_key(AUTHORITY, "early_help", "episode", support.episode_id),
            "framework_version": support.framework,
            "claim_window": window,
            "submitted_on": submitted,
            "amount_gbp": f"{payment:.2f}",
            "recorded_at": submitted,
        }
    )


def _decide(
    case: Case,
    support: Support,
    target: str,
    reviews: list[tuple[str, str]],
    decisions: dict[tuple, str],
    partners: Partners,
    catalogue: Catalogue,
    file: CaseFile,
) -> None:
    """A named person settles what waits for a decision, most often with yes."""
    episode_key = warehouse_key(AUTHORITY, "early_help", "episode", support.episode_id)
    for person, code in reviews:
        decision = "met" if case.rng.random() < 0.8 else "not_met"
        decisions[(support.episode_id, person, code)] = decision
        file.decisions.append(
            {
                "decision_id": f"DEC{case.number:06d}-{len(decisions):02d}",
                "target": target,
                "episode_key": episode_key,
                "person_key": person_key(case, person, partners, catalogue),
                "target_code": code,
                "decision": decision,
                "decided_by": "Service Manager, Demoshire",
                "decided_on": "2024-03-01",
                "reason": "Case file read with the practitioner",
                "withdrawn_on": "",
                "recorded_at": "2024-03-01",
            }
        )


def person_key(case: Case, person: str, partners: Partners, catalogue: Catalogue) -> str:
    """The record key of the person's first record: known first, then feed, then reference."""
    if person == FAMILY:
        return FAMILY
    row = case.people[person]
    known_on = next(p.known_on for p in case.rows[Person] if p.pers_person_id == person)
    delivered = next(day for day in EARLY_HELP_DELIVERIES if known_on <= day_number(day))
    records = [
        ("early_help", person, delivered.isoformat()),
        ("school_census", partners.upn[row], partners.census_received(row)),
        ("police", partners.nominal_ref[row], partners.police_received(row)),
    ]
    ranked = []
    for feed, reference, received in records:
        if received is not None:
            rank, registered = catalogue.feeds[feed]
            ranked.append((max(received, registered), rank, reference, feed))
    _, _, reference, feed = min(ranked)
    return warehouse_key(AUTHORITY, feed, "person", reference)


def object_to_study(rng: np.random.Generator, file: CaseFile) -> None:
    """A few people, about two in a thousand and at least three, object to the national study.

    They are the first of their families that support was opened for. Each is told in writing that
    the objection holds.
    """
    references = [case.rows[Episode][0].earl_person_id for case in file.cases]
    if not references:
        return
    people = sum(len(case.people) for case in file.cases)
    count = min(len(references), max(3, people // 500))
    for place, number in enumerate(sorted(rng.choice(len(references), count, replace=False))):
        file.objections.append(
            {
                "objection_id": f"OBJ-{references[number]}",
                "feed_code": "early_help",
                "source_person_ref": references[number],
                "scope": "study",
                "objected_feed_code": "",
                "objected_on": "2023-06-12",
                "decision": "upheld",
                "decided_by": "Information Governance Officer",
                "decided_on": "2023-06-13",
                "reason": "The study is research: an objection to it is followed",
                "withdrawn_on": "2023-11-30" if place % 5 == 4 else "",
                "recorded_at": "2023-06-13",
            }
        )
        # the second is answered four days after the month that the law gives
        for step, day in (
            ("received", "2023-06-12"),
            ("answered", "2023-07-16" if place == 1 else "2023-06-28"),
        ):
            file.subject_requests.append(
                {
                    "request_ref": f"SR-{references[number]}",
                    "step": step,
                    "request_type": "objection",
                    "feed_code": "early_help",
                    "source_person_ref": references[number],
                    "happened_on": day,
                    "handled_by": "Information Governance Officer",
                    "reason": "",
                    "recorded_at": day,
                }
            )


def _flag(value: bool | None) -> str:
    return "" if value is None else str(int(value))


def _amount(pounds: Decimal | None) -> str:
    return "" if pounds is None else f"{pounds:f}"


def _write_truth(support: Support, verdict: Verdict, file: CaseFile) -> None:
    key = {"case_system_family_id": support.family_id, "episode_id": support.episode_id}
    file.episodes.append(
        key
        | {
            "started_on": day_text(support.started_on),
            "closed_on": day_text(support.closed_on),
            "close_reason": support.close_reason,
            "assessed_on": day_text(support.assessed_on),
            "framework_version": support.framework,
            "is_eligible": _flag(verdict.is_eligible),
            "eligible_on": day_text(verdict.eligible_on),
            "needs_identified": verdict.needs_identified,
            "headlines_identified": verdict.headlines_identified,
            "has_dependent_child": _flag(verdict.has_dependent_child),
            "has_expectant_parent": _flag(verdict.has_expectant_parent),
            "claim_route": verdict.route,
            "result_payment_gbp": _amount(verdict.result_payment),
            "claim_status": verdict.claim_status,
            "claimable_from": day_text(verdict.claimable_from),
            "ready_on": day_text(verdict.ready_on),
        }
    )
    for row in support.needs:
        if row.status != NO_FEED:
            file.needs.append(
                key
                | {
                    "need_code": row.need.code,
                    "person": row.person,
                    "status": row.status,
                    "identified_on": day_text(row.identified_on),
                }
            )
    for row in support.outcomes:
        file.outcomes.append(
            key
            | {
                "person": row.person,
                "need_code": row.need.code,
                "outcome_code": row.outcome.code,
                "status": row.status,
                "achieved_on": day_text(row.achieved_on),
            }
        )
    for code, person, need_code in verdict.blockers:
        file.blockers.append(
            key | {"blocker_code": code, "person": person, "need_code": need_code}
        )


def _write_casework(support: Support, rows: dict[type, list], file: CaseFile) -> None:
    """Who led the support and when, and when its plans were agreed and reviewed."""
    key = {"case_system_family_id": support.family_id, "episode_id": support.episode_id}
    for lead in rows[Lead]:
        if support.holds(lead.episode_id) and lead.lead_from <= AS_OF:
            file.leads.append(
                key
                | {
                    "lead_id": lead.lead_id,
                    "worker_id": lead.worker_id,
                    "team": lead.team,
                    "lead_from": day_text(lead.lead_from),
                    "lead_to": day_text(lead.lead_to),
                }
            )
    for plan in rows[Plan]:
        if support.holds(plan.episode_id) and plan.started_on <= AS_OF:
            file.plans.append(
                key
                | {
                    "plan_id": plan.plan_id,
                    "started_on": day_text(plan.started_on),
                    "reviewed_on": day_text(plan.reviewed_on),
                }
            )


def delivered_rows(cases: list[Case], kind: type, day: int) -> list:
    """The rows of one table over all cases as a delivery of that day holds them."""
    return list(itertools.chain.from_iterable(as_delivered(c.rows[kind], kind, day) for c in cases))
