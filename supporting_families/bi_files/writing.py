"""Writes what a role may read of the published build to one folder, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from supporting_families.hashing import sha256_of_file
from supporting_families.home import Home
from supporting_families.own_files import own_folder, write_own
from supporting_families.package import MANIFEST
from supporting_families.publish import (
    PublishedBuild,
    PublishError,
    build_of_both_files,
    owner_only_files,
)
from supporting_families.serving.comments import column_comment, table_comment
from supporting_families.serving.errors import ServingError
from supporting_families.serving.rights import Rights
from supporting_families.serving.structure import AUTHORITY, described
from supporting_families.serving.tables import Table, published_files, served_tables
from supporting_families.sql_text import quoted, text_literal

from .about import columns_file, readme, tables_file
from .errors import BiFilesError

FOLDER = "bi"
OF_NOBODY = "*"  # whose rows are that are of no single authority


@dataclass(frozen=True)
class BiFiles:
    """Where the files are and what they hold."""

    folder: Path
    tables: int
    rows: int


def write_files(
    home: Home,
    authority: str,
    role: str,
    rights: Rights,
    tell: Callable[[str], None] = lambda line: None,
) -> BiFiles:
    """Write what the role reads of the authority to `output/bi/<as-of date>_<role>`.

    The files are written aside; those of the same date and role before them are there until then.
    Raises BiFilesError where no files are made for the role, nothing is published, what is
    published and the lists of rights do not agree, or the files did not come out as they should.
    """
    if role not in rights.with_files:
        raise BiFilesError(
            f"no files are made for the role '{role}', by seeds/access/access_roles.csv: only for "
            f"{', '.join(rights.with_files)}. Let it read on the server."
        )
    try:
        build = build_of_both_files(
            home, "nothing to make files of", "Run 'python tasks.py publish'.", "make them again."
        )
    except PublishError as error:
        raise BiFilesError(str(error)) from error
    parent = own_folder(home.of_authority("output", authority) / FOLDER)
    folder = parent / f"{build.as_of_date}_{role}"
    partial = _empty(parent / f".{folder.name}.partial")
    try:
        with published_files(home) as files, owner_only_files():
            writing = _Writing(files, rights, role, _rows_of(home, authority))
            counts = writing.write(partial, _database(build), tell)
        _write_about(partial, build, authority, role, counts)
        _take_the_place_of(folder, partial)
    except ServingError as error:
        raise BiFilesError(str(error)) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return BiFiles(folder, len(counts), sum(counts.values()))


@dataclass(frozen=True)
class _Writing:
    """Writes tables of the published files as one role sees those of some authorities."""

    files: duckdb.DuckDBPyConnection
    rights: Rights
    role: str
    authorities: tuple[str, ...]

    def write(
        self, folder: Path, database: str, tell: Callable[[str], None]
    ) -> dict[Table, int]:
        """Write the DuckDB file and the Parquet files; gives the rows of each table."""
        tables = [
            table
            for table in served_tables(self.files, self.rights)
            if self.role in self.rights.readers(table.schema, table.name)
        ]
        path = text_literal(folder / database)
        self.files.execute(f"attach {path} as target (storage_version 'v1.0.0')")
        counts = {}
        for schema, group in groupby(tables, key=lambda table: table.schema):
            self.files.execute(f"create schema if not exists target.{quoted(schema)}")
            own_folder(folder / "parquet" / schema)
            counted = {table: self._write_table(table, folder) for table in group}
            tell(f"  {schema}: {len(counted)} tables, {sum(counted.values()):,} rows")
            counts |= counted
        self.files.execute("detach target")
        return counts

    def _write_table(self, table: Table, folder: Path) -> int:
        target = f"target.{quoted(table.schema)}.{quoted(table.name)}"
        seen = table.selected(self.rights.masks.get((table.schema, table.name), ()), self.role)
        where = f" where {quoted(AUTHORITY)} in ({self._listed()})" if table.has(AUTHORITY) else ""
        self.files.execute(f"create table {target} as select {seen} from {table.source}{where}")
        self._comment(table, target)
        parquet = folder / _parquet(table)
        self.files.execute(
            f"copy (select * from {target}) to {text_literal(parquet)} "
            "(format parquet, compression zstd)"
        )
        wanted, written = self.files.execute(
            f"select (select count(*) from {table.source}{where}), (select count(*) from {target})"
        ).fetchone()
        in_parquet = pq.read_metadata(parquet).num_rows
        if not wanted == written == in_parquet:
            raise BiFilesError(
                f"{table.schema}.{table.name} has {wanted:,} rows, and {written:,} came into the "
                f"DuckDB file and {in_parquet:,} into Parquet. Make them again."
            )
        return written

    def _listed(self) -> str:
        return ", ".join(map(text_literal, self.authorities))

    def _comment(self, table: Table, target: str) -> None:
        known = described().get((table.schema, table.name))
        if known is None:
            return
        self.files.execute(f"comment on table {target} is {text_literal(table_comment(known))}")
        for column in known.columns:
            if table.has(column.name) and (told := column_comment(column)):
                name = f"{target}.{quoted(column.name)}"
                self.files.execute(f"comment on column {name} is {text_literal(told)}")


def _rows_of(home: Home, authority: str) -> tuple[str, ...]:
    """Whose rows are seen: what is of no single authority by who has the role for all of them."""
    return (authority, OF_NOBODY) if home.authorities() == [authority] else (authority,)


def _write_about(
    folder: Path, build: PublishedBuild, authority: str, role: str, counts: dict[Table, int]
) -> None:
    """Write what lies beside the tables: labels, a page to read first, and a manifest."""
    tables, rows = list(counts), sum(counts.values())
    write_own(folder / "tables.csv", tables_file(counts, described()))
    write_own(folder / "columns.csv", columns_file(tables, described()))
    page = readme(build, authority, role, _database(build), len(tables), rows)
    write_own(folder / "README.txt", page)
    about = {
        "recipient": role,
        "marking": "DEMO" if build.is_demo else "",
        "authority_code": authority,
        "as_of_date": str(build.as_of_date),
        "known_at": str(build.known_at),
        "build_id": build.build_id,
        "files": _entries(folder, counts),
    }
    write_own(folder / MANIFEST, (json.dumps(about, indent=2) + "\n").encode())


def _entries(folder: Path, counts: dict[Table, int]) -> list[dict]:
    """What the manifest says of every file; rows and columns of those that are one table."""
    known = {_parquet(table): table for table in counts}
    entries = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        entry = {"name": name, "sha256": sha256_of_file(path)}
        if name in known:
            columns = [column.name for column in known[name].columns]
            entry |= {"rows": counts[known[name]], "columns": columns}
        entries.append(entry)
    return entries


def _parquet(table: Table) -> str:
    return f"parquet/{table.schema}/{table.name}.parquet"


def _database(build: PublishedBuild) -> str:
    return f"supporting_families_{build.as_of_date}.duckdb"


def _empty(folder: Path) -> Path:
    """The folder without what a killed run may have left in it."""
    shutil.rmtree(folder, ignore_errors=True)
    return own_folder(folder)


def _take_the_place_of(folder: Path, partial: Path) -> None:
    """Put a folder in the place of another. Raises BiFilesError where that is open in a tool."""
    before = folder.with_name(f".{folder.name}.before.partial")
    shutil.rmtree(before, ignore_errors=True)
    try:
        if folder.exists():
            os.replace(folder, before)
        os.replace(partial, folder)
    except OSError as error:
        if before.exists() and not folder.exists():
            os.replace(before, folder)
        raise BiFilesError(
            f"'{folder}' is open in another tool. Close it, then make the files again."
        ) from error
    shutil.rmtree(before, ignore_errors=True)
