"""Which young people are in work that ends dependency, settled before the cases are played.

What the careers service says of everybody else is drawn with its feed and never ends dependency.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .calendar import NEVER, age_on, day_number

# The careers service tells of 16 to 18 year olds by their age on this day, from October on.
COHORT_DAY = day_number("2023-08-31")
_FIRST_DAY = day_number("2023-09-04")
# The last monthly file vouches for an open activity until its month ends.
TOLD_UNTIL = day_number("2024-03-01")
_SHARE = 0.12
_AT_LEAST = 10


def first_days_of_work(rng: np.random.Generator, people: pd.DataFrame) -> np.ndarray:
    """The first day in work of each person of the careers service's cohort; else `NEVER`."""
    born = people["dob"].to_numpy("datetime64[D]").astype(np.int64)
    is_young = np.array([16 <= age_on(day, COHORT_DAY) <= 18 for day in born.tolist()])
    score = np.where(is_young, rng.random(len(people)), np.inf)
    works = score < _SHARE
    # in a small authority too there are some, else no family turns on it
    first = np.argsort(score, kind="stable")[:_AT_LEAST]
    works[first[np.isfinite(score[first])]] = True
    return np.where(works, _FIRST_DAY + rng.integers(0, 60, len(people)), NEVER)
