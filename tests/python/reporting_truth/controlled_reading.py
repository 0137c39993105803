"""Reads what is true of the families that the controlled tables count, and counts them before
anything is kept back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from . import casework_reading as reading

YEARS_SHOWN = 3
THRESHOLD, ROUNDING = 5, 5
ALL = "all"
NOT_KNOWN = "not_known not_known"
NEEDS, OUTCOMES = "needs_by_area", "outcomes_by_area"
Key = tuple[date, str, str]  # first day of the period, headline or all, part of the period


@dataclass(frozen=True)
class Support:
    """One support of a family: when it counts in each table, where, and what was found."""

    family: str
    episode: str
    assessed: date | None
    sustained: date | None  # the day on which its success has lasted
    is_eligible: bool
    is_successful: bool
    people: tuple[str, ...]  # as the truth numbers them
    ward: str | None
    needs: frozenset[tuple[str, str]]  # headline and need
    outcomes: frozenset[tuple[str, str]]  # headline and outcome

    def counts_on(self, table: str) -> date | None:
        return self.assessed if table == NEEDS else self.sustained

    def found(self, table: str) -> frozenset[tuple[str, str]]:
        return self.needs if table == NEEDS else self.outcomes


def months_on(day: date, months: int) -> date:
    """The same day so many calendar months on, or the last day of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    first = date(number // 12, number % 12 + 1, 1)
    last = (reading.next_month(first) - date.resolution).day
    return first.replace(day=min(day.day, last))


def quarter_of(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def year_of(day: date) -> date:
    """First day of the financial year."""
    return date(day.year - (day.month < 4), 4, 1)


def year_name(first: date) -> str:
    return f"{first.year}/{(first.year + 1) % 100:02d}"


def rounded(count: int, base: int = ROUNDING) -> int:
    """To the nearest multiple, halves up."""
    return (2 * count + base) // (2 * base) * base


def is_shown(day: date, today: date, months: int) -> bool:
    """Whether the quarter (of 3 months) or financial year (of 12) of a day is over, and shown."""
    start = quarter_of(day) if months == 3 else year_of(day)
    return (
        months_on(start, months) <= today
        and year_of(day).year > year_of(today).year - YEARS_SHOWN
    )


def circumstances(home: Path) -> dict[str, dict[str, str]]:
    return {row["true_person_id"]: row for row in reading.rows(home / "truth/circumstances.csv")}


def named_by(home: Path, feed: str) -> dict[str, str]:
    """Who the people are whom a feed names: its reference to the number of the truth."""
    return {
        row["source_person_ref"]: row["true_person_id"]
        for row in reading.rows(home / "truth/people.csv")
        if row["feed_code"] == feed
    }


def supports(home: Path) -> list[Support]:
    """Every support episode of the demo."""
    today = reading.as_of(home)
    headline = {row["need_code"]: row["headline_code"] for row in reading.seed("framework/needs")}
    lasting = {
        row["framework_version"]: int(row["setting_value"])
        for row in reading.seed("framework/framework_settings")
        if row["setting"] == "sustain_months"
    }
    who, about = named_by(home, "early_help"), circumstances(home)
    people: dict[str, list[str]] = {}
    for row in reading.rows(home / "truth/members.csv"):
        people.setdefault(row["episode_id"], []).append(who[row["person"]])
    found: dict[str, dict[str, set[tuple[str, str]]]] = {"needs": {}, "outcomes": {}}
    for kind, code, day in (
        ("needs", "need_code", "identified_on"), ("outcomes", "outcome_code", "achieved_on"),
    ):  # fmt: skip
        for row in reading.rows(home / f"truth/{kind}.csv"):
            if row["status"] == "met" and row[day] and date.fromisoformat(row[day]) <= today:
                pair = (headline[row["need_code"]], row[code])
                found[kind].setdefault(row["episode_id"], set()).add(pair)
    listed = []
    for row in reading.rows(home / "truth/episodes.csv"):
        assessed, closed = reading.day(row["assessed_on"]), reading.day(row["closed_on"])
        sustained = closed and assessed and months_on(closed, lasting[row["framework_version"]])
        members = people[row["episode_id"]]
        wards = Counter(about[person]["ward_code"] for person in members)
        most = min(wards, key=lambda ward: (-wards[ward], ward))
        is_hidden = any(about[person]["is_address_hidden"] == "1" for person in members)
        listed.append(
            Support(
                family=row["case_system_family_id"],
                episode=row["episode_id"],
                assessed=assessed if assessed and assessed <= today else None,
                sustained=sustained if sustained and sustained <= today else None,
                is_eligible=row["is_eligible"] == "1",
                is_successful=row["claim_status"] in ("claimed", "ready"),
                people=tuple(members),
                ward=None if is_hidden else most,
                needs=frozenset(found["needs"].get(row["episode_id"], ())),
                outcomes=frozenset(found["outcomes"].get(row["episode_id"], ())),
            )
        )
    return listed


def localities(home: Path) -> dict[str, str]:
    """The locality of each ward."""
    areas = reading.rows(home / "local/areas.csv")
    return {row["ward_code"]: row["locality_code"] for row in areas}


@dataclass
class Counted:
    """A family in a quarter: where and when it counted first, and all that was found in it."""

    month: date
    ward: str | None
    found: set[tuple[str, str]]


def counted(home: Path, table: str) -> Iterator[tuple[date, Counted]]:
    """Each family once in each quarter that is over and shown."""
    today = reading.as_of(home)
    families: dict[tuple[date, str], Counted] = {}
    known = [s for s in supports(home) if s.counts_on(table)]
    for support in sorted(known, key=lambda s: s.counts_on(table)):
        day = support.counts_on(table)
        if is_shown(day, today, 3):
            first = Counted(reading.month_of(day), support.ward, set())
            family = families.setdefault((quarter_of(day), support.family), first)
            family.found |= support.found(table)
    for (quarter, _), family in families.items():
        yield quarter, family


def cells(home: Path, table: str) -> Counter[Key]:
    """Families by quarter, headline and part of the quarter; those of none are left out."""
    lies_in = localities(home)
    count: Counter[Key] = Counter()
    for quarter, family in counted(home, table):
        parts = ["whole", f"month {family.month}"]
        parts.append(f"ward {family.ward}" if family.ward else NOT_KNOWN)
        if family.ward:
            parts.append(f"locality {lies_in[family.ward]}")
        for headline in {ALL, *(headline for headline, _ in family.found)}:
            count.update((quarter, headline, part) for part in parts)
        count.update((quarter, headline, f"detail {code}") for headline, code in family.found)
    return count
