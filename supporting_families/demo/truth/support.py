"""Support episodes: early-help episodes that belong together, and whom they are about."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..catalogue import Catalogue, Need, Outcome
from ..layouts import Assessment, Episode, Member
from .answers import AS_OF

_ALWAYS, _NEVER_ENDS = -(10**7), 10**7


@dataclass
class NeedRow:
    need: Need
    person: str
    status: str
    identified_on: int | None


@dataclass
class OutcomeRow:
    need: Need
    person: str
    outcome: Outcome
    status: str
    achieved_on: int | None
    counts_from: int | None  # the day from which a met outcome has lasted
    expected_on: int | None  # too early: the day on which it will be achieved


@dataclass
class Support:
    """One support episode of a family."""

    family_id: str
    episodes: list[Episode]
    started_on: int
    closed_on: int | None
    close_reason: str
    episode_id: str = ""
    assessed_on: int | None = None
    framework: str = ""
    members: list[Member] = field(default_factory=list)
    needs: list[NeedRow] = field(default_factory=list)
    outcomes: list[OutcomeRow] = field(default_factory=list)

    @property
    def episode_ids(self) -> list[str]:
        return [episode.earl_episode_id for episode in self.episodes]

    @property
    def people(self) -> list[str]:
        return list(dict.fromkeys(member.fami_person_id for member in self.members))

    def holds(self, episode_id: str) -> bool:
        return episode_id in self.episode_ids

    def until(self, later_needs_count: bool) -> int:
        """The first day on which needs are no longer looked for in partner data."""
        if not later_needs_count:
            return self.assessed_on + 1
        if self.closed_on is None:
            return AS_OF + 1
        return max(self.closed_on, self.assessed_on + 1)


def _family_of(episode: Episode, members: list[Member]) -> str:
    """The family named; else the only one joined by the start day; else the one joined first."""
    if episode.earl_family_id:
        return episode.earl_family_id
    day = episode.earl_episode_start_date
    mine = [member for member in members if member.fami_person_id == episode.earl_person_id]
    there = {
        member.fami_family_id
        for member in mine
        if (member.fami_from or _ALWAYS) <= day < (member.fami_to or _NEVER_ENDS)
    }
    if len(there) == 1:
        return there.pop()
    first = min(mine, key=lambda member: (member.fami_from or _ALWAYS, member.fami_family_id))
    return first.fami_family_id


def support_episodes(rows: dict[type, list], first_known: dict[str, int]) -> list[Support]:
    """Support episodes of the families of a case; `first_known`: first delivery of each episode."""
    by_family: dict[str, list[Episode]] = {}
    for episode in rows[Episode]:
        if episode.earl_episode_start_date <= AS_OF:
            by_family.setdefault(_family_of(episode, rows[Member]), []).append(episode)
    supports = []
    for family_id, episodes in sorted(by_family.items()):
        episodes.sort(key=lambda e: (e.earl_episode_start_date, e.earl_episode_id))
        group: list[Episode] = []
        reach = 0
        for episode in episodes:
            end = episode.earl_episode_end_date
            end = _NEVER_ENDS if end is None or end > AS_OF else end
            # A shared day joins; a start on the day after an end does not.
            if group and episode.earl_episode_start_date > reach:
                supports.append(_support(family_id, group))
                group, reach = [], 0
            group.append(episode)
            reach = max(reach, end)
        supports.append(_support(family_id, group))
    for support in supports:
        support.episode_id = min(support.episode_ids, key=lambda code: (first_known[code], code))
        _add_members(support, rows[Member])
    return supports


def _support(family_id: str, group: list[Episode]) -> Support:
    ends = [episode.earl_episode_end_date for episode in group]
    is_open = any(end is None or end > AS_OF for end in ends)
    closed = None if is_open else max(ends)
    reasons = [
        episode.earl_episode_end_reason
        for episode in group
        if episode.earl_episode_end_date == closed and episode.earl_episode_end_reason
    ]
    return Support(
        family_id=family_id,
        episodes=list(group),
        started_on=min(episode.earl_episode_start_date for episode in group),
        closed_on=closed,
        close_reason=min(reasons) if reasons and not is_open else "",
    )


def _add_members(support: Support, members: list[Member]) -> None:
    end = _NEVER_ENDS if support.closed_on is None else support.closed_on
    support.members = [
        member
        for member in members
        if member.fami_family_id == support.family_id
        and (member.fami_from or _ALWAYS) <= min(end, AS_OF)
        and (member.fami_to or _NEVER_ENDS) > support.started_on
    ]


def completed(support: Support, rows: dict[type, list]) -> list[Assessment]:
    """The completed assessments of a support episode."""
    return [
        row
        for row in rows[Assessment]
        if support.holds(row.episode_id)
        and row.completed_on is not None
        and row.completed_on <= AS_OF
    ]


def assess(support: Support, rows: dict[type, list], catalogue: Catalogue) -> None:
    """The assessment that counts, and the framework version that it brings."""
    done = completed(support, rows)
    whole = [row for row in done if row.assessment_type == "whole_family"]
    first = min(whole or done, key=lambda row: row.completed_on, default=None)
    support.assessed_on = None if first is None else first.completed_on
    day = support.started_on if support.assessed_on is None else support.assessed_on
    support.framework = catalogue.version_on(day)
