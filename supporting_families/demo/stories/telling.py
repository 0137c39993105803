"""A family in support as a story sees it: its people, the days that matter, and the feeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..calendar import NEVER, add_months, age_on, day_number
from ..case import LAST_DAY, Case
from ..layouts import Member
from ..partners import Partners



class Telling:
    """The first stretch of support of a case, and ways to plant facts about its members."""

    def __init__(self, case: Case, partners: Partners) -> None:
        self.case, self.partners = case, partners
        intent = case.intents[0]
        self.start, self.anchor = intent.start, intent.assessed
        self.close = intent.close
        self.until = intent.close or LAST_DAY
        joined = {
            member.fami_person_id
            for member in case.rows[Member]
            if member.fami_to is None
            and (member.fami_from is None or member.fami_from <= self.start)
        }
        self.rows = [row for reference, row in case.people.items() if reference in joined]

    def closed_between(self, first: str, last: str) -> bool:
        """Whether support closed between two days."""
        return self.close is not None and day_number(first) <= self.close <= day_number(last)

    @property
    def over(self) -> int:
        """The first day after the six months that change has to last."""
        return add_months(self.close, 6)

    def plant(self, table: str, row: int, **fields: object) -> None:
        self.case.planted.append((table, {"row": row, **fields}))

    # Members --------------------------------------------------------------------------------------

    def age(self, row: int, day: int | None = None) -> int:
        return age_on(self.partners.born(row), self.anchor if day is None else day)

    def head(self) -> int | None:
        """The first adult, in whose name the home is."""
        return self.rows[0] if self.rows and self.age(self.rows[0]) >= 18 else None

    def adult(self, place: int = 0) -> int | None:
        adults = [r for r in self.rows if self.partners.kind[r] == "adult" and self.age(r) >= 18]
        return adults[place] if place < len(adults) else None

    def child(self, youngest: int, oldest: int) -> int | None:
        """The first member of an age in completed years on the day of assessment."""
        return next((r for r in self.rows if youngest <= self.age(r) <= oldest), None)

    def children(self) -> list[int]:
        return [row for row in self.rows if self.age(row) < 18]


When = Callable[[Telling], int]


def assessed(days: int) -> When:
    """So many days after the assessment."""
    return lambda telling: telling.anchor + days


def closed(days: int) -> When:
    """So many days after the closure, whose day is the first of the months change has to last."""
    return lambda telling: telling.close + days


def over(days: int) -> When:
    """So many days after those months; -1 is the last of them."""
    return lambda telling: telling.over + days


def on(day: str) -> When:
    return lambda telling: day_number(day)


def never(telling: Telling) -> int:
    """Not so far."""
    return NEVER


@dataclass(frozen=True)
class Story:
    """A story by its name; `tell` plants it and says whether it fits the family."""

    name: str
    tell: Callable[[Telling], bool]


def story(
    name: str, function: Callable[..., bool], *details: object, **more: object
) -> Story:
    return Story(name, lambda telling: function(telling, *details, **more))
