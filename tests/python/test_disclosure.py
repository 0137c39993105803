"""The differencing attack on the tables by area: what can be worked out of what is published."""

from __future__ import annotations

import csv
from dataclasses import replace
from random import Random

import duckdb
import pytest
from conftest import ROOT, Warehouse
from disclosing.attack import WHOLE, YEAR, Cell, Onlooker, Rules, exposed
from disclosing.control import QUARTERS, Control, World, random_world
from disclosing.figures import published

MARTS = {"needs_by_area": "mart_needs_by_area", "outcomes_by_area": "mart_outcomes_by_area"}
DRAWN = [random_world(f"{seed:03d}", seed) for seed in range(5)]
# Four families in the first quarter and twelve in each other: forty are at least 38, and the twelve
# at most twelve.
QUARTERLY = World("quarterly", [
    ("quarterly", start, "W3", ())
    for start, families in zip(QUARTERS, (4, 12, 12, 12), strict=True)
    for _ in range(families)
])  # fmt: skip
WORLDS = [*DRAWN, QUARTERLY]
# As the demo has it; not rounded; other thresholds and bases.
RULES = [Rules(), Rules(5, 1), Rules(10, 10), Rules(3, 10)]


@pytest.fixture(scope="module")
def control(demo: Warehouse) -> Control:
    return Control(demo.target / "compiled")


def build_figures(demo: Warehouse) -> list[Cell]:
    """The figures of every table and year of which anything is shown."""
    path = demo.home / "warehouse" / "build.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        return [
            cell
            for cells in published(connection).values()
            if any(cell.shown is not None for cell in cells)
            for cell in cells
        ]


def test_nothing_small_can_be_worked_out_of_what_the_demo_publishes(demo: Warehouse) -> None:
    """Of both tables and all years together: whoever is followed to the end was assessed, so that
    under a version that began in the years shown a headline has no more outcomes than needs."""
    figures = build_figures(demo)
    assert {cell.table.split()[0] for cell in figures} == set(MARTS)
    onlooker = Onlooker(Rules())
    headlines = {cell.headline for cell in figures if cell.headline.startswith("SF22-")}
    assert len(headlines) == 10
    for headline in headlines:
        terms = [
            (onlooker.number(cell.key), 1.0 if cell.table.startswith("outcomes") else -1.0)
            for cell in figures
            if cell.headline == headline and cell.kind == WHOLE
        ]
        onlooker.relation(terms, -float("inf"), 0)
    assert exposed(figures, Rules(), onlooker) == []


def test_published_tables_hold_what_may_be_shown_and_nothing_else(demo: Warehouse) -> None:
    for output, mart in MARTS.items():
        rows = demo.query(
            "select families, shown, percent_of_all, percent_shown, suppression, threshold,"
            f" rounding_base from reporting.{mart}",
            "published",
        )
        assert {row[5:] for row in rows} == {(5, 5)}
        assert any(families for families, *_ in rows)
        for families, shown, percent, percent_shown, suppression, *_ in rows:
            if families is None:
                assert shown in ("[c]", "[x]") and percent is None
            else:
                assert shown == str(families) and families >= 5 and families % 5 == 0
            assert (shown == "[c]") == (suppression == "suppressed")
            assert percent is None or percent_shown in (str(percent), "[low]")
        assert len(rows) == demo.query(
            f"select count(*) from intermediate.int_area_figures where output_code = '{output}'"
        )[0][0]
        held = demo.query(
            "select column_name from information_schema.columns"
            f" where table_name = '{mart}' and data_type in ('INTEGER', 'BIGINT', 'DOUBLE')",
            "published",
        )
        assert {name for (name,) in held} == {
            "headline_no", "families", "percent_of_all", "threshold", "rounding_base",
        }  # fmt: skip
    told = demo.query("select symbol from reporting.dim_symbol", "published")
    assert {symbol for (symbol,) in told} == {"[c]", "[x]", "[z]", "[low]"}


@pytest.mark.parametrize("rules", RULES, ids=str)
def test_nothing_small_can_be_worked_out_of_drawn_tables(control: Control, rules: Rules) -> None:
    figures = control.run(WORLDS, rules)
    assert len(figures) == len(WORLDS)
    for authority, cells in figures.items():
        assert exposed(cells, rules) == [], authority
    shown = [cell for cells in figures.values() for cell in cells if cell.shown is not None]
    assert len(shown) > 50  # hiding everything would be safe too


