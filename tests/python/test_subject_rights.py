"""A copy of everything that is held of a person, what it withholds, and what is written first."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import stat
import zipfile
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pyrage
import pytest
from conftest import Warehouse
from pyrage import x25519
from supporting_families.appended import AppendedFile
from supporting_families.contracts import load_contracts
from supporting_families.home import Home
from supporting_families.intake import take_in
from supporting_families.rights import copying, walk
from supporting_families.rights.answer import WITHHELD, Answer, Teller
from supporting_families.rights.command import main
from supporting_families.rights.copying import make_copy
from supporting_families.rights.errors import RightsError
from supporting_families.rights.objecting import Objections
from supporting_families.rights.reach import Reach, Way, load_reaches
from supporting_families.rights.requests import Requests, load_limits, months_after
from supporting_families.rights.subject import Subject

MARTS = re.compile(r"models/marts/")
NAMES_A_PERSON = {"person_key", "record_key", "person_ref", "source_person_ref"}


# That nothing is left out by construction --------------------------------------------------------


def not_named(reaches: list[Reach], tables: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Tables that are neither walked nor said to hold nothing, and those named that are none."""
    named = {(r.schema, r.table) for r in reaches if r.schema != "intermediate"}
    return named ^ tables


@pytest.fixture(scope="module")
def tables(demo: Warehouse) -> dict[tuple[str, str], dict]:
    """Every staged table and every mart of the project."""
    return {
        (node["schema"], node["name"]): node
        for node in demo.manifest()["nodes"].values()
        if node["resource_type"] == "model"
        and (node["name"].startswith("stg_") or MARTS.match(node["original_file_path"]))
    }


@pytest.fixture(scope="module")
def columns(demo: Warehouse) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for schema, table, column in demo.query(
        "select table_schema, table_name, column_name from information_schema.columns"
    ):
        found.setdefault((schema, table), set()).add(column)
    return found


def test_every_table_is_walked_or_says_why_not(tables: dict) -> None:
    """Whoever adds a table adds its line to seeds/rights/subject_reach.csv."""
    assert not_named(load_reaches(), set(tables)) == set()


def test_a_table_nobody_named_is_told(tables: dict) -> None:
    reaches = [r for r in load_reaches() if r.table != "stg_police__incidents"]
    assert not_named(reaches, set(tables)) == {("staging", "stg_police__incidents")}


def test_every_table_of_every_contract_is_staged_in_one_that_is_named(demo: Warehouse) -> None:
    named = {f"model.supporting_families.{r.table}" for r in load_reaches()}
    staged = {
        parent
        for key, node in demo.manifest()["nodes"].items()
        if key in named
        for parent in node["depends_on"]["nodes"]
    }
    assert {
        (c.feed_code, c.name)
        for c in load_contracts()
        if f"source.supporting_families.{c.feed_code}.{c.name}" not in staged
    } == set()


def test_only_tables_without_a_person_are_left_out(columns: dict) -> None:
    """What holds a person's key or record is walked, or is a copy of what is."""
    wrong = []
    for reach in load_reaches():
        there = columns[reach.schema, reach.table]
        if not reach.ways and there & NAMES_A_PERSON:
            wrong.append((reach.table, reach.reason))
    copies = {row["table_name"] for row in _seed() if row["reached_by"] == "copy"}
    assert [(table, reason) for table, reason in wrong if table not in copies] == []


def test_the_ways_name_columns_that_are_there(columns: dict) -> None:
    contracts = {(c.feed_code, c.name): set(c.column_names) for c in load_contracts()}
    wrong = []
    for reach in load_reaches():
        there = columns[reach.schema, reach.table]
        if reach.is_register:
            there = contracts[reach.file_root, reach.file_table]
        for way in reach.ways:
            wrong += [(reach.table, c) for c in way.key_columns if c not in there]
            wrong += [(reach.table, c) for c in filter(None, [way.only_if_empty]) if c not in there]
            through = {c for (_, t), cs in columns.items() if t == way.through_table for c in cs}
            flags = filter(None, [way.through_flag])
            wrong += [
                (reach.table, c) for c in (*way.through_columns, *flags) if c not in through
            ]
    assert wrong == []


