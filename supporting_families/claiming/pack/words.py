"""Words for codes, and small sentences that page, workbook and verdicts share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from supporting_families.catalogue.words import CONFIDENCES, in_words
from supporting_families.explaining.evidence import pooled, value, when

from .family import Decision, Evidence, Need, Origin, Outcome, Person, Record, Rule, Sure

# The parts of the page, in order; a sentence that points to one names its number.
SECTIONS = (
    "What is claimed", "The family", "What happened when", "What the rules say",
    "Needs, outcomes and evidence", "The four principles", "The catalogue", "The files",
    "What to check", "The finding", "How to make it again",
)  # fmt: skip
FAMILY, RULES, NEEDS, PRINCIPLES_AT, CATALOGUE, FILES, CHECKS = 2, 4, 5, 6, 7, 8, 9
ROLES = {
    "dependent_child": "dependent child",
    "expectant_parent": "expectant parent",
    "parent_carer": "parent or carer",
    "other_adult": "other adult",
}
IDENTIFIED_BY = {
    "practitioner": "recorded by a practitioner",
    "partner_data": "found in data of a service",
    "both": "recorded by a practitioner and found in data of a service",
    "decision": "decided by a named person",
}
SHOWN_BY = {
    "practitioner": "recorded by a practitioner",
    "partner_data": "found in data of a service",
    "both": "recorded by a practitioner and found in data of a service",
}
STATUSES = {
    "met": "reached",
    "not_met": "not reached",
    "manual_review": "a person must decide",
}
SAYS = {
    "need": {
        "met": "shows the need",
        "not_met": "says there is no such need",
        "manual_review": "asks a person to decide",
        "silent": "says nothing",
    },
    "outcome": {
        "met": "shows the outcome",
        "not_met": "says it is not reached",
        "manual_review": "asks a person to decide",
        "silent": "says nothing",
    },
}
WHY_NOTHING = {
    "earned_autonomy": "The authority has earned autonomy: its outcomes are counted and no result "
    "is paid (R25).",
    "over_agreed_number": "The number of families agreed for the financial year is reached: the "
    "family is submitted and counted, and no result is paid (R16).",
}
PRINCIPLES = {
    "R06": "Assessment of the whole family, with its voice",
    "R07": "Plan that covers everyone concerned",
    "R08": "Lead practitioner recognised by the family",
    "R09": "Objectives that follow the needs",
}
RECORDS = {
    "whole_family_assessment_with_voice": "assessment of the whole family, with its voice",
    "plan": "plan",
    "plan_covers_member": "plan covers",
    "lead_practitioner_recognised": "lead practitioner, recognised by the family",
    "objective_for_need": "objective for need",
}
DRAWN_FOR = {"any": "the size of the sample"}
TABLES = {
    "needs": "need",
    "outcomes": "outcome",
    "rules": "rule",
    "framework_settings": "setting of the version",
    "measures": "measure",
    "claim_routes": "route",
    "payments": "payment",
}


def day(value_: date | None) -> str:
    return in_words(value_) if value_ else "not recorded"


def pounds(amount: Decimal) -> str:
    return f"£{amount:,.2f}".removesuffix(".00")


def plain(code: str) -> str:
    """A code as words."""
    return code.replace("_", " ")


def listed(words: Iterable[str]) -> str:
    """One, two and three."""
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def several(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def rows_of(origins: Iterable[Origin]) -> str:
    """The rows of one file."""
    ends = sorted({(origin.source_row, origin.source_row_last) for origin in origins})
    told = [f"{first} to {last}" if last > first else f"{first}" for first, last in ends]
    is_one = len(ends) == 1 and ends[0][0] == ends[0][1]
    return f"{'row' if is_one else 'rows'} {', '.join(told)}"


def person(someone: Person) -> str:
    age = "age not known" if someone.age is None else f"age {someone.age}"
    return f"{someone.label} ({age})"


def evidence_when(found: Evidence) -> str:
    return when(found)


def evidence_says(alike: Sequence[Evidence]) -> str:
    """What it carries, and in which role the person was."""
    parts = [value(alike)]
    if alike[0].person_role not in (None, "subject", "family"):
        parts.append(plain(alike[0].person_role))
    return "; ".join(filter(None, parts))


def together(found: Sequence[Evidence]) -> list[list[Evidence]]:
    """Evidence in order of days, pieces that tell of one count together."""
    groups: dict[tuple, list[Evidence]] = {}
    for number, item in enumerate(sorted(found, key=_order)):
        key: tuple = (number,)
        if item.evidence_shape == "period_count":
            key = (item.evidence_name, item.period_start, item.who)
        groups.setdefault(key, []).append(item)
    return list(groups.values())


def pooled_share(rule: Rule) -> str:
    """What was counted of what was possible over all terms, where a rule counts; else nothing."""
    if not rule.evidence or any(item.evidence_shape != "period_count" for item in rule.evidence):
        return ""
    counted, possible = pooled(rule.evidence)
    unit = rule.evidence[0].value_unit or ""
    if not possible:
        return ""
    return f"{counted} of {possible} {unit} ({100 * counted / possible:.2f} percent)"


def rule_says(kind: str, rule: Rule) -> str:
    return SAYS[kind].get(rule.says) or "could not be checked"


def looked(rule: Rule) -> str:
    """Where a rule looked that is content with too little, and in how many files."""
    if rule.search is None:
        return "Nothing found."
    last = rule.search.looked_until - timedelta(days=1)
    found = "Too little found" if rule.evidence else "Nothing found"
    return (
        f"{found} in {rule.search.feed_name} from {in_words(rule.search.looked_from)} to "
        f"{in_words(last)}. The feed covers all that time for this person, in "
        f"{several(len(rule.search.files), 'file')}."
    )


def need_title(need: Need) -> str:
    return f"{need.need_no} {need.need_name}: {need.who}"


def record_says(record: Record) -> str:
    """What a record of whole-family working is."""
    what = RECORDS.get(record.what, plain(record.what))
    return " ".join(filter(None, (what, record.need_no, record.who)))


def sure(row: Sure) -> str:
    """How sure a row of the catalogue is, and whether the authority has confirmed it."""
    confirmed = "confirmed" if row.is_confirmed else "not confirmed"
    return f"{CONFIDENCES[row.confidence]}, {confirmed} by the authority; {row.provenance}"


def decided(decision: Decision | None) -> str:
    if decision is None:
        return ""
    what = {"met": "that it is so", "not_met": "that it is not so"}[decision.decision]
    return f"{decision.decided_by} decided on {in_words(decision.decided_on)} {what}"


def outcome_status(outcome: Outcome) -> str:
    told = STATUSES.get(outcome.status, "could not be judged")
    if outcome.achieved_on:
        told += f" on {in_words(outcome.achieved_on)}"
    return told


def _order(item: Evidence) -> tuple:
    first = item.event_date or item.period_start or date.min
    return (first, item.evidence_name, item.who, item.origin.source_file, item.origin.source_row)
