"""One row per column of a model and column it is made of, as `lineage/` at the root has it."""

import pyarrow as pa

from supporting_families.lineage.graph import edges_of
from supporting_families.lineage.store import read_lineage

COLUMNS = (
    "to_schema", "to_table", "to_column", "from_schema", "from_table", "from_column", "how",
)  # fmt: skip


def model(dbt, session):
    rows = edges_of(read_lineage())
    return pa.table(
        {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(COLUMNS)}
    )
