"""`catalogue_decisions.csv`: what an authority has decided on rows of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from supporting_families.appended import AppendedFile
from supporting_families.home import Home

CONFIRM, OVERRIDE = "confirm", "override"
_SAYS = (
    "catalogue_table", "row_code", "decision", "column_name", "new_value", "decided_by",
    "decided_on", "reason", "source",
)  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """What somebody decided on a row; `column` and `value` are empty where it is confirmed."""

    table: str
    code: str
    decision: str
    column: str
    value: str
    decided_by: str
    decided_on: date
    reason: str
    source: str

    def as_line(self) -> dict[str, str]:
        return {
            "catalogue_table": self.table,
            "row_code": self.code,
            "decision": self.decision,
            "column_name": self.column,
            "new_value": self.value,
            "decided_by": self.decided_by,
            "decided_on": str(self.decided_on),
            "reason": self.reason,
            "source": self.source,
        }


class Decisions:
    """The file of an authority. Raises HomeError where it cannot be read."""

    def __init__(self, home: Home, authority: str | None = None) -> None:
        self._file = AppendedFile(home, "local", "catalogue_decisions", authority)
        self._said = {_said(line) for line in self._file.rows}
        self._latest = {
            (line["catalogue_table"], line["row_code"]): line["decision_id"]
            for line in self._file.rows
        }

    @property
    def path(self) -> str:
        return str(self._file.path)

    def holds(self, decision: Decision) -> bool:
        """Whether this very decision was recorded before."""
        return _said(decision.as_line()) in self._said

    def on(self, table: str, code: str) -> str | None:
        """The id of the latest decision on a row."""
        return self._latest.get((table, code))

    def override_since(self, day: date, table: str, code: str, column: str) -> str | None:
        """The value recorded last for a column, on this day or later; empty text for none."""
        wanted = (table, code, OVERRIDE, column)
        lines = [
            line
            for line in self._file.rows
            if _said(line)[:4] == wanted and line["recorded_at"] >= str(day)
        ]
        lines.sort(key=lambda line: line["recorded_at"])  # of one day the later line holds
        return lines[-1]["new_value"] if lines else None

    def recorded_after(self, day: date) -> int:
        """How many lines a build of that day cannot have known."""
        return sum(line["recorded_at"] > str(day) for line in self._file.rows)

    def add(self, decisions: list[Decision], today: date) -> list[str]:
        """Record the decisions; returns their ids."""
        ids = self._file.new_ids("decision_id", "CAT", today, len(decisions))
        self._file.append(
            [
                {**decision.as_line(), "decision_id": decision_id, "recorded_at": str(today)}
                for decision_id, decision in zip(ids, decisions, strict=True)
            ]
        )
        return ids


def _said(line: dict[str, str]) -> tuple[str, ...]:
    return tuple(line[name] for name in _SAYS)
