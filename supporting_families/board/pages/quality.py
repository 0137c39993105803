"""Data quality: the checks of this build, its gates, the exceptions, and what was set aside."""

from __future__ import annotations

from dataclasses import dataclass

from .. import words
from ..markup import Cell, Page, cards, folded, table, tag
from ..reading import Published, Row

FILE = "quality.html"
_REASONS = 60
PASSED = ("pass", "success")


@dataclass(frozen=True)
class Check:
    """A check with a name of its own, and how it went: `passed`, `found` something, or not run."""

    row: Row
    state: str
    failures: int


def page(published: Published) -> Page:
    shown = Page(FILE, "How good the data is, and what was checked")
    found = checks(published)
    gates = [check for check in found if check.row["check_kind"] == "gate"]
    tests = [row for row in published["build_log"] if row["resource_type"] == "test"]
    passed = sum(row["status"] == "pass" for row in tests)
    rows = sum(int(row["rows_counted"]) for row in published["gov_feed_health"])
    aside = sum(int(row["rows_quarantined"]) for row in published["gov_feed_health"])
    shown.lead(
        f"{passed:,} of {len(tests):,} checks of this build found nothing. "
        f"{sum(gate.state == 'passed' for gate in gates)} of {len(gates)} gates passed: what does "
        "not pass a gate is not published."
    )
    shown.add(
        cards(
            [
                ("good" if not aside else "look", _share(rows - aside, rows),
                 f"of {rows:,} rows received could be used"),
                ("none", f"{aside:,}", "rows set aside, each with its reason"),
                ("none", f"{len(in_force(published))}", "signed exceptions in force"),
            ]
        )
    )  # fmt: skip
    shown.heading("Gates")
    shown.say("A gate that fails holds everything back until it is put right.")
    shown.add(_table("The gates of this build", gates))
    shown.heading("Signed exceptions")
    shown.add(*_exceptions(published["gov_gate_exceptions"]))
    shown.heading("What is told")
    shown.say("These checks tell of something to look at, and hold nothing back.")
    told = [check for check in found if check.row["check_kind"] == "told"]
    shown.add(_table("Checks that only tell", told))
    shown.heading("What was set aside, and why")
    shown.add(*_reasons(published))
    return shown


def checks(published: Published) -> list[Check]:
    """The checks that have a name of their own, as they went in the published build."""
    log = {str(row["node_name"]): row for row in published["build_log"]}
    found = []
    for row in published["gov_gates"]:
        logged = log.get(str(row["check_name"]))
        if logged is None:
            found.append(Check(row, "not_run", 0))
        else:
            state = "passed" if logged["status"] in PASSED else "found"
            found.append(Check(row, state, int(logged["failures"] or 0)))
    return found


def in_force(published: Published) -> list[Row]:
    """The exceptions that let something go now."""
    rows = published["gov_gate_exceptions"]
    return [row for row in rows if row["exception_state"] == "in_force"]


def _share(part: int, whole: int) -> str:
    """In per cent, and 100 only for all."""
    if not whole:
        return "none"
    share = 100 * part / whole
    return "100%" if part == whole else f"{min(share, 99.9):.1f}%"


def _table(caption: str, found: list[Check]) -> str:
    return table(
        caption,
        ["Check", "What it asks", "This build", "If it fails"],
        [
            (check.row["check_title"], check.row["asks"], _state(check), check.row["if_it_fails"])
            for check in found
        ],
    )


def _state(check: Check) -> Cell:
    if check.state == "passed":
        return tag("good", "nothing found")
    if check.state == "not_run":
        return tag("act", "was not run")
    kind = "act" if check.row["check_kind"] == "gate" else "look"
    return tag(kind, f"{check.failures:,} found")


def _exceptions(rows: list[Row]) -> list[str]:
    if not rows:
        return ["<p>Nobody has signed an exception to a gate.</p>"]
    return [
        table(
            "Exceptions to gates, the first to end first",
            ["Exception", "State", "Lets go", "Feed", "Signed by", "Signed on", "Ends on", "Why"],
            [
                (
                    row["exception_id"],
                    words.state(words.EXCEPTIONS, row["exception_state"]),
                    row["check_title"] or row["gate"],
                    row["feed_name"] or "",
                    row["signed_by"],
                    row["signed_on"],
                    row["expires_on"],
                    row["reason"],
                )
                for row in rows
            ],
        )
    ]


def _reasons(published: Published) -> list[str]:
    rows = published["gov_feed_reasons"]
    if not rows:
        return ["<p>No row was set aside, and no value was lost.</p>"]
    names = {row["feed_code"]: row["feed_name"] for row in published["gov_feed_register"]}
    effects = {"quarantined": "row set aside", "value_lost": "value lost"}
    shown = table(
        "Reasons, the most frequent first",
        ["Feed", "Table", "What happened", "Reason", "Rows", "Files"],
        [
            (
                names.get(row["feed_code"], row["feed_code"]),
                row["table_name"] or "",
                effects.get(str(row["effect"]), words.plain(row["effect"])),
                row["reason"],
                row["row_count"],
                row["file_count"],
            )
            for row in rows[:_REASONS]
        ],
        ["Rows", "Files"],
    )
    more = len(rows) - _REASONS
    told = (
        f"<p>{more:,} more stand in the table governance.gov_feed_reasons.</p>" if more > 0 else ""
    )
    return [folded(f"{len(rows):,} reasons", shown + told) if len(rows) > 15 else shown + told]
