"""The build of a home that was moved reads the home it is in, and marks are not written twice."""

import os

import duckdb
from conftest import Warehouse, copy_home

from supporting_families.build_file import attach_build, name_intake
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


def test_views_name_no_file_so_that_a_build_may_be_opened_by_any_name(demo: Warehouse):
    views = demo.query("select schema_name, view_name, sql from duckdb_views() where not internal")
    assert {name for _, name, _ in views} == {
        "stg_attendance__marks", "int_evidence__attendance", "int_evidence_of_feeds",
        "int_identities",
    }  # fmt: skip
    assert [name for _, name, sql in views if "build." in sql or '"build"' in sql] == []
    with duckdb.connect() as connection:
        name_intake(connection, Home(demo.home))
        connection.execute(f"attach '{Home(demo.home).build_file}' as other (read_only)")
        for schema, name, _ in views:
            assert connection.execute(f"select count(*) from other.{schema}.{name}").fetchone()[0]


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
