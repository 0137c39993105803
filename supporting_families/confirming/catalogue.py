"""The rows of the catalogue that can be confirmed, as the last publishing has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from supporting_families.home import Home
from supporting_families.publish import PublishedBuild, read_published_build
from supporting_families.published import published_rows

_TEXT = pa.string()
_ROWS = pa.schema(
    [(name, _TEXT) for name in (
        "authority_code", "catalogue_table", "row_code", "framework_version", "headline_name", "need_no",
        "need_name", "row_text", "note", "provenance", "confidence", "decided_by",
    )]
    + [("reading_order", pa.int64()), ("headline_no", pa.int64()), ("is_confirmed", pa.int64()),
       ("decided_on", pa.date32())]
)  # fmt: skip
_VALUES = pa.schema(
    [(name, _TEXT) for name in (
        "authority_code", "catalogue_table", "row_code", "column_name", "value_in_force", "value_type",
        "allowed_words", "lowest", "highest",
    )]
    + [("may_be_empty", pa.int64())]
)  # fmt: skip

LABELS = {  # what a value is called, by its column, in the order they are shown
    "window_value": "length of the window",
    "min_count": "least number",
    "threshold": "percentage",
    "age_min": "youngest age",
    "age_max": "oldest age",
    "is_active": "in use (1 yes 0 no)",
    "cut_off": "cut-off",
    "reliable_change": "change that counts",
    "amount_gbp": "amount in pounds",
    "setting_value": "value",
}


class ConfirmError(Exception):
    """The command cannot do its work; the message says what to do."""


@dataclass(frozen=True)
class Value:
    """A value of a row that may be overridden, and what may stand in its place."""

    column: str
    in_force: str | None
    type: str
    allowed: tuple[str, ...]
    may_be_empty: bool
    lowest: str | None
    highest: str | None


@dataclass(frozen=True)
class Row:
    """A row of the catalogue; `version` is empty where it belongs to every version."""

    table: str
    code: str
    order: int
    version: str | None
    headline: str | None
    need: str | None
    text: str
    note: str | None
    provenance: str
    confidence: str
    is_confirmed: bool
    decided_by: str | None
    decided_on: date | None
    values: dict[str, Value]

    @property
    def key(self) -> tuple[str, str]:
        return self.table, self.code


def read_catalogue(home: Home, authority: str) -> tuple[PublishedBuild, list[Row]]:
    """The published build and the catalogue of an authority in reading order.

    Raises ConfirmError.
    """
    file = home.published_file
    if not file.is_file():
        raise ConfirmError(
            f"Nothing is published: '{file}' does not exist. Run 'python tasks.py publish' first."
        )
    try:
        build = read_published_build(file)
        rows = _of(authority, published_rows(file, "governance.gov_catalogue", _ROWS))
        told = _of(authority, published_rows(file, "governance.gov_catalogue_values", _VALUES))
    except duckdb.IOException as error:
        raise ConfirmError(
            f"'{file}' cannot be read: another tool has it open. Close it and try again."
        ) from error
    if not rows:
        raise ConfirmError(
            f"'{file}' has no catalogue: it was published before there was one. Build and publish "
            "again."
        )
    values: dict[tuple[str, str], dict[str, Value]] = {}
    for value in told:
        of_row = values.setdefault((value["catalogue_table"], value["row_code"]), {})
        of_row[value["column_name"]] = _value(value)
    rows.sort(key=lambda row: row["reading_order"])
    return build, [
        _row(row, values.get((row["catalogue_table"], row["row_code"]), {})) for row in rows
    ]


def _of(authority: str, table: pa.Table) -> list[dict]:
    return [row for row in table.to_pylist() if row["authority_code"] == authority]


def _value(value: dict) -> Value:
    return Value(
        column=value["column_name"],
        in_force=value["value_in_force"],
        type=value["value_type"],
        allowed=tuple((value["allowed_words"] or "").split()),
        may_be_empty=bool(value["may_be_empty"]),
        lowest=value["lowest"],
        highest=value["highest"],
    )


def _row(row: dict, values: dict[str, Value]) -> Row:
    return Row(
        table=row["catalogue_table"],
        code=row["row_code"],
        order=row["reading_order"],
        version=row["framework_version"],
        headline=row["headline_name"] and f"{row['headline_no']} {row['headline_name']}",
        need=row["need_name"] and f"{row['need_no']} {row['need_name']}",
        text=row["row_text"],
        note=row["note"],
        provenance=row["provenance"],
        confidence=row["confidence"],
        is_confirmed=bool(row["is_confirmed"]),
        decided_by=row["decided_by"],
        decided_on=row["decided_on"],
        values={column: values[column] for column in LABELS if column in values},
    )
