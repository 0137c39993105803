"""Destroying what is due in the demo home, built: nothing of it is left, and nobody else moves."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import time
import zipfile
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from conftest import DBT, ROOT, Warehouse, copy_home
from supporting_families.appended import AppendedFile
from supporting_families.claiming.hashes import evidence_hashes
from supporting_families.home import Home
from supporting_families.retention import rebuilding
from supporting_families.retention.anchors import anchors_of
from supporting_families.retention.built import Due, built, tables_of
from supporting_families.retention.command import main as retention
from supporting_families.retention.facts import owners
from supporting_families.retention.plan import Anchor
from supporting_families.retention.planning import make_plan
from supporting_families.retention.rows import lay_out, needles_of

REF = "DES-2024-03-15-1"
GONE = ("Aurelia", "Thistlewick", "Barnaby", "Quillfeather", "FH90000017", "FH90000025",
        "Leopold", "Ottilie", "Greyhollow", "TT90000019", "TT90000027")  # fmt: skip
HELD = "Marchbanks"
PARTS = ("landing", "local", "registers", "truth", "warehouse")


def decoded(content: bytes) -> list[bytes]:
    """Bytes as they are and unpacked: written apart from the search of the command."""
    told = [content, content.replace(b"\0", b"")]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            told += [part for name in packed.namelist() for part in decoded(packed.read(name))]
    if content.startswith(b"PAR1"):
        told.append(repr(pq.read_table(io.BytesIO(content)).to_pylist()).encode())
    return told


def dumped(file: Path) -> list[bytes]:
    """Every value of text of every table of a database, and the bytes of the file."""
    told = [file.read_bytes()]
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as dumped (read_only)")
        columns = connection.execute(
            # a view holds nothing: what it reads is a file of its own
            "select c.schema_name, c.table_name, c.column_name from duckdb_columns() as c "
            "semi join duckdb_tables() as t on c.table_oid = t.table_oid "
            "and c.database_oid = t.database_oid "
            "where c.database_name = 'dumped' and c.data_type in ('VARCHAR', 'VARCHAR[]')"
        ).fetchall()
        for schema, table, column in columns:
            [(text,)] = connection.execute(
                f'select string_agg(distinct cast("{column}" as varchar), chr(10)) '
                f'from dumped."{schema}"."{table}"'
            ).fetchall()
            told.append((text or "").encode())
    return told


def holding(home: Path, words: tuple[str, ...]) -> set[str]:
    """The files of the home that hold any of the words, in any letters."""
    pattern = re.compile("|".join(words).encode(), re.IGNORECASE)
    return {
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.is_file()
        and any(
            pattern.search(part)
            for part in (
                dumped(path) if path.suffix == ".duckdb" else decoded(path.read_bytes())
            )
        )
    }


def add_what_people_keep(home: Path) -> None:
    """Her name where people and commands leave such things."""
    with (home / "registers/objections.csv").open("a", encoding="utf-8") as file:
        header = (home / "registers/objections.csv").read_text("utf-8").splitlines()[0]
        row = {"objection_id": "O-1", "feed_code": "family_hubs", "scope": "study",
               "source_person_ref": "FH90000025", "objected_on": "2023-06-12",
               "recorded_at": "2023-06-13"}  # fmt: skip
        csv.DictWriter(file, header.split(","), lineterminator="\n").writerow(row)
    for name, text in (
        ("output/review/list.html", "<td>Aurelia</td><td>Thistlewick</td> 29 February 1984"),
        ("warehouse/what_if/log.txt", "Barnaby Quillfeather"),
        ("registers/.objections.csv.partial", "FH90000017"),
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")


def keys_and_evidence(warehouse: Warehouse) -> tuple[dict[str, str], dict[str, str]]:
    """Whose every record is, and a hash of all that every episode rests on."""
    with duckdb.connect() as connection:
        file = warehouse.home / "warehouse" / "extracts.duckdb"
        connection.execute(f"attach '{file}' as published (read_only)")
        keys = dict(
            connection.execute(
                "select record_key, person_key from published.restricted.person_key_crosswalk"
            ).fetchall()
        )
        episodes = connection.execute(
            "select episode_key from published.extracts.ext_audit__claims"
        ).fetchall()
        evidence = evidence_hashes(connection, "published.extracts", [e for (e,) in episodes])
    return keys, evidence


@pytest.fixture(scope="module")
def before(demo: Warehouse) -> tuple[dict[str, str], dict[str, str]]:
    return keys_and_evidence(demo)


@pytest.fixture(scope="module")
def destroyed(demo: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A copy of the demo home after what is due was planned, signed and destroyed."""
    copy = copy_home(demo, tmp_path_factory.mktemp("destroyed"), *PARTS)
    add_what_people_keep(copy.home)
    assert holding(copy.home, GONE) >= {
        "landing/family_hubs/2016-06-06/family_hubs_registrations_2016-06-06.csv",
        "landing/housing/2017-02-13/housing_tenancies.csv", "warehouse/build.duckdb",
        "warehouse/extracts.duckdb", "registers/objections.csv", "output/review/list.html",
        "warehouse/what_if/log.txt", "registers/.objections.csv.partial",
    }, "it would be found if it were there"  # fmt: skip
    said = copy.must("scripts/retention.py", "plan")
    assert "2 people" in said and "1 deliveries" in said and "Quillfeather" not in said
    with pytest.MonkeyPatch.context() as monkeypatch:  # here, so that it builds as the tests do
        for name, value in copy.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(rebuilding, "DBT", DBT)
        assert retention(["destroy", REF, "--by", "A. Name"]) == 0
    return copy


