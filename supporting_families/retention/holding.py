"""Holds that named persons put on since the plan was made."""

from __future__ import annotations

from supporting_families.appended import AppendedFile
from supporting_families.home import Home

from .plan import Plan


def held_now(home: Home, plan: Plan) -> list[str]:
    """Keys and paths of the plan on which the register has a hold that was not lifted, in order."""
    rows = AppendedFile(home, "registers", "retention_holds", plan.authority).rows
    latest = {row["hold_ref"]: row for row in rows}
    standing = {
        (row["subject"], row["subject_key"])
        for row in latest.values()
        if not row["released_on"] or row["released_on"] > plan.made_on.isoformat()
    }
    of_people = {
        (anchor.anchor_kind, anchor.anchor_key)
        for anchor in plan.anchors
        if anchor.anchor_kind in ("person", "family") and not anchor.kept_key
    }
    named = of_people | {("delivery", path) for path in plan.deliveries}
    named |= {("person", key) for key in plan.people}
    return sorted(key for subject, key in standing if (subject, key) in named)
