"""The catalogue of the programme as the seeds have it: needs, outcomes, rules, settings, feeds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pandas as pd

from .calendar import SchoolCalendar, add_months, day_number

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
FRAMEWORK = "sf-2022"
NEED_PREFIX = "SF22-"
RECORDED = "recorded"


@dataclass(frozen=True, eq=False)
class Rule:
    """One row of rules.csv with the evidence that it takes: the roles and values of each type."""

    rule_id: str
    shape: str
    feed: str
    window: int | None
    unit: str
    min_count: int
    comparison: str
    threshold: Decimal | None
    age_min: int | None
    age_max: int | None
    on_fire: str
    is_conclusive: bool
    valid_from: int
    valid_to: int
    takes: dict[str, tuple[tuple[str, str], ...]]

    def takes_age(self, age: int | None) -> bool:
        """Whether somebody of this age is within the limits of the rule (unknown ages are)."""
        if age is None:
            return True
        return (self.age_min is None or age >= self.age_min) and (
            self.age_max is None or age <= self.age_max
        )

    def is_for(self, day: int, age: int | None) -> bool:
        """Whether the rule holds on the day of assessment, for somebody of that age."""
        return self.valid_from <= day < self.valid_to and self.takes_age(age)

    def compares(self, counted: int, possible: int) -> bool:
        """The comparison in whole numbers: 100 x counted against threshold x possible."""
        left, right = 100 * counted, self.threshold * possible
        return {"lt": left < right, "gte": left >= right}[self.comparison]

    def after(self, day: int) -> int:
        """The day that lies the window of the rule, in months or weeks, after a day."""
        return day + 7 * self.window if self.unit == "weeks" else add_months(day, self.window)

    def before(self, day: int) -> int:
        """The last day that is too old for the window up to a day."""
        return day - 7 * self.window if self.unit == "weeks" else add_months(day, -self.window)


@dataclass(frozen=True)
class Outcome:
    code: str
    rules: tuple[Rule, ...]

    @property
    def silence_proves(self) -> bool:
        """Whether partner data prove it unless something happens."""
        return any(
            rule.shape in ("absence_in_window", "ratio_over_terms") and rule.on_fire == "met"
            for rule in self.rules
        )


@dataclass(frozen=True)
class Need:
    version: str
    code: str
    headline: str
    scope: str
    is_asked_of_everyone: bool
    rules: tuple[Rule, ...]
    outcomes: tuple[Outcome, ...]

@dataclass(frozen=True)
class Measure:
    """A questionnaire or other score; without a cut-off or change that counts it says less."""

    code: str
    is_better_high: bool
    cut_off: Decimal | None
    reliable_change: Decimal | None

    def is_clinical(self, score: int) -> bool:
        """On the bad side of the cut-off, which is itself on that side."""
        if self.cut_off is None:
            return False
        return score <= self.cut_off if self.is_better_high else score >= self.cut_off

    def improvement(self, first: int, later: int) -> int:
        return later - first if self.is_better_high else first - later


@dataclass(frozen=True)
class Route:
    """A way of claiming: for progress on every need, or for one outcome of a list."""

    code: str
    asks_every_need: bool
    adds_to: str
    headlines: frozenset[str]
    outcomes: frozenset[str]
    results: tuple[tuple[int, int, Decimal], ...]  # first day, first day over, pounds

    def result_on(self, day: int) -> Decimal | None:
        """The payment for a result, by the day on which the support of the family began."""
        return next((gbp for start, end, gbp in self.results if start <= day < end), None)


@dataclass(frozen=True)
class Settings:
    """The settings of a framework version that the truth depends on."""

    min_needs: int
    min_headlines: int
    same_need_counts: str
    later_needs_count: int
    sustain_months: int
    sustain_anchor: str
    dependent_child_max_age: int
    dependent_child_status_age: int
    adult_age: int
    school_age_from: int
    school_age_to: int
    every_child_in_education: int
    social_care_at_claim: str
    social_care_step_up: str
    last_claim_on: int | None


def _number(text: str) -> int | None:
    return int(text) if text else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


class Catalogue:
    """What the seeds say, read once a run."""

    def __init__(self, seeds: Path = SEEDS) -> None:
        self._seeds = seeds
        self.calendar = SchoolCalendar(seeds)
        self.needs = self._load_needs()
        self.versions = [
            (row.framework_version, day_number(row.valid_from), day_number(row.valid_to))
            for row in self._read("framework/framework_versions").itertuples()
        ]
        self.needs_of = {
            version: [need for need in self.needs.values() if need.version == version]
            for version, _, _ in self.versions
        }
        self.settings = self._load_settings()
        self.routes = {version: self._load_routes(version) for version, _, _ in self.versions}
        self.measures = self._load_measures()
        self.statutory_care = frozenset(self._read("framework/statutory_care")["evidence_type"])
        blockers = self._read("framework/claim_blockers")
        self.never = frozenset(blockers[blockers["blocker_kind"] == "never"]["blocker_code"])
        reasons = self._read("reference/closure_reasons")
        self.claimable_reasons = set(reasons[reasons["can_be_claimed"] == "1"]["closure_reason"])
        feeds = self._read("feeds/feeds")
        self.feeds = {
            row.feed_code: (int(row.feed_rank), row.registered_on) for row in feeds.itertuples()
        }

    def _read(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self._seeds / f"{name}.csv", dtype=str, keep_default_na=False)

    @cached_property
    def confirmable(self) -> list[tuple[str, str]]:
        """(table, row code) of every row that an authority can confirm, of every version."""
        codes_of = {
            "needs": ["need_code"],
            "outcomes": ["outcome_code"],
            "rules": ["rule_id"],
            "framework_settings": ["framework_version", "setting"],
            "measures": ["measure_code"],
            "claim_routes": ["framework_version", "route_code"],
            "payments": ["framework_version", "route_code", "payment_part", "valid_from"],
        }
        return [
            (table, "|".join(row))
            for table, columns in codes_of.items()
            for row in self._read(f"framework/{table}")[columns].itertuples(index=False)
        ]

    def version_on(self, day: int) -> str:
        """The framework version in force on a day."""
        return next(code for code, start, end in self.versions if start <= day < end)

    def measure(self, kind: str, text: str) -> Measure | None:
        """The measure that evidence of this type and value is a score of."""
        return self.measures.get((kind, text)) or self.measures.get((kind, ""))

    def _load_measures(self) -> dict[tuple[str, str], Measure]:
        return {
            (row.evidence_type, row.evidence_value): Measure(
                code=row.measure_code,
                is_better_high=row.higher_is == "better",
                cut_off=_decimal(row.cut_off),
                reliable_change=_decimal(row.reliable_change),
            )
            for row in self._read("framework/measures").itertuples()
        }

    def _load_settings(self) -> dict[str, Settings]:
        table = self._read("framework/framework_settings")
        wide = table.pivot(index="framework_version", columns="setting", values="setting_value")
        parse = {
            "int": int,
            "str": str,
            "int | None": lambda text: day_number(text) if text else None,
        }
        return {
            version: Settings(
                **{name: parse[kind](row[name]) for name, kind in Settings.__annotations__.items()}
            )
            for version, row in wide.iterrows()
        }

    def _load_routes(self, version: str) -> list[Route]:
        routes, headlines, outcomes, payments = (
            table[table["framework_version"] == version]
            for table in map(
                self._read,
                (
                    "framework/claim_routes",
                    "framework/claim_route_headlines",
                    "framework/claim_route_outcomes",
                    "framework/payments",
                ),
            )
        )
        results = payments[payments["payment_part"] == "result"]
        return [
            Route(
                code=row.route_code,
                asks_every_need=row.asks == "every_need",
                adds_to=row.adds_to_route,
                headlines=_of_route(headlines, row.route_code, "headline_code"),
                outcomes=_of_route(outcomes, row.route_code, "outcome_code"),
                results=tuple(
                    (day_number(paid.valid_from), day_number(paid.valid_to),
                     Decimal(paid.amount_gbp))
                    for paid in results[results["route_code"] == row.route_code].itertuples()
                ),
            )
            for row in routes.itertuples()
        ]  # fmt: skip

    def _load_needs(self) -> dict[str, Need]:
        rules = self._load_rules()
        outcomes = self._read("framework/outcomes").groupby("need_code", sort=False)
        codes = {need: rows["outcome_code"].tolist() for need, rows in outcomes}
        return {
            need.need_code: Need(
                version=need.framework_version,
                code=need.need_code,
                headline=need.headline_code,
                scope=need.person_scope,
                is_asked_of_everyone=need.outcome_asked_of == "everyone_in_scope",
                rules=tuple(rules.get(need.need_code, ())),
                outcomes=tuple(
                    Outcome(code, tuple(rules.get(code, ()))) for code in codes[need.need_code]
                ),
            )
            for need in self._read("framework/needs").itertuples()
        }

    def _load_rules(self) -> dict[str, list[Rule]]:
        takes: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {}
        for row in self._read("framework/rule_evidence").itertuples():
            kinds = takes.setdefault(row.rule_id, {})
            pairs = kinds.get(row.evidence_type, ())
            kinds[row.evidence_type] = (*pairs, (row.person_role, row.evidence_value))
        table = self._read("framework/rules")
        rules: dict[str, list[Rule]] = {}
        for row in table[table["is_active"] == "1"].itertuples():
            rule = Rule(
                rule_id=row.rule_id,
                shape=row.rule_shape,
                feed=row.coverage_feed,
                window=_number(row.window_value),
                unit=row.window_unit,
                min_count=_number(row.min_count) or 1,
                comparison=row.comparison,
                threshold=_decimal(row.threshold),
                age_min=_number(row.age_min),
                age_max=_number(row.age_max),
                on_fire=row.on_fire,
                is_conclusive=row.absence_is_conclusive == "1",
                valid_from=day_number(row.valid_from),
                valid_to=day_number(row.valid_to),
                takes=takes.get(row.rule_id, {}),
            )
            rules.setdefault(row.target_code, []).append(rule)
        return rules


def _of_route(table: pd.DataFrame, route: str, column: str) -> frozenset[str]:
    return frozenset(table[table["route_code"] == route][column])
