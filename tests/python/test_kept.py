"""Tables of a feed stay as they are until something that they are made from has changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse, copy_home

from supporting_families.bench.equality import same_tables
from supporting_families.contracts import PROJECT_ROOT, load_contracts
from supporting_families.home import Home

FEEDS = ("--select", "+int_evidence_of_feeds", "+int_identities")
ASKED_BY_FEED = {"int_files_in_force", "int_files_known", "int_rows_deleted", "landed_files"}


@pytest.fixture(scope="module")
def models(demo: Warehouse) -> dict[str, dict]:
    return {
        node["name"]: node
        for node in demo.manifest()["nodes"].values()
        if node["resource_type"] == "model"
    }


@pytest.fixture(scope="module")
def kept(models: dict[str, dict]) -> set[str]:
    """The models that are kept, of those that FEEDS chooses."""
    chosen, further = set(), {"int_evidence_of_feeds", "int_identities"}
    while further:
        chosen |= further
        parents = {parent for name in further for parent in models[name]["depends_on"]["nodes"]}
        further = {parent.split(".")[2] for parent in parents} & set(models) - chosen
    return {name for name in chosen if models[name]["config"]["materialized"] == "kept"}


@pytest.fixture(scope="module")
def home(demo: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The demo home, built where it is now, for builds that follow."""
    folder = tmp_path_factory.mktemp("kept")
    home = copy_home(demo, folder, "landing", "local", "registers", "warehouse")
    home.must("dbt", "run", *FEEDS)
    return home


def made_anew(home: Warehouse, kept: set[str], *more: str, **settings: str) -> set[str]:
    """The kept models that a run made anew; the others say that they were kept."""
    home.must("dbt", "run", *FEEDS, *more, **settings)
    results = json.loads((home.target / "run_results.json").read_text(encoding="utf-8"))["results"]
    told = {result["unique_id"].split(".")[2]: result["message"] for result in results}
    assert kept <= set(told)
    return {name for name in kept if told[name] != "KEPT"}


def different(one: Path, other: Warehouse) -> list[str]:
    """The tables that hold other rows in one build file than in the other's."""
    return same_tables(one, Home(other.home).build_file)["different"]


def test_what_a_feed_that_changed_is_read_into_is_made_anew_and_nothing_else(
    home: Warehouse, kept: set[str]
) -> None:
    assert len(kept) > 150
    assert made_anew(home, kept) == set()

    police, housing = (home.home / "landing" / feed for feed in ("police", "housing"))
    incidents = sorted(police.glob("*/police_incidents_*.csv"))[-1]
    lines = incidents.read_text(encoding="utf-8").splitlines(keepends=True)
    (police / "2024-03-14").mkdir()
    (police / "2024-03-14" / incidents.name).write_text("".join(lines[:-1]), encoding="utf-8")

    arrears = sorted(housing.glob("*/housing_arrears.csv"))[-1]
    row_key = "|".join(arrears.read_text(encoding="utf-8").splitlines()[1].split(",")[:2])
    (housing / "2024-03-14").mkdir()
    (housing / "2024-03-14" / "deletion_notice.csv").write_text(
        f"table_name,row_key,reason\narrears,{row_key},sent in error\n", encoding="utf-8"
    )

    # a build that ends before it can say what a table was made from
    with duckdb.connect(str(Home(home.home).build_file)) as build:
        build.execute("comment on table build.staging.stg_send__people is null")

    assert made_anew(home, kept) == {
        "stg_police__incidents", "stg_police__missing_episodes", "int_evidence__police",
        "int_identity__police", "stg_housing__arrears", "stg_housing__asb_cases",
        "stg_housing__possession_actions", "stg_housing__tenants", "int_evidence__housing",
        "int_identity__housing", "stg_send__people",
    }  # fmt: skip
    [(left,)] = home.query(
        "select count(*) from intermediate.int_evidence__housing as e "
        f"inner join staging.stg_housing__arrears as a using (source_file, source_row) "
        f"where a.row_key = '{row_key}'"
    )
    assert left == 0


def test_on_an_earlier_day_kept_tables_hold_what_a_full_rebuild_holds(
    home: Warehouse, kept: set[str], tmp_path: Path
) -> None:
    earlier = {"SF_AS_OF_DATE": "2023-11-30", "SF_KNOWN_AT": "2023-11-30"}
    anew = made_anew(home, kept, **earlier)
    staged = {name for name in kept if name.startswith("stg_")}
    # staging holds all that ever landed
    assert anew & staged == set()
    assert {"int_evidence__police", "int_identity__health"} <= anew
    built = shutil.copy2(Home(home.home).build_file, tmp_path / "built.duckdb")

    assert made_anew(home, kept, "--full-refresh", **earlier) == kept
    assert different(built, home) == []

    assert "int_evidence__police" in made_anew(home, kept)
    assert any("int_evidence__police" in told for told in different(built, home))


def test_a_kept_model_reads_its_own_feeds_alone_of_tables_that_hold_all(
    models: dict[str, dict], kept: set[str]
) -> None:
    """Only the rows of its feeds are looked at for changes: known_rows and landed ask for no more."""
    asked = {name for name, node in models.items() if node["config"]["meta"].get("asked_by_feed")}
    assert asked == ASKED_BY_FEED
    for name in kept:
        raw, parents = models[name]["raw_code"], models[name]["depends_on"]["nodes"]
        assert not any(f"ref('{table}')" in raw for table in asked), name
        if any(parent.startswith("source.") for parent in parents):
            assert "model.supporting_families.landed_files" in parents, name
    anywhere = {table.feed_code for table in load_contracts() if table.root == "any"}
    assert anywhere == {"notices"}
    assert not any(name.startswith("stg_notices__") for name in kept)


def test_only_what_people_record_has_a_day_of_its_own_in_every_row() -> None:
    """A partner's row is told when its file is, and known_rows asks for no other day."""
    contracts = (PROJECT_ROOT / "models" / "staging").glob("*/*__sources.yml")
    recorded = {
        path.parent.name
        for path in contracts
        if "recorded_at" in path.read_text(encoding="utf-8")
    }
    assert recorded == {"local", "registers"}
