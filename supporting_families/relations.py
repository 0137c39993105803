"""What `dbt.ref` gives a Python model, as a relation of DuckDB, whichever engine builds."""

from __future__ import annotations

from typing import Any

import duckdb


def relation(ref: Any) -> duckdb.DuckDBPyRelation:
    """A relation over the same rows: on DuckDB the one given, on Spark one over what it collects.

    What comes from Spark lies in memory here, so a model that would take too much of it, such as
    the scoring of pairs, works on Spark itself.
    """
    if isinstance(ref, duckdb.DuckDBPyRelation):
        return ref
    return duckdb.connect().from_arrow(ref.toArrow())


def rows_of(ref: Any) -> list[dict[str, Any]]:
    """Every row, by the names of the columns; for tables small enough to be held in memory."""
    rows = relation(ref)
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]
