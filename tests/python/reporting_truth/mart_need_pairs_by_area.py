"""Families with needs of two headlines in each financial year that is over, from the truth."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

from . import casework_reading, controlled_reading as reading

Key = tuple[str, str, str, str]  # financial year, the two headlines, area


def families(home: Path) -> Counter[Key]:
    """Families by year, two headlines of one version and area, before anything is kept back."""
    today = casework_reading.as_of(home)
    place = {
        row["headline_code"]: (row["framework_version"], int(row["headline_no"]))
        for row in casework_reading.seed("framework/headlines")
    }
    lies_in = reading.localities(home)
    count: Counter[Key] = Counter()
    for quarter, family in reading.counted(home, reading.NEEDS):
        if not reading.is_shown(quarter, today, 12):
            continue
        area = f"locality {lies_in[family.ward]}" if family.ward else reading.NOT_KNOWN
        year = reading.year_name(reading.year_of(quarter))
        for one, two in combinations(sorted({h for h, _ in family.found}, key=place.get), 2):
            if place[one][0] == place[two][0]:
                count.update(((year, one, two, "whole"), (year, one, two, area)))
    return count
