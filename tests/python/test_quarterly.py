"""The quarterly workbook: its figures are those that are published, and everybody can read it."""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from supporting_families.dictionary import described_tables
from supporting_families.home import Home
from supporting_families.quarterly.errors import QuarterlyError
from supporting_families.quarterly.reading import (
    EQUALITY,
    HOW_LONG,
    NEEDS,
    OUTCOMES,
    PAIRS,
    PROGRESS,
    SYMBOLS,
    period_name,
    read_published,
)
from supporting_families.quarterly.results import result_sheets
from supporting_families.quarterly.writing import may_be_published, write_quarterly

FRONT = ["Cover", "Contents", "Notes"]
DESCRIBED = {f"{table.schema}.{table.name}": table for table in described_tables()}
QUARTERS = {3: (date(2023, 10, 1), date(2023, 12, 31)), 4: (date(2024, 1, 1), date(2024, 3, 31))}
HEADLINES = {1: "Education", 2: "Health"}


def progress(quarter: int, is_complete: int, **figures: object) -> dict:
    start, end = QUARTERS[quarter]
    return {
        "authority_code": "901", "financial_year": "2023/24", "financial_quarter": quarter,
        "quarter_starts_on": start, "quarter_ends_on": end, "is_complete": is_complete,
        "families_claimed_quarter": 11, "families_claimed_year_to_date": 18,
        "families_whole_family_quarter": 107, "families_whole_family_year_to_date": 381,
        "families_not_yet_whole_family_quarter": 4,
        "families_not_yet_whole_family_year_to_date": 9, "minimum_number": 130,
        "percent_of_minimum": 13.8, "percent_of_year_gone": 75.1,
    } | figures  # fmt: skip


def counted(
    shown: str, quarter: int = 3, area: tuple = ("authority", "Westshire"), **of: object
) -> dict:
    start, end = QUARTERS[quarter]
    return {
        "authority_code": "901", "financial_year": "2023/24", "period_type": "quarter",
        "period_start": start, "period_end": end, "area_type": area[0], "area_code": area[1],
        "area_name": area[1], "measure_type": "all", "shown": shown, "percent_shown": "[z]",
        "families": int(shown) if shown.isdigit() else None, "threshold": 5, "rounding_base": 5,
    } | of  # fmt: skip


def headline(
    number: int, shown: str, percent: str = "[c]", version: str = "sf-2022", **of: object
) -> dict:
    return counted(
        shown, measure_type="headline", framework_version=version, headline_no=number,
        headline_code=f"{version}-{number}", headline_name=HEADLINES[number],
        percent_shown=percent, **of,
    )  # fmt: skip


NEEDS_ROWS = [
    counted("45"), headline(1, "10", "22"), headline(2, "[c]"),
    counted("20", area=("locality", "North")), headline(1, "[c]", area=("locality", "North")),
    headline(2, "5", area=("locality", "North")),
    counted("[x]", 4), headline(1, "[x]", quarter=4),
    headline(1, "10") | {"measure_type": "need", "need_code": "N1", "need_name": "Absence"},
]  # fmt: skip
HOW_LONG_ROWS = [
    {
        "authority_code": "901", "financial_year": year, "period_start": start,
        "is_year_over": is_over, "measure_type": "all", "shown": shown, "threshold": 5,
        "rounding_base": 5, "days_rounding_base": 7, "median_days_from_need": 105,
        "median_days_from_start": 119,
    }
    for year, start, is_over, shown in (
        ("2021/22", date(2021, 4, 1), 1, "10"), ("2022/23", date(2022, 4, 1), 1, "30"),
        ("2023/24", date(2023, 4, 1), 0, "40"),
    )
]  # fmt: skip
SYMBOL_ROWS = [
    {"symbol": symbol, "symbol_name": name, "meaning": name.capitalize()}
    for symbol, name in (("[c]", "kept back"), ("[x]", "not known"), ("[z]", "no such figure"))
]


