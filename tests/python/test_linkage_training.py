"""The linkage model: training is repeatable and writes nothing about anybody; the one we ship is whole."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from conftest import ROOT
from landing import land, taken_in
from pyarrow import csv
from supporting_families.home import Home
from supporting_families.linking import train as training
from supporting_families.linking.comparisons import blocking_rules, compared
from supporting_families.linking.folders import replaced_whole
from supporting_families.linking.model import (
    REPOSITORY_MODEL,
    LinkageError,
    model_of,
    own_model_folder,
    read_model,
)
from supporting_families.linking.guards import guards
from supporting_families.linking.scores import SCORES
from supporting_families.linking.train import train as train_on
from supporting_families.linking.words import rule_in_words

FORENAMES = ["ANNE", "BEN", "CARA", "DAVID", "ELLA", "FRED", "GRACE", "HUGH", "IRIS", "JOHN"]
SURNAMES = [
    "ADAMS", "BROWN", "CLARK", "DAVIES", "EVANS", "FOSTER", "GREEN", "HALL", "JONES", "KING"
]  # fmt: skip
RARE_FORENAME, RARE_SURNAME = "XANTHIPPE", "ZYGMUNTOWICZ"


def identities_of(people: int, seed: int = 1) -> pa.Table:
    """Two identities a person: the second lacks the number, and now and then has a slip."""
    rng = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        born = date(1990, 1, 2) + timedelta(days=int(rng.integers(0, 9000)))
        right = {
            "standard_forename": FORENAMES[rng.integers(0, len(FORENAMES))],
            "standard_surname": SURNAMES[rng.integers(0, len(SURNAMES))],
            "date_of_birth": born,
            "postcode": f"XD{person % 7 + 1} {person % 9}A{chr(65 + person // 9 % 26)}",
            "uprn": str(10_000_000 + person // 2),
            "sex": "FM"[person % 2],
            "upn": f"U{person}",
        }
        if person < 9:
            right["standard_forename"] = RARE_FORENAME
        if person == 1:
            right["standard_surname"] = RARE_SURNAME
        said = {**right, "upn": f"U{person}" if rng.random() < 0.5 else None}
        if rng.random() < 0.1:
            said["date_of_birth"] = born + timedelta(days=1)
        if rng.random() < 0.1:
            said["standard_surname"] += "E"
        # so that nine identities have the rare name
        if person < 9:
            said["standard_forename"] = FORENAMES[0]
        rows += [right, said]
    for rank, row in enumerate(rows, start=1):
        row |= {
            "identity_key": f"i{rank:06}",
            "authority_code": "999",
            "forename_words": row["standard_forename"],
            "surname_words": row["standard_surname"],
            "is_birth_date_weak": False,
            "former_upn": None,
            "nhs_number": None,
            "nino": None,
            "first_record_rank": rank,
            "record_count": 1,
        }
    schema = pa.schema(
        [
            (name, pa.date32() if name == "date_of_birth" else pa.string())
            for name in rows[0]
            if name not in ("is_birth_date_weak", "first_record_rank", "record_count")
        ]
        + [("is_birth_date_weak", pa.bool_())]
        + [("first_record_rank", pa.int64()), ("record_count", pa.int64())]
    )
    return pa.Table.from_pylist(rows, schema=schema)


def train(identities: pa.Table, folder: Path, note: str = "") -> None:
    """Trains on identities of two feeds: each person's first is of the one, the second of the other."""
    rows = [
        {"identity_key": key, "feed_code": "odd" if int(key[1:]) % 2 else "even"}
        for key in identities["identity_key"].to_pylist()
    ]
    train_on(identities, pa.Table.from_pylist(rows), folder, note)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module", autouse=True)
