"""Retention: how long data is kept, what is due to be destroyed or held, what was destroyed."""

from __future__ import annotations

from itertools import groupby

from .. import words
from ..markup import Page, cards, table, tag
from ..reading import Published, Row

FILE = "retention.html"
_SUBJECTS = {
    "person": ("person’s records", "people’s records"),
    "delivery": ("delivery", "deliveries"),
    "output": ("package or page", "packages and pages"),
}
_KINDS = {"destroyed": "none", "due": "act", "held": "look", "due_soon": "look", "not_due": "good"}


def page(published: Published) -> Page:
    shown = Page(FILE, "How long data is kept, and what is destroyed")
    rows = published["gov_retention"]
    shown.lead(f"{words.capital(in_short(published))}.")
    shown.say(
        "Every record has a day from which it is due to be destroyed, by a rule. What an open "
        "claim, an audit or a request still needs is held until it is done. A named person signs a "
        "list before anything is destroyed, and nothing else is."
    )
    whole = [row for row in rows if row["hold_code"] is None]
    if whole:
        shown.heading("Where it stands")
        shown.add(_cards(whole), _table(whole))
    held = [row for row in rows if row["hold_code"] is not None]
    if held:
        shown.heading("Why what is due is held")
        shown.aside("What is held for two reasons is counted at both.")
        shown.add(
            table(
                "Held, by reason",
                ["Reason", "What", "Rule", "How many"],
                [
                    (row["hold_name"] or row["hold_code"], _what(row), row["rule_name"],
                     row["subjects"])
                    for row in held
                ],
                ["How many"],
            )
        )  # fmt: skip
    shown.heading("What was destroyed")
    shown.add(*_destroyed(published["gov_destructions"]))
    return shown


def due(published: Published, state: str = "due") -> dict[str, int]:
    """How many people, deliveries and outputs are in a state."""
    found: dict[str, int] = {}
    for row in published["gov_retention"]:
        if row["retention_state"] == state and row["hold_code"] is None:
            subject = str(row["subject"])
            found[subject] = found.get(subject, 0) + int(row["subjects"])
    return found


def in_short(published: Published) -> str:
    """What is due and what is held, in a sentence without its full stop."""
    now = due(published)
    if not now:
        return "nothing is due to be destroyed"
    held = sum(due(published, "held").values())
    also = f"; {held:,} more {words.verb(held, 'is', 'are')} due and held for now" if held else ""
    return f"{_counted(now)} are due to be destroyed{also}"


def _counted(found: dict[str, int]) -> str:
    return words.series(
        words.several(count, *_SUBJECTS[subject]) for subject, count in found.items()
    )


def _what(row: Row) -> str:
    return _SUBJECTS[str(row["subject"])][1]


def _cards(rows: list[Row]) -> str:
    """How much is in each state, of everything that is kept."""
    counted: dict[str, int] = {}
    for row in rows:
        state = str(row["retention_state"])
        counted[state] = counted.get(state, 0) + int(row["subjects"])
    names = {str(row["retention_state"]): str(row["state_name"]) for row in rows}
    return cards(
        (_KINDS.get(state, "none"), f"{count:,}", names[state]) for state, count in counted.items()
    )


def _table(rows: list[Row]) -> str:
    return table(
        "By state and rule",
        ["State", "What", "Rule", "How many", "First due on"],
        [
            (
                tag(_KINDS.get(str(row["retention_state"]), "none"), str(row["state_name"])),
                _what(row),
                row["rule_name"],
                row["subjects"],
                row["first_due_on"],
            )
            for row in rows
        ],
        ["How many"],
    )


def _destroyed(rows: list[Row]) -> list[str]:
    if not rows:
        return ["<p>Nothing has been destroyed yet.</p>"]
    shown = []
    for _, found in groupby(
        rows, lambda row: (row["destruction_ref"], row["rule_id"], row["subject"])
    ):
        files = list(found)
        first = files[0]
        attested = first["attested_on"]
        shown.append(
            (
                first["destruction_ref"],
                first["rule_name"],
                words.several(int(first["subjects"] or 0), *_SUBJECTS[str(first["subject"])]),
                sum(int(row["rows_destroyed"] or 0) for row in files),
                len(files),
                first["destroyed_on"],
                first["signed_by"],
                tag("good", f"on {words.day(attested)}") if attested else tag("act", "not yet"),
            )
        )
    return [
        table(
            "Destructions",
            ["Destruction", "Rule", "What", "Rows", "Files", "Destroyed on", "Signed by",
             "Nothing left: attested"],
            shown,
            ["Rows", "Files"],
        )
    ]  # fmt: skip
