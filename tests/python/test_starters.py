"""Starters for BI tools: questions, the dashboard's description, the Power BI model."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import duckdb
import psycopg
import pytest
import sqlglot
import yaml
from conftest import ROOT, Warehouse
from postgres import Server
from serving_home import ADMINISTRATOR, make_logins
from sqlfluff.core import FluffConfig, Linter
from sqlglot import exp
from supporting_families.dashboard import command as dashboard_command
from supporting_families.dashboard.asking import plain
from supporting_families.dashboard.assets import MASK, bundle, files
from supporting_families.dashboard.charts import form, query
from supporting_families.dashboard.description import read_dashboard
from supporting_families.dashboard.errors import DashboardError
from supporting_families.dashboard.proof import answer, compare, shown
from supporting_families.dashboard.questions import read_questions
from supporting_families.dictionary import DescribedColumn, DescribedTable, ForeignKey
from supporting_families.dictionary import described_tables as described
from supporting_families.power_bi import project as power_bi
from supporting_families.power_bi.errors import PowerBiError
from supporting_families.power_bi.naming import column_names, table_names
from supporting_families.power_bi.relationships import relationships
from supporting_families.power_bi.tmdl import quoted
from supporting_families.serving.command import main as serve
from supporting_families.serving.rights import Rights

READER = "demo_dashboards"  # the BI reader in the demo's list of logins
DATABASE = "starters"
AUTHORITY = "999"
MAY_BE_SHOWN = "anybody; small numbers are kept back ([c]) and all are rounded"
ABOUT_NOBODY = {("core", "dim_framework_version")}  # may be joined to what is shown to anybody
QUESTIONS = read_questions()
DASHBOARD = read_dashboard()
TABLES = {(table.schema, table.name): table for table in described()}


# Questions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_reads_the_tables_that_it_names_and_the_bi_reader_may_read_them(
    name: str,
) -> None:
    parsed = sqlglot.parse_one(QUESTIONS[name].sql, dialect="postgres")
    read = {(table.db, table.name) for table in parsed.find_all(exp.Table)}
    assert read == set(QUESTIONS[name].tables)
    rights = Rights.read()
    assert [table for table in read if "bi_reader" not in rights.readers(*table)] == []
    assert re.fullmatch(r"\d\d_[a-z_]+\.sql", name)


@pytest.mark.parametrize("name", QUESTIONS)
def test_only_what_comes_from_controlled_tables_may_be_shown_to_anybody(name: str) -> None:
    asked = set(QUESTIONS[name].tables) - ABOUT_NOBODY
    controlled = all(
        table in CONTROLLED or TABLES[table].disclosure == "controlled" for table in asked
    )
    assert (QUESTIONS[name].heading["sharing"] == MAY_BE_SHOWN) == controlled
    if controlled:
        assert "sum(" not in QUESTIONS[name].sql  # rounded figures do not add up


CONTROLLED = {("reporting", "mart_needs_by_area"), ("reporting", "mart_outcomes_by_area")}


def test_every_table_of_reporting_has_a_question() -> None:
    asked = {table for question in QUESTIONS.values() for table in question.tables}
    marts = {place for place in TABLES if place[0] == "reporting" and place[1] != "dim_symbol"}
    assert marts - asked == set()
    assert len(QUESTIONS) >= 12


def test_questions_keep_the_house_style() -> None:
    config = FluffConfig.from_root(
        overrides={"templater": "raw", "dialect": "duckdb"},
        extra_config_path=str(ROOT / ".sqlfluff"),
    )
    linter = Linter(config=config)
    found = {
        name: [violation.desc() for violation in linter.lint_string(text).violations]
        for name in QUESTIONS
        if (text := (ROOT / "starters" / "sql" / name).read_text("utf-8"))
    }
    assert {name: said for name, said in found.items() if said} == {}


@pytest.fixture(scope="module")
def reader(demo: Warehouse, server: Server) -> Iterator[psycopg.Connection]:
    """The BI reader of the demo, on a server that shows what the demo has published."""
    make_logins(server)
    server.make_login(READER)
    server.make_database(DATABASE, ADMINISTRATOR)
    named = {**server.environment(ADMINISTRATOR, DATABASE), "SF_HOME": str(demo.home)}
    with mock.patch.dict(os.environ, named):
        assert serve(["roles"]) == 0
        assert serve(["load"]) == 0
    with server.connect(READER, DATABASE) as connection:
        yield connection
    server.drop_database(DATABASE)


@pytest.fixture(scope="module")
def answers(reader: psycopg.Connection) -> dict[str, list[dict]]:
    """The rows of every question, as the BI reader has them on the server."""
    return {name: answer(question, reader) for name, question in QUESTIONS.items()}


def test_questions_have_the_same_rows_on_the_server_and_in_the_file(
    demo: Warehouse, answers: dict[str, list[dict]]
) -> None:
    path = str(demo.home / "warehouse" / "published.duckdb")
    with duckdb.connect(path, read_only=True) as file:
        for name, question in QUESTIONS.items():
            found = [tuple(map(plain, row)) for row in file.execute(question.sql).fetchall()]
            served = [tuple(map(plain, row.values())) for row in answers[name]]
            assert sorted(map(repr, found)) == sorted(map(repr, served)), name
    assert [name for name, rows in answers.items() if not rows] == []
    assert {row["authority_code"] for rows in answers.values() for row in rows} == {AUTHORITY}


def test_questions_that_count_the_same_thing_agree(
    answers: dict[str, list[dict]], reader: psycopg.Connection
) -> None:
    def total(name: str, *columns: str, **where: object) -> int:
        rows = [
            row for row in answers[name] if all(row[key] == value for key, value in where.items())
        ]
        return sum(row[column] or 0 for row in rows for column in columns)

    def count(sql: str) -> int:
        return reader.execute(sql).fetchone()[0]

    is_open = count("select count(*) from core.fct_support_episode where is_open = 1")
    assert is_open > 0
    assert total("01_today.sql", "open_episodes") == is_open
    assert total("06_caseload_by_team.sql", "on_course", "drifting_episodes") == is_open
    assert total("18_eligible_by_team.sql", "open_episodes") == is_open
    drifting = total("01_today.sql", "drifting_episodes")
    assert total("06_caseload_by_team.sql", "drifting_episodes") == drifting
    episodes = count("select count(*) from claims.mart_claim_readiness")
    assert total("02_ready_to_claim.sql", "episodes") == episodes
    assert total("14_feed_health.sql", "deliveries_overdue") == count(
        "select sum(deliveries_overdue) from reporting.mart_feed_health"
    )
    claimed = total("05_minimum.sql", "families_claimed")
    so_far = [row["families_claimed_to_date"] for row in answers["04_pace.sql"]]
    assert max(number for number in so_far if number is not None) == claimed
    for stage, others in zip(answers["03_funnel.sql"], answers["03_funnel.sql"][1:], strict=False):
        assert stage["episodes"] >= others["episodes"]


def test_an_answer_of_several_councils_is_refused() -> None:
    class Asked(list):
        description = (SimpleNamespace(name="authority_code"), SimpleNamespace(name="families"))

    rows = Asked([("998", 1), ("999", 2)])
    connection = SimpleNamespace(execute=lambda sql: rows)
    with pytest.raises(DashboardError, match="998, 999"):
        answer(QUESTIONS["05_minimum.sql"], connection)
    rows.pop()
    assert answer(QUESTIONS["05_minimum.sql"], connection) == [
        {"authority_code": "998", "families": 1}
    ]


# The dashboard ------------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", DASHBOARD.charts, ids=lambda chart: chart.code)
def test_a_chart_asks_what_is_there_and_names_its_question(chart) -> None:
    columns = {column.name for column in TABLES[chart.data_set.table].columns}
    assert set(chart.dimensions) <= columns
    rights = Rights.read()
    assert "bi_reader" in rights.readers(*chart.data_set.table)
    for measure in chart.measures:
        parsed = sqlglot.parse_one(measure.sql, dialect="postgres")
        assert {column.name for column in parsed.find_all(exp.Column)} <= columns
    question = sqlglot.parse_one(QUESTIONS[chart.question].sql, dialect="postgres")
    names = [name for name in question.named_selects if name != "authority_code"]
    wanted = list(chart.answer) or names
    assert set(wanted) <= set(names)
    assert len(wanted) == len(chart.dimensions) + len(chart.measures)


def test_the_dashboard_is_made_the_same_each_time_and_holds_no_password() -> None:
    archive = bundle(DASHBOARD)
    assert bundle(read_dashboard()) == archive
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        texts = {name: opened.read(name).decode() for name in opened.namelist()}
    assert len(texts) == 3 + len(DASHBOARD.data_sets) + len(DASHBOARD.charts)
    addresses = re.findall(r"postgresql\S+", "\n".join(texts.values()))
    assert addresses == [f"postgresql+psycopg2://login:{MASK}@server:5432/families"]


def test_columns_of_a_data_set_have_the_labels_of_the_dictionary() -> None:
    made = files(DASHBOARD)["datasets/funnel.yaml"]
    labels = {column["column_name"]: column["verbose_name"] for column in made["columns"]}
    assert labels["stage_name"] == "Stage"
    assert None not in labels.values()


def test_what_is_drawn_and_what_is_fetched_ask_the_same() -> None:
    for chart in DASHBOARD.charts:
        [asked] = query(chart)["queries"]
        drawn = form(chart)
        measures = drawn.get("metrics") or ([drawn["metric"]] if "metric" in drawn else [])
        assert [one["sqlExpression"] for one in measures] == [
            one["sqlExpression"] for one in asked.get("metrics", [])
        ]
        extras = [one["sqlExpression"] for one in drawn["adhoc_filters"]]
        assert extras == [
            text[1:-1] for text in (asked["extras"]["where"], asked["extras"]["having"]) if text
        ]


def test_a_bar_with_a_total_is_not_ordered_by_a_figure_that_the_total_would_count() -> None:
    for chart in DASHBOARD.charts:
        if chart.kind == "bars" and len(chart.measures) > 1:
            assert form(chart)["timeseries_limit_metric"] is None


def test_exposures_name_the_tables_that_the_starters_read() -> None:
    file = ROOT / "models" / "marts" / "_exposures.yml"
    exposures = {
        one["name"]: set(re.findall(r"ref\('(\w+)'\)", str(one["depends_on"])))
        for one in yaml.safe_load(file.read_text("utf-8"))["exposures"]
    }
    shown_on_page = {data_set.table[1] for data_set in DASHBOARD.data_sets}
    for data_set in DASHBOARD.data_sets:
        if data_set.sql:
            parsed = sqlglot.parse_one(data_set.sql, dialect="postgres")
            shown_on_page |= {table.name for table in parsed.find_all(exp.Table)}
    asked = {table for question in QUESTIONS.values() for _, table in question.tables}
    assert exposures["programme_overview"] == shown_on_page
    assert exposures["starter_questions"] == asked


CHART = DASHBOARD.charts[0]


def test_a_chart_that_shows_something_else_is_told() -> None:
    rows = [("East", 3.0), ("West", None)]
    compare(CHART, rows, list(reversed(rows)))
    for wrong in ([("East", 4.0), ("West", None)], rows[:1], [*rows, rows[0]], []):
        with pytest.raises(DashboardError, match="is not what"):
            compare(CHART, rows, wrong)
    with pytest.raises(DashboardError, match="proves nothing"):
        compare(CHART, [], [])


def test_of_an_answer_a_chart_shows_its_columns_and_rows() -> None:
    found = [
        {"authority_code": "999", "claim_status": "ready", "episodes": 2},
        {"authority_code": "999", "claim_status": "blocked", "episodes": 3},
    ]
    assert shown(replace(CHART, answer=()), found) == [("ready", 2.0), ("blocked", 3.0)]
    one = replace(CHART, answer=("episodes",), answer_where={"claim_status": "ready"})
    assert shown(one, found) == [(2.0,)]


@pytest.mark.parametrize(
    ("value", "times", "expected"),
    [
        (Decimal("10.7"), 1, 10.7),
        (0.13846153846, 100, 13.846154),
        (3, 1, 3.0),
        (None, 100, None),
        ("3", 1, "3"),
        (date(2024, 3, 31), 1, date(2024, 3, 31)),
    ],
)
def test_values_are_compared_as_they_are(value: object, times: int, expected: object) -> None:
    assert plain(value, times) == expected


def test_a_councils_home_is_not_put_on_a_server_for_a_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "landing").mkdir()
    monkeypatch.setenv("SF_HOME", str(tmp_path))
    monkeypatch.delenv("PGHOST", raising=False)
    assert dashboard_command.main(["prove"]) == dashboard_command.FAILED
    assert "is a council's home" in capsys.readouterr().err


@pytest.mark.long
def test_a_real_superset_shows_what_is_published(demo: Warehouse, tmp_path: Path) -> None:
    picture = tmp_path / "dashboard.png"
    said = demo.must("scripts/dashboard.py", "prove", "--picture", str(picture))
    assert f"{len(DASHBOARD.charts)} charts" in said
    assert picture.stat().st_size > 50_000


# Power BI -----------------------------------------------------------------------------------------


def test_the_power_bi_model_is_what_the_descriptions_give() -> None:
    assert power_bi.written() == power_bi.project(), "run: python scripts/power_bi.py write"


def test_the_model_has_every_table_that_a_bi_reader_may_read() -> None:
    tables = power_bi.chosen_tables()
    assert {("core", "fct_support_episode"), ("reporting", "mart_funnel")} <= {
        (table.schema, table.name) for table in tables
    }
    assert ("core", "dim_person") not in {(table.schema, table.name) for table in tables}
    made = [place for place in power_bi.project() if "/tables/" in place]
    assert len(made) == len(tables)


def test_a_relation_leads_to_a_column_that_is_unique() -> None:
    tables = power_bi.chosen_tables()
    keys = {(table.schema, table.name): table.primary_key for table in tables}
    links = relationships(tables)
    assert [link for link in links if keys[link.one] != (link.one_column,)] == []
    assert len(links) > 20


def table(name: str, *targets: str) -> DescribedTable:
    columns = tuple(
        DescribedColumn(column, "varchar", "", column) for column in ("key", *targets)
    )
    keys = tuple(ForeignKey(target, "core", target, "key") for target in targets)
    return DescribedTable("core", name, "One row.", columns, ("key",), keys)


def test_where_two_ways_lead_to_a_table_the_direct_one_filters() -> None:
    tables = [
        table("dim_authority"),
        table("dim_family", "dim_authority"),
        table("fct_episode", "dim_family", "dim_authority"),
        table("fct_need", "fct_episode", "dim_family"),
    ]
    active = {(link.many[1], link.one[1]): link.is_active for link in relationships(tables)}
    assert active == {
        ("fct_episode", "dim_authority"): True,
        ("fct_episode", "dim_family"): True,
        ("fct_need", "dim_family"): True,
        ("dim_family", "dim_authority"): False,  # dim_authority reaches fct_episode already
        ("fct_need", "fct_episode"): False,  # dim_family reaches fct_need already
    }


def test_two_columns_of_a_table_that_lead_to_one_dimension_have_one_active_relation() -> None:
    two = table("fct_episode", "dim_area")
    extra = ForeignKey("second", "core", "dim_area", "key")
    two = replace(two, foreign_keys=(*two.foreign_keys, extra))
    links = relationships([table("dim_area"), two])
    assert [link.is_active for link in links] == [True, False]


def test_names_are_those_people_read_and_no_two_are_alike() -> None:
    one = table("fct_need", "dim_area")
    assert table_names([one]) == {("core", "fct_need"): "Need"}
    with pytest.raises(PowerBiError, match="two tables would be called 'Need'"):
        table_names([one, table("dim_need")])
    alike = replace(one, columns=(one.columns[0], replace(one.columns[1], label="KEY")))
    with pytest.raises(PowerBiError, match="label 'KEY' of another column"):
        column_names(alike)
    bare = replace(one, columns=(replace(one.columns[0], label=None),))
    with pytest.raises(PowerBiError, match="has no label"):
        column_names(bare)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Need", "Need"), ("Support episode", "'Support episode'"), ("Last year's", "'Last year''s'")],
)
def test_names_are_quoted_as_tmdl_asks(name: str, expected: str) -> None:
    assert quoted(name) == expected


def test_a_measure_that_asks_for_a_column_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [first, *_] = power_bi.read_measures()
    wrong = replace(first, dax="SUM('Caseload'[No such column])")
    monkeypatch.setattr(power_bi, "read_measures", lambda: [wrong])
    with pytest.raises(PowerBiError, match="No such column"):
        power_bi.project()
    monkeypatch.setattr(power_bi, "read_measures", lambda: [first, first])
    with pytest.raises(PowerBiError, match="name of another measure"):
        power_bi.project()


def test_figures_are_never_added_up_by_themselves() -> None:
    for place, text in power_bi.project().items():
        if "/tables/" in place:
            assert text.count("summarizeBy: none") == len(re.findall(r"^\tcolumn ", text, re.M))