def small_home(folder: Path, **rows: list[dict]) -> Home:
    """A home of two authorities with nothing published but the tables of the workbook."""
    home = Home(folder)
    for part in ("landing", "local", "warehouse"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "local" / "authority.csv").write_text(
        "authority_code,authority_name\n901,Westshire\n902,Eastshire\n", encoding="utf-8"
    )
    tables = {
        PROGRESS: [progress(3, 1), progress(4, 0)], NEEDS: NEEDS_ROWS,
        OUTCOMES: [counted("30"), headline(1, "15", "50")], PAIRS: [], EQUALITY: [],
        HOW_LONG: HOW_LONG_ROWS, SYMBOLS: SYMBOL_ROWS,
    } | {f"reporting.{table}": kept for table, kept in rows.items()}  # fmt: skip
    with duckdb.connect(str(home.published_file)) as connection:
        for schema in ("governance", "core", "progress", "reporting"):
            connection.execute(f"create schema {schema}")
        connection.execute(
            "create table governance.published_build as select 'one' as build_id, "
            "date '2024-03-15' as as_of_date, date '2024-03-15' as known_at, "
            "false as is_demo, timestamp '2024-03-15 09:00:00' as published_at"
        )
        connection.execute(
            "create table core.dim_authority as select unnest(['901', '902']) as authority_code, "
            "unnest(['Westshire', 'Eastshire']) as authority_name"
        )
        for table, kept in tables.items():
            columns = ", ".join(f"{c.name} {c.data_type}" for c in DESCRIBED[table].columns)
            connection.execute(f"create table {table} ({columns})")
            for row in kept:
                values = ", ".join(f"${name} as {name}" for name in row)
                connection.execute(f"insert into {table} by name select {values}", row)
    return home


