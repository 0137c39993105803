"""The catalogue as the seeds have it, with the changes an authority made."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[3] / "seeds"


@dataclass(frozen=True)
class Change:
    """A changed cell of the catalogue, as a catalogue decision has it."""

    table: str
    row_code: str
    column: str
    value: str | None


@dataclass(frozen=True)
class Asked:
    """A kind of evidence that a rule looks at; an empty role or value means any."""

    evidence_type: str
    role: str | None
    value: str | None


@dataclass(frozen=True)
class Rule:
    rule_id: str
    version: str
    target: str
    shape: str
    feed: str
    window: int | None
    unit: str | None
    min_count: int | None
    comparison: str | None
    threshold: Decimal | None
    age_min: int | None
    age_max: int | None
    on_fire: str
    silence_is_an_answer: bool
    is_active: bool
    valid_from: date
    valid_to: date
    asked: tuple[Asked, ...]

    def holds_on(self, day: date) -> bool:
        return self.is_active and self.valid_from <= day < self.valid_to

    def admits(self, age: int | None) -> bool:
        """Age limits keep out who is known to be outside them."""
        if age is None:
            return True
        return not (
            (self.age_min is not None and age < self.age_min)
            or (self.age_max is not None and age > self.age_max)
        )


@dataclass(frozen=True)
class Need:
    code: str
    version: str
    headline: str
    scope: str
    asked_of_everyone: bool
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Outcome:
    code: str
    version: str
    need: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Measure:
    code: str
    evidence_type: str
    value: str | None
    higher_is_better: bool
    cut_off: Decimal | None
    reliable_change: Decimal | None

    def is_clinical(self, score: int) -> bool:
        if self.cut_off is None:
            return False
        return score <= self.cut_off if self.higher_is_better else score >= self.cut_off

    def gain(self, first: int, later: int) -> int:
        """Points in the good direction."""
        return later - first if self.higher_is_better else first - later


@dataclass(frozen=True)
class Route:
    version: str
    code: str
    asks: str
    adds_to: str | None
    valid_from: date
    valid_to: date
    headlines: frozenset[str]
    outcomes: frozenset[str]


@dataclass(frozen=True)
class Payment:
    version: str
    route: str
    part: str
    amount: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Catalogue:
    versions: dict[str, tuple[date, date]]
    settings: dict[str, dict[str, str | None]]
    needs: dict[str, Need]
    outcomes: dict[str, Outcome]
    rules: dict[str, Rule]
    measures: dict[tuple[str, str | None], Measure]
    routes: tuple[Route, ...]
    payments: tuple[Payment, ...]
    claimable_reasons: dict[str, bool]
    statutory_care: frozenset[str]
    evidence_shapes: dict[str, str] = field(default_factory=dict)
    evidence_feeds: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def version_on(self, day: date) -> str | None:
        for version, (valid_from, valid_to) in self.versions.items():
            if valid_from <= day < valid_to:
                return version
        return None

    def number(self, version: str | None, setting: str) -> int | None:
        value = self.settings.get(version, {}).get(setting)
        return int(value) if value else None

    def word(self, version: str | None, setting: str) -> str | None:
        return self.settings.get(version, {}).get(setting) or None

    def day(self, version: str | None, setting: str) -> date | None:
        value = self.settings.get(version, {}).get(setting)
        return date.fromisoformat(value) if value else None

    def needs_of(self, version: str | None) -> list[Need]:
        return [need for need in self.needs.values() if need.version == version]

    def outcomes_of(self, need: str) -> list[Outcome]:
        return [outcome for outcome in self.outcomes.values() if outcome.need == need]

    def rules_of(self, target: str, day: date) -> list[Rule]:
        rules = self.rules.values()
        return [rule for rule in rules if rule.target == target and rule.holds_on(day)]

    def measure_of(self, evidence_type: str, text: str | None) -> Measure | None:
        return self.measures.get((evidence_type, text)) or self.measures.get((evidence_type, None))

    def changed(self, changes: tuple[Change, ...]) -> Catalogue:
        """The catalogue with the changes of an authority."""
        rules, measures = dict(self.rules), dict(self.measures)
        payments = list(self.payments)
        settings = {version: dict(values) for version, values in self.settings.items()}
        for change in changes:
            if change.table == "framework_settings":
                version, setting = change.row_code.split("|")
                settings[version][setting] = change.value
            elif change.table == "rules":
                name, value = RULE_COLUMNS[change.column], change.value
                rules[change.row_code] = replace(
                    rules[change.row_code], **{name: _typed(name, value)}
                )
            elif change.table == "measures":
                for key, measure in measures.items():
                    if measure.code == change.row_code:
                        number = Decimal(change.value) if change.value else None
                        measures[key] = replace(measure, **{change.column: number})
            elif change.table == "payments":
                version, route, part, valid_from = change.row_code.split("|")
                payments = [
                    replace(payment, amount=int(change.value))
                    if (payment.version, payment.route, payment.part, str(payment.valid_from))
                    == (version, route, part, valid_from)
                    else payment
                    for payment in payments
                ]
            else:
                raise ValueError(f"no changes of {change.table}")
        return replace(
            self, rules=rules, measures=measures, settings=settings, payments=tuple(payments)
        )


RULE_COLUMNS = {
    "window_value": "window",
    "min_count": "min_count",
    "threshold": "threshold",
    "age_min": "age_min",
    "age_max": "age_max",
    "is_active": "is_active",
}


def _typed(name: str, value: str | None) -> object:
    if name == "is_active":
        return value == "1"
    if name == "threshold":
        return Decimal(value)
    return _whole(value)


def _whole(text: str | None) -> int | None:
    return int(text) if text else None


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a seed, empty cells as empty text."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _period(row: dict[str, str]) -> dict[str, date]:
    return {name: date.fromisoformat(row[name]) for name in ("valid_from", "valid_to")}


def _settings() -> dict[str, dict[str, str | None]]:
    settings: dict[str, dict[str, str | None]] = {}
    for row in rows("framework/framework_settings"):
        settings.setdefault(row["framework_version"], {})[row["setting"]] = row["setting_value"]
    return settings


def _rules() -> dict[str, Rule]:
    asked: dict[str, list[Asked]] = {}
    for row in rows("framework/rule_evidence"):
        kind = (row["evidence_type"], row["person_role"] or None, row["evidence_value"] or None)
        asked.setdefault(row["rule_id"], []).append(Asked(*kind))
    return {
        row["rule_id"]: Rule(
            rule_id=row["rule_id"],
            version=row["framework_version"],
            target=row["target_code"],
            shape=row["rule_shape"],
            feed=row["coverage_feed"],
            window=_whole(row["window_value"]),
            unit=row["window_unit"] or None,
            min_count=_whole(row["min_count"]),
            comparison=row["comparison"] or None,
            threshold=_decimal(row["threshold"]),
            age_min=_whole(row["age_min"]),
            age_max=_whole(row["age_max"]),
            on_fire=row["on_fire"],
            silence_is_an_answer=row["absence_is_conclusive"] == "1",
            is_active=row["is_active"] == "1",
            asked=tuple(asked.get(row["rule_id"], ())),
            **_period(row),
        )
        for row in rows("framework/rules")
    }


def _measures() -> dict[tuple[str, str | None], Measure]:
    measures = [
        Measure(
            code=row["measure_code"],
            evidence_type=row["evidence_type"],
            value=row["evidence_value"] or None,
            higher_is_better=row["higher_is"] == "better",
            cut_off=_decimal(row["cut_off"]),
            reliable_change=_decimal(row["reliable_change"]),
        )
        for row in rows("framework/measures")
    ]
    return {(measure.evidence_type, measure.value): measure for measure in measures}


def _routes() -> tuple[Route, ...]:
    headlines = rows("framework/claim_route_headlines")
    outcomes = rows("framework/claim_route_outcomes")
    return tuple(
        Route(
            version=row["framework_version"],
            code=row["route_code"],
            asks=row["asks"],
            adds_to=row["adds_to_route"] or None,
            headlines=_listed(headlines, row, "headline_code"),
            outcomes=_listed(outcomes, row, "outcome_code"),
            **_period(row),
        )
        for row in rows("framework/claim_routes")
    )


def _listed(listing: list[dict[str, str]], route: dict[str, str], column: str) -> frozenset[str]:
    key = ("framework_version", "route_code")
    return frozenset(
        row[column] for row in listing if all(row[name] == route[name] for name in key)
    )


def load() -> Catalogue:
    """The national catalogue, without the changes of any authority."""
    kinds = rows("framework/evidence_types")
    return Catalogue(
        versions={
            row["framework_version"]: tuple(_period(row).values())
            for row in rows("framework/framework_versions")
        },
        settings=_settings(),
        needs={
            row["need_code"]: Need(
                code=row["need_code"],
                version=row["framework_version"],
                headline=row["headline_code"],
                scope=row["person_scope"],
                asked_of_everyone=row.get("outcome_asked_of") == "everyone_in_scope",
                **_period(row),
            )
            for row in rows("framework/needs")
        },
        outcomes={
            row["outcome_code"]: Outcome(
                code=row["outcome_code"],
                version=row["framework_version"],
                need=row["need_code"],
                **_period(row),
            )
            for row in rows("framework/outcomes")
        },
        rules=_rules(),
        measures=_measures(),
        routes=_routes(),
        payments=tuple(
            Payment(
                version=row["framework_version"],
                route=row["route_code"],
                part=row["payment_part"],
                amount=int(row["amount_gbp"]),
                **_period(row),
            )
            for row in rows("framework/payments")
        ),
        claimable_reasons={
            row["closure_reason"]: row["can_be_claimed"] == "1"
            for row in rows("reference/closure_reasons")
        },
        statutory_care=frozenset(row["evidence_type"] for row in rows("framework/statutory_care")),
        evidence_shapes={row["evidence_type"]: row["evidence_shape"] for row in kinds},
        evidence_feeds={row["evidence_type"]: tuple(row["feed_codes"].split()) for row in kinds},
    )
