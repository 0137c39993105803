"""The links of homes that are hard to link, measured against the truth, and the cap on pairs."""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from conftest import ROOT, Warehouse, copy_home
from supporting_families.home import Home
from supporting_families.linking.against_truth import Agreement, load_cells, load_truth, pairwise
from supporting_families.linking.built import built
from supporting_families.linking.match_quality import main, match_quality
from supporting_families.linking.model import REPOSITORY_MODEL, LinkageError, read_model
from supporting_families.linking.quality import CASES_SHOWN, WEIGHTS, load_compared
from supporting_families.linking.scores import SMALLEST_COUNTED, linker_of, pairs_by_rule, score
from test_linkage_training import identities_of

CODE = ROOT / "supporting_families" / "linking"
SEEDS = ROOT / "seeds"
LEAST_PRECISION, LEAST_RECALL = 0.999, 0.985


def linked_home(home: Path, people: int, seed: int = 1) -> Warehouse:
    """A hard home with its people linked, and nothing else built."""
    warehouse = Warehouse(home)
    warehouse.must(
        "scripts/generate_demo.py", "--home", str(home),
        "--people", str(people), "--seed", str(seed), "--setting", "hard",
    )  # fmt: skip
    warehouse.must(
        "dbt", "build", "--select", "+int_person_source_links",
        "--exclude-resource-type", "unit_test", "test",
    )  # fmt: skip
    return warehouse


def agreement(home: Path) -> Agreement:
    with duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True) as connection:
        load_truth(connection, Home(home))
        load_cells(connection, "select * from intermediate.int_person_source_links")
        return pairwise(connection)


def setting(warehouse: Warehouse, code: str) -> float:
    [(value,)] = warehouse.query(
        f"select setting_value from catalogue.linkage_settings where setting_code = '{code}'"
    )
    return float(value)


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return linked_home(tmp_path_factory.mktemp("hard") / "home", people=4_000)


def check(found: Agreement) -> None:
    assert found.true > 4_000, "a test of hardly any pairs shows nothing"
    assert found.precision >= LEAST_PRECISION, found
    assert found.recall >= LEAST_RECALL, found


def test_hard_records_are_linked_rightly(hard):
    check(agreement(hard.home))


@pytest.mark.long
def test_hard_records_of_twenty_thousand_people_are_linked_rightly(tmp_path):
    check(agreement(linked_home(tmp_path / "home", people=20_000).home))


def test_no_blocking_rule_gives_more_pairs_than_the_setting_allows(hard):
    limit = setting(hard, "pairs_per_identity")
    with duckdb.connect(str(hard.home / "warehouse/build.duckdb"), read_only=True) as connection:
        identities = connection.execute(
            "select * from intermediate.int_distinct_identities"
        ).to_arrow_table()
    model = read_model(REPOSITORY_MODEL)
    with linker_of(identities, model) as (_, frame, _connection):
        pairs = pairs_by_rule(frame, model)
    assert len(pairs) == len(model.settings["blocking_rules_to_generate_predictions"])
    assert max(pairs.values()) <= limit * identities.num_rows
    assert sum(pairs.values()) > identities.num_rows, "there is something to cap"


# The report ---------------------------------------------------------------------------------------


def report(home: Path) -> Path:
    return match_quality(Home(home)).parent


@pytest.fixture(scope="module")
def told(hard: Warehouse) -> Path:
    return report(hard.home)


