"""Only a whole build whose models, error tests and gates all passed is ever published."""

import csv
import os
import shutil
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path
from textwrap import dedent

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from supporting_families import publish as publishing
from supporting_families.home import Home
from supporting_families.publish import PublishError, main, publish, read_published_build

ROOT = Path(__file__).resolve().parents[2]

# node id, schema, table, required, status
WHOLE = [
    ("model.p.build_context", "staging", "build_context", True, "success"),
    ("model.p.dim_person", "core", "dim_person", True, "success"),
    ("model.p.mart_claim_readiness", "claims", "mart_claim_readiness", True, "success"),
    ("model.p.ext_ons__individuals", "extracts", "ext_ons__individuals", True, "success"),
    ("model.p.dim_person_identity", "restricted", "dim_person_identity", True, "success"),
    ("test.p.unique_person.1a2b", None, None, True, "pass"),
    ("test.p.assert_gate", None, None, True, "pass"),
    ("test.p.assert_told", None, None, False, "warn"),
]


@pytest.fixture
def home(tmp_path):
    """A home with a whole build of one person."""
    home = Home(tmp_path / "home")
    home.warehouse.mkdir(parents=True)
    home.landing.mkdir()
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute(
            """
            create schema governance;
            create table governance.build_run (
                invocation_id varchar, started_at timestamp, command varchar, narrowed_by varchar
            );
            create table governance.build_expected (
                invocation_id varchar, node_id varchar, resource_type varchar,
                schema_name varchar, table_name varchar, is_required boolean
            );
            create table governance.build_log (
                invocation_id varchar, started_at timestamp, command varchar, node_id varchar,
                resource_type varchar, node_name varchar, status varchar, severity varchar,
                is_gate boolean, failures bigint
            );
            create schema staging;
            create table staging.build_context as
            select date '2023-12-31' as as_of_date, date '2024-01-05' as known_at, true as is_demo;
            create schema core;
            create table core.dim_person as select 'p1' as person_key, 7 as age;
            comment on table core.dim_person is 'One row per person.';
            comment on column core.dim_person.age is 'In years; a person''s own.';
            create table core.dim_left_over as select 1 as a;
            create schema claims;
            create table claims.mart_claim_readiness as select 'e1' as episode_key;
            create schema extracts;
            create table extracts.ext_ons__individuals as select 'p1' as person_key;
            create schema restricted;
            create table restricted.dim_person_identity as select 'Ann' as first_name;
            """
        )
    add_run(home, "build-1", 1)
    return home


def add_run(home, build_id, hour, command="build", narrowed_by=None, nodes=WHOLE):
    """Add a run to the build log as the macros write it; no nodes: it was killed."""
    started = f"2024-01-06 {hour:02}:00"
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute(
            "insert into governance.build_run values (?, ?, ?, ?)",
            [build_id, started, command, narrowed_by],
        )
        for node_id, schema, table, required, status in nodes:
            kind, _, name, *_ = node_id.split(".")
            if kind != "unit_test":
                connection.execute(
                    "insert into governance.build_expected values (?, ?, ?, ?, ?, ?)",
                    [build_id, node_id, kind, schema, table, required],
                )
            if status is not None:
                connection.execute(
                    "insert into governance.build_log values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [build_id, started, command, node_id, kind, name, status, None, False, None],
                )


def with_status(node_id, status):
    """The nodes of a whole build, but for one."""
    return [(*node[:4], status) if node[0] == node_id else node for node in WHOLE]


def tables(file):
    """Schema and name of every table in a file."""
    with duckdb.connect(str(file), read_only=True) as connection:
        rows = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    return {f"{schema}.{name}" for schema, name in rows}


def rows(file, query):
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchall()


def refusal(home):
    """The message with which publishing is refused; nothing may have been written."""
    before = sorted(home.warehouse.iterdir())
    with pytest.raises(PublishError) as caught:
        publish(home)
    assert sorted(home.warehouse.iterdir()) == before
    return str(caught.value)


def test_a_whole_build_is_published_into_two_files(home):
    build = publish(home)

    log = {"governance.build_run", "governance.build_expected", "governance.build_log"}
    stamp = {"governance.published_build"}
    core = {"core.dim_person", "claims.mart_claim_readiness"}
    assert tables(home.published_file) == log | stamp | core
    assert tables(home.extracts_file) == stamp | {
        "extracts.ext_ons__individuals",
        "restricted.dim_person_identity",
    }
    assert (build.build_id, build.as_of_date, build.is_demo) == (
        "build-1",
        date(2023, 12, 31),
        True,
    )
    assert build.known_at == date(2024, 1, 5)
    assert read_published_build(home.published_file) == build
    assert read_published_build(home.extracts_file) == build
    assert rows(home.published_file, "from core.dim_person") == [("p1", 7)]
    assert not list(home.warehouse.glob("*.partial*"))


