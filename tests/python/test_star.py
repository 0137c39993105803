"""What BI tools are promised of every table that they may read: labels, units, flags, keys and
relations."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from conftest import Warehouse
from supporting_families.contracts import PROJECT_ROOT
from supporting_families.dictionary import DescribedColumn, DescribedTable, described_tables

# Rooms that no dashboard reads.
CLOSED = {"restricted", "extracts"}
NUMBERS = re.compile(r"(integer|bigint|hugeint|smallint|double|float|decimal)")
FLAG = re.compile(r"(is|has)_|may_be_empty$")
# Numbers that put in order, name or carry what another column gives the unit of: never added up.
NOT_MEASURED = re.compile(
    r"((^|_)no|_order|_rank|(^|_)quarter|financial_month|calendar_year|month_number|day_of_week"
    r"|source_row(_last)?|first_row|last_row|value_number|value_base|value_told|value_now"
    r"|sustain_value|difference)$"
)
# What a column of a fact is the key of, and in which facts it may lead nowhere, and why.
STAR = {
    "authority_code": "dim_authority",
    "framework_version": "dim_framework_version",
    "headline_code": "dim_headline",
    "need_code": "dim_need",
    "outcome_code": "dim_outcome",
    "family_key": "dim_family",
    "team_key": "dim_team",
    "practitioner_key": "dim_practitioner",
    "area_key": "dim_area",
    "lsoa_area_key": "dim_area",
    "episode_key": "fct_support_episode",
}
LOOSE = {
    ("fct_claim", "family_key"): "a claim outlives the records of the family",
    ("fct_claim", "episode_key"): "a claim outlives the records of the family",
    ("fct_claim_entry", "family_key"): "the ledger outlives the records of the family",
    ("fct_claim_entry", "episode_key"): "the ledger outlives the records of the family",
    ("fct_claim_entry", "framework_version"): "the ledger stands as it was written",
    ("fct_decision", "episode_key"): "the register names the key of its day",
}
BY_WAY_OF = {"mart_claim_readiness"}  # itself related to the dimension
# Without a key, and why.
WITHOUT_KEY = {
    "gov_quarantine": "a row of a file stands in it for each table that is read from the file",
    "gov_row_problems": "a row of a file stands in it for each table that is read from the file",
    "ext_audit__evidence": "what is evidence of two kinds stands in it twice",
    "ext_audit__principles": "a record may show a principle twice",
}


@pytest.fixture(scope="module")
def tables() -> list[DescribedTable]:
    return described_tables()


@pytest.fixture(scope="module")
def shown(tables: list[DescribedTable]) -> list[tuple[DescribedTable, DescribedColumn]]:
    """Every column that a dashboard may come to show."""
    return [
        (table, column)
        for table in tables
        if table.schema not in CLOSED
        for column in table.columns
    ]


def test_every_column_has_a_label_of_its_own(tables: list, shown: list) -> None:
    assert len(shown) > 900
    assert [
        (table.name, column.name)
        for table, column in shown
        if not column.label or column.label != column.label.strip() or "_" in column.label
    ] == []
    twice = {
        table.name: [label for label, times in labels.items() if times > 1]
        for table in tables
        if table.schema not in CLOSED
        for labels in [Counter(column.label for column in table.columns)]
    }
    assert {name: labels for name, labels in twice.items() if labels} == {}


def test_what_is_measured_says_its_unit_and_format(shown: list) -> None:
    assert [
        (table.name, column.name)
        for table, column in shown
        if NUMBERS.match(column.data_type)
        and not FLAG.match(column.name)
        and not (column.unit and column.format)
        and not NOT_MEASURED.search(column.name)
    ] == []
    assert [
        (table.name, column.name, column.format)
        for table, column in shown
        if column.data_type == "date" and column.format != "dd/mm/yyyy"
    ] == []


def test_an_amount_of_money_is_in_pounds_and_a_share_in_per_cent(shown: list) -> None:
    for table, column in shown:
        if column.name.endswith("_gbp"):
            assert column.unit == "GBP" and column.format.startswith("£"), (table.name, column)
        if column.unit == "percent":
            assert column.format.endswith('"%"'), (table.name, column)


def test_flags_are_whole_numbers_held_to_0_and_1(demo: Warehouse, shown: list) -> None:
    held = set()
    for node in demo.manifest()["nodes"].values():
        test = node.get("test_metadata") or {}
        if node["resource_type"] != "test" or not node.get("attached_node"):
            continue
        name = node["attached_node"].split(".")[-1]
        arguments = test.get("kwargs") or {}
        if test.get("name") == "flags":
            held |= {(name, column) for column in arguments["columns"]}
        if test.get("name") == "accepted_values" and set(map(str, arguments["values"])) == {
            "0", "1"
        }:  # fmt: skip
            held.add((name, arguments["column_name"]))
    flags = [pair for pair in shown if FLAG.match(pair[1].name)]
    assert len(flags) > 50
    assert [(t.name, c.name) for t, c in flags if c.data_type != "integer"] == []
    assert [(t.name, c.name) for t, c in flags if (t.name, c.name) not in held] == []


def test_every_mart_has_a_key_that_is_tested(tables: list) -> None:
    assert {table.name for table in tables if not table.primary_key} == set(WITHOUT_KEY)


def test_every_fact_leads_to_its_dimensions(tables: list) -> None:
    """A fact of core or claims is related to the dimension of every key that it holds."""
    facts = [
        table
        for table in tables
        if table.schema in ("core", "claims") and table.name.startswith(("fct_", "mart_"))
    ]
    assert len(facts) >= 17
    loose = {
        (table.name, column.name)
        for table in facts
        for column in table.columns
        if column.name in STAR
        and STAR[column.name] != table.name
        and (column.name,) != table.primary_key
        and not any(
            key.column == column.name and key.table in {STAR[column.name], *BY_WAY_OF}
            for key in table.foreign_keys
        )
    }
    assert loose == set(LOOSE)


def test_keys_and_codes_are_text(shown: list) -> None:
    assert [
        (table.name, column.name, column.data_type)
        for table, column in shown
        if column.name.endswith(("_key", "_code", "_ref", "_id")) and column.data_type != "varchar"
    ] == []


def test_what_is_reported_says_who_may_see_it(tables: list) -> None:
    marts = [t for t in tables if t.schema == "reporting" and t.name.startswith("mart_")]
    assert [t.name for t in marts if t.disclosure not in ("controlled", "internal")] == []


# What leaves the building, and what dashboards and workbooks show.
OPEN = ("mart_", "dim_symbol")


@pytest.fixture(scope="module")
def exposures(demo: Warehouse) -> dict[str, dict]:
    return {one["name"]: one for one in demo.manifest()["exposures"].values()}


def reads(exposure: dict) -> set[str]:
    return {parent.split(".")[-1] for parent in exposure["depends_on"]["nodes"]}


def test_every_table_that_is_reported_or_leaves_the_building_is_made_something_of(
    tables: list, exposures: dict
) -> None:
    used = set().union(*map(reads, exposures.values()))
    assert {
        table.name
        for table in tables
        if table.schema == "extracts"
        or (table.schema == "reporting" and table.name.startswith(OPEN))
    } - used == set()


def test_every_exposure_has_an_owner_who_can_be_written_to(exposures: dict) -> None:
    assert len(exposures) >= 13
    for name, one in exposures.items():
        assert one["owner"]["name"] and "@" in one["owner"]["email"], name
        assert one["label"] and one["description"] and one["maturity"], name


@pytest.mark.parametrize(
    ("exposure", "files"),
    [
        ("programme_overview", "starters/superset/dashboard.yml"),
        ("starter_questions", "starters/sql/*.sql"),
        ("worklist_workbook", "supporting_families/worklist/*.py"),
        ("quarterly_workbook", "supporting_families/quarterly/*.py"),
        ("board_pack", "supporting_families/board/**/*.py"),
        ("early_help_collection", "supporting_families/returns/early_help.py"),
        ("audit_packs", "supporting_families/claiming/**/*.py"),
    ],
)
def test_an_exposure_reads_what_its_code_reads(
    tables: list, exposures: dict, exposure: str, files: str
) -> None:
    """Each table named in the files is named by the exposure; of evidence packs the extracts."""
    text = "".join(file.read_text(encoding="utf-8") for file in PROJECT_ROOT.glob(files))
    named = {
        table.name
        for table in tables
        if re.search(rf"\b{table.name}\b", text)
    }
    if exposure == "audit_packs":
        named = {name for name in named if name.startswith("ext_audit__")}
    assert named and named - reads(exposures[exposure]) == set()


def test_what_metrics_count_is_in_the_tables(demo: Warehouse) -> None:
    """dbt reads the semantic models; that their expressions are SQL over the tables is shown here."""
    counted = 0
    for model in demo.manifest()["semantic_models"].values():
        relation = model["node_relation"]
        named = {
            one["name"]: one.get("expr") or one["name"]
            for part in ("entities", "dimensions", "measures")
            for one in model[part]
        }
        demo.query(
            "select " + ", ".join(f"any_value({sql}) as {name}" for name, sql in named.items())
            + f" from {relation['schema_name']}.{relation['alias']}"
        )
        counted += len(model["measures"])
    assert counted >= 11
    assert {"families_supported", "families_eligible", "families_claimed", "families_ready"} <= {
        metric["name"] for metric in demo.manifest()["metrics"].values()
    }
