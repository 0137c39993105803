"""What the tests of the catalogue find in a changed one, and the rows of the folder behind it."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from .alternative import Alternative, Change
from .errors import Problem
from .models import FailedTest

SHOWN = 5


def problems_of(
    connection: duckdb.DuckDBPyConnection, tests: Iterable[FailedTest], alternative: Alternative
) -> list[Problem]:
    """What makes the changed tables wrong in themselves, in the order of the files."""
    problems = []
    for test in tests:
        if test.table:
            for row in _rows(connection, test):
                problems += _problems(test, row, alternative)
    places = {(change.file, change.row): at for at, change in enumerate(alternative.changes)}
    return sorted(
        dict.fromkeys(problems), key=lambda p: (places.get((p.file, p.row), len(places)), str(p))
    )


def notes_of(connection: duckdb.DuckDBPyConnection, tests: Iterable[FailedTest]) -> list[str]:
    """What the catalogue asks of itself as a whole and the changed one does not keep."""
    notes = []
    for test in tests:
        if not test.table:
            rows = [" ".join(row) for row in _rows(connection, test)]
            more = ["..."] if len(rows) > SHOWN else []
            asked = test.name.removeprefix("assert_").replace("_", " ")
            notes.append(f"{asked}: not so for {'; '.join(rows[:SHOWN] + more)}")
    return notes


def _rows(connection: duckdb.DuckDBPyConnection, test: FailedTest) -> list[list[str]]:
    rows = connection.execute(test.query).fetchall()
    return sorted([str(value) for value in row if value is not None] for row in rows)


def _problems(test: FailedTest, row: list[str], alternative: Alternative) -> list[Problem]:
    """What is wrong by one row of what a test of a table found."""
    changes = [change for change in alternative.changes if change.seed.name == test.table]
    if test.kind == "relationships":
        return _unrelated(test, row[0], changes, alternative)
    expected = f"expected what the test '{test.name}' asks, not '{' '.join(row)}'"
    if test.kind.startswith("unique"):
        *row, _ = row  # the last value is how often the others are there
        expected = f"expected '{' '.join(row)}' once in the table, not twice"
    causes = [change for change in changes if set(row) & set(change.cells.values())]
    return [
        Problem(f"{test.table}.csv", cause and cause.row, test.column, expected, "Correct it")
        for cause in causes or [None]
    ]


def _unrelated(
    test: FailedTest, value: str, changes: list[Change], alternative: Alternative
) -> list[Problem]:
    """A value that names a row which is not there, or no longer."""
    column, other = test.column, test.other_table
    causes = [change for change in changes if change.cells.get(column) == value]
    if causes:
        return [
            Problem(
                cause.file, cause.row, column,
                f"expected a {test.other_column} that '{other}' has, not '{value}'",
                f"Correct it, or add it in {other}.csv",
            )  # fmt: skip
            for cause in causes
        ]
    removed = [
        change
        for change in alternative.changes
        if change.seed.name == other and change.kind == "removed" and value in change.key
    ]
    return [
        Problem(
            f"{other}.csv", cause and cause.row, None,
            f"expected a row that '{test.table}' does not name, but its column '{column}' has "
            f"'{value}'",
            f"Take the rows of '{test.table}' out as well, in {test.table}.csv",
        )  # fmt: skip
        for cause in removed or [None]
    ]
