"""What the rules are asked about: a world on one day, its episodes, their people and evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from oracle.catalogue import Catalogue, Change
from oracle.days import OPEN_END, age_on

FAMILY = "family"  # the person key of what is of the family as one


@dataclass(frozen=True)
class Uses:
    """What something may be used for: showing needs, proving outcomes."""

    needs: bool = True
    outcomes: bool = True

    def allow(self, purpose: str) -> bool:
        return self.needs if purpose == "needs" else self.outcomes


@dataclass(frozen=True)
class Standing:
    """Files of a feed that may be used, and whether the last delivery was kept out."""

    usable: Uses = Uses()
    barred: Uses = Uses(needs=False, outcomes=False)


@dataclass(frozen=True)
class Term:
    number: int
    starts_on: date
    ends_on: date
    covers_from: date
    covers_to: date


@dataclass(frozen=True)
class Evidence:
    evidence_id: str
    evidence_type: str
    feed: str
    person: str | None
    event_date: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    number: int | None = None
    base: int | None = None
    text: str | None = None
    role: str = "subject"
    filed_under: str | None = None
    record_id: str = ""
    uses: Uses = Uses()


@dataclass(frozen=True)
class Person:
    key: str
    born: date | None
    role: str
    member_from: date = date(1900, 1, 1)
    member_to: date = OPEN_END
    at_work: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Part:
    """An early-help episode of one person; those of a support episode share days."""

    ref: str
    started: date
    ended: date | None
    close_reason: str | None


@dataclass(frozen=True)
class Decision:
    target: str  # need | outcome
    code: str
    person: str
    decision: str  # met | not_met
    decided_on: date


@dataclass(frozen=True)
class Plan:
    members: frozenset[str]
    objectives: frozenset[str]
    started: date


@dataclass(frozen=True)
class Claim:
    """A claim made before, of this family: of this episode or of an earlier one."""

    claim_id: str
    of_this_episode: bool
    submitted_on: date
    is_standing: bool = True  # not where it was taken back


@dataclass(frozen=True)
class Episode:
    key: str
    authority: str
    family: str
    parts: tuple[Part, ...]
    assessed: date | None
    whole_family_assessments: int
    assessments_with_voice: int
    people: tuple[Person, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    covered: dict[tuple[str, str, date], Uses] = field(default_factory=dict)  # feed, person, month
    objections: frozenset[tuple[str, str]] = frozenset()  # person, feed
    decisions: tuple[Decision, ...] = ()
    plans: tuple[Plan, ...] = ()
    leads: tuple[bool, ...] = ()  # whether the family recognises each
    claims: tuple[Claim, ...] = ()
    retired_on: date | None = None

    @property
    def started(self) -> date:
        return min(part.started for part in self.parts)

    @property
    def closed(self) -> date | None:
        ends = [part.ended for part in self.parts]
        return None if None in ends else max(ends)

    @property
    def close_reason(self) -> str | None:
        """Of the part that closed last; the first in code order where several close that day."""
        if self.closed is None:
            return None
        reasons = [part.close_reason for part in self.parts if part.ended == self.closed]
        return min((reason for reason in reasons if reason), default=None)

    @property
    def anchor(self) -> date:
        return self.assessed or self.started


@dataclass(frozen=True)
class World:
    """All that holds for every episode of a build."""

    as_of: date
    terms: dict[str, list[Term]]  # by authority, in order
    reported: dict[tuple[str, str, int], Uses]  # feed, authority, term
    covered: dict[tuple[str, date], Uses]  # feed, month: for everyone
    standing: dict[str, Standing]
    changes: tuple[Change, ...] = ()
    episodes: tuple[Episode, ...] = ()

    @cached_property
    def claims_of_known_episodes(self) -> frozenset[str]:
        return frozenset(
            claim.claim_id
            for episode in self.episodes
            for claim in episode.claims
            if claim.of_this_episode
        )


class Case:
    """An episode in its world, under the framework version that applies to it."""

    def __init__(self, world: World, episode: Episode, catalogue: Catalogue):
        self.world, self.episode, self.catalogue = world, episode, catalogue

    @cached_property
    def version(self) -> str | None:
        return self.catalogue.version_on(self.episode.anchor)

    def number(self, setting: str) -> int | None:
        return self.catalogue.number(self.version, setting)

    def word(self, setting: str) -> str | None:
        return self.catalogue.word(self.version, setting)

    @cached_property
    def people(self) -> dict[str, Person]:
        """Members: whose membership overlaps the episode by at least a day."""
        closed = self.episode.closed or OPEN_END
        return {
            person.key: person
            for person in self.episode.people
            if person.member_from <= closed and self.episode.started < person.member_to
        }

    @cached_property
    def ages(self) -> dict[str, int | None]:
        return {key: age_on(who.born, self.episode.anchor) for key, who in self.people.items()}

    def is_child(self, key: str) -> bool:
        age = self.ages[key]
        if age is None:
            return self.people[key].role == "dependent_child"
        return age < self.number("adult_age")

    def on_anchor(self) -> Iterator[Person]:
        """Who is a member on the day of the assessment."""
        for person in self.people.values():
            if person.member_from <= self.episode.anchor < person.member_to:
                yield person

    def is_dependent_child(self, person: Person) -> bool:
        """R04: nobody who does not go by a version is one."""
        age = self.ages[person.key] or 0
        if person.role != "dependent_child" or self.version is None:
            return False
        at_work = any(first <= self.episode.anchor < end for first, end in person.at_work)
        return age <= self.number("dependent_child_max_age") and not (
            at_work and age >= self.number("dependent_child_status_age")
        )

    @property
    def terms(self) -> list[Term]:
        return self.world.terms[self.episode.authority]

    def decision(self, target: str, code: str, person: str) -> Decision | None:
        """What a named person decided of a need or an outcome."""
        for one in self.episode.decisions:
            if (one.target, one.code, one.person) == (target, code, person):
                return one
        return None

    @cached_property
    def evidence(self) -> list[Evidence]:
        """What happened to members, but for feeds they object to, and what was filed here."""
        refs = {part.ref for part in self.episode.parts}
        return [
            item
            for item in self.episode.evidence
            if (item.filed_under in refs if item.filed_under else item.person != FAMILY)
            and (item.person == FAMILY or item.person in self.people)
            and (item.person, item.feed) not in self.episode.objections
        ]
