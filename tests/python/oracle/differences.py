"""Where the models and the oracle answer differently, told so that a person can judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

import duckdb

from oracle.catalogue import Catalogue
from oracle.claims import Claims
from oracle.model import Case, Episode, World
from oracle.needs import NeedAnswer, judge_needs
from oracle.outcomes import OutcomeAnswer, judge_outcomes
from oracle.rules import TOO_EARLY
from oracle.tables import tables
from oracle.warehouse import Models

Answers = dict[tuple, tuple]  # (table, episode, what is asked ...) -> answer


@dataclass(frozen=True)
class Difference:
    asked: tuple
    by_models: tuple | None
    by_oracle: tuple | None

    @property
    def episode(self) -> str:
        return self.asked[1]


def judged(world: World, catalogue: Catalogue) -> Iterator[Claims]:
    """What the oracle decides of each episode, from its needs to its claim."""
    changed = catalogue.changed(world.changes)
    for episode in world.episodes:
        case = Case(world, episode, changed)
        needs = judge_needs(case)
        yield Claims(case, needs, judge_outcomes(case, needs))


def oracle_answers(world: World, catalogue: Catalogue) -> Answers:
    answers: Answers = {}
    for claims in judged(world, catalogue):
        key = _key(claims)
        answers |= _of_needs(key, claims.needs)
        answers |= _of_outcomes(key, claims.outcomes)
        answers |= _of_claims(key, claims)
    return answers


def _key(claims: Claims) -> str:
    return claims.case.episode.key


def _of_needs(key: str, needs: dict[tuple[str, str], NeedAnswer]) -> Answers:
    return {
        ("need", key, code, person): (
            need.status,
            need.identified_on if need.status == "met" else None,
        )
        for (code, person), need in needs.items()
    }


def _of_outcomes(key: str, outcomes: dict[tuple[str, str], OutcomeAnswer]) -> Answers:
    return {
        ("outcome", key, code, person): _outcome_row(
            one.status, one.achieved_on, one.reached_on, one.assessable_on
        )
        for (code, person), one in outcomes.items()
    }


def _outcome_row(status: str, achieved: object, reached: object, assessable: object) -> tuple:
    if status == "met":
        return (status, achieved, reached)
    return (status, assessable) if status == TOO_EARLY else (status,)


def _of_claims(key: str, claims: Claims) -> Answers:
    eligibility = claims.eligibility
    answers: Answers = {
        ("eligibility", key): (
            eligibility.needs, eligibility.headlines, eligibility.has_dependent_child,
            eligibility.has_expectant_parent, eligibility.is_eligible,
            eligibility.is_eligible_strictly, eligibility.eligible_on,
        )
    }  # fmt: skip
    if not claims.is_asked:
        return answers
    for route, answer in claims.answers.items():
        ready = (answer.is_ready, answer.attachment, answer.result)
        answers["route", key, route] = ready
        for one in answer.blockers:
            answers["blocker", key, route, one.code, one.person, one.need] = (True,)
    ready = claims.readiness
    answers["readiness", key] = (
        ready.status, ready.route, ready.claimable_from, ready.not_before, ready.sustain_ends_on,
        ready.attachment, ready.result, " ".join(sorted(ready.warnings)),
    )  # fmt: skip
    return answers


def built_answers(connection: duckdb.DuckDBPyConnection) -> Answers:
    """The answers of the models, from the tables they made."""

    def rows(table: str, columns: str, where: str = "true") -> list[tuple]:
        sql = f"select {columns} from intermediate.{table} as t where {where}"
        return connection.execute(sql).fetchall()

    answers: Answers = {}
    for key, code, person, status, day in rows(
        "int_family_needs", "episode_key, need_code, person_key, status, identified_on"
    ):
        answers["need", key, code, person] = (status, day if status == "met" else None)
    for key, code, person, *told in rows(
        "int_family_outcomes",
        "episode_key, outcome_code, person_key, status, achieved_on, reached_on, assessable_on",
    ):
        answers["outcome", key, code, person] = _outcome_row(*told)
    for key, needs, headlines, *rest in rows(
        "int_episode_eligibility",
        "episode_key, needs_identified, headlines_identified, has_dependent_child = 1, "
        "has_expectant_parent = 1, is_eligible = 1, is_eligible_strictly = 1, eligible_on",
    ):
        answers["eligibility", key] = (needs, int(headlines), *rest)
    # nothing is asked of episodes that were claimed, or whose family is retired
    asked = (
        "exists (select 1 from intermediate.int_claim_readiness as r "
        "where t.episode_key = r.episode_key and r.claimed_on is null and r.retired_on is null)"
    )
    amounts = "coalesce(attachment_fee_gbp, 0)::int, coalesce(result_payment_gbp, 0)::int"
    for key, route, *told in rows(
        "int_claim_routes", f"episode_key, route_code, is_ready = 1, {amounts}", asked
    ):
        answers["route", key, route] = tuple(told)
    for key, *blocker in rows(
        "int_claim_blockers", "episode_key, route_code, blocker_code, person_key, need_code", asked
    ):
        answers["blocker", key, *blocker] = (True,)
    warnings = dict(rows("int_claim_warnings", "episode_key, warnings"))
    for key, *told in rows(
        "int_claim_readiness",
        "episode_key, claim_status, claim_route, claimable_from, not_before, sustain_ends_on, "
        f"{amounts}",
        asked,
    ):
        answers["readiness", key] = (*told, warnings.get(key) or "")
    return answers


def model_answers(models: Models, world: World) -> Answers:
    return built_answers(models.decide(tables(world)))


def differences(by_models: Answers, by_oracle: Answers) -> list[Difference]:
    asked = sorted(by_models.keys() | by_oracle.keys(), key=str)
    return [
        Difference(one, by_models.get(one), by_oracle.get(one))
        for one in asked
        if by_models.get(one) != by_oracle.get(one)
    ]


def told(world: World, catalogue: Catalogue, found: list[Difference]) -> str:
    """The first episode that differs, with what each rule said to the oracle."""
    of_episode = (one for one in judged(world, catalogue) if _key(one) == found[0].episode)
    claims = next(of_episode)
    case, episode = claims.case, claims.case.episode
    said = {
        **{("need", *key): need.said for key, need in claims.needs.items()},
        **{("outcome", *key): outcome.said for key, outcome in claims.outcomes.items()},
    }
    lines = [f"As of {world.as_of}, {case.version}. Changes: {_short(world.changes)}"]
    lines += _told_episode(world, episode)
    for one in found:
        if one.episode != episode.key:
            continue
        kind, _, *asked = one.asked
        lines += [
            f"{kind} {' '.join(str(part) for part in asked)}",
            f"    models: {_short(one.by_models)}",
            f"    oracle: {_short(one.by_oracle)}",
        ]
        for rule_id, says in said.get((kind, *asked), {}).items():
            rule = case.catalogue.rules[rule_id]
            spoke = f"{says.status} {says.on or ''}"
            lines.append(f"      {rule_id} ({rule.shape}, {rule.feed}): {spoke}")
    return "\n".join(lines)


def _told_episode(world: World, episode: Episode) -> list[str]:
    lines = [
        f"Episode of authority {episode.authority}, assessed {episode.assessed}, "
        f"{episode.started} to {episode.closed} ({episode.close_reason})"
    ]
    left_out = {"key", "authority", "family", "assessed", "people", "evidence", "covered"}
    for name, value in vars(episode).items():
        if name not in left_out and value:
            lines.append(f"  {name}: {_short(value)}")
    lines += [f"  {_short(one)}" for one in (*episode.people, *episode.evidence)]
    feeds = {item.feed for item in episode.evidence}
    lines += [f"  {feed}: {_short(world.standing.get(feed))}" for feed in sorted(feeds)]
    return lines


def _short(value: object) -> str:
    """As Python writes it, with days as days and without what is as it is by default."""
    if is_dataclass(value):
        given = (
            f"{one.name}={_short(getattr(value, one.name))}"
            for one in fields(value)
            if getattr(value, one.name) != one.default
        )
        return f"{type(value).__name__}({', '.join(given)})"
    if isinstance(value, tuple):
        return f"({', '.join(_short(one) for one in value)})"
    if isinstance(value, (set, frozenset)):
        return f"{{{', '.join(sorted(_short(one) for one in value))}}}"
    return str(value)
