"""What an auditor has to check by hand: what no data can show, and what each verdict rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from . import words
from .about import PackAbout
from .family import Family, Need

_FILE = "the case file says the same as the record of the practitioner."
_ROWS = "the rows listed stand so in the files, and none is left out."
_DECISION = "the decision and its reason are on file."
_HOW_FOUND = {
    "practitioner": _FILE,
    "partner_data": _ROWS,
    "both": f"{_FILE[:-1]}, and {_ROWS}",
    "decision": _DECISION,
}
_BASIS = "the file shows what the record of the practitioner rests on, and when."
_HOW_REACHED = {
    "practitioner": _BASIS,
    "partner_data": _ROWS,
    "both": f"{_BASIS[:-1]}, and {_ROWS}",
    None: _DECISION,
}


@dataclass(frozen=True)
class Check:
    """Something to check: the rule it is about, what to look for, and where."""

    rule: str
    what: str
    where: str


def checks(family: Family, about: PackAbout) -> list[Check]:
    """What has to be checked of this family, in the order of the rules."""
    return [
        *_who(family),
        *_practice(family),
        *map(_need, family.needs),
        *_afterwards(family, about),
        *_rest(),
    ]


def _who(family: Family) -> Iterable[Check]:
    case = family.case_system_family_id or "the family"
    yield Check(
        "R01 R04",
        f"Open {case} in the case system. The people, their roles and ages are those of section "
        f"{words.FAMILY}, and nobody of the family is missing.",
        f"Section {words.FAMILY}; case file",
    )


def _practice(family: Family) -> Iterable[Check]:
    yield Check(
        "R06",
        f"Read the assessment completed on {words.day(family.assessed_on)}: it looks at the needs "
        "of everybody, and what the family said is in it.",
        f"Section {words.PRINCIPLES_AT}; assessment",
    )
    yield Check(
        "R07 R09",
        "Read the plan: it covers everybody with a need, and each need has an objective that fits.",
        f"Section {words.PRINCIPLES_AT}; plan",
    )
    yield Check(
        "R08",
        "The lead practitioner is named in the file, and family and professionals know who it is.",
        f"Section {words.PRINCIPLES_AT}; case notes",
    )


def _need(need: Need) -> Check:
    told = f"{need.need_no} {need.need_name}, {need.who}. "
    if need.is_met:
        told += f"Found on {words.day(need.identified_on)}: "
        told += _HOW_FOUND.get(need.identified_by, _DECISION)
    if need.achieved:
        outcome = need.achieved[0]
        told += f" '{outcome.outcome_name}', reached on {words.day(outcome.achieved_on)}: "
        told += _HOW_REACHED[outcome.shown_by]
        if any(rule.search for rule in outcome.rules):
            told += (
                f" The files that were searched (section {words.FILES}) hold nothing against it."
            )
    else:
        told += " No outcome is shown: none may be needed by this route."
    return Check("R05 R10" if need.is_met else "R12", told, f"Section {words.NEEDS}")


def _afterwards(family: Family, about: PackAbout) -> Iterable[Check]:
    if family.closed_on and family.sustain_ends_on:
        yield Check(
            "R10 R13 R14",
            f"Nothing in the file after {words.day(family.closed_on)} speaks against it: no new "
            "referral, no new incident, no step up to social care, up to "
            f"{words.day(about.as_of_date)}.",
            "Case file; social care record",
        )


def _rest() -> Iterable[Check]:
    yield Check(
        "R24",
        "The family was not claimed before, under this id or another, and none of its people in "
        "another family.",
        "Case file; earlier claims",
    )
    yield Check(
        "R17",
        "Where the catalogue is not sure or not confirmed, your outcomes plan says the same.",
        f"Sections {words.NEEDS} and {words.CATALOGUE}",
    )
