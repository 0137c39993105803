"""What a rule asks, as one sentence. Warehouse, workbook and pages take it from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]

LEADS = {
    ("need", "met"): "Met when",
    ("outcome", "met"): "Achieved when",
    ("need", "manual_review"): "A person decides when",
    ("outcome", "manual_review"): "A person decides when",
    ("need", "silent"): "Contradicted when",
    ("outcome", "silent"): "Contradicted when",
}
RECORDED = {
    "need": "Met when a practitioner recorded the need under the episode.",
    "outcome": "Achieved when the practitioner’s latest record of the outcome says so, and not "
    "achieved when it says that.",
}
ROLES = {"subject": "as the person concerned", "child_present": "with the child present"}
BY_ASSESSMENT = "up to the assessment (or a later day of support)"
AFTER_CLOSING = "from the day support closed"
_COVERED = " Finding nothing is an answer where the feed covers all that time."


@dataclass(frozen=True)
class Evidence:
    """A kind of evidence a rule looks at, with the role and the value where only one will do."""

    name: str
    role: str
    value: str


@dataclass(frozen=True)
class Rule:
    """A rule as the catalogue has it, with the names of what it looks at and of the feeds."""

    applies_to: str
    shape: str
    window_value: int | None
    window_unit: str
    min_count: int
    comparison: str
    threshold: str
    age_min: int | None
    age_max: int | None
    on_fire: str
    is_conclusive: bool
    is_active: bool
    evidence: tuple[Evidence, ...]
    feeds: tuple[str, ...]


def sentences(tables: Mapping[str, Iterable[Row]]) -> dict[str, str]:
    """The sentence of each rule by its id.

    `tables` holds rows of rules, rule_evidence, evidence_types, feeds, measure_feeds,
    assessment_factors and activity_codes, as the seeds or the warehouse have them.
    """
    return {rule_id: sentence(rule) for rule_id, rule in rules_of(tables).items()}


def sentence(rule: Rule) -> str:
    """The rule in plain words: when it speaks, of whom, by what, and what silence means."""
    if rule.shape == "recorded":
        return RECORDED[rule.applies_to] + _switch(rule)
    told = _CONTRADICTIONS if rule.on_fire == "silent" else _CONDITIONS
    said = told.get((rule.applies_to, rule.shape)) or told[rule.shape]
    parts = [f"{LEADS[rule.applies_to, rule.on_fire]} {said(rule)}", *_ages(rule)]
    parts.append(f"by {_either(rule.feeds)}")
    return "; ".join(parts) + "." + _silence(rule) + _switch(rule)


def rules_of(tables: Mapping[str, Iterable[Row]]) -> dict[str, Rule]:
    """The rules by id, in the order they come."""
    names = {
        row["evidence_type"]: _inside(row["evidence_name"]) for row in tables["evidence_types"]
    }
    feeds = {row["feed_code"]: _inside(row["feed_name"]) for row in tables["feeds"]}
    codes = {
        ("assessment_factor", row["factor_code"]): row["factor_name"]
        for row in tables["assessment_factors"]
    }
    for row in tables["activity_codes"]:
        for kind in ("not_in_education_employment_training", "activity_unknown"):
            codes[kind, row["activity_code"]] = row["activity_name"]
    telling: dict[str, list[tuple[int, str]]] = {}
    for row in tables["measure_feeds"]:
        of_type = telling.setdefault(row["evidence_type"], [])
        of_type.append((int(row["preference"]), row["feed_code"]))
    wanted: dict[str, list[Row]] = {}
    for row in tables["rule_evidence"]:
        wanted.setdefault(row["rule_id"], []).append(row)
    rules = {}
    for row in tables["rules"]:
        looked_at = sorted(
            wanted.get(row["rule_id"], []),
            key=lambda w: (w["evidence_type"], w["person_role"] or "", w["evidence_value"] or ""),
        )
        of_measures = [
            code
            for kind in dict.fromkeys(w["evidence_type"] for w in looked_at)
            for _, code in sorted(telling.get(kind, []))
        ]
        rules[row["rule_id"]] = Rule(
            applies_to=row["applies_to"],
            shape=row["rule_shape"],
            window_value=_number(row["window_value"]),
            window_unit=row["window_unit"] or "",
            min_count=_number(row["min_count"]) or 1,
            comparison=row["comparison"] or "",
            threshold=_plain(row["threshold"]),
            age_min=_number(row["age_min"]),
            age_max=_number(row["age_max"]),
            on_fire=row["on_fire"],
            is_conclusive=_number(row["absence_is_conclusive"]) == 1,
            is_active=_number(row["is_active"]) == 1,
            evidence=tuple(
                Evidence(
                    names[w["evidence_type"]],
                    w["person_role"] or "",
                    _value(codes, w["evidence_type"], w["evidence_value"] or ""),
                )
                for w in looked_at
            ),
            feeds=tuple(
                feeds[code] for code in dict.fromkeys(of_measures or [row["coverage_feed"]])
            ),
        )
    return rules


# What each shape asks -----------------------------------------------------------------------------


def _counted(rule: Rule) -> str:
    return f"found at least {_times(rule)} in the {_window(rule)} {BY_ASSESSMENT}: {_kinds(rule)}"


def _counted_since(rule: Rule) -> str:
    return f"found at least {_times(rule)} from the day of the assessment on: {_kinds(rule)}"


def _ratio(rule: Rule) -> str:
    return (
        f"{_kinds(rule)} are {_share(rule)} of those possible in the {_latest_terms(rule)} that "
        "are reported and ended by the assessment (or later in support)"
    )


def _ratio_since(rule: Rule) -> str:
    return (
        f"{_kinds(rule)} are {_share(rule)} of those possible in the {_latest_terms(rule)} that "
        "are reported and began after the assessment"
    )


def _holds(rule: Rule) -> str:
    return f"this holds on the day of the assessment (or a later day of support): {_kinds(rule)}"


def _lasts(rule: Rule) -> str:
    return (
        f"this has lasted {_window(rule)} without a gap by the assessment (or later in support): "
        f"{_kinds(rule)}"
    )


def _lasts_since(rule: Rule) -> str:
    return f"this has lasted {_window(rule)} without a gap since the assessment: {_kinds(rule)}"


def _throughout(rule: Rule) -> str:
    return f"this lasts without a gap through the {_window(rule)} {AFTER_CLOSING}: {_kinds(rule)}"


def _at_cutoff(rule: Rule) -> str:
    return (
        f"the latest score of the {_window(rule)} up to the assessment, or any score later in "
        f"support, is at the cut-off of its measure or on the clinical side of it: {_kinds(rule)}"
    )


def _changed(rule: Rule) -> str:
    return (
        "the latest score is better than the first by the change that counts for its measure, and "
        f"no other measure is worse by as much: {_kinds(rule)}; the first score is the latest of "
        f"the {_window(rule)} up to the assessment, else the first after it"
    )


def _reduced(rule: Rule) -> str:
    percentage = f"{rule.threshold} percent"
    return f"this fell by {percentage} or more {_before_and_after(rule)}: {_kinds(rule)}"


def _not_reduced(rule: Rule) -> str:
    percentage = f"{rule.threshold} percent"
    return f"this did not fall by {percentage} {_before_and_after(rule)}: {_kinds(rule)}"


def _absent(rule: Rule) -> str:
    found = "not found" if rule.min_count == 1 else f"found fewer than {_times(rule)}"
    return f"{found} in the {_after(rule)}: {_kinds(rule)}"


def _present(rule: Rule) -> str:
    found = "found" if rule.min_count == 1 else f"found {_times(rule)} or more"
    return f"{found} in the {_after(rule)}: {_kinds(rule)}"


def _off_roll(rule: Rule) -> str:
    return (
        f"the pupil left the roll of a school in the {_window(rule)} up to the assessment and is "
        "on no roll on that day"
    )


_CONDITIONS: dict[Any, Callable[[Rule], str]] = {
    ("need", "count_in_window"): _counted,
    ("outcome", "count_in_window"): _counted_since,
    ("need", "ratio_over_terms"): _ratio,
    ("outcome", "ratio_over_terms"): _ratio_since,
    ("need", "spell_of_length"): _lasts,
    ("outcome", "spell_of_length"): _lasts_since,
    "state_at_date": _holds,
    "state_throughout": _throughout,
    "score_at_cutoff": _at_cutoff,
    "change_on_measure": _changed,
    "reduction_against_baseline": _reduced,
    "absence_in_window": _absent,
    "off_roll": _off_roll,
}
_CONTRADICTIONS: dict[Any, Callable[[Rule], str]] = {
    "reduction_against_baseline": _not_reduced,
    "absence_in_window": _present,
}


# Parts of sentences -------------------------------------------------------------------------------


def _window(rule: Rule) -> str:
    unit = rule.window_unit if rule.window_value != 1 else rule.window_unit.removesuffix("s")
    return f"{rule.window_value} {unit}"


def _latest_terms(rule: Rule) -> str:
    if rule.window_value == 1:
        return "latest term"
    return f"latest {rule.window_value} terms in a row"


def _after(rule: Rule) -> str:
    if rule.window_unit == "terms":
        return f"{_latest_terms(rule)} that began after the assessment"
    return f"{_window(rule)} {AFTER_CLOSING}"


def _before_and_after(rule: Rule) -> str:
    return (
        f"from the {_window(rule)} up to the assessment to the {_window(rule)} {AFTER_CLOSING}"
    )


def _times(rule: Rule) -> str:
    return {1: "once", 2: "twice"}.get(rule.min_count, f"{rule.min_count} times")


def _share(rule: Rule) -> str:
    return f"{'less than' if rule.comparison == 'lt' else 'at least'} {rule.threshold} percent"


def _kinds(rule: Rule) -> str:
    """What is looked at; kinds wanted in the same roles and of the same values stand together."""
    wanted: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for evidence in rule.evidence:
        roles, values = wanted.setdefault(evidence.name, ({}, {}))
        if evidence.role:
            roles[ROLES.get(evidence.role, f"as {evidence.role}")] = None
        if evidence.value:
            values[evidence.value] = None
    alike: dict[str, list[str]] = {}
    for name, (roles, values) in wanted.items():
        limits = "; ".join(_either(limit) for limit in (roles, values) if limit)
        alike.setdefault(limits, []).append(name)
    return _either(
        _either(names) + (f" ({limits})" if limits else "") for limits, names in alike.items()
    )


def _either(things: Iterable[str]) -> str:
    *others, last = things
    return f"{', '.join(others)} or {last}" if others else last


def _ages(rule: Rule) -> list[str]:
    if rule.age_min is None and rule.age_max is None:
        return []
    if rule.age_max is None:
        return [f"from age {rule.age_min}"]
    if rule.age_min is None:
        return [f"up to age {rule.age_max}"]
    return [f"age {rule.age_min} to {rule.age_max}"]


def _silence(rule: Rule) -> str:
    if rule.on_fire == "silent":
        return " It never proves anything."
    if rule.shape == "reduction_against_baseline":
        nothing_before = "; where there was nothing before, it says nothing"
        return f" Otherwise not achieved{nothing_before}.{_COVERED}"
    if rule.shape == "absence_in_window":
        return " Otherwise not achieved." + _COVERED
    if rule.shape == "change_on_measure" or (
        rule.shape == "ratio_over_terms" and rule.applies_to == "outcome"
    ):
        return " Data that show otherwise say not achieved; finding none is no answer."
    if rule.is_conclusive and rule.applies_to == "need":
        covered = "Where the feed covers all that time and shows no such thing"
        return f" {covered}, the need is not there."
    return " Finding nothing is no answer."


def _switch(rule: Rule) -> str:
    return "" if rule.is_active else " Switched off."


def _value(codes: Mapping[tuple[str, str], str], kind: str, value: str) -> str:
    if (kind, value) in codes:
        return f"{value} {_inside(codes[kind, value])}"
    return value.replace("_", " ")


def _inside(name: str) -> str:
    """A name as it stands inside a sentence; what begins with two capitals keeps them."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _number(value: Any) -> int | None:
    return None if value in (None, "") else int(value)


def _plain(value: Any) -> str:
    """90 and not 90.00."""
    if value in (None, ""):
        return ""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
