"""The figures on linking, against little sets of links and truth that were worked out by hand."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest
from supporting_families.linking.against_truth import (
    FEATURES,
    Agreement,
    Rate,
    by_feed_pair,
    by_group,
    clusterwise,
    is_worse,
    load_cells,
    pairwise,
    rate_of,
)

# record, feed, whose it is, and the person it was linked to
RECORDS = [
    ("r1", "health", "Ann", "P1"),
    ("r2", "police", "Ann", "P1"),
    ("r3", "police", "Ann", "P2"),
    ("r4", "health", "Ben", "P3"),
    ("r5", "police", "Ben", "P3"),
    ("r6", "health", "Cy", "P3"),
    ("r7", "health", "Di", "P4"),
]


def connected(records: list[tuple[str, str, str, str]]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    rows = pd.DataFrame(
        records, columns=["source_person_ref", "feed_code", "true_person", "person_key"]
    )
    connection.register("rows_given", rows)
    connection.execute("create table records as select * from rows_given")
    connection.execute(
        "create temp table truth as select feed_code, source_person_ref, true_person from records"
    )
    load_cells(connection, "select feed_code, source_person_ref, person_key from records")
    return connection


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    return connected(RECORDS)


def test_pairs_are_counted(connection):
    """Linked r1-r2, r4-r5, r4-r6, r5-r6; true r1-r2, r1-r3, r2-r3, r4-r5."""
    found = pairwise(connection)
    assert found == Agreement(linked=4, true=4, right=2)
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)


def test_people_are_right_only_with_all_their_records_and_no_others(connection):
    found = clusterwise(connection)
    assert found["people"] == Agreement(linked=4, true=4, right=1), "only Di"
    # r1, r2, r3 and r7 are with nobody else; r4 and r5 are two thirds of theirs, r6 one third
    assert found["b_cubed_precision"] == pytest.approx((4 + 2 / 3 + 2 / 3 + 1 / 3) / 7)
    # r1 and r2 have two of Ann's three records, r3 one; the others have all
    assert found["b_cubed_recall"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 4) / 7)


def test_pairs_are_counted_by_feed_pair(connection):
    found = by_feed_pair(connection).set_index(["feed_code", "other_feed_code"])
    counts = found[["linked_pairs", "true_pairs", "right_pairs"]].apply(tuple, axis=1).to_dict()
    assert counts == {
        ("health", "health"): (1, 0, 0),
        ("health", "police"): (3, 3, 2),
        ("police", "police"): (0, 1, 0),
    }
    assert found.loc[("health", "police"), "recall"] == pytest.approx(2 / 3)
    assert pd.isna(found.loc[("health", "health"), "recall"]), "nothing true to find"
    assert pd.isna(found.loc[("police", "police"), "precision"]), "nothing was linked"


def test_a_record_of_which_the_truth_knows_nothing_does_not_count(connection):
    connection.execute("delete from truth where source_person_ref = 'r6'")
    load_cells(connection, "select feed_code, source_person_ref, person_key from records")
    assert pairwise(connection) == Agreement(linked=2, true=4, right=2)


def features(of_ann: str, of_others: str) -> str:
    columns = ", ".join(
        f"case when true_person like 'Ann%' then '{of_ann}' else '{of_others}' end as {feature}"
        for feature in FEATURES
    )
    return f"select distinct true_person, {columns} from truth"


def test_a_group_answers_for_the_links_of_its_own_records(connection):
    found = by_group(connection, features("young", "old")).set_index(["feature", "group"])
    young, old = found.loc[("age_band", "young")], found.loc[("age_band", "old")]
    assert (young["people"], old["people"]) == (1, 3)
    assert young["recall"] == pytest.approx(1 / 3)
    assert young["precision"] == 1
    assert old["recall"] == 1
    # three records of the old have two links each; one of r4's and one of r5's is right
    assert old["precision"] == pytest.approx(2 / 6)
    assert young["recall_of_others"] == 1


def many(people: int, missed: int, name: str) -> list[tuple[str, str, str, str]]:
    """So many people with two records each, some of them not linked."""
    records = []
    for number in range(people):
        who = f"{name}{number}"
        other = f"{who}b" if number < missed else who
        records += [(f"{who}-1", "health", who, who), (f"{who}-2", "police", who, other)]
    return records


@pytest.mark.parametrize(
    ("people", "missed", "worse"),
    [
        (1000, 200, True),  # 80 % of many against 99 %
        (1000, 10, False),  # as good as the others
        (5, 1, False),  # 80 % of five: it befalls one in twenty
        (5, 3, True),
        (3, 0, False),
    ],
)
def test_a_group_fares_worse_only_beyond_chance(people, missed, worse):
    connection = connected(many(people, missed, "Ann") + many(1000, 10, "Ben"))
    found = by_group(connection, features("theirs", "others")).set_index(["feature", "group"])
    theirs = found.loc[("name_origin", "theirs")]
    assert theirs["recall"] == pytest.approx(1 - missed / people)
    assert theirs["recall_is_worse"] == worse
    assert not found.loc[("name_origin", "others"), "recall_is_worse"]


def test_limits_of_a_rate_are_those_of_wilson():
    """90 of 100 with z = 2.5758, by Wilson's formula: 0.875 -+ 0.079."""
    hits = pd.Series([1.0] * 90 + [0.0] * 10)
    found = rate_of(hits, pd.Series([1.0] * 100))
    assert (found.rate, found.low, found.high) == pytest.approx((0.9, 0.7962, 0.9540), abs=1e-4)


def test_the_pairs_of_one_person_stand_and_fall_together():
    """Ten pairs each make nothing surer when all ten are found or none."""
    hits = pd.Series([1.0] * 90 + [0.0] * 10)
    ones = rate_of(hits, pd.Series([1.0] * 100))
    tens = rate_of(10 * hits, pd.Series([10.0] * 100))
    assert tens.tries == pytest.approx(100)
    assert (tens.low, tens.high) == pytest.approx((ones.low, ones.high))


def test_without_an_error_the_limit_tells_of_how_few_were_tried():
    of_ten = rate_of(pd.Series([1.0] * 10), pd.Series([1.0] * 10))
    of_many = rate_of(pd.Series([1.0] * 1000), pd.Series([1.0] * 1000))
    assert 0.5 < of_ten.low < 0.7 < 0.99 < of_many.low < 1 and of_ten.high == 1
    assert rate_of(pd.Series([0.0]), pd.Series([0.0])) == Rate()


@pytest.mark.parametrize(("misses", "worse"), [(4, False), (5, True)])
def test_worse_begins_where_fewer_than_one_in_a_thousand_would_miss_so_many(misses, worse):
    """Of 100 at a chance of 0.005 each: 4 or more with 0.0017, 5 or more with 0.00016."""
    of_others = Rate(rate=0.995, tries=10**9, low=0.995, high=0.995)
    mine = Rate(rate=1 - misses / 100, tries=100)
    assert is_worse(mine, of_others) == worse
