"""Compares a build with the truth the generator wrote beside the demo home, row by row."""

from __future__ import annotations

from pathlib import Path

import duckdb
from supporting_families.demo.past import OUT_OF_TIME

EPISODES = "md5('999|early_help|episode|' || t.episode_id)"


def truth_table(home: Path, name: str) -> str:
    """A truth file as a table expression, all text, empty cells null."""
    path = home / "truth" / f"{name}.csv"
    return f"(select * from read_csv('{path}', all_varchar = true, nullstr = ''))"


def differing_rows(
    connection: duckdb.DuckDBPyConnection, built: str, truth: str, key: list[str]
) -> list[tuple]:
    """Rows of either side that the other does not have, values compared as text."""
    return connection.sql(
        f"""
        with built as ({built}), truth as ({truth})
        select 'built' as side, * from (select * from built except all select * from truth)
        union all
        select 'truth' as side, * from (select * from truth except all select * from built)
        order by {", ".join(key)}, side
        """
    ).fetchall()


def compare(home: Path) -> dict[str, list[tuple]]:
    """For each truth file the rows that differ; empty lists when the build is right."""
    connection = duckdb.connect(str(home / "warehouse" / "build.duckdb"), read_only=True)
    try:
        return {
            "people": _people(connection, home),
            "episodes": _episodes(connection, home),
            "needs": _needs(connection, home),
            "outcomes": _outcomes(connection, home),
            "blockers": _blockers(connection, home),
            "evidence": _evidence(connection, home),
        }
    finally:
        connection.close()


def _people(connection: duckdb.DuckDBPyConnection, home: Path) -> list[tuple]:
    """Pairs of persons that are one on one side and two on the other.

    Whom only deliveries past their time name must not be known at all.
    """
    truth = truth_table(home, "people")
    out_of_time = f"list_contains({list(OUT_OF_TIME)}, true_person_id)"
    return connection.sql(
        f"""
        with joined as (
            select links.person_key, t.true_person_id
            from {truth} as t
            full outer join intermediate.int_person_source_links as links
                on t.feed_code = links.feed_code and t.source_person_ref = links.source_person_ref
        )
        select 'one person linked as two, or unknown', true_person_id, count(distinct person_key)
        from joined
        group by true_person_id
        having count(distinct person_key) <> case when {out_of_time} then 0 else 1 end
            or true_person_id is null
        union all
        select 'two people linked as one, or unknown', person_key, count(distinct true_person_id)
        from joined
        where person_key is not null or not {out_of_time}
        group by person_key
        having count(distinct true_person_id) <> 1 or person_key is null
        """
    ).fetchall()


def _episodes(connection: duckdb.DuckDBPyConnection, home: Path) -> list[tuple]:
    columns = (
        "started_on closed_on close_reason assessed_on framework_version is_eligible eligible_on "
        "needs_identified headlines_identified has_dependent_child has_expectant_parent "
        "claim_route result_payment_gbp claim_status claimable_from"
    ).split()
    source = {
        **{name: f"e.{name}" for name in columns[:5]},
        **{name: f"g.{name}" for name in columns[5:11]},
        **{name: f"r.{name}" for name in columns[11:14]},
        "claimable_from": "m.claimable_from",
    }
    built = f"""
        select e.episode_key, {", ".join(f"cast({source[n]} as varchar) as {n}" for n in columns)}
        from core.fct_support_episode as e
        inner join eligibility.mart_eligibility as g on e.episode_key = g.episode_key
        inner join intermediate.int_claim_readiness as r on e.episode_key = r.episode_key
        left join claims.mart_claim_readiness as m on e.episode_key = m.episode_key
    """
    truth = f"""
        select {EPISODES} as episode_key, {", ".join(f"t.{name}" for name in columns)}
        from {truth_table(home, "episodes")} as t
    """
    return differing_rows(connection, built, truth, ["episode_key"])


def _person_keys(truth: str) -> str:
    return f"""(
        select
            {EPISODES} as episode_key,
            coalesce(links.person_key, t.person) as person_key,
            t.*
        from {truth} as t
        left join intermediate.int_person_source_links as links
            on links.feed_code = 'early_help' and t.person = links.source_person_ref
    )"""


def _needs(connection: duckdb.DuckDBPyConnection, home: Path) -> list[tuple]:
    """What was found or looked for in vain; why a need could not be assessed is not compared."""
    built = """
        select
            n.episode_key, n.person_key, n.need_code, n.status,
            cast(n.identified_on as varchar) as identified_on
        from core.fct_family_need as n
        where n.status in ('met', 'manual_review', 'not_met')
    """
    truth = f"""
        select t.episode_key, t.person_key, t.need_code, t.status, t.identified_on
        from {_person_keys(truth_table(home, "needs"))} as t
        where t.status in ('met', 'manual_review', 'not_met')
    """
    return differing_rows(connection, built, truth, ["episode_key", "need_code", "person_key"])


def _outcomes(connection: duckdb.DuckDBPyConnection, home: Path) -> list[tuple]:
    built = """
        select
            o.episode_key, o.person_key, o.need_code, o.outcome_code, o.status,
            cast(o.achieved_on as varchar) as achieved_on
        from core.fct_family_outcome as o
    """
    truth = f"""
        select t.episode_key, t.person_key, t.need_code, t.outcome_code, t.status, t.achieved_on
        from {_person_keys(truth_table(home, "outcomes"))} as t
    """
    return differing_rows(connection, built, truth, ["episode_key", "outcome_code", "person_key"])


def _blockers(connection: duckdb.DuckDBPyConnection, home: Path) -> list[tuple]:
    """Blockers of the chosen route, of episodes not yet claimed or retired; the truth has all."""
    built = """
        select b.episode_key, b.claim_route, b.blocker_code, b.person_key, b.need_code
        from claims.fct_claim_blocker as b
    """
    truth = f"""
        select t.episode_key, e.claim_route, t.blocker_code, t.person_key, t.need_code
        from {_person_keys(truth_table(home, "blockers"))} as t
        inner join {truth_table(home, "episodes")} as e on t.episode_id = e.episode_id
        where e.claim_status not in ('claimed', 'retired')
    """
    return differing_rows(connection, built, truth, ["episode_key", "blocker_code"])


def _evidence(connection: duckdb.DuckDBPyConnection, home: Path) -> list[tuple]:
    """Every kind of evidence of every feed that the truth lists, as in docs/evidence.md."""
    columns = (
        "event_date period_start period_end value_number value_base value_text person_role"
    ).split()
    listed = truth_table(home, "evidence")
    built = f"""
        select
            e.feed_code, e.evidence_type, links.source_person_ref,
            {", ".join(f"cast(e.{name} as varchar) as {name}" for name in columns)}
        from intermediate.int_evidence as e
        inner join intermediate.int_evidence_of_feeds as f
            using (authority_code, source_file, source_row, evidence_type, source_record_id)
        left join intermediate.int_person_source_links as links on f.record_key = links.record_key
        where (e.feed_code, e.evidence_type) in (
            select (t.feed_code, t.evidence_type) from {listed} as t
        )
    """
    truth = f"""
        select
            t.feed_code, t.evidence_type, t.source_person_ref,
            {", ".join(f"t.{name}" for name in columns)}
        from {listed} as t
    """
    return differing_rows(connection, built, truth, ["feed_code", "evidence_type"])
