"""Retention: a plan is carried out whole or goes on where it was stopped, and only then attested."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from supporting_families.home import Home
from supporting_families.retention.command import main
from supporting_families.retention.cutting import Cut
from supporting_families.retention.destroying import STEPS, destroy
from supporting_families.retention.errors import RetentionError
from supporting_families.retention.needles import Named, Needles
from supporting_families.retention.plan import (
    Anchor,
    Before,
    Plan,
    PlannedFile,
    Subjects,
    folder_of,
    write_plan,
)
from supporting_families.retention.tables import Gone, rows_about
from supporting_families.retention.telling import destroyed_families

AUTHORITY, TODAY, REF = "901", date(2024, 3, 15), "DES-2024-03-15-1"
GONE_KEY, KEPT_KEY, FAMILY, EPISODE = "a" * 32, "b" * 32, "f" * 32, "e" * 32
NEEDLES = Needles(
    frozenset({"N7000011"}), (Named("Zoë", "Quillfeather", "1990-02-03", is_alone=True),)
)
LANDED = "landing/police/2016-05-10/police_incidents_2016-04.csv"
OLD = "landing/housing/2015-01-05/housing_tenancies.csv"
FILES = {
    LANDED: "ref,forename,surname\nN7000022,Ann,Lee\nN7000011,Zoë,Quillfeather\nN7000033,Bo,Ng\n",
    "landing/police/2016-06-10/police_incidents_2016-05.csv": "ref,surname\nN7000011,Quill\n",
    OLD: "ref,forename,surname\nT1,Cy,Old\n",
    "landing/police/2024-01-10/police_incidents_2023-12.csv": "ref,surname\nN7000022,Lee\n",
    "registers/objections.csv": "objection_id,feed_code,source_person_ref,scope\n"
    "O1,police,N7000022,study\nO2,police,7,study\n",
    "registers/decisions.csv": "decision_id,episode_key,person_key,reason\n"
    f"D1,x,{GONE_KEY},why\nD2,{EPISODE},family,why\nD3,x,{KEPT_KEY},why\n",
    "registers/claims.csv": f"claim_id,family_key,amount_gbp\nC1,{FAMILY},800.00\n",
    "output/review/list.html": "<p>Zoë Quillfeather, 3 February 1990</p>",
    "output/review/other.html": "<p>Ann Lee</p>",
    "warehouse/what_if/x.txt": "N7000011",
    "warehouse/intake/police/incidents/.kept": "",
    "local/authority.csv": f"authority_code,authority_name\n{AUTHORITY},Made-up\n",
}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def build(home: Home, build_id: str, records: dict[str, str]) -> None:
    """A build file and what is published, as far as a destruction looks at them."""
    home.warehouse.mkdir(parents=True, exist_ok=True)
    for file in (home.build_file, home.published_file):
        file.unlink(missing_ok=True)
        with duckdb.connect(str(file)) as connection:
            connection.execute("create schema governance; create schema staging")
            connection.execute("create schema intermediate")
            connection.execute(
                "create table governance.published_build as select ? as build_id, "
                "date '2024-03-15' as as_of_date, date '2024-03-15' as known_at, "
                "false as is_demo, ? as published_at",
                [build_id, datetime(2024, 3, 15, 9)],
            )
            connection.execute(
                "create table intermediate.int_person_source_links "
                "(record_key text, person_key text)"
            )
            connection.execute("create table staging.stg_police__incidents (record_key text)")
            for record, person in records.items():
                connection.execute(
                    "insert into intermediate.int_person_source_links values (?, ?)",
                    [record, person],
                )
                connection.execute(
                    "insert into staging.stg_police__incidents values (?)", [record]
                )


def rebuilt(home: Home, tell: object) -> None:
    """Stands for the build: of those who are still in the files, and the register as it is."""
    there = (home.path / LANDED).read_text("utf-8")
    records = {KEPT_KEY: KEPT_KEY}
    if "N7000011" in there:
        records[GONE_KEY] = GONE_KEY
    build(home, "build-2", records)


def keys_of(*keys: str) -> tuple[int, str]:
    lines = "".join(f"{key} {key}\n" for key in sorted(keys))
    return len(keys), sha256(lines.encode())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with somebody in every room, and a plan to destroy her and an old delivery."""
    made = Home(tmp_path / "home")
    for name, content in FILES.items():
        path = made.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    build(made, "build-1", {GONE_KEY: GONE_KEY, KEPT_KEY: KEPT_KEY})
    planned(made)
    return made


