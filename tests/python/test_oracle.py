"""The models against the same rules in plain Python: on random episodes, and on a built home.

Where the two answer differently the message shows one episode, as small as it can be made, with
what each rule said. `SF_ORACLE_SEED` and `SF_ORACLE_EPISODES` set the seed and the number of the
long run, which prints both.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import duckdb
import pytest
from conftest import Warehouse
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as some
from oracle import catalogue as seeds
from oracle.catalogue import Catalogue
from oracle.claims import Claims
from oracle.differences import (
    Difference, built_answers, differences, judged, model_answers, oracle_answers, told,
)  # fmt: skip
from oracle.episodes import world_of
from oracle.model import World
from oracle.reading import read_world
from oracle.rules import FIRES, REASONS, TOO_EARLY
from oracle.smaller import smallest
from oracle.warehouse import Models

AT_ONCE = 60  # episodes in one run of the models
EPISODES = 3_000
EPISODES_LONG = 100_000
# hypothesis picks the worlds; `smallest` shrinks, as it knows what an episode can do without
NUMBERS = some.integers(0, 2**32 - 1)
DRAWN = settings(deadline=None, database=None, phases=(Phase.generate,))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return seeds.load()


def check(models: Models, catalogue: Catalogue, world: World) -> None:
    """Fails where the models and the oracle differ, and tells of the smallest episode."""

    def found(world: World) -> list[Difference]:
        return differences(model_answers(models, world), oracle_answers(world, catalogue))

    if differing := found(world):
        world = smallest(world, differing[0].episode, lambda smaller: bool(found(smaller)))
        raise AssertionError(told(world, catalogue, found(world)))


def compare(
    models: Models, catalogue: Catalogue, episodes: int, first: int | None = None,
    tell: Callable[[int], None] = lambda compared: None,
) -> int:  # fmt: skip
    """Compares at least so many random episodes: always the same ones, or those of a seed."""
    compared = 0

    @settings(DRAWN, max_examples=-(-episodes // AT_ONCE), derandomize=first is None)
    @given(number=NUMBERS)
    def run(number: int) -> None:
        nonlocal compared
        check(models, catalogue, world_of(number, AT_ONCE, catalogue))
        compared += AT_ONCE
        tell(compared)

    (run if first is None else seed(first)(run))()
    return compared


def test_the_models_decide_as_the_rules_say(models: Models, catalogue: Catalogue) -> None:
    assert compare(models, catalogue, EPISODES) == EPISODES


@pytest.mark.long
def test_the_models_decide_as_the_rules_say_of_any_episode(
    models: Models, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    first = int(os.environ.get("SF_ORACLE_SEED") or random.SystemRandom().randrange(2**32))
    episodes = int(os.environ.get("SF_ORACLE_EPISODES") or EPISODES_LONG)

    def tell(compared: int) -> None:
        if compared % (50 * AT_ONCE) == 0:
            with capsys.disabled():  # to stderr, which shows from a worker too
                so_far = f"seed {first}: {compared:,} of {episodes:,} episodes"
                print(so_far, file=sys.stderr, flush=True)

    compare(models, catalogue, episodes, first, tell)


def test_a_built_home_is_decided_as_the_rules_say(demo: Warehouse, catalogue: Catalogue) -> None:
    path = demo.home / "warehouse" / "build.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        world = read_world(connection)
        found = differences(built_answers(connection), oracle_answers(world, catalogue))
    assert len(world.episodes) > 30
    assert not found, told(world, catalogue, found)


def test_a_rule_that_the_models_read_otherwise_is_found(
    models: Models, catalogue: Catalogue
) -> None:
    """Two offences in place of one: told with the rule and the events."""
    rule = catalogue.rules["SF22-7.1-N1"]
    rules = {**catalogue.rules, rule.rule_id: replace(rule, min_count=2)}
    with pytest.raises(AssertionError, match=r"SF22-7\.1-N1 \(count_in_window, police\)"):
        for number in range(EPISODES // AT_ONCE):
            world = world_of(number, AT_ONCE, catalogue)
            check(models, replace(catalogue, rules=rules), world)


def test_the_random_episodes_reach_every_answer(catalogue: Catalogue) -> None:
    seen: set[tuple] = set()

    @settings(DRAWN, max_examples=EPISODES // AT_ONCE, derandomize=True)
    @given(number=NUMBERS)
    def look(number: int) -> None:
        for claims in judged(world_of(number, AT_ONCE, catalogue), catalogue):
            seen.update(answers_of(claims, catalogue))

    look()
    shapes = {(one.target in catalogue.needs, one.shape) for one in catalogue.rules.values()}
    assert {("rule", *shape, fires) for shape in shapes for fires in (True, False)} <= seen
    statuses = {"met", "not_met", "manual_review", *set(REASONS)}
    assert {("outcome", status) for status in statuses} <= seen
    assert {("need", status) for status in statuses - {TOO_EARLY} | {"not_applicable"}} <= seen
    codes = {row["blocker_code"] for row in seeds.rows("framework/claim_blockers")}
    assert {("blocker", code) for code in codes} <= seen
    claim_statuses = (
        "never_claimable", "not_eligible", "ready", "in_support", "sustaining", "blocked",
    )  # fmt: skip
    assert {("claim", status) for status in claim_statuses} <= seen


def answers_of(claims: Claims, catalogue: Catalogue) -> Iterator[tuple]:
    """Every kind of answer that an episode got."""
    for kind, answers in (("need", claims.needs), ("outcome", claims.outcomes)):
        for answer in answers.values():
            yield kind, answer.status
            for rule_id, says in answer.said.items():
                yield "rule", kind == "need", catalogue.rules[rule_id].shape, says.status == FIRES
    for answer in claims.answers.values():
        yield from (("blocker", blocker.code) for blocker in answer.blockers)
    yield "claim", claims.readiness.status
