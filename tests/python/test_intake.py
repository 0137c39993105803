"""Intake: every row accounted for, and a message that says what to do for every way to be broken."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from supporting_families.contracts import TableContract, load_contracts
from supporting_families.home import Home, HomeError
from supporting_families.accounts import LandedFile
from supporting_families.intake import take_in
from supporting_families.scan import scan_file

CONTRACTS = load_contracts()
NAME = "police_incidents_2023-04.csv"
HEADER = "incident_ref,nominal_ref,occurred_from,incident_class,person_role,forename,surname"
ROW = "I{n},N{n},2023-04-0{n},CRIME,VICTIM,Ann,Example"
ROWS = [ROW.format(n=n) for n in range(1, 6)]


def land(tmp_path: Path, content: bytes | str, name: str = NAME, day: str = "2023-05-10") -> Home:
    folder = tmp_path / "landing" / "police" / day
    folder.mkdir(parents=True, exist_ok=True)
    data = content.encode("utf-8") if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    return Home(tmp_path)


def the_file(home: Home) -> LandedFile:
    [account] = take_in(home, CONTRACTS)
    assert account.rows_counted == account.rows_taken_in + account.rows_rejected
    assert sum(reject.row_count for reject in account.rejects) == account.rows_rejected
    return account


def taken(home: Home, account: LandedFile) -> list[dict]:
    paths = [
        path
        for path in (home.intake / account.feed_code / account.table_name).glob("*.parquet")
        if path.name != "_empty.parquet"
    ]
    return [row for path in paths for row in pq.read_table(path).to_pylist()]


def text(*rows: str, end: str = "\n") -> str:
    return end.join([HEADER, *rows]) + end


def test_rows_carry_file_row_day_and_period(tmp_path: Path) -> None:
    home = land(tmp_path, text(*ROWS))
    account = the_file(home)
    assert (account.file_status, account.rows_taken_in, account.period) == ("taken_in", 5, "2023-04")
    rows = taken(home, account)
    assert [row["source_row"] for row in rows] == [2, 3, 4, 5, 6]
    assert {row["source_file"] for row in rows} == {f"landing/police/2023-05-10/{NAME}"}
    assert {str(row["received_at"]) for row in rows} == {"2023-05-10"}
    assert {row["month"] for row in rows} == {"2023-04"}
    assert rows[0]["crime_category"] is None  # a column the file does not have
    assert rows[0]["forename"] == "Ann"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_byte_order_mark_and_a_missing_last_newline(tmp_path: Path, end: str) -> None:
    content = b"\xef\xbb\xbf" + text(*ROWS, end=end).rstrip().encode("utf-8")
    home = land(tmp_path, content)
    account = the_file(home)
    assert account.rows_taken_in == 5
    assert taken(home, account)[4]["incident_ref"] == "I5"


def test_blank_lines_are_no_rows_and_move_no_row_number(tmp_path: Path) -> None:
    home = land(tmp_path, text(ROWS[0], "", ROWS[1], "", ""))
    account = the_file(home)
    assert (account.rows_counted, account.rows_taken_in) == (2, 2)
    assert [row["source_row"] for row in taken(home, account)] == [2, 4]


def test_rows_of_the_wrong_width_are_rejected_by_number(tmp_path: Path) -> None:
    home = land(tmp_path, text(ROWS[0], "I2,N2", ROWS[2] + ",extra", ROWS[3]))
    account = the_file(home)
    assert (account.rows_taken_in, account.rows_rejected) == (2, 2)
    assert [(r.first_row, r.last_row, r.reason) for r in account.rejects] == [
        (3, 3, "2 fields, expected 7"),
        (4, 4, "8 fields, expected 7"),
    ]
    assert [row["source_row"] for row in taken(home, account)] == [2, 5]


def test_neighbouring_rejects_become_one_run(tmp_path: Path) -> None:
    account = the_file(land(tmp_path, text(ROWS[0], "x", "x", "x", ROWS[1])))
    [run] = account.rejects
    assert (run.first_row, run.last_row, run.row_count) == (3, 5, 3)


def test_a_newline_inside_quotes_is_one_row(tmp_path: Path) -> None:
    home = land(tmp_path, text('I1,N1,2023-04-01,CRIME,VICTIM,"An\nn",Example', ROWS[1]))
    account = the_file(home)
    assert account.rows_taken_in == 2
    assert taken(home, account)[0]["forename"] == "An\nn"


DAMAGE = {
    "renamed column": (
        text(*ROWS).replace("occurred_from", "ocurred_from"),
        "required columns are missing: occurred_from",
        "'ocurred_from' may be 'occurred_from' under another name",
    ),
    "missing column": (
        "\n".join(line.partition(",")[2] for line in text(*ROWS).splitlines()),
        "required columns are missing: incident_ref",
        "Rename the columns",
    ),
    "column twice": (
        text(*ROWS).replace("nominal_ref", "incident_ref"),
        "the header names incident_ref more than once",
        "Keep one column",
    ),
    "no rows": (text(), "a header and no rows", "Ask the partner"),
    "empty file": ("", "the file is empty", "send it again"),
    "unclosed quote": (
        text(ROWS[0], ROWS[1].replace("Ann", '"Ann'), *ROWS[2:]),
        "opened in row 3 is never closed",
        "Close or double",
    ),
    "null bytes": (text(*ROWS).replace("Ann", "A\0n").encode(), "null bytes", "export it again"),
    "no known encoding": (
        text(ROWS[0], ROWS[1].replace("Ann", "Zoë")).encode("cp1252") + b"\x81",
        "row 3: the file is not text in UTF-8, UTF-16 or Windows-1252",
        "CSV in UTF-8",
    ),
    "damaged workbook": (b"PK\x03\x04" + b"\1" * 50, "damaged or cut off", "file again"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_refused_whole_with_its_cure(tmp_path: Path, damage: str) -> None:
    content, problem, cure = DAMAGE[damage]
    home = land(tmp_path, content)
    account = the_file(home)
    assert account.file_status == "refused"
    assert problem in account.problem
    assert cure in account.cure
    assert account.rows_taken_in == 0
    assert taken(home, account) == []


def test_messages_never_quote_the_data(tmp_path: Path) -> None:
    account = the_file(land(tmp_path, text(ROWS[0], '"Ann Example of nowhere')))
    told = f"{account.problem} {account.cure} {[r.reason for r in account.rejects]}"
    assert "Example" not in told


def test_a_file_of_no_known_name_is_told_of(tmp_path: Path) -> None:
    account = the_file(land(tmp_path, text(*ROWS), name="export_final_v2.csv"))
    assert account.file_status == "unrecognised"
    assert "no table of the feed" in account.problem
    assert (account.rows_counted, account.rows_rejected) == (5, 5)


def test_a_folder_that_is_not_a_date_is_told_of(tmp_path: Path) -> None:
    account = the_file(land(tmp_path, text(*ROWS), day="last week"))
    assert account.file_status == "refused"
    assert "'last week' is not the date" in account.problem


def test_an_unchanged_file_is_not_read_again_and_a_changed_one_is(tmp_path: Path) -> None:
    home = land(tmp_path, text(*ROWS))
    account = the_file(home)
    [path] = [p for p in (home.intake / "police/incidents").glob("*") if p.name[0] != "_"]
    written = path.stat().st_mtime_ns
    assert the_file(home) == account
    assert path.stat().st_mtime_ns == written
    land(tmp_path, text(*ROWS[:3]))
    assert the_file(home).rows_taken_in == 3
    assert not path.exists()  # what stood for the earlier content is gone


def test_a_file_taken_away_leaves_nothing_behind(tmp_path: Path) -> None:
    home = land(tmp_path, text(*ROWS))
    account = the_file(home)
    (tmp_path / account.source_file).unlink()
    assert take_in(home, CONTRACTS) == []
    assert taken(home, account) == []


def test_an_absent_feed_is_zero_rows(tmp_path: Path) -> None:
    home = land(tmp_path, text(*ROWS))
    take_in(home, CONTRACTS)
    for contract in CONTRACTS:
        empty = home.intake / contract.feed_code / contract.name / "_empty.parquet"
        schema = pq.read_schema(empty).names
        assert set(contract.column_names) < set(schema)


def test_a_large_file_is_counted_alike_by_scan_and_parser(tmp_path: Path) -> None:
    """Several chunks and blocks, quotes and line breaks across their edges."""
    rows = [f'I{n},N{n},2023-04-01,CRIME,VICTIM,"A\r\nn ""{n}""",Example' for n in range(200_000)]
    home = land(tmp_path, text(*rows, end="\r\n"))
    assert the_file(home).rows_taken_in == 200_000
    path = home.landing / "police" / "2023-05-10" / NAME
    assert scan_file(path).records == 200_001


