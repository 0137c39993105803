"""The register of identity decisions: read, and added to without ever changing a line of it."""

from __future__ import annotations

import csv
import io
import os
import shutil
from dataclasses import dataclass
from datetime import date
from functools import cache

from supporting_families.contracts import load_contracts
from supporting_families.home import Home

from .questions import ReviewError

TABLE = "identity_decisions"
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
    """`registers/identity_decisions.csv` of a home. Raises ReviewError where it cannot be read."""

    def __init__(self, home: Home) -> None:
        self.path = home.path / "registers" / f"{TABLE}.csv"
        self._columns = list(_contract_columns())
        self._text = ""
        if self.path.is_file():
            self._text = self.path.read_text(encoding="utf-8-sig")
        reader = csv.DictReader(io.StringIO(self._text, newline=""))
        self.rows = [
            {name: (value or "").strip() for name, value in row.items() if name} for row in reader
        ]
        if reader.fieldnames:
            self._columns = list(reader.fieldnames)
            missing = [name for name in _contract_columns() if name not in self._columns]
            if missing:
                raise ReviewError(
                    f"'{self.path}' lacks the columns {', '.join(missing)}: give it the columns of "
                    "its contract, in models/staging/registers/_registers__sources.yml."
                )

    def in_force(self) -> list[dict[str, str]]:
        """The latest version of each decision on people that nobody has withdrawn."""
        latest = {row["decision_id"]: row for row in self.rows if row["subject"] == "person"}
        return [row for row in latest.values() if not row["withdrawn_on"]]

    def holds(self, decision: Decision) -> bool:
        """Whether this very decision was recorded before, withdrawn since or not."""
        wanted = [_said(_row_of(decision, swapped)) for swapped in (False, True)]
        return any(_said(row) in wanted for row in self.rows)

    def add(self, decisions: list[Decision], today: date) -> list[str]:
        """Record the decisions; returns their ids."""
        taken = {row["decision_id"] for row in self.rows}
        ids, number = [], 0
        for _ in decisions:
            number += 1
            while f"ID-{today}-{number}" in taken:
                number += 1
            ids.append(f"ID-{today}-{number}")
        self._append(
            [
                {**_row_of(decision), "decision_id": decision_id, "recorded_at": str(today)}
                for decision_id, decision in zip(ids, decisions, strict=True)
            ]
        )
        return ids

    def withdraw(self, decision_id: str, by: str, reason: str, today: date) -> None:
        """Record that a decision no longer holds. Raises ReviewError where there is none to withdraw."""
        versions = [row for row in self.rows if row["decision_id"] == decision_id]
        if not versions:
            raise ReviewError(
                f"no decision '{decision_id}' in '{self.path}'. Look its id up in that file."
            )
        latest = versions[-1]
        if latest["withdrawn_on"]:
            raise ReviewError(
                f"decision '{decision_id}' was withdrawn on {latest['withdrawn_on']} already."
            )
        told = f"{latest['reason']}; withdrawn by {one_line(by)}: {one_line(reason)}"
        self._append(
            [{**latest, "reason": told, "withdrawn_on": str(today), "recorded_at": str(today)}]
        )

    def _append(self, rows: list[dict[str, str]]) -> None:
        """Write the old lines and the new ones aside, then in place of the file."""
        if not rows:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_name(f".{self.path.name}.partial")
        text = io.StringIO()
        text.write(self._text)
        if self._text and not self._text.endswith("\n"):
            text.write("\n")
        writer = csv.DictWriter(text, self._columns, restval="", lineterminator="\n")
        if not self._text:
            writer.writeheader()
        writer.writerows(rows)
        partial.write_text(text.getvalue(), encoding="utf-8", newline="")
        if self.path.is_file():
            shutil.copymode(self.path, partial)
        os.replace(partial, self.path)


@cache
def _contract_columns() -> tuple[str, ...]:
    [contract] = [
        table for table in load_contracts() if (table.feed_code, table.name) == ("registers", TABLE)
    ]
    return tuple(contract.column_names)


def one_line(text: str) -> str:
    """Text without line breaks and repeated blanks."""
    return " ".join(text.split())


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
