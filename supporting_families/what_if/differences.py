"""What comes out differently: the tables as built beside the same tables after the change."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

NEEDS, NEED_RULES = "core.fct_family_need", "core.fct_need_rule"
OUTCOMES, OUTCOME_RULES = "core.fct_family_outcome", "core.fct_outcome_rule"
ELIGIBILITY = "eligibility.mart_eligibility"
CLAIMS = "intermediate.int_claim_readiness"
# What is compared, and the rules, which are read to tell why.
TABLES = {
    NEEDS: "need_instance_id, family_key, episode_key, person_key, need_code, status",
    NEED_RULES: "need_instance_id, rule_id, says",
    OUTCOMES: "outcome_instance_id, family_key, episode_key, person_key, need_code, outcome_code, "
    "status",
    OUTCOME_RULES: "outcome_instance_id, rule_id, says",
    ELIGIBILITY: "episode_key, family_key, needs_identified, is_eligible, is_eligible_strictly",
    CLAIMS: "episode_key, family_key, claim_status, claim_route, result_payment_gbp, "
    "blocking_reasons, claimable_from",
}
BEFORE = "what_if_before"  # the schema of the copy that keeps the tables as built


@dataclass(frozen=True)
class Count:
    """A line of the summary: how many there were and are; gained and lost where rows have names."""

    label: str
    before: int
    after: int
    gained: int | None = None
    lost: int | None = None


def keep_as_built(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep what is compared, before anything is worked out anew."""
    connection.execute(f"create schema {BEFORE}")
    for table, columns in TABLES.items():
        connection.execute(f"create table {_before(table)} as select {columns} from {table}")


def leave_others_out(connection: duckdb.DuckDBPyConnection, authority: str) -> None:
    """Compare one authority alone: what becomes of the others is not asked."""
    for table in (NEEDS, OUTCOMES, ELIGIBILITY, CLAIMS):
        for side in (_before(table), table):
            connection.execute(
                f"delete from {side} where episode_key not in (select episode_key "
                "from core.fct_support_episode where authority_code = $authority)",
                {"authority": authority},
            )


