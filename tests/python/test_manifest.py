"""The house rules that the manifest can show: layers, the knowledge cut, clocks, descriptions."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest
from conftest import ROOT, Warehouse
from supporting_families.contracts import load_contracts

ROOMS = [
    "staging",
    "intermediate/landing",
    "intermediate/privacy",
    "intermediate/catalogue",
    "intermediate/rights",
    "intermediate/identity",
    "intermediate/episodes",
    "intermediate/evidence",
    "intermediate/needs",
    "intermediate/identification",
    "intermediate/outcomes",
    "intermediate/claims",
    "intermediate/after",
    "intermediate/programme",
    "intermediate/access",
    "intermediate/study",
    "intermediate/progress",
    "intermediate/disclosure",
    "intermediate/month_ends",
    "intermediate/retention",
    "marts/core",
    "marts/restricted",
    "marts/eligibility",
    "marts/claims",
    "marts/progress",
    "marts/governance",
    "marts/programme",
    "marts/reporting",
    "marts/extracts",
]
# Rooms that may ask what day it is in the events: the others hold what was ever told.
MAY_CUT_EVENT_TIME = {
    "intermediate/episodes", "intermediate/needs", "intermediate/identification",
    "intermediate/outcomes", "intermediate/claims", "intermediate/after", "intermediate/programme",
    "intermediate/study", "intermediate/progress", "intermediate/retention",
    "intermediate/disclosure", "intermediate/month_ends", "marts/core",
    "marts/claims", "marts/progress", "marts/programme",
}  # fmt: skip
CLOCKS = re.compile(
    r"current_date|current_timestamp|\bnow\s*\(|getdate|localtimestamp|run_started_at|today\s*\(",
    re.IGNORECASE,
)
# Published tables without a column that says whose a row is, and why that is right: `keyed` by what
# one authority alone has, or `shared`, the same to all.
WITHOUT_AUTHORITY = {
    "dim_date": ("shared", "the calendar, with the default school terms"),
    "dim_framework_version": ("shared", "the versions of the framework"),
    "dim_headline": ("shared", "the headlines of each version"),
    "dim_need": ("shared", "the catalogue; gov_catalogue says what each authority confirmed"),
    "dim_outcome": ("shared", "the catalogue; gov_catalogue says what each authority confirmed"),
    "dim_return": ("shared", "the returns of the programme"),
    "dim_system_guide_sign_off": ("shared", "the sign-offs of the guide"),
    "dim_symbol": ("shared", "what stands where there is no figure"),
    "gov_feed_columns": ("shared", "the contracts of the feeds"),
    "gov_gates": ("shared", "the checks of the build"),
    "gov_column_lineage": ("shared", "the code: which column is made of which"),
    "gov_personal_data_paths": ("shared", "the code: where personal data goes"),
    "gov_table_uses": ("shared", "the code: what tables use"),
    "gov_programme_funding": ("shared", "published sums, about no authority of the home"),
}
# What an authority sets, agrees or decides for itself: whoever joins it joins by authority too.
BY_AUTHORITY = {
    "int_catalogue_rows", "int_catalogue_values", "int_claim_windows", "int_confirmations",
    "int_covered_months", "int_decisions", "int_disclosure_settings", "int_feed_agreements",
    "int_feed_coverage",
    "int_feed_standing", "int_feeds", "int_framework_settings", "int_linkage_guards",
    "int_linkage_settings", "int_measure_terms", "int_measures", "int_payments",
    "int_programme_settings", "int_reported_terms", "int_retention_rules", "int_retention_settings",
    "int_reporting_settings", "int_retired_families", "int_returns_calendar",
    "int_rule_wording", "int_rules", "int_school_terms", "int_search_rules", "int_search_terms",
    "int_server_logins", "int_settings", "int_study_feeds", "int_study_settings",
}  # fmt: skip
NAMED = (
    re.compile(r"\{\{ ref\('(?P<model>\w+)'\) \}\} as (?P<name>\w+)"),
    re.compile(r"(?P<name>\w+) as \(\s*select \* from \{\{ ref\('(?P<model>\w+)'\) \}\}"),
)
ALWAYS_TODAYS = {"int_objections", "int_destroyed_records"}
KNOWN_ROWS = re.compile(r"known_rows\(\s*ref\('(stg_\w+)'\)")


@pytest.fixture(scope="module")
def nodes(demo: Warehouse) -> dict[str, dict]:
    manifest = demo.manifest()
    return {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }


@pytest.fixture(scope="module")
def models(nodes: dict[str, dict]) -> dict[str, dict]:
    return {key: node for key, node in nodes.items() if node["resource_type"] == "model"}


def room(node: dict) -> str:
    """The folder of a model below models/, two levels for intermediate and marts."""
    parts = PurePosixPath(node["original_file_path"]).parts[1:-1]
    return parts[0] if parts[0] == "staging" else "/".join(parts[:2])


def test_every_model_is_in_a_room(models: dict) -> None:
    assert {room(model) for model in models.values()} <= set(ROOMS)


def test_data_flows_down_only(models: dict) -> None:
    wrong = []
    for model in models.values():
        here = ROOMS.index(room(model))
        for parent in model["depends_on"]["nodes"]:
            if parent in models and ROOMS.index(room(models[parent])) > here:
                wrong.append((model["name"], models[parent]["name"]))
    assert wrong == []


def test_marts_never_read_staging_or_sources(models: dict) -> None:
    context = "build_context"
    wrong = [
        (model["name"], parent)
        for model in models.values()
        if room(model).startswith("marts/")
        for parent in model["depends_on"]["nodes"]
        if parent.startswith("source.")
        or (parent in models and room(models[parent]) == "staging" and context not in parent)
    ]
    assert wrong == []


def test_only_staging_reads_sources(models: dict) -> None:
    assert [
        model["name"]
        for model in models.values()
        if room(model) != "staging"
        and any(parent.startswith("source.") for parent in model["depends_on"]["nodes"])
    ] == []


def test_the_knowledge_cut_is_applied_once_where_staging_is_read(models: dict) -> None:
    """Every read of a staged table below landing goes through known_rows, one read a table.

    Objections are the exception that the architecture names: always today's list. So are the
    anchors of what was destroyed, which is gone at every date.
    """
    wrong = []
    for model in models.values():
        if room(model) in ("staging", "intermediate/landing") or model["language"] != "sql":
            continue
        staged = re.findall(r"ref\('(stg_\w+)'\)", model["raw_code"])
        cut = KNOWN_ROWS.findall(model["raw_code"])
        if model["name"] in ALWAYS_TODAYS:
            assert cut == []
            continue
        if sorted(staged) != sorted(cut) or len(set(cut)) != len(cut):
            wrong.append(model["name"])
    assert wrong == []


def test_whoever_reads_staging_makes_the_knowledge_cut(models: dict) -> None:
    """Directly, or through identity_of, which makes it for the tables of a feed."""
    wrong = [
        model["name"]
        for model in models.values()
        if room(model) not in ("staging", "intermediate/landing")
        and model["name"] not in ALWAYS_TODAYS
        and any(".stg_" in parent for parent in model["depends_on"]["nodes"])
        and not re.search(r"\b(known_rows|identity_of)\(", model["raw_code"])
    ]
    assert wrong == []


def test_event_time_is_cut_only_where_it_may_be(models: dict) -> None:
    wrong = [
        model["name"]
        for model in models.values()
        if "as_of_date()" in (model["raw_code"] or "")
        and room(model) not in MAY_CUT_EVENT_TIME
    ]
    assert wrong == []


def test_every_published_table_says_whose_its_rows_are(models: dict) -> None:
    """A home may hold several authorities; what has no column for it is named above, with why."""
    assert {
        model["name"]
        for model in models.values()
        if room(model).startswith("marts/") and "authority_code" not in model["columns"]
    } == set(WITHOUT_AUTHORITY)


def test_what_an_authority_decides_for_itself_is_joined_by_authority(models: dict) -> None:
    without = {
        (model["name"], found["model"])
        for model in models.values()
        for pattern in NAMED
        for found in pattern.finditer(model["raw_code"] or "")
        if found["model"] in BY_AUTHORITY
        and f"{found['name']}.authority_code" not in model["raw_code"]
    }
    assert without == {
        ("int_file_agreements", "int_feed_agreements"),  # joined under another name
        ("gov_feed_register", "int_feeds"),  # passed on whole
        ("dim_need", "int_confirmations"),  # counted over all
        ("dim_outcome", "int_confirmations"),
    }


def test_an_inferred_family_can_never_be_claimed(models: dict) -> None:
    """What follows from inferred families stays in identification and the marts that say so."""
    follows = {"model.supporting_families.int_inferred_family_members"}
    assert follows <= set(models)
    while True:
        more = {
            key
            for key, model in models.items()
            if key not in follows and follows & set(model["depends_on"]["nodes"])
        }
        if not more:
            break
        follows |= more
    outside = {
        models[key]["name"]
        for key in follows
        if room(models[key]) not in (
            "intermediate/identity", "intermediate/identification", "intermediate/study"
        )
    }  # fmt: skip
    # the study takes those of case management alone: see test_study.py
    of_the_study = {
        "ext_ons__individuals", "ext_ons__families", "study_exclusions", "gov_study_exclusions",
    }  # fmt: skip
    assert outside - of_the_study == {
        "mart_identified_families", "mart_identified_family_reasons", "mart_family_view",
        "lookup_families",
        "mart_funnel",  # at its first stage alone: see test_reporting_casework.py
    }  # fmt: skip


def test_nothing_calls_the_clock(models: dict) -> None:
    assert [
        model["name"] for model in models.values() if CLOCKS.search(model["raw_code"] or "")
    ] == []


def test_everything_is_described_and_says_its_grain_first(nodes: dict) -> None:
    wrong = [
        node["name"]
        for node in nodes.values()
        if not re.match(r"One row( per|\.)", node["description"] or "")
    ]
    assert wrong == []


def test_marts_are_contracted_tables_with_every_column_described(models: dict) -> None:
    for model in models.values():
        if room(model).startswith("marts/"):
            assert model["config"]["materialized"] == "table", model["name"]
            assert model["config"]["contract"]["enforced"], model["name"]
            assert all(column["description"] for column in model["columns"].values())


def test_seed_columns_are_typed(nodes: dict) -> None:
    for node in nodes.values():
        if node["resource_type"] == "seed":
            typed = set(node["config"]["column_types"])
            assert typed and typed == set(node["columns"]), node["name"]


def test_accounting_counts_every_staged_table(models: dict) -> None:
    staged = {model["name"] for model in models.values() if model["name"].startswith("stg_")}
    counted = models["model.supporting_families.int_feed_accounting"]["depends_on"]["nodes"]
    assert staged == {parent.split(".")[-1] for parent in counted if ".stg_" in parent}


STAGED_TABLE = re.compile(r"staged_table\('(\w+)', '(\w+)'\)")
SQL_TYPES = {
    "date": "DATE", "integer": "BIGINT", "decimal": "DECIMAL(18,2)", "flag": "BOOLEAN",
    "boolean": "BOOLEAN",
}  # fmt: skip


def test_staged_columns_are_those_of_the_contract(demo: Warehouse, models: dict) -> None:
    """Name and type: what intake, documentation and register read is what staging gives."""
    sources = demo.manifest()["sources"].values()
    staged = {}
    for table, column, kind in demo.query(
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_schema = 'staging'"
    ):
        staged.setdefault(table, {})[column] = kind
    checked = 0
    for model in models.values():
        found = STAGED_TABLE.search(model["raw_code"] or "")
        if found is None or room(model) != "staging":
            continue
        [source] = [s for s in sources if (s["source_name"], s["name"]) == found.groups()]
        for name, column in source["columns"].items():
            meta = column["config"]["meta"]
            kind = staged[model["name"]][meta.get("as", name)]
            assert kind == SQL_TYPES.get(meta["type"], "VARCHAR"), (model["name"], name)
        checked += 1
    assert checked > 100


def test_the_register_of_columns_is_the_contracts(demo: Warehouse) -> None:
    registered = demo.query(
        "select feed_code, table_name, column_name from governance.gov_feed_columns"
    )
    assert set(registered) == {
        (table.feed_code, table.name, column)
        for table in load_contracts()
        for column in table.column_names
    }
    assert len(registered) > 700


def test_models_are_short(models: dict) -> None:
    """150 lines at the most, as written."""
    long = {
        model["name"]: len(model["raw_code"].splitlines())
        for model in models.values()
        if len(model["raw_code"].splitlines()) > 150
    }
    assert long == {}


def test_macros_are_described(demo: Warehouse) -> None:
    missing = [
        macro["name"]
        for macro in demo.manifest()["macros"].values()
        if macro["package_name"] == "supporting_families"
        and not macro["name"].startswith(("duckdb__", "spark__", "default__", "test_"))
        and not macro["description"]
    ]
    assert missing == []


def test_a_gate_is_a_warning_with_the_tag(demo: Warehouse) -> None:
    gates = [
        node
        for node in demo.manifest()["nodes"].values()
        if node["resource_type"] == "test" and node["name"].startswith("gate_")
    ]
    assert gates
    for gate in gates:
        assert gate["config"]["severity"].lower() == "warn"
        assert "gate" in gate["tags"]


def test_what_the_linter_leaves_out_is_there() -> None:
    """A model that moves takes its line with it: without it, linting takes a minute longer."""
    lines = (ROOT / ".sqlfluffignore").read_text(encoding="utf-8").splitlines()
    named = [line.lstrip("!").rstrip("/") for line in lines]
    models = [name for name in named if name.startswith("models/")]
    assert len(models) > 10
    assert [name for name in models if not any(ROOT.glob(name))] == []
