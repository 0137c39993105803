"""The feed register: what is shared, under which agreement, until when, and how well it comes."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from supporting_families.markup import Html, picture, text

from .. import charts, words
from ..markup import Page, join, link, table
from ..reading import Published, Row

FILE = "feeds.html"
_KINDS = {
    "in force": charts.GREEN,
    "ends within 90 days": charts.AMBER,
    "ends within 30 days": charts.RED,
    "ended": charts.RED,
    "review is due": charts.AMBER,
    "not begun": charts.GREY,
}


def page(published: Published) -> Page:
    shown = Page(FILE, "What is shared with us, and under which agreement")
    register = published["gov_feed_register"]
    dated = [row for row in register if row["agreement_expires_on"]]
    without = [row for row in register if row["agreement_state"] == "none_recorded"]
    soon = sorted(
        (row for row in dated if row["agreement_state"] != "in_force"),
        key=lambda row: str(row["agreement_expires_on"]),
    )
    shown.lead(_in_short(len(register), dated, soon))
    if soon:
        shown.say(
            "First to end: "
            + words.series(
                f"{row['feed_name']} ({row['agreement_ref']}), "
                f"{words.day(row['agreement_expires_on'])}"
                for row in soon
            )
            + "."
        )
    if without:
        shown.say(
            "No agreement is on record for "
            + words.series(str(row["feed_name"]) for row in without)
            + "."
        )
    shown.heading("How long each agreement runs")
    if dated:
        shown.add(_timeline(dated, published.build.known_at))
    shown.heading("The register")
    shown.aside(
        "Ends on: the first day on which the agreement no longer holds. May be used for: a feed is "
        "used for nothing else, which the system enforces."
    )
    shown.add(_register(register))
    shown.heading("What comes, and how well")
    shown.aside(
        "Set aside: rows that could not be used, because a key or a date was missing or wrong. "
        "Value lost: rows that stayed, of which one value was not what was agreed."
    )
    shown.add(_health(published["gov_feed_health"]))
    shown.heading("What should have come")
    shown.add(*_expected(published["gov_expected_deliveries"], register))
    return shown


def _in_short(feeds: int, dated: list[Row], soon: list[Row]) -> str:
    return (
        f"{words.capital(words.several(feeds, 'feed'))} can be taken in. "
        f"{words.capital(words.several(len(dated), 'agreement'))} with an end "
        f"{'is' if len(dated) == 1 else 'are'} on record; {len(soon)} of them "
        f"{'needs' if len(soon) == 1 else 'need'} the board's attention."
    )


def _timeline(dated: list[Row], today: date) -> str:
    ordered = sorted(dated, key=lambda row: (str(row["agreement_expires_on"]), row["feed_name"]))
    rows = pd.DataFrame(
        {
            "name": [row["feed_name"] for row in ordered],
            "starts": [_from(row, today) for row in ordered],
            "ends": [pd.Timestamp(row["agreement_expires_on"]) for row in ordered],
            "kind": [words.AGREEMENTS[str(row["agreement_state"])][1] for row in ordered],
        }
    )
    kinds = {kind: colour for kind, colour in _KINDS.items() if kind in set(rows["kind"])}
    first = ordered[0]
    return picture(
        charts.spans(rows, today, kinds),
        f"A bar for each of {len(ordered)} agreements, from its beginning to its end. The first to "
        f"end is that of {first['feed_name']}, on {words.day(first['agreement_expires_on'])}; the "
        f"last ends on {words.day(ordered[-1]['agreement_expires_on'])}.",
        "Each bar is an agreement, the line is the day of this build. What began more than a year "
        "before is drawn from there.",
    )


def _from(row: Row, today: date) -> pd.Timestamp:
    started = row["agreement_starts_on"]
    least = min(today - timedelta(days=366), row["agreement_expires_on"] - timedelta(days=30))
    return pd.Timestamp(max(started, least) if started else least)


def _register(register: list[Row]) -> str:
    return table(
        "Feeds, with agreement and owner",
        ["Feed", "Sharing", "Agreement", "Law", "May be used for", "Kept for", "Owner"],
        [
            (
                _feed(row),
                words.SHARING.get(str(row["feed_status"]), words.plain(row["feed_status"])),
                _state(row),
                row["legal_gateway"],
                words.purposes(row["purposes_allowed"]),
                f"{row['retention_months']} months" if row["retention_months"] else "",
                row["owner"],
            )
            for row in register
        ],
    )


def _feed(row: Row) -> Html:
    """The name, and below it who sends what."""
    return Html(
        f"{text(str(row['feed_name']))}<br><span class='plainly'>From {text(str(row['partner']))}. "
        f"{text(str(row['holds']))}.</span>"
    )


def _state(row: Row) -> Html:
    parts = [words.state(words.AGREEMENTS, row["agreement_state"])]
    if row["agreement_ref"]:
        parts.append(text(str(row["agreement_ref"])))
    if row["agreement_expires_on"]:
        parts.append(text(f"ends on {words.day(row['agreement_expires_on'])}"))
    return join(parts, "<br>")


def _health(health: list[Row]) -> str:
    numbers = ["Files", "Rows", "Set aside", "Value lost", "Late"]
    return table(
        "What came of each feed",
        ["Feed", "How it is", "Last came on", *numbers],
        [
            (
                link(f"contracts/{row['feed_code']}.yaml", str(row["feed_name"])),
                words.state(words.HEALTH, row["feed_health"]),
                row["last_received_at"],
                row["files_taken_in"],
                row["rows_counted"],
                row["rows_quarantined"],
                row["rows_with_problems"],
                row["deliveries_overdue"],
            )
            for row in health
        ],
        numbers,
    )


def _expected(deliveries: list[Row], register: list[Row]) -> list[str]:
    names = {row["feed_code"]: row["feed_name"] for row in register}
    late = [row for row in deliveries if row["delivery_state"] in ("overdue", "never_received")]
    if not late:
        return ["<p>Everything that should have come by now has come.</p>"]
    return [
        table(
            "Deliveries that should have come and did not",
            ["Feed", "For", "Due on", "State"],
            [
                (
                    names.get(row["feed_code"], row["feed_code"]),
                    row["period"] or "next delivery",
                    row["due_on"],
                    words.plain(row["delivery_state"]),
                )
                for row in late
            ],
        )
    ]
