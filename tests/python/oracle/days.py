"""Days, months and ages as docs/how-it-decides.md counts them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

OPEN_END = date(9999, 12, 31)
DAY = timedelta(days=1)


def plus_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month; its last day where there is no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def plus_length(day: date, value: int, unit: str) -> date:
    """The day that many months or weeks later; a negative value goes back."""
    if unit == "weeks":
        return day + timedelta(days=7 * value)
    if unit == "months":
        return plus_months(day, value)
    raise ValueError(f"a length in {unit} has no day")


def months_touched(first: date, last: date) -> list[date]:
    """The first days of the calendar months that hold a day from first to last."""
    month, months = first.replace(day=1), []
    while month <= last:
        months.append(month)
        month = plus_months(month, 1)
    return months


def age_on(born: date | None, day: date) -> int | None:
    """Completed years, none before birth; 29 February comes round on 1 March of other years."""
    if born is None:
        return None
    return max(day.year - born.year - ((day.month, day.day) < (born.month, born.day)), 0)
