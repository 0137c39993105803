"""What a rule says, and what all rules of a need or outcome come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..calendar import AS_OF_DATE, day_number

AS_OF = day_number(AS_OF_DATE)
FAMILY = "family"
MET, REVIEW, NOT_MET = "met", "manual_review", "not_met"
TOO_EARLY = "not_assessable_too_early"
NOT_COVERED = "not_assessable_not_covered"
NO_FEED = "not_assessable_no_feed"
SILENT = "silent"
_ORDER = (MET, REVIEW, NOT_MET, TOO_EARLY, NOT_COVERED, NO_FEED)


@dataclass(frozen=True)
class Answer:
    """What one rule says. One that fired has a date; a status of None says nothing.

    `expected` is the day on which a rule that is too early will fire, if nothing contrary happens;
    `counts_from` the day from which what it shows has been so, where that is not the day it fired.
    """

    status: str | None
    on: int | None = None
    expected: int | None = None
    counts_from: int | None = None

    @property
    def fired(self) -> bool:
        return self.status in (MET, REVIEW)


NOTHING = Answer(None)


def roll_up(answers: Iterable[Answer]) -> str:
    """One status of all that the rules of a need or outcome say."""
    said = {answer.status for answer in answers}
    return next((status for status in _ORDER if status in said), NO_FEED)