def test_withheld_and_marked_columns_are_there(columns: dict) -> None:
    """In the contracts, or in a table that is made."""
    contracts = {(c.feed_code, c.name): set(c.column_names) for c in load_contracts()} | columns
    for seed in ("columns_about_others", "access_cautions"):
        for row in _seed(seed):
            if row["table_name"]:
                there = contracts[row["feed_code"], row["table_name"]]
                assert row.get("column_name", next(iter(there))) in there
            else:
                assert row["feed_code"] in {feed for feed, _ in contracts}


def _seed(name: str = "subject_reach") -> list[dict[str, str]]:
    path = Path(__file__).resolve().parents[2] / "seeds" / "rights" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# On the demo --------------------------------------------------------------------------------------


def home_beside(demo: Warehouse, folder: Path) -> Home:
    """A home with the demo's landing and warehouse, and registers and output of its own."""
    for part in ("landing", "warehouse", "local"):
        (folder / part).symlink_to(demo.home / part, target_is_directory=True)
    shutil.copytree(demo.home / "registers", folder / "registers")
    (folder / "registers" / "subject_requests.csv").unlink(missing_ok=True)
    return Home(folder)


@pytest.fixture()
def home(demo: Warehouse, tmp_path: Path) -> Home:
    return home_beside(demo, tmp_path)


@pytest.fixture(scope="module")
def people(demo: Warehouse) -> list[tuple[str, str]]:
    """Who is asked for, by early help: of most feeds, of a homelessness case, an adult."""
    ask = (
        "select e.source_person_ref from intermediate.int_person_source_links as e "
        "inner join (select person_key, count(distinct feed_code) as feeds, "
        "bool_or(feed_code = 'homelessness') as homeless, bool_or(feed_code = 'dwp') as adult "
        "from intermediate.int_person_source_links group by 1) as n on e.person_key = n.person_key "
        "where e.feed_code = 'early_help' {} order by n.feeds desc, 1 limit 1"
    )
    return [
        ("early_help", reference)
        for where in ("", "and n.homeless", "and n.adult")
        for (reference,) in demo.query(ask.format(where))
    ]


def answer_of(
    home: Home, feed: str, reference: str, **options: object
) -> tuple[Answer, dict[str, bytes]]:
    """The answer to a new request, and what was written, without its being sealed."""
    authority = home.authorities()[0]
    today = home.today()
    requests = Requests(home, authority)
    request = requests.receive("access", feed, reference, today, "A. Officer", today)
    kept: list[Answer] = []
    original = copying.answer_page
    try:
        copying.answer_page = lambda answer, *rest: kept.append(answer) or original(answer, *rest)
        copied = make_copy(home, authority, request.request_ref, "A. Officer", today, **options)
    finally:
        copying.answer_page = original
    files = {path.name: path.read_bytes() for path in copied.path.iterdir()}
    return kept[0], files


def landed_cells(home: Home) -> duckdb.DuckDBPyConnection:
    """Every cell of every landed row that was taken in: file, row, value."""
    connection = duckdb.connect()
    connection.execute("create table cells (source_file text, source_row bigint, value text)")
    for contract in load_contracts():
        if contract.root != "landing":
            continue
        path = home.intake / contract.feed_code / contract.name / "*.parquet"
        names = ", ".join(f'"{name}"' for name in contract.column_names)
        connection.execute(
            "insert into cells select source_file, source_row, value from "
            f"(unpivot (select {names}, source_file, source_row "
            f"from read_parquet('{path}', union_by_name=true)) on {names} "
            "into name name value value) where value is not null"
        )
    return connection


def places(answer: Answer) -> set[tuple[str, int]]:
    """Every landed row that the answer gives."""
    found = set()
    for block in answer.blocks:
        names = [column.name for column in block.columns]
        if {"source_file", "source_row"} <= set(names):
            at = names.index("source_file"), names.index("source_row")
            found |= {(row[at[0]], row[at[1]]) for row in block.rows}
    return found


@pytest.fixture(scope="module")
def answers(
    demo: Warehouse, people: list, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], tuple[Answer, dict[str, bytes]]]:
    """The copies for the people asked for."""
    home = home_beside(demo, tmp_path_factory.mktemp("asked"))
    return {person: answer_of(home, *person) for person in people}


