"""The register of month ends: what was told of a month when it closed, written down for good."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import duckdb

from supporting_families.appended import AppendedFile
from supporting_families.chaining import BrokenChain, chained, check_chain
from supporting_families.home import Home
from supporting_families.locking import locked

TABLE = "reporting.mart_month_end_history"
WRITES = "another publication is writing down what was told of month ends"
PUT_BACK = "Put back the copy of your last backup, and find out who changed it."
BUILD_AGAIN = "The build is older than the register: run 'dbt build', then publish again."


class MonthEndError(Exception):
    """What was told of a closed month is not as it was written; the message says what to do."""


@dataclass(frozen=True)
class Told:
    """A figure of a month that has closed, and when it was told."""

    month_end: date
    measure: str
    value: int
    told_on: date
    is_backfilled: int

    @property
    def what(self) -> tuple[str, str]:
        """What it is a figure of: month end and measure, as the register has them."""
        return self.month_end.isoformat(), self.measure


def told_by(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[Told]]:
    """By authority what the history in an attached database tells of closed months, in order.

    Empty where the database has no such table.
    """
    try:
        rows = connection.execute(
            "select authority_code, month_end, measure, value_told, told_on, is_backfilled "
            f"from {database}.{TABLE} where is_closed = 1 "
            "order by month_end, measure_order, measure"
        ).fetchall()
    except duckdb.CatalogException:
        return {}
    told = defaultdict(list)
    for authority, *values in rows:
        told[authority].append(Told(*values))
    return dict(told)


def check_register(home: Home, authority: str, told: list[Told], published: list[Told]) -> None:
    """Whether the register of an authority may go on with what a build tells.

    `published` is what the publication before told. Raises MonthEndError where the register is not
    as it was written, lacks what was published, or came after the build was made.
    """
    _Register(home, authority).check(told, published)


def write_down(
    home: Home, authority: str, told: list[Told], as_of_date: date, build_id: str
) -> int:
    """Add to the register what is told for the first time; gives how many figures that is.

    A build that looks back, made of what was known before the register was written last, adds
    nothing. Raises MonthEndError where the register is not as it was written or somebody writes it.
    """
    lock = home.of_authority("registers", authority) / ".month_ends.lock"
    with locked(lock, MonthEndError, WRITES):
        return _Register(home, authority).add(told, as_of_date, build_id)


class _Register:
    """The register of an authority as it is, with its chain whole. Raises MonthEndError."""

    def __init__(self, home: Home, authority: str) -> None:
        self._file = AppendedFile(home, "registers", "month_ends", authority)
        self._authority = authority
        try:
            check_chain(self._file.rows, self._file.columns, authority)
        except BrokenChain as broken:
            raise MonthEndError(
                f"'{self._file.path}', {broken}: what was told of month ends is not as it was "
                f"written. {PUT_BACK}"
            ) from broken
        self._rows = {(row["month_end"], row["measure"]): row for row in self._file.rows}

    @property
    def _last_told_on(self) -> date:
        return max((_day(row) for row in self._file.rows), default=date.min)

    def check(self, told: list[Told], published: list[Told]) -> None:
        for figure in published:
            row = self._rows.get(figure.what)
            # of a publication that looked back the register may know more, and later
            looked_back = figure.told_on < self._last_told_on
            if not (looked_back and (row is None or _day(row) > figure.told_on)):
                self._must_be(figure, row, f"as it was published. {PUT_BACK}")
        for figure in told:
            row = self._rows.get(figure.what)
            if row is not None and _day(row) <= figure.told_on:
                self._must_be(figure, row, f"as this build tells it. {BUILD_AGAIN}")

    def add(self, told: list[Told], as_of_date: date, build_id: str) -> int:
        new = [
            figure
            for figure in told
            if figure.what not in self._rows and figure.told_on >= self._last_told_on
        ]
        last = self._file.rows[-1] if self._file.rows else None
        rows = [
            {
                "authority_code": self._authority,
                "month_end": figure.month_end.isoformat(),
                "measure": figure.measure,
                "value_told": str(figure.value),
                "is_backfilled": str(figure.is_backfilled),
                "as_of_date": as_of_date.isoformat(),
                "build_id": build_id,
                "recorded_at": figure.told_on.isoformat(),
            }
            for figure in new
        ]
        self._file.append(chained(rows, self._file.columns, last))
        return len(rows)

    def _must_be(self, figure: Told, row: dict[str, str] | None, why: str) -> None:
        found = row["value_told"] if row else "no such row"
        if found != str(figure.value):
            raise MonthEndError(
                f"'{self._file.path}', {figure.measure} of {figure.month_end}: found {found}, "
                f"expected {figure.value}, {why}"
            )


def _day(row: dict[str, str]) -> date:
    return date.fromisoformat(row["recorded_at"])
