"""The differencing attack on the controlled tables: what can be worked out of what is published."""

from __future__ import annotations

import csv
from dataclasses import replace
from random import Random

import duckdb
import pytest
from conftest import ROOT, Warehouse
from disclosing.attack import WHOLE, YEAR, Cell, Key, Onlooker, PeopleRules, Rules, exposed
from disclosing.control import QUARTERS, Control, Family, World, random_world
from disclosing.figures import published, published_pairs, published_people
from disclosing.people import random_people

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
# Areas with thirty families a quarter, of whom half have the first headline, half the second and
# seven both. In one area all have the second, and few the first in the first quarter.
FEW = ("needs_by_area overlapping", "2023/24", "2023-04-01", "H1", "locality C")
OVERLAPPING = World("overlapping", [
    (
        "overlapping",
        start.replace(month=start.month + number % 3),
        ward,
        (("1.1",) if number < first else ())
        + (("2.1",) if second[0] <= number < second[1] else ()),
    )
    for start in QUARTERS
    for ward, first, second in [
        *((ward, 15, (8, 23)) for ward in ("W1", "W3", "W7", None)),
        ("W6", 4 if start == QUARTERS[0] else 22, (0, 30)),
    ]
    for number in range(30)
])  # fmt: skip
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
    path = demo.home / "warehouse" / "build.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        pairs = [cell for cells in published_pairs(connection).values() for cell in cells]
    assert pairs
    # of whose pairs nothing is shown, nothing is said
    said = {cell.headline for cell in pairs if cell.shown is not None}
    pairs = [cell for cell in pairs if cell.headline in said]
    assert exposed(figures, Rules(), onlooker, pairs) == []


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
    allowed = {s["allowed_words"] for s in settings if s["setting_code"] == "zero_is_disclosive"}
    assert allowed == {"1"}  # no authority can have it shown


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


def test_nothing_more_can_be_worked_out_of_needs_beside_their_pairs(control: Control) -> None:
    """The tables of needs and of pairs together, of drawn years in which some pairs are shown."""
    worlds = [random_world(f"{seed:03d}", seed) for seed in (2, 5)]
    figures = control.run(worlds, Rules())
    pairs = control.pairs()
    for authority, cells in figures.items():
        assert any(cell.shown is not None for cell in pairs[authority])
        assert exposed(cells, Rules(), pairs=pairs[authority]) == [], authority


@pytest.mark.long
@pytest.mark.parametrize("rules", RULES, ids=str)
def test_nothing_more_can_be_worked_out_of_many_needs_beside_their_pairs(
    control: Control, rules: Rules
) -> None:
    worlds = [random_world(f"{seed:03d}", seed) for seed in range(16)]
    figures = control.run([*worlds, OVERLAPPING], rules)
    pairs = control.pairs()
    assert any(cell.shown is not None for cells in pairs.values() for cell in cells)
    for authority, cells in figures.items():
        assert exposed(cells, rules, pairs=pairs[authority]) == [], authority


WITHOUT_BARS = {"int_need_pair_bars": "delete from intermediate.int_need_pair_bars"}
WITHOUT_RESTS = {
    "int_need_pair_controlled": "update intermediate.int_need_pair_controlled"
    " set suppression = 'none' where suppression = 'complementary' and is_barred = 0"
}


@pytest.mark.parametrize(
    ("rules", "after", "is_known"),
    [
        (Rules(), None, False),
        (Rules(), WITHOUT_BARS, True),
        (Rules(5, 1), None, False),
        (Rules(5, 1), WITHOUT_RESTS, True),
    ],
    ids=("as it is", "without bars", "as it is, not rounded", "without rests, not rounded"),
)
def test_pairs_are_kept_back_where_they_would_tell_of_one_headline(
    control: Control, rules: Rules, after: dict[str, str] | None, is_known: bool
) -> None:
    """Where everybody has the second headline, who has both are who have the first: the pair of the
    area, or what the whole leaves to it, would say how many had it in the quarter of the few."""
    cells = control.run([OVERLAPPING], rules, after=after)["overlapping"]
    pairs = control.pairs()["overlapping"]
    few = next(cell for cell in cells if cell.key == FEW)
    assert few.truth == 4 and few.shown is None
    assert next(cell for cell in pairs if cell.kind == WHOLE and cell.headline == "H1 H2").shown
    onlooker = Onlooker(rules)
    onlooker.sees(cells)
    assert onlooker.excluded({FEW: 0}, high=False) == []
    onlooker.sees_pairs(pairs, cells)
    assert bool(onlooker.excluded({FEW: 0}, high=False)) == is_known