def test_descriptions_go_with_the_tables(home):
    publish(home)
    assert rows(
        home.published_file,
        "select table_name, comment from duckdb_tables() where comment is not null union all "
        "select column_name, comment from duckdb_columns() where comment is not null order by all",
    ) == [("age", "In years; a person's own."), ("dim_person", "One row per person.")]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_only_the_owner_reads_the_extracts(home):
    publish(home)
    assert stat.S_IMODE(home.extracts_file.stat().st_mode) == 0o600


def test_without_a_build_file_there_is_nothing_to_publish(home):
    home.build_file.unlink()
    assert "Run 'dbt build'" in refusal(home)


def test_a_build_file_without_a_record_is_refused(home):
    home.build_file.unlink()
    duckdb.connect(str(home.build_file)).close()
    assert "no record of a build" in refusal(home)


@pytest.mark.parametrize(
    ("node_id", "status", "line"),
    [
        ("model.p.dim_person", "error", "dim_person: error"),
        ("model.p.dim_person", "skipped", "dim_person: skipped"),
        ("model.p.dim_person", None, "dim_person: not run"),
        ("test.p.unique_person.1a2b", "fail", "unique_person: fail"),
        ("test.p.unique_person.1a2b", None, "unique_person: not run"),
        ("test.p.assert_gate", "warn", "assert_gate: warn"),
    ],
)
def test_a_build_in_which_a_required_node_did_not_pass_is_refused(home, node_id, status, line):
    add_run(home, "build-2", 2, nodes=with_status(node_id, status))
    message = refusal(home)
    assert f"\n  {line}\n" in message
    assert "stays as it was" in message


def test_a_failed_unit_test_is_refused(home):
    unit_test = ("unit_test.p.dim_person.an age is in years", None, None, True, "fail")
    add_run(home, "build-2", 2, nodes=[*WHOLE, unit_test])
    assert "dim_person: fail" in refusal(home)


def test_a_build_killed_before_its_end_is_refused(home):
    add_run(home, "build-2", 2, nodes=[])
    assert "was stopped before its end" in refusal(home)


def test_a_build_killed_while_it_wrote_its_results_is_refused(home):
    killed = [node if at < 3 else (*node[:4], None) for at, node in enumerate(WHOLE)]
    add_run(home, "build-2", 2, nodes=killed)
    assert "assert_gate: not run" in refusal(home)


def test_a_narrowed_build_is_refused(home):
    add_run(home, "build-2", 2, narrowed_by="--select")
    assert "narrowed by --select" in refusal(home)


@pytest.mark.parametrize("command", ["run", "seed", "snapshot", "retry"])
def test_a_later_command_that_changed_the_build_file_is_refused(home, command):
    add_run(home, "later", 2, command=command)
    assert f"'dbt {command}' changed the build file" in refusal(home)


def test_a_later_dbt_test_changes_nothing(home):
    add_run(home, "later", 2, command="test")
    assert publish(home).build_id == "build-1"


def test_a_whole_build_after_a_failed_one_is_published(home):
    add_run(home, "build-2", 2, nodes=with_status("model.p.dim_person", "error"))
    add_run(home, "build-3", 3)
    assert publish(home).build_id == "build-3"


def test_a_view_is_refused_by_name(home):
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute("drop table core.dim_person; create view core.dim_person as select 1")
    assert "'core.dim_person' is a view" in refusal(home)


