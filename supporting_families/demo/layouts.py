"""Rows of the case-management tables as a family's case holds them.

Days are day numbers (see `calendar`) and None stands for an empty field. `TABLES` says which file a
row type goes to, which date decides whether a delivery already holds it, and which dates that
delivery may not know yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Person(NamedTuple):
    known_on: int
    pers_person_id: str
    row: int
    has_upn: bool
    has_nhs_number: bool
    has_nino: bool


class Member(NamedTuple):
    known_on: int
    fami_table_id: str
    fami_family_id: str
    fami_person_id: str
    fami_role: str
    fami_from: int | None
    fami_to: int | None


class Episode(NamedTuple):
    earl_episode_id: str
    earl_person_id: str
    earl_family_id: str
    earl_episode_start_date: int
    earl_episode_end_date: int | None
    earl_episode_reason: str
    earl_episode_end_reason: str
    earl_episode_organisation: str
    earl_episode_worker_id: str


class Assessment(NamedTuple):
    assessment_id: str
    episode_id: str
    assessment_type: str
    started_on: int
    completed_on: int | None
    family_voice_captured: str


class Plan(NamedTuple):
    plan_id: str
    episode_id: str
    started_on: int
    reviewed_on: int | None
    ended_on: int | None


class PlanMember(NamedTuple):
    known_on: int
    plan_id: str
    person_id: str


class Objective(NamedTuple):
    known_on: int
    objective_id: str
    plan_id: str
    need_code: str


class Lead(NamedTuple):
    lead_id: str
    episode_id: str
    worker_id: str
    organisation: str
    team: str
    lead_from: int
    lead_to: int | None
    recognised_by_family: str


class NeedRecord(NamedTuple):
    need_record_id: str
    episode_id: str
    person_id: str
    need_code: str
    identified_on: int
    identified_by: str
    evidence_source: str


class OutcomeRecord(NamedTuple):
    outcome_record_id: str
    episode_id: str
    person_id: str
    outcome_code: str
    outcome_status: str
    achieved_on: int | None
    recorded_on: int
    recorded_by: str


class PrivacyNotice(NamedTuple):
    notice_id: str
    family_id: str
    given_on: int
    notice_version: str
    mentions_study: str
    given_how: str


@dataclass(frozen=True)
class Table:
    """Where a row type goes and how a delivery of an earlier day differs from a later one."""

    name: str
    known_by: str
    later_dates: tuple[str, ...] = ()
    cleared_with: tuple[tuple[str, str], ...] = ()  # a text that is empty as long as a date is
    hidden: tuple[str, ...] = ()


TABLES = {
    Person: Table("ssd_person", "known_on", hidden=("known_on",)),
    Member: Table("ssd_family", "known_on", ("fami_to",), hidden=("known_on",)),
    Episode: Table(
        "ssd_early_help_episodes",
        "earl_episode_start_date",
        ("earl_episode_end_date",),
        (("earl_episode_end_reason", "earl_episode_end_date"),),
    ),
    Assessment: Table(
        "programme_assessments",
        "started_on",
        ("completed_on",),
        (("family_voice_captured", "completed_on"),),
    ),
    Plan: Table("programme_plans", "started_on", ("reviewed_on", "ended_on")),
    PlanMember: Table("programme_plan_members", "known_on", hidden=("known_on",)),
    Objective: Table("programme_plan_objectives", "known_on", hidden=("known_on",)),
    Lead: Table("programme_lead_practitioners", "lead_from", ("lead_to",)),
    NeedRecord: Table("programme_needs", "identified_on"),
    OutcomeRecord: Table("programme_outcomes", "recorded_on"),
    PrivacyNotice: Table("programme_privacy_notices", "given_on"),
}
DATE_FIELDS = frozenset(
    field
    for row_type in TABLES
    for field, kind in row_type.__annotations__.items()
    if "int" in str(kind) and field not in ("row",)
)


def as_delivered(rows: list[NamedTuple], row_type: type, day: int) -> list[NamedTuple]:
    """The rows as a delivery of that day holds them: later rows absent, later dates empty."""
    table = TABLES[row_type]
    held = []
    for row in rows:
        if getattr(row, table.known_by) > day:
            continue
        changes = {
            field: None
            for field in table.later_dates
            if (value := getattr(row, field)) is not None and value > day
        }
        for text, date_field in table.cleared_with:
            if date_field in changes:
                changes[text] = ""
        held.append(row._replace(**changes) if changes else row)
    return held
