"""What a piece of evidence says, in words: when it was, and what it carries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from supporting_families.catalogue.words import in_words

OPEN_END = date(9999, 12, 31)


class Evidence(Protocol):
    """What the words are made from; an explanation and an evidence pack hold more of it."""

    evidence_type: str
    evidence_name: str
    evidence_shape: str
    event_date: date | None
    period_start: date | None
    period_end: date | None
    value_number: int | None
    value_base: int | None
    value_unit: str | None
    value_text: str | None


def when(found: Evidence) -> str:
    """The day, or the first and last day."""
    if found.evidence_shape in ("state", "period_count") and found.period_start:
        if found.period_end in (None, OPEN_END):
            return f"from {in_words(found.period_start)} on"
        last = found.period_end - timedelta(days=1)
        return f"{in_words(found.period_start)} to {in_words(last)}"
    return in_words(found.event_date)


def value(alike: Sequence[Evidence]) -> str:
    """What the evidence carries; several are files that tell of one count."""
    found = alike[0]
    if found.evidence_shape == "recorded":
        return _recorded(found)
    parts = []
    if found.value_base:
        counted, possible = pooled(alike)
        parts.append(
            f"{counted} of {possible} {found.value_unit or ''}".rstrip()
            + f" ({100 * counted / possible:.1f} percent)"
        )
    elif found.value_number is not None and found.value_unit == "pence":
        parts.append(f"£{found.value_number / 100:,.2f}")
    elif found.value_number is not None and found.value_unit:
        parts.append(f"{found.value_unit} {found.value_number}")
    if found.value_text:
        parts.append(found.value_text.replace("_", " "))
    return ", ".join(parts)


def pooled(found: Sequence[Evidence]) -> tuple[int, int]:
    """What was counted of what was possible, over all of them."""
    counting = [item for item in found if item.value_base]
    return sum(item.value_number for item in counting), sum(item.value_base for item in counting)


def _recorded(found: Evidence) -> str:
    """What a practitioner said of an outcome; of a need nothing but the day is recorded."""
    if found.evidence_type == "need_recorded":
        return ""
    if found.value_number is None:
        return "in progress"
    if found.value_number == 0:
        return "not achieved"
    return f"achieved on {in_words(found.period_start or found.event_date)}"
