"""Match quality: which records are linked, by what, and what a person should look at."""

from __future__ import annotations

import pandas as pd

from supporting_families.markup import picture

from .. import charts, words
from ..markup import Page, table
from ..reading import Published, Row

FILE = "matching.html"
_PARTS = {
    "known to another feed too": charts.GREEN,
    "several records, one feed": charts.BLUE,
    "one record alone": "#9aa3aa",
}
_COLUMNS = dict(
    zip(_PARTS, ("linked_to_another_feed", "linked_in_the_feed_only", "alone"), strict=True)
)


def page(published: Published) -> Page:
    shown = Page(FILE, "How well records of one person are brought together")
    quality = published["gov_match_quality"]
    reasons = published["gov_match_reasons"]
    records = sum(int(row["person_records"]) for row in quality)
    linked = sum(int(row["linked_to_another_feed"]) for row in quality)
    waiting = to_look_at(published)
    shown.lead(
        f"Of {records:,} records of people, {linked / max(records, 1):.0%} belong to somebody whom "
        f"another feed knows too. {words.capital(words.several(waiting, 'pair'))} of records "
        f"{words.verb(waiting, 'waits', 'wait')} for a person to say whether they are one."
    )
    shown.say(
        "Records are linked where they share an identifier and a date of birth, or a name, date of "
        "birth and address, or are so alike that a tested model takes them for one person. Where "
        "two people are known to be two, no likeness links them; a named person has the last word."
    )
    shown.heading("Feed by feed")
    shown.add(_picture(quality))
    shown.aside(
        "A record alone is no error in itself: a feed of everybody has many people whom no other "
        "feed knows. A share that falls from one pack to the next should be looked into."
    )
    numbers = ["Records", *map(words.capital, _PARTS)]
    shown.add(
        table(
            "Records by what they are linked to",
            ["Feed", *numbers],
            [
                (row["feed_name"], row["person_records"], *(row[c] for c in _COLUMNS.values()))
                for row in quality
            ],
            numbers,
        )
    )
    shown.heading("What links records")
    shown.add(_reasons("Pairs by the strongest rule that links them", reasons, "linked"))
    shown.heading("What a person should look at")
    if waiting:
        shown.add(_reasons("Pairs that wait, by reason", reasons, "to_be_looked_at"))
    else:
        shown.say("No pair waits.")
    return shown


def to_look_at(published: Published) -> int:
    """Pairs of records that wait for a person."""
    return sum(
        int(row["pair_count"])
        for row in published["gov_match_reasons"]
        if row["made_of_it"] == "to_be_looked_at"
    )


def _picture(quality: list[Row]) -> str:
    rows = pd.DataFrame(
        [
            {"name": row["feed_name"], "part": part, "count": row[column]}
            for row in quality
            for part, column in _COLUMNS.items()
        ]
    )
    least = min(quality, key=_share, default=None)
    told = (
        f" The lowest share is that of {least['feed_name']}, {_share(least):.0%}." if least else ""
    )
    return picture(
        charts.stacked(rows, "share of the records of the feed", _PARTS, share=True),
        f"For each of {len(quality)} feeds, the share of its records whose person another feed "
        f"knows too.{told} The table below says the same.",
        "Each bar is all records of a feed.",
    )


def _share(row: Row) -> float:
    return int(row["linked_to_another_feed"]) / max(int(row["person_records"]), 1)


def _reasons(caption: str, reasons: list[Row], made_of_it: str) -> str:
    return table(
        caption,
        ["Reason", "Pairs"],
        [
            (row["reason_text"], row["pair_count"])
            for row in reasons
            if row["made_of_it"] == made_of_it
        ],
        ["Pairs"],
    )