@pytest.fixture(scope="module")
def told_without_truth(hard: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    home = copy_home(hard, folder, "landing", "local", "warehouse").home
    return report(home)


def rows(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv")


def test_the_report_says_what_the_links_are_worth(hard, told):
    found = agreement(hard.home)
    [overall] = rows(told, "against_truth").query("counted == 'pairs of records'").itertuples()
    assert (overall.linked, overall.true, overall.right) == (found.linked, found.true, found.right)
    pairs = rows(told, "by_feed_pair")
    for column, count in (
        ("linked_pairs", found.linked), ("true_pairs", found.true), ("right_pairs", found.right)
    ):  # fmt: skip
        assert pairs[column].sum() == count, column
    rates = rows(told, "match_rate_by_feed")
    parts = ["linked_to_another_feed", "linked_in_the_feed_only", "alone"]
    assert (rates[parts].sum(axis=1) == rates["records"]).all()
    [(records,)] = hard.query("select count(*) from intermediate.int_person_source_links")
    assert rates["records"].sum() == records


def test_people_put_together_anew_at_the_limit_in_force_are_those_of_the_build(hard, told):
    found = agreement(hard.home)
    limit = setting(hard, "link_weight")
    [same] = rows(told, "limits_tried").query("link_weight == @limit").itertuples()
    assert (same.precision, same.recall) == pytest.approx((found.precision, found.recall))
    higher = rows(told, "limits_tried").sort_values("link_weight")
    assert higher["recall"].is_monotonic_decreasing and higher["recall"].nunique() > 5


def test_every_group_of_a_feature_is_counted_once(told):
    [overall] = rows(told, "against_truth").query("counted == 'people'").itertuples()
    people = rows(told, "by_group").groupby("feature")["people"].sum()
    assert set(people) == {overall.true} and len(people) == 5


def test_confusions_are_shown_with_reasons(told):
    reasons, cases = rows(told, "confusion_reasons"), rows(told, "confusion_cases")
    for kind, count in reasons.groupby("kind")["pairs_of_identities"].sum().items():
        assert (cases["kind"] == kind).sum() == min(count, CASES_SHOWN)
    assert set(cases["reason"]) <= set(reasons["reason"]) and cases["reason"].notna().all()
    assert "missed" in set(cases["kind"])


def test_the_steps_of_a_pair_add_up_to_its_weight(hard):
    model = read_model(REPOSITORY_MODEL)
    chance = model.settings["probability_two_random_records_match"]
    with built(Home(hard.home)) as connection:
        load_compared(connection, model)
        steps = " + ".join(WEIGHTS)
        [(pairs, most)] = connection.execute(
            f"select count(*), max(abs(match_weight - ({steps}) - log2({chance} / (1 - {chance}))))"
            " from compared"
        ).fetchall()
    assert pairs > 4_000 and most < 1e-6


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_the_report_is_for_its_owner_only(told):
    assert told.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in told.iterdir()} == {0o600}


def test_the_same_build_gives_the_same_report_in_place_of_the_old_one(hard, told):
    before = {path.name: path.read_bytes() for path in told.iterdir()}
    (told / "left_over.csv").write_text("old")
    again = report(hard.home)
    assert {path.name: path.read_bytes() for path in again.iterdir()} == before
    assert [path.name for path in again.parent.iterdir()] == ["match_quality"]


def test_without_the_truth_the_report_measures_nothing_against_it(told_without_truth):
    names = {path.name for path in told_without_truth.iterdir()}
    assert {"nearest_pairs.csv", "links_by_rule.csv", "match_rate_by_feed.csv"} <= names
    assert not {"against_truth.csv", "by_group.csv", "confusion_cases.csv"} & names


def test_the_page_needs_nothing_from_anywhere(told):
    page = (told / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 8
    sources = set(re.findall(r"https?://[^\s\"'<>]+", page))
    assert sources <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "<script" not in page and "<link" not in page and "<img" not in page


def test_no_value_of_a_record_is_in_the_report(hard, told, told_without_truth):
    """Words that the code itself has are no sign of a record: a girl may be called May."""
    columns = (
        "forename", "surname", "standard_forename", "standard_surname", "date_of_birth", "upn",
        "nhs_number", "nino", "postcode", "uprn", "source_person_ref", "record_key",
    )  # fmt: skip
    values = set()
    for column in columns:
        found = hard.query(f"select distinct {column} from intermediate.int_identity_records")
        values |= {str(value) for (value,) in found if value is not None and len(str(value)) > 2}
    code = "".join(path.read_text("utf-8") for path in CODE.rglob("*.py"))
    seeds = "".join(path.read_text("utf-8") for path in SEEDS.rglob("*.csv"))
    values -= set(re.findall(r"\w+", code + seeds))
    assert len(values) > 10_000
    for folder in (told, told_without_truth):
        for path in folder.iterdir():
            text = path.read_text(encoding="utf-8")
            if path.name in ("confusion_cases.csv", "nearest_pairs.csv"):
                text = re.sub(r",\w+,\w+$", "", text, flags=re.MULTILINE)  # the keys to look up
            words = set(re.findall(r"[\w-]+", text)) | set(re.findall(r"\w+ \w+", text))
            assert words & values == set(), path.name


def test_without_a_build_the_command_says_so_in_one_line(tmp_path, capsys):
    (tmp_path / "landing").mkdir()
    assert main(["--home", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert told.startswith("No report was written: there is no build") and told.count("\n") == 1


# The cap on pairs ---------------------------------------------------------------------------------


def with_one_birth_date(count: int) -> pa.Table:
    """So many identities of which all have the birth date that some system fills in."""
    rows = identities_of(count // 2).to_pylist()
    for row in rows:
        row["date_of_birth"] = rows[0]["date_of_birth"]
        row["upn"] = None
    return pa.Table.from_pylist(rows, schema=identities_of(1).schema)


def test_a_birth_date_that_a_system_fills_in_stops_the_build_and_names_no_value():
    identities = with_one_birth_date(2 * SMALLEST_COUNTED)
    with pytest.raises(LinkageError) as raised:
        score(identities, read_model(REPOSITORY_MODEL), 0.0, pairs_per_identity=60)
    told = str(raised.value)
    assert "share date_of_birth, first letter of forename" in told
    assert "look for a default that a system fills in" in told
    for column in ("date_of_birth", "standard_forename", "standard_surname", "postcode"):
        assert not [v for v in set(identities[column].to_pylist()) if str(v) in told], column


def test_few_identities_may_share_a_birth_date():
    """Blocks of a small authority are small however many share them."""
    identities = with_one_birth_date(200)
    assert score(identities, read_model(REPOSITORY_MODEL), 0.0, pairs_per_identity=60).num_rows
