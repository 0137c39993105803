"""Scores pairs of distinct identities with the linkage model; see supporting_families/linking.

Each authority is scored by itself, with its own model and limits: nobody is compared across.
"""

import pyarrow as pa

from supporting_families.home import Home
from supporting_families.linking.model import model_of
from supporting_families.linking.scores import SCORES, score


def model(dbt, session):
    home = Home.from_environment()
    identities = dbt.ref("int_distinct_identities")
    settings = dbt.ref("int_linkage_settings")
    scored = [SCORES.empty_table()]
    for authority in home.authorities():
        own = f"authority_code = '{authority}'"
        limits = dict(settings.filter(own).project("setting_code, setting_value").fetchall())
        scored.append(
            score(
                identities.filter(own).to_arrow_table(),
                model_of(home, authority),
                least_weight=float(limits["review_weight"]),
                pairs_per_identity=float(limits["pairs_per_identity"]),
            )
        )
    return pa.concat_tables(scored)
