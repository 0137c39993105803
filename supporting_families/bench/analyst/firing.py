"""For which subjects a rule fires, by the shape of the rule."""

from __future__ import annotations

import pandas as pd

from .given import Given

SUBJECT = ["subject_id", "rule_id"]


def ratio_fires(rows: pd.DataFrame, subject: list[str]) -> pd.DataFrame:
    """Subjects of whom every term of the run is told, and whose pooled share is beyond the line."""
    terms = rows.groupby([*subject, "period_start"])[["value_number", "value_base"]].sum()
    terms = terms[terms["value_base"] > 0].groupby(subject).agg(
        attended=("value_number", "sum"), possible=("value_base", "sum"),
        told=("value_base", "size"),
    ).reset_index()  # fmt: skip
    rules = rows[[*subject, "window_value", "comparison", "threshold"]].drop_duplicates(subject)
    terms = terms.merge(rules, on=subject)
    share, line = 100 * terms["attended"], terms["threshold"].astype(float) * terms["possible"]
    beyond = (share < line).where(terms["comparison"] == "lt", share >= line)
    return terms.loc[(terms["told"] == terms["window_value"]) & beyond, subject]


def terms_fire(matches: pd.DataFrame, given: Given, index: pd.DataFrame) -> pd.DataFrame:
    """Of runs of terms: the last by the assessment, and every one that ends later in support."""
    rows = matches[matches["rule_shape"] == "ratio_over_terms"]
    terms = given["int_measure_terms"]
    terms = terms[terms["may_identify_needs"].astype(bool)]
    fired = []
    rules = index[index["rule_shape"] == "ratio_over_terms"]
    for (rule_id, feed, length), subjects in rules.groupby(
        ["rule_id", "coverage_feed", "window_value"]
    ):
        told = terms[terms["feed_code"] == feed].set_index("term_number").sort_index()
        length = int(length)
        runs = [
            told.loc[last - length + 1 : last]
            for last in told.index
            if all(number in told.index for number in range(last - length + 1, last + 1))
        ]
        of_rule = rows[rows["rule_id"] == rule_id]
        ends = {run["ends_on"].max(): run for run in runs}
        for end, run in sorted(ends.items()):
            later = [other for other in ends if other > end]
            following = min(later) if later else pd.Timestamp("9999-12-31").as_unit("ms")
            asked = subjects[
                (subjects["terms_until"] >= end)
                & ((end > subjects["anchor_on"]) | (following > subjects["anchor_on"]))
            ]
            inside = of_rule[
                of_rule["subject_id"].isin(asked["subject_id"])
                & of_rule["period_start"].isin(run["starts_on"])
            ]
            fired.append(ratio_fires(inside, SUBJECT))
    return pd.concat(fired) if fired else rows[SUBJECT]


def counts_fire(matches: pd.DataFrame, given: Given) -> pd.DataFrame:
    """Of counts: enough events in the window up to the last of them, or to the assessment."""
    rows = matches[matches["rule_shape"] == "count_in_window"]
    rows = rows.drop_duplicates([*SUBJECT, "evidence_id"]).sort_values([*SUBJECT, "event_date"])
    rows["needed"] = rows["min_count"].fillna(1).astype(int)
    firsts = [
        rows[rows["needed"] == needed].assign(
            first_on=rows[rows["needed"] == needed].groupby(SUBJECT)["event_date"].shift(needed - 1)
        )
        for needed in rows["needed"].unique()
    ]
    if not firsts:
        return rows[SUBJECT]
    rows = pd.concat(firsts).dropna(subset="first_on")
    rows["judged_on"] = rows[["event_date", "anchor_on"]].max(axis=1)
    terms = given["int_school_terms"].sort_values("covers_from")
    number = pd.Series(terms["term_number"].to_numpy(), pd.IntervalIndex.from_arrays(
        terms["covers_from"], terms["covers_to"], closed="left"))  # fmt: skip
    inside = pd.Series(False, index=rows.index)
    for (unit, length), some in rows.groupby(["window_unit", "window_value"]):
        length = int(length)
        if unit == "terms":
            first, judged = (
                number.iloc[number.index.get_indexer(some[name])].to_numpy()
                for name in ("first_on", "judged_on")
            )
            inside[some.index] = first > judged - length
        else:
            back = pd.DateOffset(months=length) if unit == "months" else pd.DateOffset(weeks=length)
            inside[some.index] = some["first_on"] > some["judged_on"] - back
    return rows.loc[inside, SUBJECT]


def states_fire(matches: pd.DataFrame) -> pd.DataFrame:
    """Of states: one that holds on a day of support, or has then lasted long enough."""
    rows = matches[matches["rule_shape"].isin(["state_at_date", "spell_of_length"])]
    rows = rows.sort_values([*SUBJECT, "period_start", "period_end"])
    until = rows.groupby(SUBJECT)["period_end"].cummax()
    before = until.groupby([rows[name] for name in SUBJECT]).shift()
    rows["spell"] = (~(rows["period_start"] <= before)).groupby(
        [rows[name] for name in SUBJECT]
    ).cumsum()  # fmt: skip
    spells = rows.groupby([*SUBJECT, "spell"]).agg(
        start=("period_start", "min"), end=("period_end", "max"), shape=("rule_shape", "first"),
        unit=("window_unit", "first"), length=("window_value", "first"),
        anchor_on=("anchor_on", "first"), support_until=("support_until", "first"),
    ).reset_index()  # fmt: skip
    for (unit, length), some in spells[spells["shape"] == "spell_of_length"].groupby(
        ["unit", "length"]
    ):
        length = int(length)
        on = pd.DateOffset(months=length) if unit == "months" else pd.DateOffset(weeks=length)
        spells.loc[some.index, "start"] = (some["start"] + on).astype("datetime64[ms]")
    judged = spells[["start", "anchor_on"]].max(axis=1)
    return spells.loc[(judged < spells["end"]) & (judged < spells["support_until"]), SUBJECT]


def scores_fire(matches: pd.DataFrame, given: Given) -> pd.DataFrame:
    """Of measures: the latest score by the assessment, or any later one, beyond the cut-off."""
    measures = given["int_measures"].rename(columns={"evidence_value": "value_asked"})
    measures = measures[measures["cut_off"].notna()]
    rows = matches[matches["rule_shape"] == "score_at_cutoff"].merge(
        measures[["evidence_type", "value_asked", "measure_code", "higher_is", "cut_off"]],
        on="evidence_type",
    )
    told = rows["value_text"].fillna("")
    same = rows["value_asked"].fillna(told) == told
    rows = rows[same & rows["value_number"].notna()].sort_values(["event_date", "evidence_id"])
    line = rows["cut_off"].astype(float)
    is_beyond = (rows["value_number"] >= line).where(
        rows["higher_is"] == "worse", rows["value_number"] <= line
    )
    is_early = rows["event_date"] <= rows["anchor_on"]
    is_last = ~rows.assign(early=is_early).duplicated(
        [*SUBJECT, "person_key", "measure_code", "early"], keep="last"
    )
    return rows.loc[is_beyond & (~is_early | is_last), SUBJECT]
