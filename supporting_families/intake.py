"""Takes landed files in: each becomes one Parquet file, all text, with its name and row numbers.

Nothing is lost: for every file the rows counted from its bytes equal the rows written plus the rows
rejected, or the file is refused whole. A file that has not changed is not read again.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from supporting_families.contracts import TableContract, load_contracts
from supporting_families.home import Home
from supporting_families.scan import Scan, scan_file

INTAKE_VERSION = "1"
BLOCK_SIZE = 8 * 1024 * 1024
OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
MAGIC = {
    b"PK\x03\x04": "a workbook or zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}


class Refused(Exception):
    """The file as a whole cannot be taken in. Carries what is wrong and what to do about it."""

    def __init__(self, problem: str, cure: str):
        super().__init__(problem)
        self.problem = problem
        self.cure = cure


@dataclass(frozen=True)
class Reject:
    """Rows of a file that are not rows of its table: first and last row, header being row 1."""

    source_file: str
    feed_code: str
    first_row: int
    last_row: int
    row_count: int
    reason: str


@dataclass
class LandedFile:
    """The account of one landed file."""

    source_file: str
    feed_code: str
    table_name: str | None = None
    received_at: date | None = None
    period: str | None = None
    file_status: str = "unrecognised"
    rows_counted: int = 0
    rows_taken_in: int = 0
    rows_rejected: int = 0
    problem: str | None = None
    cure: str | None = None
    columns_missing: str | None = None
    columns_not_in_contract: str | None = None
    sha256: str | None = None
    rejects: list[Reject] = field(default_factory=list)


FILES_SCHEMA = pa.schema(
    [
        ("source_file", pa.string()),
        ("feed_code", pa.string()),
        ("table_name", pa.string()),
        ("received_at", pa.date32()),
        ("period", pa.string()),
        ("file_status", pa.string()),
        ("rows_counted", pa.int64()),
        ("rows_taken_in", pa.int64()),
        ("rows_rejected", pa.int64()),
        ("problem", pa.string()),
        ("cure", pa.string()),
        ("columns_missing", pa.string()),
        ("columns_not_in_contract", pa.string()),
        ("sha256", pa.string()),
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


def take_in(home: Home, contracts: list[TableContract] | None = None) -> list[LandedFile]:
    """Bring `warehouse/intake` into line with what has landed, and account for every file."""
    contracts = contracts or load_contracts()
    index = _read_index(home)
    authority = _authority_code(home)
    files, entries, keep = [], {}, set()
    for contract in contracts:
        keep.add(_write_empty(home, contract))
    for path in _landed_paths(home):
        name = path.relative_to(home.path).as_posix()
        stat = path.stat()
        known = index.get(name)
        contract = _contract_of(path, name, contracts)
        print_key = f"{INTAKE_VERSION}:{contract.fingerprint if contract else ''}:{authority}"
        stamp = [stat.st_size, stat.st_mtime_ns, print_key]
        if known and known["stamp"] == stamp and _still_there(home, known):
            account = _from_entry(known["account"])
        else:
            account = _take_in_file(home, path, name, contract, authority, print_key)
        target = _target_name(account, print_key) if account.file_status == "taken_in" else None
        if target:
            keep.add(target)
        entries[name] = {"stamp": stamp, "parquet": target, "account": _to_entry(account)}
        files.append(account)
    _remove_stale(home, keep)
    _write_index(home, entries)
    return files


def files_table(files: list[LandedFile]) -> pa.Table:
    """One row per landed file."""
    rows = [{name: getattr(file, name) for name in FILES_SCHEMA.names} for file in files]
    return pa.Table.from_pylist(rows, schema=FILES_SCHEMA)


def rejects_table(files: list[LandedFile]) -> pa.Table:
    """One row per run of rejected rows."""
    rows = [asdict(reject) for file in files for reject in file.rejects]
    return pa.Table.from_pylist(rows, schema=REJECTS_SCHEMA)


def messages(files: list[LandedFile]) -> list[str]:
    """A line for every file that was not taken in: feed, file, what is wrong, what to do."""
    return [
        f"{file.feed_code}: {file.source_file}: {file.problem}. {file.cure}"
        for file in files
        if file.problem
    ]


def read_accounts(home: Home) -> list[LandedFile]:
    """The accounts as the last intake left them."""
    return [_from_entry(entry["account"]) for entry in _read_index(home).values()]


# What has landed ------------------------------------------------------------------------------


def _landed_paths(home: Home) -> list[Path]:
    paths = [path for path in home.landing.rglob("*") if path.parent != home.landing]
    for folder in ("local", "registers"):
        paths.extend((home.path / folder).glob("*.csv"))
    return sorted(path for path in paths if path.is_file() and not path.name.startswith("."))


def _contract_of(path: Path, name: str, contracts: list[TableContract]) -> TableContract | None:
    parts = name.split("/")
    feed_code = parts[1] if parts[0] == "landing" else parts[0]
    for contract in contracts:
        if contract.feed_code == feed_code and contract.pattern.match(path.name):
            return contract
    return None


def _authority_code(home: Home) -> str:
    """The authority whose files land here: the first row of `local/authority.csv`, else `000`."""
    path = home.path / "local" / "authority.csv"
    if not path.is_file():
        return "000"
    with path.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file), {})
    return (row.get("authority_code") or "000").strip()


# One file -------------------------------------------------------------------------------------


def _take_in_file(
    home: Home,
    path: Path,
    name: str,
    contract: TableContract | None,
    authority: str,
    print_key: str,
) -> LandedFile:
    parts = name.split("/")
    account = LandedFile(source_file=name, feed_code=parts[1] if len(parts) > 2 else parts[0])
    scan = scan_file(path)
    account.sha256 = scan.sha256
    account.rows_counted = max(scan.records - 1, 0)
    try:
        if contract is None:
            raise Refused(
                "no table of the feed has files of this name",
                f"Put it under landing/<feed>/<date received>/ with the name that the contract of "
                f"the feed asks for (models/staging/{account.feed_code}/).",
            )
        account.table_name = contract.name
        account.file_status = "refused"
        if contract.root == "landing":
            account.received_at = _received_at(parts)
        captured = contract.pattern.match(path.name).groupdict()
        account.period = "/".join(captured[part].lower() for part in contract.period) or None
        _check_bytes(scan)
        header = _read_header(path)
        _check_header(header, contract, account)
        if scan.records < 2 and contract.root == "landing":
            raise Refused(
                "the file has a header and no rows",
                "Ask the partner for the rows, or for a note that there were none and remove it.",
            )
        _write_parquet(home, path, scan, header, contract, account, captured, authority, print_key)
        account.file_status = "taken_in"
    except Refused as refusal:
        account.problem, account.cure = refusal.problem, refusal.cure
        _refuse_rows(account)
    return account


def _refuse_rows(account: LandedFile) -> None:
    account.rows_taken_in = 0
    account.rows_rejected = account.rows_counted
    account.rejects = []
    if account.rows_counted:
        account.rejects.append(
            Reject(
                account.source_file,
                account.feed_code,
                2,
                account.rows_counted + 1,
                account.rows_counted,
                f"file refused: {account.problem}",
            )
        )


def _received_at(parts: list[str]) -> date:
    try:
        return date.fromisoformat(parts[2])
    except ValueError as error:
        raise Refused(
            f"the folder '{parts[2]}' is not the date on which the file was received",
            "Name the folder YYYY-MM-DD after the day the file came.",
        ) from error


def _check_bytes(scan: Scan) -> None:
    for magic, what in MAGIC.items():
        if scan.first_bytes.startswith(magic):
            raise Refused(
                f"the file is {what}, not comma-separated text in UTF-8",
                "Ask the partner for, or save it as, CSV in UTF-8.",
            )
    if scan.size == 0:
        raise Refused("the file is empty", "Ask the partner to send it again.")
    if scan.has_null_bytes:
        raise Refused(
            "the file holds null bytes, so it is not text",
            "Ask the partner to export it again as CSV in UTF-8.",
        )
    if scan.open_quote_line is not None:
        raise Refused(
            f"a quotation mark opened in row {scan.open_quote_line} is never closed",
            "Close or double the quotation mark in that row, or ask for the file again.",
        )


def _read_header(path: Path) -> list[str]:
    with path.open("rb") as file:
        line = file.readline()
    try:
        return [name.strip() for name in next(csv.reader([line.decode("utf-8-sig")]))]
    except UnicodeDecodeError as error:
        raise _not_utf8(1) from error


def _not_utf8(row: int | None) -> Refused:
    where = f", first in row {row}" if row else ""
    return Refused(
        f"the file is not text in UTF-8{where}", "Ask the partner for, or save it as, CSV in UTF-8."
    )


def _check_header(header: list[str], contract: TableContract, account: LandedFile) -> None:
    known = {name.lower() for name in contract.column_names}
    found = [name.lower() for name in header]
    extra = [name for name in header if name.lower() not in known]
    missing = [name for name in contract.column_names if name.lower() not in found]
    account.columns_missing = ", ".join(missing) or None
    account.columns_not_in_contract = ", ".join(extra) or None
    if len(header) == 1:
        for delimiter, words in OTHER_DELIMITERS.items():
            if delimiter in header[0]:
                raise Refused(
                    f"the columns are separated by {words}, expected commas",
                    "Save the file with commas between the columns.",
                )
    twice = sorted({name for name in found if found.count(name) > 1 and name in known})
    if twice:
        raise Refused(
            f"the header names {', '.join(twice)} more than once",
            "Keep one column of that name.",
        )
    lacking = [name for name in contract.required_columns if name.lower() not in found]
    if lacking:
        raise Refused(
            f"required columns are missing: {', '.join(lacking)}", _renamed_hint(lacking, extra)
        )


def _renamed_hint(lacking: list[str], extra: list[str]) -> str:
    pairs = []
    for name in lacking:
        near = difflib.get_close_matches(name.lower(), [e.lower() for e in extra], 1, 0.6)
        if near:
            pairs.append(f"'{near[0]}' may be '{name}' under another name")
    hint = "; ".join(pairs)
    cure = "Rename the columns as the contract has them, or ask for the file again."
    return f"{cure} {hint}." if hint else cure


# Writing --------------------------------------------------------------------------------------


def _write_parquet(
    home: Home,
    path: Path,
    scan: Scan,
    header: list[str],
    contract: TableContract,
    account: LandedFile,
    captured: dict[str, str],
    authority: str,
    print_key: str,
) -> None:
    invalid: list[tuple[int, str]] = []

    def on_invalid(row: pa_csv.InvalidRow) -> str:
        reason = f"{row.actual_columns} fields, expected {row.expected_columns}"
        invalid.append((row.number, reason))
        return "skip"

    names = [name.lower() for name in header]
    contracted = {name.lower(): name for name in contract.column_names}
    wanted = [name for name in names if name in contracted]
    reader_options = {
        "read_options": pa_csv.ReadOptions(
            use_threads=False, block_size=BLOCK_SIZE, column_names=names, skip_rows=1
        ),
        "parse_options": pa_csv.ParseOptions(
            newlines_in_values=scan.has_quotes,
            ignore_empty_lines=False,
            invalid_row_handler=on_invalid,
        ),
        "convert_options": pa_csv.ConvertOptions(
            column_types={name: pa.string() for name in names},
            include_columns=wanted,
            strings_can_be_null=False,
        ),
    }
    schema = _parquet_schema(contract)
    target = home.intake / _target_name(account, print_key)
    partial = target.with_suffix(".partial")
    target.parent.mkdir(parents=True, exist_ok=True)
    next_row, taken_in, used = 2, 0, 0
    try:
        with pa_csv.open_csv(path, **reader_options) as reader:
            with pq.ParquetWriter(partial, schema, compression="zstd") as writer:
                for batch in reader:
                    skipped = [number for number, _ in invalid[used:]]
                    used = len(invalid)
                    rows = _row_numbers(next_row, batch.num_rows, skipped)
                    next_row += batch.num_rows + len(skipped)
                    if scan.blank_lines:
                        is_row = ~np.isin(rows, scan.blank_lines)
                        rows, batch = rows[is_row], batch.filter(pa.array(is_row))
                    taken_in += batch.num_rows
                    columns = {contracted[n]: batch.column(n) for n in batch.schema.names}
                    writer.write_table(
                        _with_provenance(columns, rows, schema, account, captured, authority)
                    )
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        partial.unlink(missing_ok=True)
        raise _not_readable(path, error) from error
    account.rejects = _reject_runs(account, invalid)
    account.rows_rejected = sum(reject.row_count for reject in account.rejects)
    account.rows_taken_in = taken_in
    if account.rows_counted != taken_in + account.rows_rejected:
        partial.unlink(missing_ok=True)
        raise Refused(
            f"{account.rows_counted} rows counted, {taken_in + account.rows_rejected} read: "
            "the quotation marks of the file do not pair up",
            "Ask the partner to double quotation marks inside values.",
        )
    os.replace(partial, target)


def _not_readable(path: Path, error: Exception) -> Refused:
    row = 1
    with path.open("rb") as file:
        for line in file:
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return _not_utf8(row)
            row += 1
    return Refused(
        f"the file cannot be read as CSV ({type(error).__name__})",
        "Ask the partner to export it again as CSV in UTF-8.",
    )


def _parquet_schema(contract: TableContract) -> pa.Schema:
    fields = [(name, pa.string()) for name in contract.column_names]
    fields += [(name, pa.string()) for name in contract.period]
    fields += [
        ("authority_code", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("received_at", pa.date32()),
    ]
    return pa.schema(fields)


def _with_provenance(
    columns: dict[str, pa.Array],
    rows: np.ndarray,
    schema: pa.Schema,
    account: LandedFile,
    captured: dict[str, str],
    authority: str,
) -> pa.Table:
    facts = {
        **{name: value.lower() for name, value in captured.items()},
        "authority_code": authority,
        "source_file": account.source_file,
        "received_at": account.received_at,
    }
    arrays = []
    for schema_field in schema:
        if schema_field.name in columns:
            arrays.append(columns[schema_field.name])
        elif schema_field.name == "source_row":
            arrays.append(pa.array(rows, pa.int64()))
        else:
            value = pa.scalar(facts.get(schema_field.name), schema_field.type)
            arrays.append(pa.repeat(value, len(rows)))
    return pa.Table.from_arrays(arrays, schema=schema)


def _row_numbers(first: int, count: int, skipped: list[int]) -> np.ndarray:
    """The row numbers of `count` good rows from row `first` on, leaving out the skipped ones."""
    rows = np.arange(first, first + count + len(skipped), dtype=np.int64)
    return rows if not skipped else np.setdiff1d(rows, skipped, assume_unique=True)


def _reject_runs(account: LandedFile, invalid: list[tuple[int, str]]) -> list[Reject]:
    runs: list[Reject] = []
    for row, reason in invalid:
        last = runs[-1] if runs else None
        if last and last.last_row == row - 1 and last.reason == reason:
            runs.pop()
            first, count = last.first_row, last.row_count + 1
        else:
            first, count = row, 1
        runs.append(Reject(account.source_file, account.feed_code, first, row, count, reason))
    return runs


def _write_empty(home: Home, contract: TableContract) -> str:
    """A Parquet file without rows, so that a feed that never came is zero rows."""
    name = f"{contract.feed_code}/{contract.name}/_empty.parquet"
    path = home.intake / name
    schema = _parquet_schema(contract)
    if not path.is_file() or not pq.read_schema(path).equals(schema):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        pq.write_table(schema.empty_table(), partial)
        os.replace(partial, path)
    return name


def _target_name(account: LandedFile, print_key: str) -> str:
    identity = f"{account.sha256}|{account.source_file}|{print_key}"
    key = hashlib.sha256(identity.encode()).hexdigest()
    return f"{account.feed_code}/{account.table_name}/{key}.parquet"


# The index of what was taken in -----------------------------------------------------------------


def _index_path(home: Home) -> Path:
    return home.intake / "index.json"


def _read_index(home: Home) -> dict:
    path = _index_path(home)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _write_index(home: Home, entries: dict) -> None:
    path = _index_path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(entries, indent=1), encoding="utf-8")
    os.replace(partial, path)


def _still_there(home: Home, entry: dict) -> bool:
    return entry["parquet"] is None or (home.intake / entry["parquet"]).is_file()


def _to_entry(account: LandedFile) -> dict:
    entry = asdict(account)
    entry["received_at"] = account.received_at and account.received_at.isoformat()
    return entry


def _from_entry(entry: dict) -> LandedFile:
    values = dict(entry)
    values["received_at"] = entry["received_at"] and date.fromisoformat(entry["received_at"])
    values["rejects"] = [Reject(**reject) for reject in entry["rejects"]]
    return LandedFile(**values)


def _remove_stale(home: Home, keep: set[str]) -> None:
    """Only what stands for a file that is still landed may be read by staging."""
    for path in home.intake.glob("*/*/*"):
        if path.relative_to(home.intake).as_posix() not in keep:
            path.unlink()
