"""Several authorities in one home: whose a file is, where it must lie, and whom a command is for."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest
import test_confirm_catalogue
import yaml
from landing import taken_in, written
from supporting_families.accounts import LandedFile
from supporting_families.appended import AppendedFile
from supporting_families.authorities import among_several, chosen_authority
from supporting_families.confirming.command import main as confirm
from supporting_families.home import Home, HomeError
from supporting_families.linking.model import REPOSITORY_MODEL, LinkageError, model_of
from supporting_families.places import place_of
from test_confirm_catalogue import ANSWER
from test_mappings import MAPPING, MESSY, NAME

ONE, TWO = ["901"], ["901", "902"]
HEADER = "authority_code,gss_code,authority_name,funding_model,recorded_at\n"
AUTHORITIES = {
    code: f"{code},,Authority {code},payment_by_results,2022-04-01\n" for code in (*TWO, "903")
}
MISSING = "missing_ref,nominal_ref,missing_from\n{},N1,2023-04-01\n"
POLICE = "police/2023-05-10/police_missing_episodes_2023-04.csv"
SETTINGS = "framework_version,setting,setting_value,set_by,reason,recorded_at\n"


def home_of(folder: Path, *codes: str) -> Home:
    (folder / "landing").mkdir(exist_ok=True)
    put(folder, "local/authority.csv", HEADER + "".join(AUTHORITIES[code] for code in codes))
    return Home(folder)


def put(folder: Path, name: str, content: str | bytes) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    data = content.encode("utf-8") if isinstance(content, str) else content
    (folder / name).write_bytes(data)


def by_name(home: Home) -> dict[str, LandedFile]:
    return {account.source_file: account for account in taken_in(home)}


# Where a file lies --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "authorities", "whose", "feed"),
    [
        (f"landing/{POLICE}", ONE, "901", "police"),
        ("local/authority.csv", ONE, "901", "local"),
        ("registers/claims.csv", ONE, "901", "registers"),
        (f"landing/901/{POLICE}", TWO, "901", "police"),
        (f"landing/902/{POLICE}", TWO, "902", "police"),
        ("local/authority.csv", TWO, "*", "local"),
        ("local/902/settings.csv", TWO, "902", "local"),
        ("registers/901/claims.csv", TWO, "901", "registers"),
    ],
)
def test_a_file_is_of_the_authority_whose_folder_it_lies_in(
    name: str, authorities: list[str], whose: str, feed: str
) -> None:
    place = place_of(name, authorities)
    assert (place.authority, place.feed_code, place.wrong) == (whose, feed, None)


@pytest.mark.parametrize(
    ("name", "authorities", "problem", "cure"),
    [
        (f"landing/{POLICE}", TWO, "outside the folder of an authority",
         f"landing/901/{POLICE} or landing/902/{POLICE}"),
        ("local/settings.csv", TWO, "outside the folder of an authority",
         "local/901/settings.csv or local/902/settings.csv"),
        ("registers/claims.csv", TWO, "outside the folder of an authority",
         "registers/901/claims.csv or registers/902/claims.csv"),
        (f"landing/903/{POLICE}", TWO, "'903', and local/authority.csv names no authority",
         f"landing/901/{POLICE} or landing/902/{POLICE}"),
        ("local/903/settings.csv", TWO, "'903', and local/authority.csv names no authority",
         "local/901/settings.csv or local/902/settings.csv"),
        ("local/901/authority.csv", TWO, "the list of the authorities",
         "Put its row into local/authority.csv"),
        ("landing/901/police.csv", TWO, "no folder of a feed",
         "landing/901/<feed>/<date received>/police.csv"),
        (f"landing/901/{POLICE}", ONE, "'901', and this home has one authority, 901",
         f"Move it to landing/{POLICE}"),
        ("local/902/settings.csv", ONE, "'902', and this home has one authority, 901",
         "Move it to local/settings.csv if it is of 901"),
    ],
)  # fmt: skip
def test_a_file_that_lies_wrong_is_of_nobody_and_is_told_where_to_go(
    name: str, authorities: list[str], problem: str, cure: str
) -> None:
    place = place_of(name, authorities)
    assert place.authority == "*"
    assert problem in place.wrong.problem
    assert cure in place.wrong.cure


def test_files_are_taken_in_for_their_authority_and_no_other(tmp_path: Path) -> None:
    home = home_of(tmp_path, *TWO)
    put(tmp_path, f"landing/901/{POLICE}", MISSING.format("M1"))
    put(tmp_path, f"landing/902/{POLICE}", MISSING.format("M2"))
    put(tmp_path, "registers/902/claims.csv",
        "claim_id,authority_code,family_key,episode_key,framework_version,claim_window,"
        "submitted_on,amount_gbp,recorded_at\nC1,901,f,e,sf-2022,2022-23 W1,2022-07-01,800,2022-07-01\n")
    accounts = by_name(home)
    assert {name: account.authority_code for name, account in accounts.items()} == {
        "local/authority.csv": "*",
        f"landing/901/{POLICE}": "901",
        f"landing/902/{POLICE}": "902",
        "registers/902/claims.csv": "902",
    }
    assert all(account.file_status == "taken_in" for account in accounts.values())
    found = {row["missing_ref"]: row["of_authority"] for row in written(home, "police/missing_episodes")}
    assert found == {"M1": "901", "M2": "902"}
    # whatever a register says of itself, it is of the authority whose folder it lies in
    [claim] = written(home, "registers/claims")
    assert (claim["of_authority"], claim["authority_code"]) == ("902", "901")


def test_a_file_that_lies_wrong_is_not_taken_in_until_it_is_moved_or_its_authority_named(
    tmp_path: Path,
) -> None:
    home = home_of(tmp_path, *TWO)
    stray = (f"landing/{POLICE}", f"landing/903/{POLICE}", "local/settings.csv", "registers/x.csv")
    for name in stray:
        put(tmp_path, name, MISSING.format("M1"))
    put(tmp_path, "local/903/settings.csv", SETTINGS)
    accounts = by_name(home)
    refused = {name for name, account in accounts.items() if account.file_status == "refused"}
    assert refused == {*stray, "local/903/settings.csv"}
    # without a day they hold the release back at once
    assert {accounts[name].received_at for name in refused} == {None}
    assert written(home, "police/missing_episodes") == []
    home_of(tmp_path, *TWO, "903")
    (tmp_path / "landing/901").mkdir()
    (tmp_path / "landing/police").rename(tmp_path / "landing/901/police")
    accounts = by_name(home)
    assert accounts[f"landing/901/{POLICE}"].authority_code == "901"
    assert accounts[f"landing/903/{POLICE}"].authority_code == "903"


def test_a_home_that_comes_to_hold_several_takes_nothing_in_from_its_old_folders(
    tmp_path: Path,
) -> None:
    home = home_of(tmp_path, "901")
    put(tmp_path, f"landing/{POLICE}", MISSING.format("M1"))
    assert by_name(home)[f"landing/{POLICE}"].authority_code == "901"
    home_of(tmp_path, *TWO)
    account = by_name(home)[f"landing/{POLICE}"]
    assert (account.file_status, account.authority_code) == ("refused", "*")
    assert written(home, "police/missing_episodes") == []


def test_a_mapping_is_for_the_files_of_its_authority(tmp_path: Path) -> None:
    home = home_of(tmp_path, *TWO)
    for code in TWO:
        put(tmp_path, f"landing/{code}/police/2023-05-10/{NAME}", MESSY.encode("cp1252"))
    put(tmp_path, "local/902/mappings/north_force.yml", yaml.safe_dump(MAPPING))
    accounts = by_name(home)
    assert accounts[f"landing/902/police/2023-05-10/{NAME}"].file_status == "taken_in"
    other = accounts[f"landing/901/police/2023-05-10/{NAME}"]
    assert other.file_status == "unrecognised"
    assert "local/901/mappings/" in other.cure
    assert "landing/901/<feed>/" in other.cure


def test_a_mapping_in_the_folder_of_no_authority_is_told_of(tmp_path: Path) -> None:
    home = home_of(tmp_path, *TWO)
    put(tmp_path, "local/mappings/north_force.yml", yaml.safe_dump(MAPPING))
    account = by_name(home)["local/mappings/north_force.yml"]
    assert (account.file_status, account.table_name) == ("refused", "mappings")
    assert "local/901/mappings/north_force.yml" in account.cure


# Whom a command is for ----------------------------------------------------------------------------


def test_a_command_asks_whom_it_is_for_where_there_are_several(tmp_path: Path) -> None:
    home = home_of(tmp_path, *TWO)
    with pytest.raises(HomeError, match=r"several authorities \(901, 902\).*--authority CODE"):
        chosen_authority(home, None)
    with pytest.raises(HomeError, match="has no authority '903'"):
        chosen_authority(home, "903")
    assert chosen_authority(home, "902") == among_several(home, "902") == "902"
    alone = home_of(tmp_path, "901")
    assert (chosen_authority(alone, None), among_several(alone, "901")) == ("901", "")


def test_registers_and_models_of_linking_are_each_authority_s_own(tmp_path: Path) -> None:
    home = home_of(tmp_path, *TWO)
    register = AppendedFile(home, "registers", "identity_decisions", "902")
    assert register.path == tmp_path / "registers" / "902" / "identity_decisions.csv"
    assert model_of(home, "901").folder == REPOSITORY_MODEL
    (tmp_path / "local" / "linkage").mkdir()
    with pytest.raises(LinkageError, match="lies outside the folder of an authority"):
        model_of(home, "901")


@pytest.fixture
def catalogue_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The published catalogue of test_confirm_catalogue, the same for two authorities."""
    home = test_confirm_catalogue.home.__wrapped__(tmp_path, monkeypatch)
    home_of(home.path, *TWO)
    with duckdb.connect(str(home.published_file)) as connection:
        for table in test_confirm_catalogue.OF_AN_AUTHORITY:
            connection.execute(f"update {table} set authority_code = '901'")
            connection.execute(
                f"insert into {table} select * replace ('902' as authority_code) from {table}"
            )
    return home


