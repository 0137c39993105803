"""The comparison of DuckDB and Spark: one cell, null, row, column, type or table is seen."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from supporting_families.home import Home
from supporting_families.spark.both import Table, compare_home, tables_of
from supporting_families.spark.command import DONE, FAILED, WRONG, main
from supporting_families.spark.compare import Compared, Sides, compare_table
from supporting_families.spark.errors import SparkError
from supporting_families.spark.session import tables_folder

SIDES = Sides("here", "there")
COLUMNS = {
    "family": "varchar", "needs": "bigint", "share": "double", "fee": "decimal(9, 2)",
    "since": "date", "is_open": "boolean",
}  # fmt: skip
ROWS = [
    ("'Okonkwo'", "3", "0.1", "800.00", "date '2024-03-15'", "true"),
    ("'Okonkwo'", "3", "0.1", "800.00", "date '2024-03-15'", "true"),
    ("'Zielinska'", "null", "1e300", "-0.01", "null", "false"),
    ("null", "0", "null", "null", "date '1999-12-31'", "null"),
]


def relation(rows=ROWS, columns=COLUMNS) -> str:
    named = ", ".join(
        f"cast(c{at} as {kind}) as {name}" for at, (name, kind) in enumerate(columns.items())
    )
    values = ", ".join(f"({', '.join(row)})" for row in rows)
    listed = ", ".join(f"c{at}" for at in range(len(columns)))
    return f"(select {named} from (values {values}) as v ({listed}))"


def compared(left: str | None, right: str | None, exact: bool = True) -> Compared:
    return compare_table(duckdb.connect(), "core.families", (left, right), SIDES, exact)


def changed(row: int, column: str, value: str) -> list[tuple[str, ...]]:
    at = list(COLUMNS).index(column)
    return [
        tuple(value if (r, c) == (row, at) else cell for c, cell in enumerate(cells))
        for r, cells in enumerate(ROWS)
    ]


def test_the_same_rows_in_another_order_are_no_difference():
    assert compared(relation(), relation(ROWS[::-1])) == Compared("core.families", (4, 4), ())


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        (0, "family", "'Okonkwa'"),
        (0, "family", "'Okonkwo '"),
        (0, "family", "'okonkwo'"),
        (3, "family", "''"),
        (2, "needs", "0"),
        (3, "needs", "null"),
        (3, "share", "0"),
        (0, "share", "0.100000000001"),
        (2, "share", "cast('infinity' as double)"),
        (2, "fee", "0.01"),
        (3, "fee", "0"),
        (0, "since", "date '2024-03-14'"),
        (2, "since", "date '9999-12-31'"),
        (3, "is_open", "false"),
    ],
)
def test_one_cell_is_seen_and_its_column_is_named_and_its_value_is_not(row, column, value):
    for exact in (True, False):
        seen = compared(relation(), relation(changed(row, column, value)), exact)
        assert seen.differences == (
            "rows only on here: 1; only on there: 1",
            f"columns whose values differ: {column}",
        )
        assert seen.rows == (4, 4)


def test_a_row_too_many_and_a_row_too_few_are_seen():
    for rows, told in (
        (ROWS[:3], "rows only on here: 1; only on there: 0"),
        (ROWS[1:], "rows only on here: 1; only on there: 0"),
        ([*ROWS, ROWS[0]], "rows only on here: 0; only on there: 1"),
    ):
        seen = compared(relation(), relation(rows))
        assert seen.differences[0] == told
        assert seen.rows == (4, len(rows))


def test_a_row_that_stands_twice_on_one_side_and_another_that_does_on_the_other_are_seen():
    assert compared(relation(), relation([ROWS[0], ROWS[2], ROWS[2], ROWS[3]])).differences[0] == (
        "rows only on here: 1; only on there: 1"
    )


def test_values_that_changed_places_are_seen_though_every_column_holds_the_same():
    columns = {"family": "varchar", "needs": "bigint"}
    here = relation([("'a'", "1"), ("'b'", "2")], columns)
    there = relation([("'a'", "2"), ("'b'", "1")], columns)
    assert compared(here, there).differences == (
        "rows only on here: 2; only on there: 2",
        "the same values on other rows, in: family, needs",
    )
    three = {"family": "varchar", "needs": "bigint", "rank": "bigint"}
    here = relation([("'a'", "1", "1"), ("'b'", "2", "2")], three)
    there = relation([("'a'", "1", "2"), ("'b'", "2", "1")], three)
    assert compared(here, there).differences[1] == "the same values on other rows, in: rank"


def test_a_column_of_one_side_alone_is_seen_and_so_is_another_name_and_another_order():
    fewer = {name: kind for name, kind in COLUMNS.items() if name != "fee"}
    without = relation([row[:3] + row[4:] for row in ROWS], fewer)
    assert compared(relation(), without).differences == ("column fee: only on here",)
    assert compared(without, relation()).differences == ("column fee: only on there",)
    renamed = {("cost" if name == "fee" else name): kind for name, kind in COLUMNS.items()}
    assert compared(relation(), relation(ROWS, renamed)).differences == (
        "column fee: only on here", "column cost: only on there",
    )  # fmt: skip
    turned = relation([row[::-1] for row in ROWS], dict(reversed(COLUMNS.items())))
    assert compared(relation(), turned).differences == ("the columns stand in another order",)


def test_another_type_is_a_difference_where_a_contract_says_the_type():
    shorter = relation(ROWS, {**COLUMNS, "needs": "integer"})
    assert compared(relation(), shorter).differences == (
        "column needs: BIGINT on here, INTEGER on there",
    )
    assert compared(relation(), shorter, exact=False).differences == ()
    wider = relation(ROWS, {**COLUMNS, "fee": "decimal(18, 4)"})
    assert compared(relation(), wider, exact=False).differences == ()
    assert len(compared(relation(), wider).differences) == 1


def test_another_kind_of_value_is_a_difference_everywhere():
    for name, kind in (
        ("needs", "varchar"), ("needs", "double"), ("fee", "double"), ("since", "timestamp"),
    ):  # fmt: skip
        other = relation(ROWS, {**COLUMNS, name: kind})
        for exact in (True, False):
            told = compared(relation(), other, exact).differences
            assert len(told) == 1 and told[0].startswith(f"column {name}: "), (name, kind, exact)


def test_a_moment_is_the_same_with_a_time_zone_and_without():
    # half past eleven at night in UTC, and a second later
    moments = "timestamp '2024-03-15 23:30:00'", "to_timestamp(1710545400)", "to_timestamp(1710545401)"
    here, same, another = (f"(select {moment} as c)" for moment in moments)
    assert compared(here, same).differences == ()
    assert compared(here, another).differences[1] == "columns whose values differ: c"


def test_floats_that_were_added_in_another_order_are_the_same_and_so_is_zero_below_zero():
    left = "(select 0.1e0 + 0.2e0 + 0.3e0 as share union all select 0e0)"
    right = "(select 0.3e0 + 0.2e0 + 0.1e0 as share union all select -0e0)"
    assert duckdb.sql("select 0.1e0 + 0.2e0 + 0.3e0 = 0.3e0 + 0.2e0 + 0.1e0").fetchone() == (False,)
    assert compared(left, right).differences == ()


def test_tables_without_rows_are_compared_by_their_columns():
    empty = f"(select * from {relation()} where false)"
    assert compared(empty, empty) == Compared("core.families", (0, 0), ())
    assert compared(empty, relation(ROWS[:1])).differences[0] == (
        "rows only on here: 0; only on there: 1"
    )
    text = f"(select * from {relation(ROWS, {**COLUMNS, 'needs': 'varchar'})} where false)"
    assert len(compared(empty, text).differences) == 1


def test_a_table_of_one_side_alone_is_a_difference():
    assert compared(relation(), None) == Compared(
        "core.families", (4, None), ("no such table on there",)
    )
    assert compared(None, relation()).differences == ("no such table on here",)
    assert compared(None, None).differences == ("no such table on here nor on there",)


def test_many_columns_are_counted_and_the_first_are_named():
    columns = {f"c_{at}": "bigint" for at in range(8)}
    left, right = (relation([(value,) * 8], columns) for value in "12")
    assert compared(left, right).differences[1] == (
        "columns whose values differ: c_0, c_1, c_2, c_3, c_4 and 3 more"
    )


@pytest.fixture()
def built(tmp_path, monkeypatch) -> Home:
    """A home built on both engines, with a mart and a model, at the root of a project."""
    monkeypatch.chdir(tmp_path)
    home = Home(tmp_path / "home")
    home.landing.mkdir(parents=True)
    home.warehouse.mkdir()
    with duckdb.connect(str(home.build_file)) as connection:
        for schema, name in (("core", "fct_needs"), ("intermediate", "int_needs")):
            connection.execute(f"create schema {schema}")
            connection.execute(f"create table {schema}.{name} as select * from {relation()}")
            on_spark(home, schema, name, relation())
    nodes = {
        f"model.p.{name}": {
            "resource_type": "model", "schema": schema, "alias": name,
            "original_file_path": f"{path}/{name}.sql",
        }
        for schema, name, path in (
            ("core", "fct_needs", "models/marts/core"),
            ("intermediate", "int_needs", "models/intermediate"),
        )
    }  # fmt: skip
    nodes["test.p.a"] = {"resource_type": "test"}
    (tmp_path / "target" / "compare_duckdb").mkdir(parents=True)
    manifest_of(tmp_path).write_text(json.dumps({"nodes": nodes}))
    monkeypatch.setenv("SF_HOME", str(home.path))
    return home


def manifest_of(root: Path) -> Path:
    return root / "target" / "compare_duckdb" / "manifest.json"


def on_spark(home: Home, schema: str, name: str, sql: str) -> None:
    """A table as Spark leaves it: a folder with files of Parquet, several, and one without rows."""
    folder = tables_folder(home) / f"{schema}.db" / name
    folder.mkdir(parents=True, exist_ok=True)
    for part, rows in (("0", "needs = 3"), ("1", "needs is distinct from 3"), ("2", "false")):
        file = folder / f"part-{part}.parquet"
        duckdb.sql(f"copy (select * from {sql} where {rows}) to '{file}'")
    (folder / "_SUCCESS").touch()


def test_marts_come_first_and_tests_are_no_tables(built, tmp_path):
    assert tables_of(manifest_of(tmp_path)) == [
        Table("core", "fct_needs", True), Table("intermediate", "int_needs", False),
    ]  # fmt: skip


def test_a_home_built_alike_on_both_is_no_difference_and_the_command_says_so(built, capsys):
    assert main(["compare", "--as-built"]) == DONE
    told = capsys.readouterr().out
    assert "marts: 1 compared, 4 rows on DuckDB; 0 differ" in told
    assert "other tables: 1 compared, 4 rows on DuckDB; 0 differ" in told
    written = (built.warehouse / "spark" / "comparison.md").read_text()
    assert "No difference." in written and "1 compared, 4 rows" in written


@pytest.mark.parametrize("name", ["core.fct_needs", "intermediate.int_needs"])
def test_one_cell_of_one_table_fails_the_command_and_no_value_is_told(built, capsys, name):
    on_spark(built, *name.split("."), relation(changed(2, "family", "'Zielinski'")))
    report = built.path / "report.md"
    assert main(["compare", "--as-built", "--report", str(report)]) == WRONG
    told = capsys.readouterr().out
    for text in (told, report.read_text()):
        assert f"{name}: rows on DuckDB and on Spark 4 and 4" in text
        assert "columns whose values differ: family" in text
        assert "Zielinsk" not in text and "Okonkwo" not in text
        assert "No difference." not in text


def test_the_types_of_a_mart_are_its_contract_and_those_of_another_model_are_its_own(built):
    shorter = relation(ROWS, {**COLUMNS, "needs": "integer"})
    on_spark(built, "intermediate", "int_needs", shorter)
    assert main(["compare", "--as-built"]) == DONE
    on_spark(built, "core", "fct_needs", shorter)
    assert main(["compare", "--as-built"]) == WRONG


def test_a_table_that_spark_did_not_build_fails_the_command(built, capsys):
    for file in (tables_folder(built) / "core.db" / "fct_needs").glob("*.parquet"):
        file.unlink()
    assert main(["compare", "--as-built"]) == WRONG
    assert "core.fct_needs: rows on DuckDB and on Spark 4 and none" in capsys.readouterr().out


def test_a_table_that_duckdb_did_not_build_fails_the_command(built, capsys):
    with duckdb.connect(str(built.build_file)) as connection:
        connection.execute("drop table core.fct_needs")
    assert main(["compare", "--as-built"]) == WRONG
    assert "no such table on DuckDB" in capsys.readouterr().out


def test_a_build_that_is_not_there_is_said_and_is_not_no_difference(built, tmp_path, capsys):
    built.build_file.unlink()
    assert main(["compare", "--as-built"]) == FAILED
    assert "is not built on both engines" in capsys.readouterr().err
    with pytest.raises(SparkError, match="not built on both"):
        list(compare_home(built, []))
    manifest_of(tmp_path).unlink()
    assert main(["compare", "--as-built"]) == FAILED
    assert "manifest.json' is not there" in capsys.readouterr().err
