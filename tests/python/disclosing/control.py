"""Runs the SQL that controls the tables by area over families of our own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa

from .attack import Cell, Key, PeopleRules, Rules
from .deciding import DECIDING, code_of, fill, make
from .figures import published, published_pairs, published_people
from .people import Person, counted_people

MODELS = (
    "int_area_counts", "int_area_cells", "int_need_pairs", "int_need_pair_limits",
    "int_need_pair_facts", "int_need_pair_cells", "int_need_pair_bars", *DECIDING,
    "int_area_controlled", "int_area_period_limits", "int_area_totals", "int_area_figures",
    "int_need_pair_controlled",
)  # fmt: skip
PEOPLE_MODELS = (*DECIDING, "int_equality_controlled")
CONTROLLED = (
    "int_area_controlled", "int_need_pair_controlled", "int_equality_controlled",
    "int_time_to_outcome_controlled",
)  # fmt: skip
TABLE = "needs_by_area"
YEAR = "2023/24"
QUARTERS = (date(2023, 4, 1), date(2023, 7, 1), date(2023, 10, 1), date(2024, 1, 1))
# Three localities of two, three and one wards, a ward under none, and whose area is not known.
WARDS = {"W1": "A", "W2": "A", "W3": "B", "W4": "B", "W5": "B", "W6": "C", "W7": None}
NEEDS = {"H1": ("1.1", "1.2", "1.3"), "H2": ("2.1",), "H3": ("3.1", "3.2")}

Family = tuple[str, date, str | None, tuple[str, ...]]  # authority, month, ward, needs


@dataclass(frozen=True)
class World:
    """A year of one authority: its families, and how many quarters are over."""

    authority: str
    families: list[Family]
    quarters: int = 4


class Control:
    """The models from what each family counts for to the figures that are shown."""

    def __init__(self, compiled: Path):
        self.code = code_of(compiled, {*MODELS, *PEOPLE_MODELS, *CONTROLLED})
        self.connection = duckdb.connect(":memory:", config={"threads": 1})
        self.connection.execute("attach ':memory:' as build")
        self.connection.execute("use build")
        for schema in ("intermediate", "catalogue", "staging"):
            self.connection.execute(f"create schema {schema}")
        self._table("catalogue.needs", "headline_code varchar, need_code varchar", [
            (headline, need) for headline, needs in NEEDS.items() for need in needs
        ])  # fmt: skip
        self._table(
            "catalogue.headlines",
            "headline_code varchar, framework_version varchar, headline_no integer",
            [(headline, "v", number) for number, headline in enumerate(NEEDS)],
        )
        self._table("catalogue.outcomes", "need_code varchar, outcome_code varchar", [])

    def _table(self, name: str, columns: str, rows: Iterable[tuple]) -> None:
        self.connection.execute(f"create or replace table {name} ({columns})")
        rows = list(rows)
        if rows:
            listed = {str(place): column for place, column in enumerate(map(list, zip(*rows)))}
            self.connection.register("rows_given", pa.table(listed))
            self.connection.execute(f"insert into {name} from rows_given")
            self.connection.unregister("rows_given")

    def run(
        self,
        worlds: list[World],
        rules: Rules,
        *,
        after: dict[str, str] | None = None,
    ) -> dict[str, list[Cell]]:
        """The figures of each world by authority; `after` is SQL run after a model is made."""
        self._inputs(worlds, rules)
        for name in MODELS:
            make(self.connection, self.code, name)
            if after and name in after:
                self.connection.execute(after[name])
        return {table.split()[1]: cells for (table, _), cells in published(self.connection).items()}

    def pairs(self) -> dict[str, list[Cell]]:
        """The figures of pairs of headlines of the worlds that were run last, by authority."""
        found = published_pairs(self.connection)
        return {table.split()[1]: cells for (table, _), cells in found.items()}

    def run_people(
        self,
        populations: dict[str, list[Person]],
        rules: PeopleRules,
        *,
        after: str | None = None,
    ) -> dict[str, tuple[list[Cell], frozenset[Key]]]:
        """The figures of people by authority, and which are of too few families; `after` is SQL."""
        settings = {
            "output_code": "equality", "threshold": rules.threshold, "families_minimum": 5,
            "rounding_base": rules.rounding, "zero_is_disclosive": 1,
        }  # fmt: skip
        cells = [
            {
                "authority_code": authority, "financial_year": YEAR, "measure_code": group,
                "characteristic_code": characteristic, "category_code": category,
                **part_of(characteristic, category), "cell_value": number, "families": families,
            }
            for authority, people in populations.items()
            for group, characteristic, category, number, families in counted_people(people)
        ]  # fmt: skip
        fill(
            self.connection,
            int_disclosure_settings=[{"authority_code": key, **settings} for key in populations],
            int_equality_cells=cells,
        )
        for name in PEOPLE_MODELS:
            make(self.connection, self.code, name)
        if after:
            self.connection.execute(after)
        found = published_people(self.connection)
        return {
            table.split()[1]: shown
            for (table, _), shown in found.items()
            if "successful" not in table
        }

    def controlled(self, **rows: list[dict]) -> None:
        """The four controlled tables of the figures given: rows by table of deciding.TABLES."""
        fill(self.connection, **rows)
        for name in (*DECIDING, *CONTROLLED):
            make(self.connection, self.code, name)

    def _inputs(self, worlds: list[World], rules: Rules) -> None:
        settings = {
            "output_code": TABLE, "threshold": rules.threshold, "rounding_base": rules.rounding,
            "zero_is_disclosive": 0 if rules.zero_is_shown else 1, "percent_minimum": 20,
            "period_months": 3,
        }  # fmt: skip
        fill(
            self.connection,
            int_disclosure_settings=[{"authority_code": w.authority, **settings} for w in worlds],
        )
        self._table(
            "intermediate.int_reporting_areas",
            "authority_code varchar, area_type varchar, area_code varchar, locality_code varchar",
            [
                (w.authority, *area)
                for w in worlds
                for area in [
                    *(("ward", ward, locality) for ward, locality in WARDS.items()),
                    *(("locality", code, None) for code in ("A", "B", "C")),
                    ("not_known", "not_known", None),
                ]
            ],
        )
        over = {w.authority: int(w.quarters == len(QUARTERS)) for w in worlds}
        shown = [(w.authority, start) for w in worlds for start in QUARTERS[: w.quarters]]
        self._table(
            "intermediate.int_area_measures",
            "output_code varchar, authority_code varchar, period_start date, next_period date,"
            " financial_year varchar, is_year_over integer, headline_code varchar",
            [
                (TABLE, authority, start, _months_on(start, 3), YEAR, over[authority], headline)
                for authority, start in shown
                for headline in ("all", *NEEDS)
            ],
        )
        self._table(
            "intermediate.int_reporting_periods",
            "output_code varchar, authority_code varchar, period_start date, month_start date,"
            " next_month date, financial_year varchar, year_start date, next_year date",
            [
                (TABLE, authority, start, _months_on(start, n), _months_on(start, n + 1), YEAR,
                 QUARTERS[0], _months_on(QUARTERS[0], 12))
                for authority, start in shown
                for n in range(3)
            ],
        )  # fmt: skip
        self._table(
            "intermediate.int_area_facts",
            "output_code varchar, authority_code varchar, family_key integer, period_start date,"
            " month_start date, ward_code varchar, headline_code varchar, detail_code varchar",
            [
                (TABLE, w.authority, number, _quarter(month), month, ward, headline, detail)
                for w in worlds
                for number, (_, month, ward, needs) in enumerate(w.families)
                if _quarter(month) in QUARTERS[: w.quarters]
                for headline, detail in _counted(needs)
            ],
        )


def part_of(characteristic: str, category: str) -> dict[str, str | int | None]:
    """Where a category of people stands among the parts, as int_equality_cells has it."""
    if characteristic == "all":
        return {
            "part_kind": "whole", "part_key": "whole", "parent_part_key": None, "part_depth": 0,
        }  # fmt: skip
    key = f"{characteristic} {category}"
    return {
        "part_kind": characteristic, "part_key": key, "parent_part_key": "whole", "part_depth": 1,
    }  # fmt: skip


def _months_on(start: date, months: int) -> date:
    number = start.year * 12 + start.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _quarter(month: date) -> date:
    return max(start for start in QUARTERS if start <= month)


def _counted(needs: tuple[str, ...]) -> list[tuple[str, str]]:
    found = {headline for headline, its in NEEDS.items() if set(its) & set(needs)}
    return [
        ("all", "all"),
        *((headline, "all") for headline in sorted(found)),
        *((headline, n) for headline in sorted(found) for n in NEEDS[headline] if n in needs),
    ]


def random_world(authority: str, seed: int, quarters: int = 4) -> World:
    """A year whose families, wards, months and needs are drawn, few or many, even or lopsided."""
    draw = Random(seed)
    wards = [*WARDS, None]
    ward_weights = [draw.random() ** draw.choice((0, 1, 4)) for _ in wards]
    months = [_months_on(QUARTERS[0], number) for number in range(12)]
    month_weights = [draw.random() ** draw.choice((0, 1, 3)) for _ in months]
    chances = {
        need: draw.random() ** draw.choice((0.3, 1, 3))
        for needs in NEEDS.values()
        for need in needs
    }
    families = [
        (
            authority,
            draw.choices(months, month_weights)[0],
            draw.choices(wards, ward_weights)[0],
            tuple(need for need, chance in chances.items() if draw.random() < chance),
        )
        for _ in range(draw.choice((20, 60, 150, 400)))
    ]
    return World(authority, families, quarters)