def test_no_file_name_fits_two_tables_of_a_feed() -> None:
    """Of the tables that come each in a file of its own; a name is made from every pattern."""
    alone = [contract for contract in CONTRACTS if contract.form == "csv"]
    for contract in alone:
        name = sample_name(contract)
        fits = [
            other.name
            for other in alone
            if other.feed_code == contract.feed_code and other.pattern.match(name)
        ]
        assert fits == [contract.name], name


def sample_name(contract: TableContract) -> str:
    """A file name of the contract's pattern: optional parts left out, digits and term filled in."""
    name = contract.file_pattern.strip("^$")
    while (plain := re.sub(r"\((?:\?P<\w+>)?[^()]*\)\?", "", name)) != name:
        name = plain
    name = re.sub(r"\(\?P<\w+>([^()|]*)[^()]*\)", r"\1", name)
    for pattern, text in SAMPLES.items():
        name = name.replace(pattern, text)
    return name


SAMPLES = {"_*": "", "s?": "s", r"\d{4}": "2023", r"\d{2}": "04", ".*": "x", r"\.": "."}


def test_dates_come_from_the_environment_then_the_demo_then_the_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    home = land(tmp_path, text(*ROWS))
    day = date(2025, 6, 1)
    monkeypatch.delenv("SF_AS_OF_DATE", raising=False)
    monkeypatch.delenv("SF_KNOWN_AT", raising=False)
    assert home.build_dates(day).as_of_date == home.build_dates(day).known_at == day
    marker = home.landing / "demo.yml"
    marker.write_text("as_of_date: 2024-03-15\nknown_at: 2024-03-20\n", encoding="utf-8")
    assert str(home.build_dates(day).as_of_date) == "2024-03-15"
    assert str(home.build_dates(day).known_at) == "2024-03-20"
    monkeypatch.setenv("SF_AS_OF_DATE", "2023-12-31")
    assert str(home.build_dates(day).known_at) == "2023-12-31"
    monkeypatch.setenv("SF_KNOWN_AT", "31/12/2023")
    with pytest.raises(HomeError, match="SF_KNOWN_AT is '31/12/2023': write a date as YYYY-MM-DD"):
        home.build_dates(day)
