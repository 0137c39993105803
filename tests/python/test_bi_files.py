"""Files for BI tools: what a role reads on the server and nothing else, whole or not at all."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest import mock

import duckdb
import pytest
from serving_home import OURS, THEIRS, file_of, new_build
from serving_small import IDENTITY, RIGHTS, small_home
from supporting_families.bi_files import writing
from supporting_families.bi_files.command import main
from supporting_families.bi_files.errors import BiFilesError
from supporting_families.bi_files.writing import BiFiles, write_files
from supporting_families.hashing import sha256_of_file
from supporting_families.home import Home
from supporting_families.retention.needles import Needles
from supporting_families.retention.outputs import OutputRule, outputs_with, packages_due
from supporting_families.serving.rights import Mask, Rights
from supporting_families.serving.structure import described

ALLOWED = replace(RIGHTS, with_files=("analyst",))
PEOPLE_FILE = "parquet/core/dim_person.parquet"
IDENTITY_FILE = "parquet/restricted/dim_person_identity.parquet"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A small home of two authorities, with rows of nobody in particular."""
    home = small_home(tmp_path / "home")
    with (home.path / "local" / "authority.csv").open("a") as file:
        file.write(f"{THEIRS},E99999998,Other,payment_by_results,2022-04-01\n")
    with file_of(home, "published") as file:
        file.execute(
            "insert into core.dim_person values ('998', 'p9', 9, 1.5), ('*', 'p0', 0, 1.5)"
        )
    return home


def made(home: Home, rights: Rights = ALLOWED) -> BiFiles:
    return write_files(home, OURS, "analyst", rights)


def rows(files: BiFiles, name: str, columns: str) -> list[tuple]:
    """What a Parquet file holds, which has to be what the DuckDB file holds."""
    schema, table = Path(name).parts[-2], Path(name).stem
    query = f"select {columns} from {{}} order by all"
    [database] = files.folder.glob("*.duckdb")
    with duckdb.connect(str(database), read_only=True) as connection:
        in_database = connection.execute(query.format(f"{schema}.{table}")).fetchall()
        in_parquet = connection.execute(query.format(f"'{files.folder / name}'")).fetchall()
    assert in_database == in_parquet
    return in_parquet


def test_rows_are_of_the_authority_alone(home: Home) -> None:
    assert rows(made(home), PEOPLE_FILE, "person_key") == [("p1",), ("p2",), ("p3",)]


def test_what_is_of_no_single_authority_is_seen_where_there_is_one(home: Home) -> None:
    path = home.path / "local" / "authority.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:2]))
    assert rows(made(home), PEOPLE_FILE, "person_key") == [("p0",), ("p1",), ("p2",), ("p3",)]


def test_what_the_role_may_not_see_is_empty(home: Home) -> None:
    """Nor is an address there that is hidden, or of which it is not known."""
    expected = [("p1", None, "ZZ99 1AA"), ("p2", None, None), ("p3", None, None)]
    assert rows(made(home), IDENTITY_FILE, "person_key, surname, postcode") == expected
    seeing = frozenset({"analyst", "steward"})
    shown = (*RIGHTS.masks[IDENTITY][:1], Mask("surname", "", seeing))
    files = made(home, replace(ALLOWED, masks={IDENTITY: shown}))
    assert rows(files, IDENTITY_FILE, "surname") == [("Ann",), ("Ben",), ("Cat",)]


def test_a_table_that_the_role_may_not_read_is_not_there(home: Home) -> None:
    tables = {**RIGHTS.tables, "analyst": frozenset({IDENTITY})}
    files = made(home, replace(ALLOWED, tables=tables))
    assert [path.stem for path in files.folder.rglob("*.parquet")] == ["dim_person_identity"]
    assert (files.tables, files.rows) == (1, 3)


def test_no_files_are_made_for_a_role_that_sees_names(home: Home) -> None:
    with pytest.raises(BiFilesError, match="no files are made for the role 'steward'"):
        write_files(home, OURS, "steward", ALLOWED)
    assert "steward" not in Rights.read().with_files


def test_the_types_are_those_of_the_server(home: Home) -> None:
    """Sums of whole numbers would otherwise come out of Parquet as broken ones."""
    assert rows(made(home), PEOPLE_FILE, "typeof(age_in_years), typeof(score)")[0] == (
        "BIGINT", "DECIMAL(9,2)",
    )  # fmt: skip


