"""The world of a build that is there, read from the tables its models read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import duckdb

from oracle.catalogue import Change
from oracle.model import (
    Claim, Decision, Episode, Evidence, Part, Person, Plan, Standing, Term, Uses, World,
)  # fmt: skip

Row = dict[str, object]


def read_world(connection: duckdb.DuckDBPyConnection) -> World:
    """All episodes of a build, with what the rules ask about."""

    def rows(table: str, where: str = "true") -> list[Row]:
        found = connection.execute(f"select * from {table} where {where}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    tables = {name: rows(f"intermediate.{name}") for name in OF_AN_EPISODE}
    covered = rows("intermediate.int_covered_months")
    (context,) = rows("staging.build_context")
    return World(
        as_of=context["as_of_date"],
        terms=_terms(rows("intermediate.int_school_terms")),
        reported={
            (row["feed_code"], row["authority_code"], row["term_number"]): _uses(row)
            for row in rows("intermediate.int_measure_terms")
        },
        covered={
            (row["feed_code"], row["month_start"]): _uses(row)
            for row in covered
            if row["person_key"] == "*"
        },
        standing={
            row["feed_code"]: Standing(
                usable=_uses(row),
                barred=Uses(row["is_barred_from_needs"], row["is_barred_from_outcomes"]),
            )
            for row in rows("intermediate.int_feed_standing")
        },
        changes=tuple(
            Change(row["catalogue_table"], row["row_code"], row["column_name"], row["new_value"])
            for row in rows("intermediate.int_catalogue_decisions", "decision = 'override'")
        ),
        episodes=tuple(_Reader(tables, covered).episodes()),
    )


def _uses(row: Row) -> Uses:
    return Uses(bool(row["may_identify_needs"]), bool(row["may_prove_outcomes"]))


def _terms(rows: list[Row]) -> dict[str, list[Term]]:
    terms: dict[str, list[Term]] = {}
    for row in sorted(rows, key=lambda one: one["term_number"]):
        days = (row[name] for name in ("starts_on", "ends_on", "covers_from", "covers_to"))
        terms.setdefault(row["authority_code"], []).append(Term(row["term_number"], *days))
    return terms


OF_AN_EPISODE = (
    "int_claims_made", "int_decisions", "int_employment_spells", "int_episode_assessments",
    "int_episode_leads", "int_episode_parts", "int_episode_plan_members",
    "int_episode_plan_objectives", "int_episode_plans", "int_evidence", "int_family_members",
    "int_objections", "int_people", "int_retired_families",
)  # fmt: skip


class _Reader:
    """Tables by what ties their rows to an episode."""

    def __init__(self, tables: dict[str, list[Row]], covered: list[Row]):
        self.tables = tables
        self.members = self._by("int_family_members", "family_key")
        self.born = {row["person_key"]: row["date_of_birth"] for row in tables["int_people"]}
        self.at_work = self._by("int_employment_spells", "person_key")
        self.evidence = self._by("int_evidence", "person_key")
        self.filed = self._by("int_evidence", "case_ref")
        self.objections = self._by("int_objections", "person_key")
        self.covered = _grouped(covered, "person_key")

    def _by(self, table: str, column: str) -> dict[object, list[Row]]:
        return _grouped(self.tables[table], column)

    def episodes(self) -> Iterable[Episode]:
        parts = self._by("int_episode_parts", "episode_key")
        one_each = {
            name: self._by(name, "episode_key")
            for name in (
                "int_episode_assessments", "int_decisions", "int_episode_plans",
                "int_episode_plan_members", "int_episode_plan_objectives", "int_episode_leads",
            )
        }  # fmt: skip
        claims = self._by("int_claims_made", "family_key")
        retired = self._by("int_retired_families", "family_key")
        for key, of_episode in parts.items():
            family = of_episode[0]["family_key"]
            found = {name: rows[key] for name, rows in one_each.items()}
            yield self._episode(key, family, of_episode, found, claims[family], retired[family])

    def _episode(
        self, key: str, family: str, parts: list[Row], found: dict[str, list[Row]],
        claims: list[Row], retired: list[Row],
    ) -> Episode:  # fmt: skip
        assessment = next(iter(found["int_episode_assessments"]), None)
        people = [self._person(row) for row in self.members[family]]
        plan = Plan(
            frozenset(row["person_key"] for row in found["int_episode_plan_members"]),
            frozenset(row["need_code"] for row in found["int_episode_plan_objectives"]),
            min((row["started_on"] for row in found["int_episode_plans"]), default=date.min),
        )
        refs = [row["episode_ref"] for row in parts]
        own = [row for who in people for row in self.evidence[who.key] if row["case_ref"] is None]
        filed = [row for ref in refs for row in self.filed[ref]]
        authority = parts[0]["authority_code"]
        return Episode(
            key=key,
            authority=authority,
            family=family,
            parts=tuple(
                Part(row["episode_ref"], row["started_on"], row["ended_on"], row["close_reason"])
                for row in parts
            ),
            assessed=assessment and assessment["assessed_on"],
            whole_family_assessments=assessment["whole_family_assessments"] if assessment else 0,
            assessments_with_voice=assessment["assessments_with_family_voice"] if assessment else 0,
            people=tuple(people),
            evidence=tuple(_evidence(row) for row in own + filed),
            covered={
                (row["feed_code"], who.key, row["month_start"]): _uses(row)
                for who in people
                for row in self.covered[who.key]
            },
            objections=frozenset(
                (who.key, row["objected_feed_code"])
                for who in people
                for row in self.objections[who.key]
                if row["scope"] == "feed"
            ),
            decisions=tuple(
                Decision(
                    row["target"], row["target_code"], row["person_key"], row["decision"],
                    row["decided_on"],
                )
                for row in found["int_decisions"]
            ),
            plans=(plan,) if found["int_episode_plans"] else (),
            leads=tuple(row["is_recognised_by_family"] for row in found["int_episode_leads"]),
            claims=tuple(
                Claim(
                    row["claim_id"], row["episode_key"] == key, row["submitted_on"],
                    row["is_standing"] == 1,
                )
                for row in claims
            ),
            retired_on=min((row["retired_on"] for row in retired), default=None),
        )  # fmt: skip

    def _person(self, row: Row) -> Person:
        key = row["person_key"]
        return Person(
            key=key,
            born=self.born[key],
            role=row["family_role"],
            member_from=row["member_from"],
            member_to=row["member_to"],
            at_work=tuple(
                (spell["started_on"], spell["ended_on"]) for spell in self.at_work[key]
            ),
        )


def _grouped(rows: list[Row], column: str) -> dict[object, list[Row]]:
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def _evidence(row: Row) -> Evidence:
    return Evidence(
        evidence_id=row["evidence_id"],
        evidence_type=row["evidence_type"],
        feed=row["feed_code"],
        person=row["person_key"],
        event_date=row["event_date"],
        period_start=row["period_start"],
        period_end=row["period_end"],
        number=row["value_number"],
        base=row["value_base"],
        text=row["value_text"],
        role=row["person_role"],
        filed_under=row["case_ref"],
        record_id=row["source_record_id"],
        uses=_uses(row),
    )