def test_a_build_file_in_use_is_refused(home):
    holder = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    command = [sys.executable, "-c", holder, str(home.build_file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert "another tool has it open" in refusal(home)
        process.communicate(b"\n")


@pytest.mark.parametrize("survived", [0, 1])
def test_a_run_killed_before_a_rename_can_be_run_again(home, monkeypatch, survived):
    publish(home)
    add_run(home, "build-2", 2)
    renamed = []

    def killed(source, target):
        if len(renamed) == survived:
            raise KeyboardInterrupt
        renamed.append(target)
        os.rename(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(publishing.os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            publish(home)
    assert renamed == [home.extracts_file][:survived]
    assert read_published_build(home.published_file).build_id == "build-1"
    assert rows(home.published_file, "from core.dim_person") == [("p1", 7)]

    publish(home)
    assert read_published_build(home.published_file).build_id == "build-2"
    assert read_published_build(home.extracts_file).build_id == "build-2"
    assert not list(home.warehouse.glob("*.partial*"))


# What was told of month ends.

HISTORY = (
    "model.p.mart_month_end_history", "reporting", "mart_month_end_history", True, "success",
)  # fmt: skip


def tell(home, hour, value, told_on="2024-01-05"):
    """A whole build that tells a figure of November, which has closed, and of December."""
    add_run(home, f"build-{hour}", hour, nodes=[*WHOLE, HISTORY])
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute("create schema if not exists reporting")
        connection.execute(
            "create or replace table reporting.mart_month_end_history as "
            "select '000' as authority_code, date '2023-11-30' as month_end, 'open' as measure, "
            "10 as measure_order, $value as value_told, $told_on::date as told_on, "
            "0 as is_backfilled, 1 as is_closed "
            "union all select '000', date '2023-12-31', 'open', 10, null, null, 0, 0",
            {"value": value, "told_on": told_on},
        )


def month_ends(home):
    """Month, figure and build of each line of the register."""
    register = home.path / "registers" / "month_ends.csv"
    if not register.exists():
        return []
    with register.open(encoding="utf-8", newline="") as file:
        return [
            (row["month_end"], row["value_told"], row["build_id"]) for row in csv.DictReader(file)
        ]


def test_what_is_told_of_a_closed_month_is_written_down_once(home):
    tell(home, 2, 30)
    publish(home)
    assert month_ends(home) == [("2023-11-30", "30", "build-2")]
    publish(home)
    tell(home, 3, 30)
    publish(home)
    assert month_ends(home) == [("2023-11-30", "30", "build-2")]


def test_a_build_that_may_not_be_published_tells_nothing(home):
    tell(home, 2, 30)
    add_run(home, "build-3", 3, nodes=with_status("model.p.dim_person", "error"))
    refusal(home)
    assert month_ends(home) == []


def test_it_is_written_down_before_the_files_take_their_places(home, monkeypatch):
    """Else a figure could be published that a later build tells otherwise."""
    publish(home)
    tell(home, 2, 30)

    def killed(source, target):
        if Path(target).suffix == ".duckdb":
            raise KeyboardInterrupt
        os.rename(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(publishing.os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            publish(home)
    assert month_ends(home) == [("2023-11-30", "30", "build-2")]
    assert read_published_build(home.published_file).build_id == "build-1"
    assert read_published_build(home.extracts_file).build_id == "build-1"
    publish(home)
    assert month_ends(home) == [("2023-11-30", "30", "build-2")]


def test_nothing_is_published_on_a_register_that_lacks_what_was_published(home):
    tell(home, 2, 30)
    publish(home)
    tell(home, 3, 31, "2024-01-06")
    (home.path / "registers" / "month_ends.csv").unlink()
    message = refusal(home)
    assert "open of 2023-11-30: found no such row, expected 30, as it was published" in message
    assert "stays as it was" in message
    assert month_ends(home) == []
    assert read_published_build(home.published_file).build_id == "build-2"


def test_a_published_file_of_the_time_before_month_ends_were_told_stops_nothing(home):
    publish(home)
    assert month_ends(home) == []
    tell(home, 2, 30)
    publish(home)
    assert month_ends(home) == [("2023-11-30", "30", "build-2")]


def test_the_command_says_why_it_refuses(home, monkeypatch, capsys):
    monkeypatch.setenv("SF_HOME", str(home.path))
    add_run(home, "build-2", 2, narrowed_by="--empty")
    assert main([]) == 1
    assert capsys.readouterr().err.startswith("Not published. The last 'dbt build'")


# The log as dbt really writes it.


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A throwaway dbt project of two models and four tests, with the macros of this one."""
    folder = tmp_path_factory.mktemp("tiny")
    for macros in ("project", "portable"):
        shutil.copytree(ROOT / "macros" / macros, folder / "macros" / macros)
    files = {
        "dbt_project.yml": """
            name: tiny
            version: "1.0"
            profile: tiny
            flags: {send_anonymous_usage_stats: false}
            on-run-start: ["{{ log_run_start() }}"]
            on-run-end: ["{{ log_build(results) }}"]
            models:
              +materialized: table
            """,
        "profiles.yml": """
            tiny:
              target: duckdb
              outputs:
                duckdb:
                  type: duckdb
                  path: "{{ env_var('SF_HOME') }}/warehouse/build.duckdb"
            """,
        "models/build_context.sql": """
            {{ config(schema='staging') }}
            select date '2023-12-31' as as_of_date, date '2023-12-31' as known_at, true as is_demo
            """,
        "models/dim_person.sql": """
            {{ config(schema='core') }}
            select 1 as person_key from {{ ref('build_context') }}
            """,
        "models/models.yml": """
            models:
              - name: dim_person
                columns:
                  - name: person_key
                    data_tests: [not_null]
            unit_tests:
              - name: a_person_per_build
                model: dim_person
                given:
                  - input: ref('build_context')
                    rows: [{is_demo: true}]
                expect:
                  rows: [{person_key: 1}]
            """,
        "tests/assert_gate.sql": """
            {{ config(severity='warn', tags=['gate']) }}
            select * from {{ ref('dim_person') }} where {{ var('gate_fails', false) }}
            """,
        "tests/assert_told.sql": """
            {{ config(severity='warn') }}
            select * from {{ ref('dim_person') }}
            """,
    }
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(dedent(text))
    return folder


@pytest.fixture(scope="module")
def tiny(project):
    """The home of the throwaway project, after one whole build."""
    home = Home(project / "home")
    home.warehouse.mkdir(parents=True)
    assert dbt(project, "build")
    return home


def dbt(project, *arguments):
    """Run dbt in this process on the throwaway project; true when it succeeded."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SF_HOME", str(project / "home"))
        places = ["--project-dir", str(project), "--profiles-dir", str(project), "--quiet"]
        places += ["--target-path", str(project / "target"), "--log-path", str(project / "logs")]
        success = dbtRunner().invoke([*arguments, *places]).success
    DuckDBConnectionManager.close_all_connections()
    return success


def test_the_log_holds_what_was_expected_and_what_came_of_it(tiny):
    run = rows(tiny.build_file, "select command, narrowed_by from governance.build_run")
    assert run == [("build", None)]
    expected = rows(
        tiny.build_file,
        "select split_part(node_id, '.', 3), resource_type, schema_name, table_name, is_required "
        "from governance.build_expected order by all",
    )
    assert expected == [
        ("assert_gate", "test", None, None, True),
        ("assert_told", "test", None, None, False),
        ("build_context", "model", "staging", "build_context", True),
        ("dim_person", "model", "core", "dim_person", True),
        ("not_null_dim_person_person_key", "test", None, None, True),
    ]
    log = rows(
        tiny.build_file,
        "select node_name, resource_type, status, severity, is_gate, failures "
        "from governance.build_log order by all",
    )
    assert log == [
        ("a_person_per_build", "unit_test", "pass", None, False, 0),
        ("assert_gate", "test", "pass", "warn", True, 0),
        ("assert_told", "test", "warn", "warn", False, 1),
        ("build_context", "model", "success", None, False, None),
        ("dim_person", "model", "success", None, False, None),
        ("not_null_dim_person_person_key", "test", "pass", "error", False, 0),
    ]


def test_what_dbt_builds_is_published_or_refused(project, tiny):
    assert publish(tiny).as_of_date == date(2023, 12, 31)
    assert dbt(project, "build", "--exclude-resource-type", "unit_test")
    assert publish(tiny).as_of_date == date(2023, 12, 31), "unit tests are about the code"

    assert dbt(project, "build", "--exclude-resource-type", "test")
    assert "narrowed by --exclude-resource-types" in refusal(tiny)
    assert dbt(project, "build", "--select", "dim_person")
    assert "narrowed by --select" in refusal(tiny)
    assert dbt(project, "build", "--empty", "--exclude-resource-type", "unit_test")
    assert "narrowed by --empty" in refusal(tiny)
    assert dbt(project, "build", "--vars", "{gate_fails: true}")
    assert "\n  assert_gate: warn\n" in refusal(tiny)
    assert dbt(project, "run")
    assert "'dbt run' changed the build file" in refusal(tiny)


def test_the_log_keeps_the_last_invocations(project, tiny):
    with duckdb.connect(str(tiny.build_file)) as connection:
        connection.execute(
            "insert into governance.build_run "
            "select 'old-' || n, timestamp '2020-01-01', 'test', null from range(60) as r (n)"
        )
    assert dbt(project, "test")
    assert rows(tiny.build_file, "select count(*) from governance.build_run") == [(50,)]
