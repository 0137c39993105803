"""Where growth stops first: how many people until a machine is out of time, memory or disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..facts import Facts
from .laws import Law
from .model import CostModel
from .ways import GB, HOUR, Job, Work, first_load, hours_on, next_day, stored_gb

MOST_PEOPLE = 10_000_000_000
FIRST_LOAD = "a first load in {:g} hours"
NIGHT = "a next-day build in {:g} hours"
MEMORY = "{:.1f} GB of memory"
MORE_DO_NOT_HELP = ", however many workers"


@dataclass(frozen=True)
class Limit:
    """How many people can be served until something is used up, and which part uses most of it.

    No number of people where it is not reached by any population.
    """

    where: str
    what: str
    people: int | None
    part: str


def of_one_machine(model: CostModel, facts: Facts, code: str) -> list[Limit]:
    """The limits of DuckDB on a machine, the first to be met first."""
    machine = facts.machines[code]
    county = facts.people("county")
    memory = machine.memory_gb * facts.value("memory_use") * GB

    def own(people: float) -> float:
        """Nobody's authority is larger than a county."""
        return min(people, county)

    def hours(job: Job, people: float) -> float:
        return hours_on(job(model, facts, people, own(people)), machine, facts)

    def asked(people: float) -> float:
        work = first_load(model, facts, people, own(people))
        return max(work.spread_memory, work.alone_memory)

    first, night = facts.value("first_load_hours"), facts.value("nightly_hours")
    tests: list[tuple[str, Callable[[float], bool], dict[str, Law]]] = [
        (FIRST_LOAD.format(first), lambda n: hours(first_load, n) <= first, model.core_s),
        (
            MEMORY.format(memory / GB) + " (what is more is spilled to disk)",
            lambda n: asked(n) <= memory,
            model.memory,
        ),
        (
            f"{machine.disk_gb:,.0f} GB of disk",
            lambda n: stored_gb(model, facts, n) <= machine.disk_gb,
            model.written,
        ),
    ]
    if model.next_core_s is not None:
        tests.append(
            (NIGHT.format(night), lambda n: hours(next_day, n) <= night, model.next_wall_s)
        )
    where = f"DuckDB on {machine.about}"
    return _ordered(_limit(where, what, holds, laws, own) for what, holds, laws in tests)


def of_a_cluster(model: CostModel, facts: Facts) -> list[Limit]:
    """What more workers do not help: the parts that run on one machine, the first limit first."""
    machine = facts.machines["worker"]
    own = facts.people("authority_of_average_person")
    memory = machine.memory_gb * facts.value("memory_use") * GB
    speed = facts.value("core_speed")
    first, night = facts.value("first_load_hours"), facts.value("nightly_hours")

    def work(job: Job, people: float) -> Work:
        return job(model, facts, people, own)

    def alone(laws: dict[str, Law]) -> dict[str, Law]:
        return {part: law for part, law in laws.items() if part in model.alone}

    tests: list[tuple[str, Callable[[float], bool], dict[str, Law]]] = [
        (
            FIRST_LOAD.format(first) + MORE_DO_NOT_HELP,
            lambda n: work(first_load, n).alone_s <= first * HOUR * speed,
            alone(model.wall_s),
        ),
        (
            MEMORY.format(memory / GB) + " on the one machine",
            lambda n: work(first_load, n).alone_memory <= memory,
            alone(model.memory),
        ),
    ]
    if model.next_core_s is not None:
        tests.append(
            (
                NIGHT.format(night) + MORE_DO_NOT_HELP,
                lambda n: work(next_day, n).alone_s <= night * HOUR * speed,
                alone(model.next_wall_s),
            )
        )
    return _ordered(
        _limit("a cluster", what, holds, laws, lambda _: own) for what, holds, laws in tests if laws
    )


def _limit(
    where: str,
    what: str,
    holds: Callable[[float], bool],
    laws: dict[str, Law],
    own: Callable[[float], float],
) -> Limit:
    people = _until(holds)
    if people is None or not laws:
        return Limit(where, what, people, "")
    most = max(laws, key=lambda part: laws[part].at(people, own(people)))
    return Limit(where, what, people, most)


def _until(holds: Callable[[float], bool]) -> int | None:
    """The most people for whom it holds, for what holds less the more there are."""
    if holds(MOST_PEOPLE):
        return None
    low, high = 0, MOST_PEOPLE
    while high - low > max(1, low // 1000):
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _ordered(limits: Iterable[Limit]) -> list[Limit]:
    return sorted(limits, key=lambda limit: (limit.people is None, limit.people or 0))
