"""Families followed to the end in each quarter, and those with an outcome, from the truth."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from . import controlled_reading as reading


def families(home: Path) -> Counter[reading.Key]:
    """Families by quarter, headline and part before anything is kept back."""
    return reading.cells(home, reading.OUTCOMES)
