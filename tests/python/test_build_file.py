"""The build of a home that was moved reads the home it is in, and marks are not written twice."""

import os

import duckdb
from conftest import Warehouse, copy_home

from supporting_families.build_file import attach_build
from supporting_families.home import Home
from supporting_families.linking.built import built

MARKS = "build.staging.stg_attendance__marks"


def attached(home: Home) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    attach_build(connection, home)
    return connection


def test_marks_are_read_where_they_landed(demo: Warehouse):
    with attached(Home(demo.home)) as connection:
        (views,) = connection.execute(
            "select list(view_name) from duckdb_views() where database_name = 'build' "
            "and schema_name = 'staging'"
        ).fetchone()
        assert views == ["stg_attendance__marks"]
        counts = connection.execute(
            f"select (select count(*) from {MARKS}), sum(rows_staged + rows_quarantined) "
            "from build.intermediate.int_feed_accounting where table_name = 'marks'"
        ).fetchone()
        assert counts[0] == counts[1] > 0


def test_a_home_that_was_moved_reads_its_own_marks(demo: Warehouse, tmp_path):
    moved = Home(copy_home(demo, tmp_path / "moved", "warehouse").home)
    files = sorted((moved.intake / "attendance" / "marks").glob("*.parquet"))
    for file in files[1:]:
        file.unlink()
    with attached(moved) as connection:
        [(left,)] = connection.execute(f"select count(distinct source_file) from {MARKS}").fetchall()
    with attached(Home(demo.home)) as connection:
        [(before,)] = connection.execute(
            f"select count(distinct source_file) from {MARKS}"
        ).fetchall()
    assert left == 1 < before


def test_a_home_is_found_from_another_folder(demo: Warehouse, tmp_path, monkeypatch):
    monkeypatch.chdir(demo.home.parent)
    near = Home(demo.home.relative_to(os.getcwd()))
    with attached(near) as connection:
        monkeypatch.chdir(tmp_path)
        assert connection.execute(f"select count(*) from {MARKS}").fetchone()[0] > 0


def test_linking_sees_the_marks_of_a_build_as_it_sees_every_table(demo: Warehouse):
    with built(Home(demo.home)) as connection:
        [(seen,)] = connection.execute(
            "select count(*) from staging.stg_attendance__marks"
        ).fetchall()
    with attached(Home(demo.home)) as connection:
        assert connection.execute(f"select count(*) from {MARKS}").fetchone() == (seen,)
    assert seen > 0