def test_nothing_of_them_is_left_anywhere(destroyed: Warehouse) -> None:
    assert holding(destroyed.home, GONE) == set()
    assert "warehouse/extracts.duckdb" in holding(destroyed.home, (HELD,)), "who is held is there"


def test_the_keys_and_claims_of_all_others_are_what_they_were(
    before: tuple[dict[str, str], dict[str, str]], destroyed: Warehouse
) -> None:
    keys, evidence = keys_and_evidence(destroyed)
    gone = before[0].keys() - keys.keys()
    assert len(gone) == 2 and keys == {k: v for k, v in before[0].items() if k not in gone}
    assert len(evidence) > 10 and evidence == before[1]
    counted = "select count(*), sum(rows_counted - rows_staged - rows_quarantined) "
    [(files, lost)] = destroyed.query(counted + "from governance.gov_feed_accounting")
    assert files > 200 and lost == 0


def test_it_is_told_how_many_rows_of_which_file_went_under_which_rule(
    destroyed: Warehouse,
) -> None:
    told = destroyed.query(
        "select rule_id, destroyed_from, rows_destroyed, is_whole_file, signed_by "
        "from governance.gov_destructions where destroyed_from like 'landing/%' order by all",
        "published",
    )
    assert told == [
        ("RET-D1", "landing/housing/2017-02-13/housing_tenancies.csv", 2, True, "A. Name"),
        ("RET-P1", "landing/family_hubs/2016-06-06/family_hubs_registrations_2016-06-06.csv", 2,
         False, "A. Name"),
    ]  # fmt: skip
    assert destroyed.query(
        "select subject, retention_state, hold_code, subjects from governance.gov_retention "
        "where retention_state in ('destroyed', 'held', 'due') order by all",
        "published",
    ) == [
        ("delivery", "destroyed", None, 1),
        ("output", "destroyed", None, 1),
        ("person", "destroyed", None, 2),
        ("person", "held", "named_hold", 1),
        ("person", "held", None, 1),
    ]
    attestation = destroyed.home / "output/retention" / REF / "attestation.json"
    assert json.loads(attestation.read_bytes())["keys_of_records_kept_are_unchanged"] is True
    assert "as it was written" in destroyed.must("scripts/retention.py", "check", REF)
    assert "Nothing is due" in destroyed.must("scripts/retention.py", "plan")


# What goes with whom ------------------------------------------------------------------------------


def test_every_table_of_people_is_looked_at(demo: Warehouse) -> None:
    """One that names nobody hangs from another, or is about nobody at all."""
    with built(Home(demo.home)) as (connection, _):
        tables = tables_of(connection)
    looked_at = demo.manifest()["nodes"]["model.supporting_families.int_record_last_told"]
    of_people = {name for name, columns in tables.items() if "record_key" in columns}
    read = {name.split(".")[-1] for name in looked_at["depends_on"]["nodes"]}
    assert {name for name in read if name.startswith("stg_")} == of_people
    hanging = {owner.staged_table: owner for owner in owners()}
    assert tables.keys() - of_people - hanging.keys() == {
        "stg_address_gazetteer__addresses", "stg_notices__deletions",
        "stg_service_involvement__data_sources",
    }  # fmt: skip
    for table, owner in hanging.items():
        for ours, theirs in owner.join_columns:
            assert ours in tables[table] and theirs in tables[owner.owner_table], table


def test_what_a_family_shares_goes_with_the_last_of_it(demo: Warehouse) -> None:
    with built(Home(demo.home)) as (connection, _):
        [(family, members)] = connection.execute(
            "select family_key, list(distinct person_key order by person_key) "
            "from build.intermediate.int_family_members group by family_key "
            "having count(distinct person_key) = 4 order by family_key limit 1"
        ).fetchall()
        gone = {}
        for count in (3, 4):
            due = [Due("person", key, "RET-P1", None) for key in members[:count]]
            lay_out(connection, "999", due)
            gone[count] = dict(
                connection.execute("select staged_table, count(*) from rows_gone group by all")
                .fetchall()
            )  # fmt: skip
            families = connection.execute("select family_key from families").fetchall()
            assert families == ([(family,)] if count == 4 else [])
        needles = needles_of(connection)
    shared = {"stg_early_help__episodes", "stg_early_help__assessments", "stg_early_help__plans"}
    assert not shared & gone[3].keys() and shared <= gone[4].keys()
    assert gone[3]["stg_early_help__people"] < gone[4]["stg_early_help__people"]
    assert len(needles.numbers) >= 4 and len({n.forename for n in needles.names}) >= 3


