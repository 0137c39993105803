"""Joins family records that named persons decided to be one family."""

import pyarrow as pa

from supporting_families.linking.clusters import cluster
from supporting_families.relations import relation


def model(dbt, session):
    records = relation(dbt.ref("int_family_records"))
    decisions = relation(dbt.ref("int_family_decisions")).order("decided_on, decision_id")
    pairs = "family_record_key_1, family_record_key_2"
    clusters = cluster(
        dict(records.project("family_record_key, record_rank").fetchall()),
        decisions.filter("decision = 'same'").project(f"{pairs}, true").fetchall(),
        decisions.filter("decision = 'not_same'").project(pairs).fetchall(),
        [],
        {},
        {},
    )
    return pa.table(
        {
            "family_record_key": pa.array(clusters.keys(), pa.string()),
            "first_record_rank": pa.array(clusters.values(), pa.int64()),
        }
    )
