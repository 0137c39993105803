"""The build of the next day beside a full rebuild, and that the home is left as it was."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse

from supporting_families.bench import next_day as runs
from supporting_families.bench.errors import BenchError
from supporting_families.bench.size import Size
from supporting_families.demo.home import describe, made_from, write_marker


def quiet(_: str) -> None:
    pass


@pytest.fixture
def size(tmp_path: Path) -> Size:
    """A home with a marker, a file that landed, and a warehouse of one table."""
    size = Size(700, tmp_path, quiet)
    (size.home.path / "landing" / "police" / "2024-03-10").mkdir(parents=True)
    (size.home.path / "landing" / "police" / "2024-03-10" / "old.csv").write_text("a\n1\n")
    write_marker(size.home.path, describe(700, 1, "clean"))
    size.home.warehouse.mkdir()
    with duckdb.connect(str(size.home.build_file)) as build:
        build.execute("create table people as select 1 as n")
    return size


def a_day_later(home: Path, tell: object) -> date:
    folder = home / "landing" / "police" / "2024-03-16"
    folder.mkdir()
    (folder / "new.csv").write_text("a\n2\n")
    write_marker(home, made_from(home) | {"known_at": date(2024, 3, 16)})
    return date(2024, 3, 16)


def landed(size: Size) -> dict[str, bytes]:
    files = (size.home.path / "landing").rglob("*")
    return {str(path): path.read_bytes() for path in files if path.is_file()}


def a_build(size: Size, *more: str, rows: int = 2) -> dict:
    """A full rebuild makes the warehouse anew; the build of the next day goes on with it."""
    size.home.warehouse.mkdir(exist_ok=True)
    with duckdb.connect(str(size.home.build_file)) as build:
        build.execute(f"create or replace table people as select range as n from range({rows})")
    return {"more": list(more)}


def test_the_next_day_is_compared_with_a_full_rebuild_and_the_home_left_as_it_was(
    size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = landed(size)
    monkeypatch.setattr(runs, "deliver_next_day", a_day_later)
    monkeypatch.setattr(runs, "built", a_build)
    told = runs.next_day(size)
    assert told["runs"] == {
        "next_day": {"more": []}, "full_rebuild": {"more": ["--full-refresh"]},
    }  # fmt: skip
    assert told["equal"]["next_day"] == {"tables": 1, "different": []}
    assert landed(size) == before
    assert not size.home.warehouse.exists()


def test_a_next_day_that_holds_something_else_is_told(
    size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "deliver_next_day", a_day_later)
    monkeypatch.setattr(runs, "built", lambda size, *more: a_build(size, rows=3 if more else 2))
    [found] = runs.next_day(size)["equal"]["next_day"]["different"]
    assert found == "main.people: 0 rows only in the first, 1 only in the second"


def test_a_build_that_fails_leaves_what_landed_as_it_was(
    size: Size, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(size: Size, *more: str) -> dict:
        assert (size.home.path / "landing" / "police" / "2024-03-16").is_dir()
        raise BenchError("the build failed")

    before = landed(size)
    monkeypatch.setattr(runs, "deliver_next_day", a_day_later)
    monkeypatch.setattr(runs, "built", fails)
    with pytest.raises(BenchError):
        runs.next_day(size)
    assert landed(size) == before


@pytest.mark.long
def test_the_build_of_the_next_day_holds_what_a_full_rebuild_holds(
    demo: Warehouse, tmp_path: Path
) -> None:
    size = Size(700, tmp_path, quiet)
    for part in ("landing", "local", "registers", "warehouse"):
        shutil.copytree(demo.home / part, size.home.path / part)
    told = runs.next_day(size)
    assert told["equal"]["next_day"]["tables"] > 600
    assert told["equal"]["next_day"]["different"] == []
