"""The days of the demo: what it pins, when each file came, and the school terms of the seeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

AS_OF_DATE = date(2024, 3, 15)
KNOWN_AT = date(2024, 3, 15)
NEVER = 1_000_000  # a day that has not come
EARLY_HELP_DELIVERIES = (date(2023, 12, 31), date(2024, 3, 10))
FIRST_POLICE_DAY = np.datetime64("2021-10-01")
LAST_POLICE_DAY = np.datetime64("2024-02-29")
POLICE_MONTHS = [
    str(month) for month in np.arange(np.datetime64("2021-10"), np.datetime64("2024-03"))
]
_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date | str) -> int:
    """Days since 1970-01-01; the form in which cases hold their dates."""
    return (date.fromisoformat(day) if isinstance(day, str) else day).toordinal() - _EPOCH


def day_text(number: int | None) -> str:
    """ISO date of a day number; empty for none."""
    return "" if number is None else date.fromordinal(number + _EPOCH).isoformat()


def add_months(number: int, months: int) -> int:
    """The same day `months` calendar months on, or the last day of a shorter month."""
    day = date.fromordinal(number + _EPOCH)
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date.resolution).day
    return date(year, month, min(day.day, last)).toordinal() - _EPOCH


def months_between(first: int, last: int) -> list[int]:
    """Numbers (year x 12 + month - 1) of the calendar months from one day to another."""
    start, end = date.fromordinal(first + _EPOCH), date.fromordinal(last + _EPOCH)
    return list(range(start.year * 12 + start.month - 1, end.year * 12 + end.month))


def age_on(born: int, day: int) -> int:
    """Age in completed years."""
    birth, at = date.fromordinal(born + _EPOCH), date.fromordinal(day + _EPOCH)
    return at.year - birth.year - ((at.month, at.day) < (birth.month, birth.day))


def police_received(month: str) -> date:
    """The tenth of the month after."""
    return (np.datetime64(month, "M") + 1).astype("datetime64[D]").astype(date).replace(day=10)


@dataclass(frozen=True)
class Term:
    """A school term whose absence one of the censuses carries. Days are day numbers."""

    number: int
    season: str
    school_year: int
    starts_on: int
    ends_on: int
    covers_from: int
    covers_to: int

    @property
    def sessions(self) -> int:
        """Two sessions each weekday, less a week of half-term holiday."""
        first, last = np.datetime64(self.starts_on, "D"), np.datetime64(self.ends_on + 1, "D")
        return 2 * (int(np.busday_count(first, last)) - 5)


@dataclass(frozen=True)
class Census:
    """One termly school census; `year` is the calendar year of census day."""

    year: int
    season: str
    received_on: date

    @property
    def name(self) -> str:
        return f"{self.year}_{self.season}"

    @property
    def school_year(self) -> int:
        """Calendar year in which the school year of census day began."""
        return self.year if self.season == "autumn" else self.year - 1

    @property
    def sex_column(self) -> str:
        """The column was called gender before the school year 2023/24."""
        return "gender" if self.school_year < 2023 else "sex"


CENSUSES = (
    Census(2022, "autumn", date(2022, 12, 1)),
    Census(2023, "spring", date(2023, 3, 1)),
    Census(2023, "summer", date(2023, 7, 1)),
    Census(2023, "autumn", date(2023, 12, 1)),
    Census(2024, "spring", date(2024, 2, 20)),
)


class SchoolCalendar:
    """Terms and census lags as the seeds have them."""

    def __init__(self, seeds: Path) -> None:
        terms = pd.read_csv(seeds / "calendar" / "school_terms.csv", dtype=str)
        terms = terms[terms["authority_code"] == "*"].sort_values("starts_on")
        self.all_terms = [self._term(row) for row in terms.itertuples()]
        self._census_days = {
            (term.school_year, term.season): day_number(row.census_on)
            for term, row in zip(self.all_terms, terms.itertuples(), strict=True)
        }
        collections = pd.read_csv(seeds / "calendar" / "census_collections.csv", dtype=str)
        sessions = collections[collections["census_item"] == "termly_sessions"]
        lags = {
            row.census_term: (row.data_term, int(row.year_offset)) for row in sessions.itertuples()
        }
        carer = collections[collections["census_item"] == "young_carer"].iloc[0]
        self.young_carer_term = carer["census_term"]
        self.young_carer_months = int(carer["holds_months"])
        by_name = {(term.school_year, term.season): term for term in self.all_terms}
        # The term whose absence each census carries, in the order of `CENSUSES`.
        self.carried = [
            by_name[(census.school_year + lags[census.season][1], lags[census.season][0])]
            for census in CENSUSES
        ]

    @staticmethod
    def _term(row: object) -> Term:
        return Term(
            number=int(row.term_number),
            season=row.term,
            school_year=int(row.academic_year[:4]),
            starts_on=day_number(row.starts_on),
            ends_on=day_number(row.ends_on),
            covers_from=day_number(row.covers_from),
            covers_to=day_number(row.covers_to),
        )

    def first_day_of_terms(self, day: int, count: int) -> int | None:
        """The first day of so many terms of which the last is that of the day."""
        for place, term in enumerate(self.all_terms):
            if term.covers_from <= day < term.covers_to and place + 1 >= count:
                return self.all_terms[place + 1 - count].covers_from
        return None

    def terms_from(self, day: int) -> list[Term]:
        """The terms that start on or after a day, in order."""
        return [term for term in self.all_terms if term.starts_on >= day]

    def census_day(self, census: Census) -> int:
        return self._census_days[(census.school_year, census.season)]