WITHOUT = {
    "a lower threshold": (Rules(threshold=3), Rules(threshold=3), {}),
    "no complementary suppression": (Rules(), Rules(), {
        "int_area_controlled": "update intermediate.int_area_controlled"
        " set suppression = 'none', is_hidden = 0 where suppression = 'complementary'"
    }),
    "no complementary suppression of years": (Rules(), Rules(), {
        "int_area_totals": "update intermediate.int_area_totals"
        " set suppression = 'none' where suppression = 'complementary'"
    }),
    "no rounding": (Rules(), Rules(rounding=1), {
        "int_area_totals": "update intermediate.int_area_controlled set rounded_value = cell_value;"
        "update intermediate.int_area_totals set rounded_value = cell_value"
    }),
}  # fmt: skip


@pytest.mark.parametrize("protection", WITHOUT)
def test_without_a_protection_small_figures_can_be_worked_out(
    control: Control, protection: str
) -> None:
    settings, seen, after = WITHOUT[protection]
    figures = control.run(WORLDS, settings, after=after)
    found = {
        problem
        for authority in ("002", "quarterly")
        for _, problem in exposed(figures[authority], replace(seen, threshold=5), Onlooker(seen))
    }
    assert found
    assert protection != "a lower threshold" or "is shown" in found


def test_none_at_all_is_kept_back_because_it_would_tell_of_others(control: Control) -> None:
    """Two families of one ward in two months with two headlines, among many: where it is shown that
    each headline has none in the other month, there must be two in the ward."""
    months = [QUARTERS[0].replace(month=month) for month in (4, 5, 6)]
    few = [("sparse", months[0], "W1", ("1.1",)), ("sparse", months[1], "W1", ("3.1",))]
    many = [("sparse", month, "W3", ()) for month in months for _ in range(20)]
    world = World("sparse", few + many)
    for rules in (Rules(), Rules(zero_is_shown=True)):
        found = exposed(control.run([world], rules)["sparse"], rules)
        assert bool(found) == rules.zero_is_shown
    with (ROOT / "seeds" / "disclosure" / "disclosure_settings.csv").open(encoding="utf-8") as file:
        settings = list(csv.DictReader(file))
    allowed = [s["allowed_words"] for s in settings if s["setting_code"] == "zero_is_disclosive"]
    assert allowed == ["1", "1"]  # no authority can have it shown


def test_what_was_published_once_stays_as_it_is(control: Control) -> None:
    """When the year goes on nothing more is hidden and nothing more is shown of what was over."""
    early = control.run([replace(world, quarters=2) for world in WORLDS], Rules())
    late = control.run(WORLDS, Rules())
    for authority, cells in early.items():
        now = {cell.key: cell.shown for cell in late[authority]}
        assert cells
        assert {cell.key: cell.shown for cell in cells if cell.kind != YEAR} == {
            cell.key: now[cell.key] for cell in cells if cell.kind != YEAR
        }
        assert YEAR not in {cell.kind for cell in cells}  # it is not over
        assert YEAR in {cell.kind for cell in late[authority]}


def test_families_that_were_told_of_late_cannot_be_found_by_comparing(control: Control) -> None:
    """Two publications of the same year, the later with more families, are seen side by side."""
    compared = 0
    for world in DRAWN[:3]:
        late = set(Random(1).sample(range(len(world.families)), 3))
        first = [family for place, family in enumerate(world.families) if place not in late]
        figures = control.run([World("before", first), World("after", world.families)], Rules())
        onlooker = Onlooker(Rules())
        for cells in figures.values():
            onlooker.sees(cells)
        after = {cell.key[1:]: cell for cell in figures["after"]}
        for cell in figures["before"]:
            onlooker.relation(
                [(onlooker.places[cell.key], 1), (onlooker.places[after[cell.key[1:]].key], -1)],
                -float("inf"),
                0,
            )
            then = after[cell.key[1:]]
            compared += then.truth > cell.truth
        hidden = [
            cell
            for cells in figures.values()
            for cell in cells
            if cell.shown is None and Rules().is_small(cell)
        ]
        least = set(onlooker.excluded({cell.key: 0 for cell in hidden}, high=False))
        most = set(onlooker.excluded({cell.key: 4 for cell in hidden}, high=True))
        # none is narrowed from both sides, and so none is known
        assert least & most == set()
    assert compared > 20