def planned(home: Home, **other: object) -> Plan:
    second = "landing/police/2016-06-10/police_incidents_2016-05.csv"
    wholly = {"RET-P1 person": 1}
    plan = {
        "destruction_ref": REF,
        "authority": AUTHORITY,
        "made_on": TODAY,
        "build_id": "build-1",
        "people": {GONE_KEY: "RET-P1"},
        "deliveries": {OLD: "RET-D1"},
        "files": [
            PlannedFile(OLD, "whole", sha256(FILES[OLD].encode()), {"RET-D1 delivery": 1}),
            PlannedFile(LANDED, "rows", sha256(FILES[LANDED].encode()), wholly),
            PlannedFile(second, "rows", sha256(FILES[second].encode()), wholly),
            PlannedFile("registers/decisions.csv", "rows", "", {"RET-P1 person": 2}),
        ],
        "outputs": {"output/review/list.html": "RET-P1"},
        "anchors": [
            Anchor("RET-P1", "person", "police", GONE_KEY, GONE_KEY, "", "2016-05-10"),
            Anchor("RET-P1", "family", "early_help", FAMILY, FAMILY, "", ""),
            Anchor("RET-P1", "episode", "early_help", EPISODE, EPISODE, "", "2015-01-01"),
        ],
        "before": Before(*keys_of(KEPT_KEY), 0, "0" * 64, {}),
        "left_out": {},
        "sealed": ["output/study/x/x.age"],
        "elsewhere": [],
        **other,
    }
    gone = Gone(
        frozenset({GONE_KEY}), frozenset({FAMILY}), frozenset({EPISODE}),
        frozenset({("police", "7")}),
    )  # fmt: skip
    made = Plan(**plan)
    write_plan(home, made, Subjects(NEEDLES, gone, {LANDED: [Cut("", 3)], second: [Cut("", 2)]}), "")
    return made


def quiet(line: str) -> None:
    pass


def carry_out(home: Home, **more: object) -> Path:
    return destroy(
        home, AUTHORITY, REF, more.pop("by", "A. Name"), TODAY, quiet, rebuild=rebuilt, **more
    )


def contents(home: Home) -> dict[str, bytes]:
    """Every file of the home but the databases, by its name."""
    return {
        path.relative_to(home.path).as_posix(): path.read_bytes()
        for path in sorted(home.path.rglob("*"))
        if path.is_file() and path.suffix != ".duckdb"
    }


