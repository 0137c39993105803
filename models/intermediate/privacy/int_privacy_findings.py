"""What personal data does where it may not; see supporting_families/lineage/findings.py."""

from dataclasses import astuple

import pyarrow as pa

from supporting_families.lineage.relations import findings_from

TEXTS = ("finding_kind", "table_name", "column_name", "personal_data", "what_to_do")


def model(dbt, session):
    findings = findings_from(
        lineage=dbt.ref("column_lineage"),
        feed_columns=dbt.ref("feed_columns"),
        declassified=dbt.ref("declassified_columns"),
        allowed=dbt.ref("allowed_columns"),
        purposes=dbt.ref("table_purposes"),
        classes=dbt.ref("purpose_classes"),
    )
    rows = [astuple(finding) for finding in findings.wrong()]
    return pa.table(
        {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(TEXTS)}
    )
