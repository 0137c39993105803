"""The cost model: a law for each part of the build and each quantity, and how well it predicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..facts import Facts
from .errors import EnglandError, TooFewSizesError
from .laws import Law, fit
from .parts import ONE_MACHINE, Figures, figures, of_run, parts

WORKED, COLD, NEXT_DAY = "straight", "cold", "next_day"
DBT = "dbt itself"
FEWEST_SIZES = 3


@dataclass(frozen=True)
class CostModel:
    """Laws by part. Core time and time in seconds, the rest in bytes.

    `alone` are the parts that run on one machine of a cluster; `memory` is the peak of a part;
    `kept` is what a build leaves in the warehouse, if that was measured.
    """

    core_s: dict[str, Law]
    wall_s: dict[str, Law]
    memory: dict[str, Law]
    written: dict[str, Law]
    kept: Law | None
    landed: Law
    marks: Law
    next_core_s: Law | None
    next_wall_s: dict[str, Law]
    alone: frozenset[str]


@dataclass(frozen=True)
class Check:
    """A size left out of the fit, predicted from the others, beside what was measured."""

    people: int
    quantity: str
    part: str
    predicted: float
    measured: float

    @property
    def error(self) -> float:
        """How far the prediction is out, as a share of what was measured."""
        return self.predicted / self.measured - 1 if self.measured else 0.0


def fitted(result: dict, facts: Facts, without: int | None = None) -> CostModel:
    """The cost model of a result, with one size left out where `without` says so.

    Raises EnglandError where a run that it needs was not measured at two sizes.
    """
    kept = [size for size in result["sizes"] if size["people"] != without]
    result = {**result, "sizes": kept}
    growths = facts.growths
    how = {**parts(result, NEXT_DAY, growths), **parts(result, WORKED, growths)}
    doubles = facts.value("pairs_double_at")

    def laws(found: Figures) -> dict[str, Law]:
        return {part: fit(values, how[part].growth, doubles) for part, values in found.items()}

    core = figures(result, WORKED, "cpu_s", growths)
    if not core or len(next(iter(core.values()))) < 2:
        raise EnglandError(f"the run {WORKED} has core time by node at fewer than two sizes")
    cold = of_run(result, COLD, "cpu_s")
    own = {
        people: max(0.0, cold[people] - sum(values[people] for values in core.values()))
        for people in next(iter(core.values()))
        if people in cold
    }
    kept = of_run(result, COLD, "warehouse_bytes")
    next_core = of_run(result, NEXT_DAY, "cpu_s")
    next_wall = figures(result, NEXT_DAY, "wall_s", growths)
    return CostModel(
        core_s=laws(core) | ({DBT: fit(own)} if len(own) > 1 else {}),
        wall_s=laws(figures(result, WORKED, "wall_s", growths)),
        memory=laws(figures(result, WORKED, "peak_memory_bytes", growths, max)),
        written=laws(figures(result, WORKED, "bytes_written", growths)),
        kept=fit(kept) if len(kept) > 1 else None,
        landed=fit(_landed(result, "bytes")),
        marks=fit(_landed(result, "attendance_marks")),
        next_core_s=fit(next_core) if len(next_core) > 1 else None,
        next_wall_s=laws({part: by for part, by in next_wall.items() if len(by) > 1}),
        alone=frozenset(part for part, growth in how.items() if growth.runs_on == ONE_MACHINE),
    )


def checks(result: dict, facts: Facts) -> list[Check]:
    """Each size in turn left out and predicted from the others, the largest first.

    The largest tells most: England is larger than anything measured. Raises TooFewSizesError where
    there are fewer than three.
    """
    measured = sorted(worked(result, facts), reverse=True)
    if len(measured) < FEWEST_SIZES:
        raise TooFewSizesError(
            f"an estimate needs the run {WORKED} at {FEWEST_SIZES} sizes, two to fit and one to "
            f"check with; there are {len(measured)}. Run the benchmark with more: --people 20000 "
            "200000 1600000"
        )
    found = []
    for people in measured:
        model = fitted(result, facts, without=people)
        found += _of_size(result, facts, model, people)
    return found


def worked(result: dict, facts: Facts) -> Mapping[int, float]:
    """Core time of all nodes by people, for the sizes where the build was measured by node."""
    totals: dict[int, float] = {}
    for values in figures(result, WORKED, "cpu_s", facts.growths).values():
        for people, value in values.items():
            totals[people] = totals.get(people, 0.0) + value
    return totals


def _of_size(result: dict, facts: Facts, model: CostModel, people: int) -> list[Check]:
    growths = facts.growths
    found = []
    for quantity, laws, field, together in (
        ("core time", model.core_s, "cpu_s", sum),
        ("time", model.wall_s, "wall_s", sum),
        ("peak memory", model.memory, "peak_memory_bytes", max),
        ("written", model.written, "bytes_written", sum),
    ):
        of_part = {
            part: values[people]
            for part, values in figures(result, WORKED, field, growths, together).items()
            if people in values
        }
        predicted = {part: laws[part].at(people) for part in of_part if part in laws}
        if not predicted:
            continue
        found.append(
            Check(
                people, quantity, "all", together(predicted.values()),
                together(of_part[part] for part in predicted),
            )
        )  # fmt: skip
        found += [
            Check(people, quantity, part, predicted[part], of_part[part]) for part in predicted
        ]
    return found


def _landed(result: dict, field: str) -> dict[int, float]:
    return {
        size["people"]: float(size["landed"][field])
        for size in result["sizes"]
        if size["landed"].get(field) is not None
    }
