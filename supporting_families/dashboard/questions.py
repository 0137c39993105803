"""The questions of starters/sql, each a file: what it asks in its heading, then SQL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT

from .errors import DashboardError

FOLDER = PROJECT_ROOT / "starters" / "sql"
HEADINGS = ("question", "audience", "tables", "chart", "sharing")


@dataclass(frozen=True)
class Question:
    """A question: its file, what its heading says, and its SQL."""

    name: str
    heading: dict[str, str]
    sql: str

    @property
    def tables(self) -> tuple[tuple[str, str], ...]:
        """Schema and name of each table that it reads."""
        return tuple(
            tuple(name.strip().split(".", 1)) for name in self.heading["tables"].split(",")
        )


def read_questions(folder: Path = FOLDER) -> dict[str, Question]:
    """Every question by the name of its file. Raises DashboardError on a wrong heading."""
    return {file.name: _read(file) for file in sorted(folder.glob("*.sql"))}


def _read(file: Path) -> Question:
    lines = file.read_text(encoding="utf-8").splitlines()
    heading = {}
    for name, line in zip(HEADINGS, lines, strict=False):
        start = f"-- {name}: "
        if not line.startswith(start):
            raise DashboardError(f"starters/sql/{file.name}: a line '{start}...' was expected.")
        heading[name] = line.removeprefix(start)
    return Question(file.name, heading, "\n".join(lines[len(HEADINGS) :]))