def test_labels_and_descriptions_come_with_them(home: Home) -> None:
    files = made(home)
    people = described()["core", "dim_person"]
    [database] = files.folder.glob("*.duckdb")
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute(
            "select comment from duckdb_tables() where table_name = 'dim_person'"
        ).fetchone() == (people.description,)
        [comment] = connection.execute(
            "select comment from duckdb_columns() "
            "where table_name = 'dim_person' and column_name = 'person_key'"
        ).fetchone()
    assert comment.endswith(people.column("person_key").description)
    with (files.folder / "columns.csv").open(encoding="utf-8-sig", newline="") as file:
        told = {(row["table_name"], row["column_name"]): row for row in csv.DictReader(file)}
    assert told["dim_person", "person_key"]["description"] == (
        people.column("person_key").description
    )
    with (files.folder / "tables.csv").open(encoding="utf-8-sig", newline="") as file:
        counted = {row["table_name"]: int(row["rows"]) for row in csv.DictReader(file)}
    assert counted == {"dim_date": 1, "dim_person": 3, "dim_person_identity": 3}
    assert len(told) == 10  # a day; four of people; five of names


def test_the_manifest_says_what_every_file_holds(home: Home) -> None:
    folder = made(home).folder
    manifest = json.loads((folder / "manifest.json").read_text())
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {entry["name"] for entry in manifest["files"]} == found - {"manifest.json"}
    for entry in manifest["files"]:
        assert entry["sha256"] == sha256_of_file(folder / entry["name"])
    [people] = [entry for entry in manifest["files"] if entry["name"] == PEOPLE_FILE]
    assert people["rows"] == 3
    assert manifest["build_id"] == "one"
    assert "3 tables, 7 rows" in (folder / "README.txt").read_text()


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such modes")
def test_the_owner_alone_can_read_them(home: Home) -> None:
    folder = made(home).folder
    modes = {path: path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}
    assert {path: mode for path, mode in modes.items() if mode not in (0o700, 0o600)} == {}


def test_made_again_they_take_the_place_of_those_before(home: Home) -> None:
    first = made(home)
    (first.folder / "mine.txt").write_text("somebody's own")
    with file_of(home, "published") as file:
        file.execute("delete from core.dim_person where person_key = 'p3'")
    new_build(home, "two")
    second = made(home)
    assert second.folder == first.folder
    assert rows(second, PEOPLE_FILE, "person_key") == [("p1",), ("p2",)]
    assert not (second.folder / "mine.txt").exists()
    assert [path.name for path in second.folder.parent.iterdir()] == [second.folder.name]


def test_what_fails_leaves_those_before_and_nothing_else(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = made(home)
    with file_of(home, "extracts") as file:
        file.execute("alter table restricted.dim_person_identity drop is_address_hidden")
    with pytest.raises(BiFilesError, match="is_address_hidden, which this build does not have"):
        made(home)
    monkeypatch.setattr(writing, "columns_file", mock.Mock(side_effect=KeyboardInterrupt))
    with file_of(home, "extracts") as file:
        file.execute("alter table restricted.dim_person_identity add is_address_hidden integer")
    with pytest.raises(KeyboardInterrupt):
        made(home)
    assert len(rows(first, PEOPLE_FILE, "person_key")) == 3
    assert [path.name for path in first.folder.parent.iterdir()] == [first.folder.name]


def test_a_row_lost_on_the_way_stops_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing.pq, "read_metadata", lambda path: mock.Mock(num_rows=2))
    with pytest.raises(BiFilesError, match="has 3 rows, and 3 came into the DuckDB file and 2"):
        made(home)
    assert list((home.output / OURS / "bi").iterdir()) == []


def test_the_command_says_what_it_made_and_why_it_did_not(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rights, "read", classmethod(lambda cls: ALLOWED))
    monkeypatch.setenv("SF_HOME", str(home.path))
    assert main(["--role", "analyst"]) == 1
    assert "999, 998" in capsys.readouterr().err  # which authority was not said
    assert main(["--role", "analyst", "--authority", OURS]) == 0
    assert "3 tables, 7 rows" in capsys.readouterr().out
    home.published_file.unlink()
    assert main(["--role", "analyst", "--authority", OURS]) == 1
    assert "Run 'python tasks.py publish'" in capsys.readouterr().err


def test_they_go_whenever_somebody_is_destroyed(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They hold people by key, which is not looked for; and none outlives its months."""
    folder = made(home).folder
    every = {f"output/{OURS}/bi/{folder.name}/{path.relative_to(folder).as_posix()}"
             for path in folder.rglob("*") if path.is_file()}  # fmt: skip
    gone, kept = outputs_with(home, Needles(), set(), "RET-P1")
    assert (set(gone), kept) == (every, [])
    assert outputs_with(home, Needles(), set(), "") == ({}, [])  # nobody is due
    monkeypatch.setattr("supporting_families.retention.outputs.is_copy", lambda path: False)
    assert outputs_with(home, Needles(), set(), "RET-P1") == ({}, [])
    rules = [OutputRule("RET-O1", "", 84), OutputRule("RET-O3", writing.FOLDER, 3)]
    for day, due in (("2024-03-31", set()), ("2024-04-01", every)):
        assert set(packages_due(home, OURS, rules, date.fromisoformat(day))) == due
