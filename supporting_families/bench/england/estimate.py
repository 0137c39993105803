"""The estimate for England out of a result of the benchmark, as plain figures."""

from __future__ import annotations

from dataclasses import asdict
from math import log

from ..facts import Facts
from .laws import Law
from .limits import of_a_cluster, of_one_machine
from .model import DBT, WORKED, Check, CostModel, checks, fitted, worked
from .parts import parts
from .ranges import price_range, shifts
from .ways import HOUR, all_ways, england, stored_gb

SPILLS_FROM = 0.8  # of the memory limit: from here a peak says what was allowed, not what was asked


def estimate(result: dict, facts: Facts | None = None) -> dict:
    """What England would take, from a result file of the benchmark; only plain values.

    Raises TooFewSizesError where nothing is left to check the fit with, EnglandError where a run
    that it needs was not measured, FactError where a fact is not as expected.
    """
    facts = facts or Facts.read()
    checked = checks(result, facts)
    model = fitted(result, facts)
    people, own = england(facts)
    largest = max(check.people for check in checked)
    error = max(
        (abs(check.error) for check in checked
         if check.people == largest and check.part == "all" and "time" in check.quantity),
        default=0.0,
    )  # fmt: skip
    ways = all_ways(model, facts)
    moved = shifts(result, facts, model, error)
    core_s = sum(law.at(people, own) for law in model.core_s.values())
    return {
        "people": people,
        "sizes": sorted(worked(result, facts)),
        "attendance_marks": model.marks.at(people),
        "landed_bytes": model.landed.at(people),
        "written_bytes": sum(law.at(people, own) for law in model.written.values()),
        "stored_gb": stored_gb(model, facts, people),
        "core_hours": core_s / HOUR,
        "next_day_core_hours": model.next_core_s and model.next_core_s.at(people, own) / HOUR,
        "growth": _growth(worked(result, facts), people),
        "spilled_at": _spilled(result),
        "parts": _parts(result, facts, model, checked, largest),
        "checks": [asdict(check) | {"error": check.error} for check in checked],
        "ways": [
            asdict(way) | {"price_range": price_range(way.code, moved)} for way in ways
        ],
        "shifts": [asdict(shift) for shift in moved],
        "limits": {
            "laptop": [asdict(limit) for limit in of_one_machine(model, facts, "laptop")],
            "large": [asdict(limit) for limit in of_one_machine(model, facts, "large")],
            "cluster": [asdict(limit) for limit in of_a_cluster(model, facts)],
        },
        "assumptions": [asdict(fact) for fact in facts.assumptions.values()],
        "machines": [asdict(fact) for fact in facts.machines.values()],
        "populations": [asdict(fact) for fact in facts.populations.values()],
    }  # fmt: skip


def _growth(measured: dict[int, float], people: int) -> dict:
    """How core time grew between the two largest sizes, and what England is if that goes on."""
    less, more = sorted(measured)[-2:]
    power = log(measured[more] / measured[less]) / log(more / less)
    return {
        "from": less,
        "to": more,
        "power": power,
        "core_hours": measured[more] * (people / more) ** power / HOUR,
    }


def _parts(
    result: dict, facts: Facts, model: CostModel, checked: list[Check], largest: int
) -> list[dict]:
    people, own = england(facts)
    how = parts(result, WORKED, facts.growths)
    errors = {
        check.part: check.error
        for check in checked
        if check.people == largest and check.quantity == "core time"
    }
    total = sum(law.at(people, own) for law in model.core_s.values())
    rows = []
    for part, law in model.core_s.items():
        core_s = law.at(people, own)
        rows.append(
            {
                "part": part,
                "growth": law.growth,
                "why": how[part].why if part in how else "reading and planning the project",
                "one_machine": part in model.alone,
                "fixed_s": law.fixed,
                "county_s": law.at(facts.people("county")),
                "core_hours": core_s / HOUR,
                "share": core_s / total if total else 0.0,
                "memory_bytes": _of(model.memory, part, people, own),
                "written_bytes": _of(model.written, part, people, own),
                "error": None if part == DBT else errors.get(part),
            }
        )
    return sorted(rows, key=lambda row: -row["core_hours"])


def _of(laws: dict[str, Law], part: str, people: float, own: float) -> float | None:
    return laws[part].at(people, own) if part in laws else None


def _spilled(result: dict) -> list[int]:
    """The sizes at which the peak came near the memory limit, if one was set."""
    limit = size_in_bytes((result.get("settings") or {}).get("memory_limit"))
    if limit is None:
        return []
    return [
        size["people"]
        for size in result["sizes"]
        if (size["runs"].get(WORKED, {}).get("peak_memory_bytes") or 0) >= SPILLS_FROM * limit
    ]


def size_in_bytes(text: str | int | float | None) -> float | None:
    """A memory limit such as `6GB`, `5.5 GiB` or a number of bytes; nothing where none is set."""
    if text is None or isinstance(text, int | float):
        return text
    letters = text.strip().lower()
    for unit, size in (
        ("kib", 2**10), ("mib", 2**20), ("gib", 2**30), ("tib", 2**40),
        ("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12), ("b", 1),
    ):  # fmt: skip
        if letters.endswith(unit):
            letters = letters.removesuffix(unit)
            break
    else:
        size = 1
    try:
        return float(letters) * size
    except ValueError:
        return None  # "default", or a share of the machine: what it came to is not known
