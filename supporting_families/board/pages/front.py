"""The front page: the dozen things to decide or to know, and where to read on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from supporting_families.markup import paragraph

from .. import words
from ..markup import Page, cards, link, listed, tag
from ..reading import Published, Row
from . import (
    changes,
    feeds,
    matching,
    maturity,
    quality,
    results,
    retention,
    rights,
    rules,
    study,
    uses,
)

if TYPE_CHECKING:
    from ..figures import Changes

FILE = "index.html"
MOST = 12
_NAMED = 3


@dataclass(frozen=True)
class Item:
    """One thing to decide (or to do) or to know, with the page that says more."""

    kind: str
    title: str
    told: str
    file: str

    @property
    def is_to_decide(self) -> bool:
        return self.kind in ("act", "look")


def page(published: Published, found: Changes | None, about: dict[str, str]) -> Page:
    """`about` is what each other page is about, by its file."""
    shown = Page(FILE, "What the board should know")
    items = list(_items(published, found))
    decide = sorted(
        (item for item in items if item.is_to_decide), key=lambda item: item.kind != "act"
    )
    know = [item for item in items if not item.is_to_decide]
    shown.lead(_in_short(decide))
    shown.add(cards(_first_figures(published)))
    decide, know = decide[:MOST], know[: max(0, MOST - len(decide))]
    if decide:
        shown.heading("To decide, or to have done")
        shown.add(_list(decide))
    if know:
        shown.heading("To know")
        shown.add(_list(know))
    shown.heading("What is in this pack")
    shown.add(listed(link(file, told) for file, told in about.items()))
    return shown


def _in_short(decide: list[Item]) -> str:
    urgent = sum(item.kind == "act" for item in decide)
    if not decide:
        return "Nothing waits for the board."
    told = (
        f"{words.capital(words.several(len(decide), 'thing'))} "
        f"{words.verb(len(decide), 'waits', 'wait')} for a decision, or for somebody to act"
    )
    return f"{told}; {urgent} cannot wait." if urgent else f"{told}; none is urgent."


def _first_figures(published: Published) -> Iterator[tuple[str, str, str]]:
    """The few figures that say how things are at a glance."""
    gates = [c for c in quality.checks(published) if c.row["check_kind"] == "gate"]
    passed = sum(gate.state == "passed" for gate in gates)
    yield (
        "good" if passed == len(gates) else "act",
        f"{passed} of {len(gates)}",
        ("gates passed: checks that hold everything back"),
    )
    came = _came(published)
    register = [
        row
        for row in published["gov_feed_register"]
        if row["agreement_state"] != "not_needed" and row["feed_code"] in came
    ]
    held = sum(row["agreement_state"] == "in_force" for row in register)
    yield (
        "good" if held == len(register) else "look",
        f"{held} of {len(register)}",
        "agreements in force, with more than 90 days to run",
    )
    asked = [r for r in published["mart_data_maturity"] if not r["is_recommendation"]]
    reached = sum(int(row["is_enough"]) for row in asked)
    yield (
        "good" if reached == len(asked) else "look",
        f"{reached} of {len(asked)}",
        "data milestones as far as the guidance asks",
    )


def _list(items: list[Item]) -> str:
    names = {"act": "Now", "look": "Soon", "good": "In order", "none": "To know"}
    rows = "".join(
        f"<li><div>{tag(item.kind, names[item.kind])}</div>"
        f"<div><strong>{link(item.file, item.title)}</strong>{paragraph(item.told)}</div></li>"
        for item in items
    )
    return f"<ul class='items'>{rows}</ul>"


def _items(published: Published, found: Changes | None) -> Iterator[Item]:
    yield from results.items(published)
    yield from _changed(found)
    yield from _gates(published)
    yield from _agreements(published)
    yield from _rights(published)
    yield from _ways(published)
    yield from _late(published)
    yield from _retention(published)
    yield from _study(published)
    yield from _exceptions(published)
    yield from _milestones(published)
    yield from _catalogue(published)
    yield from _pairs(published)
    yield from _coverage(published)


def _gates(published: Published) -> Iterator[Item]:
    gates = [c for c in quality.checks(published) if c.row["check_kind"] == "gate"]
    failing = [str(gate.row["check_title"]) for gate in gates if gate.state != "passed"]
    if failing:
        yield Item(
            "act", "A gate did not pass",
            f"Not shown to hold in this build: {words.series(failing)}.", quality.FILE,
        )  # fmt: skip
    else:
        yield Item(
            "good", "The data passed every gate",
            f"All {len(gates)} gates of this build passed: nothing was published that should have "
            "been held back.", quality.FILE,
        )  # fmt: skip


def _agreements(published: Published) -> Iterator[Item]:
    register = published["gov_feed_register"]
    came = _came(published)
    kinds: dict[str, list[Row]] = {"act": [], "look": []}
    for row in register:
        kind = words.AGREEMENTS.get(str(row["agreement_state"]), ("look", ""))[0]
        if kind in kinds and row["feed_code"] in came:
            kinds[kind].append(row)
    for kind, title in (
        ("act", "Agreements that end now, or are missing"),
        ("look", "Agreements to renew"),
    ):
        if rows := kinds[kind]:
            rows.sort(key=lambda row: str(row["agreement_expires_on"]))
            told = words.series((_agreement(row) for row in rows), most=_NAMED)
            yield Item(
                kind, title, f"{told}. Without an agreement the data may not be used.", feeds.FILE
            )


def _came(published: Published) -> set[object]:
    """Feeds of which something came: of the others an agreement may wait."""
    return {r["feed_code"] for r in published["gov_feed_health"] if r["files_taken_in"] > 0}


def _agreement(row: Row) -> str:
    if row["agreement_expires_on"]:
        return f"{row['feed_name']} ({words.day(row['agreement_expires_on'])})"
    return f"{row['feed_name']} (none on record)"


def _rights(published: Published) -> Iterator[Item]:
    requests = published["gov_subject_requests"]
    overdue, opened = (rights.total(requests, f"requests_{state}") for state in ("overdue", "open"))
    if overdue:
        yield Item(
            "act", "Requests of people are overdue",
            f"{words.capital(words.several(overdue, 'request'))} should have been answered by now. "
            "The law gives a month.", rights.FILE,
        )  # fmt: skip
    elif opened:
        first = min(str(r["next_due_on"]) for r in requests if r["next_due_on"])
        due = next(r["next_due_on"] for r in requests if str(r["next_due_on"]) == first)
        yield Item(
            "look", "Requests of people to answer",
            f"{words.capital(words.several(opened, 'request'))} "
            f"{words.verb(opened, 'waits', 'wait')} for an answer, the "
            f"first by {words.day(due)}.", rights.FILE,
        )  # fmt: skip
    if waiting := rights.pending(published):
        yield Item(
            "look", "Objections to decide on",
            f"{words.capital(words.several(waiting, 'objection'))} "
            f"{words.verb(waiting, 'waits', 'wait')} for a decision. "
            "Until then they hold.", rights.FILE,
        )  # fmt: skip


def _ways(published: Published) -> Iterator[Item]:
    if wrong := uses.not_allowed(published):
        yield Item(
            "act", "Personal data where nobody allowed it",
            f"{words.capital(words.several(wrong, 'way'))} from a column of a partner to a table "
            "should be closed, or allowed with a reason.", uses.FILE,
        )  # fmt: skip
    else:
        yield Item(
            "good", "Personal data stays where it is allowed",
            "Every way from a partner's column to a table or extract was read out of the code and "
            "is allowed.", uses.FILE,
        )  # fmt: skip


def _late(published: Published) -> Iterator[Item]:
    late = [r for r in published["gov_feed_health"] if r["deliveries_overdue"] > 0]
    if late:
        names = words.series((str(r["feed_name"]) for r in late), most=_NAMED)
        yield Item(
            "look", "Data that should have come",
            f"Something is overdue from {names}.", feeds.FILE,
        )  # fmt: skip


def _retention(published: Published) -> Iterator[Item]:
    if retention.due(published):
        yield Item(
            "look", "Data to destroy",
            f"{words.capital(retention.in_short(published))}. A named person signs the list.",
            retention.FILE,
        )  # fmt: skip
    else:
        yield Item(
            "good", "Nothing is kept too long", "Nothing is due to be destroyed.", retention.FILE
        )


def _study(published: Published) -> Iterator[Item]:
    extracts = published["gov_study_extracts"]
    for state, kind, told in (
        ("destruction_due", "act", "must be destroyed: the time agreed is over"),
        (
            "destroyed_awaiting_confirmation",
            "look",
            "was destroyed here; the recipient has not confirmed it",
        ),
    ):
        found = [str(r["extract_id"]) for r in extracts if r["extract_state"] == state]
        if found:
            yield Item(
                kind, "An extract of the national study",
                f"{words.series(found, most=_NAMED)} {told}.", study.FILE,
            )  # fmt: skip


def _exceptions(published: Published) -> Iterator[Item]:
    rows = quality.in_force(published)
    if rows:
        first = rows[0]
        yield Item(
            "look", "Exceptions to a gate",
            f"{words.capital(words.several(len(rows), 'exception'))} "
            f"{'lets' if len(rows) == 1 else 'let'} the build go on; the first ends on "
            f"{words.day(first['expires_on'])}.", quality.FILE,
        )  # fmt: skip


def _milestones(published: Published) -> Iterator[Item]:
    asked = [r for r in published["mart_data_maturity"] if not r["is_recommendation"]]
    missing = [r for r in asked if not r["is_enough"]]
    if missing:
        yield Item(
            "look", "Data milestones to reach",
            f"{len(asked) - len(missing)} of {len(asked)} are as far as the guidance asks. "
            "Missing: "
            + words.series((str(r["milestone_text"]) for r in missing), most=_NAMED)
            + ".",
            maturity.FILE,
        )  # fmt: skip


def _catalogue(published: Published) -> Iterator[Item]:
    if unsure := maturity.unsure(published["gov_catalogue"]):
        yield Item(
            "look", "The catalogue to confirm",
            f"{len(unsure)} rows that say what proves a need or an outcome are unsure, and the "
            "authority has not confirmed them. Claims that rest on them wait.",
            f"{maturity.FILE}#catalogue",
        )  # fmt: skip


def _pairs(published: Published) -> Iterator[Item]:
    if waiting := matching.to_look_at(published):
        yield Item(
            "look", "Records that may be of one person",
            f"{words.capital(words.several(waiting, 'pair'))} "
            f"{words.verb(waiting, 'waits', 'wait')} for a person to look "
            "at them.", matching.FILE,
        )  # fmt: skip


def _coverage(published: Published) -> Iterator[Item]:
    version = rules.in_force(published)
    missing = {
        (str(r["partner"]), str(r["feed_name"]))
        for r in published["gov_rule_coverage"]
        if r["framework_version"] == version and r["coverage_state"] == "not_received"
    }
    if missing:
        names = words.series((name for _, name in sorted(missing)), most=_NAMED)
        yield Item(
            "none", "Needs that could be seen better",
            f"Rules would also look at data that does not come: {names}.", rules.FILE,
        )  # fmt: skip


def _changed(found: Changes | None) -> Iterator[Item]:
    if found:
        count = len(found.figures) + len(found.states) + len(found.schema)
        yield Item(
            "none", "What changed since the last pack",
            f"{words.capital(words.several(count, 'thing'))} changed, among figures, agreements, "
            "checks and tables.", changes.FILE,
        )  # fmt: skip
