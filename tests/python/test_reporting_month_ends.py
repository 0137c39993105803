"""The history of month ends of the demo: as counted from the truth, told once, and kept."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from pathlib import Path

import pytest
from conftest import Warehouse, copy_home
from reporting_truth.month_end_history import AS_OF, AUTHORITY, expected, months

HISTORY = "reporting.mart_month_end_history"
LAST_CLOSED = date(2024, 2, 29)
# What has to run when only the registers of claims and of month ends have changed.
REBUILT = (
    "landed_files", "int_file_agreements", "int_files_known", "int_files_in_force",
    "stg_registers__claims", "stg_registers__month_ends", "int_claims_made", "int_month_end_facts",
    "int_month_ends_told", "int_month_end_breaks", "int_month_ends", "int_month_end_values",
    "mart_month_end_history",
)  # fmt: skip


@pytest.fixture(scope="module")
def truth(demo: Warehouse) -> dict[tuple[date, str], int]:
    return expected(demo.home)


def register(home: Path) -> list[dict[str, str]]:
    with (home / "registers" / "month_ends.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_figure_of_a_month_end_is_that_of_the_truth(demo: Warehouse, truth: dict) -> None:
    closed = {month.end: month.is_closed for month in months()}
    assert closed[LAST_CLOSED]
    found = demo.query(
        "select month_end, measure, value_now, value_told, told_on, difference, is_closed,"
        f" is_backfilled from {HISTORY} where authority_code = '{AUTHORITY}'",
        "published",
    )
    assert {row[0:2]: row[2:] for row in found} == {
        (end, measure): (
            (value, value, AS_OF, 0, 1, int(end < LAST_CLOSED))
            if closed[end]
            else (value, None, None, None, 0, 0)
        )
        for (end, measure), value in truth.items()
    }
    assert len(found) == len(truth)


def test_every_measure_has_something_to_count(truth: dict) -> None:
    """Else the comparison with the truth would prove less than it says."""
    measures = {measure for _, measure in truth}
    assert len(measures) == 10
    assert {measure for (_, measure), value in truth.items() if value > 0} == measures


def test_publishing_the_demo_wrote_down_what_it_told(demo: Warehouse, truth: dict) -> None:
    rows = register(demo.home)
    assert {
        (date.fromisoformat(row["month_end"]), row["measure"]): int(row["value_told"])
        for row in rows
    } == {key: value for key, value in truth.items() if key[0] <= LAST_CLOSED}
    before = "0" * 64
    for row in rows:
        columns = [value for name, value in row.items() if not name.endswith("_hash")]
        before = hashlib.sha256("|".join([before, *columns]).encode()).hexdigest()
        assert row["entry_hash"] == before


def test_a_claim_told_of_late_moves_what_is_known_now_and_not_what_was_told(
    demo: Warehouse, tmp_path: Path
) -> None:
    late = copy_home(demo, tmp_path, "landing", "local", "registers", "warehouse")
    path = late.home / "registers" / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        columns, *_ = csv.reader(file)
    claim = {
        "claim_id": "CLM-LATE", "authority_code": AUTHORITY, "family_key": "f" * 32,
        "episode_key": "e" * 32, "framework_version": "sf-2022", "claim_window": "2023/24-W3",
        "submitted_on": "2024-01-31", "amount_gbp": "800.00", "recorded_at": "2024-03-14",
    }  # fmt: skip
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(claim[name] for name in columns)
    late.must("dbt", "build", "--exclude-resource-type", "unit_test", "--select", *REBUILT)
    moved = late.query(
        f"select month_end, measure, value_now - value_told, told_on from {HISTORY}"
        " where difference <> 0 order by all"
    )
    assert moved == [
        (date(2024, 1, 31), "families_claimed", 1, AS_OF),
        (date(2024, 1, 31), "families_claimed_in_year", 1, AS_OF),
        (date(2024, 2, 29), "families_claimed_in_year", 1, AS_OF),
    ]
    told = f"select month_end, measure, value_told, is_backfilled from {HISTORY} where is_closed = 1"
    assert set(late.query(told)) == set(demo.query(told))
    # the chain that Python wrote is whole to the gate
    assert late.query("select * from intermediate.int_month_end_breaks") == []
    staged = late.query("select count(*) from staging.stg_registers__month_ends")
    assert staged == [(len(register(demo.home)),)]
