"""The review list: written as a workbook, filled in by a person, read back into the register."""

from __future__ import annotations

import csv
import os
import stat
from datetime import date, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest
from conftest import Warehouse

from supporting_families.home import Home
from supporting_families.reviews import workbook as workbooks
from supporting_families.reviews.command import main

TODAY = date(2024, 3, 15)
# rank, person 1, person 2, forename 1, forename 2, whether an address is hidden
PAIRS = [
    (1, "ann", "ben", "Ann", "Anne", False),
    (2, "ben", "cat", "Ben", "=1+1", False),
    (3, "ann", "cat", "Ann", "Cat", True),
    (4, "dee", "eve", None, "Eve", False),
]
ANSWER = {"Decided by": "A. Manager", "Decided on": datetime(2024, 3, 14), "Reason": "Met both"}
SAME, APART = "same person", "not the same person"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A demo home with a published review list of four questions about five people."""
    home = Home(tmp_path / "home")
    (home.path / "landing").mkdir(parents=True)
    home.warehouse.mkdir()
    (home.path / "landing" / "demo.yml").write_text(f"known_at: {TODAY}\n")
    with duckdb.connect(str(home.extracts_file)) as connection:
        connection.execute(
            """
            create schema governance; create schema restricted;
            create table governance.published_build as select 'b' as build_id,
                date '2024-03-15' as as_of_date, date '2024-03-15' as known_at, true as is_demo,
                timestamp '2024-03-15 08:00:00' as published_at;
            create table restricted.mart_link_reviews (
                review_id varchar, review_rank integer, bears_on_claims integer,
                bears_on_eligibility integer, further_needs integer, person_key_1 varchar,
                feed_code_1 varchar, source_ref_1 varchar, person_key_2 varchar, feed_code_2 varchar,
                source_ref_2 varchar, likeness varchar, reason_text varchar, forename_level integer,
                surname_level integer, date_of_birth_level integer, address_level integer,
                sex_level integer, identifiers_same varchar, identifiers_different varchar,
                is_address_hidden integer
            );
            create table restricted.link_review_records (
                review_id varchar, side integer, feed_name varchar, forename varchar, surname varchar,
                date_of_birth date, sex varchar, postcode varchar
            );
            """
        )
        for rank, one, two, forename, other, hidden in PAIRS:
            connection.execute(
                "insert into restricted.mart_link_reviews values (?, ?, 1, 1, 2, ?, 'police', ?, ?, "
                "'housing', ?, 'unsure', 'Not enough', 3, 4, 0, ?, -1, 'upn', 'nhs_number', ?)",
                [f"review{rank}", rank, one, f"P-{one}", two, f"H-{two}",
                 None if hidden else 4, int(hidden)],
            )  # fmt: skip
            for side, name in ((1, forename), (2, other)):
                connection.execute(
                    "insert into restricted.link_review_records values "
                    "(?, ?, 'Some feed', ?, 'Lee', date '2010-01-02', 'F', ?)",
                    [f"review{rank}", side, name, None if hidden else "XX1 1AA"],
                )
        connection.execute(
            "alter table restricted.mart_link_reviews add column authority_code varchar default '000'"
        )
    monkeypatch.setenv("SF_HOME", str(home.path))
    return home


@pytest.fixture
def path(home: Home) -> Path:
    """The workbook, as written."""
    assert main(["write"]) == 0
    return home.output / "review" / "link_review_2024-03-15.xlsx"


def fill(path: Path, answers: dict[int, dict[str, object]]) -> None:
    """Fill cells by row number and heading."""
    book = openpyxl.load_workbook(path)
    sheet = book["Pairs"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, cells in answers.items():
        for heading, value in cells.items():
            sheet.cell(row, columns[heading], value)
    book.save(path)


def recorded(home: Home) -> list[dict[str, str]]:
    path = home.path / "registers" / "identity_decisions.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refused(home: Home, path: Path, capsys: pytest.CaptureFixture) -> list[str]:
    """What is told of a workbook that is refused; nothing is recorded and nobody is named."""
    before = recorded(home)
    capsys.readouterr()
    assert main(["read", str(path)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert recorded(home) == before
    assert told[-1].startswith("Nothing recorded:")
    assert not [line for line in told for name in ("Ann", "Ben", "Lee", "P-", "H-") if name in line]
    return told[:-1]


# Writing ------------------------------------------------------------------------------------------


def test_a_question_is_a_row_with_both_records(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Pairs"]
    shown = {sheet.cell(1, column).value: sheet.cell(2, column) for column in range(1, 17)}
    assert shown["Forename"].value == "Ann\nAnne"
    assert shown["Date of birth"].value == "02/01/2010\n02/01/2010"
    assert shown["Postcode"].value == "XX1 1AA\nXX1 1AA"
    assert shown["What is alike"].value.startswith("The same pupil number, forename (a name or its")
    assert "NHS number" in shown["What differs"].value and "date of birth" in shown["What differs"].value
    assert shown["How alike"].value == "Unsure"
    assert "claim" in shown["What an answer could change"].value
    assert "2 needs" in shown["What an answer could change"].value
    assert shown["Decision"].value is None


def test_only_the_cells_to_fill_can_be_filled(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Pairs"]
    assert sheet.protection.sheet
    unlocked = {cell.column for cell in sheet[2] if not cell.protection.locked}
    assert [sheet.cell(1, column).value for column in sorted(unlocked)] == list(workbooks.ANSWERED)
    hidden = [sheet.column_dimensions[cell.column_letter].hidden for cell in sheet[1]]
    assert hidden == [heading in workbooks.HIDDEN for heading in workbooks.HEADINGS]


def test_a_hidden_address_is_not_shown(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Pairs"]
    texts = [str(cell.value) for cell in sheet[4]]
    assert "not shown\nnot shown" in texts
    assert not [text for text in texts if "XX1" in text or "address" in text]


def test_a_name_is_never_a_formula(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["Pairs"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_only_the_owner_reads_the_workbook(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(path.parent.glob(".*"))


def test_the_first_pairs_are_written_and_a_fresh_workbook_may_be_written_again(path: Path) -> None:
    assert main(["write", "--pairs", "2"]) == 0
    assert openpyxl.load_workbook(path)["Pairs"].max_row == 3


def test_a_workbook_that_somebody_filled_in_is_not_written_over(path: Path, capsys) -> None:
    fill(path, {3: {"Reason": "Asked the school"}})
    before = path.read_bytes()
    assert main(["write"]) == 3
    assert path.read_bytes() == before
    assert "has been filled in" in capsys.readouterr().err


def test_without_anything_published_there_is_nothing_to_write(home: Home, capsys) -> None:
    home.extracts_file.unlink()
    assert main(["write"]) == 3
    assert "publish" in capsys.readouterr().err


# Reading ------------------------------------------------------------------------------------------


def test_decisions_are_recorded_with_name_day_and_reason(home: Home, path: Path) -> None:
    fill(
        path,
        {
            2: {"Decision": SAME, **ANSWER},
            5: {"Decision": " Not the  same person", **ANSWER, "Decided on": "15/03/2024",
                "Reason": "Two\nsisters"},
        },
    )  # fmt: skip
    assert main(["read", str(path)]) == 0
    assert recorded(home) == [
        {
            "decision_id": "ID-2024-03-15-1", "subject": "person", "feed_code_1": "police",
            "source_ref_1": "P-ann", "feed_code_2": "housing", "source_ref_2": "H-ben",
            "decision": "same", "decided_by": "A. Manager", "decided_on": "2024-03-14",
            "reason": "Met both", "withdrawn_on": "", "recorded_at": "2024-03-15",
        },
        {
            "decision_id": "ID-2024-03-15-2", "subject": "person", "feed_code_1": "police",
            "source_ref_1": "P-dee", "feed_code_2": "housing", "source_ref_2": "H-eve",
            "decision": "not_same", "decided_by": "A. Manager", "decided_on": "2024-03-15",
            "reason": "Two sisters", "withdrawn_on": "", "recorded_at": "2024-03-15",
        },
    ]  # fmt: skip


def test_the_same_workbook_twice_adds_nothing_twice(home: Home, path: Path, capsys) -> None:
    fill(path, {2: {"Decision": SAME, **ANSWER}})
    assert main(["read", str(path)]) == 0
    once = recorded(home)
    fill(path, {5: {"Decision": APART, **ANSWER}})
    assert main(["read", str(path)]) == 0
    assert recorded(home)[:1] == once
    assert [row["decision_id"] for row in recorded(home)] == ["ID-2024-03-15-1", "ID-2024-03-15-2"]
    assert "1 recorded, 1 recorded before, 2 left open" in capsys.readouterr().out


def test_what_is_recorded_stays_known_when_it_is_no_question_any_more(home: Home, path: Path) -> None:
    fill(path, {2: {"Decision": SAME, **ANSWER}})
    assert main(["read", str(path)]) == 0
    once = recorded(home)
    with duckdb.connect(str(home.extracts_file)) as connection:
        connection.execute("delete from restricted.mart_link_reviews where review_id = 'review1'")
    assert main(["read", str(path)]) == 0
    assert recorded(home) == once


def test_an_empty_decision_leaves_the_question_open(home: Home, path: Path, capsys) -> None:
    fill(path, {2: {"Reason": "Nobody knows"}})
    assert main(["read", str(path)]) == 0
    assert recorded(home) == []
    assert "0 recorded, 0 recorded before, 4 left open" in capsys.readouterr().out


def test_rows_may_be_sorted_and_columns_moved(home: Home, path: Path) -> None:
    fill(path, {4: {"Decision": APART, **ANSWER}})
    book = openpyxl.load_workbook(path)
    sheet = book["Pairs"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    rows[1:] = reversed(rows[1:])
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate([*row[3:], *row[:3]], start=1):
            cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)
    assert main(["read", str(path)]) == 0
    assert [(row["source_ref_1"], row["source_ref_2"]) for row in recorded(home)] == [
        ("P-ann", "H-cat")
    ]


WRONG = {
    "no name": ({"Decided by": None}, "Decided by", "the name of who decided"),
    "no date": ({"Decided on": None}, "Decided on", "a date"),
    "no reason": ({"Reason": None}, "Reason", "the reason"),
    "no letters": ({"Reason": "-"}, "Reason", "the reason"),
    "tomorrow": ({"Decided on": datetime(2024, 3, 16)}, "Decided on", "a day from 01/01/2000 up to today, 15/03/2024"),
    "no day": ({"Decided on": "30/02/2024"}, "Decided on", "a date"),
    "a number": ({"Decided on": 14}, "Decided on", "a day from 01/01/2000"),
    "stray text": ({"Decision": "maybe"}, "Decision", "'same person' or 'not the same person'"),
    "formula for a name": ({"Decided by": "=A1"}, "Decided by", "the name of who decided"),
    "formula for a date": ({"Decided on": "=TODAY()"}, "Decided on", "a date"),
    "formula for an answer": ({"Decision": '="same person"'}, "Decision", "'same person' or"),
}


@pytest.mark.parametrize("cells, column, expected", WRONG.values(), ids=WRONG)
def test_a_wrong_cell_is_told_with_row_column_and_cure(
    home: Home, path: Path, capsys, cells: dict, column: str, expected: str
) -> None:
    fill(path, {3: {"Decision": SAME, **ANSWER, **cells}, 5: {"Decision": SAME, **ANSWER}})
    [line] = refused(home, path, capsys)
    assert line.startswith(f"row 3, column '{column}': expected {expected}")


def test_today_is_not_in_the_future(home: Home, path: Path) -> None:
    fill(path, {3: {"Decision": SAME, **ANSWER, "Decided on": datetime(2024, 3, 15)}})
    assert main(["read", str(path)]) == 0


def test_all_problems_are_told_at_once(home: Home, path: Path, capsys) -> None:
    fill(
        path,
        {
            2: {"Decision": "maybe", "Decided on": "soon"},
            5: {"Decision": SAME, **ANSWER, "Decided by": " "},
        },
    )
    told = refused(home, path, capsys)
    assert [line.split(":")[0] for line in told] == [
        "row 2, column 'Decision'",
        "row 2, column 'Decided by'",
        "row 2, column 'Decided on'",
        "row 2, column 'Reason'",
        "row 5, column 'Decided by'",
    ]


@pytest.mark.parametrize("heading", ["Forename", "Postcode", "review_id", "reference_2", "check"])
def test_a_row_that_does_not_show_what_was_written_is_refused(
    home: Home, path: Path, capsys, heading: str
) -> None:
    fill(path, {2: {"Decision": SAME, **ANSWER, heading: "Other"}})
    [line] = refused(home, path, capsys)
    assert line.startswith("row 2, the whole row: expected the two records as they were written")


def test_a_column_sorted_alone_is_refused(home: Home, path: Path, capsys) -> None:
    fill(path, {2: {"Decision": SAME, **ANSWER, "Forename": "–\nEve"}, 5: {"Forename": "Ann\nAnne"}})
    [line] = refused(home, path, capsys)
    assert line.startswith("row 2, the whole row")


def test_a_row_copied_is_refused(home: Home, path: Path, capsys) -> None:
    fill(path, {2: {"Decision": SAME, **ANSWER}})
    book = openpyxl.load_workbook(path)
    sheet = book["Pairs"]
    for cell in sheet[2]:
        sheet.cell(6, cell.column, cell.value)
    book.save(path)
    [line] = refused(home, path, capsys)
    assert line.startswith("row 6, the whole row: expected each question once, but row 2")


def test_a_row_of_no_question_is_refused(home: Home, path: Path, capsys) -> None:
    fill(path, {2: {"Decision": SAME, **ANSWER}, 9: {"Decision": SAME, **ANSWER}})
    with duckdb.connect(str(home.extracts_file)) as connection:
        connection.execute("delete from restricted.mart_link_reviews where review_id = 'review1'")
    told = refused(home, path, capsys)
    assert [line.split(":")[1].split(",")[0] for line in told] == [
        " expected a question of the published review list. It is open no longer",
        " expected the two records as they were written",
    ]


@pytest.mark.parametrize("heading", ["Decision", "Reason", "review_id", "Sex"])
def test_a_removed_column_is_told(home: Home, path: Path, capsys, heading: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Pairs"]
    sheet.delete_cols(workbooks.HEADINGS.index(heading) + 1)
    book.save(path)
    assert main(["read", str(path)]) == 3
    assert f"lacks {heading}: expected every column" in capsys.readouterr().err
    assert recorded(home) == []


def test_a_file_that_is_no_review_workbook_is_told(home: Home, tmp_path: Path, capsys) -> None:
    text, other = tmp_path / "text.xlsx", tmp_path / "other.xlsx"
    text.write_text("no workbook")
    openpyxl.Workbook().save(other)
    for file in (tmp_path / "none.xlsx", text, other):
        assert main(["read", str(file)]) == 3
    told = capsys.readouterr().err
    assert "there is no file" in told
    assert "cannot be read as an Excel workbook" in told
    assert "has no sheet 'Pairs'" in told


def test_answers_that_cannot_all_be_right_are_told(home: Home, path: Path, capsys) -> None:
    fill(
        path,
        {
            2: {"Decision": SAME, **ANSWER},
            3: {"Decision": SAME, **ANSWER},
            4: {"Decision": APART, **ANSWER},
            5: {"Decision": APART, **ANSWER},
        },
    )
    told = refused(home, path, capsys)
    assert [line.split(":")[0] for line in told] == [
        f"row {row}, column 'Decision'" for row in (2, 3, 4)
    ]
    assert all("rows 2, 3, 4 say of some people that they are one and that they are not" in line for line in told)


def test_answers_that_contradict_the_register_are_told(home: Home, path: Path, capsys) -> None:
    fill(path, {2: {"Decision": SAME, **ANSWER}, 4: {"Decision": APART, **ANSWER}})
    assert main(["read", str(path)]) == 0
    fill(path, {3: {"Decision": SAME, **ANSWER}})
    [line] = refused(home, path, capsys)
    assert line.startswith("row 3, column 'Decision': expected answers that can all be right")
    assert "with decisions of the register" in line


def test_a_question_decided_otherwise_must_be_withdrawn_first(home: Home, path: Path, capsys) -> None:
    fill(path, {2: {"Decision": SAME, **ANSWER}})
    assert main(["read", str(path)]) == 0
    fill(path, {2: {"Decision": APART}})
    [line] = refused(home, path, capsys)
    assert "ID-2024-03-15-1 decides it" in line
    withdrawn = ["withdraw", "ID-2024-03-15-1", "--by", "B. Head", "--reason", "Seen together"]
    assert main(withdrawn) == 0
    assert main(["read", str(path)]) == 0
    assert [(row["decision_id"], row["decision"], row["withdrawn_on"]) for row in recorded(home)] == [
        ("ID-2024-03-15-1", "same", ""),
        ("ID-2024-03-15-1", "same", "2024-03-15"),
        ("ID-2024-03-15-2", "not_same", ""),
    ]


def test_a_withdrawn_decision_is_not_recorded_again_by_the_old_workbook(home: Home, path: Path) -> None:
    fill(path, {2: {"Decision": SAME, **ANSWER}})
    assert main(["read", str(path)]) == 0
    assert main(["withdraw", "ID-2024-03-15-1", "--by", "B. Head", "--reason", "Wrong"]) == 0
    before = recorded(home)
    assert main(["read", str(path)]) == 0
    assert recorded(home) == before


def test_withdrawing_says_who_and_why_and_is_done_once(home: Home, path: Path, capsys) -> None:
    fill(path, {2: {"Decision": SAME, **ANSWER}})
    assert main(["read", str(path)]) == 0
    command = ["withdraw", "ID-2024-03-15-1", "--by", "B. Head", "--reason", "Seen\ntogether"]
    assert main(command) == 0
    first, second = recorded(home)
    assert second == {
        **first,
        "withdrawn_on": "2024-03-15",
        "reason": "Met both; withdrawn by B. Head: Seen together",
    }
    assert main(command) == 3
    assert main(["withdraw", "ID-2024-03-15-9", "--by", "B. Head", "--reason", "None"]) == 3
    assert main(["withdraw", "ID-2024-03-15-1", "--by", " ", "--reason", "None"]) == 3
    assert len(recorded(home)) == 2
    assert "was withdrawn on 2024-03-15" in capsys.readouterr().err


def test_what_the_register_holds_stays_as_it_is(home: Home, path: Path) -> None:
    register = home.path / "registers" / "identity_decisions.csv"
    register.parent.mkdir()
    # columns in another order, one of the authority's own, no line break at the end
    header = (
        "note,decision_id,subject,feed_code_1,source_ref_1,feed_code_2,source_ref_2,decision,"
        "decided_by,decided_on,reason,withdrawn_on,recorded_at"
    )
    old = f'{header}\n"a, b",ID-2024-03-15-1,family,early_help,F1,early_help,F2,same,X,2024-01-01,y,,2024-01-01'
    register.write_text(old, encoding="utf-8")
    fill(path, {2: {"Decision": SAME, **ANSWER}})
    assert main(["read", str(path)]) == 0
    assert register.read_text(encoding="utf-8").startswith(old + "\n")
    assert [row["decision_id"] for row in recorded(home)] == ["ID-2024-03-15-1", "ID-2024-03-15-2"]
    assert recorded(home)[1]["note"] == ""


def test_a_register_without_a_column_is_told(home: Home, path: Path, capsys) -> None:
    register = home.path / "registers" / "identity_decisions.csv"
    register.parent.mkdir()
    register.write_text("decision_id,subject\n", encoding="utf-8")
    fill(path, {2: {"Decision": SAME, **ANSWER}})
    assert main(["read", str(path)]) == 3
    assert "lacks the columns feed_code_1" in capsys.readouterr().err
    assert register.read_text(encoding="utf-8") == "decision_id,subject\n"


def test_a_write_that_fails_leaves_the_register_as_it_was(
    home: Home, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path, {2: {"Decision": SAME, **ANSWER}})
    assert main(["read", str(path)]) == 0
    before = recorded(home)
    fill(path, {5: {"Decision": SAME, **ANSWER}})

    def fails(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("supporting_families.appended.os.replace", fails)
    assert main(["read", str(path)]) == 3
    assert recorded(home) == before


# From a build to the next --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A demo home whose records are hard to link, built whole and published."""
    home = Warehouse(tmp_path_factory.mktemp("reviews") / "home")
    home.must(
        "scripts/generate_demo.py", "--home", str(home.home), "--people", "1200", "--seed", "1",
        "--setting", "hard",
    )  # fmt: skip
    home.must("dbt", "build", "--exclude-resource-type", "unit_test")
    home.must("scripts/publish.py")
    return home


