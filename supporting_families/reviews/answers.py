"""Reads a filled-in review workbook: every answer, or everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl.cell import Cell

from supporting_families.workbooks.reading import WHOLE_ROW, Problem, SheetReader

from .questions import Question
from .register import Decision, Register
from .workbook import ANSWERED, ANSWERS, DECIDED_BY, DECIDED_ON, DECISION, LAYOUT, REASON


@dataclass(frozen=True)
class Answer:
    """A decision of the workbook, its row, and the people its two records belong to."""

    row: int
    review_id: str
    decision: Decision
    people: tuple[str, str]


@dataclass(frozen=True)
class Filled:
    """What a workbook came to: new decisions, how many were recorded before, how many are empty."""

    answers: list[Answer]
    known: int
    left_open: int
    problems: list[Problem]


def read_answers(
    path: Path, questions: list[Question], register: Register, today: date, whose: str = ""
) -> Filled:
    """Read the workbook. Raises WorkbookError where it is none that can be read row by row.

    `whose` is the authority where the home holds several.
    """
    sheet = SheetReader(path, LAYOUT, today, whose)
    reader = _Reader(sheet, {q.review_id: q for q in questions}, register)
    for row in sheet.rows:
        reader.read(row)
    problems = sheet.problems + _contradictions(reader.answers, register, questions)
    problems.sort(key=lambda problem: problem.row)
    return Filled(reader.answers, reader.known, reader.left_open, problems)


class _Reader:
    """Reads row by row and gathers what it finds."""

    def __init__(
        self, sheet: SheetReader, questions: dict[str, Question], register: Register
    ) -> None:
        self.answers: list[Answer] = []
        self.known = self.left_open = 0
        self._sheet, self._questions, self._register = sheet, questions, register
        self._decided = {
            frozenset(_records_of(row)): row["decision_id"] for row in register.in_force()
        }

    def read(self, row: int) -> None:
        cells = self._sheet.cells(row)
        if all(cells[name].value is None for name in (*ANSWERED, "review_id")):
            return
        if cells[DECISION].value is None:
            self.left_open += 1
            return
        before = len(self._sheet.problems)
        decision = self._decision(row, cells)
        if len(self._sheet.problems) > before or decision is None:
            return
        review_id = cells["review_id"].value
        if self._register.holds(decision):
            self.known += 1
            return
        question = self._questions.get(review_id)
        decision_id = self._decided.get(decision.pair)
        if decision_id:
            self._sheet.wrong(
                row, DECISION, f"expected a question still open, but {decision_id} decides it",
                f"Leave the row empty, or withdraw {decision_id} first",
            )  # fmt: skip
        elif question is None:
            self._sheet.wrong(
                row, WHOLE_ROW, "expected a question of the published review list",
                "It is open no longer, or of another council: leave the row empty",
            )  # fmt: skip
        else:
            self.answers.append(Answer(row, review_id, decision, question.people))

    def _decision(self, row: int, cells: dict[str, Cell]) -> Decision | None:
        """The decision of a row; what is wrong is added to the problems."""
        sheet = self._sheet
        is_ours = sheet.is_as_written(
            row, cells, cells["review_id"].value, "the two records as they were written"
        )
        said = sheet.choice(row, DECISION, cells[DECISION], list(ANSWERS))
        by = sheet.words(row, DECIDED_BY, cells[DECIDED_BY], "the name of who decided")
        decided_on = sheet.day(row, DECIDED_ON, cells[DECIDED_ON])
        reason = sheet.words(row, REASON, cells[REASON], "the reason in a few words")
        if not (is_ours and said and by and decided_on and reason):
            return None
        one, two = (
            (str(cells[f"feed_{side}"].value), str(cells[f"reference_{side}"].value))
            for side in (1, 2)
        )
        return Decision((one, two), ANSWERS[said], by, decided_on, reason)


def _records_of(row: dict[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    return (
        (row["feed_code_1"], row["source_ref_1"]),
        (row["feed_code_2"], row["source_ref_2"]),
    )


def _contradictions(
    answers: list[Answer], register: Register, questions: list[Question]
) -> list[Problem]:
    """Answers that cannot all be right: A is B, B is C, and A is not C."""
    people = {
        (record.feed_code, record.reference): person
        for question in questions
        for record, person in zip(question.records, question.people, strict=True)
    }
    same = [(answer.people, answer.row) for answer in answers if answer.decision.decision == "same"]
    apart = [
        (answer.people, answer.row) for answer in answers if answer.decision.decision != "same"
    ]
    for row in register.in_force():
        # a record of no open question stands for itself
        pair = tuple(people.get(record, "|".join(record)) for record in _records_of(row))
        (same if row["decision"] == "same" else apart).append((pair, None))
    parents: dict[str, str] = {}

    def root(key: str) -> str:
        while parents.setdefault(key, key) != key:
            key = parents[key]
        return key

    for (one, two), _ in same:
        parents[root(one)] = root(two)
    problems = []
    for (one, two), apart_row in apart:
        if root(one) != root(two):
            continue
        rows = sorted(row for (a, _), row in same if row and root(a) == root(one))
        if apart_row:
            rows = sorted([*rows, apart_row])
        for row in rows:
            problems.append(
                Problem(
                    row, f"column '{DECISION}'",
                    "expected answers that can all be right, but "
                    + _together(rows, apart_row is None),
                    "Look at these rows again and change one, or leave it empty",
                )  # fmt: skip
            )
    return list(dict.fromkeys(problems))


def _together(rows: list[int], with_register: bool) -> str:
    """Which answers make some people one and two at once."""
    listed = ", ".join(map(str, rows))
    also = " with decisions of the register" if with_register else ""
    return f"rows {listed}{also} say of some people that they are one and that they are not"
