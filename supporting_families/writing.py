"""Writes one table of a landed file as Parquet, all text, each row with where it came from."""

from __future__ import annotations

import difflib
import os
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from supporting_families.accounts import LandedFile, Refused
from supporting_families.contracts import TableContract, plain_header
from supporting_families.forms.part import Part
from supporting_families.reading import Reading
from supporting_families.rectifying import Rectification, put_right

TEXT_ONCE = pa.dictionary(pa.int32(), pa.string())


def write_part(
    part: Part,
    reading: Reading,
    account: LandedFile,
    target: Path,
    rectifications: list[Rectification],
) -> None:
    """Write the rows, put right, and complete the account. Raises Refused; then no file is."""
    columns = _columns(part.header, reading, account)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    facts = _facts(reading, account)
    try:
        _write_rows(part, reading, columns, account, facts, partial, rectifications)
        account.reject(part.rejected)
        read = account.rows_taken_in + account.rows_rejected
        if account.rows_counted != read:
            raise _miscounted(part, account.rows_counted, read)
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def write_empty(contract: TableContract, intake: Path) -> str:
    """A Parquet file without rows, so that a feed that never came is zero rows."""
    name = f"{contract.feed_code}/{contract.name}/_empty.parquet"
    path = intake / name
    schema = parquet_schema(contract)
    if not path.is_file() or not pq.read_schema(path).equals(schema):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        pq.write_table(schema.empty_table(), partial)
        os.replace(partial, path)
    return name


def parquet_schema(contract: TableContract) -> pa.Schema:
    """The columns of the contract, the parts of the period, and where a row came from.

    The authority of the file is `of_authority`, for registers have an `authority_code` of their own.
    """
    names = [*contract.column_names, *contract.period]
    if contract.folder_feed:
        names.append(contract.folder_feed)
    fields = [(name, pa.string()) for name in names]
    fields += [
        ("of_authority", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("received_at", pa.date32()),
    ]
    return pa.schema(fields)


def _columns(header: list[str], reading: Reading, account: LandedFile) -> dict[int, str]:
    """The contract column at each position of the header. Raises Refused when it does not fit."""
    contract, by_header = reading.contract, reading.headings.by_header
    found = {
        position: by_header[plain_header(name)]
        for position, name in enumerate(header)
        if plain_header(name) in by_header
    }
    constants = reading.mapping.constants if reading.mapping else {}
    there = {*found.values(), *constants}
    extra = [name for at, name in enumerate(header) if at not in found and name]
    missing = [name for name in contract.column_names if name not in there]
    account.columns_missing = ", ".join(missing) or None
    account.columns_not_in_contract = ", ".join(extra) or None
    names = list(found.values())
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refused(
            f"the header names {', '.join(twice)} more than once", "Keep one column of that name."
        )
    lacking = [name for name in missing if name in contract.required_columns]
    if lacking:
        raise Refused(
            f"required columns are missing: {', '.join(lacking)}", _renamed_hint(lacking, extra)
        )
    return found


def _renamed_hint(lacking: list[str], extra: list[str]) -> str:
    pairs = []
    for name in lacking:
        near = difflib.get_close_matches(name.lower(), [e.lower() for e in extra], 1, 0.6)
        if near:
            pairs.append(f"'{near[0]}' may be '{name}' under another name")
    hint = "; ".join(pairs)
    cure = (
        "Rename the columns as the contract has them, map them in local/mappings/, or ask for the "
        "file again."
    )
    return f"{cure} {hint}." if hint else cure


def _facts(reading: Reading, account: LandedFile) -> dict[str, str | date | None]:
    """What is the same for every row of the file."""
    facts = {
        **reading.period_values,
        "of_authority": account.authority_code,
        "source_file": account.source_file,
        "received_at": account.received_at,
    }
    if reading.contract.folder_feed:
        facts[reading.contract.folder_feed] = account.feed_code
    return facts


def _write_rows(
    part: Part,
    reading: Reading,
    columns: dict[int, str],
    account: LandedFile,
    facts: dict[str, str | date | None],
    path: Path,
    rectifications: list[Rectification],
) -> None:
    schema = _with_texts_once(parquet_schema(reading.contract), set(facts) - set(columns.values()))
    # the type of a text that is held once is Arrow's; in the file it is a text like any other
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        for batch in part.batches(list(columns)):
            named = {columns[at]: column for at, column in batch.columns.items()}
            if reading.mapping:
                named = reading.mapping.apply(named, len(batch.rows), account.received_at)
            named, cells = put_right(named, batch.rows, rectifications)
            account.rectify(cells)
            writer.write_table(_with_provenance(named, batch.rows, schema, facts))
            account.rows_taken_in += len(batch.rows)


def _with_provenance(
    columns: dict[str, pa.Array],
    rows: np.ndarray,
    schema: pa.Schema,
    facts: dict[str, str | date | None],
) -> pa.Table:
    arrays = []
    for schema_field in schema:
        if schema_field.name in columns:
            arrays.append(columns[schema_field.name])
        elif schema_field.name == "source_row":
            arrays.append(pa.array(rows, pa.int64()))
        else:
            arrays.append(_repeated(facts.get(schema_field.name), schema_field.type, len(rows)))
    return pa.Table.from_arrays(arrays, schema=schema)


def _with_texts_once(schema: pa.Schema, names: set[str]) -> pa.Schema:
    """The schema with these texts, the same in every row, held once: much less to write."""
    return pa.schema(
        field.with_type(TEXT_ONCE)
        if field.name in names and pa.types.is_string(field.type)
        else field
        for field in schema
    )


def _repeated(value: str | date | None, kind: pa.DataType, count: int) -> pa.Array:
    if kind != TEXT_ONCE or value is None:
        return pa.repeat(pa.scalar(value, kind), count)
    places = pa.repeat(pa.scalar(0, pa.int32()), count)
    return pa.DictionaryArray.from_arrays(places, pa.array([value], pa.string()))


def _miscounted(part: Part, counted: int, read: int) -> Refused:
    problem = f"{counted} rows counted, {read} read"
    if part.read_as.startswith("csv"):
        return Refused(
            f"{problem}: the quotation marks of the file do not pair up",
            "Ask the partner to double quotation marks inside values.",
        )
    return Refused(
        f"{problem}: a row is not where the contract expects it",
        "Ask the partner for the file again, and whether its layout changed.",
    )
