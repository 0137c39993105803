"""The national study: who is in an extract, that it is sealed, and that nothing of it comes back."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
import shutil
import stat
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyrage
import pytest
import yaml
from conftest import ROOT, Warehouse, study_keys
from pyrage import x25519

from supporting_families.contracts import TableContract, load_contracts
from supporting_families.hashing import sha256
from supporting_families.home import Home
from supporting_families.intake import take_in
from supporting_families.sealing import unzipped
from supporting_families.study import keys as study_key_files
from supporting_families.study import packaging
from supporting_families.study.after import (
    destroy,
    objecting_since,
    record_destroyed,
    record_sent,
    withdraw,
)
from supporting_families.study.command import main
from supporting_families.study.errors import StudyError
from supporting_families.study.keys import StudyKeys, make_folder
from supporting_families.study.layout import Layout
from supporting_families.study.one_way import is_named_for_the_study, study_columns
from supporting_families.study.packaging import correct, package, years_after
from supporting_families.study.register import StudyRegister

MADE_ON, SENT_ON = date(2024, 3, 15), date(2024, 3, 20)
DUE = date(2029, 3, 20)
BY = "A. Officer"
LAYOUT_SEED = ROOT / "seeds" / "study" / "study_layouts.csv"
PEOPLE = [  # family, person, forename, surname
    ("fam1", "per1", "Adelaide", "Bracegirdle"),
    ("fam1", "per2", "Cuthbert", "Bracegirdle"),
    ("fam2", "per3", "Drusilla", "Featherstone"),
]
NAMES = {name for person in PEOPLE for name in person[2:]}


def seed(name: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / "study" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# A published build in small ------------------------------------------------------------------------


def publish(
    home: Home,
    people: list[tuple] = PEOPLE,
    withdrawn: tuple[str, ...] = (),
    keys: dict[str, str] | None = None,
    is_demo: bool = True,
    **values: str,
) -> None:
    """The two files that publishing makes, with what the study reads of them.

    `keys` are keys of today by those of before; `values` are of settings, or of a column of people.
    """
    home.warehouse.mkdir(parents=True, exist_ok=True)
    home.landing.mkdir(exist_ok=True)
    settings = {row["setting_code"]: row["setting_value"] for row in seed("study_settings")}
    settings |= {name: value for name, value in values.items() if name in settings}
    layout = [row for row in seed("study_layouts") if row["layout_version"].endswith("-1")]
    taken = {"individuals": {}, "families": {}}
    for row in layout:
        kind = {"date": "date", "integer": "integer"}.get(row["field_type"], "varchar")
        taken[row["file_name"]][row["taken_from"]] = kind
    for made in ("extract_id", "family_ref", "person_ref"):
        for columns in taken.values():
            columns.pop(made, None)
    taken["individuals"] |= {"family_key": "varchar", "person_key": "varchar"}
    taken["families"] |= {"family_key": "varchar"}
    individuals = [
        {
            "authority_code": "000", "gss_code": "E99999999", "family_key": family,
            "person_key": person, "forename": forename, "surname": surname,
            "date_of_birth": "2010-02-03", "sex": "F", "programme_group": "PROGRAMME",
        }
        | {name: value for name, value in values.items() if name not in settings}
        for family, person, forename, surname in people
    ]  # fmt: skip
    families = [
        {
            "authority_code": "000", "gss_code": "E99999999", "family_key": family,
            "programme_group": "PROGRAMME", "eligible_on": "2023-01-01",
            "framework_version": "sf-2022", "need_h01": 1, "is_earned_autonomy": 0,
        }
        for family in sorted({person[0] for person in people})
    ]  # fmt: skip
    tables = {
        "ext_ons__individuals": (taken["individuals"], individuals),
        "ext_ons__families": (taken["families"], families),
        "ext_ons__layout": (
            {name: "varchar" for name in ("authority_code", *layout[0])}
            | {"column_no": "integer", "is_required": "integer", "is_key": "integer"},
            [{"authority_code": "000", **row} for row in layout],
        ),
        "ext_ons__settings": (
            dict.fromkeys(("authority_code", "setting_code", "setting_value"), "varchar"),
            [
                {"authority_code": "000", "setting_code": code, "setting_value": value}
                for code, value in settings.items()
            ],
        ),
        "ext_ons__withdrawals": (
            dict.fromkeys(("authority_code", "person_key"), "varchar"),
            [{"authority_code": "000", "person_key": key} for key in withdrawn],
        ),
    }
    for file in (home.extracts_file, home.published_file):
        file.unlink(missing_ok=True)
        with duckdb.connect(str(file)) as connection:
            connection.execute("create schema governance")
            connection.execute(
                "create table governance.published_build as select 'b' as build_id, "
                "date '2024-03-15' as as_of_date, date '2024-03-15' as known_at, "
                "? as is_demo, ? as published_at",
                [is_demo, datetime(2024, 3, 15, 9)],
            )
    objections = home.path / "registers" / "objections.csv"
    read = sha256(objections.read_bytes()) if objections.is_file() else None
    with duckdb.connect(str(home.published_file)) as connection:
        connection.execute(
            "create table governance.gov_feed_accounting as "
            "select 'registers/objections.csv' as source_file, ?::varchar as sha256",
            [read],
        )
    with duckdb.connect(str(home.extracts_file)) as connection:
        connection.execute("create schema extracts.extracts; create schema restricted")
        for table, (columns, rows) in tables.items():
            shape = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            connection.execute(f"create table extracts.extracts.{table} ({shape})")
            for row in rows:
                marks = ", ".join("?" * len(columns))
                cells = [None if row.get(name) == "" else row.get(name) for name in columns]
                connection.execute(f"insert into extracts.extracts.{table} values ({marks})", cells)
        connection.execute(
            "create table restricted.person_key_crosswalk (record_key varchar, person_key varchar)"
        )
        crosswalk = {person[1]: person[1] for person in people} | (keys or {})
        connection.executemany(
            "insert into restricted.person_key_crosswalk values (?, ?)", list(crosswalk.items())
        )


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "keys"
    monkeypatch.setenv("SF_STUDY_KEYS", str(folder))
    return folder


@pytest.fixture
def recipient() -> x25519.Identity:
    return x25519.Identity.generate()


@pytest.fixture
def home(tmp_path: Path, keys: Path, recipient: x25519.Identity) -> Home:
    """A real home with a published build, keys and a recipient."""
    home = Home(tmp_path / "home")
    publish(home, is_demo=False)
    make_folder(keys, home)
    (home.path / "local").mkdir()
    (home.path / "local" / "study_recipients.csv").write_text(
        "holder,public_key,valid_from,valid_to,recorded_at\n"
        f"Recipient,{recipient.to_public()},2022-01-01,,2022-01-01\n"
    )
    return home


def made(home: Home) -> packaging.Packaged:
    return package(home, "000", BY, MADE_ON)


def sent(home: Home) -> packaging.Packaged:
    done = made(home)
    record_sent(home, "000", done.extract.extract_id, SENT_ON, "T-1", BY, SENT_ON)
    return done


def opened(done: packaging.Packaged, identity: x25519.Identity) -> dict[str, bytes]:
    sealed = done.folder / packaging.sealed_file(done.extract.extract_id)
    return unzipped(pyrage.decrypt(sealed.read_bytes(), [identity]))


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8"), newline="")))


def references(done: packaging.Packaged, identity: x25519.Identity) -> set[str]:
    files = opened(done, identity)
    rows = table(files, "individuals.csv") + table(files, "families.csv")
    return {row[name] for row in rows for name in ("nis_family_ref", "nis_person_ref") if name in row}


def steps(home: Home) -> list[str]:
    extracts = StudyRegister(home, "000").extracts
    return [step["step"] for extract in extracts for step in extract.steps]


# What is in the package ---------------------------------------------------------------------------


def test_the_files_are_those_of_the_layout_and_only_the_recipient_can_open_them(
    home: Home, recipient: x25519.Identity
) -> None:
    done = made(home)
    files = opened(done, recipient)
    assert set(files) == {"individuals.csv", "families.csv", "schema.json", "manifest.json"}
    for name in ("individuals", "families"):
        layout = [row for row in seed("study_layouts") if row["file_name"] == name]
        layout.sort(key=lambda row: int(row["column_no"]))
        heading = files[f"{name}.csv"].decode().split("\n", 1)[0]
        assert heading == ",".join(row["column_name"] for row in layout)
    people, families = table(files, "individuals.csv"), table(files, "families.csv")
    assert sorted((row["forename"], row["surname"]) for row in people) == sorted(
        person[2:] for person in PEOPLE
    )
    assert {row["nis_family_ref"] for row in people} == {row["nis_family_ref"] for row in families}
    assert len({row["nis_person_ref"] for row in people}) == len(PEOPLE)
    with pytest.raises(pyrage.DecryptError):
        opened(done, x25519.Identity.generate())


def test_no_key_of_the_warehouse_leaves_and_order_tells_nothing(
    home: Home, recipient: x25519.Identity
) -> None:
    files = opened(made(home), recipient)
    text = b"".join(files.values()).decode()
    assert not re.search(r"\b(fam|per)\d\b", text)
    for name, column in (("individuals.csv", "nis_family_ref"), ("families.csv", "nis_family_ref")):
        column = [row[column] for row in table(files, name)]
        assert column == sorted(column)


def test_the_manifest_says_what_it_is_and_under_which_law(
    home: Home, recipient: x25519.Identity
) -> None:
    done = made(home)
    manifest = json.loads(opened(done, recipient)["manifest.json"])
    assert manifest["extract_id"] == done.extract.extract_id == "NIS-000-2024-03-15-1"
    assert manifest["marking"] == ""
    assert manifest["recipient"] == "Office for National Statistics"
    assert "Article 6(1)(e)" in manifest["legal_basis"]
    assert manifest["layout_version"] == "nis-reconstruction-1"
    assert "reconstruction" in manifest["layout_note"]
    assert [(f["name"], f["rows"]) for f in manifest["files"]] == [
        ("families.csv", 2), ("individuals.csv", 3),
    ]  # fmt: skip


def test_nothing_is_left_readable(home: Home, keys: Path) -> None:
    made(home)
    written = [
        path
        for folder in (home.path / "output", home.path / "registers", keys)
        for path in folder.rglob("*")
        if path.is_file()
    ]
    assert len(written) == 7  # two sealed files and what they are; the register; three of keys
    readable = b"".join(path.read_bytes() for path in written)
    assert not [name for name in NAMES if name.encode() in readable]
    assert b"2010-02-03" not in readable
    if os.name == "posix":
        private = [path for path in written if path.parent != home.path / "registers"]
        private = [path for path in private if path.name != "study-keys.txt"]
        assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}


def test_the_secret_is_in_no_output_register_or_message(
    home: Home, keys: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("SF_HOME", str(home.path))
    monkeypatch.setattr(Home, "today", lambda self: MADE_ON)
    assert main(["package", "--by", BY]) == main(["package", "--by", BY]) == 0
    [key] = keys.glob("*.hmac")
    secret = key.read_text().strip()
    assert len(secret) == 64
    told = capsys.readouterr()
    assert secret not in told.out + told.err
    for path in home.path.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes()
            assert bytes.fromhex(secret) not in path.read_bytes()


# Table Schema -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("sex", "X"),
        ("nino", "not one"),
        ("postcode", "nowhere"),
        ("programme_group", "CONTROL"),
        ("gss_code", "9"),
        ("forename", ""),
    ],
)
def test_what_does_not_fit_the_layout_is_not_sealed_and_no_value_is_told(
    home: Home, keys: Path, column: str, value: str
) -> None:
    publish(home, is_demo=False, **{column: value})
    name = "la_gss_code" if column == "gss_code" else column
    with pytest.raises(StudyError, match=rf"individuals.csv, row 2, {name}: .*") as refusal:
        made(home)
    assert not value or value not in str(refusal.value)
    assert not [name for name in NAMES if name in str(refusal.value)]
    assert steps(home) == []
    assert list((home.path / "output").rglob("*.age")) == []
    assert not list(keys.glob("NIS*"))


def test_the_schema_that_is_shipped_is_the_one_checked_by(
    home: Home, recipient: x25519.Identity
) -> None:
    files = opened(made(home), recipient)
    shipped = json.loads(files["schema.json"])
    layout = Layout.of_rows(
        [row | {"column_no": int(row["column_no"]), "is_required": int(row["is_required"]),
                "is_key": int(row["is_key"])} for row in seed("study_layouts")]
    )  # fmt: skip
    assert shipped == {"layout_version": layout.version, "files": layout.schemas()}
    layout.check({name: files[f"{name}.csv"] for name in ("individuals", "families")})
    orphan = files["families.csv"].split(b"\n", 2)[0] + b"\n"
    with pytest.raises(StudyError, match="individuals.csv, row 2, row: ForeignKey Error"):
        layout.check({"individuals": files["individuals.csv"], "families": orphan})
    twice = files["families.csv"] + files["families.csv"].split(b"\n", 1)[1]
    with pytest.raises(StudyError, match="families.csv, row 4, row: PrimaryKey Error"):
        layout.check({"individuals": files["individuals.csv"], "families": twice})


def test_every_column_of_the_layout_is_one_that_the_build_has() -> None:
    described = yaml.safe_load((ROOT / "models/marts/extracts/_ons__models.yml").read_text())
    columns = {
        model["name"].removeprefix("ext_ons__"): {column["name"] for column in model["columns"]}
        for model in described["models"]
    }
    packaged = {"extract_id", "family_ref", "person_ref"}
    for row in seed("study_layouts"):
        assert row["taken_from"] in columns[row["file_name"]] | packaged, row
    assert not packaged & (columns["individuals"] | columns["families"])


# Keys ---------------------------------------------------------------------------------------------


def test_without_a_key_it_refuses_and_says_how_to_make_one(
    home: Home, keys: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("SF_HOME", str(home.path))
    for named in (None, str(keys.with_name("elsewhere"))):
        monkeypatch.delenv("SF_STUDY_KEYS")
        if named:
            monkeypatch.setenv("SF_STUDY_KEYS", named)
        else:
            monkeypatch.setenv("SF_STUDY_KEYS", "")
        assert main(["package", "--by", BY]) == 3
        assert "scripts/study.py new-keys FOLDER" in capsys.readouterr().err
    assert not home.output.exists()


def test_keys_are_kept_outside_repository_and_home_for_their_owner(
    home: Home, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (ROOT / "docs" / "keys", home.path / "local" / "keys"):
        with pytest.raises(StudyError, match="is kept where what it opens is not"):
            make_folder(place, home)
        assert not place.exists()
        monkeypatch.setenv("SF_STUDY_KEYS", str(place))
        with pytest.raises(StudyError, match="is kept where what it opens is not"):
            made(home)
    monkeypatch.setenv("SF_STUDY_KEYS", str(keys))
    other = keys.with_name("other")
    other.mkdir()
    (other / "letter.txt").write_text("x")
    with pytest.raises(StudyError, match="holds something already"):
        make_folder(other, home)
    assert not make_folder(keys, home)
    if os.name == "posix":
        assert stat.S_IMODE(keys.stat().st_mode) == 0o700
        keys.chmod(0o750)
        with pytest.raises(StudyError, match="others can look into"):
            made(home)


def test_without_a_recipient_nothing_is_made_but_in_a_demo_home(
    home: Home, keys: Path, recipient: x25519.Identity
) -> None:
    (home.path / "local" / "study_recipients.csv").unlink()
    with pytest.raises(StudyError, match="names nobody who can open packages of the national study"):
        made(home)
    (home.landing / "demo.yml").write_text("known_at: 2024-03-15\n")
    make_folder(keys, home)
    publish(home)
    done = made(home)
    assert done.extract.extract_id.startswith("DEMO-NIS-")
    assert done.extract.made["recipient"] == "throwaway key of the demo"
    identity = study_key_files.PACKAGE_KEYS.read(keys / "demo-recipient.age")[0]
    assert json.loads(opened(done, identity)["manifest.json"])["marking"] == "DEMO"
    with pytest.raises(pyrage.DecryptError):
        opened(done, recipient)


# References ---------------------------------------------------------------------------------------


def joined(first: set[str], second: set[str]) -> set[str]:
    """The references of two extracts that are the same."""
    return first & second


def test_references_of_two_extracts_cannot_be_joined(
    home: Home, recipient: x25519.Identity
) -> None:
    first = sent(home)
    second = package(home, "000", BY, SENT_ON)
    assert second.is_new
    before, after = references(first, recipient), references(second, recipient)
    assert len(before) == len(after) == 5  # the same people and families in both
    assert joined(before, after) == set()


def test_a_key_that_would_be_used_again_is_refused(
    home: Home, recipient: x25519.Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And without the refusal the references of the two would join, which the test above sees."""
    monkeypatch.setattr(study_key_files.secrets, "token_bytes", lambda size: b"\7" * size)
    first = sent(home)
    with pytest.raises(StudyError, match="would be used again"):
        package(home, "000", BY, SENT_ON)
    assert steps(home) == ["made", "sent"]
    with monkeypatch.context() as unprotected:
        unprotected.setattr(
            study_key_files.ReferenceKey, "fingerprint", property(lambda self: object())
        )
        unprotected.setattr(StudyRegister, "add", told_as_text(StudyRegister.add))
        second = package(home, "000", BY, SENT_ON)
    assert joined(references(first, recipient), references(second, recipient))


