"""Joins identities into people by the links that count; see supporting_families/linking/clusters.py."""

from supporting_families.linking.clusters import clusters_of
from supporting_families.relations import relation


def model(dbt, session):
    return clusters_of(
        relation(dbt.ref("int_link_candidates")), relation(dbt.ref("int_distinct_identities"))
    )
