"""Families not yet worked with: found only where agreements say so, and never without a voice."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PEOPLE, Warehouse

MARTS = ("mart_identified_families", "mart_identified_family_reasons")
VIEW = "mart_family_view"
PURPOSE = "finding_families"


def rewrite(path: Path, change: Callable[[list[dict]], list[dict]]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = rows[0].keys()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(rows))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A home of its own, built as far as the marts of eligibility."""
    warehouse = Warehouse(tmp_path_factory.mktemp("identification") / "home")
    warehouse.must(
        "scripts/generate_demo.py", "--home", str(warehouse.home),
        "--people", PEOPLE, "--seed", "1", "--setting", "clean",
    )  # fmt: skip
    build(warehouse)
    return warehouse


def build(warehouse: Warehouse, changed: str = "") -> None:
    """The marts with what they need, or with what follows from a staged table that changed."""
    chosen = [f"+{mart}" for mart in (*MARTS, VIEW)]
    if changed:
        chosen = ["landed_files", *(f"{changed}+,{with_parents}" for with_parents in chosen)]
    warehouse.must(
        "dbt", "build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test",
        "--select", *chosen,
    )  # fmt: skip


def count(warehouse: Warehouse, mart: str) -> int:
    return warehouse.query(f"select count(*) from eligibility.{mart}")[0][0]


def test_every_identified_family_has_its_reasons_and_meets_the_rule(home: Warehouse) -> None:
    families = home.query(
        """
        select
            f.needs_shown, f.headlines_shown, f.has_dependent_child + f.has_expectant_parent,
            count(distinct r.need_code) filter (r.status = 'met'),
            string_agg(distinct r.need_code, ' ' order by r.need_code) filter (r.status = 'met'),
            f.need_codes, f.people, count(distinct r.person_key)
        from eligibility.mart_identified_families as f
        inner join eligibility.mart_identified_family_reasons as r on f.family_key = r.family_key
        group by all
        """
    )
    assert len(families) == count(home, MARTS[0]) > 0
    for needs, headlines, reason_to_be, reasons, codes, listed, people, subjects in families:
        assert needs == reasons >= 3
        assert headlines >= 1
        assert reason_to_be >= 1
        assert codes == listed
        assert subjects <= people + 1  # the family as a whole


def test_who_has_been_worked_with_is_not_listed_and_nobody_is_in_two_inferred_families(
    home: Warehouse,
) -> None:
    assert home.query(
        "select f.family_key from eligibility.mart_identified_families as f "
        "inner join intermediate.int_support_episodes as e on f.family_key = e.family_key"
    ) == []  # fmt: skip
    in_support = home.query(
        "select i.person_key from intermediate.int_inferred_family_members as i "
        "inner join intermediate.int_family_members as m on i.person_key = m.person_key "
        "where m.member_from <= date '2024-03-15' and m.member_to > date '2024-03-15'"
    )
    assert in_support == []
    [(people, memberships)] = home.query(
        "select count(distinct person_key), count(*) from intermediate.int_inferred_family_members"
    )
    assert people == memberships > 100


def test_nobody_is_joined_by_a_property_where_a_protected_person_lives(home: Warehouse) -> None:
    protected = "select person_key from intermediate.int_protected_people"
    assert len(home.query(protected)) > 0
    assert home.query(
        f"""
        select p.person_key
        from intermediate.int_inferred_family_members as m
        inner join intermediate.int_people as p on m.person_key = p.person_key
        inner join intermediate.int_people as hidden
            on p.uprn = hidden.uprn and hidden.person_key in ({protected})
        where m.is_candidate or m.family_source not in ('social_care', 'homelessness')
        """
    ) == []  # fmt: skip
    # a person may be placed by a recorded group, never by the address
    assert home.query(
        f"select m.family_source from intermediate.int_inferred_family_members as m "
        f"where m.person_key in ({protected}) "
        "and m.family_source not in ('social_care', 'homelessness')"
    ) == []  # fmt: skip


def test_the_view_tells_of_domestic_abuse_no_more_than_the_service(home: Warehouse) -> None:
    shown = home.query(
        "select distinct code, code_name from eligibility.mart_family_view "
        "where feed_codes = 'domestic_abuse' and kind = 'service'"
    )
    assert shown == [("domestic_abuse", "Domestic abuse service")]
    kinds = home.query("select distinct kind from eligibility.mart_family_view")
    assert sorted(kinds) == [("need",), ("service",), ("worker",)]


def test_a_feed_whose_agreement_does_not_name_the_purpose_finds_nobody(home: Warehouse) -> None:
    allowed = {
        feed
        for (feed,) in home.query(
            "select feed_code from intermediate.int_feed_agreements "
            f"where ' ' || purposes || ' ' like '% {PURPOSE} %'"
        )
    }
    used = {
        feed
        for (feed,) in home.query(
            "select distinct feed_code from intermediate.int_search_matches union "
            "select distinct feed_codes from eligibility.mart_family_view "
            "where is_inferred = 1 and kind = 'service'"
        )
    }
    assert used
    assert used <= allowed
    assert "domestic_abuse" not in allowed


def test_whoever_objects_to_matching_is_gone_and_without_the_purpose_so_is_everybody(
    home: Warehouse,
) -> None:
    """Last in the file: it changes the registers of the home."""
    [(person,)] = home.query(
        "select r.person_key from eligibility.mart_identified_family_reasons as r "
        "where r.person_key <> 'family' group by r.person_key "
        "order by count(distinct r.need_code) desc, r.person_key limit 1"
    )
    [(feed, reference)] = home.query(
        "select feed_code, source_person_ref from intermediate.int_person_source_links "
        f"where person_key = '{person}' order by record_rank desc limit 1"
    )
    seen = f"select count(*) from eligibility.{{}} where person_key = '{person}'"
    assert home.query(seen.format("mart_family_view"))[0][0] > 0
    listed = count(home, MARTS[0])

    def object_to_matching(rows: list[dict]) -> list[dict]:
        objection = {
            "objection_id": "OBJ-M", "feed_code": feed, "source_person_ref": reference,
            "scope": "matching", "objected_feed_code": "", "objected_on": "2024-03-14",
            "withdrawn_on": "", "recorded_at": "2024-03-14",
        }  # fmt: skip
        return [*rows, objection]

    rewrite(home.home / "registers" / "objections.csv", object_to_matching)
    build(home, "stg_registers__objections")
    assert home.query(seen.format("mart_identified_family_reasons"))[0][0] == 0
    assert home.query(seen.format("mart_family_view"))[0][0] == 0
    assert count(home, MARTS[0]) < listed, "without this person too little speaks for the family"

    rewrite(
        home.home / "local" / "feed_register.csv",
        lambda rows: [row | {"purposes": row["purposes"].replace(PURPOSE, "")} for row in rows],
    )
    build(home, "stg_local__feed_register")
    assert [count(home, mart) for mart in MARTS] == [0, 0]
    inferred = "select count(*) from eligibility.mart_family_view where is_inferred = 1"
    assert home.query(inferred)[0][0] == 0
    assert count(home, VIEW) > 0, "families in support are still shown"
