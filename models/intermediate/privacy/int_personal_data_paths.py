"""Every path of personal data to a mart; see supporting_families/lineage/findings.py."""

import pyarrow as pa

from supporting_families.lineage.relations import findings_from

TEXTS = (
    "to_schema", "to_table", "to_column", "feed_code", "feed_table", "feed_column",
    "class_at_source", "class_on_arrival", "declassified_at", "verdict",
)  # fmt: skip


def model(dbt, session):
    findings = findings_from(
        lineage=dbt.ref("column_lineage"),
        feed_columns=dbt.ref("feed_columns"),
        declassified=dbt.ref("declassified_columns"),
        allowed=dbt.ref("allowed_columns"),
        purposes=dbt.ref("table_purposes"),
        classes=dbt.ref("purpose_classes"),
    )
    rows = []
    for path in findings.paths():
        table, column = path.node
        of = path.origin[0].split(".") if "." in path.origin[0] else (None, path.origin[0])
        changed = " ".join(".".join(node) for node in path.declassified_at)
        rows.append(
            (
                findings.lineage.schemas[table], table, column, *of, path.origin[1],
                path.class_at_source, path.class_on_arrival, changed or None, path.verdict,
            )
        )  # fmt: skip
    return pa.table(
        {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(TEXTS)}
    )
