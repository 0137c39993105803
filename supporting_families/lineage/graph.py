"""The lineage of the whole project: each column of each model, and the columns it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

ROWS = "*"  # stands for a column: which rows a table has

Origin = tuple[str, str]  # table and column


@dataclass(frozen=True)
class Lineage:
    """`made_of` has every column of every model, those that are made of nothing as well.

    `shown` has those of them whose value a column may show; of the rest it only makes use. `schemas`
    is the schema of every table; `brings` the class of personal data of columns that come from no
    other table, because a Python model reads them elsewhere.
    """

    schemas: dict[str, str] = field(default_factory=dict)
    made_of: dict[Origin, tuple[Origin, ...]] = field(default_factory=dict)
    shown: dict[Origin, frozenset[Origin]] = field(default_factory=dict)
    brings: dict[Origin, str] = field(default_factory=dict)

    def columns(self) -> dict[str, list[str]]:
        """The columns of every model: which rows it has (`*`) first, the others in their order."""
        columns: dict[str, list[str]] = {}
        for table, column in self.made_of:
            place = 0 if column == ROWS else len(columns.get(table, ()))
            columns.setdefault(table, []).insert(place, column)
        return columns

    def in_order(self) -> list[Origin]:
        """Every column of every model, each after those it is made of."""
        parents: dict[str, set[str]] = {}
        for (table, _), origins in sorted(self.made_of.items()):
            parents.setdefault(table, set()).update(parent for parent, _ in origins)
        graph = {table: sorted(found - {table}) for table, found in parents.items()}
        columns = self.columns()
        return [
            (table, column)
            for table in TopologicalSorter(graph).static_order()
            for column in columns.get(table, ())
        ]


def edges_of(lineage: Lineage) -> list[tuple[str | None, ...]]:
    """The lineage as rows, in order: to schema, table and column, from schema, table and column,
    `shown` or `used`.

    A column that is made of no other is a row too, without a from; its last value is the class of
    personal data that it brings itself, if any.
    """
    rows: list[tuple[str | None, ...]] = []
    for (table, column), origins in sorted(lineage.made_of.items()):
        to = lineage.schemas[table], table, column
        shown = lineage.shown.get((table, column), ())
        rows += [
            (*to, lineage.schemas[o[0]], *o, "shown" if o in shown else "used") for o in origins
        ]
        if not origins:
            rows.append((*to, None, None, None, lineage.brings.get((table, column))))
    return rows


def lineage_from(edges: Iterable[tuple[str | None, ...]]) -> Lineage:
    """The lineage of rows as `edges_of` gives them; a table that no model reads is not in it."""
    lineage = Lineage()
    made_of: dict[Origin, dict[Origin, str]] = {}
    for to_schema, table, column, from_schema, parent, name, how in edges:
        lineage.schemas[table] = to_schema
        origins = made_of.setdefault((table, column), {})
        if parent is not None:
            lineage.schemas[parent] = from_schema
            origins[parent, name] = how
        elif how is not None:
            lineage.brings[table, column] = how
    for node, origins in made_of.items():
        lineage.made_of[node] = tuple(origins)
        lineage.shown[node] = frozenset(o for o, how in origins.items() if how == "shown")
    return lineage
