"""A package is named by its date and its content, and is never written over."""

import csv
import hashlib
import json
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from supporting_families import package as packaging
from supporting_families.home import Home
from supporting_families.package import DELTA, PackageError, main, package

OUTCOMES = [("f1", date(2023, 11, 2)), ("f2", None)]


def write_published(home, build_id="build-1", is_demo=True, outcomes=OUTCOMES):
    """The two files that publishing makes, with what packaging reads."""
    home.warehouse.mkdir(parents=True, exist_ok=True)
    home.landing.mkdir(exist_ok=True)
    for file in (home.extracts_file, home.published_file):
        stamp(file, build_id, is_demo)
    with duckdb.connect(str(home.extracts_file)) as connection:
        connection.execute(
            """
            create schema if not exists extracts.extracts;
            use extracts.extracts;
            create or replace table ext_delta__successful_outcomes (
                family_reference varchar, achieved_on date
            );
            create or replace table ext_delta__progress_information as
            select 'Q3' as quarter, 2 as families;
            """
        )
        connection.executemany(
            "insert into ext_delta__successful_outcomes values (?, ?)", outcomes
        )


def stamp(file, build_id, is_demo):
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema if not exists governance")
        connection.execute(
            "create or replace table governance.published_build as select ? as build_id, "
            "? as as_of_date, ? as known_at, ? as is_demo, ? as published_at",
            [build_id, date(2023, 12, 31), date(2024, 1, 5), is_demo, datetime(2024, 1, 6, 9)],
        )


@pytest.fixture
def home(tmp_path):
    """A demo home with a published build."""
    home = Home(tmp_path / "home")
    write_published(home)
    return home


def contents(folder):
    """Every file of a folder and what is in it."""
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_demo_package_is_marked_and_described(home):
    packaged = package(home, DELTA, "000")

    assert packaged.is_new
    assert packaged.folder.parent == home.output / "delta"
    assert packaged.folder.name.startswith("DEMO-DRAFT_2023-12-31_")
    files = contents(packaged.folder)
    assert set(files) == {
        "DEMO-DRAFT_successful_outcomes.csv",
        "DEMO-DRAFT_progress_information.csv",
        "manifest.json",
    }
    outcomes = files["DEMO-DRAFT_successful_outcomes.csv"]
    assert outcomes == b"family_reference,achieved_on\nf1,2023-11-02\nf2,\n"
    manifest = json.loads(files["manifest.json"])
    assert packaged.folder.name.endswith("_" + manifest["contents_sha256"][:12])
    assert manifest["files"][0] == {
        "name": "DEMO-DRAFT_successful_outcomes.csv",
        "sha256": hashlib.sha256(outcomes).hexdigest(),
        "rows": 2,
        "columns": ["family_reference", "achieved_on"],
    }
    about = ("recipient", "marking", "as_of_date", "known_at", "build_id")
    assert [manifest[key] for key in about] == [
        "delta",
        "DEMO-DRAFT",
        "2023-12-31",
        "2024-01-05",
        "build-1",
    ]


def test_a_real_package_is_a_draft_under_its_plain_name(home):
    write_published(home, is_demo=False)
    folder = package(home, DELTA, "000").folder
    assert folder.name.startswith("2023-12-31_")
    assert (folder / "successful_outcomes.csv").is_file()
    assert json.loads((folder / "manifest.json").read_text())["marking"] == "DRAFT"


def test_the_order_of_rows_in_the_extract_changes_nothing(home):
    first = package(home, DELTA, "000")
    write_published(home, outcomes=OUTCOMES[::-1])
    assert package(home, DELTA, "000").folder == first.folder


def test_text_survives_as_csv(home):
    names = [('a "b", c', None), ("", None), ("é\nx", None)]
    write_published(home, outcomes=names)
    file = package(home, DELTA, "000").folder / "DEMO-DRAFT_successful_outcomes.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        assert [row[0] for row in csv.reader(stream)][1:] == ["", 'a "b", c', "é\nx"]


def test_identical_content_of_another_build_is_no_work(home):
    first = package(home, DELTA, "000")
    before = contents(home.output)
    write_published(home, build_id="build-2")
    second = package(home, DELTA, "000")
    assert (second.folder, second.is_new) == (first.folder, False)
    assert contents(home.output) == before
    assert [folder.name for folder in first.folder.parent.iterdir()] == [first.folder.name]


def test_other_content_makes_another_package(home):
    first = package(home, DELTA, "000")
    write_published(home, outcomes=OUTCOMES[:1])
    second = package(home, DELTA, "000")
    assert second.is_new
    assert second.folder != first.folder
    assert first.folder.is_dir()


def change(folder):
    (folder / "DEMO-DRAFT_progress_information.csv").write_text("quarter\n")


def add(folder):
    (folder / "notes.txt").write_text("x")


def remove(folder):
    (folder / "manifest.json").unlink()


@pytest.mark.parametrize("tamper", [change, add, remove])
def test_a_changed_package_under_the_same_name_is_refused(home, tamper):
    folder = package(home, DELTA, "000").folder
    tamper(folder)
    before = contents(home.output)
    with pytest.raises(PackageError, match="holds something else"):
        package(home, DELTA, "000")
    assert contents(home.output) == before


def test_a_run_killed_before_the_rename_can_be_run_again(home, monkeypatch):
    def killed(self, target):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(packaging.Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            package(home, DELTA, "000")
    assert [folder.name for folder in (home.output / "delta").iterdir()] == [".partial"]

    folder = package(home, DELTA, "000").folder
    assert list((home.output / "delta").iterdir()) == [folder]


@pytest.mark.parametrize("missing", ["extracts_file", "published_file"])
def test_without_published_files_there_is_nothing_to_package(home, missing):
    getattr(home, missing).unlink()
    with pytest.raises(PackageError, match="There is nothing to package"):
        package(home, DELTA, "000")
    assert not home.output.exists()


def test_files_of_two_builds_are_refused(home):
    stamp(home.extracts_file, "build-2", True)
    with pytest.raises(PackageError, match="are of different builds"):
        package(home, DELTA, "000")
    assert not home.output.exists()


def test_the_command_says_what_it_did_or_why_not(home, monkeypatch, capsys):
    monkeypatch.setenv("SF_HOME", str(home.path))
    assert main(DELTA, []) == 0
    assert main(DELTA, []) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Packaged for Delta: ")
    assert second.startswith("Already packaged for Delta: ")
    assert Path(second.split(": ", 1)[1]).is_dir()
    home.published_file.unlink()
    assert main(DELTA, []) == 1
    assert capsys.readouterr().err.startswith("Not packaged. There is nothing to package")
