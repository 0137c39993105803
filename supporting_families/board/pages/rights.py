"""Objections, requests of people about what is held of them, and values put right."""

from __future__ import annotations

from .. import words
from ..markup import Page, cards, table, tag
from ..reading import Published, Row

FILE = "rights.html"
_SCOPES = {
    "study": "the national study",
    "matching": "being matched at all",
    "feed": "the data of one service",
}
_STATES = {
    "pending": ("look", "waits for a decision, and holds"),
    "upheld": ("good", "upheld"),
    "refused": ("none", "refused"),
    "withdrawn": ("none", "taken back"),
}


def page(published: Published) -> Page:
    shown = Page(FILE, "Objections, and what people asked of us")
    requests = published["gov_subject_requests"]
    overdue = total(requests, "requests_overdue")
    opened = total(requests, "requests_open")
    waiting = pending(published)
    shown.lead(
        f"{words.capital(words.several(opened, 'request'))} "
        f"{words.verb(opened, 'waits', 'wait')} for an answer"
        + (f", {overdue or 'none'} of them overdue. " if opened else ". ")
        + f"{words.capital(words.several(waiting, 'objection'))} "
        f"{words.verb(waiting, 'waits', 'wait')} for a decision."
    )
    shown.add(
        cards(
            [
                ("act" if overdue else "good", str(overdue), "requests overdue"),
                ("look" if opened else "good", str(opened), "requests without an answer"),
                (
                    "look" if waiting else "good",
                    str(waiting),
                    "objections that wait for a decision",
                ),
            ]
        )
    )
    shown.heading("Requests")
    shown.say(
        "The law wants an answer within the months shown, unless more time is taken and told."
    )
    numbers = ["Received", "Open", "Overdue", "In time", "Late", "Refused"]
    shown.add(
        table(
            "Requests by kind",
            ["What was asked for", "Law", *numbers, "Next due on", "Slowest answer"],
            [
                (
                    row["request_name"],
                    f"UK GDPR article {row['article']}, {row['months_to_answer']} month"
                    f"{'' if row['months_to_answer'] == 1 else 's'}",
                    row["requests_received"],
                    row["requests_open"],
                    row["requests_overdue"],
                    row["requests_in_time"],
                    row["requests_late"],
                    row["requests_refused"],
                    row["next_due_on"],
                    "" if row["longest_days"] is None else f"{row['longest_days']} days",
                )
                for row in requests
            ],
            numbers,
        )
    )
    shown.heading("Objections")
    shown.say(
        "An objection counts from the next build on, also while nobody has decided on it yet."
    )
    shown.add(*_objections(published))
    shown.heading("Values put right")
    shown.add(*_rectified(published))
    return shown


def total(rows: list[Row], column: str) -> int:
    return sum(int(row[column] or 0) for row in rows)


def pending(published: Published) -> int:
    """Objections that nobody has decided on."""
    rows = published["gov_objections"]
    return total([row for row in rows if row["objection_state"] == "pending"], "objections")


def _objections(published: Published) -> list[str]:
    rows = published["gov_objections"]
    if not rows:
        return ["<p>Nobody has objected.</p>"]
    names = {row["feed_code"]: row["feed_name"] for row in published["gov_feed_register"]}
    return [
        table(
            "Objections by what they are to",
            ["Objection to", "State", "How many", "First on", "Slowest decision"],
            [
                (
                    _SCOPES.get(str(row["objection_scope"]), words.plain(row["objection_scope"]))
                    + (
                        f": {names[row['objected_feed_code']]}"
                        if row["objected_feed_code"] in names
                        else ""
                    ),
                    tag(*_STATES[str(row["objection_state"])]),
                    row["objections"],
                    row["first_objected_on"],
                    "" if row["longest_days"] is None else f"{row['longest_days']} days",
                )
                for row in rows
            ],
            ["How many"],
        )
    ]


def _rectified(published: Published) -> list[str]:
    rows = published["gov_rectifications"]
    if not rows:
        return ["<p>No value was put right.</p>"]
    names = {row["feed_code"]: row["feed_name"] for row in published["gov_feed_register"]}
    numbers = ["Put right", "Taken back", "Cells", "Without a cell"]
    return [
        table(
            "Values put right, by column",
            ["Feed", "Column", *numbers],
            [
                (
                    names.get(row["feed_code"], row["feed_code"]),
                    f"{row['table_name']}.{row['column_name']}",
                    row["rectifications"],
                    row["rectifications_withdrawn"],
                    row["cells_put_right"],
                    row["rectifications_without_a_cell"],
                )
                for row in rows
            ],
            numbers,
        )
    ]