def few_random_pairs() -> Iterator[None]:
    """Enough for little sets, in a tenth of the time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(training, "RANDOM_PAIRS", 200_000)
        yield


@pytest.fixture(scope="module")
def identities() -> pa.Table:
    return identities_of(1200)


@pytest.fixture(scope="module")
def trained(identities: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "linkage"
    train(identities, folder, note="Made for a test.")
    return folder


# Training -----------------------------------------------------------------------------------------


def test_the_same_identities_in_another_order_give_the_same_bytes(identities, trained, tmp_path):
    order = np.random.default_rng(2).permutation(identities.num_rows)
    train(identities.take(pa.array(order)), tmp_path / "again", note="Made for a test.")
    assert contents(tmp_path / "again") == contents(trained)


def test_other_identities_give_another_model(trained, tmp_path):
    train(identities_of(1200, seed=2), tmp_path / "other")
    assert contents(tmp_path / "other")["model.json"] != contents(trained)["model.json"]


def test_the_files_hold_no_name_that_few_bear(identities, trained):
    for column, name in (("standard_forename", "forenames"), ("standard_surname", "surnames")):
        bearers = identities[column].to_pylist()
        names = csv.read_csv(trained / f"{name}.csv")["name"].to_pylist()
        assert names == sorted(n for n in set(bearers) if bearers.count(n) >= 10)
    assert identities["standard_forename"].to_pylist().count(RARE_FORENAME) == 9
    written = b"".join(contents(trained).values()).decode()
    values = {RARE_FORENAME, RARE_SURNAME}
    for column in ("identity_key", "postcode", "uprn", "upn"):
        values |= {value for value in identities[column].to_pylist() if value}
    assert [value for value in values if value in written] == []


def test_a_name_is_in_the_tables_from_the_tenth_bearer_on(identities, tmp_path):
    """Nine of the little set bear the rare name; one more makes ten."""
    rows = identities.to_pylist()
    rows[1]["standard_forename"] = RARE_FORENAME
    train(pa.Table.from_pylist(rows, schema=identities.schema), tmp_path / "tenth")
    assert RARE_FORENAME in (tmp_path / "tenth" / "forenames.csv").read_text()


def test_what_the_identities_never_show_comes_from_the_model_of_the_repository(trained):
    """No identity of the little set has an initial for a forename, and the report says so."""
    learnt, known = levels_of(read_model(trained).settings), repository_levels()
    assert learnt.keys() == known.keys()
    initial = learnt[("forename", "Initial only")]
    for name in ("m_probability", "u_probability"):
        assert initial[name] == known[("forename", "Initial only")][name]
    same_day = learnt[("date_of_birth", "Same day")]
    assert same_day["m_probability"] != known[("date_of_birth", "Same day")]["m_probability"]
    report = (trained / "training_report.md").read_text()
    assert "| Initial only \\* |" in report and "| Same day |" in report
    assert "Made for a test." in report


def test_a_model_for_the_repository_borrows_nothing(identities, tmp_path, monkeypatch):
    monkeypatch.setattr(training, "REPOSITORY_MODEL", tmp_path / "model")
    with pytest.raises(LinkageError, match="forename 'Initial only'.*Train it on more people"):
        train(identities, tmp_path / "model")
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(("count", "is_enough"), [(1999, False), (2000, True)])
def test_two_thousand_identities_are_enough(identities, tmp_path, count, is_enough):
    some = identities.slice(0, count)
    if is_enough:
        train(some, tmp_path / "linkage")
        assert (tmp_path / "linkage" / "model.json").is_file()
    else:
        with pytest.raises(LinkageError, match="1,999 identities are too few"):
            train(some, tmp_path / "linkage")
        assert list(tmp_path.iterdir()) == []


def test_identities_that_share_nothing_teach_nothing(identities, tmp_path):
    rows = identities.to_pylist()
    for number, row in enumerate(rows):
        row |= {
            "standard_forename": f"F{number}", "standard_surname": f"S{number}", "upn": None,
            "postcode": f"P{number}", "uprn": None,
        }  # fmt: skip
    with pytest.raises(LinkageError, match="nothing to learn from"):
        train(pa.Table.from_pylist(rows, schema=identities.schema), tmp_path / "linkage")
    assert list(tmp_path.iterdir()) == []


def look_alikes(within: int, across: int, **levels: int) -> tuple[pa.Table, pa.Table]:
    """Scores of so many pairs of look-alikes, and the feeds of their identities."""
    pairs, feeds = [], []
    for number in range(within + across):
        left, right = f"l{number}", f"r{number}"
        scored = {f"{name}_level": 5 for name in ("forename", "date_of_birth", "identifier")}
        pairs.append({"identity_key_l": left, "identity_key_r": right, **scored, **levels})
        other = "one" if number < within else "other"
        feeds += [(left, "one"), (left, "third"), (right, other)]
    names = {"identity_key": [key for key, _ in feeds], "feed_code": [feed for _, feed in feeds]}
    return pa.Table.from_pylist(pairs, schema=SCORES), pa.table(names)


@pytest.mark.parametrize(
    ("within", "across", "holds"),
    [(0, 99, 1), (0, 100, 0), (2, 98, 1), (1, 99, 0), (3, 147, 1), (2, 147, 0), (0, 0, 1)],
)
def test_look_alikes_are_one_person_where_hardly_any_stand_side_by_side(within, across, holds):
    """From a hundred pairs on, with fewer than two in a hundred within one feed."""
    found = guards(*look_alikes(within, across, forename_level=0)).to_pylist()
    by_code = {row["negative_code"]: row for row in found}
    assert by_code["N4"] == {
        "negative_code": "N4", "pairs_within_feeds": within, "pairs_across_feeds": across,
        "applies": holds,
    }  # fmt: skip
    # nothing was seen that speaks of the others
    assert by_code["N5"]["applies"] == by_code["N10"]["applies"] == 1


def test_each_reason_counts_its_own_look_alikes():
    assert [
        [row["pairs_across_feeds"] for row in guards(*look_alikes(0, 7, **level)).to_pylist()]
        for level in ({"forename_level": 0}, {"date_of_birth_level": 0}, {"forename_level": -1})
    ] == [[7, 0, 0], [0, 7, 0], [0, 0, 7]]


def test_the_reasons_about_look_alikes_hold_in_the_model_of_the_repository():
    """The demo has twins and parents of one name."""
    assert {row["applies"] for row in read_model(REPOSITORY_MODEL).guards.to_pylist()} == {1}


def test_a_folder_that_could_not_be_written_whole_stays_as_it_was(tmp_path):
    folder = tmp_path / "linkage"
    folder.mkdir()
    (folder / "model.json").write_text("old")
    with pytest.raises(OSError, match="disk full"), replaced_whole(folder) as new:
        (new / "model.json").write_text("half")
        raise OSError("disk full")
    assert contents(folder) == {"model.json": b"old"}
    assert [path.name for path in tmp_path.iterdir()] == ["linkage"]
    with replaced_whole(folder) as new:
        (new / "other.json").write_text("new")
    assert contents(folder) == {"other.json": b"new"}
    assert [path.name for path in tmp_path.iterdir()] == ["linkage"]


# The command --------------------------------------------------------------------------------------


def run_training(*arguments: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "scripts/train_linkage.py", *arguments]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_explains_itself():
    assert "example: python scripts/train_linkage.py" in run_training("--help").stdout


def test_without_a_build_the_command_says_so_in_one_line(tmp_path):
    (tmp_path / "landing").mkdir()
    done = run_training("--home", str(tmp_path))
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("No model was written: there is no build")
    assert done.stderr.count("\n") == 1


def test_a_home_takes_its_own_model_and_intake_leaves_it_alone(trained, tmp_path):
    home = land(tmp_path, "nothing", "notes.txt")
    assert model_of(home).folder == REPOSITORY_MODEL
    before = {account.source_file for account in taken_in(home)}
    with replaced_whole(own_model_folder(home)) as new:
        for name, content in contents(trained).items():
            (new / name).write_bytes(content)
    assert model_of(Home(tmp_path)).folder == own_model_folder(home)
    assert {account.source_file for account in taken_in(home)} == before


def test_half_a_model_is_an_error_that_names_what_is_missing(tmp_path):
    own_model_folder(Home(tmp_path)).mkdir(parents=True)
    with pytest.raises(LinkageError, match="lacks model.json, guards.csv, forenames.csv, surnames.csv"):
        model_of(Home(tmp_path))


# The model of the repository ----------------------------------------------------------------------


def levels_of(settings: dict) -> dict[tuple[str, str], dict]:
    return {
        (comparison["output_column_name"], level["label_for_charts"]): level
        for comparison in settings["comparisons"]
        for level in comparison["comparison_levels"]
        if not level.get("is_null_level")
    }


def repository_levels() -> dict[tuple[str, str], dict]:
    return levels_of(read_model(REPOSITORY_MODEL).settings)


def test_the_model_of_the_repository_is_of_the_comparisons_in_the_code():
    in_code = [comparison.create_comparison_dict("duckdb") for comparison in compared()]
    known = read_model(REPOSITORY_MODEL).settings

    def conditions(comparison: dict) -> tuple[str, list[tuple[str, str]]]:
        return comparison["output_column_name"], [
            (level["sql_condition"], level.get("label_for_charts"))
            for level in comparison["comparison_levels"]
        ]

    assert [conditions(c) for c in known["comparisons"]] == [conditions(c) for c in in_code]
    assert [rule["blocking_rule"] for rule in known["blocking_rules_to_generate_predictions"]] == [
        rule.create_blocking_rule_dict("duckdb")["blocking_rule"] for rule in blocking_rules()
    ]


def test_every_level_of_the_model_of_the_repository_was_learnt():
    for key, level in repository_levels().items():
        assert 0 < level["m_probability"] <= 1, key
        assert 0 < level["u_probability"] <= 1, key
    report = (REPOSITORY_MODEL / "training_report.md").read_text(encoding="utf-8")
    assert "generate_demo.py" in report and "\\*" not in report


def test_the_model_of_the_repository_is_text_that_git_can_compare():
    text = (REPOSITORY_MODEL / "model.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"


# Words --------------------------------------------------------------------------------------------


def test_blocking_rules_in_words():
    said = [
        rule_in_words(rule.create_blocking_rule_dict("duckdb")["blocking_rule"])
        for rule in blocking_rules()
    ]
    assert said[0] == "upn"
    assert "date_of_birth, first letter of forename" in said
    assert "date_of_birth, first 2 letters of surname" in said
    assert "forename and surname either way round" in said
    assert "surname, first letter of forename, year of date_of_birth" in said
    assert len(set(said)) == len(said)
    assert not any(sign in " ".join(said) for sign in "()\"=")
