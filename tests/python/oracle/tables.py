"""A world as the input tables of the models."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from oracle.model import FAMILY, Episode, Evidence, Standing, World

Row = dict[str, object]
FIRST_DAY = date(1900, 1, 1)


def tables(world: World) -> dict[str, list[Row]]:
    """The rows of each input, by the name of its model."""
    shared = {
        "build_context": [{"as_of_date": world.as_of, "known_at": world.as_of, "is_demo": True}],
        "int_authorities": [{"authority_code": authority} for authority in world.terms],
        "int_catalogue_decisions": _catalogue_decisions(world),
        "int_school_terms": _school_terms(world),
        "int_measure_terms": _measure_terms(world),
        "int_feed_standing": [
            _standing(authority, feed, standing)
            for authority in world.terms
            for feed, standing in world.standing.items()
        ],
        "int_covered_months": [
            _month(authority, feed, "*", month, uses)
            for authority in world.terms
            for (feed, month), uses in world.covered.items()
        ],
    }
    rows: dict[str, list[Row]] = {name: [] for name in OF_AN_EPISODE} | shared
    for episode in world.episodes:
        for name, of_episode in OF_AN_EPISODE.items():
            rows[name] += of_episode(episode)
    return rows


def _catalogue_decisions(world: World) -> list[Row]:
    return [
        {
            "authority_code": authority,
            "catalogue_table": change.table,
            "row_code": change.row_code,
            "decision": "override",
            "column_name": change.column,
            "new_value": change.value,
            "recorded_on": FIRST_DAY,
        }
        for authority in world.terms
        for change in world.changes
    ]


def _school_terms(world: World) -> list[Row]:
    return [
        {
            "authority_code": authority,
            "term_number": term.number,
            "starts_on": term.starts_on,
            "ends_on": term.ends_on,
            "covers_from": term.covers_from,
            "covers_to": term.covers_to,
        }
        for authority, terms in world.terms.items()
        for term in terms
    ]


def _measure_terms(world: World) -> list[Row]:
    days = {
        (authority, term.number): term
        for authority, terms in world.terms.items()
        for term in terms
    }
    return [
        {
            "feed_code": feed,
            "authority_code": authority,
            "term_number": number,
            "starts_on": days[authority, number].starts_on,
            "ends_on": days[authority, number].ends_on,
            "may_identify_needs": uses.needs,
            "may_prove_outcomes": uses.outcomes,
        }
        for (feed, authority, number), uses in world.reported.items()
    ]


def _standing(authority: str, feed: str, standing: Standing) -> Row:
    return {
        "authority_code": authority,
        "feed_code": feed,
        "may_identify_needs": standing.usable.needs,
        "may_prove_outcomes": standing.usable.outcomes,
        "is_barred_from_needs": standing.barred.needs,
        "is_barred_from_outcomes": standing.barred.outcomes,
    }


def _month(authority: str, feed: str, person: str, month: date, uses: object) -> Row:
    return {
        "authority_code": authority,
        "feed_code": feed,
        "person_key": person,
        "month_start": month,
        "may_identify_needs": uses.needs,
        "may_prove_outcomes": uses.outcomes,
    }


def _parts(episode: Episode) -> Iterable[Row]:
    for part in episode.parts:
        yield {
            "authority_code": episode.authority,
            "family_key": episode.family,
            "episode_key": episode.key,
            "episode_record_key": part.ref,
            "episode_ref": part.ref,
            "started_on": part.started,
            "ended_on": part.ended,
            "close_reason": part.close_reason,
        }


def _assessments(episode: Episode) -> Iterable[Row]:
    if episode.assessed is not None:
        yield {
            "episode_key": episode.key,
            "assessed_on": episode.assessed,
            "whole_family_assessments": episode.whole_family_assessments,
            "assessments_with_family_voice": episode.assessments_with_voice,
        }


def _members(episode: Episode) -> Iterable[Row]:
    for person in episode.people:
        yield {
            "authority_code": episode.authority,
            "family_key": episode.family,
            "person_key": person.key,
            "family_role": person.role,
            "member_from": person.member_from,
            "member_to": person.member_to,
            "source_person_ref": person.key,
        }


def _people(episode: Episode) -> Iterable[Row]:
    for person in episode.people:
        yield {
            "person_key": person.key,
            "authority_code": episode.authority,
            "date_of_birth": person.born,
        }


def _employment(episode: Episode) -> Iterable[Row]:
    for person in episode.people:
        for started, ended in person.at_work:
            yield {"person_key": person.key, "started_on": started, "ended_on": ended}


def _evidence(episode: Episode) -> Iterable[Row]:
    for item in episode.evidence:
        yield _piece(episode, item)


def _piece(episode: Episode, item: Evidence) -> Row:
    return {
        "evidence_id": item.evidence_id,
        "person_key": item.person,
        "evidence_type": item.evidence_type,
        "authority_code": episode.authority,
        "case_ref": item.filed_under,
        "event_date": item.event_date,
        "period_start": item.period_start,
        "period_end": item.period_end,
        "value_number": item.number,
        "value_base": item.base,
        "value_text": item.text,
        "person_role": FAMILY if item.person == FAMILY else item.role,
        "feed_code": item.feed,
        "source_record_id": item.record_id or item.evidence_id,
        "source_file": item.feed,
        "source_row": 1,
        "source_row_last": 1,
        "source_row_count": 1,
        "received_at": FIRST_DAY,
        "may_identify_needs": item.uses.needs,
        "may_prove_outcomes": item.uses.outcomes,
        "may_find_families": False,
    }


def _covered(episode: Episode) -> Iterable[Row]:
    for (feed, person, month), uses in episode.covered.items():
        yield _month(episode.authority, feed, person, month, uses)


def _objections(episode: Episode) -> Iterable[Row]:
    for person, feed in episode.objections:
        yield {
            "person_key": person,
            "scope": "feed",
            "objected_feed_code": feed,
            "objected_on": FIRST_DAY,
        }


def _decisions(episode: Episode) -> Iterable[Row]:
    for decision in episode.decisions:
        yield {
            "authority_code": episode.authority,
            "target": decision.target,
            "episode_key": episode.key,
            "person_key": decision.person,
            "target_code": decision.code,
            "decision": decision.decision,
            "decided_on": decision.decided_on,
        }


def _plans(episode: Episode) -> Iterable[Row]:
    for number, plan in enumerate(episode.plans):
        yield {
            "episode_key": episode.key,
            "authority_code": episode.authority,
            "plan_ref": f"{episode.key} plan {number}",
            "started_on": plan.started,
        }


def _plan_members(episode: Episode) -> Iterable[Row]:
    for person in set().union(*(plan.members for plan in episode.plans)):
        yield {"episode_key": episode.key, "person_key": person}


def _plan_objectives(episode: Episode) -> Iterable[Row]:
    for need in set().union(*(plan.objectives for plan in episode.plans)):
        yield {"episode_key": episode.key, "need_code": need}


def _leads(episode: Episode) -> Iterable[Row]:
    for rank, is_recognised in enumerate(episode.leads, start=1):
        yield {
            "authority_code": episode.authority,
            "episode_key": episode.key,
            "worker_ref": f"{episode.key} worker {rank}",
            "is_recognised_by_family": is_recognised,
            "lead_rank": rank,
        }


def _claims(episode: Episode) -> Iterable[Row]:
    for claim in episode.claims:
        key = episode.key if claim.of_this_episode else f"{episode.key} before"
        yield {
            "claim_id": claim.claim_id,
            "authority_code": episode.authority,
            "family_key": episode.family,
            "episode_key": key,
            "claimed_family_key": episode.family,
            "claimed_episode_key": key,
            "submitted_on": claim.submitted_on,
            "is_standing": int(claim.is_standing),
        }


def _retired(episode: Episode) -> Iterable[Row]:
    if episode.retired_on is not None:
        yield {
            "authority_code": episode.authority,
            "family_key": episode.family,
            "retired_on": episode.retired_on,
        }


OF_AN_EPISODE = {
    "int_claims_made": _claims,
    "int_covered_months": _covered,
    "int_decisions": _decisions,
    "int_employment_spells": _employment,
    "int_episode_assessments": _assessments,
    "int_episode_leads": _leads,
    "int_episode_parts": _parts,
    "int_episode_plan_members": _plan_members,
    "int_episode_plan_objectives": _plan_objectives,
    "int_episode_plans": _plans,
    "int_evidence": _evidence,
    "int_family_members": _members,
    "int_objections": _objections,
    "int_people": _people,
    "int_retired_families": _retired,
}
