"""The findings of a build, from its tables."""

from __future__ import annotations

from typing import Any

from supporting_families.relations import relation, rows_of

from .declarations import ALLOWED, CLASSES, DECLASSIFIED, PURPOSES, declarations_from
from .findings import Findings
from .graph import lineage_from

EDGE = "to_schema, to_table, to_column, from_schema, from_table, from_column, how"


def findings_from(
    lineage: Any,
    feed_columns: Any,
    declassified: Any,
    allowed: Any,
    purposes: Any,
    classes: Any,
) -> Findings:
    """What is to be said of the lineage as the tables `column_lineage` and `feed_columns` have it,
    under the declarations of the four seeds; each as `dbt.ref` gives it to a Python model."""
    told = relation(feed_columns).project(
        "feed_code || '.' || table_name, column_name, personal_data"
    )
    seeds = {DECLASSIFIED: declassified, ALLOWED: allowed, PURPOSES: purposes, CLASSES: classes}
    return Findings(
        lineage_from(relation(lineage).project(EDGE).order(EDGE).fetchall()),
        {(table, column): said for table, column, said in told.fetchall()},
        declarations_from(lambda name: rows_of(seeds[name])),
    )
