"""How much the price moves with each assumption, and the range that follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, hypot, log

from ..facts import Facts
from .model import CostModel, fitted
from .ways import Way, all_ways

LEAST_ERROR = 0.10  # of the fit: a check that came out better may have been luck


@dataclass(frozen=True)
class Shift:
    """Pounds a year (or of a first load where no next day was measured) at the ends of a fact."""

    way: str
    fact: str
    about: str
    at_low: float
    likely: float
    at_high: float


def shifts(result: dict, facts: Facts, model: CostModel, error: float) -> list[Shift]:
    """One fact at a time at its low and its high end, for each way; all others as likely."""
    likely = _prices(all_ways(model, facts))
    found = []
    for code, fact in facts.assumptions.items():
        ends = []
        for value in (fact.low, fact.high):
            other = facts.with_value(code, value)
            # the one assumption that the fit itself rests on
            refitted = fitted(result, other) if code == "pairs_double_at" else model
            ends.append(_prices(all_ways(refitted, other)))
        found += _shift(code, fact.about, likely, *ends)
    ends = [_prices(all_ways(model, facts.with_prices(end))) for end in ("low", "high")]
    found += _shift("machine prices", "what an hour of a machine costs", likely, *ends)
    spread = 1 + max(abs(error), LEAST_ERROR)
    ends = [{way: price * by for way, price in likely.items()} for by in (1 / spread, spread)]
    about = "the error of the check, in both directions, a tenth at least"
    return found + _shift("the fit", about, likely, *ends)


def price_range(way: str, found: Iterable[Shift]) -> tuple[float, float]:
    """From the lowest to the highest price of a way, as if the facts were independent.

    The distances, as ratios, are put together by the root of the sum of their squares: not
    everything goes wrong at once.
    """
    down = up = likely = 0.0
    for shift in found:
        if shift.way != way or not shift.likely:
            continue
        likely = shift.likely
        ratios = [log(end / shift.likely) for end in (shift.at_low, shift.at_high) if end > 0]
        up = hypot(up, max(0.0, *ratios))
        down = hypot(down, min(0.0, *ratios))
    return likely * exp(-down), likely * exp(up)


def _prices(ways: list[Way]) -> dict[str, float]:
    return {
        way.code: way.first_load_pounds if way.year_pounds is None else way.year_pounds
        for way in ways
    }


def _shift(code: str, about: str, likely: dict, low: dict, high: dict) -> list[Shift]:
    return [Shift(way, code, about, low[way], likely[way], high[way]) for way in likely]
