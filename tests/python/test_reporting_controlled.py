"""Every figure of the tables that may be shown to anybody, worked out again from the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from conftest import Warehouse
from reporting_truth import (
    controlled_reading as reading,
    mart_equality,
    mart_need_pairs_by_area,
    mart_needs_by_area,
    mart_outcomes_by_area,
)

BY_AREA: dict[str, tuple[str, Callable[[Path], Counter]]] = {
    "needs": (reading.NEEDS, mart_needs_by_area.families),
    "outcomes": (reading.OUTCOMES, mart_outcomes_by_area.families),
}
Shown = dict[tuple, tuple[int | None, str]]  # what is shown of a figure, and in which words


def differences(built: dict, true: Counter) -> dict:
    """Figures before control that are not as the truth has them, none at all too."""
    return {
        key: (built.get(key), true[key])
        for key in {*built, *true}
        if built.get(key) != true[key]
    }


def wrongly_shown(
    shown: Shown, true: Counter, secret: set, rounding: int = reading.ROUNDING
) -> dict:
    """Figures shown that are not the true ones rounded, or that had to be kept back."""
    return {
        key: (families, words, true[key])
        for key, (families, words) in shown.items()
        if families is not None
        and (
            key in secret
            or families != reading.rounded(true[key], rounding)
            or words not in (str(families), "[low]")
        )
    }


def published_by_area(demo: Warehouse, kind: str) -> tuple[Shown, Shown]:
    """What is shown of the parts of quarters, and of years."""
    detail = kind[:-1]
    parts, years = {}, {}
    for period, start, area, code, headline, detail_code, families, words in demo.query(
        f"select period_type, period_start, area_type, area_code, headline_code, {detail}_code,"
        f" families, shown from reporting.mart_{kind}_by_area",
        "published",
    ):
        key = (start, headline or "all")
        if period == "year":
            years[key] = (families, words)
            continue
        part = f"{area} {code}" if area != "authority" else "whole"
        part = f"month {start}" if period == "month" else part
        part = f"detail {detail_code}" if detail_code else part
        parts[reading.quarter_of(start), key[1], part] = (families, words)
    return parts, years


@pytest.mark.parametrize("kind", BY_AREA)
def test_the_tables_by_area_count_the_families_of_the_truth(demo: Warehouse, kind: str) -> None:
    table, count = BY_AREA[kind]
    true = count(demo.home)
    built = {
        row[:3]: row[3]
        for row in demo.query(
            "select period_start, headline_code, part_key, cell_value"
            f" from intermediate.int_area_controlled where output_code = '{table}'"
        )
    }
    assert sum(true.values()) > 100
    assert differences(built, true) == {}
    shown, years = published_by_area(demo, kind)
    assert set(shown) == set(built)
    small = {key for key in shown if true[key] < reading.THRESHOLD}
    assert wrongly_shown(shown, true, small) == {}
    of_years: Counter[tuple[date, str]] = Counter()
    for (quarter, headline, part), families in true.items():
        if part == "whole":
            of_years[reading.year_of(quarter), headline] += families
    small = {key for key in years if of_years[key] < reading.THRESHOLD}
    assert wrongly_shown(years, of_years, small) == {}
    assert any(families for families, _ in shown.values())


def test_the_pairs_of_headlines_are_those_of_the_truth(demo: Warehouse) -> None:
    true = mart_need_pairs_by_area.families(demo.home)
    built = {
        row[:4]: row[4]
        for row in demo.query(
            "select financial_year, first_headline_code, second_headline_code, part_key, cell_value"
            " from intermediate.int_need_pair_controlled"
        )
    }
    assert sum(true.values()) > 100
    assert differences(built, true) == {}
    shown = {
        (year, one, two, "whole" if area == "authority" else f"{area} {code}"): (families, words)
        for year, one, two, area, code, families, words in demo.query(
            "select financial_year, first_headline_code, second_headline_code, area_type,"
            " area_code, families, shown from reporting.mart_need_pairs_by_area",
            "published",
        )
    }
    assert set(shown) == set(built)
    small = {key for key in shown if true[key] < reading.THRESHOLD}
    assert wrongly_shown(shown, true, small) == {}


def test_the_table_of_equality_counts_the_people_of_the_truth(demo: Warehouse) -> None:
    true, families = mart_equality.people(demo.home)
    rows = demo.query(
        "select financial_year, measure_code, characteristic_code, category_code, cell_value,"
        " families from intermediate.int_equality_controlled"
    )
    assert sum(true.values()) > 400
    assert differences({row[:4]: row[4] for row in rows}, true) == {}
    assert differences({row[:4]: row[5] for row in rows}, families) == {}
    shown = {
        row[:4]: row[4:]
        for row in demo.query(
            "select financial_year, measure_code, characteristic_code, category_code, people, shown"
            " from reporting.mart_equality",
            "published",
        )
    }
    assert set(shown) == {row[:4] for row in rows}
    few = {
        key
        for key in shown
        if key[3] != "not_recorded"
        and (
            true[key] < mart_equality.THRESHOLD or families[key] < mart_equality.FEWEST_FAMILIES
        )
    }
    assert wrongly_shown(shown, true, few, mart_equality.ROUNDING) == {}
    assert any(people for people, _ in shown.values())
