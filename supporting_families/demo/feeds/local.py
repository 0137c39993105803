"""Local services for parents, carers and people in debt, and family hubs."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from ..calendar import day_number
from .common import IDENTITY, NEVER, Feed, Table, World, after, numbers_as_text, pence

# Local services -----------------------------------------------------------------------------------

PARENTING = Table(
    "local_services_parenting_programmes",
    known="started_on",
    reference="client_ref",
    later={"ended_on": ("completed", "score_after")},
)
CONFLICT = Table(
    "local_services_parental_conflict",
    known="started_on",
    reference="client_ref",
    later={"ended_on": ("completed",)},
)
CARERS = Table(
    "local_services_young_carers",
    known="started_on",
    reference="client_ref",
    later={"ended_on": (), "assessed_on": ("caring_hours",)},
    identity=IDENTITY | {"upn": "upn"},
)
ADVICE = Table(
    "local_services_advice_and_debt",
    known="opened_on",
    reference="client_ref",
    later={"closed_on": ()},
    hidden=("pence",),
)


def local_services(world: World, feed: Feed) -> None:
    """All four services."""
    parents = (world.kind == "adult") & world.in_households(world.kind == "child")
    _parenting(world, feed, parents)
    _conflict(world, feed, parents)
    _young_carers(world, feed)
    _advice(world, feed)


def _parenting(world: World, feed: Feed, parents: np.ndarray) -> None:
    need = world.need_day("5.1")
    rows = feed.draw(parents, 0.006, supported=0.05, need=need)
    count = len(rows)
    start = feed.days(rows, "2021-09-01", "2024-02-10", need)
    end = feed.later(start, 56, 100, 0.85)
    before = feed.rng.integers(60, 180, count)
    later = numbers_as_text(before - feed.rng.integers(0, 50, count))
    facts = pd.DataFrame(
        {
            "row": rows,
            "place_ref": feed.ids("LP", count),
            "programme": feed.pick(count, "Incredible Years", "Triple P", "Strengthening Families"),
            "started_on": start,
            "ended_on": end,
            "completed": np.where(end < NEVER, feed.yes(count, 0.75), ""),
            "score_before": before,
            "score_after": np.where(end < NEVER, later, ""),
            "measure": "ECBI",
        }
    )
    facts = feed.with_planted(PARENTING, facts, place_ref="LP")
    held = feed.full(PARENTING, facts)
    feed.tell("parenting_programme", held["row"], start=held["started_on"],
              end=after(held["ended_on"]), text=held["programme"])  # fmt: skip
    done = held[held["completed"] == "Y"]
    feed.tell("parenting_programme_completed", done["row"], on=done["ended_on"],
              text=done["programme"])  # fmt: skip
    ended = held[held["ended_on"] < NEVER]
    for scored, day, score in (
        (held, "started_on", "score_before"),
        (ended, "ended_on", "score_after"),
    ):
        feed.tell("measure_score", scored["row"], on=scored[day], number=scored[score],
                  text=scored["measure"])  # fmt: skip


def _conflict(world: World, feed: Feed, parents: np.ndarray) -> None:
    need = world.family_need_day("5.2")
    rows = feed.draw(parents, 0.003, supported=0.02, need=need)
    count = len(rows)
    start = feed.days(rows, "2021-09-01", "2024-02-10", need)
    end = feed.later(start, 40, 120, 0.8)
    facts = pd.DataFrame(
        {
            "row": rows,
            "support_ref": feed.ids("LC", count),
            "started_on": start,
            "ended_on": end,
            "completed": np.where(end < NEVER, feed.yes(count, 0.75), ""),
        }
    )
    facts = feed.with_planted(CONFLICT, facts, support_ref="LC")
    held = feed.full(CONFLICT, facts)
    feed.tell("parental_conflict_support", held["row"], start=held["started_on"],
              end=after(held["ended_on"]))  # fmt: skip
    done = held[held["completed"] == "Y"]
    feed.tell("parental_conflict_support_completed", done["row"], on=done["ended_on"])


def _young_carers(world: World, feed: Feed) -> None:
    declared = np.zeros(world.size, bool)
    declared[world.school.rows] = world.school.young_carer != "N"
    need = world.need_day("5.4")
    rows = feed.draw(
        world.aged(7, 17, "2022-09-01"), np.where(declared, 0.4, 0.002), supported=0.02, need=need
    )
    count = len(rows)
    start = feed.days(rows, "2021-09-01", "2024-02-10", need)
    facts = pd.DataFrame(
        {
            "row": rows,
            "support_ref": feed.ids("LY", count),
            "assessed_on": feed.later(start, 3, 30, 0.8),
            "started_on": start,
            "ended_on": feed.later(start, 100, 500, 0.4),
        }
    )
    hours = numbers_as_text(feed.rng.integers(3, 30, count))
    facts["caring_hours"] = np.where(facts["assessed_on"] < NEVER, hours, "")
    facts = feed.with_planted(CARERS, facts, support_ref="LY")
    held = feed.full(CARERS, facts)
    feed.tell("young_carer_support", held["row"], start=held["started_on"],
              end=after(held["ended_on"]), number=held["caring_hours"])  # fmt: skip
    assessed = held[held["assessed_on"] < NEVER]
    feed.tell("young_carer_assessment", assessed["row"], on=assessed["assessed_on"])


def _advice(world: World, feed: Feed) -> None:
    need = world.family_need_day("10.2")
    adult = (world.position < 2) & world.aged(18, 100, "2021-09-01")
    rows = feed.draw(adult, 0.01, supported=0.05, need=need, likely=0.5)
    count = len(rows)
    opened = feed.days(rows, "2021-09-01", "2024-02-25", need)
    topic = np.where(
        need[rows] < NEVER, "DEBT", feed.pick(count, "DEBT", "BENEFITS", "HOUSING", "EMPLOYMENT")
    )
    owed, is_debt = feed.rng.integers(50_000, 900_000, count), topic == "DEBT"
    facts = pd.DataFrame(
        {
            "row": rows,
            "advice_ref": feed.ids("LA", count),
            "advice_topic": topic,
            "opened_on": opened,
            "closed_on": feed.later(opened, 10, 200, 0.7),
            "debt_amount": np.where(is_debt, pence(owed), ""),
            "repayment_plan": np.where(
                is_debt, feed.pick(count, "AGREED", "KEPT", "NONE", "BROKEN"), ""
            ),
            "pence": np.where(is_debt, numbers_as_text(owed), ""),
        }
    )
    facts = feed.with_planted(ADVICE, facts, advice_ref="LA")
    held = feed.full(ADVICE, facts)
    for kind, told, text in (
        ("debt_advice", held[held["advice_topic"] == "DEBT"], "repayment_plan"),
        ("advice", held[held["advice_topic"] != "DEBT"], "advice_topic"),
    ):
        feed.tell(kind, told["row"], start=told["opened_on"], end=after(told["closed_on"]),
                  number=told["pence"], text=told[text])  # fmt: skip


# Family hubs --------------------------------------------------------------------------------------

HUB_DELIVERIES = (*(date(2023, month, 1) for month in (10, 11, 12)),
                  *(date(2024, month, 1) for month in (1, 2, 3)))  # fmt: skip
REGISTRATIONS = Table("family_hubs_registrations", "registered_on", "registration_ref")
VISITS = Table("family_hubs_attendances", "attended_on", "registration_ref", identity={})
ANSWERS = Table("family_hubs_feedback", "given_on", "registration_ref", identity={})
_HUBS = ("HUB_NORTH", "HUB_SOUTH", "HUB_EAST", "HUB_WEST")
_ACTIVITIES = ("Stay and play", "Baby massage", "Advice session", "Parent group")


def family_hubs(world: World, feed: Feed) -> None:
    """Changes of six months: what is new, what was corrected, and what was taken back."""
    small = world.in_households(world.aged(0, 5, "2024-01-01"))
    small &= world.born < day_number("2023-08-01")
    rows = feed.draw(
        small & (world.position != 1), 0.2, supported=0.4, at_least=30, is_trouble=False
    )
    count = len(rows)
    hub = feed.pick(count, *_HUBS)
    people = pd.DataFrame(
        {
            "row": rows,
            "hub_code": hub,
            "registered_on": feed.days(rows, "2023-08-15", "2024-02-28"),
        }
    )
    # Only people whom council tax holds as well are struck off, and nobody who ever came.
    struck = (world.position[rows] == 0) & (feed.rng.random(count) < 0.03)
    struck[np.flatnonzero(world.position[rows] == 0)[:1]] = True
    _deliver_changes(feed, REGISTRATIONS, people, _some(feed, people, 0.04), struck)
    visitors = people[~struck]
    visits = visitors.loc[visitors.index.repeat(3), ["row", "hub_code"]].reset_index(drop=True)
    visits.insert(1, "attendance_ref", feed.ids("FV", len(visits)))
    visits["activity"] = feed.pick(len(visits), *_ACTIVITIES)
    since = np.repeat(visitors["registered_on"].to_numpy(), 3)
    visits["attended_on"] = since + feed.rng.integers(0, 120, len(visits))
    visits = visits[visits["attended_on"] < day_number(HUB_DELIVERIES[-1])].reset_index(drop=True)
    struck = feed.chance(len(visits), 0.01)
    kept = _deliver_changes(feed, VISITS, visits, _some(feed, visits, 0.03), struck)
    feed.tell("family_hub_visit", kept["row"], on=kept["attended_on"], text=kept["activity"])
    _answers(feed, visits)


def _some(feed: Feed, facts: pd.DataFrame, share: float) -> pd.DataFrame:
    """Corrections: a share of the rows with another hub and, for visits, another activity."""
    corrected = facts[feed.chance(len(facts), share)].copy()
    corrected["hub_code"] = feed.pick(len(corrected), *_HUBS)
    if "activity" in corrected:
        corrected["activity"] = feed.pick(len(corrected), *_ACTIVITIES)
    return corrected


def _deliver_changes(
    feed: Feed, table: Table, facts: pd.DataFrame, corrected: pd.DataFrame, struck: np.ndarray
) -> pd.DataFrame:
    """Every delivery's rows; gives back what is in force at the end.

    A correction comes in the second delivery after the row, a deletion in the third; what has no
    such delivery any more stays as it is.
    """
    days = np.array([day_number(day) for day in HUB_DELIVERIES])
    first = pd.Series(np.searchsorted(days, facts[table.known], "right"), index=facts.index)
    gone = pd.Series(np.where(struck, first + 2, NEVER), index=facts.index)
    fixed = first[corrected.index] + 1
    now = facts.copy()
    for number, received in enumerate(HUB_DELIVERIES):
        correcting = corrected[(fixed == number) & (fixed < gone[corrected.index])]
        now.loc[correcting.index] = correcting
        rows = pd.concat(
            [
                facts[first == number].assign(row_action="A"),
                correcting.assign(row_action="C"),
                now[gone == number].assign(row_action="D"),
            ]
        )
        feed.add(received, f"{table.name}_{received}.csv", feed.sent(table, rows))
    return now[(first < len(days)) & (gone >= len(days))]


def _answers(feed: Feed, visits: pd.DataFrame) -> None:
    """Families say what they think after a visit; every fifth does not give its name."""
    asked = visits[visits["attended_on"] < day_number("2024-02-27")]
    asked = asked[(np.arange(len(asked)) % 4 == 0) | (feed.rng.random(len(asked)) < 0.2)]
    answers = pd.DataFrame(
        {
            "row": asked["row"],
            "feedback_ref": feed.ids("FF", len(asked)),
            "hub_code": asked["hub_code"],
            "given_on": asked["attended_on"] + 2,
            "rating": feed.rng.integers(2, 6, len(asked)),
            "made_a_difference": feed.pick(len(asked), "Y", "N", "Y", ""),
        }
    )
    nobody = np.zeros(len(answers), bool)
    _deliver_changes(feed, ANSWERS, answers, _some(feed, answers, 0.02), nobody)
    nameless = set(answers["feedback_ref"].iloc[::5])
    for name, table in feed.files.items():
        if ANSWERS.name in name:
            table.loc[table["feedback_ref"].isin(nameless), "registration_ref"] = ""
