"""The family lookup: searches as the build links, shows no identity, and logs before it shows."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from conftest import ROOT, Warehouse, copy_home

from supporting_families.home import Home
from supporting_families.intake import read_accounts, take_in
from supporting_families.linking.standardise import IDENTITY, MODELS, TYPED, render, standardise
from supporting_families.lookup import command
from supporting_families.lookup.command import CLOSING, main
from supporting_families.lookup.request import request_of
from supporting_families.lookup.search import find

WHO = ["--purpose", "identification", "--as-who", "A. Worker"]
SEARCHED = "restricted.lookup_identities"


@pytest.fixture(scope="module")
def published(demo: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A home of its own with what the demo published."""
    home = copy_home(demo, tmp_path_factory.mktemp("lookup"), "registers", "local")
    (home.home / "landing").mkdir()
    shutil.copy(demo.home / "landing" / "demo.yml", home.home / "landing")
    (home.home / "warehouse").mkdir()
    for name in ("published", "extracts"):
        shutil.copy(demo.home / "warehouse" / f"{name}.duckdb", home.home / "warehouse")
    return home


@pytest.fixture
def home(published: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("SF_HOME", str(published.home))
    (published.home / "registers" / "family_lookups.csv").unlink(missing_ok=True)
    return Home(published.home)


@pytest.fixture(scope="module")
def known(published: Warehouse) -> dict[str, str]:
    """A child of a family in case management with needs, services and a worker, by full identity."""
    rows = published.query(
        f"""
        select i.person_key, i.standard_forename, i.standard_surname, i.date_of_birth::varchar,
            i.postcode, i.upn, f.family_key, f.case_system_family_id
        from {SEARCHED} as i
        inner join restricted.lookup_families as f using (person_key)
        where i.upn is not null and i.postcode is not null and f.case_system_family_id is not null
            and i.standard_forename is not null
        order by all
        """,
        "extracts",
    )
    complete = {
        row[0]
        for row in published.query(
            "select family_key from eligibility.mart_family_view group by family_key "
            "having count(distinct kind) = 3",
            "published",
        )
    }
    row = next(row for row in rows if row[6] in complete)
    names = ("person_key", "forename", "surname", "date_of_birth", "postcode", "upn", "family_key", "id")
    return dict(zip(names, row, strict=True))


def options(known: dict[str, str], *names: str, **other: str) -> list[str]:
    given = {name: known[name] for name in names} | other
    return [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", value)]


def looked(home: Home) -> list[dict[str, str]]:
    path = home.path / "registers" / "family_lookups.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Standardised as in the build ---------------------------------------------------------------------


@pytest.mark.parametrize("model", MODELS)
def test_the_lookup_runs_the_very_sql_of_the_build(demo: Warehouse, model: str) -> None:
    compiled = demo.target / "compiled" / "supporting_families" / IDENTITY / f"{model}.sql"
    built = re.sub(r'"build"\."\w+"\."(\w+)"', r"\1", compiled.read_text(encoding="utf-8"))
    ours = render((ROOT / IDENTITY / f"{model}.sql").read_text(encoding="utf-8"))
    assert "".join(ours.split()) == "".join(built.split())


def test_what_is_typed_is_standardised_as_the_build_does_it(demo: Warehouse) -> None:
    """The records of every feed, typed in, come out as the build has them."""
    given = ("record_key", "authority_code", *TYPED)
    standard = (
        "standard_forename", "forename_words", "standard_surname", "surname_words", "date_of_birth",
        "is_birth_date_weak", "upn", "nhs_number", "postcode",
    )  # fmt: skip
    rows = demo.query(
        f"""
        select {", ".join(f"i.{name}" for name in given)}, {", ".join(f"r.{name}" for name in standard)}
        from intermediate.int_identities as i
        inner join intermediate.int_identity_records as r using (record_key)
        where i.known_as is null and i.preferred_surname is null and i.former_surname is null
        """
    )
    assert len(rows) > 1000
    types = [pa.date32() if name == "date_of_birth" else pa.string() for name in given]
    typed = pa.Table.from_pylist(
        [dict(zip(given, row, strict=False)) for row in rows],
        pa.schema(list(zip(given, types, strict=True))),
    )
    found = {
        row["record_key"]: tuple(row[name] for name in standard)
        for row in standardise(typed, is_demo=True).to_pylist()
    }
    assert found == {row[0]: row[len(given) :] for row in rows}


# Searching ----------------------------------------------------------------------------------------


def test_who_is_known_is_found_and_what_to_know_of_the_family_is_shown(
    home: Home, known: dict[str, str], capsys
) -> None:
    assert main([*WHO, *options(known, "forename", "surname", "date_of_birth", "postcode")]) == 0
    told = capsys.readouterr().out
    assert "1. likely the person" in told
    assert "forename: same name" in told
    assert "date of birth: same day" in told
    assert f"Family {known['id']} of the case system" in told
    for label in ("needs now", "services involved", "working with the family"):
        assert re.search(rf"{label}: (?!none known).+", told)
    assert told.splitlines()[-1] == CLOSING


def test_a_slip_in_the_name_still_finds_and_says_so(home: Home, known: dict[str, str], capsys) -> None:
    surname = known["surname"] + "E"
    assert main([*WHO, *options(known, "forename", "date_of_birth", "postcode", surname=surname)]) == 0
    told = capsys.readouterr().out
    assert known["id"] in told
    assert re.search("surname: (typed alike|one of two names)", told)


def test_a_pupil_number_alone_is_enough(home: Home, known: dict[str, str], capsys) -> None:
    assert main([*WHO, *options(known, "upn")]) == 0
    told = capsys.readouterr().out
    assert known["id"] in told
    assert "identifier: one identifier the same" in told
    # nothing is said of what was not typed
    assert not re.search("forename|surname|date of birth|address:", told)


def test_nothing_is_shown_but_what_was_typed(home: Home, known: dict[str, str], capsys) -> None:
    assert main([*WHO, *options(known, "upn")]) == 0
    told = capsys.readouterr().out.casefold()
    for name in ("upn", "postcode", "person_key", "family_key", "date_of_birth"):
        assert known[name].casefold() not in told
    assert not re.search(rf"\b({known['forename']}|{known['surname']})\b", told, re.IGNORECASE)


def test_at_most_five_people_are_shown_best_first(home: Home) -> None:
    with duckdb.connect(str(home.extracts_file), read_only=True) as connection:
        people = [
            row[0]
            for row in connection.execute(
                f"select distinct person_key from {SEARCHED} order by 1 limit 7"
            ).fetchall()
        ]
    best = people[3]
    given = {"forename": "Zebedee", "surname": "Quillfeather", "date_of_birth": "2011-03-04"}
    statement = f"""
        update {SEARCHED} set standard_forename = case when person_key = '{best}' then 'ZEBEDEE' end,
            forename_words = null, standard_surname = 'QUILLFEATHER', surname_words = 'QUILLFEATHER',
            date_of_birth = date '2011-03-04', is_birth_date_weak = false,
            postcode = null, uprn = null, upn = null, nhs_number = null, nino = null
        where list_contains({people}, person_key)
        """
    with _changed(home, statement):
        matches = find(home, "999", request_of("A", "identification", given))
    assert len(matches) == 5
    assert matches[0].person_key == best
    assert matches[0].weight > matches[1].weight
    assert len({match.person_key for match in matches}) == 5


def test_nobody_found_is_said_and_logged(home: Home, capsys) -> None:
    assert main([*WHO, "--surname", "Nobodyhere", "--date-of-birth", "1931-02-03"]) == 0
    assert "Nobody found" in capsys.readouterr().out
    [row] = looked(home)
    assert (row["person_keys"], row["family_keys"]) == ("", "")


def test_a_hidden_postcode_is_never_confirmed(home: Home, known: dict[str, str]) -> None:
    given = {name: known[name] for name in ("forename", "surname", "date_of_birth", "postcode")}
    request = request_of("A", "identification", given)
    where = f"where person_key = '{known['person_key']}'"
    with _changed(home, f"update {SEARCHED} set postcode = null, uprn = null {where}"):
        [match, *_] = find(home, "999", request)
    assert (match.person_key, match.levels["address"]) == (known["person_key"], -1)


@contextmanager
def _changed(home: Home, statement: str) -> Iterator[None]:
    """The extracts file with one change, for a while."""
    kept = home.extracts_file.with_suffix(".kept")
    shutil.copy(home.extracts_file, kept)
    try:
        with duckdb.connect(str(home.extracts_file)) as connection:
            connection.execute(statement)
        yield
    finally:
        kept.replace(home.extracts_file)


# What is given ------------------------------------------------------------------------------------


def test_what_is_known_may_come_on_standard_input(home: Home, known: dict[str, str], monkeypatch, capsys) -> None:
    given = {name: known[name] for name in ("surname", "date_of_birth", "upn")}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({**given, "forename": None})))
    assert main([*WHO, "--stdin"]) == 0
    assert known["id"] in capsys.readouterr().out
    assert looked(home)[0]["fields_given"] == "surname date_of_birth upn"


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"name": "Lee"}', '{"surname": 7}'])
def test_other_input_is_refused_without_its_values(home: Home, monkeypatch, capsys, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert main([*WHO, "--stdin"]) == 2
    told = capsys.readouterr().err
    assert "one JSON object" in told and "Lee" not in told
    assert looked(home) == []


REFUSED = {
    "surname alone": (["--surname", "Lee"], "too little"),
    "birth date alone": (["--date-of-birth", "2010-01-02"], "too little"),
    "names and postcode": (["--forename", "Ann", "--surname", "Lee", "--postcode", "XX1 1AA"], "too little"),
    "blank": (["--upn", "  "], "too little"),
    "no date": (["--surname", "Lee", "--date-of-birth", "2010-02-30"], "date of birth is no date"),
    "wrong check letter": (["--upn", "B123456789012"], "pupil number is not a valid one"),
    "wrong check digit": (["--nhs-number", "9990000001"], "NHS number is not a valid one"),
    "no postcode": (["--surname", "Lee", "--date-of-birth", "2010-01-02", "--postcode", "here"],
                    "postcode is not a valid one"),
}  # fmt: skip


@pytest.mark.parametrize("given, told", REFUSED.values(), ids=REFUSED)
def test_too_little_or_wrong_is_refused_without_its_values(
    home: Home, capsys, given: list[str], told: str
) -> None:
    assert main([*WHO, *given]) == 2
    captured = capsys.readouterr()
    assert told in captured.err
    assert captured.out == ""
    assert not [value for value in given[1::2] if value.strip() and value in captured.err]
    assert looked(home) == []


@pytest.mark.parametrize("purpose", ["outcomes", "analysis", "research", "curiosity"])
def test_another_purpose_is_refused(home: Home, known: dict[str, str], capsys, purpose: str) -> None:
    assert main(["--purpose", purpose, "--as-who", "A", *options(known, "upn")]) == 2
    captured = capsys.readouterr()
    assert "may be identification or finding_families" in captured.err
    assert captured.out == "" and looked(home) == []


@pytest.mark.parametrize("missing", ["--purpose", "--as-who"])
def test_purpose_and_name_are_required(home: Home, missing: str) -> None:
    words = [*WHO, "--upn", "X"]
    at = words.index(missing)
    with pytest.raises(SystemExit) as stopped:
        main(words[:at] + words[at + 2 :])
    assert stopped.value.code == 2
    assert main(["--purpose", "identification", "--as-who", " ", "--upn", "X"]) == 2


# The log ------------------------------------------------------------------------------------------


def test_every_look_is_logged_without_values(home: Home, known: dict[str, str]) -> None:
    for names in (["upn"], ["surname", "date_of_birth"]):
        assert main([*WHO, *options(known, *names)]) == 0
    first, second = looked(home)
    assert list(first) == [
        "looked_at", "looked_by", "purpose", "fields_given", "person_keys", "family_keys", "recorded_at"
    ]  # fmt: skip
    assert first["looked_by"] == "A. Worker"
    assert first["purpose"] == "identification"
    assert (first["fields_given"], second["fields_given"]) == ("upn", "surname date_of_birth")
    assert known["person_key"] in first["person_keys"].split()
    assert known["family_key"] in first["family_keys"].split()
    assert first["recorded_at"] == "2024-03-15"
    text = (home.path / "registers" / "family_lookups.csv").read_text(encoding="utf-8")
    for name in ("upn", "surname", "forename", "date_of_birth", "postcode", "id"):
        assert known[name].casefold() not in text.casefold()


def test_it_is_logged_before_it_is_shown(home: Home, known: dict[str, str], monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(command, "lines", lambda *_: seen.append(len(looked(home))) or [])
    assert main([*WHO, *options(known, "upn")]) == 0
    assert seen == [1]


def test_what_cannot_be_logged_is_not_shown(home: Home, known: dict[str, str], capsys) -> None:
    log = home.path / "registers" / "family_lookups.csv"
    log.mkdir()
    try:
        assert main([*WHO, *options(known, "upn")]) == 3
    finally:
        log.rmdir()
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("Nothing is shown: the look cannot be logged")


def test_without_anything_published_it_says_so(home: Home, known: dict[str, str], capsys) -> None:
    kept = home.published_file.rename(home.published_file.with_suffix(".kept"))
    try:
        assert main([*WHO, *options(known, "upn")]) == 3
    finally:
        kept.rename(home.published_file)
    assert "publish" in capsys.readouterr().err
    assert looked(home) == []


def test_the_log_is_a_register_that_intake_knows(home: Home, known: dict[str, str], tmp_path: Path) -> None:
    assert main([*WHO, *options(known, "upn")]) == 0
    other = Home(tmp_path / "home")
    shutil.copytree(home.path / "registers", other.path / "registers")
    other.landing.mkdir()
    take_in(other)
    [account] = [a for a in read_accounts(other) if a.source_file.endswith("family_lookups.csv")]
    assert (account.file_status, account.rows_counted, account.rows_rejected) == ("taken_in", 1, 0)
    assert account.columns_missing is None and account.columns_not_in_contract is None
