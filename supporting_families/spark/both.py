"""Every table of the project in a home that was built on DuckDB and on Spark, compared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from supporting_families.build_file import attach_build
from supporting_families.home import Home
from supporting_families.sql_text import text_literal

from .compare import Compared, Sides, compare_table
from .errors import SparkError
from .session import tables_folder

SIDES = Sides("DuckDB", "Spark")
MARTS = "models/marts/"
TABLES = ("model", "seed")


@dataclass(frozen=True)
class Table:
    """A table that a build makes; the types of a mart are its contract and must be the same."""

    schema: str
    name: str
    is_mart: bool

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


def tables_of(manifest: Path) -> list[Table]:
    """The tables of dbt's manifest, marts first. Raises SparkError where there is no manifest."""
    if not manifest.is_file():
        raise SparkError(f"'{manifest}' is not there: build first, without --as-built.")
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    tables = [
        Table(node["schema"], node["alias"], node["original_file_path"].startswith(MARTS))
        for node in nodes
        if node["resource_type"] in TABLES
    ]
    return sorted(tables, key=lambda table: (not table.is_mart, table.schema, table.name))


def compare_home(home: Home, tables: list[Table]) -> Iterator[tuple[Table, Compared]]:
    """Compare each table, in their order. Raises SparkError where one of the builds is missing."""
    spark = tables_folder(home)
    if not home.build_file.is_file() or not spark.is_dir():
        raise SparkError(f"'{home.path}' is not built on both engines: leave --as-built away.")
    with duckdb.connect() as connection:
        attach_build(connection, home)
        there = set(
            connection.execute(
                "select schema_name, table_name from duckdb_tables() where database_name = 'build' "
                "union all "
                "select schema_name, view_name from duckdb_views() where database_name = 'build'"
            ).fetchall()
        )
        for table in tables:
            on_duckdb = (table.schema, table.name) in there
            relations = (
                f'build."{table.schema}"."{table.name}"' if on_duckdb else None,
                _parquet(spark / f"{table.schema}.db" / table.name),
            )
            yield table, compare_table(connection, str(table), relations, SIDES, table.is_mart)


def _parquet(folder: Path) -> str | None:
    """The files of a table of Spark, in which even one without rows has a file with its columns."""
    files = sorted(folder.glob("*.parquet"))
    if not files:
        return None
    return f"read_parquet([{', '.join(text_literal(file) for file in files)}])"
