"""Scores pairs of distinct identities with the linkage model; see supporting_families/linking."""

from supporting_families.home import Home
from supporting_families.linking.model import model_of
from supporting_families.linking.scores import score


def model(dbt, session):
    identities = dbt.ref("int_distinct_identities").to_arrow_table()
    settings = dict(
        dbt.ref("int_linkage_settings").project("setting_code, setting_value").fetchall()
    )
    return score(
        identities,
        model_of(Home.from_environment()),
        least_weight=float(settings["review_weight"]),
        pairs_per_identity=float(settings["pairs_per_identity"]),
    )
