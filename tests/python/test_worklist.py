"""The weekly worklist: who is on it and where, and the workbooks that each team gets."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from reporting_truth import mart_worklist
from reporting_truth.casework_reading import seed
from supporting_families.dictionary import DescribedTable, described_tables
from supporting_families.home import Home
from supporting_families.package import PackageError
from supporting_families.retention.facts import is_copy
from supporting_families.retention.outputs import OutputRule, packages_due
from supporting_families.worklist.book import (
    BARS,
    COVER,
    FAMILIES,
    MARKING,
    SUMMARY,
    TINTS,
    WIDTHS,
    Book,
    numbered,
    write_book,
)
from supporting_families.worklist.errors import WorklistError
from supporting_families.worklist.reading import Family, read_worklist
from supporting_families.worklist.writing import write_worklists

HEADING_ROW, A4 = 3, 9
DEMO_NOTE = "DEMO: no family in this workbook is real."
COLUMNS = (
    "authority_code varchar, episode_key varchar, family_key varchar, "
    "case_system_family_id varchar, team_key varchar, team_name varchar, hub_name varchar, "
    "lead_practitioner_ref varchar, place_code varchar, place_order integer, "
    "place_name varchar, blocker_text varchar, what_to_do varchar, blocker_count integer, "
    "started_on date, closed_on date, claimable_from date, act_by date, days_left integer, "
    "days_waiting integer"
)


def line(reference: str, team: str = "East", place: str = "records", **changed: object) -> dict:
    order = {"ready": 10, "decision": 20, "records": 30, "in_support": 60}[place]
    return {
        "authority_code": "901", "episode_key": f"e{reference}", "family_key": f"f{reference}",
        "case_system_family_id": reference, "team_key": f"901|{team}", "team_name": team,
        "hub_name": "Hub", "lead_practitioner_ref": "W1", "place_code": place,
        "place_order": order, "place_name": place.capitalize(),
        "blocker_text": "There is no plan.\nAn outcome is missing.",
        "what_to_do": "Write it.\nGo on.", "blocker_count": 2,
        "started_on": date(2023, 1, 1), "closed_on": date(2023, 8, 1),
        "claimable_from": date(2024, 3, 15), "act_by": date(2024, 3, 28), "days_left": 13,
        "days_waiting": 5,
    } | changed  # fmt: skip


def small_home(folder: Path, lines: list[dict], builds: tuple[str, str] = ("one", "one")) -> Home:
    """A home of two authorities with nothing but what the command reads."""
    home = Home(folder)
    for part in ("landing", "local", "warehouse"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "local" / "authority.csv").write_text(
        "authority_code,authority_name\n901,Westshire\n902,Eastshire\n", encoding="utf-8"
    )
    for file, build in zip((home.published_file, home.extracts_file), builds, strict=True):
        file.unlink(missing_ok=True)
        with duckdb.connect(str(file)) as connection:
            connection.execute("create schema governance")
            connection.execute(
                "create table governance.published_build as select $build as build_id, "
                "date '2024-03-15' as as_of_date, date '2024-03-15' as known_at, "
                "false as is_demo, timestamp '2024-03-15 09:00:00' as published_at",
                {"build": build},
            )
            if file == home.published_file:
                connection.execute("create schema core")
                connection.execute(
                    "create table core.dim_authority as select unnest(['901', '902']) as "
                    "authority_code, unnest(['Westshire', 'Eastshire']) as authority_name"
                )
                continue
            connection.execute("create schema restricted")
            connection.execute(f"create table restricted.mart_worklist ({COLUMNS})")
            for row in lines:
                connection.execute(
                    f"insert into restricted.mart_worklist by name select "
                    f"{', '.join(f'${name} as {name}' for name in row)}",
                    row,
                )
    return home


def families(sheet: Worksheet) -> list[dict[str, object]]:
    headings = [cell.value for cell in sheet[HEADING_ROW]]
    return [
        dict(zip(headings, (cell.value for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=HEADING_ROW + 1)
    ]


def references(path: Path) -> list[object]:
    return [row["Family"] for row in families(load_workbook(path)[FAMILIES])]


@pytest.fixture(scope="module")
def described() -> DescribedTable:
    [found] = [table for table in described_tables() if table.name == "mart_worklist"]
    return found


def test_who_is_on_it_and_where_is_what_plain_python_says(demo: Warehouse) -> None:
    told = demo.query(
        "select case_system_family_id, started_on, place_code, waiting_since, days_waiting, "
        "blocker_count, case when place_code = 'ready' then claimable_from end "
        "from restricted.mart_worklist",
        "extracts",
    )
    expected = mart_worklist.rows(demo.home)
    assert sorted(set(told) - expected, key=str) == []
    assert sorted(expected - set(told), key=str) == []
    assert len(told) == len(expected) > 20
    assert len({place for _, _, place, *_ in told}) >= 6, "places differ"


def test_every_line_says_as_many_things_to_do_as_stand_in_the_way(demo: Warehouse) -> None:
    uneven = demo.query(
        "select blocker_text, what_to_do from restricted.mart_worklist "
        "where length(blocker_text) - length(replace(blocker_text, chr(10), '')) "
        "<> length(what_to_do) - length(replace(what_to_do, chr(10), ''))",
        "extracts",
    )
    assert uneven == []


def test_nobody_is_named_in_any_workbook(demo: Warehouse, tmp_path: Path) -> None:
    """And every team's workbook holds its own families alone, all of them together each family."""
    home = demo.home
    (tmp_path / "landing").mkdir()
    shutil.copy(home / "landing" / "demo.yml", tmp_path / "landing")
    for part in ("local", "warehouse"):
        (tmp_path / part).mkdir()
    shutil.copy(home / "local" / "authority.csv", tmp_path / "local")
    for name in ("published.duckdb", "extracts.duckdb"):
        shutil.copy(home / "warehouse" / name, tmp_path / "warehouse")
    written = write_worklists(Home(tmp_path), "999")
    assert written is not None
    books = {path: load_workbook(path) for path in written.folder.glob("*.xlsx")}
    cells = {
        str(cell.value)
        for book in books.values()
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    words = {word.strip(".,;:“”").upper() for text in cells for word in text.split()}
    people = demo.query(
        "select forename, surname, postcode from restricted.dim_person_identity "
        "where surname is not null and postcode is not null",
        "extracts",
    )
    assert len(people) > 500
    told = "\n".join(cells)
    assert [
        (forename, surname)
        for forename, surname, postcode in people
        if {str(forename).upper(), surname.upper()} <= words or postcode in told
    ] == []
    assert DEMO_NOTE in cells
    assert {s.oddHeader.center.text for book in books.values() for s in book} == {
        f"DEMO. {MARKING}"
    }  # fmt: skip
    [everybody] = [references(path) for path in books if "all_teams" in path.name]
    of_teams = [one for path in books if "_team_" in path.name for one in references(path)]
    assert sorted(everybody) == sorted(of_teams)
    assert len(everybody) == len(mart_worklist.rows(home))
    names = {
        (row[0], row[1])
        for row in demo.query(
            "select case_system_family_id, team_name from restricted.mart_worklist", "extracts"
        )
    }
    for path in books:
        if "_team_" in path.name:
            team = path.stem.split("_team_")[1].split("_")[0]
            assert {(r, team) for r in references(path)} <= {
                (reference, name.lower().replace(" ", "-")) for reference, name in names
            }


def test_the_nearest_come_first_and_the_same_day_those_who_wait_longest(tmp_path: Path) -> None:
    home = small_home(
        tmp_path,
        [
            line("6", place="in_support", act_by=date(2024, 9, 28)),
            line("4", days_waiting=5),
            line("3", days_waiting=6),
            line("2", blocker_count=1, days_waiting=1),
            line("5", act_by=None, days_left=None, days_waiting=99),
            line("1", place="ready", days_waiting=0),
        ],
    )
    read = read_worklist(home, "901")
    assert [family.case_system_family_id for family in read.families] == list("123456")


def test_each_authority_has_its_own(tmp_path: Path) -> None:
    home = small_home(tmp_path, [line("ours"), line("theirs", authority_code="902")])
    [mine, others] = [write_worklists(home, code) for code in ("901", "902")]
    assert mine is not None and others is not None
    assert mine.folder.parent == tmp_path / "output" / "901" / "worklists"
    for folder, reference in ((mine.folder, "ours"), (others.folder, "theirs")):
        for path in folder.glob("*.xlsx"):
            assert references(path) == [reference]
    assert "Eastshire" in load_workbook(next(others.folder.glob("*.xlsx")))[COVER]["A2"].value


def test_each_team_gets_its_own_families_alone(tmp_path: Path) -> None:
    written = write_worklists(small_home(tmp_path, [line("1"), line("2", "West")]), "901")
    assert written is not None
    found = {path.stem.split("_")[-2]: references(path) for path in written.folder.glob("*.xlsx")}
    assert found == {"teams": ["1", "2"], "east": ["1"], "west": ["2"]}


def test_teams_of_names_that_look_alike_have_a_file_each(tmp_path: Path) -> None:
    home = small_home(tmp_path, [line("1", "North East"), line("2", "North-East"), line("3", "%")])
    written = write_worklists(home, "901")
    assert written is not None
    assert sorted(path.name for path in written.folder.glob("*team_*")) == [
        "worklist_team_north-east-2_2024-03-15.xlsx",
        "worklist_team_north-east_2024-03-15.xlsx",
        "worklist_team_team_2024-03-15.xlsx",
    ]


def test_the_same_again_is_no_work_and_a_changed_file_is_noticed(tmp_path: Path) -> None:
    home = small_home(tmp_path, [line("1"), line("2", "West", "ready")])
    first, again = write_worklists(home, "901"), write_worklists(home, "901")
    assert first is not None and again is not None
    assert (first.is_new, again.is_new) == (True, False)
    assert first.folder == again.folder
    for path in (first.folder, *first.folder.iterdir()):
        assert path.stat().st_mode & 0o077 == 0, "for its owner alone"
    next(first.folder.glob("*.xlsx")).write_bytes(b"other")
    with pytest.raises(PackageError, match="changed, added or removed"):
        write_worklists(home, "901")


def test_no_worklist_is_made_of_nothing(tmp_path: Path) -> None:
    assert write_worklists(small_home(tmp_path, []), "901") is None
    assert not (tmp_path / "output").exists()


def test_what_is_not_fit_is_refused(tmp_path: Path) -> None:
    home = small_home(tmp_path, [line("1")], ("one", "other"))
    with pytest.raises(WorklistError, match="different builds"):
        read_worklist(home, "901")
    home = small_home(tmp_path, [line("1")])
    with duckdb.connect(str(home.extracts_file)) as connection:
        connection.execute("drop table restricted.mart_worklist")
    with pytest.raises(WorklistError, match="older version"):
        read_worklist(home, "901")
    home.extracts_file.unlink()
    with pytest.raises(WorklistError, match="does not exist"):
        read_worklist(home, "901")


@pytest.fixture
def book(tmp_path: Path, described: DescribedTable) -> Path:
    """All teams of three families, one of them with a reference that looks like a formula."""
    home = small_home(
        tmp_path / "home",
        [line("=1+1", place="ready", blocker_text="Nothing.", what_to_do="Claim."),
         line("F2", "West", lead_practitioner_ref=None), line("F3", "West", "in_support")],
    )  # fmt: skip
    worklist = read_worklist(home, "901")
    path = tmp_path / "book.xlsx"
    write_book(path, Book(worklist, described, None, worklist.families))
    return path


def test_a_row_says_what_is_to_be_done_and_by_when(book: Path) -> None:
    rows = families(load_workbook(book)[FAMILIES])
    assert rows[1] == {
        "Team": "West", "Family": "F2", "Lead": None, "How near": "Records",
        "What stands in the way": "1. There is no plan.\n2. An outcome is missing.",
        "What to do": "1. Write it.\n2. Go on.", "Support closed": datetime(2023, 8, 1),
        "Claim from": datetime(2024, 3, 15), "Claim by": datetime(2024, 3, 28), "Days left": 13,
        "Days waiting": 5,
    }  # fmt: skip
    assert (rows[0]["Family"], rows[0]["What to do"]) == ("=1+1", "Claim.")
    cell = load_workbook(book)[FAMILIES]["B4"]
    assert (cell.value, cell.data_type) == ("=1+1", "s"), "a text, not a formula"


def test_it_can_be_read_by_everybody_and_printed(book: Path) -> None:
    workbook = load_workbook(book)
    assert workbook.sheetnames == [COVER, SUMMARY, FAMILIES]
    assert workbook.properties.title == "Weekly worklist of all teams"
    assert workbook.properties.created == datetime(2024, 3, 15), "no clock"
    for sheet in workbook:
        assert sheet["A1"].value, "a title in the first cell"
        assert not sheet.merged_cells.ranges
        assert int(sheet.page_setup.paperSize) == A4
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        assert MARKING in sheet.oddHeader.center.text and MARKING in sheet.oddFooter.center.text
    sheet = workbook[FAMILIES]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    assert sheet.freeze_panes == "C4", "heading, team and family stay in sight"
    [table] = sheet.tables.values()
    assert table.ref == "A3:K6" and table.autoFilter is not None
    [summary] = workbook[SUMMARY].tables.values()
    assert [column.name for column in summary.tableColumns][2:] == ["Families", "East", "West"]


def test_the_cover_says_for_whom_it_is_and_what_is_in_it(book: Path) -> None:
    texts = [row[0].value for row in load_workbook(book)[COVER].iter_rows() if row[0].value]
    assert texts[1] == "Westshire. As of 15 March 2024."
    assert texts[2].startswith(MARKING) and "coordinator only" in texts[2]
    assert "3 families in sight of a claim:" in texts
    assert "•  1 family: ready to claim" in texts
    assert not any("DEMO" in text for text in texts)


def test_the_summary_counts_every_family_once(book: Path) -> None:
    sheet = load_workbook(book)[SUMMARY]
    counted = [[cell.value for cell in row[2:]] for row in sheet.iter_rows(min_row=4, max_row=10)]
    assert [sum(column) for column in zip(*counted, strict=True)] == [3, 1, 2]
    [chart] = sheet._charts
    assert chart is not None


def test_the_columns_are_called_as_the_dictionary_calls_them(described: DescribedTable) -> None:
    assert [name for name in WIDTHS if not described.column(name).label] == []
    shown = {*WIDTHS, "team_key", "place_code", "hub_name", "started_on"}
    assert set(Family.__dataclass_fields__) == shown
    codes = [row["place_code"] for row in seed("reporting/worklist_places")]
    assert set(codes) == set(BARS) == set(TINTS)


def test_a_line_alone_has_no_number() -> None:
    assert numbered("One.") == "One."
    assert numbered("One.\nTwo.") == "1. One.\n2. Two."


@pytest.mark.parametrize(
    ("today", "gone"),
    [
        (date(2024, 6, 14), set()),
        (date(2024, 6, 15), {"worklists"}),
        (date(2031, 3, 14), {"worklists"}),
        (date(2031, 3, 15), {"worklists", "delta"}),
    ],
)
def test_a_worklist_is_destroyed_three_months_after_its_day(
    tmp_path: Path, today: date, gone: set[str]
) -> None:
    """Other packages are kept as long as financial records are."""
    rules = [
        OutputRule(row["rule_id"], row["output_folder"], int(row["period_months"]))
        for row in seed("retention/retention_rules")
        if row["subject"] == "output"
    ]
    home = small_home(tmp_path, [])
    for folder in ("worklists", "delta"):
        package = tmp_path / "output" / "901" / folder / "2024-03-15_abc"
        package.mkdir(parents=True)
        (package / "manifest.json").write_text('{"known_at": "2024-03-15"}', encoding="utf-8")
    due = packages_due(home, "901", rules, today)
    assert {Path(name).parts[2] for name in due} == gone
    assert {rule for name, rule in due.items() if "worklists" in name} <= {"RET-O2"}
    assert {rule for name, rule in due.items() if "delta" in name} <= {"RET-O1"}


def test_every_worklist_is_destroyed_with_whoever_may_be_in_it() -> None:
    assert is_copy("worklists/2024-03-15_abc/worklist_all_teams_2024-03-15.xlsx")
    assert not is_copy("quarterly/2024-03-15_abc/supporting_families_2023-24_Q3.xlsx")