@pytest.fixture(scope="module")
def cells(demo: Warehouse) -> duckdb.DuckDBPyConnection:
    return landed_cells(Home(demo.home))


def own_values(demo: Warehouse, feed: str, reference: str) -> tuple[set[str], set[str]]:
    """What names the person in any feed, and what names anybody else."""
    links = demo.query(
        "select l.person_key = (select p.person_key from intermediate.int_person_source_links as p "
        f"where p.feed_code = '{feed}' and p.source_person_ref = '{reference}'), "
        "l.source_person_ref, l.record_key, i.upn, i.former_upn, i.nhs_number, i.nino "
        "from intermediate.int_person_source_links as l "
        "inner join intermediate.int_identities as i on l.record_key = i.record_key"
    )
    own = {value for is_own, *values in links if is_own for value in values if value}
    others = {value for is_own, *values in links if not is_own for value in values if value}
    return own, others - own


def missed(
    demo: Warehouse, cells: duckdb.DuckDBPyConnection, person: tuple[str, str], answer: Answer
) -> set[tuple[str, int]]:
    """Landed rows one cell of which is a reference or number of the person, and not in the copy."""
    own, _ = own_values(demo, *person)
    wanted = cells.execute(
        "select distinct source_file, source_row from cells where list_contains($own, value)",
        {"own": sorted(own)},
    ).fetchall()
    assert len(wanted) > 20
    return set(wanted) - places(answer)


def test_every_landed_row_that_names_the_person_is_in_the_copy(
    demo: Warehouse, answers: dict, cells: duckdb.DuckDBPyConnection
) -> None:
    """Found another way: in every cell of every file."""
    assert len(answers) >= 2
    for person, (answer, _) in answers.items():
        assert missed(demo, cells, person, answer) == set()


def shown(answer: Answer, files: dict[str, bytes]) -> set[str]:
    """Every value that page or workbook show, whole and word by word."""
    book = openpyxl.load_workbook(io.BytesIO(files["answer.xlsx"]), read_only=True)
    values = {
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True)
        for value in row if value is not None
    }  # fmt: skip
    page = re.sub(r"<wbr>", "", files["answer.html"].decode())
    values |= set(re.split(r"[<>\s]+", page))
    return values | {word for value in values for word in value.split()}


def test_nobody_else_is_named_in_the_copy(demo: Warehouse, answers: dict) -> None:
    for person, (answer, files) in answers.items():
        own, others = own_values(demo, *person)
        told = shown(answer, files)
        assert own & told
        assert others & told == set()


