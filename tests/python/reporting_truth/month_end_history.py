"""What the history of month ends must say of the demo, counted from the truth files alone."""

from __future__ import annotations

import calendar
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

AUTHORITY = "999"
AS_OF = date(2024, 3, 15)
CLOSES_AFTER = timedelta(days=10)
FIRST_COUNTED = (2021, 3)  # 36 months that are over, the last of them February 2024
NEVER = date(9999, 12, 31)


@dataclass(frozen=True)
class Month:
    """A month that is over."""

    start: date
    end: date

    @property
    def year_start(self) -> date:
        """The first of April before its end."""
        return date(self.end.year - (self.end.month < 4), 4, 1)

    @property
    def is_closed(self) -> bool:
        return self.end + CLOSES_AFTER <= AS_OF

    def holds(self, day: date | None) -> bool:
        return day is not None and self.start <= day <= self.end


def months() -> list[Month]:
    """The months that are over and counted back from the as-of date."""
    year, month = FIRST_COUNTED
    found = []
    while (end := date(year, month, calendar.monthrange(year, month)[1])) <= AS_OF:
        found.append(Month(date(year, month, 1), end))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def expected(home: Path) -> dict[tuple[date, str], int]:
    """By month end and measure the figure; of months from the first support or claim on."""
    episodes, claims = _rows(home, "truth/episodes"), _rows(home, "registers/claims")
    first = min(_day(row["started_on"]) for row in episodes)
    return {
        (month.end, measure): value
        for month in months()
        if month.end >= first
        for measure, value in _figures(home, month, episodes, claims)
    }


def _figures(
    home: Path, month: Month, episodes: list[dict], claims: list[dict]
) -> Iterator[tuple[str, int]]:
    end = month.end
    opened = [row for row in episodes if _day(row["started_on"]) <= end]
    still = [row for row in opened if (_day(row["closed_on"]) or NEVER) > end]
    yield "open_episodes", len(still)
    yield "episodes_opened", sum(month.holds(_day(row["started_on"])) for row in episodes)
    yield "episodes_closed", sum(month.holds(_day(row["closed_on"])) for row in episodes)
    unassessed = [row for row in still if (_day(row["assessed_on"]) or NEVER) > end]
    yield "waiting_for_assessment", len(unassessed)
    yield "families_eligible", len(
        {row["case_system_family_id"] for row in episodes if month.holds(_day(row["eligible_on"]))}
    )
    yield "needs_identified", sum(
        row["status"] == "met" and month.holds(_day(row["identified_on"]))
        for row in _rows(home, "truth/needs")
    )
    achieved: dict[tuple, date] = {}
    for row in _rows(home, "truth/outcomes"):
        need = (row["episode_id"], row["person"], row["need_code"])
        if row["status"] == "met":
            achieved[need] = min(_day(row["achieved_on"]), achieved.get(need, NEVER))
    yield "needs_met", sum(month.holds(day) for day in achieved.values())
    claimed_on = {row["episode_key"]: _day(row["submitted_on"]) for row in claims}
    retired_on = {
        row["family_key"]: _day(row["retired_on"]) for row in _rows(home, "registers/retirements")
    }
    yield "episodes_ready", sum(
        (_day(row["ready_on"]) or NEVER) <= end
        and claimed_on.get(_key("episode", row["episode_id"]), NEVER) > end
        and retired_on.get(_key("family", row["case_system_family_id"]), NEVER) > end
        for row in episodes
    )
    sent = [(row["family_key"], _day(row["submitted_on"])) for row in claims]
    yield "families_claimed", len({family for family, day in sent if month.holds(day)})
    yield "families_claimed_in_year", len(
        {family for family, day in sent if month.year_start <= day <= end}
    )


def _rows(home: Path, name: str) -> list[dict[str, str]]:
    with (home / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _key(kind: str, reference: str) -> str:
    return hashlib.md5(f"{AUTHORITY}|early_help|{kind}|{reference}".encode()).hexdigest()
