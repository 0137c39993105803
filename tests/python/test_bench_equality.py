"""That two builds are told apart by a cell, a null, a row, a column, a type or a table."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from supporting_families.bench import equality

MADE = (
    "create schema marts",
    "create schema governance",
    "create table marts.people (person_key varchar, born date, score double, note varchar)",
    "insert into marts.people values ('a', '2010-01-31', 0.3, null), ('b', null, 2.5, 'x'),"
    " ('b', null, 2.5, 'x')",
    "create table marts.counts (n bigint)",
    "insert into marts.counts values (1), (2)",
    "create table governance.build_log (told varchar)",
)


def build(path: Path, *changes: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for statement in (*MADE, *changes):
            connection.execute(statement)
    return path


def different(tmp_path: Path, *changes: str) -> list[str]:
    left, right = build(tmp_path / "left.duckdb"), build(tmp_path / "right.duckdb", *changes)
    found = equality.same_tables(left, right, tell=lambda _: None)
    return found["different"]


@pytest.mark.parametrize("many", [5_000_000, 0], ids=["row by row", "by sums first"])
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("update marts.people set note = '' where person_key = 'a'", "marts.people: 1 rows"),
        ("update marts.people set born = '2010-02-01' where person_key = 'a'", "marts.people"),
        ("delete from marts.counts where n = 2", "marts.counts: 1 rows only in the first, 0"),
        ("insert into marts.people values ('b', null, 2.5, 'x')", "0 rows only in the first, 1"),
        ("update marts.people set score = 0.30000001 where person_key = 'a'", "marts.people"),
        ("alter table marts.counts alter n type integer", "other columns or types (n)"),
        ("alter table marts.counts add column m bigint", "other columns or types (m)"),
        ("drop table marts.counts", "only the first build has it"),
        ("create table marts.more (n bigint)", "only the second build has it"),
    ],
)
def test_what_differs_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, change: str, told: str
) -> None:
    monkeypatch.setattr(equality, "_MANY", many)
    [found] = different(tmp_path, change)
    assert told in found


def test_numbers_that_round_apart_are_the_same_and_others_are_not(tmp_path: Path) -> None:
    # to either side of an edge of rounding to nine decimals
    edge = "update marts.people set score = 0.1234567885 {} 1e-15 where person_key = 'a'"
    left = build(tmp_path / "left.duckdb", edge.format("-"))
    right = build(tmp_path / "right.duckdb", edge.format("+"))
    rounded = "select round(score, 9) from marts.people where person_key = 'a'"
    with duckdb.connect(str(left)) as one, duckdb.connect(str(right)) as other:
        assert one.execute(rounded).fetchone() != other.execute(rounded).fetchone()
    assert equality.same_tables(left, right, tell=lambda _: None)["different"] == []
    with duckdb.connect(str(right)) as other:
        other.execute("update marts.people set score = score + 2e-9 where person_key = 'a'")
    assert len(equality.same_tables(left, right, tell=lambda _: None)["different"]) == 1


@pytest.mark.parametrize(
    ("apart", "differ"), [("1e-8", 0), ("2.5e-5", 0), ("2.8e-5", 1)],
    ids=["in the sixteenth digit", "in the twelfth", "beyond"],
)  # fmt: skip
def test_large_numbers_are_the_same_to_twelve_digits(
    tmp_path: Path, apart: str, differ: int
) -> None:
    change = "update marts.people set score = 26561716.13346137 + {} where person_key = 'a'"
    left = build(tmp_path / "left.duckdb", change.format("0"))
    right = build(tmp_path / "right.duckdb", change.format(apart))
    assert len(equality.same_tables(left, right, tell=lambda _: None)["different"]) == differ


@pytest.mark.parametrize("many", [5_000_000, 0], ids=["row by row", "by sums first"])
def test_builds_that_hold_the_same_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(equality, "_MANY", many)
    changes = (
        # another order, other last digits of a sum, and what a build tells of itself
        "create or replace table marts.counts as select n from marts.counts order by n desc",
        "update marts.people set score = 0.1 + 0.2 where person_key = 'a'",
        "insert into governance.build_log values ('of this build')",
    )
    assert different(tmp_path, *changes) == []
