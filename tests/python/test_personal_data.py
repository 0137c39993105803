"""Where personal data goes in the project: the stored lineage, its declarations and the gates."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import Warehouse
from supporting_families.lineage.columns import lineage_of
from supporting_families.lineage.command import contract_classes
from supporting_families.lineage.declarations import Declarations, read_declarations
from supporting_families.lineage.findings import Findings
from supporting_families.lineage.graph import ROWS, Lineage, edges_of
from supporting_families.lineage.project import StoredTable, read_tables
from supporting_families.lineage.sql import query_relation, table_relation
from supporting_families.lineage.store import differences, digests, read_digests, read_lineage


@pytest.fixture(scope="module")
def tables(demo: Warehouse) -> list[StoredTable]:
    """As the demo's own build compiled them: what a later test compiles may go on from a build."""
    return read_tables(demo.home.parent / "target")


@pytest.fixture(scope="module")
def lineage(tables: list[StoredTable]) -> Lineage:
    return lineage_of(tables)


def changed(lineage: Lineage, tables: list[StoredTable], name: str, old: str, new: str) -> Lineage:
    """The lineage with one model whose compiled SQL says something else."""
    [table] = [one for one in tables if one.name == name]
    assert old in table.code
    relations = {one.name: table_relation(one.name, _columns(lineage, one)) for one in tables}
    made = query_relation(
        name, table.code.replace(old, new), lambda schema, parent: relations[parent]
    )
    of = {(name, column): tuple(sorted(one.of)) for column, one in made.columns.items()}
    shown = {(name, column): one.shows for column, one in made.columns.items()}
    return replace(
        lineage,
        made_of={**lineage.made_of, **of, (name, ROWS): tuple(made.rows)},
        shown={**lineage.shown, **shown},
    )


def _columns(lineage: Lineage, table: StoredTable) -> list[str]:
    made = [column for name, column in lineage.made_of if name == table.name and column != ROWS]
    return made or list(table.columns)


def test_what_is_stored_is_what_the_code_gives(lineage: Lineage) -> None:
    """Where this fails, run: python scripts/lineage.py write"""
    assert differences(read_digests(), digests()) == []
    stored = read_lineage()
    assert edges_of(stored) == edges_of(lineage)
    assert stored.schemas == lineage.schemas


def test_every_column_of_the_warehouse_has_a_lineage(demo: Warehouse, lineage: Lineage) -> None:
    built: dict[tuple[str, str], set[str]] = {}
    for schema, table, column in demo.query(
        "select table_schema, table_name, column_name from information_schema.columns"
        " where table_schema <> 'catalogue'"
    ):
        built.setdefault((schema, table), set()).add(column)
    for log in ("build_run", "build_expected", "build_log"):
        del built["governance", log]  # written by dbt about itself
    told: dict[tuple[str, str], set[str]] = {}
    for table, column in lineage.made_of:
        if column != ROWS:
            told.setdefault((lineage.schemas[table], table), set()).add(column)
    assert told == built
    assert sum(len(origins) for origins in lineage.made_of.values()) > 20_000
    assert [
        node
        for node, origins in lineage.made_of.items()
        if not origins and node not in lineage.brings and node[1] != ROWS
    ] == []


def test_personal_data_keeps_to_where_it_may_go(lineage: Lineage) -> None:
    wrong = Findings(lineage, contract_classes(), read_declarations()).wrong()
    assert [finding.message for finding in wrong] == []


def test_the_gates_read_what_the_check_finds(demo: Warehouse) -> None:
    assert demo.query("select * from intermediate.int_privacy_findings") == []
    assert demo.query("select * from staging.lineage_files where file_state <> 'same'") == []
    [paths] = demo.query("select count(*) from governance.gov_personal_data_paths")
    assert paths[0] > 10_000
    assert demo.query(
        "select distinct verdict from governance.gov_personal_data_paths"
        " where verdict = 'not_allowed' or (class_on_arrival = 'direct'"
        " and verdict <> 'allowed_by_name')"
    ) == []  # fmt: skip


BORN = '(select min(i.date_of_birth) from "build"."intermediate"."int_people" as i)'
SAID = '(select max(e.value_text) from "build"."intermediate"."int_evidence" as e)'


@pytest.mark.parametrize(
    ("model", "old", "new", "found"),
    [
        # a name in the place of the sex
        ("dim_person", "p.sex,", "p.surname as sex,", ("direct_not_allowed", "sex")),
        # the birth date beside the age
        (
            "ext_audit__people", "people.family_role,", f"people.family_role, {BORN} as born,",
            ("direct_not_allowed", "born"),
        ),
        # what evidence says in a table about feeds
        (
            "gov_feed_register", "feeds.partner,", f"{SAID} as partner,",
            ("against_purpose", None),
        ),
    ],
)  # fmt: skip
def test_a_model_that_unmasks_a_column_is_named(
    lineage: Lineage, tables: list[StoredTable], model: str, old: str, new: str,
    found: tuple[str, str | None],
) -> None:  # fmt: skip
    other = changed(lineage, tables, model, old, new)
    wrong = Findings(other, contract_classes(), read_declarations()).wrong()
    assert (*found, model) in {(one.kind, one.column, one.table) for one in wrong}


def with_one_row_less() -> list[Declarations]:
    """The declarations of `seeds/privacy/`, each time without one of their rows."""
    declared = read_declarations()
    less = [
        replace(declared, declassified=tuple(one for one in declared.declassified if one != row))
        for row in declared.declassified
    ]
    less += [replace(declared, allowed=declared.allowed - {one}) for one in sorted(declared.allowed)]
    less += [replace(declared, classes=declared.classes - {one}) for one in sorted(declared.classes)]
    assert len(less) > 90
    return less


def test_a_declaration_that_is_taken_away_is_missed(lineage: Lineage) -> None:
    for less in with_one_row_less()[::12]:
        assert Findings(lineage, contract_classes(), less).wrong()


@pytest.mark.long
def test_every_declaration_is_needed(lineage: Lineage) -> None:
    needless = [
        less
        for less in with_one_row_less()
        if not Findings(lineage, contract_classes(), less).wrong()
    ]
    assert needless == []


def test_the_feeds_that_hold_names_reach_the_one_table_that_names_people(lineage: Lineage) -> None:
    paths = Findings(lineage, contract_classes(), read_declarations()).paths()
    direct = {p.origin for p in paths if p.node == ("dim_person_identity", "surname")}
    assert ("early_help.ssd_person", "pers_surname") in direct
    assert ("police.incidents", "surname") in direct
    assert len({table.split(".")[0] for table, _ in direct}) > 15


@pytest.mark.long
def test_the_command_finds_the_lineage_as_it_is_stored(demo: Warehouse) -> None:
    said = demo.must("scripts/lineage.py", "check")
    assert "Every class of personal data keeps to where it may go." in said
