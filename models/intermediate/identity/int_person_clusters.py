"""Joins identities into people by the links that count; see supporting_families/linking/clusters.py."""

import pyarrow as pa

from supporting_families.linking.clusters import clusters_of


def model(dbt, session):
    clusters = clusters_of(dbt.ref("int_link_candidates"), dbt.ref("int_distinct_identities"))
    return pa.table(
        {
            "identity_key": pa.array(clusters.keys(), pa.string()),
            "first_record_rank": pa.array(clusters.values(), pa.int64()),
        }
    )
