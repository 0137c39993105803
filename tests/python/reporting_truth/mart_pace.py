"""Pace towards the minimum, from the claims that were made, with the forecast of plain Python."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from progress_oracle import (
    CLAIMED, NEVER, Episode, Oracle, Settings, end_of, month_of, plus_months, year_start,
)  # fmt: skip

from . import casework_reading as reading

_NO_FORECAST = (None, None, None, None)


def _year_name(start: date) -> str:
    return f"{start.year}/{(start.year + 1) % 100:02d}"


def oracle(home: Path) -> Oracle:
    """The forecaster over the true episodes, whose success has to last from closing on."""
    claims = reading.claims(home)
    claimed = {row["episode_key"]: date.fromisoformat(row["submitted_on"]) for row in claims}
    retired = {
        row["family_key"]: date.fromisoformat(row["retired_on"])
        for row in reading.rows(home / "registers" / "retirements.csv")
    }
    settings = {
        (row["framework_version"], row["setting"]): row["setting_value"]
        for row in reading.seed("framework/framework_settings")
    }
    short = {
        row["framework_version"]
        for row in reading.seed("framework/claim_routes")
        if row["asks"] != "every_need" and not row["adds_to_route"]
    }
    reasons = {
        row["closure_reason"]: row["can_be_claimed"] == "1"
        for row in reading.seed("reference/closure_reasons")
    }
    episodes = []
    for support in reading.supports(home):
        version, closed = support.told["framework_version"], support.closed or NEVER
        assert settings[version, "sustain_anchor"] == "closure"
        months = int(settings[version, "sustain_months"])
        ends = plus_months(closed, months) if closed < NEVER else NEVER
        made = claimed.get(reading.key_of("episode", support.episode), NEVER)
        episodes.append(
            Episode(
                key=reading.key_of("episode", support.episode),
                family=reading.key_of("family", support.family),
                started=support.started, closed=closed, sustain_ends=ends,
                sustain_ends_from_closing=ends, sustain_known_from=closed,
                months_after_closing=months, waits_for_sustain=version not in short,
                can_be_claimed=reasons.get(support.told["close_reason"], True),
                last_claim=reading.day(settings[version, "last_claim_on"]) or NEVER,
                retired=retired.get(reading.key_of("family", support.family), NEVER),
                claimed=made, stands_from=made,
            )
        )  # fmt: skip
    windows: dict[date, date] = {}
    for row in reading.seed("calendar/claim_windows"):
        start = date(int(row["financial_year"][:4]), 4, 1)
        windows[start] = max(windows.get(start, date.min), date.fromisoformat(row["closes_on"]))
    pairs = [(row["family_key"], date.fromisoformat(row["submitted_on"])) for row in claims]
    return Oracle(episodes, pairs, windows, Settings())


def forecasts(told: Oracle, today: date) -> dict[date, tuple]:
    """Forecast, its interval and its day, by the end of each month to come of the year of today."""
    start, starts = year_start(today), told.starts()
    ends = [end_of(month_of(start) + place) for place in range(12)]
    past = [end for end in ends if end <= today]
    if not past or past[-1] == ends[-1]:
        return {}
    origin, earlier = past[-1], []
    first = min(episode.started for episode in told.episodes)
    for year in range(year_start(first).year, start.year):
        became = told.forecast(CLAIMED, date(year + 1, 3, 31), starts).so_far
        for end in (date(year, 6, 30), date(year, 9, 30), date(year, 12, 31)):
            if end >= first:
                earlier.append((told.forecast(CLAIMED, end, starts), became))
    found = {}
    for ahead, end in enumerate((end for end in ends if end > origin), start=1):
        made = told.forecast(CLAIMED, origin, starts, ahead)
        if made.expected is not None:
            total = Decimal(made.so_far + made.expected).quantize(Decimal(1), ROUND_HALF_UP)
            found[end] = (int(total), *told.interval(made, earlier), origin)
    return found


def rows(home: Path) -> set[tuple]:
    """Year, month, its end, whether it is over, claims, numbers agreed, forecast."""
    today, told = reading.as_of(home), oracle(home)
    claims = told.claims
    first = min([day for _, day in claims] or [today])
    settings = reading.rows(home / "local" / "programme_settings.csv")
    found, start, expected = set(), year_start(first), forecasts(told, today)
    while start <= today:
        counted = told.counted(CLAIMED, start, today)
        year_ends = start.replace(year=start.year + 1) - timedelta(days=1)
        for month in reading.months(start, year_ends):
            last = reading.next_month(month) - timedelta(days=1)
            numbers = [_set_on(settings, name, min(last, today)) for name in
                       ("minimum_number", "agreed_number")]  # fmt: skip
            so_far = sum(day <= last for day in counted.values())
            in_month = sum(month <= day <= last for day in counted.values())
            part = None
            if numbers[0] is not None:
                days = Decimal(numbers[0] * ((last - start).days + 1))
                part = (days / ((year_ends - start).days + 1)).quantize(
                    Decimal("0.1"), ROUND_HALF_UP
                )
            found.add(
                (
                    _year_name(start), month, last, int(last <= today),
                    *((in_month, so_far) if month <= today else (None, None)),
                    *numbers, part, *expected.get(last, _NO_FORECAST),
                )
            )  # fmt: skip
        start = start.replace(year=start.year + 1)
    return found


def _set_on(settings: list[dict[str, str]], name: str, on: date) -> int | None:
    told = [
        (row["valid_from"], row["setting_value"])
        for row in settings
        if row["setting"] == name and date.fromisoformat(row["valid_from"]) <= on
    ]
    return int(max(told)[1]) if told and max(told)[1] else None
