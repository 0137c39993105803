"""The models that decide what may be shown of all controlled tables together, over rows of ours."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa

DECIDING = (
    "int_cells_to_control", "int_cells_rated",
    *(f"int_cells_hidden_{number}" for number in range(1, 6)), "int_cells_decided",
)  # fmt: skip
PART = "part_kind varchar, part_key varchar, parent_part_key varchar, part_depth integer"
DAYS = ", ".join(
    f"{which}_days_from_{what} double"
    for what in ("need", "start")
    for which in ("lower", "median", "upper")
)
# What they are made of.
TABLES = {
    "int_disclosure_settings": "output_code varchar, authority_code varchar, threshold integer,"
    " rounding_base integer, zero_is_disclosive integer, families_minimum integer,"
    " percent_minimum integer, period_months integer, days_rounding_base integer",
    "int_area_cells": "output_code varchar, authority_code varchar, period_start date,"
    f" headline_code varchar, {PART}, cell_value integer",
    "int_time_to_outcome_cells": "authority_code varchar, financial_year varchar, year_start date,"
    f" next_start date, is_year_over integer, headline_code varchar, {PART}, {DAYS},"
    " cell_value integer",
    "int_need_pair_cells": "authority_code varchar, financial_year varchar, pair_code varchar,"
    f" first_headline_code varchar, second_headline_code varchar, {PART}, least_shared integer,"
    " most_shared integer, cell_value integer",
    "int_need_pair_bars": "authority_code varchar, financial_year varchar, pair_code varchar,"
    " part_key varchar",
    "int_equality_cells": "authority_code varchar, financial_year varchar, measure_code varchar,"
    f" characteristic_code varchar, category_code varchar, {PART}, cell_value integer,"
    " families integer",
}


def code_of(compiled: Path, names: Iterable[str]) -> dict[str, str]:
    """The compiled SQL of models of this room, by name."""
    folder = compiled / "supporting_families" / "models" / "intermediate" / "disclosure"
    return {name: (folder / f"{name}.sql").read_text(encoding="utf-8") for name in names}


def make(connection: duckdb.DuckDBPyConnection, code: dict[str, str], name: str) -> None:
    """The table of one model."""
    connection.execute(f"create or replace table intermediate.{name} as {code[name]}")


def fill(connection: duckdb.DuckDBPyConnection, **rows: list[dict]) -> None:
    """Makes all tables of TABLES anew, with the rows given: columns left out are null."""
    assert rows.keys() <= TABLES.keys()
    for name, columns in TABLES.items():
        connection.execute(f"create or replace table intermediate.{name} ({columns})")
        if rows.get(name):
            named = dict.fromkeys(column for row in rows[name] for column in row)
            given = pa.table({c: [row.get(c) for row in rows[name]] for c in named})
            connection.register("rows_given", given)
            connection.execute(f"insert into intermediate.{name} by name select * from rows_given")
            connection.unregister("rows_given")
