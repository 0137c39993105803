"""Small words that every page uses: days, periods, how sure a row is and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

CONFIDENCES = {"H": "high", "M": "medium", "L": "low"}
NO_BEGINNING, NO_END = "1900-01-01", "9999-12-31"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def in_words(day: date) -> str:
    """3 October 2022, whatever the language of the machine."""
    return f"{day.day} {month_name(day.month)} {day.year}"


def month_name(month: int) -> str:
    """January for 1."""
    return _MONTHS[month - 1]


def last_day(row: Mapping[str, str]) -> str:
    """The last day on which a row holds."""
    return in_words(date.fromisoformat(row["valid_to"]) - timedelta(days=1))


def period(row: Mapping[str, str]) -> str:
    """From when to when a row holds."""
    begins = row["valid_from"] > NO_BEGINNING
    ends = row["valid_to"] < NO_END
    first = f"from {in_words(date.fromisoformat(row['valid_from']))}" if begins else ""
    if ends:
        return f"{first} to {last_day(row)}" if begins else f"up to {last_day(row)}"
    return f"{first} on" if begins else "whenever"


def source(row: Mapping[str, str]) -> str:
    return f"*Confidence {CONFIDENCES[row['confidence']]}; {row['provenance']}.*"


def local(code: str) -> str:
    """The part of a code that names its row among those of one need: N1, O1, O1-R1."""
    return code.split("-", 2)[2]
