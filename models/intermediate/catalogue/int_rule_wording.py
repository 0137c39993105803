"""What each rule asks, with the values in force; see supporting_families/catalogue/wording.py."""

import pyarrow as pa

from supporting_families.catalogue.wording import sentences


def model(dbt, session):
    told = sentences(
        {
            "rules": _rows(dbt.ref("int_rules")),
            "rule_evidence": _rows(dbt.ref("rule_evidence")),
            "evidence_types": _rows(dbt.ref("evidence_types")),
            "feeds": _rows(dbt.ref("feeds")),
            "measure_feeds": _rows(dbt.ref("measure_feeds")),
            "assessment_factors": _rows(dbt.ref("assessment_factors")),
            "activity_codes": _rows(dbt.ref("activity_codes")),
        }
    )
    return pa.table(
        {
            "rule_id": pa.array(told.keys(), pa.string()),
            "rule_text": pa.array(told.values(), pa.string()),
        }
    )


def _rows(relation):
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
