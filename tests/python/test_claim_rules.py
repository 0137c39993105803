"""The table of claim rules names models, tests and settings that exist."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def seed(name: str, folder: str = "framework") -> list[dict[str, str]]:
    with open(ROOT / "seeds" / folder / f"{name}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def known_models() -> set[str]:
    return {path.stem for path in (ROOT / "models").rglob("*.sql")}


def known_modules() -> set[str]:
    """Those of the commands: `claiming.sampling`."""
    folder = ROOT / "supporting_families"
    return {f"{path.parent.name}.{path.stem}" for path in folder.glob("*/*.py")}


def known_tests() -> set[str]:
    named = {path.stem for path in (ROOT / "tests").rglob("*.sql")}
    for path in (ROOT / "models").rglob("*unit_tests.yml"):
        named |= set(re.findall(r"^  - name: (\w+)$", path.read_text(encoding="utf-8"), re.M))
    for path in (ROOT / "tests" / "python").glob("test_*.py"):
        named |= set(re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.M))
    return named


@pytest.mark.parametrize(
    ("column", "existing"),
    [
        ("where_enforced", known_models() | known_modules() | {"not_yet"}),
        ("proved_by", known_tests()),
        (
            "settings",
            {
                row["setting"]
                for row in seed("setting_names") + seed("programme_settings", "programme")
            },
        ),
    ],
)
def test_a_claim_rule_names_what_exists(column: str, existing: set[str]) -> None:
    unknown = {
        (row["claim_rule"], name)
        for row in seed("claim_rules")
        for name in row[column].split()
        if name not in existing
    }
    assert not unknown


def test_the_claim_rules_are_all_there() -> None:
    expected = {f"R{number:02d}" for number in range(1, 33)} | {"R03b"}
    assert {row["claim_rule"] for row in seed("claim_rules")} == expected


def test_what_nothing_keeps_or_proves_yet_is_counted() -> None:
    rules = seed("claim_rules")
    assert {rule["claim_rule"] for rule in rules if rule["where_enforced"] == "not_yet"} == {
        "R22",
    }
    kept = [rule for rule in rules if rule["where_enforced"] != "not_yet"]
    assert {rule["claim_rule"] for rule in kept if not rule["proved_by"]} == {"R26"}
