"""A family known to early help: its rows in case management, and what feeds are to tell of it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from .calendar import EARLY_HELP_DELIVERIES, day_number
from .layouts import TABLES
from .scenarios import Scenario

LAST_DAY = day_number(EARLY_HELP_DELIVERIES[-1])


@dataclass
class Intent:
    """One stretch of support as it is meant: its days and when the family was assessed."""

    start: int
    close: int | None
    assessed: int | None
    episodes: list[str] = field(default_factory=list)


@dataclass
class Case:
    """A family known to early help with every row that case management holds about it."""

    number: int
    family_id: str
    scenario: Scenario
    rng: random.Random
    rows: dict[type, list] = field(default_factory=lambda: {kind: [] for kind in TABLES})
    people: dict[str, int] = field(default_factory=dict)  # case reference -> row of the chunk
    intents: list[Intent] = field(default_factory=list)
    # What feeds are to tell of the family: the table, and the fields of a fact.
    planted: list[tuple[str, dict]] = field(default_factory=list)
    is_for_a_manager: bool = False  # whether somebody surely decides what waits for a decision
    _counts: dict[str, int] = field(default_factory=dict)

    def reference(self, letter: str) -> str:
        """The next reference of a kind: E000012-03 is the third episode of the twelfth family."""
        self._counts[letter] = self._counts.get(letter, 0) + 1
        return f"{letter}{self.number:06d}-{self._counts[letter]:02d}"

    def add(self, row: tuple) -> None:
        self.rows[type(row)].append(row)

    @property
    def worker(self) -> str:
        """Who writes the records of the case."""
        return f"W{self.number % 97:03d}"