def rows(home: Home, register: str) -> list[dict[str, str]]:
    with (home.path / "registers" / f"{register}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def refused(home: Home, why: str, **more: object) -> None:
    before = contents(home)
    with pytest.raises(RetentionError, match=why):
        carry_out(home, **more)
    assert contents(home) == before, "nothing was changed"


# What is done ------------------------------------------------------------------------------------


def test_what_the_plan_lists_goes_and_nothing_else(home: Home) -> None:
    carry_out(home)
    left = contents(home)
    assert left[LANDED].decode() == (
        "ref,forename,surname\nN7000022,Ann,Lee\n\nN7000033,Bo,Ng\n"
    )
    assert OLD not in left and "output/review/list.html" not in left
    assert not [name for name in left if "what_if" in name or "partial" in name]
    same = ("landing/police/2024-01-10/police_incidents_2023-12.csv", "registers/claims.csv",
            "output/review/other.html", "local/authority.csv")  # fmt: skip
    assert {name: left[name].decode() for name in same} == {name: FILES[name] for name in same}
    assert [row["decision_id"] for row in rows(home, "decisions") if row["decision_id"]] == ["D3"]
    assert [r["objection_id"] for r in rows(home, "objections") if r["objection_id"]] == ["O1"]
    everything = b"".join(left.values())
    assert b"N7000011" not in everything and b"Quillfeather" not in everything


def test_who_signed_what_went_and_what_is_kept_of_it_is_written_down(home: Home) -> None:
    path = carry_out(home)
    steps = rows(home, "destructions")
    assert [step["step"] for step in steps] == ["signed", *["destroyed"] * 5, "attested"]
    assert {step["acted_by"] for step in steps} == {"A. Name"}
    told = [
        (s["rule_id"], s["subject"], s["destroyed_from"], s["rows_destroyed"], s["is_whole_file"])
        for s in steps[1:3]
    ]
    assert told == [
        ("RET-D1", "delivery", OLD, "1", "Y"), ("RET-P1", "person", LANDED, "1", "N"),
    ]  # fmt: skip
    assert steps[-1]["sha256"] == sha256(path.read_bytes())
    attested = json.loads(path.read_bytes())
    assert attested["destroyed"]["RET-P1"]["people"] == 1
    assert attested["keys_of_records_kept_are_unchanged"] is True
    assert attested["sealed_and_not_searched"] == ["output/study/x/x.age"]
    anchors = rows(home, "destroyed_records")
    assert {(a["anchor_kind"], a["anchor_key"]) for a in anchors} == {
        ("person", GONE_KEY), ("family", FAMILY), ("episode", EPISODE),
    }  # fmt: skip
    assert set(anchors[0]) == {
        "destruction_ref", "rule_id", "anchor_kind", "feed_code", "anchor_key", "stood_for_key",
        "kept_key", "first_known_on", "destroyed_on", "recorded_at",
    }, "keys and days, and nothing that tells who it was"  # fmt: skip
    assert not (folder_of(home, AUTHORITY, REF) / "subjects.json").exists()
    words = "destroyed under rule RET-P1 on 2024-03-15"
    assert destroyed_families(home, AUTHORITY) == {FAMILY: words, EPISODE: words}


def test_once_attested_nothing_is_done_again(home: Home) -> None:
    carry_out(home)
    before = contents(home)
    assert carry_out(home).name == "attestation.json"
    assert contents(home) == before


# Stopped -----------------------------------------------------------------------------------------


class Killed(Exception):
    pass


@pytest.mark.parametrize("step", [*STEPS, "written aside"])
def test_stopped_at_any_step_it_goes_on_and_ends_the_same(home: Home, step: str) -> None:
    def stop(done: str) -> None:
        if done == step:
            raise Killed

    with pytest.raises(Killed):
        carry_out(home, after=stop)
    is_built = step in ("rebuilt", "searched", "attested")
    built_before = home.build_file.stat().st_mtime_ns if is_built else None
    carry_out(home, by="somebody else: the name under the plan stays")
    left, steps = contents(home), rows(home, "destructions")
    assert b"Quillfeather" not in b"".join(left.values())
    assert [s["step"] for s in steps] == ["signed", *["destroyed"] * 5, "attested"]
    assert {s["acted_by"] for s in steps} == {"A. Name"}
    assert len(rows(home, "destroyed_records")) == 3
    assert left[LANDED].decode() == "ref,forename,surname\nN7000022,Ann,Lee\n\nN7000033,Bo,Ng\n"
    assert not {"subjects.json", "journal.json"} & {Path(name).name for name in left}
    if is_built:
        assert home.build_file.stat().st_mtime_ns == built_before, "not built twice"


def test_a_file_that_somebody_else_changed_meanwhile_is_not_taken_for_done(home: Home) -> None:
    def stop(done: str) -> None:
        if done == "written aside":
            raise Killed

    with pytest.raises(Killed):
        carry_out(home, after=stop)
    (home.path / LANDED).write_text(FILES[LANDED] + "N7000044,New,Row\n", encoding="utf-8")
    with pytest.raises(RetentionError, match="neither as it was nor as this destruction"):
        carry_out(home)


# Refused -----------------------------------------------------------------------------------------


def test_nothing_goes_without_a_name_under_the_plan(home: Home) -> None:
    refused(home, "who signs", by="  ")


def test_nothing_goes_that_was_not_planned_so(home: Home) -> None:
    path = folder_of(home, AUTHORITY, REF) / "subjects.json"
    path.write_bytes(path.read_bytes().replace(b'"row": 3', b'"row": 4'))
    refused(home, "is not what was planned")


def test_a_plan_that_was_changed_after_it_was_signed_is_not_carried_out(home: Home) -> None:
    def stop(done: str) -> None:
        raise Killed

    with pytest.raises(Killed):
        carry_out(home, after=stop)
    path = folder_of(home, AUTHORITY, REF) / "plan.json"
    path.write_bytes(path.read_bytes().replace(b"build-1", b"build-9"))
    refused(home, "not the one that was signed")


@pytest.mark.parametrize(
    "subject, key, released, is_held",
    [
        ("person", GONE_KEY, "", True),
        ("family", FAMILY, "", True),
        ("delivery", OLD, "", True),
        ("person", KEPT_KEY, "", False),
        ("person", GONE_KEY, "2024-03-15", False),
        ("person", GONE_KEY, "2024-03-16", True),
    ],
)
def test_whom_somebody_holds_by_now_is_not_destroyed(
    home: Home, subject: str, key: str, released: str, is_held: bool
) -> None:
    (home.path / "registers" / "retention_holds.csv").write_text(
        "hold_ref,subject,subject_key,held_from,held_by,reason,released_on,released_by,recorded_at\n"
        f"H1,{subject},{key},2024-03-15,A,why,{released},,2024-03-15\n"
    )
    if is_held:
        refused(home, "are held by now")
    else:
        carry_out(home)


def test_a_landed_file_that_changed_since_is_planned_anew(home: Home) -> None:
    (home.path / LANDED).write_text(FILES[LANDED] + "N7000044,New,Row\n", encoding="utf-8")
    refused(home, "changed since it was planned")


def test_another_build_is_planned_from_anew(home: Home) -> None:
    build(home, "build-1b", {KEPT_KEY: KEPT_KEY})
    refused(home, "another build is published")


def test_what_no_command_may_change_is_mended_first(home: Home) -> None:
    planned(home, elsewhere=["registers/claims.csv"])
    refused(home, "registers/claims.csv: these files hold somebody")


# Found afterwards --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["output/review/late.html", "landing/police/2016-05-10/.copy", "local/note.txt",
             "warehouse/intake/police/incidents/x.json"]
)  # fmt: skip
def test_nothing_is_attested_while_anything_is_left(home: Home, name: str) -> None:
    def late(done: str) -> None:
        if done == "rebuilt":
            (home.path / name).write_text('{"ref": "N7000011"}')

    with pytest.raises(RetentionError, match="something is left in 1 places") as error:
        carry_out(home, after=late)
    assert name in str(error.value) and "N7000011" not in str(error.value)
    assert [s["step"] for s in rows(home, "destructions")][-1] == "destroyed"
    (home.path / name).unlink()
    assert carry_out(home).is_file()


