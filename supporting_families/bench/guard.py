"""The guard: a short benchmark against the stored baseline, by ratios, with a generous band.

Ratios are compared, never seconds: a slower machine is slower at the floor too. A layer is measured
in floors (its core time against that of reading and writing every landing file once), since its
share of the build cannot tell a layer that grew from another that shrank.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from .errors import BenchError
from .facts import Band, bands

ROOT = Path(__file__).resolve().parent.parent.parent
BASELINE = ROOT / "docs" / "benchmarks" / "baseline.json"
PEOPLE = 20_000
RATIOS = ("cold_to_floor", "cold_to_straight", "next_day_to_cold")
LAYER = "layer_to_floor"
COMMAND = "python scripts/bench.py guard"
AS_BEFORE, WORSE, FAILED = 0, 2, 3


class GuardError(BenchError):
    """There is nothing to compare, or it is not comparable; the message says what to do."""


@dataclass(frozen=True)
class Line:
    """A ratio now and in the baseline, and from where on it counts as worse."""

    what: str
    before: float | None
    now: float
    limit: float
    share_before: float | None = None
    share_now: float | None = None

    @property
    def is_worse(self) -> bool:
        """Whether it is beyond the band."""
        return self.now > self.limit


@dataclass(frozen=True)
class Comparison:
    """All ratios compared, and what makes the comparison less sure."""

    compared: tuple[Line, ...]
    notes: tuple[str, ...]

    @property
    def worse(self) -> list[Line]:
        """The ratios beyond their band."""
        return [line for line in self.compared if line.is_worse]

    def lines(self) -> list[str]:
        """What to print."""
        told = [f"note: {note}" for note in self.notes]
        for line in self.compared:
            mark = "WORSE" if line.is_worse else "ok"
            told.append(f"{mark:5}  {_told(line)}")
        if self.worse:
            told += [
                "",
                f"{len(self.worse)} of {len(self.compared)} ratios are clearly worse than the "
                "baseline. Run it again with nothing else at work. If it stays: find the models "
                "of that layer that became slower, or, where the cost is meant, write a new "
                f"baseline with the reason in the commit: {COMMAND} --write-baseline",
            ]
        else:
            told += ["", f"All {len(self.compared)} ratios are within their bands."]
        return told


def baseline_of(result: dict) -> dict:
    """What the guard keeps of a result of one size.

    Raises GuardError where the result has not one size, or a ratio or layer is not in it.
    """
    if len(result["sizes"]) != 1:
        raise GuardError(f"the guard measures one size; this result has {len(result['sizes'])}")
    size = result["sizes"][0]
    floor = (size["runs"].get("floor") or {}).get("cpu_s")
    if not floor:
        raise GuardError("the floor was not measured: without it there is nothing to compare with")
    layers = _layers(size)
    if missing := [name for name in RATIOS if size["ratios"].get(name) is None]:
        raise GuardError(f"not measured: {', '.join(missing)}; run the whole benchmark")
    total = sum(layers.values())
    return {
        "people": size["people"],
        "date": result["date"],
        "commit": result["commit"],
        "machine": result["machine"],
        "settings": result["settings"],
        "ratios": {name: round(size["ratios"][name], 4) for name in RATIOS},
        "layers": {
            layer: {"to_floor": round(core_s / floor, 4), "share": round(core_s / total, 4)}
            for layer, core_s in sorted(layers.items(), key=lambda item: -item[1])
        },
    }


def compare(baseline: dict, result: dict, bounds: dict[str, Band] | None = None) -> Comparison:
    """A result against the baseline. Raises GuardError where they are of different sizes."""
    bounds = bounds or bands()
    now = baseline_of(result)
    if now["people"] != baseline["people"]:
        raise GuardError(
            f"measured with {now['people']:,} people, the baseline with {baseline['people']:,}: "
            "ratios of other sizes are other ratios"
        )
    found = [
        Line(
            name.replace("_", " "), baseline["ratios"][name], now["ratios"][name],
            _limit(baseline["ratios"][name], bounds[name]),
        )
        for name in RATIOS
    ]  # fmt: skip
    for layer, measured in now["layers"].items():
        before = baseline["layers"].get(layer, {"to_floor": 0.0, "share": 0.0})
        found.append(
            Line(
                f"{layer}, in floors", before["to_floor"], measured["to_floor"],
                _limit(before["to_floor"], bounds[LAYER]), before["share"], measured["share"],
            )
        )  # fmt: skip
    return Comparison(tuple(found), tuple(_notes(baseline, now)))


def read_baseline(path: Path = BASELINE) -> dict:
    """The stored baseline. Raises GuardError where there is none or it cannot be read."""
    try:
        baseline = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise GuardError(
            f"there is no baseline at {path}. Write one: {COMMAND} --write-baseline"
        ) from None
    except json.JSONDecodeError as error:
        raise GuardError(f"{path} is no JSON ({error}); take it from the repository") from None
    if missing := [name for name in RATIOS if name not in baseline.get("ratios", {})]:
        raise GuardError(
            f"{path} has no {', '.join(missing)}: it is of an older version. Write a new one: "
            f"{COMMAND} --write-baseline"
        )
    return baseline


def run(result: dict, path: Path = BASELINE, write: bool = False) -> tuple[int, list[str]]:
    """Compare a result with the baseline, or keep it as the new one: exit status, what to print."""
    try:
        if write:
            kept = json.dumps(baseline_of(result), indent=2) + "\n"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(kept, encoding="utf-8")
            return AS_BEFORE, [f"Baseline written: {path}"]
        comparison = compare(read_baseline(path), result)
    except GuardError as error:
        return FAILED, [f"Not compared: {error}"]
    return (WORSE if comparison.worse else AS_BEFORE), comparison.lines()


def _layers(size: dict) -> dict[str, float]:
    """Core time by layer, of the SQL run straight: the build of dbt does not tell it by node."""
    found: dict[str, float] = defaultdict(float)
    for node in (size["runs"].get("straight") or {}).get("nodes") or []:
        if node.get("cpu_s") is not None:
            found[_layer(node)] += node["cpu_s"]
    if not sum(found.values()):
        raise GuardError("the run straight has no core time by node: nothing tells the layers")
    return dict(found)


def _layer(node: dict) -> str:
    return f"{node['kind']}s" if node["kind"] in ("test", "seed") else node["layer"]


def _limit(before: float, band: Band) -> float:
    """The most that is not worse: both the factor and the least rise have to be passed."""
    return max(before * band.worse_from, before + band.least_rise)


def _notes(baseline: dict, now: dict) -> list[str]:
    notes = []
    for name in ("threads", "memory_limit"):
        if baseline["settings"].get(name) != now["settings"].get(name):
            notes.append(
                f"{name} is {now['settings'].get(name)} here and "
                f"{baseline['settings'].get(name)} in the baseline: ratios may differ by that alone"
            )
    for name in ("cores", "system", "duckdb", "dbt"):
        if baseline["machine"].get(name) != now["machine"].get(name):
            notes.append(
                f"{name}: {now['machine'].get(name)} here, {baseline['machine'].get(name)} in the "
                "baseline"
            )
    gone = [layer for layer in baseline["layers"] if layer not in now["layers"]]
    if gone:
        notes.append(f"no longer there: {', '.join(gone)}")
    return notes


def _told(line: Line) -> str:
    told = f"{line.what}: {line.now:.2f}, in the baseline {line.before:.2f}, worse from "
    told += f"{line.limit:.2f}"
    if line.share_now is not None:
        told += f" (share of the build {line.share_now:.0%}, was {line.share_before:.0%})"
    return told
