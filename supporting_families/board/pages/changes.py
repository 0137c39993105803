"""What changed since the last pack: figures, states, and the tables themselves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .. import words
from ..markup import Page, folded, table

if TYPE_CHECKING:
    from ..figures import Change, Changes

FILE = "changes.html"
_MANY = 25


def page(found: Changes | None) -> Page:
    shown = Page(FILE, "What changed since the last pack")
    if found is None:
        shown.lead("This is the first pack: there is none to compare it with.")
        return shown
    of = words.day(date.fromisoformat(found.earlier["as_of_date"]))
    if not found:
        shown.lead(f"Nothing that a pack keeps of itself changed since the pack as of {of}.")
        return shown
    shown.lead(
        f"Since the pack as of {of}: {words.several(len(found.figures), 'figure')}, "
        f"{words.several(len(found.states), 'state')} and "
        f"{words.several(len(found.schema), 'table or column', 'tables or columns')} changed."
    )
    for title, changed in (
        ("Figures", found.figures),
        ("Agreements, feeds, checks and milestones", found.states),
        ("Tables and columns", found.schema),
    ):
        if changed:
            shown.heading(title)
            shown.add(_table(title, changed))
    return shown


def _table(title: str, changed: list[Change]) -> str:
    rows = [(change.what, change.before, change.now) for change in changed]
    told = table(f"{title}, before and now", ["What", "Before", "Now"], rows)
    if len(rows) > _MANY:
        return folded(words.several(len(rows), "change"), told)
    return told
