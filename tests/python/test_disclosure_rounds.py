"""From figures to what is shown of them, through all rounds of hiding: cases worked out by hand."""

from __future__ import annotations

import csv

import pytest
from conftest import Warehouse
from disclosing.control import Control, part_of

SETTING = {"authority_code": "901", "threshold": 5, "rounding_base": 5, "zero_is_disclosive": 1}
NEEDS = SETTING | {"output_code": "needs_by_area"}
NUMBERS = {
    "part_depth", "cell_value", "families", "least_shared", "most_shared", "rounded_value",
    "has_median", "has_quartiles",
}  # fmt: skip
DECIDED = {"rounded_value", "suppression"}
PART = ("part_kind", "part_key", "parent_part_key", "part_depth")
AREA_COLUMNS = (
    "period_start", "headline_code", *PART, "cell_value", "rounded_value", "suppression",
)  # fmt: skip
PEOPLE_COLUMNS = (
    "measure_code", "characteristic_code", "category_code", "cell_value", "families",
    "rounded_value", "suppression",
)  # fmt: skip
PAIR_COLUMNS = (
    "financial_year", "pair_code", *PART, "least_shared", "most_shared", "cell_value",
    "rounded_value", "suppression",
)  # fmt: skip
TIME_COLUMNS = (
    "authority_code", "cell_value", "rounded_value", "suppression", "has_median", "has_quartiles",
)  # fmt: skip

# What is small is kept back, and what gives it away with it.
SMALL = """
# the threshold itself is shown; 12 goes down and 13 up
2022-04-01,all,whole,whole,,0,30,30,none
2022-04-01,all,area,W1,whole,1,5,5,none
2022-04-01,all,area,W2,whole,1,12,10,none
2022-04-01,all,area,W3,whole,1,13,15,none
# 4 among 13 and 13: rounding hides it well enough; none at all is small too
2022-07-01,all,whole,whole,,0,30,30,none
2022-07-01,all,area,W1,whole,1,4,5,primary
2022-07-01,all,area,W2,whole,1,13,15,none
2022-07-01,all,area,W3,whole,1,13,15,none
2022-07-01,all,area,W4,whole,1,0,0,primary
# 4 among 12 and 12: 28 or more less 12 and 12 or less is 4: the others go too
2022-10-01,all,whole,whole,,0,28,30,none
2022-10-01,all,area,W1,whole,1,4,5,primary
2022-10-01,all,area,W2,whole,1,12,10,complementary
2022-10-01,all,area,W3,whole,1,12,10,complementary
# two wards of 4 in a locality of 8: shown, it would give both away
2023-01-01,all,whole,whole,,0,38,40,none
2023-01-01,all,area,L1,whole,1,8,10,complementary
2023-01-01,all,area,L2,whole,1,30,30,complementary
2023-01-01,all,area,W1,L1,2,4,5,primary
2023-01-01,all,area,W2,L1,2,4,5,primary
# a headline of 8 whose two needs are 4 each
2023-04-01,all,whole,whole,,0,30,30,none
2023-04-01,H1,whole,whole,,0,8,10,complementary
2023-04-01,H1,detail,detail 1.1,whole,1,4,5,primary
2023-04-01,H1,detail,detail 1.2,whole,1,4,5,primary
# 24 of 40 families, of whom no more than 20 are in the second ward: at least 4 in the first
2023-07-01,all,whole,whole,,0,40,40,none
2023-07-01,all,area,W1,whole,1,20,20,none
2023-07-01,all,area,W2,whole,1,20,20,none
2023-07-01,H1,whole,whole,,0,24,25,complementary
2023-07-01,H1,area,W1,whole,1,4,5,primary
2023-07-01,H1,area,W2,whole,1,20,20,complementary
"""
# None at all is shown where it tells nothing, unless it gives others away.
NONE = """
2022-04-01,all,whole,whole,,0,24,25,none
2022-04-01,all,area,W1,whole,1,4,5,primary
2022-04-01,all,area,W2,whole,1,20,20,none
2022-04-01,all,area,W3,whole,1,0,0,none
# four wards that are more than none, in a whole that is less than five
2022-07-01,all,whole,whole,,0,4,5,primary
2022-07-01,all,area,W1,whole,1,1,0,primary
2022-07-01,all,area,W2,whole,1,1,0,primary
2022-07-01,all,area,W3,whole,1,1,0,primary
2022-07-01,all,area,W4,whole,1,1,0,primary
2022-07-01,all,area,W5,whole,1,0,0,complementary
"""
# Few people are kept back and people of few families, but not whom nobody recorded: what is kept
# back can be none at all up to 9 or 11 by the rounding of the others.
FEW = """
supported,all,all,126,40,125,none
supported,ethnic_group,asian,40,10,40,none
supported,ethnic_group,black,10,5,10,none
supported,ethnic_group,mixed,5,5,5,primary
supported,ethnic_group,white,58,14,60,none
supported,ethnic_group,other,11,4,10,primary
supported,ethnic_group,not_recorded,2,1,0,none
successful,all,all,9,5,10,primary
successful,ethnic_group,not_recorded,9,5,10,complementary
"""
# Localities are shown with their whole, and only where the rest could be shared otherwise.
PAIRS = """
# a locality is barred that could share no more, then one that could, then the whole
2021/22,A B,whole,whole,,0,10,90,60,60,none
2021/22,A B,area,locality N,whole,1,10,33,30,30,complementary
2021/22,A B,area,locality S,whole,1,0,57,30,30,complementary
2022/23,A B,whole,whole,,0,10,90,60,60,none
2022/23,A B,area,locality N,whole,1,10,34,30,30,complementary
2022/23,A B,area,locality S,whole,1,0,57,30,30,none
2023/24,A B,whole,whole,,0,10,63,60,60,complementary
2023/24,A B,area,locality N,whole,1,10,40,30,30,complementary
2023/24,A B,area,locality S,whole,1,0,57,30,30,complementary
"""
BARS = [("2021/22", "locality N"), ("2022/23", "locality N"), ("2023/24", "whole")]
# A median where the number shown leaves the threshold on either side, and quartiles likewise.
TIMES = """
4,4,5,primary,0,0
5,5,5,none,0,0
12,12,10,none,0,0
13,13,15,none,1,0
22,22,20,none,1,0
23,23,25,none,1,1
"""


