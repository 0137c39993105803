"""What became of families after their support, from the truth about episodes and children."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from datetime import date
from pathlib import Path

from . import casework_reading as reading
from .casework_reading import Support

CARE = "childrens_social_care"
Spell = tuple[date, date]  # first day, first day over
MEASURES = (
    "closed", "followed", "sustained", "not_sustained", "not_known",
    "re_referred", "escalated", "already_in_care",
)  # fmt: skip


def months_on(day: date, months: int) -> date:
    """The same day so many calendar months on, or the last day of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def quarter_of(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


class Children:
    """The children of each support episode: their times in social care, and who is looked for."""

    def __init__(self, home: Path) -> None:
        self._of: dict[str, list[str]] = {}
        for row in reading.rows(home / "truth" / "children.csv"):
            self._of.setdefault(row["episode_id"], []).append(row["person"])
        true = {
            (row["feed_code"], row["source_person_ref"]): row["true_person_id"]
            for row in reading.rows(home / "truth" / "people.csv")
        }
        kinds = {row["evidence_type"] for row in reading.seed("framework/statutory_care")}
        spells: dict[str, list[Spell]] = {}
        for row in reading.rows(home / "truth" / "evidence.csv"):
            if row["feed_code"] == CARE and row["evidence_type"] in kinds:
                person = true[CARE, row["source_person_ref"]]
                spells.setdefault(person, []).append(
                    (reading.day(row["period_start"]), reading.day(row["period_end"]))
                )
        self._spells = {
            reference: spells.get(person, [])
            for (feed, reference), person in true.items()
            if feed == "early_help"
        }
        self._listed: dict[str, date] = {}
        for row in reading.rows(home / "local" / "cohort_lists.csv"):
            if row["feed_code"] == CARE:
                sent, person = date.fromisoformat(row["sent_on"]), row["source_person_ref"]
                self._listed[person] = min(sent, self._listed.get(person, sent))
        # a delivery tells of whole months: those of its history up to the month before it came
        told = last_delivery(home, CARE).replace(day=1)
        feed = next(row for row in reading.seed("feeds/feeds") if row["feed_code"] == CARE)
        self._told = (months_on(told, -int(feed["history_months"])), told)

    def spells(self, episode: str) -> list[Spell]:
        return [spell for child in self._of.get(episode, ()) for spell in self._spells[child]]

    def are_all_shown(self, episode: str, first: date, end: date) -> bool:
        """Whether each child would be seen in social care in every month that the days touch."""
        children = self._of.get(episode, ())
        last_month = (end - date.resolution).replace(day=1)
        return bool(children) and all(
            self._listed.get(child, date.max) <= first.replace(day=1)
            and self._told[0] <= first.replace(day=1)
            and last_month < self._told[1]
            for child in children
        )


def last_delivery(home: Path, feed: str) -> date:
    folders = [path.name for path in (home / "landing" / feed).iterdir() if path.is_dir()]
    return max(date.fromisoformat(name) for name in folders)


def rows(home: Path) -> dict[tuple, tuple[int, ...]]:
    """Counts (see MEASURES) by version, team, quarter and months after."""
    objections = reading.rows(home / "registers" / "objections.csv")
    assert {row["scope"] for row in objections} <= {"study"}  # nobody objects to a feed
    children, today = Children(home), reading.as_of(home)
    told_on = last_delivery(home, "early_help")
    stepped_up = {
        row["closure_reason"]
        for row in reading.seed("reference/closure_reasons")
        if row["retirement_reason"] == "stepped_up"
    }
    supports = reading.supports(home)
    counts: dict[tuple, Counter] = {}
    for support in _counted(supports):
        closed = support.closed
        starts = [s.started for s in supports if s.family == support.family]
        spells = children.spells(support.episode)
        for period in reading.seed("reference/follow_up_periods"):
            months = int(period["months_after"])
            end = months_on(closed, months)
            key = (
                support.told["framework_version"], support.team_on(today), quarter_of(closed),
                months,
            )  # fmt: skip
            found = counts.setdefault(key, Counter())
            found["closed"] += 1
            if end > today:
                continue
            found["followed"] += 1
            happened = {
                "re_referred": any(closed < start < end for start in starts),
                "escalated": support.told["close_reason"] in stepped_up
                or any(closed <= start < end for start, _ in spells),
                "already_in_care": any(start < closed < over for start, over in spells),
            }
            found.update(name for name, is_so in happened.items() if is_so)
            if any(happened.values()):
                found["not_sustained"] += 1
            elif told_on >= end and children.are_all_shown(support.episode, closed, end):
                found["sustained"] += 1
            else:
                found["not_known"] += 1
    return {key: tuple(found[name] for name in MEASURES) for key, found in counts.items()}


def _counted(supports: list[Support]) -> list[Support]:
    """Of each family and quarter the support that ended first."""
    first: dict[tuple[str, date], Support] = {}
    ended = [support for support in supports if support.closed is not None]
    for support in sorted(ended, key=lambda s: s.closed):
        first.setdefault((support.family, quarter_of(support.closed)), support)
    return list(first.values())
