"""What the system says of each claim rule, in plain words, and how it was shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from supporting_families.catalogue.reading import read_seed
from supporting_families.catalogue.words import in_words

from .about import PackAbout
from .family import Family, Need
from .words import (
    CHECKS,
    NEEDS,
    PRINCIPLES_AT,
    WHY_NOTHING,
    day,
    listed,
    need_title,
    person,
    plain,
    pounds,
    several,
)

EVERY_NEED = "every_need"
_ONE_OUTCOME = "This route asks for one outcome, whatever the other needs: see R15."
SHOWN, NOT_SHOWN, NOT_ASKED, LOOK = "Shown", "Not shown", "Not asked", "For you to look at"


_SOCIAL_CARE = (
    (
        "social_care_at_claim",
        "in_social_care_at_claim",
        "A child in statutory social care on the day of the claim",
    ),
    (
        "social_care_step_up",
        "stepped_up_to_social_care",
        "A child who went there while the outcome had to last",
    ),
)


@dataclass(frozen=True)
class Verdict:
    """A claim rule, what it asks, and what is said of it here."""

    rule: str
    asks: str
    verdict: str
    how: tuple[str, ...]


def verdicts(family: Family, about: PackAbout) -> list[Verdict]:
    """R01 to R17, and the rules on claiming again and on the version."""
    asks = {row["claim_rule"]: row["rule_text"] for row in read_seed("claim_rules")}
    told = []
    for rule, judge in _JUDGES.items():
        verdict, *how = judge(family, about)
        told.append(Verdict(rule, asks[rule], verdict, tuple(how)))
    return told


# Who, and which needs -----------------------------------------------------------------------------


def _r01(family: Family, _: PackAbout) -> Iterable[str]:
    counting = [
        f"{person(someone)} as {plain(someone.role)}"
        for someone in family.people
        if someone.role in ("dependent_child", "expectant_parent")
    ]
    if not counting:
        return NOT_SHOWN, "Nobody is recorded in such a role."
    return SHOWN, f"On the day of the assessment, {day(family.assessed_on)}: {listed(counting)}."


def _r02(family: Family, _: PackAbout) -> Iterable[str]:
    asked = _number(family, "min_needs")
    found = list(dict.fromkeys(need.need_no for need in family.met_needs))
    verdict = SHOWN if len(found) >= asked else NOT_SHOWN
    return (
        verdict,
        f"{several(asked, 'need')} asked, {len(found)} found: {', '.join(found) or 'none'}.",
    )


def _r03(family: Family, _: PackAbout) -> Iterable[str]:
    asked = _number(family, "min_headlines")
    strict = _number(family, "min_headlines_strict")
    names = {need.headline_no: need.headline_name for need in family.met_needs}
    verdict = SHOWN if len(names) >= asked else NOT_SHOWN
    told = "; ".join(f"{number} {names[number]}" for number in sorted(names)) or "none"
    how = [f"{several(asked, 'headline')} asked, {len(names)} found: {told}."]
    if strict > asked:
        also = "also" if len(names) >= strict else "not"
        how.append(
            f"On the strict reading of some councils, {strict} headlines, it is {also} shown."
        )
    return verdict, *how


def _r03b(family: Family, _: PackAbout) -> Iterable[str]:
    people: dict[str, list[Need]] = {}
    for need in family.met_needs:
        people.setdefault(need.need_code, []).append(need)
    shared = [needs for needs in people.values() if len(needs) > 1]
    if not shared:
        return NOT_ASKED, "No need is of more than one person."
    once = family.settings.get("same_need_counts") == "once"
    how = [
        f"{needs[0].need_no} is a need of {listed(need.who for need in needs)}: it counts "
        + ("once" if once else "once for each of them")
        + ", and each of them is asked for an outcome."
        for needs in shared
    ]
    return SHOWN, *how


def _r04(family: Family, _: PackAbout) -> Iterable[str]:
    children = [p for p in family.people if p.role == "dependent_child"]
    if not children:
        return NOT_ASKED, "The family counts by an expectant parent."
    oldest = _number(family, "dependent_child_max_age")
    how = [f"Oldest age {oldest}; on the day of the assessment: {listed(map(person, children))}."]
    from_age = _number(family, "dependent_child_status_age")
    older = [p for p in children if p.age is not None and from_age <= p.age <= oldest]
    if older:
        how.append(
            f"From {from_age} on, the careers service must not know of work that ends dependency: "
            f"it does not for {listed(p.label for p in older)}."
        )
    return SHOWN, *how, "Living at home is not tested."


def _r05(family: Family, _: PackAbout) -> Iterable[str]:
    bare = [need for need in family.met_needs if not any(r.evidence for r in need.rules)]
    if bare:
        return NOT_SHOWN, f"No evidence is listed for {listed(need_title(n) for n in bare)}."
    count = sum(len(rule.evidence) for need in family.met_needs for rule in need.rules)
    told = several(count, "row of evidence", "rows of evidence")
    return SHOWN, f"{told} in section {NEEDS}, with file and row."


# The four principles ------------------------------------------------------------------------------


def _principle(rule: str) -> Callable[[Family, PackAbout], Iterable[str]]:
    def judge(family: Family, _: PackAbout) -> Iterable[str]:
        principle = next((p for p in family.principles if p.claim_rule == rule), None)
        if principle is None or not principle.is_shown:
            return NOT_SHOWN, "No record shows it."
        days = sorted({record.day for record in principle.records if record.day})
        told = several(len(principle.records), "record")
        if days:
            told += f", of {in_words(days[0])}"
            told += f" to {in_words(days[-1])}" if len(days) > 1 else ""
        return SHOWN, f"{told}: see section {PRINCIPLES_AT}."

    return judge


# Outcomes -----------------------------------------------------------------------------------------


def _r10(family: Family, about: PackAbout) -> Iterable[str]:
    if family.asks != EVERY_NEED:
        return NOT_ASKED, _ONE_OUTCOME
    lacking = [need for need in family.met_needs if not need.achieved]
    how = [
        f"{len(family.met_needs) - len(lacking)} of {len(family.met_needs)} needs reached an "
        "outcome."
    ]
    if lacking:
        how.append(f"None is shown for {listed(need_title(n) for n in lacking)}.")
    if family.closed_on and family.sustain_ends_on:
        months = family.settings.get("sustain_months", "")
        anchor = family.settings.get("sustain_anchor")
        since = "the closing day" if anchor != "outcome_met" else "the last outcome, or closing"
        how.append(
            f"Support closed on {day(family.closed_on)}. The {months} months from {since} ran to "
            f"{day(family.sustain_ends_on - timedelta(days=1))}; the claim is of "
            f"{day(about.as_of_date)}."
        )
    over = family.sustain_ends_on is not None and family.sustain_ends_on <= about.as_of_date
    return (SHOWN if over and not lacking else NOT_SHOWN), *how


def _r11(family: Family, _: PackAbout) -> Iterable[str]:
    later = [
        need
        for need in family.met_needs
        if need.identified_on and need.identified_on > family.assessed_on
    ]
    if not later:
        return NOT_ASKED, "No need was found after the assessment."
    how = [
        f"{need_title(need)}: found on {day(need.identified_on)}, "
        + (
            f"outcome reached on {day(need.achieved[0].achieved_on)}."
            if need.achieved
            else "no outcome."
        )
        for need in later
    ]
    shown = family.asks != EVERY_NEED or all(need.achieved for need in later)
    return (SHOWN if shown else NOT_SHOWN), *how


def _r12(family: Family, _: PackAbout) -> Iterable[str]:
    if family.asks != EVERY_NEED:
        return NOT_ASKED, _ONE_OUTCOME
    if family.settings.get("every_child_in_education") != "1":
        return NOT_ASKED, "This version asks it only of a child who has the need."
    asked = [need for need in family.needs if need.outcomes and not need.is_met]
    lacking = [need for need in asked if not need.achieved]
    ages = [family.settings.get(name, "") for name in ("school_age_from", "school_age_to")]
    how = [f"Asked of every child aged {ages[0]} to {ages[1]} on the day of the assessment."]
    how += [f"{need_title(need)}: not reached." for need in lacking]
    if asked and not lacking:
        how.append(
            f"Reached by {listed(sorted({need.who for need in asked}))}, who had no need of it."
        )
    return (NOT_SHOWN if lacking else SHOWN), *how


def _r13(family: Family, _: PackAbout) -> Iterable[str]:
    searched, others = [], []
    for need in family.met_needs:
        quiet = {rule.rule_id for outcome in need.achieved for rule in outcome.rules if rule.search}
        if quiet:
            searched.append(f"{need.need_no} {need.who} ({listed(sorted(quiet))})")
        elif need.achieved:
            others.append(f"{need.need_no} {need.who}")
    how = []
    if searched:
        how.append(
            "Data of the time after closure were searched for new events, and there were none: "
            f"{'; '.join(searched)}."
        )
    if others:
        how.append(
            f"Not searched for in data: {'; '.join(others)}. Whether something went wrong again is "
            f"in the family's file: section {CHECKS}."
        )
    return (LOOK if others else SHOWN), *how


def _r14(family: Family, _: PackAbout) -> Iterable[str]:
    how, found = [], False
    for setting, warning, what in _SOCIAL_CARE:
        effect = family.settings.get(setting) or "off"
        if effect == "off":
            how.append(f"{what}: this version does not ask.")
        elif warning in family.warnings:
            found = True
            how.append(
                f"{what}: it is so. It does not block a claim; judge whether it should stand."
            )
        else:
            would = "would block the claim" if effect == "block" else "would be told of here"
            how.append(f"{what}: nothing in the data received. If there were, it {would}.")
    if found:
        return LOOK, *how
    asked = any((family.settings.get(setting) or "off") != "off" for setting, *_ in _SOCIAL_CARE)
    return (SHOWN if asked else NOT_ASKED), *how


def _r15(family: Family, _: PackAbout) -> Iterable[str]:
    if family.asks == EVERY_NEED:
        return NOT_ASKED, f"The claim is by '{family.route_name}', which asks for every need."
    reached = [
        f"{outcome.outcome_name} ({need.who}), reached on {day(outcome.achieved_on)}"
        for need in family.needs
        for outcome in need.achieved
        if outcome.outcome_code in family.asked_outcomes
    ]
    if not reached:
        return NOT_SHOWN, f"The claim is by '{family.route_name}', and no outcome is shown."
    return SHOWN, f"The claim is by '{family.route_name}': {listed(reached)}."


# The claim ----------------------------------------------------------------------------------------


def _r16(family: Family, _: PackAbout) -> Iterable[str]:
    if family.why_nothing_paid:
        why = WHY_NOTHING.get(family.why_nothing_paid, f"{plain(family.why_nothing_paid)}.")
        return SHOWN, f"Nothing is claimed, of {pounds(family.unit_gbp)} for a result. {why}"
    return SHOWN, f"{pounds(family.payable_gbp)} for a result by '{family.route_name}'."


def _r17(family: Family, about: PackAbout) -> Iterable[str]:
    return SHOWN, (
        f"Every rule was asked as of {day(about.as_of_date)}, by what had been received by "
        f"{day(about.known_at)}. The conditions hold since {day(family.claimable_from)}. They are "
        "asked again on the day it is submitted."
    )


def _r24(family: Family, _: PackAbout) -> Iterable[str]:
    months = family.settings.get("reclaim_min_months")
    since = f"in the {months} months before" if months else "before"
    how = [f"No claim that stands was made for this family {since}, under this or another key."]
    if "shares_people_with_claimed" in family.warnings:
        how.append("It shares people with a family that was claimed: judge whether it is the same.")
    if family.earlier_review:
        how.append(f"It was looked at for this before: {family.earlier_review}.")
    return (LOOK if len(how) > 1 else SHOWN), *how


def _r29(family: Family, _: PackAbout) -> Iterable[str]:
    last = family.settings.get("last_claim_on")
    how = [
        f"Assessed on {day(family.assessed_on)}: {family.version_name} "
        f"({family.framework_version})."
    ]
    how.append(
        f"Last day for claims of it: {last}." if last else "No last day for claims of it is set."
    )
    return SHOWN, *how


def _number(family: Family, setting: str) -> int:
    return int(family.settings.get(setting) or 0)


_JUDGES: dict[str, Callable[[Family, PackAbout], Iterable[str]]] = {
    "R01": _r01, "R02": _r02, "R03": _r03, "R03b": _r03b, "R04": _r04, "R05": _r05,
    "R06": _principle("R06"), "R07": _principle("R07"), "R08": _principle("R08"),
    "R09": _principle("R09"), "R10": _r10, "R11": _r11, "R12": _r12, "R13": _r13, "R14": _r14,
    "R15": _r15, "R16": _r16, "R17": _r17, "R24": _r24, "R29": _r29,
}  # fmt: skip
