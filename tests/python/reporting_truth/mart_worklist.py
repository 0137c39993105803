"""The worklist by plain Python: from the episodes that are true and what is true to block them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

from . import casework_reading as reading

MONTHS = 12  # of seeds/reporting/reporting_settings.csv
LIMITED = {"decision", "records", "not_eligible"}


def rows(home: Path) -> set[tuple]:
    """Family, start of support, place, since when, days waiting, kinds of blockers, ready on."""
    as_of = reading.as_of(home)
    blockers = reading.seed("framework/claim_blockers")
    kind = {row["blocker_code"]: row["blocker_kind"] for row in blockers}
    missing = defaultdict(set)
    for blocker in reading.rows(home / "truth" / "blockers.csv"):
        missing[blocker["episode_id"]].add(blocker["blocker_code"])
    found = set()
    for episode in reading.rows(home / "truth" / "episodes.csv"):
        codes = missing[episode["episode_id"]]
        place = _place(episode["claim_status"], {kind[code] for code in codes})
        if place is None:
            continue
        since = _since(episode)
        if place in LIMITED and episode["closed_on"] and _months_after(since, MONTHS) <= as_of:
            continue
        found.add(
            (
                episode["case_system_family_id"], reading.day(episode["started_on"]), place, since,
                (as_of - since).days, len(codes),
                reading.day(episode["claimable_from"]) if place == "ready" else None,
            )
        )  # fmt: skip
    return found


def _place(status: str, kinds: set[str]) -> str | None:
    if status in ("ready", "in_support", "not_eligible"):
        return status
    if status not in ("blocked", "sustaining"):
        return None
    if kinds <= {"time"}:
        return "waiting"
    if status == "sustaining":
        return "sustaining"
    return "decision" if kinds <= {"time", "decision"} else "records"


def _since(episode: dict[str, str]) -> date:
    if episode["claim_status"] == "ready":
        told = episode["claimable_from"]
    elif episode["claim_status"] == "blocked":
        [months] = [
            int(row["setting_value"])
            for row in reading.seed("framework/framework_settings")
            if (row["framework_version"], row["setting"])
            == (episode["framework_version"], "sustain_months")
        ]
        return _months_after(date.fromisoformat(episode["closed_on"]), months)
    else:
        told = episode["closed_on"] or episode["started_on"]
    return date.fromisoformat(told)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)
