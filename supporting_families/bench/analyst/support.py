"""Which support is eligible: enough different needs, and a dependent or expected child."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .firing import SUBJECT, counts_fire, scores_fire, states_fire, terms_fire
from .given import Given, without

_OF_A_RULE = [
    *SUBJECT, "episode_key", "person_key", "target_code", "rule_shape", "window_value",
    "window_unit", "min_count", "comparison", "threshold", "anchor_on", "support_until",
    "seen_from", "seen_until", "terms_until",
]  # fmt: skip
_OF_EVIDENCE = [
    "episode_key", "evidence_type", "evidence_id", "person_key", "person_role", "event_date",
    "period_start", "period_end", "value_number", "value_base", "value_text",
]  # fmt: skip


def eligible(evidence: pd.DataFrame, given: Given) -> set[str]:
    """Episodes of support with enough different needs and a dependent or expected child."""
    index = given["int_need_rule_index"]
    matches = _matches(evidence, given, index)
    fired = pd.concat(
        [
            matches.loc[matches["rule_shape"] == "recorded", SUBJECT],
            terms_fire(matches, given, index),
            counts_fire(matches, given),
            states_fire(matches),
            scores_fire(matches, given),
        ]
    ).drop_duplicates()
    fired = fired.merge(index[[*SUBJECT, "on_fire"]], on=SUBJECT)
    met = set(fired.loc[fired["on_fire"] == "met", "subject_id"])
    # children off every roll only ever ask for a review, as do some other rules
    review = fired[fired["on_fire"] == "manual_review"]["subject_id"]
    review = set(review) | _off_roll(evidence, given, index)
    needs = given["int_need_index"]
    decisions = given["int_decisions"]
    decided = decisions[(decisions["target"] == "need") & (decisions["decision"] == "met")]
    keys = ["episode_key", "person_key", "need_code"]
    decided = needs.merge(decided.rename(columns={"target_code": "need_code"})[keys], on=keys)
    met |= set(decided["need_instance_id"]) & review
    needs = needs[needs["need_instance_id"].isin(met)]
    return _enough(needs, given)


def _enough(needs: pd.DataFrame, given: Given) -> set[str]:
    episodes = given["int_support_episodes"].merge(
        given["int_framework_settings"][
            ["authority_code", "framework_version", "same_need_counts"]
        ],
        on=["authority_code", "framework_version"],
    )
    needs = needs.merge(episodes[["episode_key", "same_need_counts"]], on="episode_key")
    needs["counted"] = needs["need_code"] + "|" + needs["person_key"].where(
        needs["same_need_counts"] == "each_person", ""
    )
    counted = needs.groupby("episode_key").agg(
        needs=("counted", "nunique"), headlines=("headline_code", "nunique")
    )
    episodes = episodes.merge(counted, left_on="episode_key", right_index=True)
    people = given["int_episode_people"]
    with_child = people[people["is_dependent_child"] | people["is_expectant_parent"]]
    is_enough = (
        (episodes["needs"] >= episodes["min_needs"])
        & (episodes["headlines"] >= episodes["min_headlines"])
        & episodes["episode_key"].isin(with_child["episode_key"])
    )
    return set(episodes.loc[is_enough, "episode_key"])


def _episode_evidence(evidence: pd.DataFrame, given: Given) -> pd.DataFrame:
    """What happened to the people of each episode, and what was filed under it."""
    members = given["int_episode_people"][["episode_key", "person_key"]]
    objections = given["int_episode_objections"].rename(
        columns={"objected_feed_code": "feed_code"}
    )
    of_people = evidence[evidence["case_ref"].isna()].merge(members, on="person_key")
    parts = given["int_episode_parts"].rename(columns={"episode_ref": "case_ref"})
    of_cases = evidence[evidence["case_ref"].notna()].merge(
        parts[["case_ref", "authority_code", "episode_key"]], on=["case_ref", "authority_code"]
    )
    inside = of_cases.merge(members, on=["episode_key", "person_key"], how="left", indicator=True)
    keep = (inside["_merge"] == "both") | (inside["person_key"] == "family")
    rows = pd.concat([of_people, inside[keep].drop(columns="_merge")], ignore_index=True)
    return without(rows, objections)


def _matches(evidence: pd.DataFrame, given: Given, index: pd.DataFrame) -> pd.DataFrame:
    """The evidence in the window of each rule that speaks to a need of a person."""
    told = _episode_evidence(evidence[evidence["may_identify_needs"]], given)
    told = told[_OF_EVIDENCE]
    places = told.groupby("evidence_type").indices
    asked = given["rule_evidence"].rename(columns={"person_role": "role_asked"})
    # a rule at a time: all rules of all people side by side would not go into memory
    rows = pd.concat(
        [
            _of_rule(subjects, asked[asked["rule_id"] == rule_id], told, places)
            for rule_id, subjects in index[_OF_A_RULE].groupby("rule_id")
        ],
        ignore_index=True,
    )
    as_of = given["build_context"]["as_of_date"].iloc[0]
    shape, start, end = rows["rule_shape"], rows["period_start"], rows["period_end"]
    is_state = shape.isin(["state_at_date", "spell_of_length"])
    is_event = shape.isin(["count_in_window", "score_at_cutoff"])
    inside = (
        ((shape == "recorded") & (rows["value_text"] == rows["target_code"])
         & (rows["event_date"] <= as_of))
        | ((shape == "ratio_over_terms") & (end > start)
           & (end <= rows["terms_until"] + pd.Timedelta(days=1)))
        | (is_state & (start < rows["seen_until"]) & (end >= rows["seen_from"]))
        | (is_event & (rows["event_date"] >= rows["seen_from"])
           & (rows["event_date"] < rows["seen_until"]))
    )  # fmt: skip
    return rows[inside]


def _of_rule(
    subjects: pd.DataFrame, asked: pd.DataFrame, told: pd.DataFrame, places: dict[str, np.ndarray]
) -> pd.DataFrame:
    """What one rule asks for, as it was told of its people; a family's needs ask everybody.

    `places` are the rows of each type of evidence.
    """
    here = [places[kind] for kind in asked["evidence_type"].unique() if kind in places]
    told = told.iloc[np.concatenate(here) if here else []]
    told = told.merge(asked.drop(columns="rule_id"), on="evidence_type")
    told = told[
        (told["role_asked"].isna() | (told["role_asked"] == told["person_role"]))
        & (told["evidence_value"].isna() | (told["evidence_value"] == told["value_text"]))
    ]
    of_family = subjects["person_key"] == "family"
    return pd.concat(
        [
            subjects[~of_family].merge(told, on=["episode_key", "person_key"]),
            subjects[of_family].drop(columns="person_key").merge(told, on="episode_key"),
        ]
    )


def _off_roll(evidence: pd.DataFrame, given: Given, index: pd.DataFrame) -> set[str]:
    """Needs of children who left a roll in the window and are on none since."""
    rules = index[index["rule_shape"] == "off_roll"]
    told = _episode_evidence(evidence, given)
    left = told[(told["evidence_type"] == "left_roll") & told["may_identify_needs"]]
    left = rules.merge(left, on=["episode_key", "person_key"])
    left = left[
        (left["event_date"] >= left["window_from"]) & (left["event_date"] < left["window_to"])
    ].reset_index()
    rolls = told.loc[
        told["evidence_type"] == "on_roll",
        ["episode_key", "person_key", "period_start", "period_end"],
    ]
    back = left[["index", "episode_key", "person_key", "anchor_on", "event_date"]].merge(
        rolls, on=["episode_key", "person_key"]
    )
    back = back[
        (back["period_start"].isna() | (back["period_start"] <= back["anchor_on"]))
        & (back["event_date"] < back["period_end"])
    ]
    return set(left.loc[~left["index"].isin(back["index"]), "subject_id"])
