"""The forecast of Progress Information worked out anew in plain Python, one family at a time.

It follows what docs/progress.md says and shares no code with the models. What an episode is
(from when it counts, when it could be claimed) is given; how a year is forecast is worked out here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import NormalDist, mean, variance

NEVER = date(9999, 12, 31)
CLAIMED, WHOLE_FAMILY = "families_claimed", "families_whole_family"


@dataclass(frozen=True)
class Episode:
    """The days of a support episode; those that have not come are NEVER."""

    key: str
    family: str
    started: date
    closed: date = NEVER
    sustain_ends: date = NEVER
    sustain_ends_from_closing: date = NEVER
    sustain_known_from: date = NEVER
    months_after_closing: int = 6
    waits_for_sustain: bool = True
    can_be_claimed: bool = True
    last_claim: date = NEVER
    retired: date = NEVER
    claimed: date = NEVER
    stands_from: date = NEVER
    whole_family_from: date = NEVER


@dataclass(frozen=True)
class Settings:
    fewest: int = 20
    history_months: int = 24
    start_months: int = 12
    longest: int = 12
    percent: int = 80


@dataclass(frozen=True)
class Forecast:
    so_far: int
    method: str
    expected: float | None = None
    variance: float = 0.0
    waiting: int = 0
    new: float = 0.0


@dataclass(frozen=True)
class Standing:
    """A family that does not count yet at a month-end."""

    state: str
    months: int
    too_late: bool
    counts_from: date


def month_of(day: date) -> int:
    return day.year * 12 + day.month


def end_of(month: int) -> date:
    year, month = divmod(month, 12)  # month 0 of a year is the first after it
    return date(year, month + 1, 1) - timedelta(days=1)


def year_start(day: date) -> date:
    return date(day.year - (day.month < 4), 4, 1)


def plus_months(day: date, months: int) -> date:
    last = end_of(month_of(day) + months)
    return last.replace(day=min(day.day, last.day))


@dataclass
class Oracle:
    episodes: list[Episode]
    claims: list[tuple[str, date]]  # family and day, of claims that stand
    last_windows: dict[date, date]  # first day of a financial year, day its last window closes
    settings: Settings
    _standing: dict = field(default_factory=dict)

    def counted(self, measure: str, start: date, until: date) -> dict[str, date]:
        """Families that count in the year that begins on a day, and from when, until a day."""
        end = start.replace(year=start.year + 1) - timedelta(days=1)
        days = defaultdict(list)
        if measure == CLAIMED:
            for family, day in self.claims:
                days[family].append(day)
        else:
            for e in self.episodes:
                in_year = e.closed > start or e.started >= start
                if e.whole_family_from < NEVER and in_year:
                    days[e.family].append(max(start, e.started, e.whole_family_from))
        first = {
            family: min((day for day in found if start <= day <= end), default=NEVER)
            for family, found in days.items()
        }
        return {family: day for family, day in first.items() if day <= until}

    def last_claim_day(self, day: date) -> date:
        start = year_start(day)
        end = start.replace(year=start.year + 1) - timedelta(days=1)
        return min(end, self.last_windows.get(start, end))

    def standing(self, measure: str, month: int) -> list[Standing]:
        if (measure, month) not in self._standing:
            self._standing[measure, month] = list(self._stand(measure, end_of(month)))
        return self._standing[measure, month]

    def _stand(self, measure: str, day: date):
        already = self.counted(measure, year_start(day), day)
        best = {}
        for e in self.episodes:
            if e.started > day or e.family in already:
                continue
            of_measure = self._claim_state if measure == CLAIMED else self._practice_state
            found = of_measure(e, day)
            if found is not None:
                order = (found[0].too_late, found[1], e.started, e.key)
                if e.family not in best or order < best[e.family][0]:
                    best[e.family] = (order, found[0])
        return (standing for _, standing in best.values())

    def _claim_state(self, e: Episode, day: date) -> tuple[Standing, date] | None:
        if e.claimed <= day or e.retired <= day or (e.closed <= day and not e.can_be_claimed):
            return None
        ends = NEVER
        if e.closed <= day:
            known = e.sustain_known_from <= day
            ends = e.sustain_ends if known else e.sustain_ends_from_closing
        next_day = day + timedelta(days=1)
        if not e.waits_for_sustain:
            earliest = next_day
        elif e.closed > day:
            earliest = plus_months(next_day, e.months_after_closing)
        else:
            earliest = max(next_day, ends) if ends < NEVER else next_day
        too_late = earliest > min(self.last_claim_day(day), e.last_claim)
        if e.closed > day:
            state, since = "in_support", e.started
        elif day < ends < NEVER:
            state, since = "sustaining", ends
        else:
            state, since = "sustained", ends if ends < NEVER else e.closed
        months = min(abs(month_of(day) - month_of(since)), self.settings.longest)
        return Standing(state, months, too_late, e.stands_from), ends

    def _practice_state(self, e: Episode, day: date) -> tuple[Standing, date] | None:
        if e.closed <= day or e.whole_family_from <= day:
            return None
        months = min(month_of(day) - month_of(e.started), self.settings.longest)
        return Standing("not_yet", months, False, e.whole_family_from), NEVER

    def starts(self) -> list[Episode]:
        """The first episodes of families in a year into which none of theirs went on."""
        return [
            e
            for e in self.episodes
            if not any(
                other.family == e.family
                and (other.started, other.key) < (e.started, e.key)
                and (other.closed > year_start(e.started) or other.started >= year_start(e.started))
                for other in self.episodes
            )
        ]

    def forecast(
        self, measure: str, origin: date, starts: list[Episode], ahead: int | None = None
    ) -> Forecast:
        """From the month-end `origin`: for its year, or so many months ahead."""
        start = year_start(origin)
        so_far = len(self.counted(measure, start, origin))
        now = month_of(origin)
        left = (start.year + 1) * 12 + 3 - now if ahead is None else ahead
        if left == 0:
            return Forecast(so_far, "year_has_ended", 0.0)
        waiting = defaultdict(int)
        for family in self.standing(measure, now):
            if not family.too_late:
                waiting[family.state, family.months] += 1
        season = self._season(now, left) if measure == CLAIMED else 1.0
        expected = spread = 0.0
        doubts: dict[str, float] = defaultdict(float)
        for (state, months), families in waiting.items():
            followed, counted = self._followed(measure, now, left, state, months)
            if followed < self.settings.fewest:
                followed, counted = self._followed(measure, now, left, state, None)
            if followed < self.settings.fewest:
                return Forecast(so_far, "too_little_history")
            rate = min(1.0, season * counted / followed)
            expected += families * rate
            spread += families * rate * (1 - rate)
            doubts[state] += families * _doubt(followed, counted)
        spread += sum(doubt**2 for doubt in doubts.values())
        new = self._new(measure, now, left, starts, self.last_claim_day(origin))
        if new is None:
            return Forecast(so_far, "too_little_history")
        return Forecast(
            so_far, "historical_conversion", expected + new[0], spread + new[1],
            sum(waiting.values()), new[0],
        )  # fmt: skip

    def _months(self, measure: str, now: int, ahead: int) -> list[int]:
        """Month-ends whose families have been followed for so many months by now."""
        latest = now - ahead
        return [
            month
            for month in range(latest - self.settings.history_months + 1, latest + 1)
            if measure != CLAIMED or (now - month) % 3 == 0
        ]

    def _followed(
        self, measure: str, now: int, ahead: int, state: str, months: int | None,
        of: list[int] | None = None,
    ) -> tuple[int, int]:  # fmt: skip
        followed = counted = 0
        for month in self._months(measure, now, ahead) if of is None else of:
            for family in self.standing(measure, month):
                if family.state == state and months in (None, family.months):
                    followed += 1
                    counted += month_of(family.counts_from) <= month + ahead
        return followed, counted

    def _season(self, now: int, ahead: int) -> float:
        same = [m for m in self._months(CLAIMED, now, ahead) if (now - m) % 12 == 0]
        cells = {
            (family.state, family.months)
            for month in same
            for family in self.standing(CLAIMED, month)
        }
        expected = told = 0.0
        for cell in cells:
            followed, counted = self._followed(CLAIMED, now, ahead, *cell)
            here, of_them = self._followed(CLAIMED, now, ahead, *cell, of=same)
            expected += here * counted / followed
            told += of_them
        return (told + self.settings.fewest) / (expected + self.settings.fewest)

    def _new(
        self, measure: str, now: int, left: int, starts: list[Episode], last_day: date
    ) -> tuple[float, float] | None:
        """Families expected of those who will start, and the variance of that."""
        per_month: dict[int, list[Episode]] = defaultdict(list)
        for e in starts:
            per_month[month_of(e.started)].append(e)
        seen = min(self.settings.start_months, now - min(per_month) + 1)
        numbers = [len(per_month[month]) for month in range(now - seen + 1, now + 1)]
        of_year = sum(len(per_month[month]) for month in range(now - 11, now + 1))
        year_before = sum(len(per_month[month]) for month in range(now - 23, now - 11))
        if of_year + year_before + sum(numbers) == 0:
            return 0.0, 0.0
        average = mean(numbers)
        varies = max(average, variance(numbers) if seen > 1 else 0.0)
        likeness = min(of_year, year_before) / max(of_year, year_before)
        few = self.settings.fewest
        expected = spread = doubt = 0.0
        for month in range(now + 1, now + left + 1):
            first_day = end_of(month - 1) + timedelta(days=1)
            if measure == CLAIMED and plus_months(first_day, 6) > last_day:
                continue
            season = (len(per_month[month - 12]) + few) / (of_year / 12 + few)
            families = average * (1 + (season - 1) * likeness)
            to_come = now + left - month + 1
            cohort = [
                e
                for begun in range(
                    now - to_come + 1 - self.settings.history_months + 1, now - to_come + 2
                )
                for e in per_month[begun]
            ]
            if len(cohort) < few:
                return None
            counted = sum(
                month_of(e.stands_from if measure == CLAIMED else e.whole_family_from)
                < month_of(e.started) + to_come
                for e in cohort
            )
            rate = counted / len(cohort)
            expected += families * rate
            spread += families * rate * (1 - rate) + rate**2 * varies
            doubt += families * _doubt(len(cohort), counted)
        of_mean = varies / (average**2 * seen) if average else 0.0
        return expected, spread + doubt**2 + expected**2 * of_mean

    def interval(self, forecast: Forecast, earlier: list[tuple[Forecast, int]]) -> tuple[int, int]:
        """The interval, widened by how far forecasts of earlier years were out."""
        squares = [
            (past.so_far + past.expected - became) ** 2 / past.variance
            for past, became in earlier
            if past.expected is not None and past.variance > 0
        ]
        wider = max(1.0, mean(squares)) if squares else 1.0
        deviations = round(NormalDist().inv_cdf(0.5 + self.settings.percent / 200), 6)
        margin = deviations * math.sqrt(forecast.variance * wider)
        total = forecast.so_far + forecast.expected
        high = math.ceil(total + margin)
        if forecast.new <= 0:
            high = min(high, forecast.so_far + forecast.waiting)
        return max(forecast.so_far, math.floor(total - margin)), high


def _doubt(followed: int, counted: int) -> float:
    middle = (counted + 0.5) / (followed + 1)
    return math.sqrt(middle * (1 - middle) / followed)
