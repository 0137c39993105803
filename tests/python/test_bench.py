"""The benchmark: what it measures, that its runs do the same work, and what a stop costs."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Warehouse, copy_home
from supporting_families.bench import floor, report, result, running, straight
from supporting_families.bench.command import main
from supporting_families.bench.equality import same_tables
from supporting_families.bench.errors import BenchError
from supporting_families.bench.measure import WITHIN, Meter, measure_process
from supporting_families.bench.nodes import nodes_of
from supporting_families.bench.opening import open_build
from supporting_families.bench.result import Result
from supporting_families.bench.size import Size
from supporting_families.build_file import name_intake
from supporting_families.dbt_plugin import Plugin
from supporting_families.home import Home

MB = 1_000_000


def silent(line: str) -> None:
    """Tell nobody."""


# What is measured -----------------------------------------------------------------------------


def python(code: str, tmp_path: Path) -> object:
    command = [sys.executable, "-c", code]
    return measure_process(command, tmp_path / "log", dict(os.environ), silent)


def test_a_process_is_measured_with_those_it_starts(tmp_path: Path) -> None:
    held = "import time; held = bytearray(150_000_000); time.sleep(1.8)"
    usage = python(
        f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {held!r}])\n"
        f"open({str(tmp_path / 'file')!r}, 'wb').write(b'x' * 5_000_000)\n"
        "import time\nbegan = time.process_time()\n"
        "while time.process_time() < began + 0.3: pass",
        tmp_path,
    )
    assert 150 * MB < usage.peak_memory_bytes < 300 * MB
    assert 5 * MB <= usage.bytes_written < 6 * MB
    assert usage.wall_s > 2 and 0.3 < usage.cpu_s < usage.wall_s


def test_a_command_that_fails_ends_the_benchmark_and_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="exit code 3.*Out of luck"):
        python("print('Out of luck'); raise SystemExit(3)", tmp_path)


def test_a_step_has_its_own_peak_and_not_that_of_the_step_before() -> None:
    with Meter() as meter:
        with meter.step() as first:
            held = bytearray(200 * MB)
            time.sleep(3 * WITHIN)  # nobody looks while it is being filled
            del held
        with meter.step() as second:
            pass
    assert first.peak_memory_bytes - second.peak_memory_bytes > 100 * MB


# The floor ------------------------------------------------------------------------------------

MARKS = "pupil_ref,school_ref,mark_date,session,mark,minutes_late\n"


def landed(home: Path, name: str, text: str) -> None:
    path = home / "landing" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def floor_of(home: Path, tmp_path: Path) -> tuple[dict, duckdb.DuckDBPyConnection]:
    connection = open_build(tmp_path / "floor.duckdb", {})
    return floor.write_floor(Home(home), connection, tmp_path / "unpacked"), connection


def test_the_floor_has_every_row_once_in_the_types_of_the_contract(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for month in ("2024-01", "2024-02"):
        name = f"attendance/{month}-05/attendance_marks_{month}.csv"
        landed(home, name, f"{MARKS}A1,S1,{month}-01,AM,/,\nA2,S1,{month}-02,PM,L,7\n")
    told, connection = floor_of(home, tmp_path)
    assert told["landed"]["files"] == 2
    assert told["landed"]["rows"] == told["landed"]["attendance_marks"] == 4
    [node] = told["nodes"]
    assert (node["node"], node["rows"]) == ("attendance.marks", 4)
    columns = "select column_name, data_type from duckdb_columns()"
    types = dict(connection.execute(columns).fetchall())
    assert types["mark_date"] == "DATE" and types["minutes_late"] == "BIGINT"
    assert types["mark"] == "VARCHAR"
    assert connection.execute("select sum(minutes_late) from t0").fetchone() == (14,)


def test_the_floor_reads_dates_of_every_agreed_form(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rows = "A1,S1,02/01/2024,AM,/,\nA2,S1,03/01/2024,PM,L,x\n"
    landed(home, "attendance/2024-02-05/attendance_marks_2024-01.csv", MARKS + rows)
    told, connection = floor_of(home, tmp_path)
    assert told["landed"]["rows"] == 2
    days = connection.execute("select cast(mark_date as varchar) from t0 order by 1").fetchall()
    assert days == [("2024-01-02",), ("2024-01-03",)]


def test_the_floor_says_which_file_it_does_not_know(tmp_path: Path) -> None:
    landed(tmp_path / "home", "attendance/2024-02-05/minutes.csv", "a\n1\n")
    with pytest.raises(BenchError, match="minutes.csv"):
        floor_of(tmp_path / "home", tmp_path)


# The SQL straight -------------------------------------------------------------------------------


def a_manifest(folder: Path) -> dict:
    """A seed, a model of it, a Python model of that, a test of each, and a hook."""
    (folder / "seeds").mkdir()
    (folder / "seeds" / "terms.csv").write_text("code,days\n1.10,3\n1.20,4\n", encoding="utf-8")
    common = {"schema": "s", "language": "sql", "config": {}}

    def node(kind: str, name: str, path: str, *parents: str, **more: object) -> dict:
        return {
            **common, "name": name, "resource_type": kind, "original_file_path": path,
            "relation_name": f'"build"."s"."{name}"',
            "depends_on": {"nodes": list(parents)}, **more,
        }  # fmt: skip

    seed = node("seed", "terms", "seeds/terms.csv", root_path=str(folder),
                config={"column_types": {"code": "varchar", "days": "integer"}})  # fmt: skip
    del seed["depends_on"]["nodes"]  # dbt gives seeds none
    sql = "select * from build.s.terms where days > 3 -- a comment"
    model = node("model", "long", "models/marts/core/long.sql", "seed.terms", compiled_code=sql)
    python_code = (
        "class dbtObj:\n def __init__(self, load): self.ref = load\n"
        "def model(dbt, session):\n return dbt.ref('build.s.long').project('days * 2 as d')"
    )
    made = node("model", "twice", "models/staging/x/twice.py", "model.long", language="python",
                compiled_code=python_code)  # fmt: skip
    fails = node("test", "a_test", "tests/a_test.sql", "model.twice",
                 compiled_code="select d from build.s.twice")  # fmt: skip
    passes = node("test", "b_test", "models/x.yml", "model.long", "seed.terms",
                  attached_node="model.long",
                  compiled_code="select 1 from build.s.long where days < 4")  # fmt: skip
    hook = {"resource_type": "operation", "tags": ["on-run-start"], "index": 0,
            "compiled_code": "create table hooked (a int)"}  # fmt: skip
    nodes = {
        "test.b": passes, "test.a": fails, "model.twice": made, "model.long": model,
        "seed.terms": seed, "operation.hook": hook,
    }  # fmt: skip
    return {"nodes": nodes}


def test_every_node_is_run_after_what_it_needs_and_a_test_before_what_may_wait(
    tmp_path: Path,
) -> None:
    nodes = nodes_of(a_manifest(tmp_path))
    assert [node.name for node in nodes] == ["terms", "long", "b_test", "twice", "a_test"]
    layers = {node.name: node.layer for node in nodes}
    assert layers == {
        "terms": "seeds", "long": "marts/core", "b_test": "marts/core", "twice": "staging",
        "a_test": "staging",
    }  # fmt: skip


def test_seeds_models_python_and_tests_run_straight(tmp_path: Path) -> None:
    with open_build(tmp_path / "build.duckdb", {}) as connection:
        told = straight.run_nodes(a_manifest(tmp_path), connection, silent)
        assert connection.execute("select code from s.terms order by 1").fetchall() == [
            ("1.10",), ("1.20",)
        ]  # fmt: skip
        assert connection.execute("select d from s.twice").fetchall() == [(8,)]
        assert connection.execute("select count(*) from hooked").fetchone() == (0,)
    assert told["tests_with_failures"] == 1
    rows = {node["node"]: node["rows"] for node in told["nodes"]}
    assert rows == {"terms": 2, "long": 1, "b_test": None, "twice": 1, "a_test": None}


def test_rows_that_differ_between_the_runs_are_told() -> None:
    def run(**rows: int) -> dict:
        return {"nodes": [{"node": name, "rows": count} for name, count in rows.items()]}

    assert running._same_rows(run(a=1, b=2), run(a=1, b=2)) == {"tables": 2, "different": []}
    assert running._same_rows(run(a=1, b=2), run(a=1, b=3, c=1))["different"] == ["b", "c"]


@pytest.mark.long
def test_straight_makes_the_tables_that_dbt_makes(
    demo: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Content of every table; doubles to nine digits, for they are summed in parallel."""
    # publishing wrote registers since the demo was built: what is compared is built after them
    home = copy_home(demo, tmp_path, "landing", "local", "registers", "warehouse")
    home.must("dbt", "build", "--full-refresh", "--exclude-resource-type", "unit_test")
    monkeypatch.setenv("SF_HOME", str(home.address()))
    built = shutil.copy2(Home(home.home).build_file, tmp_path / "build.duckdb")
    (tmp_path / "straight").mkdir()
    with open_build(tmp_path / "straight" / "build.duckdb", {}) as connection:
        name_intake(connection, Home(home.home))
        straight.run_nodes(home.manifest(), connection, silent)
    equal = same_tables(tmp_path / "straight" / "build.duckdb", built, silent, "2GB")
    assert equal["tables"] > 600 and not equal["different"]