@pytest.mark.long
def test_right_answers_are_followed_by_the_next_build_and_asked_no_more(built: Warehouse) -> None:
    built.must("scripts/review_links.py", "write")
    [path] = (built.home / "output" / "review").glob("*.xlsx")
    truth = f"read_csv('{built.home}/truth/people.csv', all_varchar = true)"
    asked = built.query(
        f"""
        select r.review_id, r.person_key_1, r.person_key_2, one.true_person_id = two.true_person_id
        from restricted.mart_link_reviews as r
        inner join {truth} as one
            on r.feed_code_1 = one.feed_code and r.source_ref_1 = one.source_person_ref
        inner join {truth} as two
            on r.feed_code_2 = two.feed_code and r.source_ref_2 = two.source_person_ref
        order by r.review_rank
        """,
        "extracts",
    )
    # people of whom nothing else is asked
    people = [person for _, *pair, _ in asked for person in pair]
    alone = [
        (row, question)
        for row, question in enumerate(asked, start=2)
        if people.count(question[1]) == people.count(question[2]) == 1
    ]
    same = next((row, question) for row, question in alone if question[3])
    apart = next((row, question) for row, question in alone if not question[3])
    answers = {same[0]: {"Decision": SAME, **ANSWER}, apart[0]: {"Decision": APART, **ANSWER}}
    fill(path, answers)
    told = built.must("scripts/review_links.py", "read", str(path))
    assert "2 recorded, 0 recorded before" in told

    built.must("dbt", "build", "--select", "+mart_link_reviews", "--exclude-resource-type", "unit_test")
    still = {row[0] for row in built.query("select review_id from restricted.mart_link_reviews")}
    assert still == {question[0] for question in asked} - {same[1][0], apart[1][0]}
    keys = {
        row[0] for row in built.query("select person_key from intermediate.int_person_source_links")
    }
    _, one, two, _ = same[1]
    assert one in keys and two not in keys
    assert {*apart[1][1:3]} <= keys
