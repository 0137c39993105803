"""The check before a build: what is told, with which status, and what is left alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from landing import land, taken_in, workbook
from supporting_families.check_feeds import main
from supporting_families.home import Home
from test_mappings import MESSY, NAME

ROOT = Path(__file__).resolve().parents[2]
HEADER = "incident_ref,nominal_ref,occurred_from,incident_class,person_role,surname,sex"
GOOD = "I{n},N{n},2023-04-0{n},CRIME,VICTIM,Quillfeather,F"
WITH_PROBLEMS = [
    HEADER,
    GOOD.format(n=1),
    GOOD.format(n=2).replace("2023-04-02", "2023-04-31"),  # row 3: no such day, and it is required
    GOOD.format(n=3).replace(",F", ",Q"),  # row 4: no such code
    GOOD.format(n=4) + ",more",  # row 5: too wide
]
CLEAN = "missing_ref,nominal_ref,missing_from\nM1,N1,2023-04-01\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """One file with problems, one clean, one of no known name, and a warehouse of before."""
    folder = tmp_path_factory.mktemp("check")
    land(folder, "\n".join(WITH_PROBLEMS) + "\n", "police_incidents_2023-04.csv")
    land(folder, CLEAN, "police_missing_episodes_2023-04.csv")
    home = land(folder, "a,b\n1,2\n", "export.csv", feed="youth_justice")
    home.warehouse.mkdir()
    home.build_file.write_bytes(b"the build of before")
    return home


def check(*arguments: object) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "scripts/check_feeds.py", *map(str, arguments)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_problem_is_told_with_its_rows_and_the_warehouse_is_left_alone(
    home: Home, tmp_path: Path
) -> None:
    done = check("--home", home.path, "--json", tmp_path / "report.json")
    assert done.returncode == 2, done.stderr
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["status"] == 2
    files = {file["source_file"].split("/")[-1]: file for file in report["files"]}
    assert {name: file["status"] for name, file in files.items()} == {
        "police_incidents_2023-04.csv": 1,
        "police_missing_episodes_2023-04.csv": 0,
        "export.csv": 2,
    }
    incidents = files["police_incidents_2023-04.csv"]
    assert (incidents["table_name"], incidents["read_as"]) == ("incidents", "csv utf-8 ,")
    assert (incidents["rows_counted"], incidents["rows_rejected"]) == (4, 1)
    told = {
        (problem["kind"], problem["problem"].split(":")[0]): problem["first_rows"]
        for problem in incidents["problems"]
    }
    assert told == {
        ("rejected", "8 fields, expected 7"): [5],
        ("quarantined", "occurred_from"): [3],
        ("emptied", "occurred_from"): [3],
        ("emptied", "sex"): [4],
    }
    assert all(problem["cure"] for problem in incidents["problems"])
    assert "3 checked: 1 clean, 1 with problems, 1 refused or not recognised." in done.stdout
    assert "Quillfeather" not in done.stdout + done.stderr + json.dumps(report)
    assert [path.name for path in home.warehouse.iterdir()] == ["build.duckdb"]
    assert home.build_file.read_bytes() == b"the build of before"


def test_a_clean_folder_of_one_feed_has_status_0(home: Home, tmp_path: Path) -> None:
    clean = land(tmp_path, CLEAN, "police_missing_episodes_2023-04.csv")
    land(tmp_path, "a,b\n1,2\n", "export.csv", feed="youth_justice")
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "settings.csv").write_text("setting\n", encoding="utf-8")
    taken_in(clean)  # what was taken in before is used, and stays
    before = {path: path.stat().st_mtime_ns for path in clean.intake.rglob("*") if path.is_file()}
    done = check("--home", clean.path, "--feed", "police")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 checked: 1 clean" in done.stdout
    after = {path: path.stat().st_mtime_ns for path in clean.intake.rglob("*") if path.is_file()}
    assert after == before


def test_a_home_or_feed_that_is_not_there_has_status_3(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(home.path / "nowhere")]) == 3
    assert "has no folder 'landing'" in capsys.readouterr().err
    assert main(["--home", str(home.path), "--feed", "polis"]) == 3
    assert "There are: police, youth_justice" in capsys.readouterr().err


# Drafts of mappings -----------------------------------------------------------------------------


def draft(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    words = ["--suggest", str(path), "--feed", "police", "--table", "incidents", *more]
    assert main(words) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def test_a_draft_finds_header_columns_dates_and_period(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / NAME
    path.write_bytes(MESSY.replace("not known", "03.04.23").encode("cp1252"))
    told = yaml.safe_load(draft(path, capsys))
    assert (told["header_row"], told["encoding"], told["delimiter"]) == (4, "cp1252", ";")
    assert told["columns"] == {
        "Incident no": "incident_ref", "Person no": "nominal_ref", "Day": "occurred_from",
        "Class": "incident_class", "Role": "person_role", "First name": "forename",
        "Family name": "surname", "Born": "dob",
    }  # fmt: skip
    assert told["date_format"] == {"occurred_from": "%d.%m.%y", "dob": "%d.%m.%y"}
    assert "(?P<month>" in told["file_pattern"]


def test_a_completed_draft_takes_the_file_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = land(tmp_path, MESSY.encode("cp1252"), NAME)
    mapping = home.path / "local" / "mappings" / "draft.yml"
    mapping.parent.mkdir(parents=True)
    source = home.landing / "police" / "2023-05-10" / NAME
    draft(source, capsys, "--output", str(mapping))
    told = mapping.read_text(encoding="utf-8")
    accounts = {account.source_file: account for account in taken_in(home)}
    assert "recorded_by: missing" in accounts["local/mappings/draft.yml"].problem
    for key, value in (("recorded_by", "A Person"), ("recorded_at", "2023-05-11"), ("reason", "x")):
        told = told.replace(f"{key}: ''", f"{key}: '{value}'")
    mapping.write_text(told.replace("footer_rows: 0", "footer_rows: 1"), encoding="utf-8")
    [account] = taken_in(home)
    assert (account.rows_taken_in, account.rows_rejected) == (3, 1)


def test_a_draft_shows_codes_that_many_rows_have_and_no_other_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = ["Ref", "Incident class", "Person role", "Surname", "Sex"]
    rows = [[f"R{n}", "Crimes", "Victims", "Quillfeather", "Woman"] for n in range(6)]
    rows.append(["R7", "Rarely", "VICTIM", "Quillfeather", "F"])
    path = tmp_path / "Some extract.xlsx"
    path.write_bytes(workbook(Notes=[["made"]], Data=[["A title"], header, *rows]))
    text = draft(path, capsys)
    told = yaml.safe_load(text)
    assert (told["sheet"], told["header_row"], told["constants"]) == ("Data", 2, {"month": ""})
    assert told["codes"] == {
        "incident_class": {"Crimes": "CRIME"},
        "person_role": {"Victims": "VICTIM"},
    }
    assert "# sex: 'Woman' is one of M, F, U" in text
    assert "Quillfeather" not in text
    assert "Rarely" not in text


def test_a_file_without_a_header_gives_no_draft_and_shows_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Quillfeather,Zoe,12\nQuillfeather,Ann,13\n", encoding="utf-8")
    assert main(["--suggest", str(path), "--feed", "police", "--table", "incidents"]) == 3
    told = capsys.readouterr()
    assert "looks like a header of police.incidents" in told.err
    assert "Quillfeather" not in told.err + told.out