# The result file ----------------------------------------------------------------------------------


@pytest.fixture
def same_code(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(result, "code", lambda: "one")
    monkeypatch.setattr(result, "commit", lambda: "c")
    return monkeypatch


def test_a_result_is_gone_on_with_by_the_same_code_only(
    tmp_path: Path, same_code: pytest.MonkeyPatch
) -> None:
    first = Result.of_today(tmp_path)
    first.size(700)["runs"]["floor"] = {"wall_s": 2.0}
    first.save()
    again = Result.of_today(tmp_path)
    assert again.path == first.path and again.size(700)["runs"] == {"floor": {"wall_s": 2.0}}
    same_code.setattr(result, "code", lambda: "another")
    other = Result.of_today(tmp_path)
    assert other.path.name == f"{first.path.stem}-2.json" and other.told["sizes"] == []
    assert Result.read(first.path).told["sizes"]


def test_ratios_and_growth_are_of_the_times(tmp_path: Path, same_code: object) -> None:
    told = Result.of_today(tmp_path)
    told.size(2000)["runs"] = {"floor": {"wall_s": 4.0}, "cold": {"wall_s": 10.0}}
    told.size(500)["runs"] = {"cold": {"wall_s": 5.0}, "next_day": {"wall_s": 0.5}}
    told.save()
    small, large = told.told["sizes"]
    assert large["ratios"] == {"cold_to_floor": 2.5}
    assert small["ratios"] == {"next_day_to_cold": 0.1}
    assert told.told["growth"] == [
        {"from": 500, "to": 2000, "people": 4.0, "times": {"cold": 2.0}}
    ]
    assert json.loads(told.path.read_text()) == told.told


def a_node(name: str, kind: str, wall_s: float, **more: object) -> dict:
    took = {"wall_s": wall_s, "cpu_s": 0.5, "peak_memory_bytes": 10, "bytes_written": 1}
    return {"node": name, "kind": kind, "layer": "marts/core", **took, "rows": None, **more}


def test_short_tests_are_put_together_and_nothing_is_lost() -> None:
    nodes = [
        a_node("m", "model", 0.1, rows=3), a_node("a", "test", 0.999, peak_memory_bytes=30),
        a_node("b", "test", 1.0), a_node("c", "test", 0.001, cpu_s=None),
    ]  # fmt: skip
    kept = result.folded(nodes)
    assert [node["node"] for node in kept[:2]] == ["m", "b"] and len(kept) == 3
    together = kept[2]
    assert (together["nodes"], together["wall_s"], together["cpu_s"]) == (2, 1.0, 0.5)
    assert together["peak_memory_bytes"] == 30 and together["bytes_written"] == 2


# The order of the runs ----------------------------------------------------------------------------


class Steps:
    """Stands for the runs: notes which were made, and stops at one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[str] = []
        self.stop_at = ""
        monkeypatch.setattr(running, "generate", self._generate)
        for name in ("floor", "cold", "straight", "peers", "next_day"):
            monkeypatch.setattr(running, name, lambda size, name=name: self._step(size, name))

    def _generate(self, size: Size, anew: bool) -> dict:
        if anew:
            self.made.append("generate")
        size.home.landing.mkdir(parents=True, exist_ok=True)
        return self._run("generate")

    def _step(self, size: Size, name: str) -> dict:
        if name == "straight":  # the warehouse of the cold build is out of its way
            assert not size.home.warehouse.exists()
            size.home.warehouse.mkdir()
        if name in ("peers", "next_day"):
            assert (size.home.warehouse / "of-cold").is_file()
        if name == self.stop_at:
            raise KeyboardInterrupt
        self.made.append(name)
        if name == "cold":
            size.clear_warehouse()
            size.home.warehouse.mkdir()
            (size.home.warehouse / "of-cold").touch()
        names = {"peers": running.PEERS, "next_day": running.LAST}.get(name)
        if names:
            return {"runs": {each: self._run(each) for each in names}, "equal": {}}
        return self._run(name)

    def _run(self, name: str) -> dict:
        run = {"wall_s": 1.0, "cpu_s": 1.0, "peak_memory_bytes": 1, "nodes": []}
        return {**run, "landed": {"files": 1}} if name == "floor" else run


ALL = ["generate", "floor", "cold", "straight", "peers", "next_day"]


@pytest.fixture
def steps(same_code: pytest.MonkeyPatch) -> Steps:
    return Steps(same_code)


def benchmark(folder: Path) -> Result:
    return running.benchmark(700, folder / "work", folder / "results", silent)


def test_every_run_is_made_and_nothing_is_left(tmp_path: Path, steps: Steps) -> None:
    kept = benchmark(tmp_path).size(700)
    assert steps.made == ALL
    assert set(kept["runs"]) == {
        "generate", "floor", "cold", "straight", *running.PEERS, *running.LAST
    }  # fmt: skip
    assert kept["landed"] == {"files": 1}
    assert list((tmp_path / "work").iterdir()) == []
    benchmark(tmp_path)
    assert steps.made == ALL


@pytest.mark.parametrize(
    ("stopped_at", "again"),
    [
        ("cold", ["cold", "straight", "peers", "next_day"]),
        ("straight", ["straight", "peers", "next_day"]),
        ("peers", ["peers", "next_day"]),
        # it may have changed the warehouse: what it needs is built again
        ("next_day", ["cold", "next_day"]),
    ],
)
def test_a_stopped_benchmark_goes_on_where_it_was(
    tmp_path: Path, steps: Steps, stopped_at: str, again: list[str]
) -> None:
    steps.stop_at = stopped_at
    with pytest.raises(KeyboardInterrupt):
        benchmark(tmp_path)
    steps.stop_at, steps.made = "", []
    benchmark(tmp_path)
    assert steps.made == again


def test_the_warehouse_comes_back_after_a_kill_in_the_straight_run(tmp_path: Path) -> None:
    size = Size(700, tmp_path)
    size.aside.mkdir(parents=True)
    (size.aside / "of-cold").touch()
    size.home.warehouse.mkdir()
    (size.home.warehouse / "half").touch()
    running._put_back(size)
    assert [path.name for path in size.home.warehouse.iterdir()] == ["of-cold"]
    assert not size.aside.exists()


def test_too_little_room_is_told_before_anything_is_made(
    tmp_path: Path, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LEAST_GB", 10**9)
    with pytest.raises(BenchError, match="Make room"):
        benchmark(tmp_path)
    assert steps.made == []


# The report -----------------------------------------------------------------------------------


def a_result(folder: Path, cold: float, memory: float) -> Result:
    told = Result.of_today(folder)
    for people, times in ((700, 1), (7000, 10)):
        nodes = [a_node("m", "model", 1.0, rows=3), a_node("t", "test", 1.0)]
        run = {"cpu_s": 1.0, "peak_memory_bytes": 1, "bytes_written": 1, "nodes": nodes}
        size = told.size(people)
        size["landed"] = {"files": 1, "bytes": 1, "rows": 1, "attendance_marks": 1}
        size["runs"] = {
            "floor": {**run, "wall_s": 10.0 * times},
            "cold": {**run, "wall_s": cold * times, "peak_memory_bytes": memory},
            "straight": {**run, "wall_s": 9.0 * times},
        }
        size["equal"] = {"straight": {"tables": 2, "different": ["m"] if times > 1 else []}}
    told.save()
    return told


@pytest.mark.parametrize(
    ("cold", "memory", "to_floor", "held"),
    [(30.0, 8.0e9, "yes", "yes"), (30.1, 8.1e9, "**no**", "**no**")],
)
def test_the_report_says_which_aims_are_reached(
    tmp_path: Path, same_code: object, cold: float, memory: float, to_floor: str, held: str
) -> None:
    text = report.write_report(a_result(tmp_path, cold, memory)).read_text(encoding="utf-8")
    lines = text.splitlines()
    [ratio] = [line for line in lines if line.startswith("| (b)/(a)") and "at most" in line]
    [peak] = [line for line in lines if line.startswith("| memory of the cold build")]
    assert ratio.endswith(f"| {to_floor} |") and peak.endswith(f"| {held} |")
    assert "| 7,000 | rows of every table, straight SQL and cold build | 2 tables | m |" in lines
    for picture in ("runs", "growth", "layers", "models"):
        [name] = re.findall(rf"\((\S+-{picture}\.svg)\)", text)
        assert (tmp_path / name).read_text(encoding="utf-8").startswith("<svg")


def test_the_readme_has_the_figures_of_the_newest_report() -> None:
    newest = max((ROOT / "docs" / "benchmarks").glob("20*.json"), key=lambda path: path.stem)
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    short = report.in_short(Result.read(newest).told)
    assert len(short) > 3 and set(short) <= set(readme)
    assert f"docs/benchmarks/{newest.stem}.md" in "\n".join(readme)


def test_a_file_that_is_no_result_is_told(tmp_path: Path, capsys: object) -> None:
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    assert main(["report", str(tmp_path / "x.json")]) == 3
    assert "x.json" in capsys.readouterr().err


# The limits of the profile ----------------------------------------------------------------------


def test_the_profile_limits_the_memory_of_duckdb_and_says_where_to_spill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "landing").mkdir()
    monkeypatch.setenv("SF_HOME", str(tmp_path))

    def limits(**config: str) -> tuple:
        with duckdb.connect() as connection:
            Plugin("p", config).configure_connection(connection)
            return connection.execute(
                "select current_setting('memory_limit'), current_setting('temp_directory')"
            ).fetchone()

    spill = str(tmp_path / "spill")
    assert limits(memory_limit="1GiB", temp_directory=spill) == ("1.0 GiB", spill)
    with duckdb.connect() as connection:
        own = connection.execute("select current_setting('memory_limit')").fetchone()[0]
    assert limits(memory_limit="", temp_directory="")[0] == own


def test_what_does_not_fit_into_the_memory_limit_spills(tmp_path: Path) -> None:
    limits = {"SF_MEMORY_LIMIT": "60MB", "SF_TEMP_DIRECTORY": str(tmp_path / "spill")}
    sort = "create table t as select md5(i::varchar) as m from range(1500000) as r(i) order by m"
    with open_build(tmp_path / "build.duckdb", limits) as connection:
        connection.execute("set threads = 1")
        connection.execute(sort)
        assert connection.execute("select count(*) from t").fetchone() == (1_500_000,)
        connection.execute("set max_temp_directory_size = '1MB'")  # no room to spill to
        with pytest.raises(duckdb.OutOfMemoryException):
            connection.execute(sort.replace("table t", "table u"))
