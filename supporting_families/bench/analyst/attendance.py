"""Who shows a need by attendance, among families not yet worked with."""

from __future__ import annotations

import pandas as pd

from .evidence import MEASURES
from .firing import ratio_fires
from .given import Given, feed_objections, without


def attendance_needs(evidence: pd.DataFrame, given: Given) -> set[tuple[str, str]]:
    """Pupils of families not yet worked with, by the rules over the terms last reported."""
    people = given["int_current_families"]
    people = people[~people["has_been_supported"] & people["may_find_families"]]
    rules = given["int_search_rules"]
    rules = rules[rules["rule_shape"] == "ratio_over_terms"].merge(
        given["int_search_terms"], on=["rule_id", "authority_code"]
    ).merge(given["rule_evidence"][["rule_id", "evidence_type"]], on="rule_id")  # fmt: skip
    usable = evidence[evidence["may_find_families"] & evidence["case_ref"].isna()]
    usable = usable[usable["evidence_type"].isin(MEASURES)]
    rows = without(usable, feed_objections(given)).merge(rules, on="evidence_type")
    rows = rows[
        (rows["period_start"] >= rows["run_starts_on"])
        & (rows["period_start"] <= rows["run_ends_on"])
        & (rows["period_end"] <= rows["terms_until"] + pd.Timedelta(days=1))
    ]
    rows = rows.merge(people[["person_key", "age", "is_child"]], on="person_key")
    of_age = rows["age"].isna() | (
        (rows["age_min"].isna() | (rows["age"] >= rows["age_min"]))
        & (rows["age_max"].isna() | (rows["age"] <= rows["age_max"]))
    )
    in_scope = (rows["person_scope"] != "child") | rows["is_child"].astype(bool)
    fired = ratio_fires(rows[of_age & in_scope], ["person_key", "rule_id"])
    return set(fired.itertuples(index=False, name=None))
