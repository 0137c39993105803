"""The register of identity decisions: read, and added to without ever changing a line of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from supporting_families.appended import AppendedFile
from supporting_families.home import Home
from supporting_families.workbooks.reading import one_line

from .questions import ReviewError

_SAYS = (
    "subject", "feed_code_1", "source_ref_1", "feed_code_2", "source_ref_2", "decision",
    "decided_by", "decided_on", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class Decision:
    """What a named person decided on two records, each given by feed and reference."""

    records: tuple[tuple[str, str], tuple[str, str]]
    decision: str
    decided_by: str
    decided_on: date
    reason: str

    @property
    def pair(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.records)


class Register:
    """`identity_decisions.csv` of an authority. Raises HomeError where it cannot be read."""

    def __init__(self, home: Home, authority: str | None = None) -> None:
        self._file = AppendedFile(home, "registers", "identity_decisions", authority)

    def in_force(self) -> list[dict[str, str]]:
        """The latest version of each decision on people that nobody has withdrawn."""
        latest = {row["decision_id"]: row for row in self._file.rows if row["subject"] == "person"}
        return [row for row in latest.values() if not row["withdrawn_on"]]

    def holds(self, decision: Decision) -> bool:
        """Whether this very decision was recorded before, withdrawn since or not."""
        wanted = [_said(_row_of(decision, swapped)) for swapped in (False, True)]
        return any(_said(row) in wanted for row in self._file.rows)

    def add(self, decisions: list[Decision], today: date) -> list[str]:
        """Record the decisions; returns their ids."""
        ids = self._file.new_ids("decision_id", "ID", today, len(decisions))
        self._file.append(
            [
                {**_row_of(decision), "decision_id": decision_id, "recorded_at": str(today)}
                for decision_id, decision in zip(ids, decisions, strict=True)
            ]
        )
        return ids

    def withdraw(self, decision_id: str, by: str, reason: str, today: date) -> None:
        """Record that a decision no longer holds. Raises ReviewError where there is none."""
        versions = [row for row in self._file.rows if row["decision_id"] == decision_id]
        if not versions:
            raise ReviewError(
                f"no decision '{decision_id}' in '{self._file.path}'. Look its id up in that file."
            )
        latest = versions[-1]
        if latest["withdrawn_on"]:
            raise ReviewError(
                f"decision '{decision_id}' was withdrawn on {latest['withdrawn_on']} already."
            )
        told = f"{latest['reason']}; withdrawn by {one_line(by)}: {one_line(reason)}"
        self._file.append(
            [{**latest, "reason": told, "withdrawn_on": str(today), "recorded_at": str(today)}]
        )


def _row_of(decision: Decision, swapped: bool = False) -> dict[str, str]:
    first, second = reversed(decision.records) if swapped else decision.records
    return {
        "subject": "person",
        "feed_code_1": first[0],
        "source_ref_1": first[1],
        "feed_code_2": second[0],
        "source_ref_2": second[1],
        "decision": decision.decision,
        "decided_by": decision.decided_by,
        "decided_on": str(decision.decided_on),
        "reason": decision.reason,
        "withdrawn_on": "",
    }


def _said(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in _SAYS)
