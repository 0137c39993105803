"""What each rule asks, with the values in force; see supporting_families/catalogue/wording.py."""

import pyarrow as pa

from supporting_families.catalogue.wording import sentences
from supporting_families.relations import rows_of


def model(dbt, session):
    tables = {
        "rule_evidence": rows_of(dbt.ref("rule_evidence")),
        "evidence_types": rows_of(dbt.ref("evidence_types")),
        "feeds": rows_of(dbt.ref("feeds")),
        "measure_feeds": rows_of(dbt.ref("measure_feeds")),
        "assessment_factors": rows_of(dbt.ref("assessment_factors")),
        "activity_codes": rows_of(dbt.ref("activity_codes")),
    }
    by_authority = {}
    for rule in rows_of(dbt.ref("int_rules")):
        by_authority.setdefault(rule["authority_code"], []).append(rule)
    told = [
        (authority, rule_id, text)
        for authority, rules in by_authority.items()
        for rule_id, text in sentences({**tables, "rules": rules}).items()
    ]
    names = ("authority_code", "rule_id", "rule_text")
    return pa.table(
        {name: pa.array([row[at] for row in told], pa.string()) for at, name in enumerate(names)}
    )
