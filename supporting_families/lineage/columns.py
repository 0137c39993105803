"""Reads the lineage of the project out of its tables as dbt compiled them."""

from __future__ import annotations

from collections.abc import Iterable

from .errors import LineageError
from .graph import ROWS, Lineage
from .project import StoredTable
from .sql import Relation, query_relation, table_relation

HOW = "under config: meta: lineage: in its YAML; docs/personal-data.md shows how"


def lineage_of(tables: Iterable[StoredTable]) -> Lineage:
    """Reads tables that stand each after those they read. Raises LineageError, naming the model."""
    tables = list(tables)
    silent = [t.name for t in tables if t.code is None and not (t.columns or t.declared)]
    if silent:
        raise LineageError(
            f"what the columns of these Python models are made of must be said, {HOW}: "
            + ", ".join(silent)
        )
    lineage = Lineage()
    relations: dict[str, Relation] = {}

    def stored(schema: str, name: str) -> Relation:
        if lineage.schemas.get(name) != schema:
            raise LineageError(f"a table is read that the project does not have: {schema}.{name}")
        return relations[name]

    for table in tables:
        columns: Iterable[str] = table.columns
        if table.code is not None:
            made = query_relation(table.name, table.code, stored)
            columns = made.columns
            for column, one in made.columns.items():
                lineage.made_of[table.name, column] = tuple(sorted(one.of))
                lineage.shown[table.name, column] = one.shows
            lineage.made_of[table.name, ROWS] = tuple(sorted(made.rows))
        elif table.declared:
            columns = [name for name in table.declared if name != ROWS]
            _declare(lineage, table, relations)
        lineage.schemas[table.name] = table.schema
        relations[table.name] = table_relation(table.name, columns)
    return lineage


def _declare(lineage: Lineage, table: StoredTable, relations: dict[str, Relation]) -> None:
    for column, said in table.declared.items():
        if isinstance(said, str):
            lineage.made_of[table.name, column] = ()
            lineage.brings[table.name, column] = said
            continue
        origins = [tuple(name.rsplit(".", 1)) for name in said]
        for parent, name in origins:
            if parent not in relations or not (name == ROWS or relations[parent].has(name)):
                raise LineageError(
                    f"{table.name}: '{column}' is said to be made of '{parent}.{name}', which no "
                    f"table before it has. Put it right, {HOW}."
                )
        lineage.made_of[table.name, column] = tuple(sorted(origins))