def test_whoever_a_row_about_others_names_is_left_out_of_the_plan(
    demo: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row is somebody else's, and stays: then the person cannot go yet."""
    home = Home(demo.home)
    with built(home) as (connection, _):
        [(kept,)] = connection.execute(
            "select source_person_ref from build.intermediate.int_person_source_links "
            "where feed_code = 'police' order by all limit 1"
        ).fetchall()
    monkeypatch.setattr(
        "supporting_families.retention.planning.needles_of",
        lambda connection, person=None: type(needles_of(connection))(frozenset({kept})),
    )
    plan, _ = make_plan(home, "999", home.today(), lambda line: None)
    assert plan.people == {} and len(plan.left_out) == 4, "two people, two of the old delivery"
    assert all("a row about somebody who is kept" in why for why in plan.left_out.values())
    assert set(plan.deliveries.values()) == {"RET-D1"}


# A delivery in use -----------------------------------------------------------------------------

FIRST_OF_A_PERSON = """
select split_part(any_value(i.source_file), '#', 1), l.person_key
from build.staging.stg_police__incidents as i
inner join build.intermediate.int_person_source_links as l
    on i.record_key = l.record_key and l.record_key = l.person_key
where i.record_key not in (select record_key from build.staging.stg_police__missing_episodes
    where record_key is not null)
and l.person_key in (select person_key from build.intermediate.int_person_source_links
    where feed_code = 'early_help')
group by l.person_key
having count(distinct i.source_file) = 1
order by all limit 1
"""


def in_use(warehouse: Warehouse) -> tuple[str, str, list[Anchor]]:
    """A delivery that gives a person of case management the key, the key, and the anchors of it."""
    with built(Home(warehouse.home)) as (connection, _):
        [(file, key)] = connection.execute(FIRST_OF_A_PERSON).fetchall()
        lay_out(connection, "999", [Due("delivery", file, "RET-D1", None)])
        return file, key, anchors_of(connection)


def test_records_that_a_delivery_alone_names_are_anchored_to_one_that_is_kept(
    demo: Warehouse,
) -> None:
    _, key, anchors = in_use(demo)
    [anchor] = [anchor for anchor in anchors if anchor.anchor_key == key]
    assert anchor.stood_for_key == key and anchor.kept_key not in ("", key)
    with built(Home(demo.home)) as (connection, _):
        file = "landing/early_help/2023-12-31/ssd_family.csv"
        lay_out(connection, "999", [Due("delivery", file, "RET-D1", None)])
        named_again = anchors_of(connection)
    kinds = {anchor.anchor_kind for anchor in named_again}
    assert kinds == {"person", "family"}
    assert {anchor.kept_key == anchor.anchor_key for anchor in named_again} == {True}
    assert {anchor.first_known_on for anchor in named_again} == {"2023-12-31"}


@pytest.mark.long
def test_keys_stay_when_a_delivery_in_use_is_destroyed_and_move_without_the_anchors(
    demo: Warehouse, tmp_path: Path
) -> None:
    copy = copy_home(demo, tmp_path, *PARTS)
    before, _ = keys_and_evidence(demo)
    file, key, anchors = in_use(demo)
    (copy.home / file).unlink()
    links = ("dbt", "run", "--select", "+int_person_source_links")
    keys = "select record_key, person_key from intermediate.int_person_source_links"

    copy.must(*links)
    moved = {r: k for r, k in copy.query(keys) if before[r] != k}
    assert key in {before[record] for record in moved}

    register = AppendedFile(Home(copy.home), "registers", "destroyed_records", "999")
    register.append(
        [
            {**vars(anchor), "destruction_ref": "DES-1", "destroyed_on": "2024-03-15",
             "recorded_at": "2024-03-15"}
            for anchor in anchors
        ]
    )  # fmt: skip
    copy.must(*links)
    assert {r: k for r, k in copy.query(keys) if before[r] != k} == {}


# Killed ------------------------------------------------------------------------------------------


@pytest.mark.long
def test_killed_while_it_builds_it_goes_on(demo: Warehouse, tmp_path: Path) -> None:
    copy = copy_home(demo, tmp_path, *PARTS)
    add_what_people_keep(copy.home)
    copy.must("scripts/retention.py", "plan")
    command = copy.command("scripts/retention.py", "destroy", REF, "--by", "A. Name")
    for seconds in (2, 6, 20):
        run = subprocess.Popen(command, cwd=ROOT, env=copy.environment(), start_new_session=True)
        time.sleep(seconds)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        published = copy.home / "warehouse" / "published.duckdb"
        assert published.is_file(), "what was published before can be read until the new is there"
    copy.must("scripts/retention.py", "destroy", REF, "--by", "A. Name")
    assert holding(copy.home, GONE) == set()
