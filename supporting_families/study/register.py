"""The register of extracts: what was made, sent, told, destroyed; lines are only ever added."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from supporting_families.appended import AppendedFile
from supporting_families.home import Home
from supporting_families.locking import locked

from .errors import StudyError

MADE, SENT, WITHDRAWALS = "made", "sent", "withdrawals"
DESTROYED, CONFIRMED = "destroyed", "confirmed"


@dataclass(frozen=True)
class Extract:
    """An extract as the register has it: the line of its making and the steps after it."""

    made: dict[str, str]
    steps: list[dict[str, str]]

    @property
    def extract_id(self) -> str:
        return self.made["extract_id"]

    def step(self, name: str) -> dict[str, str] | None:
        """The last line of a step, if it was taken."""
        return next((row for row in reversed(self.steps) if row["step"] == name), None)

    def count(self, name: str) -> int:
        return sum(row["step"] == name for row in self.steps)

    @property
    def destroy_by(self) -> date:
        """From the day it was sent; until it is, from the day it was made."""
        return date.fromisoformat((self.step(SENT) or self.made)["destroy_by"])

    @property
    def years_kept(self) -> int:
        made_on = date.fromisoformat(self.made["happened_on"])
        return date.fromisoformat(self.made["destroy_by"]).year - made_on.year


@contextmanager
def writing(home: Home, authority: str) -> Iterator[StudyRegister]:
    """The register for one who adds to it: nobody else writes meanwhile. Raises StudyError."""
    lock = home.of_authority("registers", authority) / ".study_extracts.lock"
    with locked(lock, StudyError, "another study command is writing the register of extracts"):
        yield StudyRegister(home, authority)


class StudyRegister:
    """`registers/study_extracts.csv` of an authority."""

    def __init__(self, home: Home, authority: str) -> None:
        self._file = AppendedFile(home, "registers", "study_extracts", authority)
        self.path = self._file.path

    @property
    def extracts(self) -> list[Extract]:
        """Every extract, in the order made."""
        rows = self._file.rows
        return [
            Extract(row, [step for step in rows if step["extract_id"] == row["extract_id"]])
            for row in rows
            if row["step"] == MADE
        ]

    def named(self, extract_id: str) -> Extract:
        """Raises StudyError where there is none of that name."""
        found = next((e for e in self.extracts if e.extract_id == extract_id), None)
        if found is None:
            raise StudyError(
                f"'{self.path}' has no extract '{extract_id}': 'scripts/study.py status' lists them."
            )
        return found

    def superseded_by(self, extract_id: str) -> Extract | None:
        return next((e for e in self.extracts if e.made["supersedes"] == extract_id), None)

    def add(self, extract_id: str, step: str, on: date, by: str, today: date, **told: str) -> None:
        """Add a line. Raises StudyError where it is not said who did it."""
        if not by.strip():
            raise StudyError("who does it has to be said: --by NAME.")
        [entry_id] = self._file.new_ids("entry_id", "STU", today, 1)
        line = {
            "entry_id": entry_id,
            "extract_id": extract_id,
            "step": step,
            "happened_on": on.isoformat(),
            "done_by": by.strip(),
            "recorded_at": today.isoformat(),
        }
        self._file.append([line | told])
