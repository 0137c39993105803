"""The catalogue, confirmed by an authority: from the workbook to the claims that rest on it."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest
from conftest import Warehouse, copy_home

from supporting_families.confirming import workbook as workbooks
from supporting_families.confirming.command import main
from supporting_families.home import Home

TODAY = date(2024, 3, 15)
ANSWER = {
    "Source": "Outcomes plan, page 4", "Decided by": "Policy lead",
    "Decided on": datetime(2024, 3, 14), "Reason": "Agrees with the plan",
}  # fmt: skip
# table, code, version, text, whether it is confirmed
ROWS = [
    ("framework_settings", "sf-2022|min_needs", "sf-2022", "Needs: 3.", 0),
    ("framework_settings", "sf-2022|sustain_anchor", "sf-2022", "From when: closure.", 0),
    ("framework_settings", "sf-2022|last_claim_on", "sf-2022", "Last day: none.", 0),
    ("needs", "N1", "sf-2022", "Need: School.", 0),
    ("rules", "N1-N1", "sf-2022", "Shown by: 2 terms.", 0),
    ("outcomes", "N1-O1", "sf-2022", "=1+1", 1),
    ("payments", "sf-2022|progress|result|1900-01-01", "sf-2022", "Payment: 800 pounds.", 0),
    ("needs", "N0", "tf-2015", "Need: Of old.", 0),
    ("measures", "SDQ", None, "Measure: SDQ.", 0),
]
WHOLE, WORDS = "whole_number", "closure outcome_met"
# table, code, column, value, type, words, lowest, highest, whether it may be empty
VALUES = [
    (*ROWS[0][:2], "setting_value", "3", WHOLE, None, "1", None, 0),
    (*ROWS[1][:2], "setting_value", "closure", "word", WORDS, None, None, 0),
    (*ROWS[2][:2], "setting_value", None, "day", None, None, None, 1),
    ("rules", "N1-N1", "threshold", "90", "number", None, "0", "100", 0),
    ("rules", "N1-N1", "age_min", "5", WHOLE, None, "0", "120", 1),
    ("rules", "N1-N1", "age_max", "16", WHOLE, None, "0", "120", 1),
    ("rules", "N1-N1", "is_active", "1", WHOLE, None, "0", "1", 0),
    (*ROWS[6][:2], "amount_gbp", "800", WHOLE, None, "0", None, 0),
    ("measures", "SDQ", "cut_off", "17", "number", None, "0", "40", 1),
]
OF_AN_AUTHORITY = (
    "governance.gov_catalogue", "governance.gov_catalogue_values", "claims.mart_claim_readiness"
)  # fmt: skip
# the row of the workbook
MIN_NEEDS, ANCHOR, LAST_CLAIM, NEED, RULE, PAYMENT, MEASURE = range(2, 9)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A demo home with a published catalogue of nine rows, one of them confirmed."""
    home = Home(tmp_path / "home")
    (home.path / "landing").mkdir(parents=True)
    home.warehouse.mkdir()
    (home.path / "landing" / "demo.yml").write_text(f"known_at: {TODAY}\n")
    with duckdb.connect(str(home.published_file)) as connection:
        connection.execute(
            """
            create schema governance; create schema claims;
            create table governance.published_build as select 'b' as build_id,
                date '2024-03-15' as as_of_date, date '2024-03-15' as known_at, true as is_demo,
                timestamp '2024-03-15 08:00:00' as published_at;
            create table governance.gov_catalogue (
                reading_order bigint, catalogue_table varchar, row_code varchar,
                framework_version varchar, row_text varchar, is_confirmed integer,
                headline_no integer, headline_name varchar, need_no varchar, need_name varchar,
                note varchar, provenance varchar, confidence varchar, decided_by varchar,
                decided_on date
            );
            create table governance.gov_catalogue_values (
                catalogue_table varchar, row_code varchar, column_name varchar,
                value_in_force varchar, value_type varchar, allowed_words varchar, lowest varchar,
                highest varchar, may_be_empty integer
            );
            create table claims.mart_claim_readiness as
            select 'ready' as claim_status, 3 as unconfirmed_rows
            union all select 'ready', 0 union all select 'blocked', 5;
            """
        )
        for place, row in enumerate(ROWS, start=1):
            connection.execute(
                "insert into governance.gov_catalogue values (?, ?, ?, ?, ?, ?, 1, 'Education', "
                "'1.1', 'School', null, 'inferred', 'L', 'Head', date '2024-01-02')",
                [place, *row],
            )
        connection.executemany(
            f"insert into governance.gov_catalogue_values values ({', '.join('?' * 9)})", VALUES
        )
        for table in OF_AN_AUTHORITY:
            connection.execute(f"alter table {table} add column authority_code varchar default '000'")
    monkeypatch.setenv("SF_HOME", str(home.path))
    return home