def test_without_withholding_somebody_else_would_be_named(
    demo: Warehouse, home: Home, people: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail: an episode of the family names whoever it was recorded of."""
    monkeypatch.setattr(walk.Row, "withheld", property(lambda row: frozenset()))
    answer, files = answer_of(home, *people[0])
    assert own_values(demo, *people[0])[1] & shown(answer, files)


def test_without_a_way_rows_would_be_missed(
    demo: Warehouse,
    home: Home,
    people: list,
    cells: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The test of completeness can fail: marks are reached through the pupil alone."""
    less = [r for r in load_reaches() if r.table != "stg_attendance__marks"]
    monkeypatch.setattr(copying, "load_reaches", lambda: less)
    answer, _ = answer_of(home, *people[0])
    lacking = missed(demo, cells, people[0], answer)
    assert lacking and all("attendance" in file for file, _ in lacking)


def test_the_copy_tells_what_was_made_of_it_and_who_asked(answers: dict, people: list) -> None:
    answer, files = answers[people[0]]
    titles = {block.title for block in answer.blocks}
    assert titles >= {
        "int_person_source_links", "int_evidence", "int_retention", "fct_family_need",
        "subject_requests",
    }  # fmt: skip
    page = files["answer.html"].decode()
    assert "Draft: not to be given yet" in page and "DEMO" in page
    assert "<script" not in page and "http" not in page
    assert re.search(r"row \d+</strong>, received", page)


def test_a_protected_address_is_told_to_whoever_gives_the_answer_alone(
    demo: Warehouse, home: Home
) -> None:
    [(reference,)] = demo.query(
        "select min(source_person_ref) from intermediate.int_person_source_links "
        "where feed_code = 'early_help' and person_key in "
        "(select person_key from intermediate.int_hidden_addresses)"
    )
    answer, files = answer_of(home, "early_help", reference)
    assert "address of this person is protected" in files["check_first.html"].decode()
    assert "protected" not in files["answer.html"].decode().lower()
    told = {column.name for block in answer.blocks for column in block.columns}
    assert "is_address_hidden" not in told


def test_what_is_left_out_leaves_no_trace_and_what_was_looked_at_no_mark(
    demo: Warehouse, home: Home
) -> None:
    [(reference,)] = demo.query(
        "select source_person_ref from intermediate.int_person_source_links as l "
        "where l.feed_code = 'early_help' and l.person_key in (select m.person_key from "
        "intermediate.int_person_source_links as m where m.feed_code = 'domestic_abuse') "
        "order by 1 limit 1"
    )
    feeds = sorted({c.feed_code for c in load_contracts() if c.root == "landing"})
    answer, files = answer_of(home, "early_help", reference)
    assert any("Domestic abuse" in where for where, _, _ in answer.to_check)
    assert "Domestic abuse services" in files["answer.html"].decode()
    checked = [feed for feed in feeds if feed != "domestic_abuse"]
    answer, files = answer_of(
        home, "early_help", reference, checked=checked, left_out=["domestic_abuse"]
    )
    values = shown(answer, files)
    assert not {value for value in values if "domestic_abuse" in value or "marac" in value.lower()}
    assert "Domestic abuse services" not in files["answer.html"].decode()
    assert not answer.is_draft
    assert "Draft" not in files["answer.html"].decode()
    assert "domestic_abuse" in files["check_first.html"].decode()


def test_rows_tied_to_nobody_are_found_by_number_or_by_name_and_birth_date(tmp_path: Path) -> None:
    """Rows without their reference, in a build of nothing but what is looked at."""
    folder = tmp_path / "landing" / "early_help" / "2024-01-05"
    folder.mkdir(parents=True)
    (folder / "ssd_person.csv").write_text(
        "pers_person_id,pers_forename,pers_surname,pers_dob,pers_common_child_id\n"
        "P1,Ann,Example,2012-05-01,\n"
        ", ANN ,example,2012-05-01,\n"  # found: name and birth date
        ",Bob,Example,2012-05-01,\n"
        ",Ann,Example,2012-05-02,\n"
        ",,,,9990000018\n",  # found: the number
        encoding="utf-8",
    )
    home = Home(tmp_path)
    take_in(home)
    files = home.intake / "early_help" / "ssd_person" / "*.parquet"
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as build")
    for schema in ("staging", "intermediate"):
        connection.execute(f"create schema build.{schema}")
    connection.execute(
        "create table build.staging.stg_early_help__people as select '000' as authority_code, "
        "'early_help' as feed_code, 'ssd_person' as landed_table, source_file, source_row, "
        "received_at, null as row_key, 'pers_person_id: required' as quarantine_reason, "
        "pers_person_id as record_key, pers_forename as forename, pers_surname as surname, "
        "try_cast(pers_dob as date) as date_of_birth, pers_common_child_id as nhs_number "
        f"from read_parquet('{files}')"
    )
    connection.execute(
        "create table build.staging.landed_rectified "
        "(source_file text, source_row bigint, column_name text, rectification_ref text)"
    )
    connection.execute(
        "create table build.intermediate.int_person_source_links as select 'P1' as record_key"
    )
    connection.execute("create temp table records as select 'P1' as record_key")
    connection.execute(
        "create table build.intermediate.int_identities as select 'P1' as record_key, null as upn, "
        "null as former_upn, '9990000018' as nhs_number, null as nino, 'Ann' as forename, "
        "'Example' as surname, date '2012-05-01' as date_of_birth"
    )
    connection.execute(
        "create temp table rows_found (feed_code text, landed_table text, row_key text, "
        "source_file text, source_row bigint)"
    )
    reach = [r for r in load_reaches() if r.table == "stg_early_help__people"]
    subject = Subject("000", "P1", [("early_help", "P1")])
    [held] = walk.strays(connection, home, subject, reach, load_contracts())
    assert [row.source_row for row in held.rows] == [3, 6]
    assert held.rows[0].quarantined == "pers_person_id: required"


# Logged first, and only a whole answer ------------------------------------------------------------


def steps(home: Home) -> list[str]:
    path = home.path / "registers" / "subject_requests.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [row["step"] for row in csv.DictReader(file)]


def test_the_copy_is_logged_before_anything_is_read(home: Home, people: list) -> None:
    (home.path / "warehouse").unlink()  # there is nothing to read
    with pytest.raises(RightsError, match="Nothing is published"):
        answer_of(home, *people[0])
    assert steps(home) == ["received", "prepared"]


def test_without_a_log_nothing_is_written(
    home: Home, people: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: AppendedFile, rows: list) -> None:
        if rows[0]["step"] == "prepared":
            raise OSError("disk full")
        original(file, rows)

    original = AppendedFile.append
    monkeypatch.setattr(AppendedFile, "append", refuse)
    with pytest.raises(OSError, match="disk full"):
        answer_of(home, *people[0])
    assert not home.output.exists()


def test_files_that_landed_since_the_build_hold_the_answer_back(
    demo: Warehouse, home: Home, people: list
) -> None:
    (home.path / "landing").unlink()
    shutil.copytree(demo.home / "landing", home.path / "landing")
    folder = home.path / "landing" / "police" / "2030-01-01"
    folder.mkdir()
    (folder / "incidents.csv").write_text("incident_ref\n", encoding="utf-8")
    with pytest.raises(RightsError, match="would not be whole"):
        answer_of(home, *people[0])
    assert not home.output.exists()


def test_a_build_that_is_not_the_published_one_holds_the_answer_back(
    demo: Warehouse, home: Home, people: list
) -> None:
    (home.path / "warehouse").unlink()
    (home.path / "warehouse").mkdir()
    for name in ("published.duckdb", "extracts.duckdb", "intake"):
        (home.path / "warehouse" / name).symlink_to(demo.home / "warehouse" / name)
    shutil.copy(demo.home / "warehouse" / "build.duckdb", home.path / "warehouse")
    with duckdb.connect(str(home.build_file)) as connection:
        connection.execute(
            "insert into governance.build_run (invocation_id, started_at, command) "
            "values ('later', timestamp '2999-01-01', 'build')"
        )
    with pytest.raises(RightsError, match="holds another build than is published"):
        answer_of(home, *people[0])


def test_the_copy_is_its_owners_alone_and_a_key_seals_it_whole(home: Home, people: list) -> None:
    answer_of(home, *people[0])
    [folder] = (home.output / "subject_access").iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    key = x25519.Identity.generate()
    today, authority = home.today(), home.authorities()[0]
    copied = make_copy(
        home, authority, folder.name, "A. Officer", today, public_key=str(key.to_public())
    )
    assert [path.name for path in folder.iterdir()] == [f"{folder.name}.zip.age"]
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(copied.path.read_bytes(), [key]))) as sealed:
        assert sorted(sealed.namelist()) == ["answer.html", "answer.xlsx", "check_first.html"]
    with pytest.raises(RightsError, match="begins with age1"):
        make_copy(home, authority, folder.name, "A. Officer", today, public_key="age1wrong")


