"""The lists of who may read what, beside the models, the contracts and each other."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import postgres
import pytest
import tasks
from conftest import Warehouse
from supporting_families.contracts import load_contracts
from supporting_families.demo import throwaway_server
from supporting_families.home import Home
from supporting_families.publish import SCHEMAS
from supporting_families.serving.connection import check_named, check_private
from supporting_families.serving.errors import ServingError
from supporting_families.serving.logins import logins_of
from supporting_families.serving.rights import BY_NAME_ALONE, FOLDER, Rights
from supporting_families.serving.tables import published_files, served_tables

NOWHERE = {"PGHOST": "", "PGDATABASE": "families", "PGUSER": "dba"}


@pytest.fixture(scope="module")
def rights() -> Rights:
    return Rights.read()


def test_every_schema_that_is_published_says_how_sensitive_it_is(rights: Rights) -> None:
    assert set(rights.schemas) == {schema for schemas in SCHEMAS.values() for schema in schemas}


def test_whoever_is_named_is_opened_table_by_table(rights: Rights) -> None:
    """A new table of names, or of what leaves, is read by nobody until a row says so."""
    for schema in ("restricted", "extracts"):
        assert rights.schemas[schema] in BY_NAME_ALONE
        assert rights.readers(schema, "a_new_table") == ()


def test_a_new_table_about_families_is_not_shown_on_dashboards(rights: Rights) -> None:
    for schema, sensitivity in rights.schemas.items():
        if sensitivity != "open":
            assert "bi_reader" not in rights.readers(schema, "a_new_table")


def test_every_column_of_names_and_numbers_has_a_mask_that_says_who_sees_it(
    demo: Warehouse, rights: Rights
) -> None:
    """The columns that models call direct: each is shown to whom a row of masks says, and why."""
    direct = {
        (model["schema"], model["name"], column["name"])
        for model in demo.manifest()["nodes"].values()
        if model["resource_type"] == "model"
        and rights.readers(model["schema"], model["name"])
        for column in model["columns"].values()
        if column["config"].get("meta", {}).get("personal_data") == "direct"
    }
    masked = {
        (*place, mask.column)
        for place, masks in rights.masks.items()
        for mask in masks
        if not mask.hidden_where
    }
    assert len(direct) > 8
    assert direct - masked == set()


def test_every_served_table_says_whose_its_rows_are_or_why_they_are_everybodys(
    demo: Warehouse, rights: Rights
) -> None:
    with published_files(Home(demo.home)) as files:
        served = {(table.schema, table.name) for table in served_tables(files, rights)}
    assert rights.shared < served


def test_the_roles_of_the_contract_are_those_of_the_lists(rights: Rights) -> None:
    [contract] = [table for table in load_contracts() if table.name == "server_logins"]
    [column] = [column for column in contract.columns if column.name == "role_code"]
    assert set(column.codes) == set(rights.roles)


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        ("rights", "analyst,restricted,*,All of it,ours,M", "name the tables one by one"),
        ("rights", "analyst,nowhere,dim_date,It,ours,M", "access_schemas.csv does not have it"),
        ("rights", "boss,core,dim_date,It,ours,M", "access_roles.csv does not have it"),
        ("masks", "restricted,dim_person_identity,sex,,auditor,It,ours,M", "does not read it"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(
    tmp_path: Path, name: str, row: str, expected: str
) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "access")
    with (folder / f"access_{name}.csv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    with pytest.raises(ServingError, match=f"access_{name}.csv names .*{expected}"):
        Rights.read(folder)


def test_every_row_says_where_it_comes_from() -> None:
    for path in FOLDER.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                assert row["provenance"] and row["confidence"] in ("H", "M", "L"), path.name


# The server that is meant -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({}, "PGHOST, PGDATABASE, PGUSER is not set"),
        (NOWHERE, "PGHOST is not set"),
        ({**NOWHERE, "PGHOST": "server", "PGUSER": ""}, "PGUSER is not set"),
    ],
)
def test_without_a_server_named_there_is_none(environment: dict, missing: str) -> None:
    with pytest.raises(ServingError, match=missing):
        check_named(environment)


def test_a_server_is_named_by_its_parts_or_by_a_service() -> None:
    check_named({**NOWHERE, "PGHOST": "server"})
    check_named({"PGSERVICE": "families"})


def test_names_and_addresses_travel_encrypted_or_not_at_all() -> None:
    with pytest.raises(ServingError, match="not encrypted"):
        check_private("db.council.example", False)
    check_private("db.council.example", True)
    check_private("127.0.0.1", False)
    check_private("/var/run/postgresql", False)


def test_where_no_server_can_be_started_tests_are_skipped_but_never_on_ci(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(throwaway_server, "_WHERE", "/nowhere/*/bin")
    monkeypatch.setattr(throwaway_server.shutil, "which", lambda name: None)
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="PostgreSQL is not installed"):
        postgres.start_or_skip()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(postgres.NoServer):
        postgres.start_or_skip()


@pytest.mark.parametrize(("option", "before"), [([], []), (["--prepare"], ["roles"])])
def test_one_command_publishes_and_then_loads(
    monkeypatch: pytest.MonkeyPatch, option: list[str], before: list[str]
) -> None:
    """What is not whole is not published, and then nothing is loaded."""
    taken = []
    monkeypatch.setattr(tasks, "install", lambda requirements: None)
    monkeypatch.setattr(tasks, "run", lambda *words: taken.append(words[1:]))
    assert tasks.main(["serve", *option]) == 0
    serve = [("scripts/serve.py", command) for command in (*before, "load")]
    assert taken == [("scripts/publish.py",), *serve]

    def refused(*words: str) -> None:
        raise tasks.TaskError("not whole")

    taken.clear()
    monkeypatch.setattr(tasks, "run", refused)
    assert tasks.main(["serve", *option]) == 1
    assert taken == []


# Logins -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (",analyst,2024-01-01,,A,B,2024-01-01", "line 2: login_name is empty"),
        ("ann,boss,2024-01-01,,A,B,2024-01-01", "line 2: role_code is 'boss'; write one of bi_rea"),
        ("ann,analyst,1.1.2024,,A,B,2024-01-01", "valid_from is '1.1.2024'; write it as YYYY"),
        ("ann,analyst,2024-01-01,never,A,B,2024-01-01", "valid_to is 'never'; write it as YYYY"),
    ],
)
def test_a_line_that_makes_no_sense_is_named(
    tmp_path: Path, rights: Rights, line: str, expected: str
) -> None:
    heading = "login_name,role_code,valid_from,valid_to,granted_by,reason,recorded_at"
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "server_logins.csv").write_text(f"{heading}\n{line}\n")
    with pytest.raises(ServingError, match=f"server_logins.csv'?, .*{expected}"):
        logins_of(Home(tmp_path), rights.roles)


def test_a_home_without_a_list_has_no_logins(tmp_path: Path, rights: Rights) -> None:
    assert logins_of(Home(tmp_path), rights.roles) == []
