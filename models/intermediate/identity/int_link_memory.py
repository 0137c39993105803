"""Scores pairs of distinct identities with the linkage model: those of which one is new or changed.

Each authority is scored by itself, with its own model and limits: nobody is compared across. What
comes out goes into what earlier builds found: macros/project/get_incremental_scored_again_sql.sql.
"""

from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyRelation

from supporting_families.home import Home
from supporting_families.linking.memory import compared_before, of_others, scored_again
from supporting_families.linking.model import model_of


def model(dbt, session):
    home = Home.from_environment()
    identities = dbt.ref("int_distinct_identities")
    settings = dbt.ref("int_linkage_settings")
    if not isinstance(identities, DuckDBPyRelation):
        from supporting_families.spark.linking import scored_on_spark

        return scored_on_spark(session, home, identities, settings)
    build_file = session.sql(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchone()[0]
    before = compared_before(session, str(dbt.this) if dbt.is_incremental else None)
    authorities = home.authorities()
    found = [of_others(before, authorities)]
    for authority in authorities:
        own = f"authority_code = '{authority}'"
        limits = dict(settings.filter(own).project("setting_code, setting_value").fetchall())
        found.append(
            scored_again(
                authority,
                identities.filter(own),
                before.filter(own),
                model_of(home, authority),
                least_weight=float(limits["review_weight"]),
                pairs_per_identity=float(limits["pairs_per_identity"]),
                spill=Path(f"{build_file}.linking"),
            )
        )
    return pa.concat_tables(found)