def test_a_look_and_a_later_line_of_a_register_are_in_the_copy(
    demo: Warehouse, home: Home, people: list
) -> None:
    """Registers are read as they are, not as they were built; others in a line are not named."""
    feed, reference = people[0]
    [(person, other)] = demo.query(
        "select max(person_key) filter (where source_person_ref = "
        f"'{reference}'), max(person_key) filter (where source_person_ref <> '{reference}') "
        f"from intermediate.int_person_source_links where feed_code = '{feed}'"
    )
    (home.path / "registers" / "family_lookups.csv").write_text(
        "looked_at,looked_by,purpose,fields_given,person_keys,family_keys,recorded_at\n"
        f"2024-03-01T10:00:00+00:00,A. Worker,identification,surname,{person} {other},,2024-03-01\n"
        f"2024-03-01T11:00:00+00:00,B. Worker,identification,surname,{other},,2024-03-01\n",
        encoding="utf-8",
    )
    answer, files = answer_of(home, feed, reference)
    [block] = [block for block in answer.blocks if block.title == "family_lookups"]
    [row] = block.rows
    assert "A. Worker" in row and f"{person} and 1 of others" in row
    assert other not in shown(answer, files)


# Requests ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 3, 15), 1, date(2024, 4, 15)),
        (date(2024, 12, 5), 1, date(2025, 1, 5)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
    ],
)
def test_a_month_ends_on_its_day_or_its_last(day: date, months: int, due: date) -> None:
    assert months_after(day, months) == due