def _read(columns: tuple[str, ...], text: str, **more: str) -> list[dict]:
    lines = [line for line in text.strip().splitlines() if not line.startswith("#")]
    return [
        {name: int(value) if name in NUMBERS else value or None for name, value in row.items()}
        | more
        for row in csv.DictReader(lines, columns)
    ]


def _people() -> list[dict]:
    return [
        row | part_of(row["characteristic_code"], row["category_code"])
        for row in _read(PEOPLE_COLUMNS, FEW, authority_code="901", financial_year="2022/23")
    ]


def _without(rows: list[dict], *names: str) -> list[dict]:
    """What is given of rows that also say what is expected."""
    return [{k: v for k, v in row.items() if k not in DECIDED | {*names}} for row in rows]


def _same(control: Control, table: str, expected: list[dict]) -> None:
    """All rows of a controlled table, compared in the columns of those that are expected."""
    columns = ", ".join(
        f"cast({name} as varchar)" if name == "period_start" else name for name in expected[0]
    )
    found = control.connection.execute(f"select {columns} from intermediate.{table}").fetchall()
    assert sorted(map(repr, found)) == sorted(repr(tuple(row.values())) for row in expected)


@pytest.fixture(scope="module")
def control(demo: Warehouse) -> Control:
    return Control(demo.target / "compiled")


@pytest.mark.parametrize(
    ("text", "zero_is_disclosive"), [(SMALL, 1), (NONE, 0)], ids=["small", "none"]
)
def test_what_gives_a_small_figure_by_area_away_is_kept_back(
    control: Control, text: str, zero_is_disclosive: int
) -> None:
    rows = _read(AREA_COLUMNS, text, output_code="needs_by_area", authority_code="901")
    setting = NEEDS | {"zero_is_disclosive": zero_is_disclosive}
    control.controlled(int_disclosure_settings=[setting], int_area_cells=_without(rows))
    _same(control, "int_area_controlled", rows)


def test_few_people_and_people_of_few_families_are_kept_back(control: Control) -> None:
    rows = _people()
    setting = SETTING | {"output_code": "equality", "threshold": 10, "families_minimum": 5}
    control.controlled(int_disclosure_settings=[setting], int_equality_cells=_without(rows))
    _same(control, "int_equality_controlled", rows)


def test_localities_of_pairs_are_shown_where_the_rest_could_be_shared_otherwise(
    control: Control,
) -> None:
    rows = _read(PAIR_COLUMNS, PAIRS, authority_code="901")
    control.controlled(
        int_disclosure_settings=[NEEDS],
        int_need_pair_cells=_without(rows),
        int_need_pair_bars=[
            {"authority_code": "901", "financial_year": year, "pair_code": "A B", "part_key": part}
            for year, part in BARS
        ],
    )
    _same(control, "int_need_pair_controlled", rows)


def test_times_are_shown_by_the_settings_of_outcomes(control: Control) -> None:
    whole = {
        "year_start": "2023-04-01", "headline_code": "all", "part_kind": "whole",
        "part_key": "all", "part_depth": 0,
    }  # fmt: skip
    rows = _read(TIME_COLUMNS, TIMES)
    outcomes = SETTING | {"output_code": "outcomes_by_area"}
    control.controlled(
        int_disclosure_settings=[
            *(outcomes | {"authority_code": row["authority_code"]} for row in rows),
            NEEDS | {"authority_code": "4", "threshold": 3, "rounding_base": 1},
        ],
        int_time_to_outcome_cells=[
            row | whole for row in _without(rows, "has_median", "has_quartiles")
        ],
    )
    _same(control, "int_time_to_outcome_controlled", rows)


def test_tables_that_are_decided_together_do_not_touch_each_other(control: Control) -> None:
    """All figures at once give what each table gives by itself."""
    area = _read(AREA_COLUMNS, SMALL, output_code="needs_by_area", authority_code="901")
    other = _read(AREA_COLUMNS, SMALL, output_code="outcomes_by_area", authority_code="901")
    people = _people()
    pairs = _read(PAIR_COLUMNS, PAIRS, authority_code="901")[:1]
    control.controlled(
        int_disclosure_settings=[
            NEEDS, NEEDS | {"output_code": "outcomes_by_area"},
            SETTING | {"output_code": "equality", "threshold": 10, "families_minimum": 5},
        ],
        int_area_cells=_without([*area, *other]),
        int_equality_cells=_without(people),
        int_need_pair_cells=_without(pairs),
    )  # fmt: skip
    _same(control, "int_area_controlled", [*area, *other])
    _same(control, "int_equality_controlled", people)
    _same(control, "int_need_pair_controlled", pairs)
