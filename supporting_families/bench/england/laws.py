"""A law of cost: a fixed part and a part that grows with people, fitted on a few sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import log2

import numpy as np

from .errors import EnglandError

# Below this share of the largest value a value is noise: its error is not counted as a share of it.
NOISE = 0.01


@dataclass(frozen=True)
class Law:
    """What something costs for a number of people: `fixed + slope * growth(people)`.

    `pairs_double_at` is used by the growth `pairs` alone.
    """

    fixed: float
    slope: float
    growth: str = "linear"
    pairs_double_at: float = 1.0

    def at(self, people: float, of_authority: float | None = None) -> float:
        """The cost for so many people, who live in authorities of `of_authority` people.

        Without it they are one authority.
        """
        own = people if of_authority is None else of_authority
        return self.fixed + self.slope * grown(self.growth, people, own, self.pairs_double_at)


def grown(growth: str, people: float, of_authority: float, pairs_double_at: float) -> float:
    """The size that a cost is proportional to. Raises EnglandError for an unknown growth."""
    if growth == "linear":
        return people
    if growth == "n_log_n":
        return people * log2(max(people, 2.0))
    if growth == "pairs":
        return people * (1.0 + of_authority / pairs_double_at)
    raise EnglandError(f"growth.csv: {growth!r} is none of linear, n_log_n, pairs")


def fit(
    measured: Mapping[int, float], growth: str = "linear", pairs_double_at: float = 1.0
) -> Law:
    """The law nearest to what was measured for each number of people of one authority.

    Nearest by errors as shares of what was measured, so that small sizes count as much as large
    ones; neither the fixed part nor the slope is below zero. Raises EnglandError for fewer than two
    sizes.
    """
    if len(measured) < 2:
        raise EnglandError("a law of a fixed part and a slope needs two sizes at least")
    people = sorted(measured)
    values = np.array([measured[size] for size in people], dtype=float)
    if not values.max() > 0:
        return Law(0.0, 0.0, growth, pairs_double_at)
    sizes = [grown(growth, size, size, pairs_double_at) for size in people]
    scale = max(sizes)
    terms = np.array([[1.0, size / scale] for size in sizes])
    weights = 1.0 / np.maximum(values, NOISE * values.max())
    fixed, slope = _not_negative(terms * weights[:, None], values * weights)
    return Law(fixed, slope / scale, growth, pairs_double_at)


def _not_negative(terms: np.ndarray, values: np.ndarray) -> tuple[float, float]:
    """Least squares without a negative coefficient: the best of all choices of terms."""
    best, least = np.zeros(2), float("inf")
    for chosen in [*combinations(range(2), 2), (0,), (1,)]:
        found = np.zeros(2)
        found[list(chosen)] = np.linalg.lstsq(terms[:, chosen], values, rcond=None)[0]
        left = float(np.sum((terms @ found - values) ** 2))
        if (found >= 0).all() and left < least:
            best, least = found, left
    return float(best[0]), float(best[1])
