"""The national study: what was sent to whom, on which basis, until when, and who was left out."""

from __future__ import annotations

from .. import words
from ..markup import Page, table, tag
from ..reading import Published

FILE = "study.html"
STATES = {
    "made": ("look", "made, not sent"),
    "sent": ("good", "sent"),
    "superseded": ("none", "replaced by a correction"),
    "destruction_due": ("act", "destruction is due"),
    "destroyed": ("none", "destroyed here"),
    "destroyed_awaiting_confirmation": ("look", "destroyed here, confirmation awaited"),
    "confirmed_destroyed": ("good", "destroyed everywhere, confirmed"),
}


def page(published: Published) -> Page:
    shown = Page(FILE, "What went to the national study")
    extracts = published["gov_study_extracts"]
    sent = sum(row["sent_on"] is not None for row in extracts)
    shown.lead(
        f"{words.capital(words.several(len(extracts), 'extract'))} "
        f"{words.verb(len(extracts), 'was', 'were')} made for the national study"
        + (f", and {sent or 'none'} {words.verb(sent, 'was', 'were')} sent." if extracts else ".")
    )
    shown.say(
        "Families were told: for research alone, never for a decision about anybody, never "
        "returned to the council, nobody identifiable in what is published, destroyed after the "
        "time agreed. "
        "Only families who are eligible and were told by a privacy notice are in it. Two extracts "
        "cannot be joined by their references, unless the study is set to share one key."
    )
    if extracts:
        numbers = ["Families", "People", "Withdrawn later"]
        shown.add(
            table(
                "Extracts",
                ["Extract", "State", "Made on", "Sent on", "To", "Law", *numbers, "Destroy by"],
                [
                    (
                        row["extract_id"],
                        words.state(STATES, row["extract_state"]),
                        row["made_on"],
                        row["sent_on"],
                        row["recipient"],
                        row["legal_basis"],
                        row["families"],
                        row["people"],
                        row["references_withdrawn"],
                        row["destroy_by"],
                    )
                    for row in extracts
                ],
                numbers,
            )
        )
    shown.heading("Who is left out, and why")
    shown.aside(
        "As the extract would be made today. A person is counted once, at the first reason."
    )
    numbers = ["People", "Families"]
    shown.add(
        table(
            "Left out of the study, by reason",
            ["Reason", "What it does", *numbers],
            [
                (
                    row["reason_meaning"],
                    tag("none", "left out") if row["is_left_out"] else tag("none", "sent in part"),
                    row["people"],
                    row["families"],
                )
                for row in published["gov_study_exclusions"]
            ],
            numbers,
        )
    )
    return shown
