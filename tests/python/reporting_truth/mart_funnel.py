"""The funnel from identified to paid, from the truth about each episode.

Of families nobody works with the truth has those whom the generator chose. Trouble drawn at random
meets in one family now and then: in a home larger than that of the tests a few come on top.
"""

from __future__ import annotations

from pathlib import Path

from . import casework_reading as reading
from .casework_reading import Support

STAGES = ("identified", "supported", "closed", "sustained", "ready", "claimed", "paid")
_PRACTICE = {  # R06 to R09
    "not_assessed", "no_whole_family_assessment", "family_voice_not_captured", "no_plan",
    "plan_misses_member", "no_lead_practitioner", "lead_practitioner_not_recognised",
    "objective_missing_for_need",
}  # fmt: skip


def _furthest(support: Support, claimed: set[str]) -> str | None:
    is_identified = support.told["is_eligible"] == "1"
    is_supported = is_identified and not support.blockers & _PRACTICE
    reached = {
        "identified": is_identified,
        "supported": is_supported,
        "closed": is_supported and support.closed is not None,
        "sustained": is_supported
        and support.closed is not None
        and support.told["claim_route"] == "sustained_progress"
        and not support.blockers & {"sustain_not_complete", "closure_never_claimable"},
        "ready": not support.blockers,
        "claimed": reading.key_of("episode", support.episode) in claimed,
        "paid": False,  # no ledger says so
    }
    return next((stage for stage in reversed(STAGES) if reached[stage]), None)


def rows(home: Path) -> set[tuple]:
    """Month, version, team with its name and hub, stage, episodes, families not worked with."""
    claimed = {row["episode_key"] for row in reading.claims(home)}
    today = reading.as_of(home)
    stood: list[tuple] = []
    for support in reading.supports(home):
        stage = _furthest(support, claimed)
        if stage is None:
            continue
        identified = reading.day(support.told["eligible_on"]) or support.started
        group = (
            reading.month_of(identified), support.told["framework_version"], support.team_on(today)
        )  # fmt: skip
        stood.append((group, STAGES.index(stage), 0))
    in_force = next(
        row["framework_version"]
        for row in reading.seed("framework/framework_versions")
        if row["valid_from"] <= today.isoformat() < row["valid_to"]
    )
    for row in reading.rows(home / "truth" / "unmet.csv"):
        month = reading.month_of(reading.day(row["shown_by"]))
        stood.append(((month, in_force, reading.NOT_RECORDED), 0, 1))
    teams = reading.teams(home)
    return {
        (
            *group, *teams[group[2]], stage,
            sum(g == group and furthest >= place for g, furthest, _ in stood),
            sum(new for g, furthest, new in stood if g == group and furthest >= place),
        )
        for group in {group for group, _, _ in stood}
        for place, stage in enumerate(STAGES)
    }  # fmt: skip
