"""Financial years: from 1 April to 31 March, written 2023/24."""

from __future__ import annotations

import re
from datetime import date

from .errors import ReturnsError

_YEAR = re.compile(r"(\d{4})/(\d{2})")


def year_of(day: date) -> str:
    """The financial year that a day is in."""
    start = day.year if day.month >= 4 else day.year - 1
    return f"{start}/{(start + 1) % 100:02d}"


def first_day(year: str) -> date:
    """The first day of a year. Raises ReturnsError on what is no financial year."""
    found = _YEAR.fullmatch(year)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise ReturnsError(f"'{year}' is no financial year: write it as 2023/24.")
    return date(int(found[1]), 4, 1)


def last_day(year: str) -> date:
    """The last day of a year. Raises ReturnsError on what is no financial year."""
    return date(first_day(year).year + 1, 3, 31)


def in_a_name(year: str) -> str:
    """The year as it stands in the name of a file."""
    return year.replace("/", "-")