def test_a_workbook_of_one_authority_is_never_read_for_another(
    catalogue_home: Home, capsys: pytest.CaptureFixture
) -> None:
    """The catalogues of two may be the same to the letter; what one confirms is not the other's."""
    assert confirm(["write"]) == 3
    assert "--authority CODE" in capsys.readouterr().err
    assert confirm(["--authority", "901", "write"]) == 0
    path = catalogue_home.path / "output/901/confirmation/catalogue_sf-2022_2024-03-15.xlsx"
    book = openpyxl.load_workbook(path)
    headings = {cell.value: cell.column for cell in book["Catalogue"][1]}
    answers = {"Answer": "Confirm", **ANSWER, "Decided on": datetime(2024, 3, 14)}
    for heading, value in answers.items():
        book["Catalogue"].cell(2, headings[heading], value)
    book.save(path)
    capsys.readouterr()
    assert confirm(["--authority", "902", "read", str(path)]) == 2
    assert "it is not of authority 902" in capsys.readouterr().err
    assert confirm(["--authority", "901", "read", str(path)]) == 0
    decisions = catalogue_home.path / "local" / "901" / "catalogue_decisions.csv"
    with decisions.open(encoding="utf-8", newline="") as file:
        assert [row["row_code"] for row in csv.DictReader(file)] == ["sf-2022|min_needs"]
    assert not (catalogue_home.path / "local" / "902").exists()
