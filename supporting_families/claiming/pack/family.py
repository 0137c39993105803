"""What a pack tells of one family, in the order it is told. Nobody is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WHOLE_FAMILY = "The family"
MET = "met"


@dataclass(frozen=True)
class Origin:
    """Where a piece of evidence was landed: file, rows (the header is row 1) and day received."""

    source_file: str
    source_row: int
    source_row_last: int
    received_at: date | None


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence that a rule looked at, and where it is."""

    who: str
    evidence_type: str
    evidence_name: str
    evidence_shape: str
    person_role: str | None
    event_date: date | None
    period_start: date | None
    period_end: date | None
    value_number: int | None
    value_base: int | None
    value_unit: str | None
    value_text: str | None
    feed_name: str
    origin: Origin


@dataclass(frozen=True)
class Sure:
    """How sure a row of the catalogue is: where it comes from, and whether it was confirmed."""

    provenance: str
    confidence: str
    is_confirmed: bool


@dataclass(frozen=True)
class SearchedFile:
    """A landed file in which a rule looked for what it did not find, or found too little of."""

    source_file: str
    received_at: date


@dataclass(frozen=True)
class Search:
    """Where a rule looked that is content with too little: the feed, the days, the files."""

    feed_name: str
    looked_from: date
    looked_until: date
    files: tuple[SearchedFile, ...]


@dataclass(frozen=True)
class Rule:
    """A rule of the catalogue: what it asks, what it says here, and on what."""

    rule_id: str
    rule_text: str
    says: str
    sure: Sure
    evidence: tuple[Evidence, ...]
    search: Search | None


@dataclass(frozen=True)
class Decision:
    """What a named officer decided on a need or an outcome."""

    decision: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True)
class Outcome:
    """An outcome of a need: how it stands, and what its rules say."""

    outcome_code: str
    outcome_name: str
    status: str
    achieved_on: date | None
    shown_by: str | None
    contradicted_by: str | None
    decision: Decision | None
    sure: Sure
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Need:
    """A need of a person, or of the family: when and how it was found, and its outcomes."""

    need_code: str
    need_no: str
    need_name: str
    headline_no: int
    headline_name: str
    person_key: str
    who: str
    status: str
    identified_on: date | None
    identified_by: str | None
    decision: Decision | None
    sure: Sure
    rules: tuple[Rule, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def is_met(self) -> bool:
        return self.status == MET

    @property
    def achieved(self) -> list[Outcome]:
        """The outcomes reached, the earliest first."""
        reached = [outcome for outcome in self.outcomes if outcome.status == MET]
        return sorted(reached, key=lambda o: (o.achieved_on or date.max, o.outcome_code))

    @property
    def not_needed(self) -> list[Outcome]:
        """Outcomes of which nothing is known, where another one is reached."""
        return [o for o in self.outcomes if o.status != MET and not o.rules and self.achieved]


@dataclass(frozen=True)
class Person:
    """Somebody of the family, by label."""

    person_key: str
    label: str
    role: str
    is_child: bool
    age: int | None


@dataclass(frozen=True)
class Record:
    """A record that shows one of the four principles."""

    what: str
    who: str
    need_no: str
    day: date | None
    origin: Origin | None


@dataclass(frozen=True)
class Principle:
    """One of the four principles of whole-family working: R06 to R09."""

    claim_rule: str
    is_shown: bool
    records: tuple[Record, ...]


@dataclass(frozen=True)
class CatalogueValue:
    """A value of the catalogue that the claim rests on, as it is in force."""

    catalogue_table: str
    row_code: str
    column_name: str
    value: str | None


@dataclass(frozen=True)
class Family:
    """The episode that is claimed, and all that the claim rests on."""

    episode_key: str
    family_key: str
    case_system_family_id: str | None
    framework_version: str
    version_name: str
    claim_route: str
    route_name: str
    asks: str
    asked_outcomes: tuple[str, ...]
    started_on: date
    assessed_on: date
    closed_on: date | None
    close_reason: str | None
    eligible_on: date | None
    sustain_ends_on: date | None
    claimable_from: date | None
    warnings: tuple[str, ...]
    unit_gbp: Decimal
    payable_gbp: Decimal
    why_nothing_paid: str | None
    earlier_finding: str | None
    earlier_review: str | None
    settings: dict[str, str]
    people: tuple[Person, ...]
    needs: tuple[Need, ...]
    principles: tuple[Principle, ...]
    catalogue: tuple[CatalogueValue, ...]

    @property
    def rules(self) -> list[Rule]:
        """Every rule that speaks to a need or an outcome, in reading order."""
        found = []
        for need in self.needs:
            found += need.rules
            for outcome in need.outcomes:
                found += outcome.rules
        return found

    @property
    def met_needs(self) -> list[Need]:
        return [need for need in self.needs if need.is_met]
