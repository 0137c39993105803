"""Random worlds: episodes of every framework version, with what happens to them on the edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from oracle import stories
from oracle.catalogue import RULE_COLUMNS, Catalogue, Change, rows
from oracle.days import DAY, OPEN_END, plus_months
from oracle.model import (
    FAMILY, Claim, Decision, Episode, Evidence, Part, Person, Plan, Standing, Term, Uses, World,
)  # fmt: skip

ROLES = ("dependent_child",) * 5 + ("parent_carer",) * 3 + ("expectant_parent", "other_adult")
FIRST_YEAR, LAST_YEAR = 2012, 2026


def world_of(number: int, how_many: int, catalogue: Catalogue) -> World:
    """A world of so many episodes, under the national catalogue that its changes are made to.

    A number always makes the same world.
    """
    chance = Random(number)
    as_of = _as_of(chance, catalogue)
    terms = {"901": national_terms(), "902": _plain_terms()}
    standing = _standing(chance, catalogue)
    changes = _changes(chance, catalogue)
    changed = catalogue.changed(changes)
    per_person, covered = _covered(chance, changed, as_of, standing)
    shell = World(
        as_of=as_of,
        terms=terms,
        reported=_reported(chance, terms, standing),
        covered=covered,
        standing=standing,
        changes=changes,
    )
    made = (
        _episode(chance, shell, changed, f"e{place:03}", per_person) for place in range(how_many)
    )
    return replace(shell, episodes=tuple(made))


def _as_of(chance: Random, catalogue: Catalogue) -> date:
    years = (*range(FIRST_YEAR + 1, LAST_YEAR + 1), *(2013, 2014, 2023, 2024, 2025, 2026) * 3)
    day = date(chance.choice(years), chance.randint(1, 12), 1)
    edges = [valid_from for valid_from, _ in catalogue.versions.values()]
    return chance.choice(
        (
            day + DAY * chance.randint(0, 27),
            day + DAY * chance.randint(0, 27),
            day - DAY,  # the end of a month
            date(chance.choice((2016, 2020, 2024)), 2, 29),
            plus_months(chance.choice(edges[1:]), chance.choice((0, 6, 12))),
        )
    )


def national_terms() -> list[Term]:
    return [
        Term(
            number=int(row["term_number"]),
            **{
                name: date.fromisoformat(row[name])
                for name in ("starts_on", "ends_on", "covers_from", "covers_to")
            },
        )
        for row in rows("calendar/school_terms")
        if row["authority_code"] == "*"
    ]


def _plain_terms() -> list[Term]:
    """Terms without holidays between them."""
    starts = [
        date(year, month, 1)
        for year in range(FIRST_YEAR - 1, LAST_YEAR + 2)
        for month in (1, 4, 9)
    ]
    return [
        Term(number, first, following - DAY, first, following)
        for number, (first, following) in enumerate(zip(starts, starts[1:], strict=False), start=1)
    ]


def _standing(chance: Random, catalogue: Catalogue) -> dict[str, Standing]:
    feeds = sorted({rule.feed for rule in catalogue.rules.values()} | {"attendance"})
    standing = {}
    for feed in feeds:
        kind = chance.random() * (0.3 if feed == "early_help" else 1)
        if kind < 0.84:
            standing[feed] = Standing()
        elif kind < 0.94:
            barred = Uses(chance.random() < 0.5, chance.random() < 0.5)
            gone = chance.random() < 0.3
            usable = Uses(not (barred.needs and gone), not (barred.outcomes and gone))
            standing[feed] = Standing(usable, barred)
    return standing


def _allowed(chance: Random, standing: Standing) -> Uses:
    if chance.random() < 0.95:
        return standing.usable
    return Uses(standing.usable.needs and chance.random() < 0.5, standing.usable.outcomes)


def _reported(
    chance: Random, terms: dict[str, list[Term]], standing: dict[str, Standing]
) -> dict[tuple[str, str, int], Uses]:
    asked = sorted({row["feed_code"] for row in rows("feeds/measure_feeds")} & set(standing))
    missing = chance.choice((0.0, 0.05, 0.3))
    return {
        (feed, authority, term.number): _allowed(chance, standing[feed])
        for feed in asked
        for authority, calendar in terms.items()
        for term in calendar
        if chance.random() >= missing
    }


def _covered(
    chance: Random, catalogue: Catalogue, as_of: date, standing: dict[str, Standing]
) -> tuple[list[str], dict[tuple[str, date], Uses]]:
    """Feeds that cover some people only, and the months in which the others cover everyone."""
    conclusive = {rule.feed for rule in catalogue.rules.values() if rule.silence_is_an_answer}
    per_person, covered = [], {}
    for feed in sorted(conclusive & set(standing)):
        kind = chance.random()
        if kind < 0.3:
            per_person.append(feed)
        elif kind < 0.9:
            missing = chance.choice((0.0, 0.0, 0.02))
            month = date(FIRST_YEAR - 1, 1, 1)
            while month <= as_of:
                if chance.random() >= missing:
                    covered[feed, month] = _allowed(chance, standing[feed])
                month = plus_months(month, 1)
    return per_person, covered


SETTING_VALUES = {
    "later_needs_count": ("0", "1"),
    "every_child_in_education": ("0", "1"),
    "same_need_counts": ("once", "each_person"),
    "sustain_anchor": ("closure", "outcome_met"),
    "sustain_months": ("1", "3", "6", "7"),
    "min_headlines": ("1", "2", "3"),
    "min_needs": ("1", "2", "3", "4"),
    "social_care_at_claim": ("off", "warn", "block"),
    "social_care_step_up": ("off", "warn", "block"),
    "reclaim_min_months": ("6", "12", None),
    "last_claim_on": ("2023-03-31", None, None),
}
RULE_VALUES = {
    "window_value": ("1", "2", "3", "6", "12"),
    "min_count": ("1", "2", "3"),
    "threshold": ("10.00", "50.00", "85.50", "90.00"),
    "age_min": ("0", "5", "16", None),
    "age_max": ("10", "17", None),
    "is_active": ("0",),
}


def _changes(chance: Random, catalogue: Catalogue) -> tuple[Change, ...]:
    """What an authority changed in the catalogue: mostly nothing."""
    changes: dict[tuple[str, str, str], Change] = {}
    for _ in range(chance.choice((0, 0, 0, 1, 2, 4))):
        change = _setting_change if chance.random() < 0.5 else _rule_change
        made = change(chance, catalogue)
        changes[made.table, made.row_code, made.column] = made
    return tuple(changes.values())


def _setting_change(chance: Random, catalogue: Catalogue) -> Change:
    if chance.random() < 0.3:  # or else next to no claim of the first version could be made
        return Change("framework_settings", "tf-2012|last_claim_on", "setting_value", None)
    version = chance.choice(sorted(catalogue.settings))
    setting = chance.choice(sorted(SETTING_VALUES))
    value = chance.choice(SETTING_VALUES[setting])
    return Change("framework_settings", f"{version}|{setting}", "setting_value", value)


def _rule_change(chance: Random, catalogue: Catalogue) -> Change:
    measures = list(catalogue.measures.values())
    if chance.random() < 0.3:
        column = chance.choice(("cut_off", "reliable_change"))
        value = chance.choice(("3", "7", None))
        return Change("measures", chance.choice(measures).code, column, value)
    rule = chance.choice([one for one in catalogue.rules.values() if one.shape != "recorded"])
    if not rule.is_active:
        return Change("rules", rule.rule_id, "is_active", "1")
    columns = [
        column
        for column in RULE_VALUES
        if column.startswith("age") or getattr(rule, RULE_COLUMNS[column]) is not None
    ]
    column = chance.choice(columns)
    return Change("rules", rule.rule_id, column, chance.choice(RULE_VALUES[column]))


def _episode(
    chance: Random, world: World, catalogue: Catalogue, key: str, per_person: list[str]
) -> Episode:
    is_going_well = chance.random() < 0.3
    episode = _frame(chance, world, catalogue, key, is_going_well)
    version = catalogue.version_on(episode.anchor)
    people = (
        _person(chance, catalogue, version, episode, f"{key}.p{place}")
        for place in range(chance.randint(1, 5))
    )
    episode = replace(episode, people=tuple(people))
    if version is None or not catalogue.needs_of(version):
        return episode
    told: list[Evidence] = []
    for place in range(chance.randint(0, 16)):
        here = stories.Scene(
            chance=chance,
            catalogue=catalogue,
            version=version,
            episode=episode,
            terms=world.terms[episode.authority],
            as_of=world.as_of,
            name=f"{key}.{place:02}",
            is_going_well=is_going_well,
        )
        told += stories.told(here)
    episode = replace(episode, evidence=tuple(told))
    return replace(
        episode,
        covered=_covered_people(chance, world, episode, per_person),
        objections=_objections(chance, episode),
        decisions=_decisions(chance, catalogue, version, episode, world.as_of),
        plans=_plans(chance, catalogue, version, episode, is_going_well),
    )


def _frame(
    chance: Random, world: World, catalogue: Catalogue, key: str, is_going_well: bool
) -> Episode:
    as_of = world.as_of
    authority = chance.choice(sorted(world.terms))
    terms = [term for term in world.terms[authority] if term.covers_from < as_of]
    assessed = _assessed(chance, as_of, catalogue, terms)
    started = assessed - DAY * chance.choice((0, 1, 10, 40))
    closed = _closed(chance, as_of, assessed, started, terms)
    is_assessed = chance.random() < 0.97
    whole = chance.choice((1,) if is_going_well else (0, 1, 1, 2)) if is_assessed else 0
    return Episode(
        key=key,
        authority=authority,
        family=f"{key} family",
        parts=_parts(chance, catalogue, key, started, closed),
        assessed=assessed if is_assessed else None,
        whole_family_assessments=whole,
        assessments_with_voice=whole if is_going_well else chance.choice((0, whole, whole)),
        leads=(True,)
        if is_going_well
        else chance.choice(((), (False,), (True,), (True,), (False, True))),
        claims=_claims(chance, key, as_of),
        retired_on=as_of if chance.random() < 0.02 else None,
    )


def _beside_a_term(chance: Random, terms: list[Term]) -> date:
    """A day on which a term begins or ends, or one beside it."""
    term = chance.choice(terms)
    day = chance.choice((term.starts_on, term.ends_on, term.covers_from))
    return day + DAY * chance.randint(-1, 1)


def _assessed(chance: Random, as_of: date, catalogue: Catalogue, terms: list[Term]) -> date:
    edges = [valid_from for valid_from, _ in catalogue.versions.values()]
    day = chance.choice(
        (
            plus_months(as_of, -chance.randint(0, 30)) + DAY * chance.randint(-1, 1),
            plus_months(as_of, -chance.randint(6, 24)) + DAY * chance.randint(-20, 20),
            as_of - DAY * chance.randint(0, 3),
            _beside_a_term(chance, terms[-8:]),
            chance.choice(edges) + DAY * chance.randint(-1, 1),
            date(FIRST_YEAR, 4, 1) + DAY * chance.randint(0, (as_of - date(FIRST_YEAR, 4, 1)).days),
        )
    )
    return min(day, as_of)


def _closed(
    chance: Random, as_of: date, assessed: date, started: date, terms: list[Term]
) -> date | None:
    length = (as_of - assessed).days
    months = chance.choice((1, 3, 6, 6, 6, 7, 12))
    closed = chance.choice(
        (
            None,
            plus_months(as_of, -months) + DAY * chance.randint(-1, 1),
            plus_months(as_of, -months) + DAY * chance.randint(-1, 1),
            assessed + DAY * chance.randint(-1, 1),
            assessed + DAY * chance.randint(0, length),
            _beside_a_term(chance, [term for term in terms if term.ends_on >= assessed] or terms),
            plus_months(assessed.replace(day=1), chance.randint(1, 12)) - DAY,
        )
    )
    return closed if closed is None or started <= closed <= as_of else None


def _parts(
    chance: Random, catalogue: Catalogue, key: str, started: date, closed: date | None
) -> tuple[Part, ...]:
    reasons = (*sorted(catalogue.claimable_reasons), *("OUTCOMES_MET",) * 9, None)

    def part(number: int, first: date, last: date | None) -> Part:
        reason = chance.choice(reasons) if last is not None else None
        return Part(f"{key} case {number}", first, last, reason)

    if closed is None or chance.random() < 0.75:
        return (part(0, started, closed),)
    middle = started + DAY * chance.randint(0, (closed - started).days)
    return (part(0, started, chance.choice((middle, closed))), part(1, started, closed))


def _claims(chance: Random, key: str, as_of: date) -> tuple[Claim, ...]:
    if chance.random() < 0.93:
        return ()
    months = chance.choice((0, 6, 12, 30))
    day = plus_months(as_of, -months) + DAY * chance.randint(-1, 0)
    of_this_episode, is_standing = chance.random() < 0.3, chance.random() < 0.8
    return (Claim(f"{key} claim", of_this_episode, day, is_standing),)


def _person(
    chance: Random, catalogue: Catalogue, version: str | None, episode: Episode, key: str
) -> Person:
    limits = {0, 7, 9, 12, 14, 16, 18, 19, 30}
    for rule in catalogue.rules.values():
        if rule.version == version:
            limits |= {rule.age_min or 0, (rule.age_max or 29) + 1}
    role = chance.choice(ROLES)
    usual = [age for age in limits if (age < 20) == (role == "dependent_child")] or [30]
    age = chance.choice(sorted(usual if chance.random() < 0.8 else limits))
    birthday = plus_months(episode.anchor, -12 * age) + DAY * chance.randint(-1, 1)
    member_from, member_to = date(1900, 1, 1), OPEN_END
    if chance.random() < 0.1:
        member_from = chance.choice((episode.anchor, episode.closed or OPEN_END)) - DAY
        member_from += DAY * chance.randint(0, 2) if member_from < OPEN_END - 9 * DAY else 0 * DAY
    elif chance.random() < 0.1:
        member_to = chance.choice((episode.anchor, episode.started)) + DAY * chance.randint(0, 1)
    at_work = ()
    if chance.random() < 0.1:
        first = episode.anchor + DAY * chance.randint(-1, 1)
        at_work = ((first, first + DAY * chance.choice((1, 90))),)
    born = None if chance.random() < 0.05 else birthday
    return Person(key, born, role, member_from, member_to, at_work)


def _covered_people(
    chance: Random, world: World, episode: Episode, per_person: list[str]
) -> dict[tuple[str, str, date], Uses]:
    """Months about the windows of an episode, for feeds that know of some people only."""
    end = plus_months(episode.closed or world.as_of, 12)
    first, months = plus_months(episode.anchor.replace(day=1), -13), []
    while first <= min(end, world.as_of):
        months.append(first)
        first = plus_months(first, 1)
    covered = {}
    for feed in per_person:
        for person in episode.people:
            if chance.random() < 0.2:
                continue
            hole = chance.choice(months) if chance.random() < 0.4 else None
            for month in months:
                if month != hole:
                    covered[feed, person.key, month] = world.standing[feed].usable
    return covered


def _objections(chance: Random, episode: Episode) -> frozenset[tuple[str, str]]:
    told = sorted({(item.person, item.feed) for item in episode.evidence if item.person})
    members = {person.key for person in episode.people}
    told = [(person, feed) for person, feed in told if person in members]
    return frozenset(one for one in told if chance.random() < 0.02)


def _decisions(
    chance: Random, catalogue: Catalogue, version: str, episode: Episode, as_of: date
) -> tuple[Decision, ...]:
    """Of what was recorded, and of what may be under review."""
    codes = {item.text for item in episode.evidence if item.evidence_type == "need_recorded"}
    codes |= {item.text for item in episode.evidence if item.evidence_type == "outcome_recorded"}
    codes |= {
        rule.target
        for rule in catalogue.rules.values()
        if rule.on_fire == "manual_review" and rule.version == version
    }
    people = [FAMILY, *(person.key for person in episode.people)]
    return tuple(
        Decision(
            "need" if code in catalogue.needs else "outcome", code, person,
            chance.choice(("met", "not_met")), chance.choice((episode.anchor, as_of)),
        )
        for code in sorted(codes)
        for person in people
        if chance.random() < 0.06
    )  # fmt: skip


def _plans(
    chance: Random, catalogue: Catalogue, version: str, episode: Episode, is_going_well: bool
) -> tuple[Plan, ...]:
    if not is_going_well and chance.random() < 0.1:
        return ()
    needs = [need.code for need in catalogue.needs_of(version)]
    members = [person.key for person in episode.people]
    if not is_going_well and chance.random() < 0.3:
        needs, members = needs[: len(needs) * 3 // 4], members[1:]
    plan = Plan(frozenset(members), frozenset(needs), episode.started)
    second = Plan(frozenset(members[:1]), frozenset(), episode.started)
    return (plan, second) if chance.random() < 0.2 else (plan,)