def test_rows_that_the_new_build_still_has_are_found_by_their_key(home: Home) -> None:
    def still(home: Home, tell: object) -> None:
        build(home, "build-2", {GONE_KEY: GONE_KEY, KEPT_KEY: KEPT_KEY})

    with pytest.raises(RetentionError, match="stg_police__incidents are still of somebody"):
        destroy(home, AUTHORITY, REF, "A. Name", TODAY, quiet, rebuild=still)


def test_keys_of_others_that_moved_are_owned_up_to(home: Home) -> None:
    def moved(home: Home, tell: object) -> None:
        build(home, "build-2", {KEPT_KEY: "c" * 32})

    path = destroy(home, AUTHORITY, REF, "A. Name", TODAY, quiet, rebuild=moved)
    assert json.loads(path.read_bytes())["keys_of_records_kept_are_unchanged"] is False
    assert "not all what they were" in path.with_name("attestation.md").read_text("utf-8")


@pytest.mark.parametrize(
    "ledger", [(1, "9" * 64, {}), (0, "0" * 64, {"paid": "800.00"}), (0, "9" * 64, {})]
)
def test_a_ledger_that_is_not_what_it_was_is_not_attested(
    home: Home, ledger: tuple[int, str, dict[str, str]]
) -> None:
    planned(home, before=Before(*keys_of(KEPT_KEY), *ledger))
    with pytest.raises(RetentionError, match="ledger is not what it was"):
        carry_out(home)


# Registers ---------------------------------------------------------------------------------------


def test_of_registers_go_the_rows_that_name_them_by_key_reference_or_name(home: Home) -> None:
    (home.path / "registers" / "claim_findings.csv").write_text(
        f"finding_ref,episode_key,note\nF1,{EPISODE},seen\nF2,x,said Zoë Quillfeather\n"
    )
    (home.path / "truth").mkdir()
    (home.path / "truth" / "people.csv").write_text("ref,who\nN7000022,T1\nN7000011,T2\n")
    gone = Gone(
        frozenset({GONE_KEY}), frozenset(), frozenset({EPISODE}), frozenset({("police", "7")})
    )
    found = {path.name: rows for path, rows in rows_about(home, gone, NEEDLES)}
    assert found == {
        "objections.csv": [3],
        "decisions.csv": [2, 3],
        "claim_findings.csv": [3],  # the keys of a finding stay with the ledger
        "people.csv": [3],
    }


def test_the_command_says_what_is_wrong_and_changes_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SF_HOME", str(home.path))
    before = contents(home)
    assert main(["destroy", "DES-1999-01-01-1", "--by", "A. Name"]) == 3
    assert "there is no plan" in capsys.readouterr().err
    assert main(["check", REF]) == 3
    assert "is not attested" in capsys.readouterr().err
    assert contents(home) == before
