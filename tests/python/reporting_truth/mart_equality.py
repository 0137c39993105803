"""People of the families supported, eligible and successful in each year that is over, by what is
recorded of them, from the truth."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from . import casework_reading, controlled_reading as reading

Key = tuple[str, str, str, str]  # financial year, group, characteristic, category
THRESHOLD, FEWEST_FAMILIES, ROUNDING = 10, 5, 5
AGES = (
    (5, "under_5"), (11, "5_to_10"), (16, "11_to_15"), (18, "16_to_17"), (25, "18_to_24"),
    (45, "25_to_44"), (65, "45_to_64"), (999, "65_and_over"),
)  # fmt: skip
SPECIAL_NEEDS = {"E": "ehc_plan", "K": "sen_support", "N": "none", "": "not_recorded"}


def _age(born: date, day: date) -> int:
    return max(day.year - born.year - ((day.month, day.day) < (born.month, born.day)), 0)


def _with_plan(home: Path, today: date) -> set[str]:
    """People with an education and health and care plan in force."""
    who = reading.named_by(home, "send")
    return {
        who[row["source_person_ref"]]
        for row in casework_reading.rows(home / "truth/evidence.csv")
        if row["evidence_type"] == "ehc_plan"
        and date.fromisoformat(row["period_start"]) <= today
        and today < date.fromisoformat(row["period_end"])
    }


def _groups(support: reading.Support) -> dict[str, date]:
    """The groups that a support puts its people in, and the day on which it does."""
    groups = {}
    if support.assessed:
        groups["supported"] = support.assessed
        if support.is_eligible:
            groups["eligible"] = support.assessed
    if support.sustained and support.is_successful:
        groups["successful"] = support.sustained
    return groups


def people(home: Path) -> tuple[Counter[Key], Counter[Key]]:
    """People, and the families they are of, by year, group, characteristic and category."""
    today = casework_reading.as_of(home)
    about = reading.circumstances(home)
    born = {
        row["true_person_id"]: date.fromisoformat(row["date_of_birth"])
        for row in casework_reading.rows(home / "truth/traits.csv")
    }
    group_of = {
        row["sent_code"]: row["ethnic_group"]
        for row in casework_reading.seed("reference/ethnicity_codes")
    }
    planned = _with_plan(home, today)
    counted: dict[tuple[str, str, str], tuple[str, date]] = {}
    days = [
        (day, support.episode, group, support)
        for support in reading.supports(home)
        for group, day in _groups(support).items()
        if reading.is_shown(day, today, 12)
    ]
    for day, _, group, support in sorted(days, key=lambda row: row[:3]):
        for person in support.people:
            year = reading.year_name(reading.year_of(day))
            counted.setdefault((year, group, person), (support.family, support.assessed))
    found: Counter[Key] = Counter()
    families: dict[Key, set[str]] = {}
    for (year, group, person), (family, assessed) in counted.items():
        age = _age(born[person], assessed)
        categories = {
            "all": "all",
            "sex": about[person]["sex"],
            "age_band": next(code for below, code in AGES if age < below),
            "ethnic_group": group_of[about[person]["ethnicity"]],
            "special_needs": (
                "ehc_plan" if person in planned else SPECIAL_NEEDS[about[person]["special_needs"]]
            ),
            "disability": "not_recorded",  # the demo's census of children in need tells of none
        }
        for characteristic, category in categories.items():
            key = (year, group, characteristic, category)
            found[key] += 1
            families.setdefault(key, set()).add(family)
    return found, Counter({key: len(whose) for key, whose in families.items()})