def told_as_text(add):
    def adding(self, *arguments, **told):
        return add(self, *arguments, **{name: str(value) for name, value in told.items()})

    return adding


def test_a_council_may_choose_references_of_the_study(
    home: Home, keys: Path, recipient: x25519.Identity
) -> None:
    publish(home, is_demo=False, reference_scope="study")
    first = sent(home)
    second = package(home, "000", BY, SENT_ON)
    assert references(first, recipient) == references(second, recipient)
    assert [path.name for path in keys.glob("*.hmac")] == ["study-000.hmac"]
    record_sent(home, "000", second.extract.extract_id, SENT_ON, "T-2", BY, SENT_ON)
    assert not destroy(home, "000", first.extract.extract_id, BY, DUE)
    assert list(keys.glob("*.hmac"))  # the second still needs it
    assert destroy(home, "000", second.extract.extract_id, BY, DUE)
    assert not list(keys.glob("*.hmac"))


# Again, stopped, and corrected --------------------------------------------------------------------


def test_the_same_again_is_no_work_until_it_is_sent_or_changes(home: Home) -> None:
    first = made(home)
    again = made(home)
    assert (again.is_new, again.folder) == (False, first.folder)
    publish(home, PEOPLE[:2], is_demo=False)
    second = made(home)
    assert second.is_new
    assert second.extract.extract_id == "NIS-000-2024-03-15-2"
    sealed = second.folder / packaging.sealed_file(second.extract.extract_id)
    sealed.write_bytes(sealed.read_bytes() + b"x")
    with pytest.raises(StudyError, match="is not the file that was made"):
        made(home)


