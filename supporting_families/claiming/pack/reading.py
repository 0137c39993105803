"""Reads from the extracts what a pack tells of one family."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import duckdb

from supporting_families.catalogue.reading import Catalogue
from supporting_families.catalogue.words import in_words

from ..errors import ClaimError
from .family import (
    MET,
    WHOLE_FAMILY,
    CatalogueValue,
    Decision,
    Evidence,
    Family,
    Need,
    Origin,
    Outcome,
    Person,
    Principle,
    Record,
    Rule,
    Search,
    SearchedFile,
    Sure,
)

TABLES = (
    "ext_audit__claims", "ext_audit__people", "ext_audit__needs", "ext_audit__outcomes",
    "ext_audit__evidence", "ext_audit__searches", "ext_audit__principles", "ext_audit__catalogue",
    "ext_audit__catalogue_rows",
)  # fmt: skip
NOTHING_FOUND = "nothing_found"
Row = dict[str, Any]
_RECEIVED = re.compile(r"/(\d{4}-\d{2}-\d{2})/")
# Settings of a version that decide nothing about a claim.
_NO_CLAIM_ASKS = ("funded_numerator", "funded_denominator", "audit_sample_percent")
_ORDER = {
    "people": "is_child, person_label",
    "needs": "need_code, person_key",
    "outcomes": "outcome_code, person_key",
    "evidence": "event_date, source_file, source_row, evidence_type, person_key, value_text",
    "searches": "received_at, source_file",
    "principles": (
        "claim_rule, shown_on, what_shows_it, person_key, need_code, source_file, source_row"
    ),
}


def schema_of(connection: duckdb.DuckDBPyConnection) -> str:
    """The schema of the extracts with its file: a file may be called extracts too."""
    [(file,)] = connection.execute("select current_database()").fetchall()
    return f'"{file}".extracts'


def read_family(connection: duckdb.DuckDBPyConnection, episode_key: str) -> Family:
    """The family of an episode that is ready. Raises ClaimError where the extracts lack it."""
    claims = _rows(connection, "claims", "episode_key", episode_key)
    if len(claims) != 1:
        raise ClaimError(
            f"episode {episode_key} is not among the claims of the extracts: they are of another "
            "build than the sample. Publish the build of the set, then write the packs."
        )
    return _Reader(connection, claims[0]).family()


class _Reader:
    """Reads table by table, each in an order of its own: the same rows give the same pack."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, claim: Row) -> None:
        self._connection, self._claim = connection, claim
        self._seeds = Catalogue()
        self._catalogue = {
            (row["catalogue_table"], row["row_code"]): row
            for row in self._of_authority("catalogue_rows")
        }
        self._people = [
            Person(
                person_key=row["person_key"],
                label=row["person_label"],
                role=row["family_role"] or "other_adult",
                is_child=bool(row["is_child"]),
                age=row["age_at_assessment"],
            )
            for row in self._of_episode("people")
        ]
        self._labels = {someone.person_key: someone.label for someone in self._people}
        self._rules = self._read_rules()

    def family(self) -> Family:
        claim = self._claim
        version = claim["framework_version"]
        [version_name] = [
            row["version_name"]
            for row in self._seeds.versions
            if row["framework_version"] == version
        ]
        [route] = [
            row
            for row in self._seeds.routes_of(version)
            if row["route_code"] == claim["claim_route"]
        ]
        found = self._read_needs(route["asks"] == "every_need")
        needs = tuple(sorted(found, key=_reading_order))
        values = [
            CatalogueValue(
                row["catalogue_table"], row["row_code"], row["column_name"], row["value_in_force"]
            )
            for row in self._of_authority("catalogue", "catalogue_table, row_code, column_name")
            if row["column_name"] not in ("row_text", "is_active")
        ]
        return Family(
            episode_key=claim["episode_key"],
            family_key=claim["family_key"],
            case_system_family_id=claim["case_system_family_id"],
            framework_version=version,
            version_name=version_name,
            claim_route=claim["claim_route"],
            route_name=route["route_name"],
            asks=route["asks"],
            asked_outcomes=tuple(row["outcome_code"] for row in self._seeds.outcomes_asked(route)),
            started_on=claim["started_on"],
            assessed_on=claim["assessed_on"],
            closed_on=claim["closed_on"],
            close_reason=self._closed_because(claim["close_reason"]),
            eligible_on=claim["eligible_on"],
            sustain_ends_on=claim["sustain_ends_on"],
            claimable_from=claim["claimable_from"],
            warnings=tuple((claim["warnings"] or "").split()),
            unit_gbp=claim["unit_gbp"],
            payable_gbp=claim["payable_gbp"],
            why_nothing_paid=claim["why_nothing_paid"],
            earlier_finding=_earlier_finding(claim),
            earlier_review=_earlier_review(claim),
            settings={
                value.row_code.removeprefix(f"{version}|"): value.value or ""
                for value in values
                if value.catalogue_table == "framework_settings"
                and value.row_code.startswith(f"{version}|")
            },
            people=tuple(self._people),
            needs=needs,
            principles=tuple(self._read_principles()),
            catalogue=tuple(_in_use(values, needs, version, claim["claim_route"])),
        )

    def _closed_because(self, code: str | None) -> str | None:
        for row in self._seeds.rows("closure_reasons"):
            if row["closure_reason"] == code:
                return row["closure_reason_name"]
        return code

    def _read_rules(self) -> dict[str, list[Rule]]:
        """The rules of each need and outcome by its key, with the evidence they looked at."""
        found: dict[tuple[str, str], list[Row]] = {}
        for row in self._of_episode("evidence"):
            found.setdefault((row["target_instance_id"], row["rule_id"]), []).append(row)
        searched: dict[tuple[str, str], list[Row]] = {}
        for row in self._of_episode("searches"):
            searched.setdefault((row["outcome_instance_id"], row["rule_id"]), []).append(row)
        rules: dict[str, list[Rule]] = {}
        for key in sorted(found.keys() | searched.keys()):
            rows = found.get(key, [])
            says = rows[0]["says"] if rows else NOTHING_FOUND
            rule = Rule(
                rule_id=key[1],
                rule_text=self._catalogue["rules", key[1]]["row_text"],
                says=MET if says == NOTHING_FOUND else says,
                sure=self._sure("rules", key[1]),
                evidence=tuple(self._evidence(row) for row in rows if row["source_file"]),
                search=self._search(searched.get(key)),
            )
            rules.setdefault(key[0], []).append(rule)
        return rules

    def _evidence(self, row: Row) -> Evidence:
        return Evidence(
            who=self._who(row["person_key"]),
            evidence_type=row["evidence_type"],
            evidence_name=row["evidence_name"],
            evidence_shape=row["evidence_shape"],
            person_role=row["person_role"],
            event_date=row["event_date"],
            period_start=row["period_start"],
            period_end=row["period_end"],
            value_number=row["value_number"],
            value_base=row["value_base"],
            value_unit=row["value_unit"],
            value_text=row["value_text"],
            feed_name=self._seeds.feed_name(row["feed_code"]),
            origin=_origin(row),
        )

    def _search(self, rows: list[Row] | None) -> Search | None:
        if not rows:
            return None
        return Search(
            feed_name=self._seeds.feed_name(rows[0]["feed_code"]),
            looked_from=rows[0]["looked_from"],
            looked_until=rows[0]["looked_until"],
            files=tuple(
                SearchedFile(row["source_file"], row["received_at"])
                for row in rows
                if row["source_file"]
            ),
        )

    def _read_needs(self, asks_every_child: bool) -> Iterable[Need]:
        outcomes: dict[str, list[Row]] = {}
        for row in self._of_episode("outcomes"):
            outcomes.setdefault(row["need_instance_id"], []).append(row)
        for row in self._of_episode("needs"):
            yield self._need(row, outcomes.pop(row["need_instance_id"], []))
        # R12: an outcome asked of every child is asked of those without the need too
        for asked in outcomes.values() if asks_every_child else ():
            wording = self._seeds.need(asked[0]["need_code"])
            headline = self._seeds.headline(wording["headline_code"])
            row = {
                **wording,
                "headline_no": int(headline["headline_no"]),
                "headline_name": self._seeds.names_of(wording["headline_code"])[-1][
                    "headline_name"
                ],
                "need_instance_id": None,
                "person_key": asked[0]["person_key"],
                "status": "not_met",
                "identified_on": None,
                "identified_by": None,
                "decided_by": None,
            }
            yield self._need(row, asked)

    def _need(self, row: Row, outcomes: list[Row]) -> Need:
        return Need(
            need_code=row["need_code"],
            need_no=row["need_no"],
            need_name=row["need_name"],
            headline_no=row["headline_no"],
            headline_name=row["headline_name"],
            person_key=row["person_key"],
            who=self._who(row["person_key"]),
            status=row["status"],
            identified_on=row["identified_on"],
            identified_by=row["identified_by"],
            decision=_decision(row),
            sure=self._sure("needs", row["need_code"]),
            rules=tuple(self._rules.get(row["need_instance_id"], [])),
            outcomes=tuple(map(self._outcome, outcomes)),
        )

    def _outcome(self, row: Row) -> Outcome:
        return Outcome(
            outcome_code=row["outcome_code"],
            outcome_name=row["outcome_name"],
            status=row["status"],
            achieved_on=row["achieved_on"],
            shown_by=row["shown_by"],
            contradicted_by=row["contradicted_by"],
            decision=_decision(row),
            sure=self._sure("outcomes", row["outcome_code"]),
            rules=tuple(self._rules.get(row["outcome_instance_id"], [])),
        )

    def _read_principles(self) -> Iterable[Principle]:
        rows: dict[str, list[Row]] = {}
        for row in self._of_episode("principles"):
            rows.setdefault(row["claim_rule"], []).append(row)
        for rule, found in rows.items():
            records = tuple(self._record(row) for row in found if row["what_shows_it"])
            yield Principle(rule, all(row["is_shown"] for row in found), records)

    def _record(self, row: Row) -> Record:
        need = self._seeds.need(row["need_code"])["need_no"] if row["need_code"] else ""
        return Record(
            what=row["what_shows_it"],
            who=self._who(row["person_key"]) if row["person_key"] else "",
            need_no=need,
            day=row["shown_on"],
            origin=_origin(row) if row["source_file"] else None,
        )

    def _sure(self, table: str, code: str) -> Sure:
        row = self._catalogue[table, code]
        return Sure(row["provenance"], row["confidence"], bool(row["is_confirmed"]))

    def _who(self, person_key: str) -> str:
        return self._labels.get(person_key, WHOLE_FAMILY)

    def _of_episode(self, table: str) -> list[Row]:
        key = self._claim["episode_key"]
        return _rows(self._connection, table, "episode_key", key, _ORDER[table])

    def _of_authority(self, table: str, order: str = "catalogue_table, row_code") -> list[Row]:
        code = self._claim["authority_code"]
        return _rows(self._connection, table, "authority_code", code, order)


