"""Matching with the Department for Work and Pensions: benefits, and who is in work."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..calendar import day_number
from .common import NAMES, NEVER, Feed, Table, World, listed, month_ends, received_after

DWP_LISTS = {"DWP-2023-02": "2023-02-01", "DWP-2023-10": "2023-10-01"}
DWP_MONTHS = tuple(
    str(month) for month in np.arange(np.datetime64("2023-02"), np.datetime64("2024-03"))
)
MATCHING = Table("dwp_matching_results", known="as_at_date", reference="person_ref",
                 identity=NAMES | {"nino": "nino", "postcode": "postcode"})  # fmt: skip


def dwp_lists(world: World) -> dict[str, np.ndarray]:
    """Rows of the people in support on each list sent for matching: of 16 or over, known by then
    and on no list before."""
    return listed(world, DWP_LISTS, 16, 120)


def dwp(world: World, feed: Feed) -> None:
    """A batch of results a month for the people on the lists."""
    lists = dwp_lists(world)
    rows = np.concatenate(list(lists.values()))
    since = np.repeat(
        [day_number(day) for day in DWP_LISTS.values()], [len(found) for found in lists.values()]
    )
    results = _matching_results(world, feed, rows, since)
    facts = feed.with_planted(MATCHING, results)
    for month, _, last in month_ends(DWP_MONTHS):
        table = feed.sent(MATCHING, facts[facts["as_at_date"] == last])
        feed.add(received_after(month, 8), f"{MATCHING.name}_{month}.csv", table)
    _tell_matches(feed, facts[facts["match_result"] == "MATCHED"])


def _matching_results(
    world: World, feed: Feed, rows: np.ndarray, since: np.ndarray
) -> pd.DataFrame:
    """Who has a need for work finds some sooner or later; few others are without."""
    count = len(rows)
    grown = world.age(day_number("2023-02-01"))[rows] >= 18
    seeks = (world.need_day("10.1")[rows] < NEVER) | (grown & (feed.rng.random(count) < 0.04))
    seeks &= ~world.is_quiet[rows]
    matched = feed.rng.random(count)
    result = np.select([matched < 0.9, matched < 0.97], ["MATCHED", "NO_MATCH"], "MULTIPLE")
    result[:1] = "MATCHED"
    benefit = np.where(seeks, feed.pick(count, "UC", "UC", "ESA", "JSA"),
                       feed.pick(count, *("NONE",) * 20, *("UC",) * 6, "HB", "HB", "CA", "PIP"))
    benefit = np.where(grown & ~world.is_quiet[rows], benefit, "NONE")  # fmt: skip
    asked = feed.pick(count, "SEARCHING", "SEARCHING", "PLANNING", "PREPARING", "NO_REQUIREMENTS")
    earning = feed.pick(count, "WORKING_ENOUGH", "WORKING_MORE", "WORKING_ENOUGH")
    finds_work = feed.rng.integers(3, 30, count)
    parts = []
    for number, (month, _, last) in enumerate(month_ends(DWP_MONTHS)):
        in_work = np.where(seeks, finds_work <= number, grown)
        is_match = result == "MATCHED"
        said = is_match & (feed.rng.random(count) < 0.97) & grown
        now = np.where(in_work & np.isin(benefit, ["JSA", "ESA"]), "NONE", benefit)
        parts.append(
            pd.DataFrame(
                {
                    "row": rows,
                    "batch_id": f"B{month.replace('-', '')}",
                    "match_result": result,
                    "benefit_type": np.where(is_match, now, ""),
                    "uc_conditionality": np.where(
                        is_match & (now == "UC"), np.where(in_work, earning, asked), ""
                    ),
                    "in_work": np.where(said, np.where(in_work, "Y", "N"), ""),
                    "as_at_date": last,
                }
            )[since <= last]
        )
    return pd.concat(parts, ignore_index=True)


def _tell_matches(feed: Feed, matched: pd.DataFrame) -> None:
    """A result holds until the next, where that comes by the end of the next month; else to the
    end of its own."""
    matched = matched.sort_values(["row", "as_at_date"])
    day = matched["as_at_date"].to_numpy(np.int64)
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    month_after = (month + 1).astype("datetime64[D]").astype(np.int64)
    too_late = (month + 2).astype("datetime64[D]").astype(np.int64)
    following = matched.groupby("row")["as_at_date"].shift(-1).fillna(NEVER).to_numpy(np.int64)
    matched["until"] = np.where(following < too_late, following, month_after)
    claims = matched[matched["benefit_type"] != "NONE"]
    text = claims["benefit_type"] + (":" + claims["uc_conditionality"]).str.rstrip(":")
    feed.tell("benefit_claim", claims["row"], start=claims["as_at_date"], end=claims["until"],
              text=text)  # fmt: skip
    for answer, kind in (("Y", "in_work"), ("N", "not_in_work")):
        said = matched[matched["in_work"] == answer]
        feed.tell(kind, said["row"], start=said["as_at_date"], end=said["until"])
