"""Reads a filled-in workbook of the catalogue: every answer, or everything wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl.cell import Cell

from supporting_families.publish import PublishedBuild
from supporting_families.workbooks.reading import WHOLE_ROW, Problem, SheetReader

from . import decisions as kinds
from .catalogue import LABELS, Row, Value
from .decisions import Decision, Decisions
from .values import read_value
from .workbook import (
    ANSWER,
    ANSWERED,
    CONFIRM,
    CONFIRMED,
    DECIDED_BY,
    DECIDED_ON,
    LAYOUT,
    NEW_VALUE,
    NUMBER,
    OVERRIDE,
    REASON,
    SHOWN,
    SOURCE,
    VALUE,
    shown,
)


@dataclass(frozen=True)
class Filled:
    """What a workbook came to: decisions by row, how many are known, how many rows are left."""

    decisions: dict[int, Decision]
    known: int
    left_open: int
    problems: list[Problem]


def read_answers(
    path: Path,
    build: PublishedBuild,
    rows: list[Row],
    decisions: Decisions,
    today: date,
    whose: str = "",
) -> Filled:
    """Read the workbook. Raises WorkbookError where it is none that can be read row by row.

    `whose` is the authority where the home holds several.
    """
    reader = _Reader(SheetReader(path, LAYOUT, today, whose), build, rows, decisions)
    for row in reader.sheet.rows:
        reader.read(row)
    return Filled(reader.found, reader.known, reader.left_open, reader.sheet.problems)


class _Reader:
    """Reads row by row and gathers what it finds."""

    def __init__(
        self, sheet: SheetReader, build: PublishedBuild, rows: list[Row], decisions: Decisions
    ) -> None:
        self.sheet = sheet
        self.found: dict[int, Decision] = {}
        self.known = self.left_open = 0
        self._build, self._decisions = build, decisions
        self._rows = {row.key: row for row in rows}

    def read(self, place: int) -> None:
        cells = self.sheet.cells(place)
        if all(cells[name].value is None for name in (*ANSWERED, "row_code")):
            return
        if cells[ANSWER].value is None:
            self._leave(place, cells)
            return
        before = len(self.sheet.problems)
        row = self._row(place, cells)
        decision = self._decision(place, cells, row)
        if row is None or decision is None or len(self.sheet.problems) > before:
            return
        if self._decisions.holds(decision):
            self.known += 1
        elif self._may_be_decided(place, cells, row, decision):
            self.found[place] = decision

    def _leave(self, place: int, cells: dict[str, Cell]) -> None:
        if cells[VALUE].value is None and cells[NEW_VALUE].value is None:
            self.left_open += 1
        else:
            self._wrong(
                place, ANSWER, f"expected '{OVERRIDE}' beside a new value",
                "Choose it, or clear the value",
            )  # fmt: skip

    def _row(self, place: int, cells: dict[str, Cell]) -> Row | None:
        """The row of the published catalogue that was answered."""
        table, code = (str(cells[name].value) for name in ("catalogue_table", "row_code"))
        key = f"{table}|{code}"
        if not self.sheet.is_as_written(place, cells, key, "the row as it was written"):
            return None
        row = self._rows.get((table, code))
        if row is None:
            self._wrong(
                place, WHOLE_ROW, "expected a row of the published catalogue",
                "It is in the catalogue no longer: leave the row empty",
            )  # fmt: skip
        return row

    def _decision(self, place: int, cells: dict[str, Cell], row: Row | None) -> Decision | None:
        """The decision of a row; what is wrong is added to the problems."""
        sheet = self.sheet
        answer = sheet.choice(place, ANSWER, cells[ANSWER], [CONFIRM, OVERRIDE])
        column, value = self._override(place, cells, row, answer)
        source = sheet.words(place, SOURCE, cells[SOURCE], "what was relied on")
        by = sheet.words(place, DECIDED_BY, cells[DECIDED_BY], "the name or role of who decided")
        decided_on = sheet.day(place, DECIDED_ON, cells[DECIDED_ON])
        reason = sheet.words(place, REASON, cells[REASON], "the reason in a few words")
        if not (row and answer and source and by and decided_on and reason):
            return None
        kind = kinds.CONFIRM if answer == CONFIRM else kinds.OVERRIDE
        return Decision(*row.key, kind, column, value, by, decided_on, reason, source)

    def _override(
        self, place: int, cells: dict[str, Cell], row: Row | None, answer: str | None
    ) -> tuple[str, str]:
        """Column and new value; both are empty where the row is confirmed."""
        if answer == CONFIRM:
            for heading in (VALUE, NEW_VALUE):
                if cells[heading].value is not None:
                    self._wrong(
                        place, heading, f"expected nothing beside '{CONFIRM}'",
                        f"Clear the cell, or choose '{OVERRIDE}'",
                    )  # fmt: skip
            return "", ""
        if answer is None or row is None:
            return "", ""
        if not row.values:
            self._wrong(
                place, ANSWER, f"expected '{CONFIRM}', for this row has no value to override",
                "Leave the cell empty if the row is wrong",
            )  # fmt: skip
            return "", ""
        labels = {LABELS[column]: column for column in row.values}
        label = self.sheet.choice(place, VALUE, cells[VALUE], list(labels))
        if label is None:
            return "", ""
        try:
            return labels[label], read_value(row.values[labels[label]], cells[NEW_VALUE])
        except ValueError as error:
            self._wrong(place, NEW_VALUE, f"expected {error}", "Type the value")
            return "", ""

    def _may_be_decided(
        self, place: int, cells: dict[str, Cell], row: Row, decision: Decision
    ) -> bool:
        """Whether the row is still what was shown, and the decision says something new."""
        before = len(self.sheet.problems)
        for heading, text in zip(SHOWN, shown(row), strict=True):
            if heading not in (NUMBER, CONFIRMED) and (cells[heading].value or None) != text:
                self._wrong(
                    place, WHOLE_ROW,
                    f"expected what the catalogue says now, but '{heading}' has changed since",
                    f"Read it again in a new workbook, made with '{LAYOUT.command}'",
                )  # fmt: skip
                break
        if decision.decision == kinds.OVERRIDE:
            self._check_override(place, row, decision)
        elif row.is_confirmed or self._decisions.on(*row.key):
            by = self._decisions.on(*row.key) or "a setting of the authority"
            self._wrong(
                place, ANSWER, f"expected a row not confirmed yet, but {by} decides on it",
                "Leave the row empty",
            )  # fmt: skip
        return len(self.sheet.problems) == before

    def _check_override(self, place: int, row: Row, decision: Decision) -> None:
        in_force = {value.column: self._in_force(row, value) for value in row.values.values()}
        if in_force[decision.column] == decision.value:
            self._wrong(
                place, NEW_VALUE, "expected another value than the one in force",
                f"Choose '{CONFIRM}' if it is right",
            )  # fmt: skip
        in_force[decision.column] = decision.value
        youngest, oldest = in_force.get("age_min"), in_force.get("age_max")
        if youngest and oldest and int(youngest) > int(oldest):
            self._wrong(
                place, NEW_VALUE,
                f"expected the youngest age, {youngest}, not above the oldest, {oldest}",
                "Look at both ages",
            )  # fmt: skip

    def _in_force(self, row: Row, value: Value) -> str:
        """The value that holds, with what was recorded since the published build."""
        recorded = self._decisions.override_since(self._build.known_at, *row.key, value.column)
        return (value.in_force or "") if recorded is None else recorded

    def _wrong(self, place: int, column: str, expected: str, cure: str) -> None:
        self.sheet.wrong(place, column, expected, cure)
