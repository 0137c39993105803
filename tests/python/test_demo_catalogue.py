"""The demo shows the whole catalogue at work: every need and outcome both ways, every version."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from supporting_families.demo import generate as generator
from supporting_families.demo.calendar import SchoolCalendar, day_number
from supporting_families.demo.catalogue import FRAMEWORK, SEEDS, Catalogue, Measure
from supporting_families.demo.evidence import Evidence

PEOPLE = 20_000
# Outcomes whose one measure has no change that counts, so that only a practitioner can show them.
NO_CHANGE_KNOWN = {"SF22-4.1-O2", "SF22-4.2-O2", "SF22-8.1-O2"}


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue") / "home"
    generator.generate(folder, PEOPLE, seed=1, tell=lambda text: None)
    return folder


def landed(home: Path, table: str) -> pd.DataFrame:
    return read(home / f"landing/early_help/2024-03-10/programme_{table}.csv")


def subject(rows: pd.DataFrame, person: str) -> pd.Series:
    """Who a row is about within its case; a family is its case."""
    case = rows["episode_id"].str.partition("-")[0]
    return rows[person].where(~rows[person].isin(["", "family"]), case)


@pytest.fixture(scope="module")
def needs(home: Path, catalogue: Catalogue) -> pd.DataFrame:
    """The needs of the truth, and whether a practitioner recorded them as well."""
    needs, recorded = read(home / "truth/needs.csv"), landed(home, "needs")
    family = {need.code for need in catalogue.needs.values() if need.scope == "family"}
    recorded.loc[recorded["need_code"].isin(family), "person_id"] = ""
    pairs = set(zip(subject(recorded, "person_id"), recorded["need_code"], strict=True))
    found = zip(subject(needs, "person"), needs["need_code"], strict=True)
    return needs.assign(is_recorded=[pair in pairs for pair in found])


@pytest.fixture(scope="module")
def outcomes(home: Path) -> pd.DataFrame:
    """The outcomes of the truth, and whether a practitioner recorded them as achieved."""
    outcomes, recorded = read(home / "truth/outcomes.csv"), landed(home, "outcomes")
    recorded = recorded[recorded["outcome_status"] == "achieved"]
    pairs = set(zip(subject(recorded, "person_id"), recorded["outcome_code"], strict=True))
    found = zip(subject(outcomes, "person"), outcomes["outcome_code"], strict=True)
    return outcomes.assign(is_recorded=[pair in pairs for pair in found])


@pytest.fixture(scope="module")
def episodes(home: Path) -> pd.DataFrame:
    return read(home / "truth/episodes.csv")


# The version in force -----------------------------------------------------------------------------


def test_every_need_is_shown_by_data_for_somebody(needs, catalogue):
    """By data alone, where need be with the decision of a person on what data ask."""
    shown = set(needs.loc[(needs["status"] == "met") & ~needs["is_recorded"], "need_code"])
    assert {need.code for need in catalogue.needs_of[FRAMEWORK]} <= shown


def test_every_need_is_absent_for_somebody_in_support(needs, episodes, catalogue):
    """Of every need far fewer families have it than were assessed."""
    families = (episodes["framework_version"] == FRAMEWORK).sum()
    met = needs[needs["status"] == "met"].groupby("need_code")["episode_id"].nunique()
    for need in catalogue.needs_of[FRAMEWORK]:
        assert 0 < met[need.code] < families


def test_silence_of_police_and_schools_is_an_answer_for_somebody(needs, catalogue):
    conclusive = {
        need.code
        for need in catalogue.needs_of[FRAMEWORK]
        if any(rule.is_conclusive for rule in need.rules)
    }
    assert conclusive
    assert conclusive <= set(needs.loc[needs["status"] == "not_met", "need_code"])


def test_every_outcome_is_achieved_by_somebody_and_not_by_somebody_else(outcomes, catalogue):
    said = outcomes.groupby("outcome_code")["status"].agg(set)
    for need in catalogue.needs_of[FRAMEWORK]:
        for outcome in need.outcomes:
            assert "met" in said[outcome.code], outcome.code
            assert said[outcome.code] - {"met"}, outcome.code


def test_outcomes_that_data_can_prove_are_proved_by_data_for_somebody(outcomes, catalogue):
    provable = {
        outcome.code
        for need in catalogue.needs_of[FRAMEWORK]
        for outcome in need.outcomes
        if any(rule.shape != "recorded" and rule.on_fire == "met" for rule in outcome.rules)
    }
    proved = outcomes[(outcomes["status"] == "met") & ~outcomes["is_recorded"]]
    assert provable - NO_CHANGE_KNOWN <= set(proved["outcome_code"])


def test_needs_found_later_in_support_count_from_their_day(needs, episodes):
    """R11: some needs that nobody recorded were first shown after the assessment."""
    dated = needs.merge(episodes[["episode_id", "assessed_on", "closed_on"]], on="episode_id")
    later = dated[
        (dated["status"] == "met")
        & ~dated["is_recorded"]
        & (dated["identified_on"] > dated["assessed_on"])
    ]
    closed = later[later["closed_on"] != ""]
    assert len(later) > 10
    assert (closed["identified_on"] < closed["closed_on"]).all()


# Older versions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["tf-2012", "tf-2015", "sf-2021"])
def test_older_versions_have_families_with_needs_and_outcomes_of_their_own(
    version, needs, outcomes, episodes, catalogue
):
    mine = episodes[episodes["framework_version"] == version]
    assert len(mine) >= 3
    assert (mine["closed_on"] != "").all()
    codes = {need.code for need in catalogue.needs_of[version]}
    inside = needs["episode_id"].isin(mine["episode_id"])
    assert set(needs.loc[inside, "need_code"]) <= codes
    assert not set(needs.loc[~inside, "need_code"]) & codes
    said = set(outcomes.loc[outcomes["episode_id"].isin(mine["episode_id"]), "status"])
    assert "met" in said
    assert said & {"not_met", "not_assessable_no_feed", "not_assessable_not_covered"}


def test_children_without_a_need_are_asked_about_school_in_older_versions_only(
    needs, outcomes, episodes
):
    """R12: attendance of children of school age, whether or not it was the problem."""
    key = ["episode_id", "person", "need_code"]
    met = needs.loc[needs["status"] == "met", key]
    asked = outcomes.merge(met, on=key, how="left", indicator=True)
    asked = asked[asked["_merge"] == "left_only"].merge(episodes, on="episode_id")
    assert set(asked["need_code"]) == {"TF12-2.3", "TF15-2.2", "SF21-2.2"}
    assert {"met", "not_assessable_not_covered"} <= set(asked["status"])


def test_continuous_employment_is_a_route_of_older_versions_only(episodes, outcomes):
    claimed = episodes[episodes["claim_route"] == "continuous_employment"]
    assert set(claimed["framework_version"]) == {"tf-2015", "sf-2021"}
    work = outcomes[outcomes["outcome_code"].str.contains(r"-4\.[12]-O1$") & (
        outcomes["status"] == "met")]  # fmt: skip
    assert set(claimed["episode_id"]) <= set(work["episode_id"])


def test_the_first_version_pays_by_the_year_support_began(episodes):
    first = episodes[episodes["framework_version"] == "tf-2012"]
    for row in first.itertuples():
        if row.started_on < "2013-04-01":
            assert row.result_payment_gbp == "700"
        else:
            assert row.result_payment_gbp in ("1500", "1600", "2300", "2400")
        assert row.claim_status in ("never_claimable", "retired", "claimed")


# The pieces the truth is made of ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([(0, 10), (10, 20)], [(0, 20)]),
        ([(0, 10), (11, 20)], [(0, 10), (11, 20)]),
        ([(5, 30), (0, 10), (8, 9)], [(0, 30)]),
        ([(0, 10), (10, 10), (12, 12)], [(0, 10)]),
    ],
)
def test_states_that_overlap_or_meet_are_one_spell(states, expected, catalogue):
    rule = next(r for r in catalogue.needs["SF22-4.1"].rules if r.shape == "state_at_date")
    evidence = Evidence(2, [1])
    starts, ends = (np.array(days) for days in zip(*states, strict=True))
    evidence.hear("substance_treatment", np.ones(len(states), int), start=starts, end=ends)
    evidence.hear("substance_treatment", np.zeros(1, int), start=[100], end=[200])
    assert evidence.spells([0, 1], rule) == expected


def test_a_window_of_terms_holds_the_term_of_the_day_and_those_before_it():
    calendar = SchoolCalendar(SEEDS)
    for day, count, expected in (
        ("2022-12-31", 1, "2022-09-01"),
        ("2023-01-01", 1, "2023-01-01"),
        ("2023-02-10", 3, "2022-04-01"),
        ("2011-09-02", 2, None),
    ):
        found = calendar.first_day_of_terms(day_number(day), count)
        assert found == (None if expected is None else day_number(expected)), day


def test_the_cut_off_is_on_the_clinical_side(catalogue):
    worse, better = catalogue.measure("measure_score", "PHQ9"), Measure("X", True, 17, 3)
    assert [worse.is_clinical(score) for score in (9, 10, 11)] == [False, True, True]
    assert [better.is_clinical(score) for score in (16, 17, 18)] == [True, True, False]
    assert worse.improvement(15, 9) == 6
    assert better.improvement(15, 9) == -6
    assert not catalogue.measure("measure_score", "RCADS").is_clinical(141)