@pytest.fixture
def path(home: Home) -> Path:
    """The workbook, as written."""
    assert main(["write"]) == 0
    return home.output / "confirmation" / "catalogue_sf-2022_2024-03-15.xlsx"


def fill(path: Path, answers: dict[int, dict[str, object]]) -> None:
    """Fill cells by row number and heading."""
    book = openpyxl.load_workbook(path)
    sheet = book["Catalogue"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, cells in answers.items():
        for heading, value in cells.items():
            sheet.cell(row, columns[heading]).value = value
    book.save(path)


def confirm(**cells: object) -> dict[str, object]:
    return {"Answer": "Confirm", **ANSWER, **cells}


def override(value: str, new: object, **cells: object) -> dict[str, object]:
    changed = {"Answer": "Override", "Value to override": value, "New value": new}
    return {**changed, **ANSWER, **cells}


def recorded(home: Home) -> list[dict[str, str]]:
    path = home.path / "local" / "catalogue_decisions.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def values_recorded(home: Home) -> list[tuple[str, ...]]:
    names = ("row_code", "decision", "column_name", "new_value")
    return [tuple(row[name] for name in names) for row in recorded(home)]


def refused(home: Home, path: Path, capsys: pytest.CaptureFixture) -> list[str]:
    """What is told of a workbook that is refused; nothing is recorded."""
    before = recorded(home)
    capsys.readouterr()
    assert main(["read", str(path)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert recorded(home) == before
    assert told[-1].startswith("Nothing recorded:")
    return told[:-1]


# Writing ------------------------------------------------------------------------------------------


def test_rows_not_confirmed_are_written_in_reading_order(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Catalogue"]
    assert [sheet.cell(row, 4).value for row in range(2, sheet.max_row + 1)] == [
        "Needs: 3.", "From when: closure.", "Last day: none.", "Need: School.",
        "Shown by: 2 terms.", "Payment: 800 pounds.", "Measure: SDQ.",
    ]  # fmt: skip
    shown = {sheet.cell(1, cell.column).value: cell.value for cell in sheet[RULE]}
    assert shown["Belongs to"] == "1 Education\n1.1 School"
    assert shown["Values"] == (
        "percentage: 90\nyoungest age: 5\noldest age: 16\nin use (1 yes 0 no): 1"
    )
    assert shown["How sure"] == "low" and shown["Confirmed"] == "no"


def test_confirmed_rows_and_other_versions_are_written_when_asked_for(home: Home) -> None:
    assert main(["write", "--all"]) == 0
    assert main(["write", "--version", "tf-2015"]) == 0
    folder = home.output / "confirmation"
    sheet = openpyxl.load_workbook(folder / "catalogue_sf-2022_2024-03-15.xlsx")["Catalogue"]
    assert (sheet.cell(7, 4).value, sheet.cell(7, 4).data_type) == ("=1+1", "s")  # no formula
    assert sheet.cell(7, 8).value == "02/01/2024, Head"
    old = openpyxl.load_workbook(folder / "catalogue_tf-2015_2024-03-15.xlsx")["Catalogue"]
    assert [old.cell(row, 4).value for row in (2, 3)] == ["Need: Of old.", "Measure: SDQ."]
    assert old.max_row == 3


def test_only_the_cells_to_fill_can_be_filled(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Catalogue"]
    assert sheet.protection.sheet

    def unlocked(row: int) -> list[str]:
        columns = [cell.column for cell in sheet[row] if not cell.protection.locked]
        return [sheet.cell(1, column).value for column in columns]

    assert unlocked(RULE) == list(workbooks.ANSWERED)
    assert unlocked(NEED) == ["Answer", "Source", "Decided by", "Decided on", "Reason"]


def test_each_row_offers_its_own_values(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Catalogue"]
    offered = {
        str(validation.sqref): validation.formula1
        for validation in sheet.data_validations.dataValidation
        if validation.type == "list"
    }
    column = list(workbooks.LAYOUT.headings).index("Value to override") + 1
    letter = openpyxl.utils.get_column_letter(column)
    assert offered[f"{letter}{RULE}"] == '"percentage,youngest age,oldest age,in use (1 yes 0 no)"'
    assert offered[f"{letter}{MIN_NEEDS}:{letter}{LAST_CLAIM}"] == '"value"'
    assert max(len(formula) for formula in offered.values()) < 255  # what Excel takes


def test_a_workbook_that_somebody_filled_in_is_not_written_over(home: Home, path: Path) -> None:
    assert main(["write"]) == 0
    fill(path, {NEED: {"Source": "Plan"}})
    before = path.read_bytes()
    assert main(["write"]) == 3
    assert path.read_bytes() == before


def test_what_cannot_be_written_is_told(home: Home, capsys) -> None:
    assert main(["write", "--version", "sf-2030"]) == 3
    assert "It has: sf-2022, tf-2015" in capsys.readouterr().err
    with duckdb.connect(str(home.published_file)) as connection:
        connection.execute("update governance.gov_catalogue set is_confirmed = 1")
    assert main(["write"]) == 0
    assert "Every row of sf-2022 is confirmed" in capsys.readouterr().out
    with duckdb.connect(str(home.published_file)) as connection:
        connection.execute("drop table governance.gov_catalogue")
    assert main(["write"]) == 3
    assert "has no catalogue" in capsys.readouterr().err
    home.published_file.unlink()
    assert main(["write"]) == 3
    assert "Nothing is published" in capsys.readouterr().err


# Reading ------------------------------------------------------------------------------------------


def test_decisions_are_recorded_with_source_name_day_and_reason(home: Home, path: Path) -> None:
    fill(path, {NEED: confirm(), RULE: override("percentage", "85.50")})
    assert main(["read", str(path)]) == 0
    common = {
        "decided_by": "Policy lead", "decided_on": "2024-03-14", "reason": "Agrees with the plan",
        "source": "Outcomes plan, page 4", "recorded_at": "2024-03-15",
    }  # fmt: skip
    assert recorded(home) == [
        {"decision_id": "CAT-2024-03-15-1", "catalogue_table": "needs", "row_code": "N1",
         "decision": "confirm", "column_name": "", "new_value": "", **common},
        {"decision_id": "CAT-2024-03-15-2", "catalogue_table": "rules", "row_code": "N1-N1",
         "decision": "override", "column_name": "threshold", "new_value": "85.5", **common},
    ]  # fmt: skip


NEW_VALUES = {
    "a number as a number": (RULE, "percentage", 85, "threshold", "85"),
    "its limit": (RULE, "percentage", "100", "threshold", "100"),
    "no limit": (RULE, "oldest age", "None", "age_max", ""),
    "an age as old as the oldest": (RULE, "youngest age", "16", "age_min", "16"),
    "a switch": (RULE, "in use (1 yes 0 no)", 0, "is_active", "0"),
    "a word with a blank": (ANCHOR, "value", "Outcome met", "setting_value", "outcome_met"),
    "a day": (LAST_CLAIM, "value", "31/03/2025", "setting_value", "2025-03-31"),
    "a day as a date": (LAST_CLAIM, "value", datetime(2025, 3, 31), "setting_value", "2025-03-31"),
    "an amount": (PAYMENT, "amount in pounds", "1000", "amount_gbp", "1000"),
    "a cut-off": (MEASURE, "cut-off", "40", "cut_off", "40"),
}


@pytest.mark.parametrize("row, label, new, column, value", NEW_VALUES.values(), ids=NEW_VALUES)
def test_new_values_are_recorded(
    home: Home, path: Path, row: int, label: str, new: object, column: str, value: str
) -> None:
    fill(path, {row: override(label, new)})
    assert main(["read", str(path)]) == 0
    assert [line[1:] for line in values_recorded(home)] == [("override", column, value)]


PERCENTAGE = "a number from 0 to 100 without a percent sign."
WRONG_VALUES = {
    "nothing": (RULE, "percentage", None, PERCENTAGE),
    "too high": (RULE, "percentage", "100.01", PERCENTAGE),
    "too low": (MIN_NEEDS, "value", "0", "a whole number from 1"),
    "no number": (RULE, "percentage", "ninety", PERCENTAGE),
    "three decimals": (RULE, "percentage", "90.125", PERCENTAGE),
    "not a number at all": (RULE, "percentage", "NaN", PERCENTAGE),
    "no limit where there must be one": (RULE, "percentage", "none", PERCENTAGE),
    "no whole number": (RULE, "oldest age", "15.5", "a whole number from 0 to 120"),
    "a switch half on": (RULE, "in use (1 yes 0 no)", "2", "a whole number from 0 to 1"),
    "another word": (ANCHOR, "value", "opening", "'closure' or 'outcome met'"),
    "no day": (LAST_CLAIM, "value", "31/02/2025", "a date as dd/mm/yyyy, or 'none'"),
    "outside the measure": (MEASURE, "cut-off", "41", "a number from 0 to 40"),
    "a formula": (RULE, "percentage", "=80+5", PERCENTAGE),
    "the value in force": (RULE, "percentage", "90.00", "another value than the one in force"),
    "below the youngest": (RULE, "oldest age", "4", "the youngest age, 5, not above the oldest, 4"),
}


@pytest.mark.parametrize("row, label, new, expected", WRONG_VALUES.values(), ids=WRONG_VALUES)
def test_a_value_that_makes_no_sense_is_told(
    home: Home, path: Path, capsys, row: int, label: str, new: object, expected: str
) -> None:
    fill(path, {row: override(label, new)})
    [line] = refused(home, path, capsys)
    assert line.startswith(f"row {row}, column 'New value': expected {expected}")


def test_a_percentage_that_was_kept_as_a_share_is_refused(
    home: Home, path: Path, capsys
) -> None:
    fill(path, {RULE: override("percentage", 0.85)})
    book = openpyxl.load_workbook(path)
    column = list(workbooks.LAYOUT.headings).index("New value") + 1
    book["Catalogue"].cell(RULE, column).number_format = "0%"
    book.save(path)
    [line] = refused(home, path, capsys)
    assert "without a percent sign" in line


WRONG_CELLS = {
    "no source": (RULE, confirm(Source=None), "Source"),
    "no name": (RULE, confirm(**{"Decided by": " "}), "Decided by"),
    "tomorrow": (RULE, confirm(**{"Decided on": datetime(2024, 3, 16)}), "Decided on"),
    "no reason": (RULE, confirm(Reason="-"), "Reason"),
    "stray text": (RULE, confirm(Answer="yes"), "Answer"),
    "a value beside Confirm": (RULE, confirm(**{"New value": 85}), "New value"),
    "a value without an answer": (RULE, {"New value": 85}, "Answer"),
    "a value of another row": (RULE, override("cut-off", 17), "Value to override"),
    "no value chosen": (RULE, override(None, 17), "Value to override"),
    "nothing to override": (NEED, override("percentage", 85), "Answer"),
}


@pytest.mark.parametrize("row, cells, column", WRONG_CELLS.values(), ids=WRONG_CELLS)
def test_a_wrong_cell_is_told_with_row_and_column(
    home: Home, path: Path, capsys, row: int, cells: dict, column: str
) -> None:
    fill(path, {row: cells, PAYMENT: confirm()})
    [line] = refused(home, path, capsys)
    assert line.startswith(f"row {row}, column '{column}': expected ")


def test_all_problems_are_told_at_once(home: Home, path: Path, capsys) -> None:
    fill(
        path,
        {
            MIN_NEEDS: {"Answer": "Override", "Value to override": "value", "New value": "x"},
            NEED: confirm(),
            RULE: confirm(Answer="maybe"),
        },
    )
    assert [line.split(":")[0] for line in refused(home, path, capsys)] == [
        *(f"row {MIN_NEEDS}, column '{name}'" for name in
          ("New value", "Source", "Decided by", "Decided on", "Reason")),
        f"row {RULE}, column 'Answer'",
    ]  # fmt: skip


def test_the_same_workbook_twice_adds_nothing_twice(home: Home, path: Path, capsys) -> None:
    fill(path, {NEED: confirm(), RULE: override("percentage", 85)})
    assert main(["read", str(path)]) == 0
    once = recorded(home)
    fill(path, {PAYMENT: confirm()})
    assert main(["read", str(path)]) == 0
    assert recorded(home)[:2] == once
    assert [row["row_code"] for row in recorded(home)[2:]] == ["sf-2022|progress|result|1900-01-01"]
    assert "1 recorded, 2 recorded before, 4 left open" in capsys.readouterr().out


def test_the_same_workbook_after_the_next_build_adds_nothing(home: Home, path: Path) -> None:
    fill(path, {NEED: confirm(), RULE: override("percentage", 85)})
    assert main(["read", str(path)]) == 0
    once = recorded(home)
    with duckdb.connect(str(home.published_file)) as connection:
        connection.execute(
            "update governance.gov_catalogue set is_confirmed = 1, row_text = 'New.'; "
            "update governance.gov_catalogue_values set value_in_force = '85'"
        )
    assert main(["read", str(path)]) == 0
    assert recorded(home) == once


def test_a_row_confirmed_before_is_told(home: Home, path: Path, capsys) -> None:
    fill(path, {NEED: confirm()})
    assert main(["read", str(path)]) == 0
    fill(path, {NEED: confirm(Source="Another plan")})
    [line] = refused(home, path, capsys)
    assert "a row not confirmed yet, but CAT-2024-03-15-1 decides on it" in line


def test_an_override_may_follow_a_confirmation_and_another_override(
    home: Home, path: Path, capsys
) -> None:
    for new in (confirm(), override("oldest age", 15), override("oldest age", 14)):
        fill(path, {RULE: {"Value to override": None, "New value": None}})
        fill(path, {RULE: new})
        assert main(["read", str(path)]) == 0
    assert [line[2:] for line in values_recorded(home)] == [
        ("", ""), ("age_max", "15"), ("age_max", "14")
    ]  # fmt: skip
    # what was recorded since the build is what holds
    fill(path, {RULE: override("youngest age", 15)})
    [line] = refused(home, path, capsys)
    assert "the youngest age, 15, not above the oldest, 14" in line
    fill(path, {RULE: override("oldest age", 14, Source="Another plan")})
    [line] = refused(home, path, capsys)
    assert "another value than the one in force" in line


def test_a_row_of_the_catalogue_that_changed_since_is_refused(
    home: Home, path: Path, capsys
) -> None:
    fill(path, {NEED: confirm(), PAYMENT: confirm()})
    with duckdb.connect(str(home.published_file)) as connection:
        connection.execute(
            "update governance.gov_catalogue set reading_order = reading_order + 1, "
            "row_text = case row_code when 'N1' then 'Need: Another.' else row_text end"
        )
    [line] = refused(home, path, capsys)
    assert line.startswith(f"row {NEED}, the whole row: expected what the catalogue says now")
    assert "'What it says' has changed" in line


def test_a_row_that_is_no_more_is_refused(home: Home, path: Path, capsys) -> None:
    fill(path, {NEED: confirm()})
    with duckdb.connect(str(home.published_file)) as connection:
        connection.execute("delete from governance.gov_catalogue where row_code = 'N1'")
    [line] = refused(home, path, capsys)
    assert line.startswith(f"row {NEED}, the whole row: expected a row of the published catalogue")


@pytest.mark.parametrize("heading", ["What it says", "Values", "How sure", "row_code", "check"])
def test_a_row_that_does_not_show_what_was_written_is_refused(
    home: Home, path: Path, capsys, heading: str
) -> None:
    fill(path, {RULE: confirm(**{heading: "Other"})})
    [line] = refused(home, path, capsys)
    assert line.startswith(f"row {RULE}, the whole row: expected the row as it was written")


def test_a_file_from_before_sources_were_asked_keeps_its_lines(home: Home, path: Path) -> None:
    file = home.path / "local" / "catalogue_decisions.csv"
    file.parent.mkdir()
    file.write_text(
        "decision_id,catalogue_table,row_code,decision,column_name,new_value,decided_by,decided_on,"
        "reason,recorded_at\nOLD1,needs,N9,confirm,,,Head,2023-01-01,\"a, b\",2023-01-02\n",
        encoding="utf-8",
    )
    fill(path, {NEED: confirm()})
    assert main(["read", str(path)]) == 0
    old, new = recorded(home)
    assert (old["decision_id"], old["reason"], old["source"]) == ("OLD1", "a, b", "")
    assert old["recorded_at"] == "2023-01-02"
    assert (new["row_code"], new["source"]) == ("N1", "Outcomes plan, page 4")


def test_how_far_the_authority_has_come_is_told(home: Home, path: Path, capsys) -> None:
    assert main(["status"]) == 0
    told = capsys.readouterr().out
    lines = {words[0]: words[1:] for words in map(str.split, told.splitlines())}
    assert lines["outcomes"] == ["-", "-", "1", "of", "1"]
    assert lines["needs"] == ["-", "-", "0", "of", "2"]
    assert "rest on rows not confirmed: 1 of 2" in told
    assert "since" not in told


# From the workbook to the claims ------------------------------------------------------------------


def test_everything_of_the_demo_is_confirmed(demo: Warehouse) -> None:
    rows = demo.query(
        "select catalogue_table, count(*), min(is_confirmed) from governance.gov_catalogue "
        "group by catalogue_table order by catalogue_table",
        "published",
    )
    counted = [
        (table, demo.query(f"select count(*) from catalogue.{table}")[0][0], 1)
        for table in (
            "claim_routes", "framework_settings", "measures", "needs", "outcomes", "payments",
            "rules",
        )
    ]  # fmt: skip
    assert rows == counted
    assert demo.query("select count(*) from claims.fct_unconfirmed_row", "published") == [(0,)]
    assert demo.query(
        "select max(unconfirmed_rows) from claims.mart_claim_readiness", "published"
    ) == [(0,)]


CHANGED = (
    "landed_files stg_local__catalogue_decisions int_catalogue_decisions int_setting_changes "
    "int_settings int_rules int_measures int_payments int_rule_wording int_catalogue_rows "
    "int_catalogue_values int_confirmations int_claim_rests_on fct_unconfirmed_row "
    "mart_claim_readiness"
)


def test_what_a_workbook_said_holds_from_the_next_build(
    demo: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home of the same files whose authority has confirmed nothing, and then three rows."""
    home = copy_home(demo, tmp_path, "landing", "local", "registers", "warehouse")
    (home.home / "local" / "catalogue_decisions.csv").unlink()
    with duckdb.connect(str(home.home / "warehouse" / "published.duckdb")) as connection:
        connection.execute("update governance.gov_catalogue set is_confirmed = 0")
    monkeypatch.setenv("SF_HOME", str(home.home))
    assert main(["write"]) == 0
    [path] = (home.home / "output" / "confirmation").glob("*.xlsx")
    sheet = openpyxl.load_workbook(path)["Catalogue"]
    codes = {sheet.cell(row, 3).value: row for row in range(2, sheet.max_row + 1)}
    setting, payment = "sf-2022\nadult_age", "sf-2022\nsustained_progress\nresult\n1900-01-01"
    fill(
        path,
        {
            codes["SF22-1.1-N1"]: override("percentage", 85),
            codes[setting]: override("value", 19),
            codes[payment]: confirm(),
        },
    )
    assert main(["read", str(path)]) == 0
    home.must("dbt", "run", "--select", CHANGED)

    assert home.query(
        "select threshold from intermediate.int_rules where rule_id = 'SF22-1.1-N1'"
    ) == [(85,)]
    assert home.query(
        "select setting_value from intermediate.int_settings "
        "where framework_version = 'sf-2022' and setting = 'adult_age'"
    ) == [("19",)]
    assert home.query("select row_code from intermediate.int_confirmations order by row_code") == [
        ("SF22-1.1-N1",), ("sf-2022|adult_age",), ("sf-2022|sustained_progress|result|1900-01-01",)
    ]  # fmt: skip
    # every episode of the version rests on its settings: all but the one that was overridden
    settings = home.query(
        "select count(*) - 1 from catalogue.framework_settings where framework_version = 'sf-2022'"
    )
    assert home.query(
        "select distinct count(*) over (partition by episode_key) from claims.fct_unconfirmed_row "
        "where catalogue_table = 'framework_settings' and framework_version = 'sf-2022'"
    ) == settings
    assert home.query(
        "select count(*) from claims.fct_unconfirmed_row where row_code = 'SF22-1.1-N1' "
        "or (catalogue_table = 'payments' and framework_version = 'sf-2022')"
    ) == [(0,)]
    # the demo's ready claims now rest on rows that nobody has confirmed
    assert home.query(
        "select min(unconfirmed_rows) > 20 from claims.mart_claim_readiness where is_ready = 1"
    ) == [(True,)]
