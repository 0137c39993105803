"""What a named person decides about who is who: needs, claims and keys the day after, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Warehouse, copy_home

HEADER = (
    "decision_id,subject,feed_code_1,source_ref_1,feed_code_2,source_ref_2,decision,decided_by,"
    "decided_on,reason,withdrawn_on,recorded_at\n"
)
TOMORROW = {"SF_AS_OF_DATE": "2024-03-16", "SF_KNOWN_AT": "2024-03-16"}
BY = "A Practitioner,2024-03-16"


@pytest.fixture(scope="module")
def wrongly_linked(demo: Warehouse) -> tuple[str, str, str, str]:
    """A need that stands on the police alone: its episode, the case and police references, the person."""
    [found, *_] = demo.query(
        """
        select
            need.episode_key, min(c.source_person_ref), min(police.source_person_ref),
            need.person_key
        from core.fct_family_need as need
        inner join core.fct_need_evidence as evidence using (need_instance_id)
        inner join intermediate.int_person_source_links as c
            on need.person_key = c.person_key and c.feed_code = 'early_help'
        inner join intermediate.int_person_source_links as police
            on need.person_key = police.person_key and police.feed_code = 'police'
        where need.need_code = 'SF22-7.1' and need.identified_by = 'partner_data'
        group by need.episode_key, need.person_key
        having count(distinct police.source_person_ref) = 1
        order by all
        """
    )
    return found


@pytest.fixture(scope="module")
def two_families(demo: Warehouse) -> list[tuple[str, str]]:
    """Reference and key of a family first known, and of one claimed, first known later."""
    return demo.query(
        """
        with claimed as (
            select k.* from intermediate.int_family_keys as k
            inner join intermediate.int_claims_made as c on k.family_key = c.family_key
            order by k.record_rank desc limit 1
        )
        (select source_family_ref, family_key from intermediate.int_family_keys
         where family_key not in (select family_key from intermediate.int_claims_made)
         order by record_rank limit 1)
        union all
        select source_family_ref, family_key from claimed
        """
    )


@pytest.fixture(scope="module")
def decided(
    demo: Warehouse, wrongly_linked: tuple, two_families: list, tmp_path_factory
) -> Warehouse:
    home = copy_home(
        demo, tmp_path_factory.mktemp("decided"), "landing", "local", "registers", "warehouse"
    )
    _, case, police, _ = wrongly_linked
    (first, _), (claimed, _) = two_families
    (home.home / "registers" / "identity_decisions.csv").write_text(
        HEADER
        + f"D1,person,early_help,{case},police,{police},not_same,{BY},Met both,,2024-03-16\n"
        + f"D2,family,early_help,{first},early_help,{claimed},same,{BY},One file twice,,2024-03-16\n",
        encoding="utf-8",
    )
    home.must("dbt", "build", "--exclude-resource-type", "unit_test", **TOMORROW)
    home.must("scripts/publish.py")
    return home


def test_not_the_same_person_takes_the_need_away(decided: Warehouse, wrongly_linked: tuple) -> None:
    episode, case, police, _ = wrongly_linked
    links = "intermediate.int_person_source_links"
    [(person,)] = decided.query(
        f"select person_key from {links} where feed_code = 'early_help' and source_person_ref = '{case}'"
    )
    [(other,)] = decided.query(
        f"select person_key from {links} where feed_code = 'police' and source_person_ref = '{police}'"
    )
    assert person != other
    needs = decided.query(
        "select person_key, status from core.fct_family_need "
        f"where episode_key = '{episode}' and need_code = 'SF22-7.1'"
    )
    assert person in dict(needs) and dict(needs)[person] != "met" and other not in dict(needs)


def test_the_merge_log_says_who_decided_and_why(decided: Warehouse, wrongly_linked: tuple) -> None:
    rows = decided.query(
        """
        select old_person_key, change_kind, reason_code, decision_id, decided_by, reason,
            decided_on::varchar, known_before::varchar, known_at::varchar, count(*) > 0
        from restricted.person_merge_log
        group by all
        """,
        "extracts",
    )
    assert rows == [
        (wrongly_linked[3], "split", "decision_not_same", "D1", "A Practitioner", "Met both",
         "2024-03-16", "2024-03-15", "2024-03-16", True)
    ]  # fmt: skip


def test_nobody_elses_key_changed(demo: Warehouse, decided: Warehouse, wrongly_linked: tuple) -> None:
    keys = "select record_key, person_key from restricted.person_key_crosswalk"
    before, after = dict(demo.query(keys)), dict(decided.query(keys))
    assert before.keys() == after.keys()
    moved = {record for record in before if before[record] != after[record]}
    assert moved and {before[record] for record in moved} == {wrongly_linked[3]}
    logged = decided.query("select record_key, new_person_key from restricted.person_merge_log")
    assert dict(logged) == {record: after[record] for record in moved}


def test_a_claim_keeps_its_key_and_is_followed_to_the_family_of_today(
    decided: Warehouse, two_families: list
) -> None:
    (_, first_key), (claimed_ref, claimed_key) = two_families
    assert decided.query(
        "select family_key, claimed_family_key from intermediate.int_claims_made "
        f"where claimed_family_key = '{claimed_key}'"
    ) == [(first_key, claimed_key)]
    assert decided.query(
        "select family_key from restricted.family_key_crosswalk "
        f"where source_family_ref = '{claimed_ref}'",
        "extracts",
    ) == [(first_key,)]
    # and one of the family is claimed now: the episodes of both say so
    statuses = decided.query(
        "select distinct claim_status from intermediate.int_claim_readiness "
        f"where family_key = '{first_key}'"
    )
    assert ("claimed",) in statuses and ("ready",) not in statuses


def test_building_again_logs_nothing_twice(decided: Warehouse) -> None:
    log = "select * from restricted.person_merge_log order by all"
    before = decided.query(log, "extracts")
    decided.must(
        "dbt", "run", "--select", "published_person_keys", "published_merge_log",
        "person_merge_log", **TOMORROW,
    )  # fmt: skip
    assert decided.query(log) == before
