"""How long families took from a need to its outcome, from the truth about needs and outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from . import casework_reading as reading
from .mart_after_support import quarter_of

YEARS_SHOWN = 3
SHARES = {"lower": Fraction(1, 4), "median": Fraction(1, 2), "upper": Fraction(3, 4)}
Key = tuple[date, str, str]  # first day of the year, headline or all, outcome or all


@dataclass(frozen=True, order=True)
class Achieved:
    """An outcome that a family achieved; the first comes first."""

    on: date
    found: date
    started: date

    @property
    def days(self) -> dict[str, int]:
        return {"need": max((self.on - self.found).days, 0),
                "start": max((self.on - self.started).days, 0)}  # fmt: skip


def year_of(day: date) -> date:
    """First day of the financial year."""
    return date(day.year - (day.month < 4), 4, 1)


def percentile(values: list[int], share: Fraction) -> Fraction:
    """What so great a share of the values is at most, between two of them in proportion."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = ordered[int(place)]
    above = ordered[min(int(place) + 1, len(ordered) - 1)]
    return below + (place - int(place)) * (above - below)


def rounded(value: int | Fraction, base: int) -> int:
    """To the nearest multiple, halves up."""
    return int((Fraction(value) + Fraction(base, 2)) // base) * base


def families(home: Path) -> dict[Key, list[Achieved]]:
    """The families of each figure, each by its first outcome, in the quarters that are over."""
    today = reading.as_of(home)
    headline = {row["need_code"]: row["headline_code"] for row in reading.seed("framework/needs")}
    started = {support.episode: support.started for support in reading.supports(home)}
    found = {
        (row["episode_id"], row["person"], row["need_code"]): reading.day(row["identified_on"])
        for row in reading.rows(home / "truth" / "needs.csv")
        if row["status"] == "met" and row["identified_on"]
    }
    first: dict[tuple[Key, str], Achieved] = {}
    for row in reading.rows(home / "truth" / "outcomes.csv"):
        need = (row["episode_id"], row["person"], row["need_code"])
        if row["status"] != "met" or need not in found:
            continue
        on = date.fromisoformat(row["achieved_on"])
        year = year_of(on)
        if quarter_of(on) == quarter_of(today) or year.year <= year_of(today).year - YEARS_SHOWN:
            continue
        achieved = Achieved(on, found[need], started[row["episode_id"]])
        code = headline[row["need_code"]]
        for key in ((year, "all", "all"), (year, code, "all"), (year, code, row["outcome_code"])):
            place = (key, row["case_system_family_id"])
            first[place] = min(achieved, first.get(place, achieved))
    figures: dict[Key, list[Achieved]] = {}
    for (key, _), achieved in first.items():
        figures.setdefault(key, []).append(achieved)
    return figures
