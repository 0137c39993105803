"""What every mart uses of every feed, and for what; see supporting_families/lineage/findings.py."""

import pyarrow as pa

from supporting_families.lineage.relations import findings_from

TEXTS = ("schema_name", "table_name", "feed_code", "purpose", "used_as", "classes")


def model(dbt, session):
    findings = findings_from(
        lineage=dbt.ref("column_lineage"),
        feed_columns=dbt.ref("feed_columns"),
        declassified=dbt.ref("declassified_columns"),
        allowed=dbt.ref("allowed_columns"),
        purposes=dbt.ref("table_purposes"),
        classes=dbt.ref("purpose_classes"),
    )
    rows = [
        (
            findings.lineage.schemas[use.table], use.table, use.feed_code, purpose,
            "values" if use.by_values else "rows", " ".join(use.classes),
        )
        for use in findings.uses()
        for purpose in findings.declarations.purposes_of(use.table) or [None]
    ]  # fmt: skip
    return pa.table(
        {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(TEXTS)}
    )
