"""The programme's year in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from .years import first_day, year_of

Row = Mapping[str, object]
_NOW = ("overdue", "due", "open")
_LATER = ("not_yet_due", "not_yet_open")
_LATER_TOLD = 6


def in_words(
    rows: Iterable[Row], sent: Mapping[tuple[str, str, str], object], year: str
) -> Iterator[str]:
    """What is to be done now, what comes later, and what was done in a financial year.

    `sent` holds what the register says by now; the rows are of the published build. Of what was due
    in earlier years only how much nobody has recorded as sent is told.
    """
    first = first_day(year)
    rows = [_with_register(row, sent) for row in rows]
    before = [row for row in rows if row["item_status"] == "overdue" and _due(row) < first]
    now = [row for row in rows if row["item_status"] in _NOW and _due(row) >= first]
    later = [row for row in rows if row["item_status"] in _LATER]
    done = [row for row in rows if row["item_status"] == "done" and year_of(_due(row)) == year]
    yield from _part("To be done now", now, "Nothing.")
    yield from _part("Later", later[:_LATER_TOLD], "The calendar holds nothing later.")
    yield from _part(f"Done in {year}", done, "Nothing is recorded as sent.")
    if before:
        yield (
            f"Of earlier years {_count(len(before), 'return')} not recorded as sent: record with "
            "'returns.py record-sent', or take them away with local/return_dates.csv."
        )


def line_of(row: Row) -> str:
    """One return or window in a line."""
    name = str(row["item_name"])
    if row["quarter"]:
        name += f", quarter {row['quarter']}"
    if row["item_kind"] == "return":
        name += f" of {row['financial_year']}"
    is_assumed = row["confidence"] == "L" and row["item_status"] != "done"
    return f"{name}: {_status(row)}" + (" (the date is assumed)" if is_assumed else "")


def _status(row: Row) -> str:
    status, days = str(row["item_status"]), row["days_left"]
    due = _day(row["due_on"])
    count = _days(abs(days)) if isinstance(days, int) else ""
    words = {
        "overdue": f"OVERDUE by {count}, was due on {due}",
        "due": f"due on {due}, {count} left",
        "not_yet_due": f"due on {due}, {count} left",
        "open": f"open, closes on {due}, {count} left",
        "not_yet_open": f"opens on {_day(row['opens_on'])}, in {count}",
        "closed": f"closed on {due}",
        "done": f"sent on {_day(row['sent_on'])}, reference {row['reference']}",
    }[status]
    return words + (", if you were invited" if row["is_by_invitation"] else "")


def _with_register(row: Row, sent: Mapping[tuple[str, str, str], object]) -> dict[str, object]:
    key = (str(row["item_code"]), str(row["financial_year"]), str(row["quarter"] or ""))
    line = sent.get(key)
    if not isinstance(line, Mapping) or row["item_status"] == "done":
        return dict(row)
    return {
        **row,
        "item_status": "done",
        "sent_on": date.fromisoformat(str(line["sent_on"])),
        "reference": line["reference"],
    }


def _part(heading: str, rows: list[dict[str, object]], none: str) -> Iterator[str]:
    yield heading
    for row in rows:
        yield f"  {line_of(row)}"
    if not rows:
        yield f"  {none}"


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}" if isinstance(day, date) else ""


def _due(row: Row) -> date:
    return date.fromisoformat(str(row["due_on"]))


def _count(count: int, what: str) -> str:
    return f"{count} {what} is" if count == 1 else f"{count} {what}s are"


def _days(count: int) -> str:
    return f"{count} day" + ("" if count == 1 else "s")
