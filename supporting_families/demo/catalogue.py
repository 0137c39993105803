"""The catalogue of the programme as the seeds have it: needs, outcomes, rules, settings, feeds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pandas as pd

from .calendar import SchoolCalendar, day_number

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
FRAMEWORK = "sf-2022"


@dataclass(frozen=True)
class Rule:
    """One row of rules.csv with the evidence that it takes: (type, role) pairs."""

    rule_id: str
    shape: str
    feed: str
    window: int | None
    min_count: int
    comparison: str
    threshold: Decimal | None
    age_min: int | None
    age_max: int | None
    on_fire: str
    is_conclusive: bool
    evidence: frozenset[tuple[str, str]]

    def takes_age(self, age: int | None) -> bool:
        """Whether somebody of this age is within the limits of the rule (unknown ages are)."""
        if age is None:
            return True
        return (self.age_min is None or age >= self.age_min) and (
            self.age_max is None or age <= self.age_max
        )

    def compares(self, attended: int, possible: int) -> bool:
        """The comparison in whole numbers: 100 x attended against threshold x possible."""
        left, right = 100 * attended, self.threshold * possible
        return {"lt": left < right, "gte": left >= right}[self.comparison]


@dataclass(frozen=True)
class Outcome:
    code: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Need:
    code: str
    headline: str
    scope: str
    rules: tuple[Rule, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def has_partner_rule(self) -> bool:
        return any(rule.shape != "recorded" for rule in self.rules)


@dataclass(frozen=True)
class Settings:
    min_needs: int
    min_headlines: int
    sustain_months: int
    dependent_child_max_age: int
    dependent_child_status_age: int
    adult_age: int


def _number(text: str) -> int | None:
    return int(text) if text else None


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
        self.settings = self._load_settings()
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
        """(table, row code) of every need, outcome and rule of the current framework."""
        rows = []
        codes_of = {"needs": "need_code", "outcomes": "outcome_code", "rules": "rule_id"}
        for table, code in codes_of.items():
            seed = self._read(f"framework/{table}")
            codes = seed[seed["framework_version"] == FRAMEWORK][code]
            rows.extend((table, text) for text in codes)
        return rows

    def version_on(self, day: int) -> str:
        """The framework version in force on a day."""
        return next(code for code, start, end in self.versions if start <= day < end)

    def _load_settings(self) -> dict[str, Settings]:
        table = self._read("framework/framework_settings")
        wide = table.pivot(index="framework_version", columns="setting", values="setting_value")
        return {
            version: Settings(**{name: int(row[name]) for name in Settings.__annotations__})
            for version, row in wide.iterrows()
        }

    def _load_needs(self) -> dict[str, Need]:
        rules, outcomes = self._load_rules(), self._read("framework/outcomes")
        needs = self._read("framework/needs")
        loaded = {}
        for need in needs[needs["framework_version"] == FRAMEWORK].itertuples():
            codes = outcomes[outcomes["need_code"] == need.need_code]["outcome_code"]
            loaded[need.need_code] = Need(
                code=need.need_code,
                headline=need.headline_code,
                scope=need.person_scope,
                rules=tuple(rules.get(need.need_code, ())),
                outcomes=tuple(Outcome(code, tuple(rules.get(code, ()))) for code in codes),
            )
        return loaded

    def _load_rules(self) -> dict[str, list[Rule]]:
        evidence = self._read("framework/rule_evidence").groupby("rule_id")
        pairs = {
            rule_id: frozenset(zip(rows["evidence_type"], rows["person_role"], strict=True))
            for rule_id, rows in evidence
        }
        table = self._read("framework/rules")
        table = table[(table["framework_version"] == FRAMEWORK) & (table["is_active"] == "1")]
        rules: dict[str, list[Rule]] = {}
        for row in table.itertuples():
            rule = Rule(
                rule_id=row.rule_id,
                shape=row.rule_shape,
                feed=row.coverage_feed,
                window=_number(row.window_value),
                min_count=_number(row.min_count) or 1,
                comparison=row.comparison,
                threshold=Decimal(row.threshold) if row.threshold else None,
                age_min=_number(row.age_min),
                age_max=_number(row.age_max),
                on_fire=row.on_fire,
                is_conclusive=row.absence_is_conclusive == "1",
                evidence=pairs.get(row.rule_id, frozenset()),
            )
            rules.setdefault(row.target_code, []).append(rule)
        return rules
