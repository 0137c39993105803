"""Data maturity: the milestones of the programme's guidance, and how sure the catalogue is."""

from __future__ import annotations

import pandas as pd

from supporting_families.markup import picture

from .. import charts, words
from ..markup import Page, listed, table
from ..reading import Published, Row

FILE = "maturity.html"
_GROUPS = {
    "governance": "Governance",
    "feeds": "Data that comes",
    "agreements": "Agreements",
    "recording": "Recording in case management",
}
_COLOURS = {
    "met": charts.GREEN,
    "on the way": charts.AMBER,
    "not yet": charts.RED,
    "nobody has said": charts.GREY,
}
_TABLES = {
    "framework_settings": "settings of a version",
    "measures": "questionnaires and their limits",
    "claim_routes": "ways to a claim",
    "payments": "payments",
}


def page(published: Published) -> Page:
    shown = Page(FILE, "How far the data has come")
    rows = published["mart_data_maturity"]
    asked = [row for row in rows if not row["is_recommendation"]]
    missing = [row for row in asked if not row["is_enough"]]
    shown.lead(
        f"{len(asked) - len(missing)} of the {len(asked)} data milestones that the guidance asks "
        "for are as far as it asks."
    )
    if missing:
        shown.say("Not yet as far:")
        shown.add(listed(str(row["milestone_text"]) for row in missing))
    shown.heading("The milestones at a glance")
    shown.add(_picture(rows))
    shown.heading("Milestone by milestone")
    shown.add(
        table(
            "Data milestones of the guidance",
            ["No.", "Milestone", "State", "What that means", "What would meet it"],
            [
                (
                    str(row["milestone_code"]),
                    str(row["milestone_text"])
                    + (" (recommended)" if row["is_recommendation"] else ""),
                    words.state(words.MILESTONES, row["milestone_state"]),
                    row["what_it_means"],
                    row["what_would_meet_it"] or "",
                )
                for row in rows
            ],
        )
    )
    shown.heading("How sure the catalogue is", "catalogue")
    shown.say(
        "The catalogue says which evidence proves which need and outcome. Some rows could not be "
        "read in a published source: the authority confirms them or puts its own in their place."
    )
    shown.add(_catalogue(published["gov_catalogue"]))
    return shown


def _picture(rows: list[Row]) -> str:
    counted: dict[tuple[str, str], int] = {}
    for row in rows:
        group = _GROUPS.get(str(row["milestone_group"]), words.plain(row["milestone_group"]))
        state = words.MILESTONES.get(str(row["milestone_state"]), ("", "not yet"))[1]
        counted[group, state] = counted.get((group, state), 0) + 1
    groups = [group for group in _GROUPS.values() if any(g == group for g, _ in counted)]
    data = pd.DataFrame(
        [
            {"name": group, "part": state, "count": counted.get((group, state), 0)}
            for group in groups
            for state in _COLOURS
        ]
    )
    met = sum(count for (_, state), count in counted.items() if state == "met")
    return picture(
        charts.stacked(data, "milestones", _COLOURS),
        f"Milestones by group and state: {met} of {len(rows)} are met. The table below says the "
        "same.",
        "Recommended milestones are counted with those that are asked for.",
    )


def _catalogue(rows: list[Row]) -> str:
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(str(row["catalogue_table"]), []).append(row)
    numbers = ["Rows", "Of low confidence", "Confirmed", "Low and not confirmed"]
    return table(
        "Rows of the catalogue by kind",
        ["Kind", *numbers],
        [
            (
                words.capital(_TABLES.get(kind, words.plain(kind))),
                len(found),
                sum(row["confidence"] == "L" for row in found),
                sum(int(row["is_confirmed"]) for row in found),
                len(unsure(found)),
            )
            for kind, found in kinds.items()
        ],
        numbers,
    )


def unsure(rows: list[Row]) -> list[Row]:
    """Rows of low confidence that the authority has not confirmed."""
    return [row for row in rows if row["confidence"] == "L" and not row["is_confirmed"]]