@pytest.fixture()
def empty(tmp_path: Path) -> Home:
    (tmp_path / "landing").mkdir()
    return Home(tmp_path)


def test_a_request_goes_from_received_to_answered(empty: Home) -> None:
    requests = Requests(empty, "000")
    limit = load_limits()["access"]
    assert (limit.months, limit.months_of_extension) == (1, 2)
    received = date(2024, 1, 31)
    request = requests.receive("access", "police", "N1", received, "A. Officer", date(2024, 2, 1))
    assert (request.due_on, request.state) == (date(2024, 2, 29), "open")
    later = requests.step(
        request.request_ref, "extended", date(2024, 2, 29), "A. Officer", "many files",
        date(2024, 2, 29),
    )  # fmt: skip
    assert later.due_on == date(2024, 4, 30)
    done = requests.step(
        request.request_ref, "answered", date(2024, 3, 1), "A. Officer", "", date(2024, 3, 1)
    )
    assert (done.state, done.ended_on) == ("answered", date(2024, 3, 1))
    assert Requests(empty, "000").all() == [done]
    with pytest.raises(RightsError, match="was answered on 2024-03-01"):
        requests.step(
            request.request_ref, "prepared", date(2024, 3, 2), "A. Officer", "", date(2024, 3, 2)
        )


@pytest.mark.parametrize(
    ("step", "on", "reason", "says"),
    [
        ("extended", date(2024, 2, 1), "", "say why"),
        ("refused", date(2024, 2, 1), " ", "say why"),
        ("extended", date(2024, 3, 1), "many files", "only be taken by 2024-02-29"),
        ("answered", date(2024, 1, 30), "", "before the request came"),
        ("answered", date(2024, 3, 3), "", "is yet to come"),
    ],
)
def test_a_step_that_cannot_be_is_refused(
    empty: Home, step: str, on: date, reason: str, says: str
) -> None:
    requests, today = Requests(empty, "000"), date(2024, 3, 2)
    request = requests.receive("access", "police", "N1", date(2024, 1, 31), "A. Officer", today)
    with pytest.raises(RightsError, match=says):
        requests.step(request.request_ref, step, on, "A. Officer", reason, today)
    assert requests.get(request.request_ref).state == "open"


# Objections and restrictions ----------------------------------------------------------------------


