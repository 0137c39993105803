"""Caseload by month and team, from the truth about each episode."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from statistics import median

from . import casework_reading as reading
from .casework_reading import Support


def _limits(home: Path) -> tuple[int, int, int]:
    told = {
        row["setting_code"]: row["setting_value"]
        for row in reading.seed("reporting/reporting_settings")
    }
    for row in reading.rows(home / "local" / "settings.csv"):
        if row["framework_version"] == "reporting":
            told[row["setting"]] = row["setting_value"]
    names = ("assessment_limit_days", "drift_review_days", "drift_open_months")
    return tuple(int(told[name]) for name in names)


def _months_after(on: date, count: int) -> date:
    month = on.replace(day=1)
    for _ in range(count):
        month = reading.next_month(month)
    last = reading.next_month(month) - timedelta(days=1)
    return month.replace(day=min(on.day, last.day))


def _is_open(support: Support, on: date) -> bool:
    return support.started <= on and (support.closed is None or support.closed > on)


def _figures(held: list[Support], first: date, on: date, limits: tuple[int, int, int]) -> tuple:
    """The figures of a team in the month that begins on a day, told of another."""
    to_assess, to_review, to_stay = limits
    open_now = [s for s in held if _is_open(s, on)]
    waiting = [
        (on - s.started).days for s in open_now if s.assessed is None or s.assessed > on
    ]
    assessed = [
        max(0, (s.assessed - s.started).days)
        for s in held
        if s.assessed is not None and first <= max(s.assessed, s.started) <= on
    ]
    no_plan, no_review, too_long = set(), set(), set()
    for s in open_now:
        planned = [plan for plan in s.plan_days if plan <= on]
        if (on - max([s.started, *planned])).days > to_review:
            (no_review if planned else no_plan).add(s.episode)
        if on > _months_after(s.started, to_stay):
            too_long.add(s.episode)
    return (
        len(open_now),
        sum(first <= s.started <= on for s in held),
        sum(s.closed is not None and first <= s.closed <= on for s in held),
        len(waiting),
        sum(days > to_assess for days in waiting),
        float(median(waiting)) if waiting else None,
        max(waiting, default=None),
        len(assessed),
        sum(assessed),
        len(no_plan | no_review | too_long),
        len(no_plan),
        len(no_review),
        len(too_long),
        max(((on - s.started).days for s in open_now), default=None),
        *limits,
    )


def rows(home: Path) -> set[tuple]:
    """Month, its end, day told of, whether it is over, team with name and hub, figures."""
    supports, today, limits = reading.supports(home), reading.as_of(home), _limits(home)
    found = set()
    for first in reading.months(min(s.started for s in supports), today):
        last = reading.next_month(first) - timedelta(days=1)
        on = min(last, today)
        for team, names in reading.teams(home).items():
            held = [s for s in supports if s.started <= on and s.team_on(on) == team]
            found.add(
                (first, last, on, int(last <= today), team, *names)
                + _figures(held, first, on, limits)
            )
    return found
