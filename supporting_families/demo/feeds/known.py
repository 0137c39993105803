"""What early help and the police add to their files and to the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..calendar import EARLY_HELP_DELIVERIES
from ..layouts import Episode
from ..police import dash_risk, evidence_roles
from .common import NEVER, Feed, Table, World

FEEDBACK = Table("programme_feedback", known="collected_on")


def early_help(world: World, feed: Feed) -> None:
    """What families say of the help: when a first episode ends, or two months into an open one."""
    records = [
        (first.earl_episode_id, first.earl_person_id, first.earl_episode_start_date,
         first.earl_episode_end_date or NEVER)
        for first in (next(iter(case.rows[Episode])) for case in world.cases)
    ]  # fmt: skip
    table = pd.DataFrame(records, columns=["episode_id", "person_id", "start", "end"])
    table = table[feed.chance(len(table), 0.6)].reset_index(drop=True)
    count = len(table)
    facts = pd.DataFrame(
        {
            "feedback_id": feed.ids("FB", count),
            "episode_id": table["episode_id"],
            "person_id": np.where(feed.chance(count, 0.7), table["person_id"], ""),
            "collected_on": np.where(
                table["end"] < NEVER,
                np.maximum(table["end"] - feed.rng.integers(0, 15, count), table["start"]),
                table["start"] + 60,
            ),
            "rating": feed.rng.integers(2, 6, count),
            "made_a_difference": feed.pick(count, "Y", "Y", "N", ""),
        }
    )
    for received in EARLY_HELP_DELIVERIES:
        held = feed.full(FEEDBACK, facts, received)
    feed.tell(
        "family_feedback",
        np.zeros(len(held), int),
        on=held["collected_on"],
        number=held["rating"],
        text=np.where(held["made_a_difference"] == "Y", "MADE_A_DIFFERENCE", ""),
        role=np.where(held["person_id"] == "", "family", "subject"),
        refs=held["person_id"].to_numpy(),
    )


def police(world: World, feed: Feed) -> None:
    """Domestic abuse incidents: the files have them already, their evidence is new."""
    incidents = world.incidents[world.incidents["incident_class"] == "DA"]
    feed.tell(
        "domestic_abuse_incident",
        incidents["row"].to_numpy(int),
        on=incidents["occurred_on"].to_numpy("datetime64[D]").astype(np.int64),
        text=dash_risk(incidents),
        role=evidence_roles(incidents),
    )