@pytest.mark.parametrize("broken", ["_write", "same_content"])
def test_a_run_that_fails_leaves_nothing(
    home: Home, keys: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fails(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(packaging, broken, fails)
        with pytest.raises(KeyboardInterrupt):
            made(home)
    assert sorted(path.name for path in keys.iterdir()) == ["study-keys.txt"]
    assert steps(home) == []
    assert not [path for path in home.output.rglob("*") if path.is_file()]
    assert made(home).is_new


def test_a_run_killed_before_its_last_step_is_finished_by_the_next(
    home: Home, keys: Path, monkeypatch: pytest.MonkeyPatch, recipient: x25519.Identity
) -> None:
    def killed(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(packaging.Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            made(home)
    assert steps(home) == ["made"]
    again = made(home)
    assert not again.is_new
    assert len(table(opened(again, recipient), "individuals.csv")) == 3
    # what a run left that was killed before the register knew of it is nothing
    shutil.copytree(again.folder, again.folder.with_name(".partial-NIS-000-2024-03-15-9"))
    made(home)
    assert [path.name for path in again.folder.parent.iterdir()] == [again.folder.name]


def test_a_correction_names_what_it_takes_the_place_of(
    home: Home, recipient: x25519.Identity
) -> None:
    first = sent(home)
    name = first.extract.extract_id
    publish(home, PEOPLE[:2], is_demo=False)
    second = correct(home, "000", name, "a family was closed wrongly", BY, SENT_ON)
    assert json.loads(opened(second, recipient)["manifest.json"])["supersedes"] == name
    assert second.extract.made["supersedes"] == name
    assert second.extract.made["reason"] == "a family was closed wrongly"
    assert joined(references(first, recipient), references(second, recipient)) == set()
    with pytest.raises(StudyError, match=f"was corrected by {second.extract.extract_id}"):
        correct(home, "000", name, "again", BY, SENT_ON)
    with pytest.raises(StudyError, match="was not sent"):
        correct(home, "000", second.extract.extract_id, "why", BY, SENT_ON)


# After sending ------------------------------------------------------------------------------------


def test_an_extract_is_recorded_as_sent_once_on_a_day_that_can_be(home: Home) -> None:
    name = made(home).extract.extract_id
    for wrong in (date(2024, 3, 14), date(2024, 3, 21)):
        with pytest.raises(StudyError, match="expected a day from 2024-03-15, when it was made"):
            record_sent(home, "000", name, wrong, "T-1", BY, SENT_ON)
    assert record_sent(home, "000", name, SENT_ON, "T-1", BY, SENT_ON) == DUE
    with pytest.raises(StudyError, match="was sent on 2024-03-20 already"):
        record_sent(home, "000", name, SENT_ON, "T-1", BY, SENT_ON)
    with pytest.raises(StudyError, match="has no extract 'NIS-1'"):
        record_sent(home, "000", "NIS-1", SENT_ON, "T-1", BY, SENT_ON)


def notice(home: Home, name: str, identity: x25519.Identity) -> list[tuple[str, str]]:
    done = withdraw(home, "000", name, BY, SENT_ON)
    files = unzipped(pyrage.decrypt(done.file.read_bytes(), [identity]))
    assert not [named for named in NAMES if named.encode() in b"".join(files.values())]
    rows = table(files, "withdrawals.csv")
    return [(row["nis_family_ref"], row["nis_person_ref"]) for row in rows]


def test_a_withdrawal_after_sending_lists_that_extracts_references(
    home: Home, recipient: x25519.Identity
) -> None:
    done = sent(home)
    name = done.extract.extract_id
    people = {row["forename"]: row for row in table(opened(done, recipient), "individuals.csv")}
    told = {
        forename: (row["nis_family_ref"], row["nis_person_ref"]) for forename, row in people.items()
    }
    assert withdraw(home, "000", name, BY, SENT_ON) is None
    # the second person's key is another by now, for the record was tied to one known before
    publish(home, is_demo=False, withdrawn=("older", "stranger"), keys={"per2": "older"})
    assert objecting_since(home, "000", name) == 1
    assert notice(home, name, recipient) == [told["Cuthbert"]]
    assert withdraw(home, "000", name, BY, SENT_ON) is None
    publish(home, is_demo=False, withdrawn=("per2", "per3"))
    whole_family = (told["Drusilla"][0], "")
    assert notice(home, name, recipient) == sorted(
        [told["Cuthbert"], told["Drusilla"], whole_family]
    )
    assert steps(home) == ["made", "sent", "withdrawals", "withdrawals"]
    counted = [s["people"] for s in StudyRegister(home, "000").named(name).steps[2:]]
    assert counted == ["1", "2"]


def test_before_sending_there_is_nothing_to_withdraw(home: Home) -> None:
    publish(home, is_demo=False, withdrawn=("per2",))
    with pytest.raises(StudyError, match="was not sent: nothing is to be withdrawn"):
        withdraw(home, "000", made(home).extract.extract_id, BY, SENT_ON)


def test_keys_and_copy_are_destroyed_from_their_day_on_and_the_register_stays(
    home: Home, keys: Path
) -> None:
    done = sent(home)
    name = done.extract.extract_id
    with pytest.raises(StudyError, match="is kept until 2029-03-20"):
        destroy(home, "000", name, BY, date(2029, 3, 19))
    assert StudyKeys(home).copy_key(name)
    assert destroy(home, "000", name, BY, DUE)
    assert [path.name for path in keys.iterdir()] == ["study-keys.txt"]
    assert not done.folder.exists()
    for act in (destroy, withdraw):
        with pytest.raises(StudyError, match="was destroyed on 2029-03-20"):
            act(home, "000", name, BY, DUE)
    with pytest.raises(StudyError, match="expected a day from 2024-03-20, when it was sent"):
        record_destroyed(home, "000", name, date(2029, 4, 2), "L-1", "The recipient", DUE)
    record_destroyed(home, "000", name, date(2029, 4, 1), "L-1", "The recipient", date(2029, 4, 1))
    with pytest.raises(StudyError, match="was confirmed for 2029-04-01 already"):
        record_destroyed(home, "000", name, DUE, "L-1", "The recipient", date(2029, 4, 2))
    assert steps(home) == ["made", "sent", "destroyed", "confirmed"]


def test_what_was_never_sent_may_go_at_any_time(home: Home, keys: Path) -> None:
    name = made(home).extract.extract_id
    assert destroy(home, "000", name, BY, MADE_ON, "made by mistake")
    assert [path.name for path in keys.iterdir()] == ["study-keys.txt"]
    with pytest.raises(StudyError, match="nobody else holds it"):
        record_destroyed(home, "000", name, MADE_ON, "L-1", "The recipient", MADE_ON)
    assert made(home).extract.extract_id == "NIS-000-2024-03-15-2"


def test_five_years_from_a_leap_day_end_on_the_first_of_march() -> None:
    assert years_after(date(2024, 2, 29), 5) == date(2029, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_an_objection_that_the_build_does_not_know_of_stops_everything(home: Home) -> None:
    name = sent(home).extract.extract_id
    objections = home.path / "registers" / "objections.csv"
    objections.write_text("objection_id\nO1\n")
    with pytest.raises(StudyError, match="objections.csv' changed since the published build"):
        made(home)
    with pytest.raises(StudyError, match="objections.csv' changed since the published build"):
        withdraw(home, "000", name, BY, SENT_ON)
    publish(home, is_demo=False, withdrawn=("per1",))
    assert withdraw(home, "000", name, BY, SENT_ON).people == 1
    objections.unlink()
    with pytest.raises(StudyError, match="objections.csv' changed since the published build"):
        made(home)


def test_two_at_once_are_one_after_the_other(home: Home) -> None:
    (home.path / "registers").mkdir()
    (home.path / "registers" / ".study_extracts.lock").touch()
    with pytest.raises(StudyError, match="another study command is writing"):
        made(home)


def test_the_command_tells_what_became_of_an_extract(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("SF_HOME", str(home.path))
    monkeypatch.setattr(Home, "today", lambda self: SENT_ON)
    assert main(["package", "--by", BY]) == 0
    name = "NIS-000-2024-03-15-1"
    told = ["--on", "2024-03-20", "--reference", "T-1", "--by", BY]
    assert main(["record-sent", name, *told]) == 0
    publish(home, is_demo=False, withdrawn=("per1",))
    assert main(["withdrawals", name, "--by", BY]) == 0
    assert main(["correct", name, "--reason", "one withdrew", "--by", BY]) == 0
    assert main(["destroy", name, "--by", BY]) == 3
    monkeypatch.setattr(Home, "today", lambda self: DUE)
    assert main(["status"]) == 0
    assert main(["destroy", name, "--by", BY]) == 0
    told = ["--on", "2029-03-20", "--reference", "L-1", "--by", "The recipient"]
    assert main(["record-destroyed", name, *told]) == 0
    said = capsys.readouterr().out
    assert "2 families, 3 people, sealed to Recipient" in said
    assert "To be destroyed by 2029-03-20" in said
    assert f"Withdrawn from {name}: 1. To be sent: " in said
    assert f"takes the place of {name}" in said
    assert "corrected by NIS-000-2024-03-15-2, destroy NOW, due 2029-03-20" in said
    assert "Confirmed: the recipient destroyed its copy" in said


# One way ------------------------------------------------------------------------------------------


def doors(contracts: list[TableContract], columns: list[tuple[str, str]]) -> list[str]:
    """What would let data of the study in: contracts, and columns of seeds and built tables."""
    found = [
        f"{contract.feed_code}.{contract.name}"
        for contract in contracts
        if is_named_for_the_study(contract.feed_code)
        or is_named_for_the_study(contract.name)
        or study_columns([*contract.column_names])
    ]
    return found + [f"{table}.{name}" for table, name in columns if study_columns([name])]


def seed_columns() -> list[tuple[str, str]]:
    found = []
    for path in sorted((ROOT / "seeds").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [(path.stem, name) for name in next(csv.reader(file))]
    return found


def test_no_contract_and_no_seed_is_a_door_for_linked_data() -> None:
    assert len(seed_columns()) > 300
    assert doors(load_contracts(), seed_columns()) == []


def renamed(contract: TableContract, **changes: object) -> TableContract:
    return dataclasses.replace(contract, **changes)


def test_a_door_that_somebody_adds_is_seen() -> None:
    contracts = load_contracts()
    plain = contracts[0]
    named = renamed(plain, feed_code="nis_linked")
    tabled = renamed(plain, name="national_impact_study_results")
    column = renamed(plain.columns[0], name="nis_person_ref")
    carrying = renamed(plain, columns=(*plain.columns, column))
    for door in (named, tabled, carrying):
        assert doors([*contracts, door], []) == [f"{door.feed_code}.{door.name}"]
    assert doors([], [("int_x", "NIS_Family_Ref")]) == ["int_x.NIS_Family_Ref"]


READERS = re.compile(
    r"\b(read_(csv|parquet|json|text|blob|xlsx)\w*|\w+_scan|glob)\s*\(|\battach\b|"
    r"from\s+'[^']*\.(csv|parquet|json|xlsx)'",
    re.IGNORECASE,
)


def test_nothing_built_has_a_reference_of_the_study_and_no_model_reads_files(
    demo: Warehouse,
) -> None:
    for file in ("build", "published", "extracts"):
        columns = demo.query(
            "select table_name, column_name from information_schema.columns "
            "where table_catalog = current_database()",
            file,
        )
        assert len(columns) > 100
        assert doors([], columns) == []
    models = [n for n in demo.manifest()["nodes"].values() if n["resource_type"] == "model"]
    sources = {
        source["source_name"] for source in demo.manifest()["sources"].values()
    }
    assert sources == {contract.feed_code for contract in load_contracts()}
    sql = [model for model in models if model["language"] == "sql"]
    compiled = demo.target / "compiled" / "supporting_families"
    code = {m["name"]: (compiled / m["original_file_path"]).read_text(encoding="utf-8") for m in sql}
    assert [name for name, text in code.items() if READERS.search(text)] == [
        name for name, text in code.items() if name.startswith("stg_") and "read_parquet" in text
    ]
    assert READERS.search("select * from read_csv('x.csv')") and READERS.search("from 'x.parquet'")


@pytest.mark.parametrize(
    ("place", "header", "problem"),
    [
        ("nis/2024-01-05/anything.csv", "a,b", "'nis' is named for data of the national study"),
        ("police/2024-01-05/national_impact_study.csv", "a,b", "is named for data of the national"),
        ("linked_data/2024-01-05/x.csv", "a,b", "'linked_data' is named for data of the national"),
        (
            "police/2024-01-05/police_incidents_2024-01.csv",
            "incident_id,nominal_ref,NIS_Person_Ref,incident_class,occurred_on",
            "it has the column NIS_Person_Ref: references of the national study",
        ),
    ],
)
def test_intake_refuses_what_looks_like_data_of_the_study(
    tmp_path: Path, place: str, header: str, problem: str
) -> None:
    home = Home(tmp_path / "home")
    file = home.landing / place
    file.parent.mkdir(parents=True)
    file.write_text(f"{header}\n{','.join('1' for _ in header.split(','))}\n")
    contracts = [c for c in load_contracts() if c.feed_code == "police"]
    [account] = take_in(home, contracts)
    assert problem in account.problem
    assert "never returned to the council" in account.cure
    assert account.file_status != "taken_in"
    assert not [path for path in home.intake.rglob("*.parquet") if path.stem != "_empty"]


# The demo home ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sent_files(demo: Warehouse) -> dict[str, bytes]:
    """What the recipient of the demo's extract would read."""
    [folder] = (demo.home / "output" / "study").iterdir()
    identity = study_key_files.PACKAGE_KEYS.read(study_keys(demo) / "demo-recipient.age")[0]
    sealed = folder / packaging.sealed_file(folder.name)
    return unzipped(pyrage.decrypt(sealed.read_bytes(), [identity]))


@pytest.fixture(scope="module")
def links(demo: Warehouse) -> list[dict[str, str]]:
    """Whose the references of the demo's extract are, by the council's copy."""
    [folder] = (demo.home / "output" / "study").iterdir()
    identity = x25519.Identity.from_str(
        (study_keys(demo) / f"{folder.name}.age").read_text().splitlines()[-1]
    )
    copy = folder / packaging.council_copy(folder.name)
    return json.loads(unzipped(pyrage.decrypt(copy.read_bytes(), [identity]))["references.json"])


def landed(demo: Warehouse, path: str) -> list[dict[str, str]]:
    with (demo.home / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def may_not_be_sent(demo: Warehouse, people: set[str], families: set[str]) -> set[str]:
    """Of the people and families, by the case system's own references, who should not be there."""
    objections = [
        row
        for row in landed(demo, "registers/objections.csv")
        if not row["withdrawn_on"] and row["scope"] in ("study", "matching")
    ]
    notices = landed(demo, "landing/early_help/2024-03-10/programme_privacy_notices.csv")
    told = {row["family_id"] for row in notices if row["mentions_study"] == "Y"}
    assert objections and told
    return people & {row["source_person_ref"] for row in objections} | (families - told)


def test_nobody_in_the_demo_extract_objects_or_was_not_told(
    demo: Warehouse, sent_files: dict[str, bytes], links: list[dict[str, str]]
) -> None:
    refs = dict(
        demo.query(
            "select record_key, source_person_ref from intermediate.int_person_source_links "
            "where feed_code = 'early_help'"
        )
    )
    by_person: dict[str, set[str]] = {}
    for record, person in demo.query(
        "select record_key, person_key from intermediate.int_person_source_links"
    ):
        if record in refs:
            by_person.setdefault(person, set()).add(refs[record])
    case_refs = dict(
        demo.query("select family_key, source_family_ref from intermediate.int_family_keys")
    )
    people = set().union(*(by_person[link["person_key"]] for link in links))
    families = {case_refs[link["family_key"]] for link in links}
    assert len(people) > 80 and len(families) > 20
    assert may_not_be_sent(demo, people, families) == set()
    # and the check sees it where somebody is
    objector = next(
        row["source_person_ref"]
        for row in landed(demo, "registers/objections.csv")
        if not row["withdrawn_on"]
    )
    assert may_not_be_sent(demo, people | {objector}, families) == {objector}
    assert may_not_be_sent(demo, people, families | {"F000005"}) == {"F000005"}
    told = table(sent_files, "individuals.csv")
    assert len(told) == len(links)


def test_everybody_left_out_of_the_demo_has_a_row_that_says_why(demo: Warehouse) -> None:
    eligible = set(
        demo.query("select family_key, person_key from intermediate.int_study_members")
    )
    told = set(demo.query("select family_key, person_key from extracts.ext_ons__individuals"))
    rows = demo.query(
        "select family_key, person_key, reason from restricted.study_exclusions where is_left_out = 1"
    )
    left_out = {(family, person) for family, person, _ in rows if person != "family"}
    assert told | left_out == eligible
    assert not told & left_out
    reasons = {reason for *_, reason in rows}
    assert {"objects_to_study", "no_notice", "notice_without_study"} <= reasons
    counted = demo.query("select reason, people from governance.gov_study_exclusions", "published")
    assert {reason for reason, _ in counted} == reasons


def test_no_family_of_the_demo_extract_is_inferred_and_both_groups_are_there(
    demo: Warehouse, sent_files: dict[str, bytes]
) -> None:
    inferred = "select family_key from intermediate.int_inferred_family_members"
    assert demo.query(f"select count(*) from ({inferred})") > [(0,)]
    sent_families = "select family_key from extracts.ext_ons__families"
    assert demo.query(f"{sent_families} intersect {inferred}") == []
    groups = {row["programme_group"] for row in table(sent_files, "families.csv")}
    assert groups == {"PROGRAMME", "COMPARISON"}


def test_nothing_in_the_demo_extract_is_from_a_feed_without_research(demo: Warehouse) -> None:
    agreements = landed(demo, "local/feed_register.csv")
    naming = {row["feed_code"] for row in agreements if "research" in row["purposes"].split()}
    without = {row["feed_code"] for row in agreements} - naming
    assert {"dwp", "domestic_abuse"} <= without
    allowed = {feed for feed, in demo.query(
        "select feed_code from intermediate.int_study_feeds where may_research")}  # fmt: skip
    assert allowed and not allowed & without
    # every need told of has evidence that may be used, and some need of somebody has none
    unsupported = demo.query(
        """
        select n.person_key, n.need_code
        from intermediate.int_study_needs as n
        inner join intermediate.int_study_candidates as c on n.candidate_key = c.candidate_key
        where c.episode_key is not null and not exists (
            select 1
            from core.fct_family_need as f
            inner join core.fct_need_evidence as e on f.need_instance_id = e.need_instance_id
            inner join intermediate.int_study_feeds as feeds
                on e.feed_code = feeds.feed_code and feeds.may_research
            where
                f.episode_key = c.episode_key and f.person_key = n.person_key
                and f.need_code = n.need_code
        )
        """
    )
    assert unsupported == []
    [(met, told)] = demo.query(
        """
        select
            (
                select count(*) from core.fct_family_need as f
                inner join intermediate.int_study_candidates as c on f.episode_key = c.episode_key
                where f.status = 'met'
            ),
            (
                select count(*) from intermediate.int_study_needs as n
                inner join intermediate.int_study_candidates as c
                    on n.candidate_key = c.candidate_key
                where c.episode_key is not null
            )
        """
    )
    assert 0 < told < met


def test_protected_addresses_of_the_demo_are_withheld_with_the_reason(
    sent_files: dict[str, bytes], demo: Warehouse, links: list[dict[str, str]]
) -> None:
    hidden = {key for key, in demo.query("select person_key from intermediate.int_hidden_addresses")}
    keys = {link["person_ref"]: link["person_key"] for link in links}
    found = 0
    for row in table(sent_files, "individuals.csv"):
        address = [row[name] for name in row if name.startswith(("address_line", "postcode"))]
        is_hidden = keys[row["nis_person_ref"]] in hidden
        assert row["address_withheld"] == ("PROTECTED" if is_hidden else "")
        assert not is_hidden or address == [""] * 5
        found += is_hidden
    assert 0 < found < len(keys)
