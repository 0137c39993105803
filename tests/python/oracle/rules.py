"""What rules about needs and rules about outcomes have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from oracle.catalogue import Rule
from oracle.days import months_touched
from oracle.model import FAMILY, Case, Evidence, Term

FIRES = "fires"
NOT_MET = "not_met"
OBJECTION = "not_assessable_objection"
NO_AGREEMENT = "not_assessable_no_agreement"
TOO_EARLY = "not_assessable_too_early"
NOT_COVERED = "not_assessable_not_covered"
NO_FEED = "not_assessable_no_feed"
NOTHING = "nothing"
REASONS = (OBJECTION, NO_AGREEMENT, TOO_EARLY, NOT_COVERED, NO_FEED)  # the first that applies

Spell = tuple[date, date]  # first day, first day after


@dataclass(frozen=True)
class Says:
    """What a rule says of a subject."""

    status: str
    on: date | None = None  # the day it fired, or can be asked again
    since: date | None = None  # the first day of the window that showed it, where it had to last


@dataclass(frozen=True)
class Asking:
    """A rule asked about a person, or the family as one."""

    case: Case
    rule: Rule
    person: str
    purpose: str  # needs | outcomes

    @property
    def assessed(self) -> date:
        return self.case.episode.assessed

    @property
    def as_of(self) -> date:
        return self.case.world.as_of

    @property
    def people(self) -> list[str]:
        """Whose silence it is: of a family that of every member."""
        return list(self.case.people) if self.person == FAMILY else [self.person]

    def found(self) -> list[Evidence]:
        """The evidence the rule looks at and may use."""
        return [item for item in self.in_force() if item.uses.allow(self.purpose)]

    def in_force(self) -> list[Evidence]:
        """The evidence the rule looks at, whatever it may be used for."""
        return [
            item
            for item in self.case.evidence
            if self.person in (FAMILY, item.person)
            and any(
                kind.evidence_type == item.evidence_type
                and kind.role in (None, item.role)
                and kind.value in (None, item.text)
                for kind in self.rule.asked
            )
        ]

    def is_covered(self, first: date, last: date) -> bool:
        """Every calendar month the days touch; for a family only what covers everyone."""
        return all(self._covers(month) for month in months_touched(first, last))

    def _covers(self, month: date) -> bool:
        everyone = self.case.world.covered.get((self.rule.feed, month))
        own = self.case.episode.covered.get((self.rule.feed, self.person, month))
        return any(uses is not None and uses.allow(self.purpose) for uses in (everyone, own))

    @property
    def is_objected_to(self) -> bool:
        """What one of them withholds is not known of them all."""
        objections = self.case.episode.objections
        return any((person, self.rule.feed) in objections for person in self.people)

    def silence(self, is_covered: bool, otherwise: Says | None = None) -> Says:
        """What a rule says that did not fire; `otherwise` what it says of its own accord."""
        standing = self.case.world.standing.get(self.rule.feed)
        if self.is_objected_to:
            return Says(OBJECTION)
        if otherwise is not None:
            return otherwise
        if self.rule.silence_is_an_answer and is_covered:
            return Says(NOT_MET)
        if standing is not None and standing.barred.allow(self.purpose):
            return Says(NO_AGREEMENT)
        if standing is None or not standing.usable.allow(self.purpose):
            return Says(NO_FEED)
        return Says(NOT_COVERED) if self.rule.silence_is_an_answer else Says(NOTHING)

    def reported_terms(self) -> list[Term]:
        authority, reported = self.case.episode.authority, self.case.world.reported
        return [
            term
            for term in self.case.terms
            if (uses := reported.get((self.rule.feed, authority, term.number)))
            and uses.allow(self.purpose)
        ]

    def passes(self, terms: list[Term], found: list[Evidence]) -> bool | None:
        """Pooled sessions of terms against the threshold; None where a term has no sessions."""
        counted = possible = 0
        for term in terms:
            sessions = [item for item in found if item.period_start == term.starts_on]
            if sum(item.base for item in sessions) == 0:
                return None
            counted += sum(item.number for item in sessions)
            possible += sum(item.base for item in sessions)
        share, limit = 100 * counted, self.rule.threshold * possible
        return share < limit if self.rule.comparison == "lt" else share >= limit


def event_days(found: Iterable[Evidence]) -> list[date]:
    return sorted(item.event_date for item in found if item.event_date is not None)


def merged_spells(found: Iterable[Evidence]) -> list[Spell]:
    """States that overlap or meet without a gap are one spell."""
    spells: list[Spell] = []
    states = [
        (item.period_start, item.period_end)
        for item in found
        if item.period_start is not None and item.period_start < item.period_end
    ]
    for start, end in sorted(states):
        if spells and start <= spells[-1][1]:
            spells[-1] = (spells[-1][0], max(end, spells[-1][1]))
        else:
            spells.append((start, end))
    return spells


def runs_of(terms: list[Term], length: int) -> list[list[Term]]:
    """Every run of that many consecutive terms, in order of time."""
    by_number = {term.number: term for term in terms}
    return [
        [by_number[term.number + step] for step in range(length)]
        for term in sorted(terms, key=lambda each: each.number)
        if all(term.number + step in by_number for step in range(length))
    ]


def first_reason(said: Iterable[str]) -> str:
    """Why something could not be assessed; a practitioner's silence counts as no feed."""
    given = set(said)
    return next((reason for reason in REASONS if reason in given), NO_FEED)