def _rows(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, value: str, order: str = "1"
) -> list[Row]:
    result = connection.execute(
        f"select * from {schema_of(connection)}.ext_audit__{table} "
        f"where {column} = $value order by {order}",
        {"value": value},
    )
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _reading_order(need: Need) -> tuple:
    number = [int(part) for part in need.need_no.split(".")]
    return (not need.is_met, number, need.who)


def _in_use(
    values: list[CatalogueValue], needs: tuple[Need, ...], version: str, route: str
) -> Iterable[CatalogueValue]:
    """The values of the rows that speak in this claim."""
    rules = [
        rule
        for need in needs
        for spoken in (need.rules, *(outcome.rules for outcome in need.outcomes))
        for rule in spoken
    ]
    codes = {("rules", rule.rule_id) for rule in rules} | {
        ("measures", found.value_text)
        for rule in rules
        for found in rule.evidence
        if found.evidence_type == "measure_score" and found.value_text
    }
    for value in values:
        if value.catalogue_table == "payments":
            if value.row_code.startswith(f"{version}|{route}|"):
                yield value
        elif value.catalogue_table == "framework_settings":
            setting = value.row_code.removeprefix(f"{version}|")
            if setting != value.row_code and setting not in _NO_CLAIM_ASKS:
                yield value
        elif (value.catalogue_table, value.row_code) in codes and value.value is not None:
            yield value


def _earlier_finding(claim: Row) -> str | None:
    if not claim["latest_audit_result"]:
        return None
    return (
        f"{claim['latest_audit_result']} on {in_words(claim['latest_audit_on'])}, "
        f"{claim['latest_audit_finding_ref']}"
    )


def _earlier_review(claim: Row) -> str | None:
    if not claim["latest_review_decision"]:
        return None
    decision = claim["latest_review_decision"].replace("_", " ")
    return f"'{decision}', decided on {in_words(claim['latest_review_on'])}"


def _decision(row: Row) -> Decision | None:
    if not row["decided_by"]:
        return None
    return Decision(row["decision"], row["decided_by"], row["decided_on"])


def _origin(row: Row) -> Origin:
    """Where a row was landed; the folder of a file is named by the day it was received."""
    received = row.get("received_at")
    if received is None and (named := _RECEIVED.search(row["source_file"])):
        received = date.fromisoformat(named[1])
    last = row.get("source_row_last") or row["source_row"]
    return Origin(row["source_file"], row["source_row"], last, received)
