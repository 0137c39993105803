"""Funnel, caseload, pace and feed health: every figure against plain Python over what is true."""

from __future__ import annotations

from types import ModuleType

import pytest
from conftest import Warehouse
from reporting_truth import mart_caseload, mart_feed_health, mart_funnel, mart_pace

FIGURES = {  # how a column is compared where Python has it in another type, or not at all
    "mart_funnel": "select * exclude (authority_code, stage_name, stage_order)",
    "mart_caseload": "select * exclude (authority_code) replace "
    "(cast(median_days_waiting as double) as median_days_waiting)",
    "mart_pace": "select * exclude (authority_code)",
    "mart_feed_health": "select * exclude (authority_code)",
}


@pytest.mark.parametrize("truth", [mart_funnel, mart_caseload, mart_pace, mart_feed_health])
def test_every_figure_is_that_of_plain_python(demo: Warehouse, truth: ModuleType) -> None:
    mart = truth.__name__.rpartition(".")[2]
    told = demo.query(f"{FIGURES[mart]} from reporting.{mart}", "published")
    expected = truth.rows(demo.home)
    assert sorted(set(told) - expected, key=str) == []
    assert sorted(expected - set(told), key=str) == []
    assert len(told) == len(expected) > 10


def test_the_demo_has_what_the_figures_are_about(demo: Warehouse) -> None:
    """Else an empty column would equal an empty truth."""
    [figures] = demo.query(
        "select sum(waiting_over_limit), sum(assessed), sum(drifting_without_plan), "
        "sum(drifting_without_review), sum(opened), sum(closed), "
        "count(distinct hub_code) filter (open_episodes > 0) from reporting.mart_caseload"
    )
    assert min(figures) >= 1, figures
    stages = demo.query(
        "select sum(episodes) from reporting.mart_funnel group by stage_order order by stage_order"
    )
    assert len({count for (count,) in stages}) >= 6, "stages differ"
    [(forecasts,)] = demo.query("select count(forecast_high) from reporting.mart_pace")
    assert forecasts >= 1


def test_families_nobody_works_with_stand_at_the_first_stage_alone(demo: Warehouse) -> None:
    """What follows from inferred families goes no further: such a family is never claimed."""
    found = demo.query(
        "select stage_code, team_key, sum(episodes), sum(not_yet_worked_with) "
        "from reporting.mart_funnel where not_yet_worked_with > 0 group by all"
    )
    [(identified,)] = demo.query("select count(*) from eligibility.mart_identified_families")
    assert identified > 0
    assert [(stage, team, new) for stage, team, _, new in found] == [
        ("identified", "999|not_known", identified)
    ]
    whose = demo.query(
        "select distinct u.true_person_id "
        f"from read_csv('{demo.home}/truth/unmet.csv', all_varchar = true) as u "
        f"inner join read_csv('{demo.home}/truth/people.csv', all_varchar = true) as p "
        "on u.true_person_id = p.true_person_id "
        "inner join intermediate.int_person_source_links as l "
        "on p.feed_code = l.feed_code and p.source_person_ref = l.source_person_ref "
        "inner join eligibility.mart_identified_family_reasons as r "
        "on l.person_key = r.person_key"
    )
    assert len(whose) == identified, "each is about the pupil whom the generator chose"


def test_the_caseload_of_today_is_that_of_the_star(demo: Warehouse) -> None:
    assert demo.query(
        """
        with star as (
            select team_key, sum(is_open) as open_episodes
            from core.fct_support_episode
            group by team_key
        )
        select c.team_key, c.open_episodes, star.open_episodes
        from reporting.mart_caseload as c
        left join star on c.team_key = star.team_key
        where c.month_start = (select max(month_start) from reporting.mart_caseload)
            and c.open_episodes <> coalesce(star.open_episodes, 0)
        """,
        "published",
    ) == []  # fmt: skip


def test_open_is_what_was_open_and_opened_less_what_closed(demo: Warehouse) -> None:
    months = demo.query(
        "select sum(open_episodes), sum(opened), sum(closed) from reporting.mart_caseload "
        "group by month_start order by month_start"
    )
    for (before, _, _), (after, opened, closed) in zip(months, months[1:], strict=False):
        assert after == before + opened - closed


def test_no_column_tells_of_a_family_or_a_person(demo: Warehouse) -> None:
    columns = demo.query(
        "select table_name, column_name from information_schema.columns "
        "where table_schema = 'reporting' and table_name in "
        "('mart_funnel', 'mart_caseload', 'mart_pace', 'mart_feed_health')",
        "published",
    )
    assert len(columns) > 60
    named = [c for c in columns if c[1].endswith(("_key", "_ref", "_id")) and c[1] != "team_key"]
    assert named == []
