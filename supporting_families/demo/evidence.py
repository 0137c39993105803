"""What the feeds have said, at their last delivery, of the people whom early help knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from .catalogue import Catalogue, Measure, Rule


class Event(NamedTuple):
    day: int
    role: str
    text: str
    number: int | None


class State(NamedTuple):
    start: int
    end: int  # the first day on which it no longer holds
    role: str
    text: str


class Evidence:
    """Events and states by person and type; a person is a row of the chunk."""

    def __init__(self, size: int, people: Iterable[int]) -> None:
        self._is_known = np.zeros(size, bool)
        self._is_known[list(people)] = True
        self._events: dict[tuple[int, str], list[Event]] = defaultdict(list)
        self._states: dict[tuple[int, str], list[State]] = defaultdict(list)

    def hear(
        self,
        kind: str,
        rows: np.ndarray,
        on: np.ndarray | None = None,
        start: np.ndarray | None = None,
        end: np.ndarray | None = None,
        number: np.ndarray | None = None,
        text: np.ndarray | str = "",
        role: np.ndarray | str = "subject",
    ) -> None:
        """Takes in evidence of one type: events with a day, or states with their first days."""
        rows = np.asarray(rows, dtype=np.int64)
        places = np.flatnonzero(self._is_known[rows])
        columns = (rows, on if start is None else start, end, number, text, role)
        who, first, last, numbers, texts, roles = (
            [_at(column, place) for place in places] for column in columns
        )
        for row, day, over, value, said, part in zip(
            who, first, last, numbers, texts, roles, strict=True
        ):
            if start is None:
                value = None if value in (None, "") else int(value)
                self._events[int(row), kind].append(Event(int(day), part, said, value))
            else:
                self._states[int(row), kind].append(State(int(day), int(over), part, said))

    # What a rule looks at -------------------------------------------------------------------------

    def events(self, rows: list[int], rule: Rule) -> list[Event]:
        """The events of these people that the rule takes, in order."""
        return sorted(event for _, event in self._of(self._events, rows, rule))

    def days(self, rows: list[int], rule: Rule) -> list[int]:
        return [event.day for event in self.events(rows, rule)]

    def states(self, rows: list[int], rule: Rule) -> list[State]:
        """The states of these people that the rule takes, in order."""
        return sorted(state for _, state in self._of(self._states, rows, rule))

    def found_within(self, rows: list[int], rule: Rule, first: int, end: int) -> int:
        """How many events lie in these days, and how many states hold on any of them."""
        events = sum(first <= day < end for day in self.days(rows, rule))
        return events + sum(
            max(state.start, first) < min(state.end, end) for state in self.states(rows, rule)
        )

    def spells(self, rows: list[int], rule: Rule) -> list[tuple[int, int]]:
        """The states that the rule takes as unbroken spells: what overlaps or meets is one."""
        spells: list[tuple[int, int]] = []
        for state in self.states(rows, rule):
            if state.end <= state.start:
                continue
            if spells and state.start <= spells[-1][1]:
                first, last = spells.pop()
                spells.append((first, max(last, state.end)))
            else:
                spells.append((state.start, state.end))
        return spells

    def scores(
        self, rows: list[int], rule: Rule, catalogue: Catalogue
    ) -> list[tuple[Measure, list[tuple[int, int]]]]:
        """For each person and measure that the rule takes the scores with their days, in order."""
        found: dict[tuple[int, str], tuple[Measure, list[tuple[int, int]]]] = {}
        for row in rows:
            for kind, event in self._of(self._events, [row], rule):
                measure = catalogue.measure(kind, event.text)
                if measure is not None and event.number is not None:
                    scores = found.setdefault((row, measure.code), (measure, []))[1]
                    scores.append((event.day, event.number))
        return [(measure, sorted(scores)) for measure, scores in found.values()]

    def holding(self, row: int, kinds: Iterable[str]) -> list[State]:
        """All states of these types of one person."""
        return [state for kind in kinds for state in self._states.get((row, kind), ())]

    @staticmethod
    def _of(held: dict, rows: list[int], rule: Rule) -> Iterable[tuple[str, Event | State]]:
        for kind, pairs in rule.takes.items():
            for row in rows:
                for fact in held.get((row, kind), ()):
                    if any(
                        role in ("", fact.role) and text in ("", fact.text) for role, text in pairs
                    ):
                        yield kind, fact


def _at(column: np.ndarray | pd.Series | str | None, place: int) -> object:
    """The value of a column at a place; a single value stands for every place."""
    if column is None or isinstance(column, str):
        return column
    return column.iloc[place] if isinstance(column, pd.Series) else column[place]
