"""Values that are not to be used as a partner sent them: intake puts them right.

What landed stays as received. A rectification holds for the rows of a table that one of its columns
names, and only while the wrong value stands in them: another value that the partner sends later is
taken in as it comes.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from supporting_families.accounts import LandedFile, Refused
from supporting_families.contracts import TableContract
from supporting_families.home import Home

REGISTER = "rectifications.csv"


@dataclass(frozen=True)
class Rectification:
    """A wrong value, where it stands, and the right one; empty for a value not to be used."""

    rectification_ref: str
    feed_code: str
    table_name: str
    row_column: str
    row_value: str
    column_name: str
    wrong_value: str
    right_value: str


def load_rectifications(
    home: Home, contracts: list[TableContract], authority: str
) -> tuple[list[Rectification], list[LandedFile]]:
    """What an authority has put right and not taken back, and an account of each faulty line.

    A file without the columns of its contract gives none: it is refused where it is taken in.
    """
    path = home.of_authority("registers", authority) / REGISTER
    if not path.is_file():
        return [], []
    tables = {(c.feed_code, c.name): c for c in contracts if c.root == "landing"}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        expected = {*Rectification.__dataclass_fields__, "withdrawn_on"}
        if not expected <= {*(reader.fieldnames or ())}:
            return [], []
        lines = {
            (row["rectification_ref"] or "").strip(): (number, row)  # a later line of it stands
            for number, row in enumerate(reader, start=2)
        }
    found, faulty = [], []
    for number, row in lines.values():
        if (row["withdrawn_on"] or "").strip():
            continue
        values = {name: (row[name] or "").strip() for name in Rectification.__dataclass_fields__}
        rectification = Rectification(**values)
        try:
            _check(rectification, tables)
            found.append(rectification)
        except Refused as refusal:
            name = f"{path.relative_to(home.path).as_posix()}#row {number}"
            account = LandedFile(name, "registers", authority, table_name="rectifications")
            account.refuse(refusal)
            faulty.append(account)
    return found, faulty


def of_tables(
    rectifications: Iterable[Rectification], contracts: Iterable[TableContract]
) -> list[Rectification]:
    """Those of these tables."""
    tables = {(contract.feed_code, contract.name) for contract in contracts}
    return [r for r in rectifications if (r.feed_code, r.table_name) in tables]


def digest(rectifications: Iterable[Rectification]) -> str:
    """Changes whenever they would change a row otherwise; empty for none."""
    told = sorted(astuple(rectification) for rectification in rectifications)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16] if told else ""


def put_right(
    columns: Mapping[str, pa.Array], rows: np.ndarray, rectifications: list[Rectification]
) -> tuple[dict[str, pa.Array], list[tuple[int, str, str]]]:
    """The columns with what is wrong put right, and each cell changed: row, column, reference."""
    changed, cells = dict(columns), []
    for rectification in rectifications:
        name = rectification.column_name
        if name not in columns or rectification.row_column not in columns:
            continue
        theirs = _holds(columns[rectification.row_column], rectification.row_value)
        wrong = pc.and_(theirs, _holds(columns[name], rectification.wrong_value))
        if not pc.any(wrong).as_py():
            continue
        right = pa.scalar(rectification.right_value or None, pa.string())
        changed[name] = pc.if_else(wrong, right, changed[name])
        for row in rows[wrong.to_numpy(zero_copy_only=False)].tolist():
            cells.append((row, name, rectification.rectification_ref))
    return changed, cells


def _holds(column: pa.Array, value: str) -> pa.Array:
    """Where the column holds the value, blanks around it left out; an empty value: nothing."""
    texts = pc.fill_null(pc.utf8_trim_whitespace(column.cast(pa.string())), "")
    return pc.equal(texts, value)


def _check(
    rectification: Rectification, tables: Mapping[tuple[str, str], TableContract]
) -> None:
    where = f"rectification '{rectification.rectification_ref}'"
    contract = tables.get((rectification.feed_code, rectification.table_name))
    if contract is None:
        raise Refused(
            f"{where}: feed '{rectification.feed_code}' has no table '{rectification.table_name}'",
            "Name feed and table as models/staging has them.",
        )
    for column in ("row_column", "column_name"):
        name = getattr(rectification, column)
        if name not in contract.column_names:
            raise Refused(
                f"{where}: {column}: table '{contract.name}' has no column '{name}'",
                f"There are: {', '.join(contract.column_names)}.",
            )
    if not rectification.row_value:
        raise Refused(f"{where}: row_value: empty", "Say whose row it is.")
    if rectification.wrong_value == rectification.right_value:
        raise Refused(f"{where}: wrong and right value are the same", "Write what is right.")