def tables_not_as_built(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables that the code works out otherwise than the build did, with nothing changed."""

    def differs(table: str, columns: str) -> bool:
        built, now = f"from {_before(table)}", f"select {columns} from {table}"
        either = f"({built} except all {now}) union all ({now} except all {built})"
        return connection.execute(either).fetchone() is not None

    return [table for table, columns in TABLES.items() if differs(table, columns)]


def write_differences(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Write a file for each thing compared; returns how many rows each file has."""
    queries = {
        "needs": _answers(NEEDS, NEED_RULES, "need_instance_id", "need_code"),
        "outcomes": _answers(
            OUTCOMES, OUTCOME_RULES, "outcome_instance_id", "need_code, outcome_code"
        ),
        "eligibility": _ELIGIBILITY,
        "claims": _CLAIMS,
    }
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for name, query in queries.items():
        found = connection.execute(query)
        rows = found.fetchall()
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(column[0] for column in found.description)
            writer.writerows(rows)
        written[name] = len(rows)
    return written


def count(connection: duckdb.DuckDBPyConnection) -> list[Count]:
    """The summary: each need that families gain or lose, then eligibility, claims and payments."""
    names = dict(connection.execute("select need_code, need_name from catalogue.needs").fetchall())
    families = _both(connection, NEEDS, "need_code, family_key", "status = 'met'")
    codes = sorted({code for code, _ in families[0] ^ families[1]})
    lines = [
        _count(
            f"families with {code} {names.get(code, '')}".rstrip(),
            *({row for row in side if row[0] == code} for side in families),
        )
        for code in codes
    ]
    eligible = _both(connection, ELIGIBILITY, "family_key", "is_eligible = 1")
    ready = _both(connection, CLAIMS, "episode_key, result_payment_gbp", "claim_status = 'ready'")
    pounds = [sum(payment or 0 for _, payment in side) for side in ready]
    return [
        *lines,
        _count("eligible families", *eligible),
        _count("episodes ready to claim", *({episode for episode, _ in side} for side in ready)),
        Count("their result payments in pounds", *pounds),
    ]


def _both(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, condition: str
) -> list[set[tuple]]:
    """Rows of a table before and after the change."""
    return [
        set(connection.execute(f"select {columns} from {side} where {condition}").fetchall())
        for side in (_before(table), table)
    ]


def _count(label: str, before: set, after: set) -> Count:
    return Count(label, len(before), len(after), len(after - before), len(before - after))


def _before(table: str) -> str:
    return f"{BEFORE}.{table.split('.')[1]}"


def _change(column: str, good: str) -> str:
    """Whether what is good was gained or lost, as a column."""
    was, is_now = (f"coalesce({side}.{column} = {good}, false)" for side in ("before", "after"))
    return (
        f"case when {is_now} and not {was} then 'gained' when {was} and not {is_now} then 'lost' "
        "else 'other' end as change"
    )


def _answers(table: str, rules: str, key: str, codes: str) -> str:
    """The query of needs or outcomes with another status, and the rules that say otherwise.

    What is on one side only, as every answer about a new need, counts where it says something.
    """
    return f"""
        with rules as (
            select
                {key},
                string_agg(
                    rule_id || ': ' || coalesce(before.says, 'no rule') || ' > '
                    || coalesce(after.says, 'no rule'),
                    '; ' order by rule_id
                ) as rules_changed
            from {_before(rules)} as before
            full join {rules} as after using ({key}, rule_id)
            where before.says is distinct from after.says
            group by {key}
        )

        select
            family_key, case_system_family_id, episode_key, person_key, {codes},
            {_change("status", "'met'")},
            before.status as before, after.status as after, rules_changed
        from {_before(table)} as before
        full join {table} as after using ({key}, family_key, episode_key, person_key, {codes})
        left join rules using ({key})
        left join core.dim_family as families using (family_key)
        where
            before.status <> after.status
            or (before.status is null and after.status in ('met', 'manual_review'))
            or (after.status is null and before.status in ('met', 'manual_review'))
        order by family_key, episode_key, person_key, {codes}
    """


_ELIGIBILITY = f"""
    select
        family_key, case_system_family_id, episode_key,
        {_change("is_eligible", "1")},
        before.is_eligible as before, after.is_eligible as after,
        before.is_eligible_strictly as strictly_before,
        after.is_eligible_strictly as strictly_after,
        before.needs_identified as needs_before, after.needs_identified as needs_after
    from {_before(ELIGIBILITY)} as before
    full join {ELIGIBILITY} as after using (episode_key, family_key)
    left join core.dim_family as families using (family_key)
    where
        before.is_eligible is distinct from after.is_eligible
        or before.is_eligible_strictly is distinct from after.is_eligible_strictly
    order by family_key, episode_key
"""
_CLAIMS = f"""
    select
        family_key, case_system_family_id, episode_key,
        {_change("claim_status", "'ready'")},
        before.claim_status as before, after.claim_status as after,
        before.claim_route as route_before, after.claim_route as route_after,
        before.result_payment_gbp as result_payment_gbp_before,
        after.result_payment_gbp as result_payment_gbp_after,
        before.claimable_from as claimable_from_before,
        after.claimable_from as claimable_from_after,
        before.blocking_reasons as blocking_reasons_before,
        after.blocking_reasons as blocking_reasons_after
    from {_before(CLAIMS)} as before
    full join {CLAIMS} as after using (episode_key, family_key)
    left join core.dim_family as families using (family_key)
    where
        (before.claim_status, before.claim_route, before.result_payment_gbp,
            before.blocking_reasons, before.claimable_from)
        is distinct from
        (after.claim_status, after.claim_route, after.result_payment_gbp,
            after.blocking_reasons, after.claimable_from)
    order by family_key, episode_key
"""
