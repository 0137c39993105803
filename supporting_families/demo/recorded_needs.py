"""The needs that practitioners record of a family, of the version of the programme of its day."""

from __future__ import annotations

from .calendar import age_on
from .case import LAST_DAY, Case, Intent
from .catalogue import FRAMEWORK, NEED_PREFIX, Catalogue
from .layouts import Member, NeedRecord
from .partners import Partners

_SOURCES = ("Assessment", "Home visit", "School report", "Health visitor", "Family's own account")
# Needs of the version in force, by whom they can be about; then those that police and schools show.
_PUPIL_NEEDS = ("1.4", "3.1", "5.3", "6.1", "6.6", "8.3", "3.3", "1.3", "5.4", "6.2")
_TEEN_NEEDS = ("4.2", "6.3", "6.4", "6.5", "7.2", "7.3", "1.1", "1.2")
_OLDER_TEEN_NEEDS = ("9.3", "10.3")
_INFANT_NEEDS = ("2.2", "2.3")
_ADULT_NEEDS = ("3.2", "5.1", "4.1", "10.1", "8.2", "3.3", "2.1", "7.1")
_FAMILY_NEEDS = ("5.2", "10.2", "8.1", "9.2", "9.1")
_PARTNER_NEEDS = ("1.1", "1.2", "1.3", "6.2", "7.1", "7.3")
# Whom needs of the older versions are recorded of, where the scope leaves it wide.
_SCOPE_AGES = {"child": (0, 17), "adult": (18, 200)}
_OLDER_AGES = {
    **dict.fromkeys(("TF12-1.1", "TF15-1.1", "SF21-1.1"), (10, 17)),
    **dict.fromkeys(("TF15-1.4", "SF21-1.4"), (16, 200)),
    **dict.fromkeys(("TF12-2.1", "TF12-2.2", "TF12-2.3"), (5, 15)),
    **{f"{version}-2.{n}": (5, 15) for version in ("TF15", "SF21") for n in range(1, 6)},
    **dict.fromkeys(("TF15-4.3", "SF21-4.3"), (16, 24)),
}


def add_needs(case: Case, intent: Intent, partners: Partners, catalogue: Catalogue) -> None:
    """Needs that practitioners record, different ones, one of them perhaps twice."""
    rng, flaws = case.rng, case.scenario.flaws
    if intent.assessed is None:
        return
    version = catalogue.version_on(intent.assessed)
    candidates = _candidates(case, intent, partners, catalogue, version)
    wanted = rng.randint(3, 5) if version == FRAMEWORK else rng.randint(2, 4)
    if "two_needs" in flaws:
        wanted = 2
    chosen: dict[str, str] = {}
    for person, code in candidates:
        if code not in chosen and len(chosen) < wanted:
            chosen[code] = person
    last_day = min(intent.close or LAST_DAY, LAST_DAY)
    for place, (code, person) in enumerate(chosen.items()):
        day = rng.randint(intent.start, intent.assessed)
        if "third_need_on_day" in flaws:
            day = intent.assessed if place == 2 else intent.start
        if "late_need" in flaws and place == len(chosen) - 1:
            day = min(intent.assessed + 25, last_day)
        _record_need(case, intent, person, code, day)
    if "stranger" in flaws:
        _record_need(case, intent, "P9999999", f"{NEED_PREFIX}3.2", intent.assessed)
        _record_need(case, intent, "", f"{NEED_PREFIX}3.1", intent.assessed)
    elif rng.random() < 0.15 and "two_needs" not in flaws:
        twice = next(((p, c) for p, c in candidates if p and p != chosen.get(c, p)), None)
        if twice:
            _record_need(case, intent, twice[0], twice[1], intent.assessed)


def _record_need(case: Case, intent: Intent, person: str, code: str, day: int) -> None:
    case.add(
        NeedRecord(
            case.reference("N"),
            case.rng.choice(intent.episodes),
            person,
            code,
            day,
            case.worker,
            case.rng.choice(_SOURCES),
        )
    )


def _candidates(
    case: Case, intent: Intent, partners: Partners, catalogue: Catalogue, version: str
) -> list[tuple[str, str]]:
    """(person, need) pairs that fit the ages, in an order that visits every need over the cases;
    those that the scenario is about come first."""
    present = {
        member.fami_person_id
        for member in case.rows[Member]
        if (member.fami_to is None or member.fami_to > intent.start)
        and (member.fami_from is None or member.fami_from <= intent.assessed)
    }
    ages = {
        person: age_on(partners.born(row), intent.assessed)
        for person, row in case.people.items()
        if person in present and partners.born(row) <= intent.assessed
    }
    if version == FRAMEWORK:
        pairs = _candidates_now(case, ages)
    else:
        pairs = _candidates_then(ages, catalogue, version)
    case.rng.shuffle(pairs)
    wanted = case.scenario.needs
    return sorted(pairs, key=lambda pair: pair[1].partition("-")[2] not in wanted)


def _candidates_now(case: Case, ages: dict[str, int]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for person, age in ages.items():
        if age >= 18:
            numbers = _ADULT_NEEDS
        elif age < 5:
            numbers = _INFANT_NEEDS
        else:
            numbers = _PUPIL_NEEDS
            numbers += _TEEN_NEEDS if age >= 12 else ()
            numbers += _OLDER_TEEN_NEEDS if age >= 16 else ()
        pairs.extend((person, number) for number in numbers)
    pairs.extend(("", number) for number in _FAMILY_NEEDS)
    # Needs that partner data judge would bring chance back in.
    left_out = _PARTNER_NEEDS if case.scenario.calm else ()
    left_out += ("8.1",) if case.scenario.is_quiet else ()
    pairs = [(person, number) for person, number in pairs if number not in left_out]
    return [(person, NEED_PREFIX + number) for person, number in pairs]


def _candidates_then(
    ages: dict[str, int], catalogue: Catalogue, version: str
) -> list[tuple[str, str]]:
    """Needs of an older version by their scope, those about school of school-age children."""
    pairs: list[tuple[str, str]] = []
    for need in catalogue.needs_of[version]:
        youngest, oldest = _OLDER_AGES.get(need.code, _SCOPE_AGES.get(need.scope, (0, 200)))
        if need.scope == "family":
            pairs.append(("", need.code))
        else:
            pairs.extend((p, need.code) for p, age in ages.items() if youngest <= age <= oldest)
    return pairs
