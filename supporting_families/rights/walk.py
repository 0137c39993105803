"""Every row that is held of a person: walks all tables, none left out without a reason."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from supporting_families.contracts import TableContract
from supporting_families.home import Home
from supporting_families.sql_text import text_literal

from .errors import RightsError
from .reach import Reach, Way
from .subject import Subject

_IDENTIFIERS = ("upn", "former_upn", "nhs_number", "nino")
_NAMES = ("forename", "surname", "date_of_birth")


@dataclass(frozen=True)
class Row:
    """A row with its values by column, how it was reached, and where it landed."""

    values: dict[str, object]
    ways: tuple[Way, ...]
    source_file: str | None = None
    source_row: int | None = None
    received_at: object = None
    quarantined: str | None = None
    rectified: dict[str, str] = field(default_factory=dict)  # reference by column

    @property
    def about(self) -> str:
        """person, unless every way to the row leads through the family."""
        return "person" if any(way.about == "person" for way in self.ways) else "family"

    @property
    def withheld(self) -> frozenset[str]:
        """Columns that tell of somebody else by whichever way one comes to the row."""
        return frozenset.intersection(*(way.withheld for way in self.ways))


@dataclass(frozen=True)
class Held:
    """The rows of one table; `contract` where it is a table as it landed."""

    reach: Reach
    rows: list[Row]
    contract: TableContract | None = None


STRAY = Way(0, "stray", (), "", (), "", "", "person", frozenset(), "")


def walk(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    subject: Subject,
    reaches: list[Reach],
    contracts: list[TableContract],
) -> list[Held]:
    """The rows of every table that is walked, tables without any left out.

    The subject must have been laid out. Raises RightsError where the build lacks a table.
    """
    by_name = {(c.feed_code, c.name): c for c in contracts}
    connection.execute(
        "create temp table rows_found "
        "(feed_code text, landed_table text, row_key text, source_file text, source_row bigint)"
    )
    held = []
    for reach in reaches:
        if not reach.ways:
            continue
        if reach.is_register:
            contract = by_name[reach.file_root, reach.file_table]
            _load_register(connection, home, subject, reach, contract)
            source, authority = "register", False
        else:
            source = f"build.{reach.schema}.{reach.table}"
            authority = "authority_code" in _columns(connection, source)
            contract = None
        _find(connection, reach, source, subject if authority else None)
        if reach.schema != "staging" or reach.is_register:
            rows = _rows(connection, reach)
            if rows:
                held.append(Held(reach, rows, contract))
            continue
        held += _landed(connection, home.intake, reach, by_name)
    return held


def strays(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    subject: Subject,
    reaches: list[Reach],
    contracts: list[TableContract],
) -> list[Held]:
    """Rows tied to nobody that bear a number of the person, or name and date of birth.

    They were quarantined, or lack the reference that a row of their table must have.
    """
    by_name = {(c.feed_code, c.name): c for c in contracts}
    connection.execute(
        "create temp table identities as select i.* from build.intermediate.int_identities as i "
        "where i.record_key in (select record_key from records)"
    )
    held = []
    for reach in reaches:
        if reach.schema != "staging" or reach.is_register or not reach.ways:
            continue
        columns = _columns(connection, f"build.staging.{reach.table}")
        alike = _alike(columns)
        if "record_key" not in columns or not alike:
            continue
        connection.execute(
            f'create or replace temp table "{reach.table}" as '
            f"select t.*, [0] as ways_found from build.staging.{reach.table} as t "
            "where t.authority_code = $authority and not exists ("
            "select 1 from build.intermediate.int_person_source_links as l "
            "where l.record_key = t.record_key) "
            f"and exists (select 1 from identities as i where {alike})",
            {"authority": subject.authority},
        )
        held += _landed(connection, home.intake, reach, by_name)
    return held


def not_read(connection: duckdb.DuckDBPyConnection, authority: str) -> list[tuple[str, str, int]]:
    """Files of an authority that could not be read, or rows of them: file, why, how many rows.

    Nothing in them can be said to be the person's or not.
    """
    return connection.execute(
        "select f.source_file, coalesce(f.problem, 'rows that are no rows of the table'), "
        "f.rows_rejected from build.staging.landed_files as f "
        "where f.authority_code in ($authority, '*') "
        "and (f.file_status <> 'taken_in' or f.rows_rejected > 0) order by f.source_file",
        {"authority": authority},
    ).fetchall()


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    try:
        return [row[0] for row in connection.execute(f"describe {table}").fetchall()]
    except duckdb.CatalogException as error:
        raise RightsError(
            f"the build has no table {table.removeprefix('build.')}, which "
            "seeds/rights/subject_reach.csv says to look in: build and publish again."
        ) from error


def _find(
    connection: duckdb.DuckDBPyConnection, reach: Reach, source: str, subject: Subject | None
) -> None:
    """A table of the connection, of the same name, with its rows and the ways that led to each."""
    ways = ", ".join(f"case when {way.condition()} then {way.number} end" for way in reach.ways)
    conditions = " or ".join(way.condition() for way in reach.ways)
    whose = "t.authority_code = $authority and " if subject else ""
    connection.execute(
        f'create temp table "{reach.table}" as '
        f"select t.*, [{ways}] as ways_found from {source} as t where {whose}({conditions})",
        {"authority": subject.authority} if subject else {},
    )


def _load_register(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    subject: Subject,
    reach: Reach,
    contract: TableContract,
) -> None:
    """The file as it is now, by the columns of its contract, with lines since the build."""
    path = home.of_authority(contract.root, subject.authority) / f"{contract.name}.csv"
    lines: list[dict[str, str]] = []
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
    texts = {
        name: [(line.get(name) or "").strip() or None for line in lines]
        for name in contract.column_names
    }
    table = pa.table(
        {
            **{name: pa.array(values, pa.string()) for name, values in texts.items()},
            "source_file": pa.array([path.relative_to(home.path).as_posix()] * len(lines)).cast(
                pa.string()
            ),
            "source_row": pa.array(range(2, len(lines) + 2), pa.int64()),
        }
    )
    connection.register("register_lines", table)
    connection.execute("create or replace temp table register as select * from register_lines")
    connection.unregister("register_lines")


def _rows(connection: duckdb.DuckDBPyConnection, reach: Reach) -> list[Row]:
    by_number = {way.number: way for way in reach.ways}
    described = connection.execute(f'describe "{reach.table}"').fetchall()
    days = [f'"{column[0]}"' for column in described if column[1] == "DATE"]
    first = ["source_row"] if reach.is_register else [f"coalesce({', '.join(days)})"] * bool(days)
    order = first + [f'"{column[0]}"' for column in described]
    result = connection.execute(f'select * from "{reach.table}" order by {", ".join(order)}')
    names = [column[0] for column in result.description]
    rows = []
    for found in result.fetchall():
        values = dict(zip(names, found, strict=True))
        ways = tuple(by_number[number] for number in values.pop("ways_found") if number)
        place = {}
        if reach.is_register:
            place = {name: values.pop(name) for name in ("source_file", "source_row")}
        rows.append(Row(values, ways, **place))
    return rows


def _landed(
    connection: duckdb.DuckDBPyConnection,
    intake: Path,
    reach: Reach,
    by_name: dict[tuple[str, str], TableContract],
) -> list[Held]:
    """The rows as intake has them, with every column of the contract, by landed table."""
    connection.execute(
        "insert into rows_found select feed_code, landed_table, row_key, source_file, source_row "
        f'from "{reach.table}"'
    )
    tables = connection.execute(
        f'select distinct feed_code, landed_table from "{reach.table}" order by all'
    ).fetchall()
    return [
        Held(reach, _as_landed(connection, intake, reach, by_name[table]), by_name[table])
        for table in tables
    ]


def _as_landed(
    connection: duckdb.DuckDBPyConnection, intake: Path, reach: Reach, contract: TableContract
) -> list[Row]:
    by_number = {way.number: way for way in (*reach.ways, STRAY)}
    names = [*contract.column_names, *contract.period]
    values = ", ".join(f'r."{name}"' for name in names)
    files = text_literal(intake / contract.feed_code / contract.name / "*.parquet")
    found = connection.execute(
        f"select s.source_file, s.source_row, s.received_at, s.quarantine_reason, s.ways_found, "
        f"(select list([c.column_name, c.rectification_ref]) from build.staging.landed_rectified "
        "as c where c.source_file = s.source_file and c.source_row = s.source_row), "
        f'{values} from "{reach.table}" as s '
        f"inner join read_parquet({files}, union_by_name=true) as r "
        "on s.source_file = r.source_file and s.source_row = r.source_row "
        "where s.landed_table = $table order by s.received_at, s.source_file, s.source_row",
        {"table": contract.name},
    ).fetchall()
    return [
        Row(
            dict(zip(names, texts, strict=True)),
            tuple(by_number[number] for number in ways if number is not None),
            file,
            row,
            received,
            quarantined,
            dict(cells or []),
        )
        for file, row, received, quarantined, ways, cells, *texts in found
    ]


def _alike(columns: Iterable[str]) -> str:
    """SQL that holds of a row `t` that bears what an identity `i` bears; empty where it cannot."""
    there = set(columns)
    told = [f"t.{name} = i.{name}" for name in _IDENTIFIERS if name in there]
    if set(_NAMES) <= there:
        told.append(
            "(lower(trim(t.forename)) = lower(trim(i.forename)) and "
            "lower(trim(t.surname)) = lower(trim(i.surname)) "
            "and t.date_of_birth = i.date_of_birth)"
        )
    return " or ".join(told)