def test_most_pairs_are_shown_of_an_authority_of_usual_size(control: Control) -> None:
    """Hiding everything would be safe too: 400 families a year, in areas that all have many."""
    draw = Random(1)
    families: list[Family] = [
        (
            "usual",
            QUARTERS[number % 4].replace(month=QUARTERS[number % 4].month + number % 3),
            ("W1", "W2", "W3", "W4", "W5", "W6", "W7", None)[draw.randrange(8)],
            tuple(need for need in ("1.1", "2.1", "3.1") if draw.random() < 0.5),
        )
        for number in range(400)
    ]
    control.run([World("usual", families)], Rules())
    pairs = control.pairs()["usual"]
    assert all(cell.shown is not None for cell in pairs if cell.kind == WHOLE)
    assert sum(cell.shown is not None for cell in pairs) > len(pairs) / 2


def _people_exposed(
    found: dict[str, tuple[list[Cell], frozenset[Key]]], rules: PeopleRules
) -> dict[str, set[str]]:
    problems = {
        authority: {problem for _, problem in exposed(cells, replace(rules, few=few))}
        for authority, (cells, few) in found.items()
    }
    return {authority: found for authority, found in problems.items() if found}


PEOPLE_WITHOUT = {
    "no complementary suppression": "suppression = 'complementary'",
    "no minimum of families": "is_of_few = 1 and cell_value >= threshold",
    "eligible whatever they tell": "measure_code = 'eligible' and is_primary = 0",
    "what was not recorded of a group kept back": "category_code = 'not_recorded'",
}


# In the last two what was not recorded would tell of a group that is kept back.
POPULATIONS = {f"{seed:03d}": random_people(seed) for seed in (*range(20), 64, 184, 108, 120)}


@pytest.mark.parametrize("rules", [PeopleRules(), PeopleRules(5, 1)], ids=str)
def test_no_small_group_of_people_can_be_worked_out(control: Control, rules: PeopleRules) -> None:
    """Of those supported and those eligible together, in drawn populations."""
    found = control.run_people(POPULATIONS, rules)
    assert _people_exposed(found, rules) == {}
    for group in ("all", "eligible"):
        shown = [c for cells, _ in found.values() for c in cells if c.headline == group and c.shown]
        assert len(shown) > 50


@pytest.mark.parametrize("protection", PEOPLE_WITHOUT)
def test_without_a_protection_small_groups_of_people_can_be_worked_out(
    control: Control, protection: str
) -> None:
    where = PEOPLE_WITHOUT[protection]
    after = f"update intermediate.int_equality_controlled set suppression = 'none' where {where}"
    found = control.run_people(POPULATIONS, PeopleRules(), after=after)
    assert _people_exposed(found, PeopleRules())


def test_no_small_group_of_people_can_be_worked_out_of_what_the_demo_publishes(
    demo: Warehouse,
) -> None:
    path = demo.home / "warehouse" / "build.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        groups = published_people(connection)
    assert any(cell.shown for cells, _ in groups.values() for cell in cells)
    for cells, few in groups.values():
        assert exposed(cells, PeopleRules(few=few)) == []


@pytest.mark.parametrize("mart", ["mart_need_pairs_by_area", "mart_equality"])
def test_the_other_tables_hold_what_may_be_shown_and_nothing_else(
    demo: Warehouse, mart: str
) -> None:
    number = "people" if mart == "mart_equality" else "families"
    percent = "percent_of_group" if mart == "mart_equality" else "percent_of_all"
    rows = demo.query(
        f"select {number}, shown, {percent}, percent_shown, suppression from reporting.{mart}",
        "published",
    )
    assert rows
    for count, shown, share, share_shown, suppression in rows:
        assert (count is None) == (shown == "[c]") == (suppression == "suppressed")
        assert count is None or (shown in (str(count), "[low]") and count % 5 == 0)
        assert share is None or (count is not None and share_shown in (str(share), "[low]"))
    columns = demo.query(
        "select column_name from information_schema.columns"
        f" where table_name = '{mart}' and data_type in ('INTEGER', 'BIGINT', 'DOUBLE')",
        "published",
    )
    held = {name for (name,) in columns if not name.endswith(("_order", "_no"))}
    assert held - {"families_minimum"} == {number, percent, "threshold", "rounding_base"}

