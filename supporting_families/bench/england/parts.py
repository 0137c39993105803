"""What was measured, by part of the build: a layer, or a node that grows in its own way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from ..facts import Growth
from .errors import EnglandError

ONE_MACHINE = "one_machine"
MATCHES = ("node", "kind", "layer")

Figures = dict[str, dict[int, float]]


def growth_of(node: dict, growths: Sequence[Growth]) -> Growth:
    """The row of growth.csv that a node falls under: by its name, its kind, its layer, or any.

    Raises EnglandError where there is none.
    """
    for matches in MATCHES:
        for growth in growths:
            if growth.matches == matches and growth.name == node.get(matches):
                return growth
    for growth in growths:
        if growth.matches == "layer" and growth.name == "*":
            return growth
    raise EnglandError("growth.csv: the row for any other layer (layer, *) is not there")


def part_of(node: dict, growths: Sequence[Growth]) -> str:
    """The part of the build that a node belongs to."""
    growth = growth_of(node, growths)
    return node["layer"] if growth.name == "*" else growth.part


def parts(result: dict, run: str, growths: Sequence[Growth]) -> dict[str, Growth]:
    """The parts that a run has at any size, and how each grows."""
    return {
        part_of(node, growths): growth_of(node, growths)
        for size in result["sizes"]
        for node in _nodes(size, run)
    }


def figures(
    result: dict,
    run: str,
    quantity: str,
    growths: Sequence[Growth],
    together: Callable[[Iterable[float]], float] = sum,
) -> Figures:
    """A quantity of the nodes of a run put together: part, people, value.

    Sizes without the run are left out. Raises EnglandError where a part was measured at some of the
    sizes only.
    """
    values: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    sizes = [size["people"] for size in result["sizes"] if _nodes(size, run)]
    for size in result["sizes"]:
        for node in _nodes(size, run):
            if node.get(quantity) is not None:
                values[part_of(node, growths)][size["people"]].append(float(node[quantity]))
    for part, by_size in values.items():
        if missing := set(sizes) - set(by_size):
            raise EnglandError(
                f"run {run}: {part} has no {quantity} at {min(missing):,} people though it has at "
                "other sizes; measure that size again"
            )
    return {
        part: {people: together(found) for people, found in by_size.items()}
        for part, by_size in values.items()
    }


def of_run(result: dict, run: str, quantity: str) -> dict[int, float]:
    """A quantity of a whole run by people; sizes without it are left out."""
    return {
        size["people"]: float(size["runs"][run][quantity])
        for size in result["sizes"]
        if size["runs"].get(run, {}).get(quantity) is not None
    }


def _nodes(size: dict, run: str) -> list[dict]:
    return size["runs"].get(run, {}).get("nodes") or []
