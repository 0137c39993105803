"""Reads a filled-in review workbook: every answer, or everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from .questions import Question, ReviewError
from .register import Decision, Register, one_line
from .workbook import (
    ANSWERED,
    ANSWERS,
    DECIDED_BY,
    DECIDED_ON,
    DECISION,
    EARLIEST,
    HEADINGS,
    HIDDEN,
    PAIRS,
    REASON,
    SHOWN,
    row_check,
)

_DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y")
_LISTED = " or ".join(f"'{answer}'" for answer in ANSWERS)


@dataclass(frozen=True)
class Answer:
    """A decision of the workbook, its row, and the people its two records belong to."""

    row: int
    review_id: str
    decision: Decision
    people: tuple[str, str]


@dataclass(frozen=True)
class Problem:
    """Something wrong in a cell or row: where, what was expected, what to do."""

    row: int
    column: str
    expected: str
    cure: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.expected}. {self.cure}."


@dataclass(frozen=True)
class Filled:
    """What a workbook came to: new decisions, how many were recorded before, how many are empty."""

    answers: list[Answer]
    known: int
    left_open: int
    problems: list[Problem]


def read_answers(
    path: Path, questions: list[Question], register: Register, today: date
) -> Filled:
    """Read the workbook. Raises ReviewError where it is none that can be read row by row."""
    sheet = _sheet(path)
    columns = _columns(sheet)
    reader = _Reader(sheet, columns, {q.review_id: q for q in questions}, register, today)
    for row in range(2, sheet.max_row + 1):
        reader.read(row)
    reader.problems += _contradictions(reader.answers, register, questions)
    problems = sorted(reader.problems, key=lambda problem: problem.row)
    return Filled(reader.answers, reader.known, reader.left_open, problems)


def _sheet(path: Path) -> Worksheet:
    if not path.is_file():
        raise ReviewError(f"there is no file '{path}'.")
    try:
        workbook = load_workbook(path)
    except Exception as error:  # openpyxl raises whatever the damaged part makes it raise
        raise ReviewError(
            f"'{path}' cannot be read as an Excel workbook. Save it as .xlsx and try again."
        ) from error
    if PAIRS not in workbook.sheetnames:
        raise ReviewError(f"'{path}' has no sheet '{PAIRS}': it is no review workbook.")
    return workbook[PAIRS]


def _columns(sheet: Worksheet) -> dict[str, int]:
    """Where each heading is. Columns may have changed places; none may be missing."""
    columns = {cell.value: cell.column for cell in sheet[1] if cell.value in HEADINGS}
    missing = [heading for heading in HEADINGS if heading not in columns]
    if missing:
        raise ReviewError(
            f"row 1 of sheet '{PAIRS}' lacks {', '.join(missing)}: expected every column as it was "
            "written. Copy the answers into a new workbook, made with 'review_links.py write'."
        )
    return columns


class _Reader:
    """Reads row by row and gathers what it finds."""

    def __init__(
        self,
        sheet: Worksheet,
        columns: dict[str, int],
        questions: dict[str, Question],
        register: Register,
        today: date,
    ) -> None:
        self.answers: list[Answer] = []
        self.problems: list[Problem] = []
        self.known = self.left_open = 0
        self._sheet, self._columns, self._questions = sheet, columns, questions
        self._register, self._today = register, today
        self._decided = {
            frozenset(_records_of(row)): row["decision_id"] for row in register.in_force()
        }
        self._rows_of: dict[str, int] = {}

    def read(self, row: int) -> None:
        cells = {name: self._sheet.cell(row, column) for name, column in self._columns.items()}
        if all(cells[name].value is None for name in (*ANSWERED, "review_id")):
            return
        if cells[DECISION].value is None:
            self.left_open += 1
            return
        before = len(self.problems)
        decision = self._decision(row, cells)
        if len(self.problems) > before or decision is None:
            return
        review_id = cells["review_id"].value
        if self._register.holds(decision):
            self.known += 1
            return
        question = self._questions.get(review_id)
        decision_id = self._decided.get(decision.pair)
        if decision_id:
            self._wrong(
                row, DECISION, f"expected a question still open, but {decision_id} decides it",
                f"Leave the row empty, or withdraw {decision_id} first",
            )  # fmt: skip
        elif question is None:
            self._wrong(
                row, "the whole row", "expected a question of the published review list",
                "It is open no longer, or of another council: leave the row empty",
            )  # fmt: skip
        else:
            self.answers.append(Answer(row, review_id, decision, question.people))

    def _decision(self, row: int, cells: dict[str, Cell]) -> Decision | None:
        """The decision of a row; what is wrong is added to the problems."""
        is_ours = self._check_row(row, cells)
        decision = self._choice(row, cells[DECISION])
        decided_by = self._words(row, DECIDED_BY, cells[DECIDED_BY], "the name of who decided")
        decided_on = self._day(row, cells[DECIDED_ON])
        reason = self._words(row, REASON, cells[REASON], "the reason in a few words")
        if not (is_ours and decision and decided_by and decided_on and reason):
            return None
        one, two = (
            (str(cells[f"feed_{side}"].value), str(cells[f"reference_{side}"].value))
            for side in (1, 2)
        )
        return Decision((one, two), decision, decided_by, decided_on, reason)

    def _check_row(self, row: int, cells: dict[str, Cell]) -> bool:
        """Whether the row shows what was written in it, and shows it once."""
        ids = HIDDEN[:-1]
        written = row_check(cells[name].value for name in (*SHOWN, *ids))
        if written != cells["check"].value:
            self._wrong(
                row, "the whole row",
                "expected the two records as they were written, but a cell was changed or sorted alone",
                "Copy the answer into a new workbook, made with 'review_links.py write'",
            )  # fmt: skip
            return False
        review_id = cells["review_id"].value
        first = self._rows_of.setdefault(review_id, row)
        if first != row:
            self._wrong(
                row, "the whole row", f"expected each question once, but row {first} is the same",
                "Leave one of the two empty",
            )  # fmt: skip
            return False
        return True

    def _choice(self, row: int, cell: Cell) -> str | None:
        answer = ANSWERS.get(one_line(str(cell.value)).casefold())
        if answer is None:
            self._wrong(row, DECISION, f"expected {_LISTED}", "Choose one, or leave the cell empty")
        return answer

    def _words(self, row: int, column: str, cell: Cell, what: str) -> str | None:
        text = one_line(str(cell.value)) if isinstance(cell.value, str) else ""
        if cell.data_type == "f" or not any(letter.isalpha() for letter in text):
            self._wrong(row, column, f"expected {what}", "Type it in, no formula")
            return None
        return text

    def _day(self, row: int, cell: Cell) -> date | None:
        day = _as_date(cell.value)
        if day is None:
            self._wrong(row, DECIDED_ON, "expected a date", "Write it as dd/mm/yyyy")
        elif not EARLIEST <= day <= self._today:
            self._wrong(
                row, DECIDED_ON,
                f"expected a day from {EARLIEST:%d/%m/%Y} up to today, {self._today:%d/%m/%Y}",
                "Write the day on which it was decided",
            )  # fmt: skip
            return None
        return day

    def _wrong(self, row: int, column: str, expected: str, cure: str) -> None:
        where = column if column == "the whole row" else f"column '{column}'"
        self.problems.append(Problem(row, where, expected, cure))


def _as_date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(str(value).strip(), form).date()
        except ValueError:
            continue
    return None


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
