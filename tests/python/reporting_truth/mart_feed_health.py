"""How feeds stand, from the files in `landing/` and the register of feeds of the authority."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

from supporting_families.demo.past import OUT_OF_TIME

from . import casework_reading as reading

_MONTH = re.compile(r"\d{4}-\d{2}")
_TERM = re.compile(r"(\d{4})_(autumn|spring|summer)")
_WHEN = re.compile(r"[\d-]{4,}|autumn|spring|summer|_")
# What is a row of a table of its own in the census of children in need.
_CENSUS = (
    "Child", "CINdetails", "Assessments", "CINPlanDates", "ChildProtectionPlans", "Section47",
)  # fmt: skip
_NOT_WELL = ("expired", "none_recorded", "not_started")


@dataclass(frozen=True)
class File:
    """A table as it landed."""

    table: str
    name: str
    received: date
    lines: int


def _files(feed: Path) -> list[File]:
    found = []
    for path in sorted(feed.glob("*/*")):
        received = date.fromisoformat(path.parent.name)
        if path.suffix == ".xml":
            tags = [element.tag.rpartition("}")[2] for element in ElementTree.parse(path).iter()]
            found.extend(File(tag, path.stem, received, tags.count(tag)) for tag in _CENSUS)
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                lines = sum(1 for _ in csv.reader(file)) - 1
            found.append(File(_WHEN.sub("", path.stem), path.stem, received, lines))
    return found


def _period(file: File, kind: str) -> str | None:
    found = (_MONTH if kind == "month" else _TERM).search(file.name)
    return "/".join(found.groups()) if found and kind == "term" else found and found[0]


def _dues(kind: str, lag: int, received: dict[str, list[date]]) -> dict[str, date]:
    """Periods since the first that came, and the day by which each is due."""
    if kind == "month":
        first = date.fromisoformat(f"{min(received)}-01")
        return {
            month.isoformat()[:7]: reading.next_month(month) + timedelta(days=lag)
            for month in reading.months(first, date(2030, 1, 1))
        }
    first = min(min(days) for days in received.values())
    dues = {
        f"{row['census_on'][:4]}/{row['term']}": date.fromisoformat(row["census_on"])
        + timedelta(days=lag)
        for row in reading.seed("calendar/school_terms")
    }
    return {period: due for period, due in dues.items() if due >= first}


def _agreement(register: list[dict[str, str]], needs_one: bool, today: date) -> tuple:
    """State and end of the agreement that holds, of those of a feed."""
    if not register:
        return ("none_recorded" if needs_one else "not_needed"), None
    held = max(register, key=lambda row: row["starts_on"])
    expires = date.fromisoformat(held["expires_on"])
    left = (expires - today).days
    warnings = {
        int(row["days_ahead"]): row["agreement_state"]
        for row in reading.seed("feeds/agreement_warnings")
    }
    for days_ahead in sorted(warnings):
        if 0 < left <= days_ahead:
            return warnings[days_ahead], expires
    return ("in_force" if left > 0 else "expired"), expires


def _months_later(on: date, count: int) -> date:
    month = on.month - 1 + count
    return on.replace(year=on.year + month // 12, month=month % 12 + 1)


def _is_outside(file: File, register: list[dict[str, str]], today: date) -> bool:
    """No agreement covers the day it came, or what it allows to be kept is over."""
    under = [
        row for row in register if row["starts_on"] <= file.received.isoformat() < row["expires_on"]
    ]
    if not register:
        return False
    if not under:
        return True
    held = max(under, key=lambda row: row["starts_on"])
    return _months_later(file.received, int(held["retention_months"])) <= today


def _unusual(files: list[File], kind: str, band: int) -> int:
    """Tables whose last delivery is further from the usual of those before than the band."""
    tables: dict[str, dict[tuple, int]] = defaultdict(lambda: defaultdict(int))
    for file in files:
        period = _period(file, kind) if kind in ("month", "term") else ""
        tables[file.table][file.received, period] += file.lines
    found = 0
    for deliveries in tables.values():
        *before, last = [lines for _, lines in sorted(deliveries.items())]
        # half up, as a count of rows is made whole
        usual = int(Decimal(median(before)).quantize(Decimal(1), ROUND_HALF_UP)) if before else last
        found += abs(last - usual) * 100 > band * usual
    return found


def _words(figures: dict[str, int], state: str) -> str | None:
    said = ["nothing received yet"] if not figures["files"] else []
    for name, words in (
        ("overdue", "deliveries overdue"), ("refused", "files not taken in"),
        ("outside", "files that no agreement covers"),
    ):  # fmt: skip
        if figures[name]:
            said.append(f"{words}: {figures[name]}")
    if state not in ("in_force", "not_needed"):
        said.append("agreement: " + state.replace("_", " "))
    if figures["unusual"]:
        said.append(f"tables of unusual size: {figures['unusual']}")
    return "; ".join(said) or None


def _matched(home: Path) -> dict[str, tuple[int, Decimal | None]]:
    """Person records of each feed, and the percent of them whom another feed knows too."""
    records: dict[str, dict[str, str]] = defaultdict(dict)
    for row in reading.rows(home / "truth" / "people.csv"):
        if row["true_person_id"] not in OUT_OF_TIME:
            records[row["feed_code"]][row["source_person_ref"]] = row["true_person_id"]
    feeds_of: dict[str, set[str]] = defaultdict(set)
    for feed, owners in records.items():
        for owner in owners.values():
            feeds_of[owner].add(feed)
    found = {}
    for feed, owners in records.items():
        matched = sum(len(feeds_of[owner]) > 1 for owner in owners.values())
        percent = Decimal(100 * matched) / len(owners)
        found[feed] = (len(owners), percent.quantize(Decimal("0.1"), ROUND_HALF_UP))
    return found


def rows(home: Path) -> set[tuple]:
    """Every column of the mart after the authority; in the clean demo no file and row is bad."""
    today = reading.as_of(home)
    registers: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in reading.rows(home / "local" / "feed_register.csv"):
        registers[row["feed_code"]].append(row)
    matched, found = _matched(home), set()
    for feed in reading.seed("feeds/feeds"):
        code, kind = feed["feed_code"], feed["period_kind"]
        files, register = _files(home / "landing" / code), registers[code]
        held = max(register, key=lambda row: row["starts_on"], default={})
        received: dict[str, list[date]] = defaultdict(list)
        for file in files:
            if kind in ("month", "term"):
                received[_period(file, kind)].append(file.received)
        usable = [file for file in files if not _is_outside(file, register, today)]
        dues = _dues(kind, int(feed["lag_days"]), received) if received else {}
        dues = {period: due for period, due in dues.items() if due <= today}
        late = [p for p, due in dues.items() if p in received and min(received[p]) > due]
        missing = [due for period, due in dues.items() if period not in received]
        last = max((file.received for file in usable), default=None)
        next_due = None
        if kind not in ("month", "term") and last and feed["population"] != "register":
            days = int(held.get("frequency_days") or feed["frequency_days"])
            next_due = last + timedelta(days=days + int(feed["lag_days"]))
            if next_due <= today:
                missing, next_due = [next_due], None
        state, expires = _agreement(register, feed["needs_agreement"] == "1", today)
        figures = {
            "files": len(files), "refused": 0, "outside": len(files) - len(usable),
            "overdue": len(missing),
            "unusual": _unusual(usable, kind, int(feed["volume_band_percent"])),
        }  # fmt: skip
        if not files:
            health = "nothing received"
        elif figures["outside"] or figures["overdue"] or state in _NOT_WELL:
            health = "attention"
        else:
            health = "well"
        found.add(
            (
                code, feed["feed_name"], feed["partner"], held.get("status", "not_recorded"),
                health, ("attention", "nothing received", "well").index(health) + 1,
                _words(figures, state), state, expires,
                max((file.received for file in files), default=None),
                (today - max(file.received for file in files)).days if files else None,
                next_due, min(missing, default=None), len(dues) - len(missing) if dues else 0,
                len(late), len(missing), len(files), 0, figures["outside"], figures["unusual"],
                sum(file.lines for file in files), 0, 0, *matched.get(code, (0, None)),
            )
        )  # fmt: skip
    return found
