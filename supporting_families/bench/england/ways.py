"""Ways to build for all of England: machines, hours and pounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from ..facts import Facts, Machine
from .laws import Law
from .model import CostModel

HOUR = 3600.0
GB = 1e9
MONTHS = 12


@dataclass(frozen=True)
class Work:
    """What a build asks for.

    Core seconds that can be spread over machines, seconds of the clock that one machine alone
    works, and the largest peak of memory, in bytes, of the parts of either kind.
    """

    spread_core_s: float
    alone_s: float
    spread_memory: float
    alone_memory: float


Job = Callable[[CostModel, Facts, float, float], Work | None]


@dataclass(frozen=True)
class Way:
    """One way to build for England. Hours are of the clock; pounds are of machines and storage."""

    code: str
    about: str
    machine: str
    machines: int
    memory_gb: float
    first_load_hours: float
    next_day_hours: float | None
    first_load_pounds: float
    year_pounds: float | None
    fits: bool
    why_not: str


def england(facts: Facts) -> tuple[int, int]:
    """People of England, and of the authority in which the average person lives."""
    return facts.people("england"), facts.people("authority_of_average_person")


def first_load(model: CostModel, facts: Facts, people: float, of_authority: float) -> Work:
    """A cold build for so many people, with the history that is kept."""
    history = facts.value("history")

    def total(laws: dict[str, Law], alone: bool) -> float:
        chosen = (law for part, law in laws.items() if (part in model.alone) == alone)
        return history * sum(law.at(people, of_authority) for law in chosen)

    return Work(
        total(model.core_s, alone=False),
        total(model.wall_s, alone=True),
        *_memory(model, people, of_authority, history),
    )


def next_day(model: CostModel, facts: Facts, people: float, of_authority: float) -> Work | None:
    """A next-day build; nothing where none was measured at two sizes."""
    if model.next_core_s is None:
        return None
    alone = sum(
        law.at(people, of_authority)
        for part, law in model.next_wall_s.items()
        if part in model.alone
    )
    core = max(0.0, model.next_core_s.at(people, of_authority) - alone)
    return Work(core, alone, *_memory(model, people, of_authority, facts.value("history")))


def stored_gb(model: CostModel, facts: Facts, people: float) -> float:
    """What is kept on disk: what landed, and what a build leaves with its copies.

    Where nobody measured what it leaves, all that it writes, which is more.
    """
    if model.kept is not None:
        built = model.kept.at(people)
    else:
        built = sum(law.at(people, own_of(people, facts)) for law in model.written.values())
    stored = model.landed.at(people) + built * facts.value("storage_copies")
    return stored * facts.value("history") / GB


def own_of(people: float, facts: Facts) -> float:
    """People of the authority in which one of so many people lives: no larger than the average."""
    return min(people, facts.people("authority_of_average_person"))


def hours_on(work: Work, machine: Machine, facts: Facts) -> float:
    """Hours of the clock that DuckDB on one machine takes."""
    speed = facts.value("core_speed")
    spread = work.spread_core_s / (machine.cores * facts.value("own_efficiency"))
    return (spread + work.alone_s) / speed / HOUR


def cluster_hours(work: Work, workers: int, machine: Machine, facts: Facts) -> float:
    """Hours of the clock that a cluster of so many workers takes."""
    speed = facts.value("core_speed")
    cores = workers * machine.cores * facts.value("cluster_efficiency")
    spread = work.spread_core_s * facts.value("spark_work") / cores
    return (spread + work.alone_s) / speed / HOUR


def all_ways(model: CostModel, facts: Facts) -> list[Way]:
    """Each authority apart on small machines, all on one large machine, all on a cluster."""
    return [_apart(model, facts), _large(model, facts), _cluster(model, facts)]


def _apart(model: CostModel, facts: Facts) -> Way:
    machine = facts.machines["small"]
    people, own = england(facts)
    county = facts.people("county")
    authorities = round(facts.value("authorities"))
    mean = people / authorities

    def hours(job: Job, people: float, of_authority: float) -> float | None:
        work = job(model, facts, people, of_authority)
        return None if work is None else hours_on(work, machine, facts)

    first, longest = hours(first_load, mean, own), hours(first_load, county, county)
    night, longest_night = hours(next_day, mean, own), hours(next_day, county, county)
    machines = max(
        ceil(authorities * first / facts.value("first_load_hours")),
        ceil(authorities * (night or 0) / facts.value("nightly_hours")),
    )
    needed = max(_memory(model, county, county, facts.value("history"))) / GB
    machine_hours = None if night is None else authorities * night
    why = _why_not(machine, facts, needed, longest, longest_night)
    return Way(
        "apart", "each authority by itself, DuckDB", machine.code, machines, needed,
        max(longest, authorities * first / machines),
        None if night is None else max(longest_night, machine_hours / machines),
        authorities * first * machine.hour_central,
        _year(model, facts, authorities * first, machine_hours, machine.hour_central),
        not why, why,
    )  # fmt: skip


def _large(model: CostModel, facts: Facts) -> Way:
    machine = facts.machines["large"]
    work, night = first_load(model, facts, *england(facts)), next_day(model, facts, *england(facts))
    first = hours_on(work, machine, facts)
    nightly = None if night is None else hours_on(night, machine, facts)
    needed = max(work.spread_memory, work.alone_memory) / GB
    why = _why_not(machine, facts, needed, first, nightly)
    return Way(
        "large", "all authorities in one home, DuckDB", machine.code, 1, needed, first, nightly,
        first * machine.hour_central,
        _year(model, facts, first, nightly, machine.hour_central), not why, why,
    )  # fmt: skip


def _cluster(model: CostModel, facts: Facts) -> Way:
    machine = facts.machines["worker"]
    work, night = first_load(model, facts, *england(facts)), next_day(model, facts, *england(facts))
    workers = max(
        _workers_for_time(work, machine, facts, facts.value("first_load_hours")),
        _workers_for_time(night, machine, facts, facts.value("nightly_hours")) if night else 1,
        ceil(work.spread_memory / GB / (machine.memory_gb * facts.value("memory_use"))),
    )
    first = cluster_hours(work, workers, machine, facts)
    nightly = cluster_hours(night, workers, machine, facts) if night else None
    hour = (workers + 1) * (  # and the machine that drives them
        machine.hour_central + machine.cores * facts.value("platform_hour")
    )
    why = _why_not(machine, facts, work.alone_memory / GB, first, nightly, of_one=True)
    return Way(
        "cluster", "all authorities in one home, Spark", machine.code, workers + 1,
        (work.spread_memory + work.alone_memory) / GB, first, nightly, first * hour,
        _year(model, facts, first, nightly, hour), not why, why,
    )  # fmt: skip


def _workers_for_time(work: Work, machine: Machine, facts: Facts, hours: float) -> int:
    """The fewest workers with which the work is done in so many hours; one where none suffices."""
    left = hours * HOUR * facts.value("core_speed") - work.alone_s
    if left <= 0:
        return 1
    spread = work.spread_core_s * facts.value("spark_work")
    return max(1, ceil(spread / (left * machine.cores * facts.value("cluster_efficiency"))))


def _why_not(
    machine: Machine,
    facts: Facts,
    memory_gb: float,
    first: float,
    night: float | None,
    of_one: bool = False,
) -> str:
    """What does not fit on a machine; `of_one` where the memory is of the parts not spread."""
    usable = machine.memory_gb * facts.value("memory_use")
    if memory_gb > usable:
        asked = f"{memory_gb:,.0f} GB of memory asked for and {usable:,.0f} GB usable"
        if of_one:
            return f"{asked} on the machine of the parts that run on one alone"
        return f"{asked}; what does not fit is spilled to disk and takes longer"
    if first > facts.value("first_load_hours") * 1.001:
        return "a first load takes longer than there is"
    if night is not None and night > facts.value("nightly_hours") * 1.001:
        return "a next-day build takes longer than the night"
    return ""


def _year(
    model: CostModel, facts: Facts, first: float, night: float | None, hour: float
) -> float | None:
    if night is None:
        return None
    builds = facts.value("rebuilds_a_year") * first + facts.value("builds_a_year") * night
    kept = stored_gb(model, facts, facts.people("england"))
    return builds * hour + MONTHS * kept * facts.value("storage_month")


def _memory(
    model: CostModel, people: float, of_authority: float, history: float
) -> tuple[float, float]:
    """The largest peak among the parts that are spread, and among those on one machine."""
    peaks: dict[bool, float] = {False: 0.0, True: 0.0}
    for part, law in model.memory.items():
        alone = part in model.alone
        peaks[alone] = max(peaks[alone], law.at(people, of_authority) * history)
    return peaks[False], peaks[True]
