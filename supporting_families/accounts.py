"""The account of what landed: one for every file, or for every table inside a file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date

import pyarrow as pa


class Refused(Exception):
    """A file, or a table in it, cannot be taken in. Carries what is wrong and what to do."""

    def __init__(self, problem: str, cure: str, rows_counted: int = 0):
        super().__init__(problem)
        self.problem = problem
        self.cure = cure
        self.rows_counted = rows_counted


class Unrecognised(Refused):
    """No table of the feed is known to come in a file of this name, or in this part of it."""


@dataclass(frozen=True)
class Reject:
    """Rows of a file that are not rows of its table: first and last row, header being row 1."""

    source_file: str
    feed_code: str
    first_row: int
    last_row: int
    row_count: int
    reason: str


@dataclass(frozen=True)
class Rectified:
    """A cell that holds another value than was received, and the rectification that says so."""

    source_file: str
    feed_code: str
    source_row: int
    column_name: str
    rectification_ref: str


@dataclass
class LandedFile:
    """The account of one landed file, or of one table in it (`source_file` is then `file#table`).

    `authority_code` is `*` where the file is of no single authority. `read_as` says what it was read
    as: `csv utf-8 ,`, `xml`, `workbook`, `parquet`, and the mapping where one was used.
    `taken_in_as` names the Parquet file it became: another name, other content or another reading.
    """

    source_file: str
    feed_code: str
    authority_code: str
    table_name: str | None = None
    received_at: date | None = None
    period: str | None = None
    read_as: str | None = None
    file_status: str = "unrecognised"
    rows_counted: int = 0
    rows_taken_in: int = 0
    rows_rejected: int = 0
    problem: str | None = None
    cure: str | None = None
    columns_missing: str | None = None
    columns_not_in_contract: str | None = None
    sha256: str | None = None
    taken_in_as: str | None = None
    rejects: list[Reject] = field(default_factory=list)
    rectified: list[Rectified] = field(default_factory=list)

    def refuse(self, refusal: Refused) -> None:
        """Account for the file as refused whole: all rows counted are rejected."""
        self.file_status = "unrecognised" if isinstance(refusal, Unrecognised) else "refused"
        self.problem, self.cure = refusal.problem, refusal.cure
        self.rows_counted = max(self.rows_counted, refusal.rows_counted)
        self.rows_taken_in, self.rows_rejected = 0, self.rows_counted
        self.rejects, self.rectified, self.taken_in_as = [], [], None
        if self.rows_counted:
            last, reason = self.rows_counted + 1, f"file refused: {self.problem}"
            self.rejects.append(
                Reject(self.source_file, self.feed_code, 2, last, self.rows_counted, reason)
            )

    def reject(self, rows: list[tuple[int, str]]) -> None:
        """Account for rows that are no rows of the table, each with its number and the reason."""
        runs: list[Reject] = []
        for row, reason in sorted(rows):
            first, count = row, 1
            if runs and runs[-1].last_row == row - 1 and runs[-1].reason == reason:
                last = runs.pop()
                first, count = last.first_row, last.row_count + 1
            runs.append(Reject(self.source_file, self.feed_code, first, row, count, reason))
        self.rejects = runs
        self.rows_rejected = len(rows)

    def rectify(self, cells: list[tuple[int, str, str]]) -> None:
        """Account for cells put right, each with its row, column and rectification."""
        self.rectified += [Rectified(self.source_file, self.feed_code, *cell) for cell in cells]

    def to_entry(self) -> dict:
        """The account as JSON can hold it."""
        entry = asdict(self)
        entry["received_at"] = self.received_at and self.received_at.isoformat()
        return entry

    @classmethod
    def from_entry(cls, entry: dict) -> LandedFile:
        """The account that `to_entry` wrote."""
        values = dict(entry)
        values["received_at"] = entry["received_at"] and date.fromisoformat(entry["received_at"])
        values["rejects"] = [Reject(**reject) for reject in entry["rejects"]]
        values["rectified"] = [Rectified(**cell) for cell in entry.get("rectified", [])]
        return cls(**values)


FILES_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("authority_code", pa.string()),
        ("feed_code", pa.string()),
        ("table_name", pa.string()),
        ("received_at", pa.date32()),
        ("period", pa.string()),
        ("read_as", pa.string()),
        ("file_status", pa.string()),
        ("rows_counted", pa.int64()),
        ("rows_taken_in", pa.int64()),
        ("rows_rejected", pa.int64()),
        ("problem", pa.string()),
        ("cure", pa.string()),
        ("columns_missing", pa.string()),
        ("columns_not_in_contract", pa.string()),
        ("sha256", pa.string()),
        ("taken_in_as", pa.string()),
    ]
)
REJECTS_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("feed_code", pa.string()),
        ("first_row", pa.int64()),
        ("last_row", pa.int64()),
        ("row_count", pa.int64()),
        ("reason", pa.string()),
    ]
)

RECTIFIED_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("feed_code", pa.string()),
        ("source_row", pa.int64()),
        ("column_name", pa.string()),
        ("rectification_ref", pa.string()),
    ]
)


def files_table(files: list[LandedFile]) -> pa.Table:
    """One row per landed file, or per table in it."""
    rows = [{name: getattr(file, name) for name in FILES_SCHEMA.names} for file in files]
    return pa.Table.from_pylist(rows, schema=FILES_SCHEMA)


def rejects_table(files: list[LandedFile]) -> pa.Table:
    """One row per run of rejected rows."""
    rows = [asdict(reject) for file in files for reject in file.rejects]
    return pa.Table.from_pylist(rows, schema=REJECTS_SCHEMA)


def rectified_table(files: list[LandedFile]) -> pa.Table:
    """One row per cell that was put right."""
    rows = [asdict(cell) for file in files for cell in file.rectified]
    return pa.Table.from_pylist(rows, schema=RECTIFIED_SCHEMA)


def messages(files: list[LandedFile]) -> list[str]:
    """A line for every file that was not taken in: feed, file, what is wrong, what to do."""
    return [
        f"{file.feed_code}: {file.source_file}: {file.problem}. {file.cure}"
        for file in files
        if file.problem
    ]
