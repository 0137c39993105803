"""Youth justice, probation, domestic abuse and exploitation."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..calendar import day_number
from .common import (
    IDENTITY,
    LAST_DELIVERY,
    NEVER,
    Feed,
    Table,
    World,
    after,
    numbers_as_text,
)

# Youth justice ------------------------------------------------------------------------------------

OFFENCES = Table(
    "youth_justice_offences",
    known="offence_date",
    reference="yp_id",
    later={"outcome_date": ("outcome_tier", "legal_outcome")},
    identity={"upn": "upn"} | IDENTITY,
)
INTERVENTIONS = Table(
    "youth_justice_interventions",
    known="intervention_start",
    reference="yp_id",
    later={"intervention_end": ("completed",)},
)
_TIERS = ("PRE_COURT", "FIRST_TIER", "COMMUNITY", "CUSTODIAL")
_LEGAL_OUTCOMES = {
    "PRE_COURT": "Youth Caution",
    "FIRST_TIER": "Referral Order",
    "COMMUNITY": "Youth Rehabilitation Order",
    "CUSTODIAL": "Detention and Training Order",
}


def youth_justice(world: World, feed: Feed) -> None:
    """Offences, most of which came to an outcome, and interventions of these and others."""
    young = world.aged(11, 17, "2022-09-01")
    need = np.minimum(world.offence_day, world.need_day("7.3"))
    rows = feed.draw(young, 0.004, supported=0.03, need=need, likely=0.6)
    count = len(rows)
    day = feed.days(rows, "2021-06-01", "2024-02-10", world.need_day("7.3"))
    recorded = world.offence_day[rows]
    day = np.where(recorded < NEVER, recorded, day)
    outcome = feed.later(day, 20, 160, 0.8)
    tier = feed.pick(count, "PRE_COURT", "FIRST_TIER", *_TIERS)
    facts = pd.DataFrame(
        {
            "row": rows,
            "offence_id": feed.ids("YO", count),
            "offence_date": day,
            "offence_category": feed.pick(count, "Violence", "Theft", "Criminal damage", "Drugs"),
            "offence_seriousness": feed.rng.integers(1, 7, count),
            "outcome_date": outcome,
            "outcome_tier": np.where(outcome < NEVER, tier, ""),
            "legal_outcome": np.where(outcome < NEVER, pd.Series(tier).map(_LEGAL_OUTCOMES), ""),
            "first_time_entrant": feed.yes(count, 0.7),
        }
    )
    facts = feed.with_planted(OFFENCES, facts, offence_id="YO")
    held = feed.full(OFFENCES, facts)
    proven = held[held["outcome_date"] < NEVER]
    feed.tell(
        "proven_offence",
        proven["row"],
        on=proven["offence_date"],
        number=proven["offence_seriousness"],
        text=proven["outcome_tier"],
        role="perpetrator",
    )
    prevention = feed.draw(young, 0.003, supported=0.02, need=world.need_day("7.2"), likely=0.7)
    after_outcome = outcome < NEVER
    start = np.r_[
        outcome[after_outcome] + 7,
        feed.days(prevention, "2021-06-01", "2024-02-20", world.need_day("7.2")),
    ]
    kinds = np.where(tier[after_outcome] == "PRE_COURT", "DIVERSION", "STATUTORY")
    end = feed.later(start, 60, 260, 0.8)
    facts = pd.DataFrame(
        {
            "row": np.r_[rows[after_outcome], prevention],
            "intervention_ref": feed.ids("YI", len(start)),
            "intervention_type": np.r_[kinds, np.full(len(prevention), "PREVENTION", object)],
            "intervention_start": start,
            "intervention_end": end,
            "completed": np.where(end < NEVER, feed.yes(len(start), 0.8), ""),
        }
    )
    facts = feed.with_planted(INTERVENTIONS, facts, intervention_ref="YI")
    held = feed.full(INTERVENTIONS, facts)
    feed.tell(
        "youth_justice_intervention",
        held["row"],
        start=held["intervention_start"],
        end=after(held["intervention_end"]),
        text=held["intervention_type"],
    )


# Probation ----------------------------------------------------------------------------------------

SUPERVISIONS = Table(
    "probation_supervisions",
    known="started_on",
    reference="offender_ref",
    later={"ended_on": ("programme_completed",)},
)


def probation(world: World, feed: Feed) -> None:
    """Adults under supervision, the more so when the police named them."""
    need = np.minimum(world.offence_day, world.need_day("7.1"))
    rows = feed.draw(world.aged(18, 70, "2021-10-01"), 0.003, supported=0.015, need=need,
                     likely=0.2)  # fmt: skip
    count = len(rows)
    crime = world.offence_day[rows]
    start = feed.days(rows, "2021-04-01", "2024-02-20")
    start = np.where(crime < NEVER, crime + 90, start)
    end = feed.later(start, 180, 700, 0.9)
    programme = feed.pick(count, "", "Thinking Skills Programme", "Building Better Relationships")
    facts = pd.DataFrame(
        {
            "row": rows,
            "supervision_ref": feed.ids("PB", count),
            "order_type": feed.pick(count, "COMMUNITY_ORDER", "SUSPENDED_SENTENCE", "LICENCE",
                                    "POST_SENTENCE"),
            "started_on": start,
            "ended_on": end,
            "risk_of_serious_harm": feed.pick(count, "LOW", "MEDIUM", "HIGH", "VERY_HIGH"),
            "programme": programme,
            "programme_completed": np.where(
                (programme != "") & (end < NEVER), feed.yes(count, 0.7), ""
            ),
        }
    )  # fmt: skip
    facts = feed.with_planted(SUPERVISIONS, facts, supervision_ref="PB")
    held = feed.full(SUPERVISIONS, facts)
    feed.tell(
        "probation_supervision",
        held["row"],
        start=held["started_on"],
        end=after(held["ended_on"]),
        text=held["order_type"],
        role="perpetrator",
    )


# Domestic abuse -----------------------------------------------------------------------------------

MARAC = Table("domestic_abuse_marac_cases", known="heard_on", reference="person_ref")
SUPPORT = Table(
    "domestic_abuse_idva_support",
    known="started_on",
    reference="client_ref",
    later={"ended_on": ("dash_at_end", "end_reason")},
)
_ROLES = {"VICTIM": "victim", "PERPETRATOR": "perpetrator", "CHILD": "child_present"}


def domestic_abuse(world: World, feed: Feed) -> None:
    """Cases heard at MARAC with everybody in the household, and support of victims."""
    incidents = world.incidents
    known = np.zeros(world.size, bool)
    known[incidents.loc[incidents["incident_class"] == "DA", "row"]] = True
    couple = np.zeros(world.size, bool)
    couple[world.heads] = world.in_households(world.position == 1)[world.heads]
    share = np.where(world.in_households(known), 0.3, 0.004)
    need = np.minimum(world.family_need_day("8.1", "8.3"), world.family_need_day("8.2"))
    heads = feed.draw(couple, share, supported=0.02, need=need, likely=0.6, at_least=10)
    heads = feed.without_planted(MARAC.name, heads)
    heard = feed.days(heads, "2021-06-01", "2024-02-20", need)
    planted = feed.planted(MARAC.name)
    if not planted.empty:
        heads = np.r_[heads, planted["row"]]
        heard = np.r_[heard, planted["heard_on"]]
    held = _marac(world, feed, heads, heard)
    feed.tell(
        "marac_case",
        held["row"],
        on=held["heard_on"],
        number=held["dash_score"],
        text=held["is_repeat"].map({"Y": "REPEAT", "N": ""}),
        role=held["person_role"].map(_ROLES),
    )
    victims = feed.draw(couple, share, supported=0.02, need=need, likely=0.6, at_least=10)
    start = feed.days(victims, "2021-06-01", "2024-02-20", need)
    _support(world, feed, victims, start)


def _marac(world: World, feed: Feed, heads: np.ndarray, heard: np.ndarray) -> pd.DataFrame:
    """One row a person: the first adult is the victim, the second the perpetrator."""
    count = len(heads)
    facts = world.members(world.household[heads])
    place, row = facts.pop("place").to_numpy(), facts["row"].to_numpy()
    facts["case_ref"] = feed.ids("MA", count)[place]
    facts["heard_on"] = heard[place]
    facts["dash_score"] = feed.rng.integers(9, 23, count)[place]
    facts["is_repeat"] = feed.yes(count, 0.3)[place]
    facts["address_protected"] = np.where(
        world.position[row] == 0, feed.yes(count, 0.25)[place], "N"
    )
    age = (facts["heard_on"] - world.born[row]) // 365.25
    is_child = (world.kind[row] == "child") & (age >= 0) & (age < 18)
    facts["person_role"] = np.select(
        [world.position[row] == 0, world.position[row] == 1], ["VICTIM", "PERPETRATOR"], "CHILD"
    )
    facts = facts[(world.position[row] < 2) | is_child]
    return _deliver_protected(feed, MARAC, facts)


def _support(world: World, feed: Feed, rows: np.ndarray, start: np.ndarray) -> None:
    count = len(rows)
    end = feed.later(start, 60, 250, 0.7)
    before = feed.rng.integers(9, 22, count)
    at_end = numbers_as_text(np.maximum(before - feed.rng.integers(0, 12, count), 0))
    reasons = feed.pick(count, "SUPPORT_COMPLETED", "DISENGAGED", "MOVED", "OTHER")
    facts = pd.DataFrame(
        {
            "row": rows,
            "support_ref": feed.ids("DS", count),
            "address_protected": feed.yes(count, 0.25),
            "started_on": start,
            "ended_on": end,
            "dash_at_start": before,
            "dash_at_end": np.where(end < NEVER, at_end, ""),
            "end_reason": np.where(end < NEVER, reasons, ""),
        }
    )
    facts = feed.with_planted(SUPPORT, facts, support_ref="DS")
    held = _deliver_protected(feed, SUPPORT, facts)
    feed.tell(
        "domestic_abuse_support",
        held["row"],
        start=held["started_on"],
        end=after(held["ended_on"]),
        text=held["end_reason"],
        role="victim",
    )
    ended = held[held["ended_on"] < NEVER]
    for scored, day, score in (
        (held, "started_on", "dash_at_start"),
        (ended, "ended_on", "dash_at_end"),
    ):
        feed.tell("measure_score", scored["row"], on=scored[day], number=scored[score],
                  text="DASH", role="victim")  # fmt: skip


def _deliver_protected(feed: Feed, table: Table, facts: pd.DataFrame) -> pd.DataFrame:
    """A history in which a protected address is not sent."""
    held = table.as_known(facts, day_number(LAST_DELIVERY))
    feed.protected.append(held.loc[held["address_protected"] == "Y", "row"].to_numpy())
    frame = feed.sent(table, held)
    frame.loc[frame["address_protected"] == "Y", ["postcode", "uprn"]] = ""
    feed.add(LAST_DELIVERY, f"{table.name}.csv", frame)
    return held


# Exploitation -------------------------------------------------------------------------------------

PANEL = Table("exploitation_panel_cases", known="assessed_on", reference="child_ref",
              later={"closed_on": ()})  # fmt: skip
PREVENT = Table("exploitation_prevent_cases", known="referred_on", reference="child_ref",
                later={"closed_on": ("close_reason",)})  # fmt: skip
_LEVELS = ("NONE", "EMERGING", "MODERATE", "SIGNIFICANT")


def exploitation(world: World, feed: Feed) -> None:
    """Assessments of risk, up to three for a child, and Prevent referrals."""
    young = world.aged(10, 17, "2023-01-01")
    need = world.need_day("6.3", "6.4", "6.6")
    rows = feed.draw(young, 0.003, supported=0.02, need=need)
    count = len(rows)
    first = feed.days(rows, "2021-10-01", "2024-02-10", need)
    level = feed.rng.integers(1, 4, count)
    kind = np.where(
        world.need_day("6.3")[rows] < NEVER,
        "CSE",
        feed.pick(count, "CCE", "CSE", "MODERN_SLAVERY", "TRAFFICKING"),
    )
    case, times = feed.ids("XP", count), feed.rng.integers(1, 4, count)
    closed = np.where(times == 3, first + 250, NEVER)
    parts = []
    for review in range(3):
        keep = times > review
        now = np.maximum(level - review, 0)[keep]
        parts.append(
            pd.DataFrame(
                {
                    "row": rows[keep],
                    "case_ref": case[keep],
                    "exploitation_type": kind[keep],
                    "assessed_on": first[keep] + 91 * review,
                    "risk_level": np.array(_LEVELS, dtype=object)[now],
                    "tool_score": now * 8 + 3,
                    "closed_on": closed[keep],
                }
            )
        )
    facts = feed.with_planted(PANEL, pd.concat(parts, ignore_index=True), case_ref="XP")
    held = feed.full(PANEL, facts)
    feed.tell(
        "exploitation_risk",
        held["row"],
        on=held["assessed_on"],
        number=held["risk_level"].map({level: n for n, level in enumerate(_LEVELS)}),
        text=held["exploitation_type"],
    )
    rows = feed.draw(young, 0.001, need=world.need_day("6.5"), at_least=6)
    count = len(rows)
    referred = feed.days(rows, "2021-10-01", "2024-02-10", world.need_day("6.5"))
    closed = feed.later(referred, 30, 300, 0.6)
    facts = pd.DataFrame(
        {
            "row": rows,
            "prevent_ref": feed.ids("XV", count),
            "referred_on": referred,
            "adopted_by_channel": feed.yes(count, 0.4),
            "closed_on": closed,
            "close_reason": np.where(
                closed < NEVER, feed.pick(count, "NO_CONCERN", "SUPPORT_COMPLETED"), ""
            ),
        }
    )
    facts = feed.with_planted(PREVENT, facts, prevent_ref="XV")
    held = feed.full(PREVENT, facts)
    feed.tell(
        "prevent_case",
        held["row"],
        start=held["referred_on"],
        end=after(held["closed_on"]),
        text=held["adopted_by_channel"].map({"Y": "CHANNEL", "N": ""}),
    )
    closed = held[held["closed_on"] < NEVER]
    feed.tell("prevent_case_closed", closed["row"], on=closed["closed_on"])
