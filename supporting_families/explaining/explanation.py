"""What an explanation holds, in the order it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Feed:
    """A feed, and when it last came; `last_received_at` is empty where nothing has come."""

    feed_code: str
    feed_name: str
    last_received_at: date | None
    agreement_state: str


@dataclass(frozen=True)
class Found:
    """A piece of evidence that a rule found, and the rows of the landed file it was made from."""

    evidence_type: str
    evidence_name: str
    evidence_shape: str
    person_key: str
    person_role: str | None
    event_date: date | None
    period_start: date | None
    period_end: date | None
    value_number: int | None
    value_base: int | None
    value_unit: str | None
    value_text: str | None
    feed: Feed
    source_file: str
    source_row: int
    source_row_last: int


@dataclass(frozen=True)
class Rule:
    """A rule of the catalogue that speaks to a need or an outcome, and what it says of it.

    `since` is the day on which it first fired, or shows the outcome as reached.
    """

    rule_id: str
    rule_text: str
    rule_shape: str
    on_fire: str
    note: str | None
    provenance: str
    confidence: str
    is_confirmed: bool
    decided_by: str | None
    decided_on: date | None
    says: str
    since: date | None
    looked_from: date | None
    looked_until: date | None
    feed: Feed
    found: list[Found]


@dataclass(frozen=True)
class Decision:
    """What a named person decided on a need or an outcome."""

    decision: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True)
class Outcome:
    """An outcome of the need: how it stands, and what its rules say."""

    outcome_code: str
    outcome_name: str
    status: str
    achieved_on: date | None
    assessable_on: date | None
    decision: Decision | None
    rules: list[Rule]


@dataclass(frozen=True)
class Subject:
    """A person (or `family`) of the episode: how the need stands, and what its rules say."""

    person_key: str
    sex: str | None
    age_in_years: int | None
    status: str
    identified_on: date | None
    identified_by: str | None
    decision: Decision | None
    rules: list[Rule]
    outcomes: list[Outcome]


@dataclass(frozen=True)
class Blocker:
    """What stands between the episode and a claim, as far as it concerns this need."""

    blocker_code: str
    blocker_text: str
    what_to_do: str
    person_key: str | None


@dataclass(frozen=True)
class Claim:
    """How near the episode is to a claim; it is asked of episodes not yet claimed or retired."""

    claim_status: str
    claim_route: str
    blockers: list[Blocker]
    other_blockers: int


@dataclass(frozen=True)
class Episode:
    """A support episode, and the need in the version that applies to it."""

    episode_key: str
    framework_version: str
    started_on: date
    assessed_on: date | None
    closed_on: date | None
    need_code: str
    need_no: str
    need_name: str
    headline_no: int
    headline_name: str
    subjects: list[Subject]
    claim: Claim | None


@dataclass(frozen=True)
class Explanation:
    """The answer for a family and a need."""

    as_of_date: date
    known_at: date
    is_demo: bool
    family_key: str
    case_system_family_id: str | None
    episodes: list[Episode]
