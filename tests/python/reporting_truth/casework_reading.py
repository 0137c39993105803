"""Reads what is true of a demo home for the funnel, caseload, pace and feed health."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import yaml

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
AUTHORITY = "999"
NOT_RECORDED = f"{AUTHORITY}|not_known"


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file; none where there is no such file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seed(name: str) -> list[dict[str, str]]:
    return rows(SEEDS / f"{name}.csv")


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def as_of(home: Path) -> date:
    told = yaml.safe_load((home / "landing" / "demo.yml").read_text(encoding="utf-8"))
    return told["as_of_date"]


def key_of(kind: str, reference: str) -> str:
    return hashlib.md5(f"{AUTHORITY}|early_help|{kind}|{reference}".encode()).hexdigest()


def month_of(on: date) -> date:
    return on.replace(day=1)


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def months(first: date, last: date) -> list[date]:
    """First days of the months from one day to another."""
    found, month = [], month_of(first)
    while month <= last:
        found.append(month)
        month = next_month(month)
    return found


@dataclass
class Support:
    """A support episode as it is true, with who led it and when it was planned."""

    episode: str
    family: str
    told: dict[str, str]
    leads: list[tuple[date, str, str]] = field(default_factory=list)  # from, row reference, team
    plan_days: list[date] = field(default_factory=list)
    blockers: set[str] = field(default_factory=set)

    @property
    def started(self) -> date:
        return date.fromisoformat(self.told["started_on"])

    @property
    def closed(self) -> date | None:
        return day(self.told["closed_on"])

    @property
    def assessed(self) -> date | None:
        return day(self.told["assessed_on"])

    def team_on(self, on: date) -> str:
        """Key of the team that led last by a day."""
        led = [lead for lead in sorted(self.leads) if lead[0] <= on]
        return f"{AUTHORITY}|{led[-1][2]}" if led else NOT_RECORDED


def supports(home: Path) -> list[Support]:
    truth = home / "truth"
    found = {
        row["episode_id"]: Support(row["episode_id"], row["case_system_family_id"], row)
        for row in rows(truth / "episodes.csv")
    }
    for row in rows(truth / "leads.csv"):
        found[row["episode_id"]].leads.append(
            (date.fromisoformat(row["lead_from"]), row["lead_id"], row["team"])
        )
    for row in rows(truth / "plans.csv"):
        days = (day(row["started_on"]), day(row["reviewed_on"]))
        found[row["episode_id"]].plan_days.extend(on for on in days if on is not None)
    for row in rows(truth / "blockers.csv"):
        found[row["episode_id"]].blockers.add(row["blocker_code"])
    return list(found.values())


def teams(home: Path) -> dict[str, tuple[str, str, str]]:
    """Name, hub code and hub of each team by its key, with the row for what is not recorded."""
    told = {row["team"]: row for row in rows(home / "local" / "teams.csv")}
    names = set(told) | {row["team"] for row in rows(home / "truth" / "leads.csv")}
    found = {NOT_RECORDED: ("Not recorded", "not_known", "Not recorded")}
    for name in names:
        hub = told.get(name, {"hub_code": "not_known", "hub_name": "Not recorded"})
        found[f"{AUTHORITY}|{name}"] = (name, hub["hub_code"], hub["hub_name"])
    return found


def claims(home: Path) -> list[dict[str, str]]:
    """Claims made by the as-of date. The demo has none in a ledger and none taken back."""
    assert not (home / "registers" / "claim_ledger.csv").exists()
    made = rows(home / "registers" / "claims.csv")
    return [row for row in made if date.fromisoformat(row["submitted_on"]) <= as_of(home)]


def count_by(items) -> dict:
    found: dict = defaultdict(int)
    for item in items:
        found[item] += 1
    return found