def rows_of(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows of the table of a sheet by its headings."""
    [table] = sheet.tables.values()
    headings, *lines = sheet[table.ref]
    names = [cell.value for cell in headings]
    return [dict(zip(names, (cell.value for cell in line), strict=True)) for line in lines]


def both(written: Path) -> tuple[Workbook, Workbook]:
    """The council's own workbook and the one to publish."""
    [public] = written.glob("*_to_publish.xlsx")
    [own] = set(written.glob("*.xlsx")) - {public}
    return load_workbook(own), load_workbook(public)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the workbooks of a small home."""
    return write_quarterly(small_home(tmp_path_factory.mktemp("small")), "901").folder


def test_every_figure_is_that_of_the_published_table(demo: Warehouse, tmp_path: Path) -> None:
    """Cell by cell against the mart, read another way: nothing is counted, added or left out."""
    for part in ("landing", "local", "warehouse"):
        (tmp_path / part).mkdir()
    shutil.copy(demo.home / "landing" / "demo.yml", tmp_path / "landing")
    shutil.copy(demo.home / "local" / "authority.csv", tmp_path / "local")
    shutil.copy(demo.home / "warehouse" / "published.duckdb", tmp_path / "warehouse")
    own, public = both(write_quarterly(Home(tmp_path), "999").folder)
    checked = 0
    for label, mart, shown in (
        ("Needs_1", "mart_needs_by_area", "shown"),
        ("Needs_2", "mart_needs_by_area", "percent_shown"),
        ("Outcomes_1", "mart_outcomes_by_area", "shown"),
        ("Outcomes_2", "mart_outcomes_by_area", "percent_shown"),
    ):
        published = {
            (start, end, number and f"{number} {name}", version): value
            for start, end, number, name, version, value in demo.query(
                "select period_start, period_end, headline_no, headline_name, framework_version, "
                f"{shown} from reporting.{mart} where area_type = 'authority' and "
                "period_type = 'quarter' and measure_type in ('all', 'headline')",
                "published",
            )
        }
        periods = {period_name(start, end): (start, end) for start, end, *_ in published}
        assert rows_of(own[label]) == rows_of(public[label])
        for row in rows_of(own[label]):
            is_all = row["Headline"] == "All families"
            key = (None, None) if is_all else (row["Headline"], row["Framework"])
            for period in set(row) & set(periods):
                expected = published.get((*periods[period], *key), "[z]")
                assert str(row[period]) == expected, (label, row, period)
                checked += 1
    assert checked > 200
    progress_rows = rows_of(own["Progress_1"])
    assert [row["Families claimed in the quarter"] for row in progress_rows] == [
        count
        for (count,) in demo.query(
            "select families_claimed_quarter from progress.mart_progress_information "
            "where is_complete = 1 order by quarter_starts_on desc limit 8",
            "published",
        )[::-1]
    ]
    assert any("DEMO" in str(row[0].value) for row in public["Cover"].iter_rows())


def test_what_is_to_publish_holds_only_what_is_under_disclosure_control(small: Path) -> None:
    own, public = both(small)
    assert [name for name in own.sheetnames if name.startswith("Progress")] == [
        "Progress_1", "Progress_2"
    ]  # fmt: skip
    assert public.sheetnames == [name for name in own.sheetnames if "Progress" not in name]
    texts = " ".join(
        str(cell.value)
        for sheet in public
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )
    assert "381" not in texts and "Exact counts" not in texts, "no figure and no note of Progress"
    assert "under disclosure control" in texts


def test_a_table_that_is_no_longer_controlled_is_not_published(tmp_path: Path) -> None:
    """The description of the table decides, not a list of sheets."""
    sheets = list(result_sheets(read_published(small_home(tmp_path), "901"), DESCRIBED))
    assert {sheet.label for sheet in may_be_published(sheets, DESCRIBED)} == {
        "Needs_1", "Needs_2", "Needs_3", "Needs_4", "Outcomes_1", "Outcomes_2", "Outcomes_3",
        "Outcomes_6",
    }  # fmt: skip
    for disclosure in ("internal", None):
        changed = DESCRIBED | {NEEDS: replace(DESCRIBED[NEEDS], disclosure=disclosure)}
        assert {sheet.label for sheet in may_be_published(sheets, changed)} == {
            "Outcomes_1", "Outcomes_2", "Outcomes_3", "Outcomes_6"
        }  # fmt: skip


def test_figures_and_symbols_stand_where_they_belong(small: Path) -> None:
    own, _ = both(small)
    quarter = "October to December 2023"
    assert rows_of(own["Needs_1"]) == [
        {"Headline": "All families", "Framework": "All", quarter: 45},
        {"Headline": "1 Education", "Framework": "sf-2022", quarter: 10},
        {"Headline": "2 Health", "Framework": "sf-2022", quarter: "[c]"},
    ]
    assert rows_of(own["Needs_2"])[0] == {
        "Headline": "1 Education", "Framework": "sf-2022", quarter: 22
    }  # fmt: skip
    assert rows_of(own["Needs_3"]) == [
        {"Area": "Westshire", "Kind of area": "Authority", "All families": 45, "1 Education": 10,
         "2 Health": "[c]"},
        {"Area": "North", "Kind of area": "Locality", "All families": 20, "1 Education": "[c]",
         "2 Health": 5},
    ]  # fmt: skip
    assert rows_of(own["Outcomes_6"]) == [
        {"Headline": "All families", "Framework": "All", "Families with an achieved outcome": 30,
         "Median days since the need was found": 105,
         "Lower quartile of days since the need was found": "[c]",
         "Upper quartile of days since the need was found": "[c]",
         "Median days since support began": 119}
    ]  # fmt: skip
    assert rows_of(own["Progress_1"])[-1]["Families claimed, forecast"] == "[x]"
    assert len(rows_of(own["Progress_1"])) == 1, "the quarter that goes on is left out"
    assert "January to March 2024" not in str(rows_of(own["Needs_1"]))


def test_the_newest_framework_comes_first_and_is_drawn(tmp_path: Path) -> None:
    rows = [*NEEDS_ROWS, headline(1, "15", version="tf-2015"), headline(2, "20", version="sf-2021")]
    sheets = {s.label: s for s in result_sheets(read_published(
        small_home(tmp_path, mart_needs_by_area=rows), "901"), DESCRIBED)}  # fmt: skip
    first = sheets["Needs_1"]
    assert list(first.frame["Framework"]) == ["All", "sf-2022", "sf-2022", "sf-2021", "tf-2015"]
    assert first.picture is not None and first.picture.rows == (1, 2)


def test_everybody_can_read_it(small: Path) -> None:
    """As the guidance on spreadsheets asks: see docs/workbooks.md."""
    for workbook in both(small):
        assert workbook.sheetnames[:3] == FRONT
        title = "Supporting Families in Westshire: October to December 2023"
        assert workbook.properties.title == title
        assert workbook.properties.created == datetime(2024, 3, 15), "no clock"
        fonts = {c.font.name for s in workbook for row in s.iter_rows() for c in row if c.value}
        assert fonts == {"Arial"}
        contents = rows_of(workbook["Contents"])
        assert [row["Sheet name"] for row in contents] == workbook.sheetnames[3:]
        numbers = {row["Note number"] for row in rows_of(workbook["Notes"])}
        named: set[int] = set()
        for name in workbook.sheetnames[3:]:
            sheet = workbook[name]
            assert sheet["A1"].value and not sheet.merged_cells.ranges
            assert all(value is not None for row in rows_of(sheet) for value in row.values())
            [table] = sheet.tables.values()
            above = [str(row[0].value) for row in sheet.iter_rows(max_row=_first(table.ref) - 1)]
            used = {v for row in rows_of(sheet) for v in row.values() if str(v)[:1] == "["}
            told = {line.split(":")[0] for line in above if line.startswith("[")}
            assert told == used, "each symbol that is in the table is explained above it"
            named |= {int(n) for line in above for n in re.findall(r"\[note (\d+)]", line)}
        assert named == numbers


def test_each_chart_says_in_words_what_it_shows(small: Path) -> None:
    for path in small.glob("*.xlsx"):
        with zipfile.ZipFile(path) as file:
            drawings = [file.read(n).decode() for n in file.namelist() if "drawings/drawing" in n]
        told = [re.search(r'descr="([^"]*)"', drawing) for drawing in drawings]
        # needs by headline and by area, outcomes by headline; and two of Progress
        assert len(told) == (3 if "to_publish" in path.name else 5)
        assert all(one and re.search(r"\d", one[1]) for one in told)
        assert any("1 Education: 10; 2 Health: [c]" in one[1] for one in told if one)


def test_the_same_figures_make_the_same_file(tmp_path: Path) -> None:
    home = small_home(tmp_path)
    first, again = write_quarterly(home, "901"), write_quarterly(home, "901")
    assert (first.is_new, again.is_new) == (True, False)
    assert first.folder == again.folder == next((tmp_path / "output" / "901").glob("*/*"))
    assert {path.name for path in first.folder.iterdir()} == {
        "supporting_families_2023-24_Q3.xlsx", "supporting_families_2023-24_Q3_to_publish.xlsx",
        "manifest.json",
    }  # fmt: skip


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    home = small_home(tmp_path)
    with pytest.raises(QuarterlyError, match="No quarter is over"):
        read_published(home, "902")
    with duckdb.connect(str(home.published_file)) as connection:
        connection.execute(f"drop table {PAIRS}")
    with pytest.raises(QuarterlyError, match="mart_need_pairs_by_area is not published"):
        read_published(home, "901")
    home.published_file.unlink()
    with pytest.raises(QuarterlyError, match="Nothing is published"):
        read_published(home, "901")


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (date(2023, 10, 1), date(2023, 10, 31), "October 2023"),
        (date(2023, 10, 1), date(2023, 12, 31), "October to December 2023"),
        (date(2023, 4, 1), date(2024, 3, 31), "April 2023 to March 2024"),
    ],
)
def test_a_period_in_words(start: date, end: date, told: str) -> None:
    assert period_name(start, end) == told


def _first(reference: str) -> int:
    """The row in which a range begins."""
    return int(re.sub(r"\D", "", reference.split(":")[0]))
