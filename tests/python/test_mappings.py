"""Local mappings: a council's own layout lands without SQL, and a wrong mapping is told of."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
import yaml
from landing import by_part, land, taken_in, workbook, written
from supporting_families.home import Home
from supporting_families.mapping import iso_date

NAME = "North Force extract 2023-04.csv"
MESSY = """North Force;;;;;;;
Incidents of April, made on 10.05.23;;;;;;;

Incident no;Person no;Day;Class;Role;First name;Family name;Born
I1;N1;01.04.23;Crime;Vic;Zoë;Example;31.12.68
I2;;02.04.23;ASB;Susp;Ann;Example;01.02.09
I3;N3;not known;Other thing;Susp;;;

Total;3;;;;;;
"""
MAPPING = {
    "feed": "police",
    "table": "incidents",
    "file_pattern": r"^North Force extract (?P<month>\d{4}-\d{2})\.csv$",
    "header_row": 4,
    "footer_rows": 1,
    "encoding": "cp1252",
    "delimiter": ";",
    "columns": {
        "Incident no": "incident_ref",
        "person  NO": "nominal_ref",
        "Day": "occurred_from",
        "Class": "incident_class",
        "Role": "person_role",
        "First name": "forename",
        "Family name": "surname",
        "Born": "dob",
    },
    "constants": {"sex": "U"},
    "codes": {
        "incident_class": {"Crime": "CRIME"},
        "person_role": {"Vic": "VICTIM", "Susp": "SUSPECT"},
    },
    "date_format": "%d.%m.%y",
    "recorded_by": "A Person",
    "recorded_at": "2023-05-11",
    "reason": "The force sends its own layout.",
}


def map_it(home: Home, name: str = "north_force", **changes: object) -> None:
    """Write the mapping with some keys changed; a key that is None is left out."""
    told = {key: value for key, value in (MAPPING | changes).items() if value is not None}
    folder = home.path / "local" / "mappings"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yml").write_text(yaml.safe_dump(told), encoding="utf-8")


def test_a_messy_file_lands_by_a_mapping_alone(tmp_path: Path) -> None:
    home = land(tmp_path, MESSY.encode("cp1252"), NAME)
    assert taken_in(home)[0].file_status == "unrecognised"
    map_it(home)
    [account] = taken_in(home)
    assert (account.file_status, account.period) == ("taken_in", "2023-04")
    assert account.read_as == "mapping north_force: csv cp1252 ;"
    # four lines below the header: three rows and the total, which is rejected by name
    assert (account.rows_counted, account.rows_taken_in, account.rows_rejected) == (4, 3, 1)
    [total] = account.rejects
    assert (total.first_row, total.reason) == (9, "footer row, as the mapping declares")
    rows = written(home, "police/incidents")
    assert [row["source_row"] for row in rows] == [5, 6, 7]
    assert [row["occurred_from"] for row in rows] == ["2023-04-01", "2023-04-02", "not known"]
    assert [row["incident_class"] for row in rows] == ["CRIME", "ASB", "Other thing"]
    assert [row["person_role"] for row in rows] == ["VICTIM", "SUSPECT", "SUSPECT"]
    assert [row["dob"] for row in rows] == ["1968-12-31", "2009-02-01", ""]
    assert rows[0]["forename"] == "Zoë"
    assert {row["sex"] for row in rows} == {"U"}
    assert {row["month"] for row in rows} == {"2023-04"}


def test_a_month_without_a_footer_says_which_row_went_as_one(tmp_path: Path) -> None:
    """A footer that is declared and not there is no silent loss: the row is in the account."""
    home = land(tmp_path, MESSY.replace("Total;3;;;;;;\n", "").encode("cp1252"), NAME)
    map_it(home)
    [account] = taken_in(home)
    assert [(r.first_row, r.row_count) for r in account.rejects] == [(7, 1)]


def test_a_footer_of_another_width_is_rejected_once(tmp_path: Path) -> None:
    home = land(tmp_path, MESSY.replace("Total;3;;;;;;", "Total;3").encode("cp1252"), NAME)
    map_it(home)
    [account] = taken_in(home)
    assert (account.rows_taken_in, account.rows_rejected) == (3, 1)
    assert [reject.reason for reject in account.rejects] == [
        "footer row, as the mapping declares"
    ]


def test_a_mapped_workbook_with_serial_dates_and_the_period_as_a_constant(tmp_path: Path) -> None:
    header = ["Ref", "Day", "incident_class", "person_role"]
    rows = [["I1", 45017, "CRIME", "VICTIM"], ["I2", 45018.5, "CRIME", "VICTIM"], ["Sum", 2]]
    home = land(tmp_path, workbook(Notes=[["x"]], April=[["Title"], header, *rows]), "April.xlsx")
    map_it(
        home,
        file_pattern="^April.*",
        sheet="apr.*",
        header_row=2,
        encoding=None,
        delimiter=None,
        columns={"Ref": "incident_ref", "Day": "occurred_from"},
        constants={"month": "2023-04"},
        codes=None,
        date_format={"occurred_from": "excel"},
    )
    account = by_part(home)["April.xlsx#April"]
    assert (account.rows_taken_in, account.rows_rejected, account.period) == (2, 1, "2023-04")
    taken = written(home, "police/incidents")
    assert [row["occurred_from"] for row in taken] == ["2023-04-01", "2023-04-02"]
    assert [row["incident_class"] for row in taken] == ["CRIME", "CRIME"]


@pytest.mark.parametrize(
    ("text", "form", "received", "expected"),
    [
        ("31.12.68", "%d.%m.%y", date(2024, 5, 1), "1968-12-31"),
        ("31.12.25", "%d.%m.%y", date(2024, 5, 1), "2025-12-31"),
        ("31.12.26", "%d.%m.%y", date(2024, 5, 1), "1926-12-31"),
        ("31.12.24", "%d.%m.%y", None, "2024-12-31"),
        ("31/02/2024", "%d/%m/%Y", None, "31/02/2024"),
        ("1", "excel", None, "1899-12-31"),
        ("36526", "excel", None, "2000-01-01"),
        ("soon", "excel", None, "soon"),
        ("9e99", "excel", None, "9e99"),
        ("29.02.68", "%d.%m.%y", date(2024, 5, 1), "1968-02-29"),
    ],
)
def test_dates_become_iso_or_stay_as_sent(
    text: str, form: str, received: date | None, expected: str
) -> None:
    assert iso_date(text, form, received) == expected


def test_a_changed_mapping_reads_its_own_files_again_and_no_others(tmp_path: Path) -> None:
    home = land(tmp_path, MESSY.encode("cp1252"), NAME)
    plain = "missing_ref,missing_from\nM1,2023-04-01\n"
    land(tmp_path, plain, "police_missing_episodes_2023-04.csv")
    map_it(home)
    taken_in(home)
    other = [p for p in (home.intake / "police/missing_episodes").glob("*") if p.name[0] != "_"][0]
    before = other.stat().st_mtime_ns
    os.utime(other, ns=(before, before))
    map_it(home, constants={"sex": "F"})
    taken_in(home)
    assert {row["sex"] for row in written(home, "police/incidents")} == {"F"}
    assert other.stat().st_mtime_ns == before


WRONG = {
    "a key too many": ({"colums": {}}, "colums: no such key", "The keys are"),
    "who": ({"recorded_by": None}, "recorded_by: missing", "who made it"),
    "when": ({"recorded_at": "yesterday"}, "recorded_at: not a date", "YYYY-MM-DD"),
    "feed": ({"feed": "polis"}, "feed: 'polis' is no feed", "models/staging"),
    "table": ({"table": "crimes"}, "table: 'crimes' is no table", "incidents"),
    "column": (
        {"columns": {**MAPPING["columns"], "Day": "day"}},
        "columns: 'day' is not in the contract",
        "occurred_from",
    ),
    "two to one": (
        {"columns": {**MAPPING["columns"], "Born": "surname"}},
        "columns: two columns go to the same one",
        "Keep one",
    ),
    "code": ({"codes": {"colour": {"a": "b"}}}, "codes: 'colour' is not", "There are"),
    "codes flat": ({"codes": {"sex": "F"}}, "codes.sex: expected 'local: standard'", "below"),
    "period": ({"file_pattern": "^x"}, "file_pattern: does not say the month", "(?P<month>"),
    "pattern": ({"file_pattern": "("}, "file_pattern: not a regular expression", "Mend it"),
    "header": ({"header_row": "top"}, "header_row: not a whole number", "1 or more"),
    "encoding": ({"encoding": "latin-99"}, "encoding: not known", "cp1252"),
    "delimiter": ({"delimiter": "tab"}, "delimiter: expected one character", "For a tab"),
    "date": ({"date_format": "dd.mm.yy"}, "date_format.occurred_from: not a format", "excel"),
    "required": (
        {"columns": {"Incident no": "incident_ref"}, "header_row": 4, "constants": None,
         "table": "missing_episodes"},
        "columns: 'incident_ref' is not in the contract",
        "missing_ref",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_mapping_is_told_of_by_file_and_key(tmp_path: Path, what: str) -> None:
    changes, problem, cure = WRONG[what]
    home = Home(tmp_path)
    home.landing.mkdir()
    map_it(home, **changes)
    [account] = taken_in(home)
    assert account.source_file == "local/mappings/north_force.yml"
    assert account.file_status == "refused"
    assert problem in account.problem
    assert cure in account.cure


def test_a_mapping_that_is_not_yaml_says_the_line(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.landing.mkdir()
    map_it(home)
    path = home.path / "local" / "mappings" / "north_force.yml"
    path.write_text("feed: police\ntable: [\n", encoding="utf-8")
    assert "see line 3" in taken_in(home)[0].cure


def test_words_that_yaml_takes_for_yes_and_no_stay_words(tmp_path: Path) -> None:
    home = land(tmp_path, MESSY.encode("cp1252"), NAME)
    folder = home.path / "local" / "mappings"
    folder.mkdir(parents=True)
    told = yaml.safe_dump(MAPPING | {"codes": {}}).replace("codes: {}", "codes: {sex: {U: No}}")
    (folder / "north_force.yml").write_text(told, encoding="utf-8")
    assert taken_in(home)[0].file_status == "taken_in"
