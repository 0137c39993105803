"""The peers of the benchmark: that they answer as the warehouse does, and that they can fail to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from conftest import Warehouse

from supporting_families.bench.analyst.answering import run_in_pandas
from supporting_families.bench.analyst.firing import ratio_fires
from supporting_families.bench.analyst.marks import count_chunk, worth_of_marks
from supporting_families.bench.answers import Answers, answers_of
from supporting_families.bench.chain import Relation, in_place, load_chain
from supporting_families.bench.measure import Meter
from supporting_families.bench.sql_peers import run_in_duckdb, run_in_postgres
from supporting_families.home import Home

FIRST, SECOND = pd.Timestamp("2023-04-17"), pd.Timestamp("2023-09-04")


@dataclass(frozen=True)
class BuiltSize:
    """A built home as the peers ask for it."""

    home: Home
    target: Path

    def environment(self) -> dict[str, str]:
        return {**os.environ, "SF_THREADS": "1", "SF_MEMORY_LIMIT": "1GB"}

    def tell(self, text: str) -> None:
        pass


@pytest.fixture(scope="module")
def built(demo: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> BuiltSize:
    # beside the home a peer writes a file of its own
    home = tmp_path_factory.mktemp("peers") / "home"
    home.symlink_to(demo.home, target_is_directory=True)
    return BuiltSize(Home(home), demo.target)


def expected(size: BuiltSize) -> Answers:
    with duckdb.connect(str(size.home.build_file), read_only=True) as build:
        chain = load_chain(size.target)
        return answers_of(chain, lambda sql: build.execute(sql).fetchall(), str)


def test_the_models_between_the_marks_and_the_answers_are_found_in_order(
    built: BuiltSize,
) -> None:
    chain = load_chain(built.target)
    names = [relation.name for relation, _ in chain.models]
    for earlier, later in (
        ("int_evidence__attendance", "int_evidence"),
        ("int_evidence", "int_population_needs"),
        ("int_need_firings", "mart_eligibility"),
    ):
        assert names.index(earlier) < names.index(later)
    given = {relation.name for relation in chain.given}
    assert {"stg_attendance__marks", "int_person_source_links", "int_current_families"} <= given
    assert not given & set(names)


def test_pandas_and_duckdb_answer_as_the_warehouse_does(built: BuiltSize) -> None:
    chain, found = load_chain(built.target), expected(built)
    assert found.attendance_needs and found.eligible
    with Meter() as meter:
        for run_in in (run_in_pandas, run_in_duckdb):
            run, answers = run_in(built, chain, meter)
            assert answers.compared(found)["different"] == []
            assert run["wall_s"] > 0


@pytest.mark.long
def test_postgresql_answers_as_the_warehouse_does(built: BuiltSize) -> None:
    with Meter() as meter:
        run, answers = run_in_postgres(built, load_chain(built.target), meter)
    assert answers is not None, run
    assert answers.compared(expected(built))["different"] == []


def test_a_difference_is_told_in_numbers() -> None:
    warehouse = Answers(frozenset({("p1", "r"), ("p2", "r")}), frozenset({"e1"}))
    peer = Answers(frozenset({("p1", "r"), ("p3", "r")}), frozenset({"e1"}))
    compared = peer.compared(warehouse)
    assert compared["different"] == [
        "attendance needs: 1 only in the warehouse, 1 only here",
    ]
    assert warehouse.compared(warehouse)["different"] == []


def test_sql_reads_each_table_where_it_is() -> None:
    places = {Relation("staging", "marks"): "here.marks", Relation("core", "dim"): '"core"."dim"'}
    sql = 'select * from "build"."staging"."marks" as m, "build"."core"."dim" as d'
    assert in_place(sql, places) == 'select * from here.marks as m, "core"."dim" as d'


@pytest.mark.parametrize(
    ("attended", "fires"),
    [((90, 90), False), ((90, 89), True), ((89, 91), False), ((100, 79), True), ((0, 0), True)],
)
def test_nine_tenths_of_two_terms_together_is_not_below_nine_tenths(
    attended: tuple[int, int], fires: bool
) -> None:
    assert of_pupil(*zip((FIRST, SECOND), attended, (100, 100), strict=True)) == fires


def test_a_term_that_is_not_told_of_leaves_the_rule_silent() -> None:
    assert not of_pupil((FIRST, 10, 100))
    assert not of_pupil((FIRST, 10, 100), (SECOND, 0, 0))


def of_pupil(*terms: tuple[pd.Timestamp, int, int]) -> bool:
    """Whether attendance below 90 per cent in two terms fires for these terms of one pupil."""
    rows = pd.DataFrame(
        [
            {
                "person_key": "p", "rule_id": "r", "period_start": start, "value_number": attended,
                "value_base": possible, "window_value": 2, "comparison": "lt", "threshold": 90,
            }
            for start, attended, possible in terms
        ]
    )  # fmt: skip
    return len(ratio_fires(rows, ["person_key", "rule_id"])) == 1


def test_marks_count_by_their_code_in_the_term_of_their_day() -> None:
    marks = [
        ("a", "2023-09-04", "/"),  # the first day of the term: attended
        ("a", "2023-12-21", "\\"),  # the last day: attended
        ("a", "2023-12-22", "/"),  # the day after the term counts in no term
        ("a", "2023-09-05", "I"),  # illness: possible, not attended
        ("a", "2023-09-05", "O"),  # absent without leave
        ("a", "2023-09-06", "#"),  # the school was closed: not possible
    ]
    chunk = pd.DataFrame(marks, columns=["pupil_ref", "mark_date", "mark"], dtype="category")
    terms = pd.DataFrame({"starts_on": [SECOND], "ends_on": [pd.Timestamp("2023-12-21")]})
    [row] = count_chunk(chunk, worth_of_marks(), terms).to_dict("records")
    assert (row["attended"], row["possible"], row["unauthorised"]) == (2, 4, 1)
    assert row["period_end"] == pd.Timestamp("2023-12-22")