def lines(home: Home) -> list[dict[str, str]]:
    with (home.path / "registers" / "objections.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_objection_holds_from_the_day_until_somebody_decides(empty: Home) -> None:
    objections, day = Objections(empty, "000"), date(2024, 3, 1)
    first = objections.object("police", "N1", "feed", "health", day, day)
    with pytest.raises(RightsError, match="says the same"):
        objections.object("police", "N1", "feed", "health", day, day)
    objections.decide(first, "refused", "A. Officer", "compelling grounds", day)
    again = objections.object("police", "N1", "feed", "health", day, day)
    objections.withdraw(again, day)
    told = [(line["objection_id"], line["decision"], line["withdrawn_on"]) for line in lines(empty)]
    assert told == [
        (first, "pending", ""), (first, "refused", ""), (again, "pending", ""),
        (again, "pending", "2024-03-01"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "feed", "says"),
    [
        ("feed", "", "says which feed"), ("study", "police", "others say none"),
        ("all", "", "no scope"),
    ],
)
def test_an_objection_says_what_it_is_to(empty: Home, scope: str, feed: str, says: str) -> None:
    with pytest.raises(RightsError, match=says):
        Objections(empty, "000").object(
            "police", "N1", scope, feed, date(2024, 3, 1), date(2024, 3, 1)
        )


def test_a_restriction_is_every_objection_until_it_is_lifted(empty: Home) -> None:
    objections, day = Objections(empty, "000"), date(2024, 3, 1)
    ids = objections.restrict("SR-1", "police", "N1", ["police", "health", "police"], day, day)
    assert [(line["scope"], line["objected_feed_code"]) for line in lines(empty)] == [
        ("study", ""), ("matching", ""), ("feed", "health"), ("feed", "police"),
    ]  # fmt: skip
    assert {line["decision"] for line in lines(empty)} == {"pending"}
    with pytest.raises(RightsError, match="already"):
        objections.restrict("SR-1", "police", "N1", ["police"], day, day)
    assert objections.lift("SR-1", day) == ids
    with pytest.raises(RightsError, match="nothing is restricted"):
        objections.lift("SR-1", day)


# The command --------------------------------------------------------------------------------------


def test_the_command_from_request_to_rectification(
    demo: Warehouse,
    home: Home,
    people: list,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No message tells a value; what is wrong is given on standard input."""
    monkeypatch.setenv("SF_HOME", str(home.path))
    feed, reference = people[0]
    whose = ["--feed", feed, "--person", reference]
    assert main(["receive", "--type", "rectification", *whose, "--by", "A. Officer"]) == 0
    request = Requests(home, home.authorities()[0]).all()[0]
    [(born, rows)] = demo.query(
        "select strftime(max(date_of_birth), '%Y-%m-%d'), count(*) "
        f"from staging.stg_early_help__people where person_ref = '{reference}'"
    )
    rectify = [
        "rectify", "--request", request.request_ref, "--table", "ssd_person",
        "--column", "pers_dob", "--stdin", "--reason", "certificate seen", "--by", "A. Officer",
    ]  # fmt: skip
    given = {"wrong": born, "right": "2001-02-03"}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(given)))
    assert main(rectify) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"wrong": "1901-01-01", "right": ""})))
    assert main(rectify) == 3
    assert main(["restrict", request.request_ref]) == 0
    assert main(["status"]) == 0
    assert main(["lift", request.request_ref]) == 0
    told = capsys.readouterr()
    assert f"found in {rows} landed rows" in told.out
    assert "holds that value in pers_dob" in told.err
    assert born not in told.out + told.err and "2001-02-03" not in told.out + told.err
    line = (home.path / "registers" / "rectifications.csv").read_text(encoding="utf-8")
    assert f"pers_person_id,{reference},pers_dob,{born},2001-02-03" in line


def test_nobody_is_found_without_being_told_of(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SF_HOME", str(home.path))
    whose = ["--feed", "police", "--person", "nobody"]
    assert main(["receive", "--type", "access", *whose, "--by", "A. Officer"]) == 3
    assert "names nobody so" in capsys.readouterr().err
    assert not (home.path / "registers" / "subject_requests.csv").exists()


def test_a_cell_put_right_is_marked_and_a_cell_about_others_is_withheld() -> None:
    [header] = [c for c in load_contracts() if c.name == "ssda903_header"]
    way = Way(1, "record", ("record_key",), "", (), "", "", "person", frozenset(), "")
    sent = {"CHILD": "C1", "DOB": "2012-05-01", "MC_DOB": "2001-01-01"}
    values = dict.fromkeys(header.column_names) | sent
    row = walk.Row(values, (way,), "landing/f.csv", 2, date(2024, 1, 1), None, {"DOB": "REC-1"})
    teller = Teller(set(), {}, {})
    [part] = teller.parts([walk.Held(Reach("staging", "stg_x", (way,)), [row], header)], [])
    [[block]] = part.blocks.values()
    told = dict(zip([column.name for column in block.columns], block.rows[0], strict=True))
    assert told["DOB"] == "2012-05-01 (put right: REC-1)"
    assert told["MC_DOB"] == WITHHELD
    assert teller.withheld == {"ssda903_header.MC_DOB": 1}
