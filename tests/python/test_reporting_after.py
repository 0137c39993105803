"""Figures of the time after support, and of the time to outcomes, against the truth of the demo."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import duckdb
import pytest
from conftest import Warehouse
from disclosing.attack import WHOLE, Cell, Onlooker, Rules, exposed
from disclosing.deciding import DECIDING, code_of, fill, make
from disclosing.figures import published
from reporting_truth import mart_after_support, mart_time_to_outcome
from reporting_truth.casework_reading import seed
from reporting_truth.mart_time_to_outcome import SHARES, percentile, rounded

THRESHOLD, BASE, WEEK = 5, 5, 7
CONTROLLED = "int_time_to_outcome_controlled"
MART = "models/marts/reporting/mart_time_to_outcome.sql"
GATE = "tests/gates/gate_no_small_time_can_be_worked_out.sql"


def test_what_became_of_families_is_what_is_true(demo: Warehouse) -> None:
    told = {
        row[:4]: row[4:]
        for row in demo.query(
            "select framework_version, team_key, period_start, months_after, families_closed,"
            " followed, sustained, not_sustained, not_known, re_referred, escalated,"
            " already_in_care from reporting.mart_after_support",
            "published",
        )
    }
    true = mart_after_support.rows(demo.home)
    assert told == true
    totals = [sum(counts) for counts in zip(*true.values(), strict=True)]
    assert all(totals)  # the demo shows each of them


def test_periods_and_teams_are_named_as_elsewhere(demo: Warehouse) -> None:
    rows = demo.query(
        "select period_start, period_end, financial_year, financial_quarter, m.team_name,"
        " t.team_name, m.hub_code, t.hub_code, m.hub_name, t.hub_name"
        " from reporting.mart_after_support as m join core.dim_team as t using (team_key)",
        "published",
    )
    for start, end, year, quarter, *names in rows:
        assert mart_after_support.quarter_of(end) == start
        assert mart_after_support.months_on(start, 3) - date.resolution == end
        april = mart_time_to_outcome.year_of(start)
        assert year == f"{april.year}/{(april.year + 1) % 100:02}"
        assert mart_after_support.months_on(april, 3 * (quarter - 1)) == start
        assert names[::2] == names[1::2]


def test_times_before_control_are_what_is_true(demo: Warehouse) -> None:
    columns = [f"{name}_days_from_{what}" for what in ("need", "start") for name in SHARES]
    told = demo.query(
        "select year_start, headline_code, part_key, cell_value,"
        f" {', '.join(columns)} from intermediate.int_time_to_outcome_cells"
    )
    true = mart_time_to_outcome.families(demo.home)
    # headlines of a version that ended about two years before the year have no row of their own
    versions, headlines = seed("framework/framework_versions"), seed("framework/headlines")
    ended = {row["framework_version"]: row["valid_to"] for row in versions}
    version = {row["headline_code"]: row["framework_version"] for row in headlines}
    for year, headline, _ in set(true) - {row[:3] for row in told}:
        assert ended[version[headline]] < mart_after_support.months_on(year, -23).isoformat()
    for year, headline, outcome, count, *times in told:
        achieved = true.get((year, headline, outcome), [])
        assert count == len(achieved)
        expected = [
            float(percentile([one.days[what] for one in achieved], share)) if achieved else None
            for what in ("need", "start")
            for share in SHARES.values()
        ]
        assert times == expected


def test_times_as_published_are_the_true_ones_rounded_or_kept_back(demo: Warehouse) -> None:
    true = mart_time_to_outcome.families(demo.home)
    rows = demo.query(
        "select period_start, coalesce(headline_code, 'all'), coalesce(outcome_code, 'all'),"
        " families, shown, suppression, lower_quartile_days_from_need, median_days_from_need,"
        " upper_quartile_days_from_need, lower_quartile_days_from_start, median_days_from_start,"
        " upper_quartile_days_from_start, period_end, is_year_over"
        " from reporting.mart_time_to_outcome",
        "published",
    )
    cells = demo.query("select count(*) from intermediate.int_time_to_outcome_cells")
    assert [(len(rows),)] == cells
    seen = set()
    for year, headline, outcome, families, shown, suppression, *times, end, is_over in rows:
        achieved = true.get((year, headline, outcome), [])
        if families is None:
            assert (shown, suppression, times) == ("[c]", "suppressed", [None] * 6)
        else:
            assert families == rounded(len(achieved), BASE) and len(achieved) >= THRESHOLD
            assert (shown, suppression) == (str(families), "none")
        least = (families or 0) - BASE // 2
        expected = [
            rounded(percentile([one.days[what] for one in achieved], share), WEEK)
            if least >= THRESHOLD * (2 if name == "median" else 4)
            else None
            for what in ("need", "start")
            for name, share in SHARES.items()
        ]
        assert times == expected
        seen.add((families is None, times[0] is None, times[1] is None))
        assert is_over == (year < date(2023, 4, 1))
        assert end == (date(year.year + 1, 3, 31) if is_over else date(2023, 12, 31))
    # kept back; without times; with a median; with quartiles too
    assert seen == {(True, True, True), (False, True, True), (False, True, False),
                    (False, False, False)}  # fmt: skip


def cells_of(connection: duckdb.DuckDBPyConnection) -> list[Cell]:
    """The figures of the table of times as an onlooker sees them."""
    rows = connection.sql(
        "select m.authority_code, m.financial_year, c.headline_code, c.part_key, m.families,"
        " c.cell_value from intermediate.int_time_to_outcome_cells as c"
        " join reporting.mart_time_to_outcome as m on m.authority_code = c.authority_code"
        " and m.period_start = c.year_start and coalesce(m.headline_code, 'all') = c.headline_code"
        " and coalesce(m.outcome_code, 'all') = c.part_key"
    ).fetchall()
    return [
        Cell(f"times {authority}", year, year, headline, *(
            (WHOLE, WHOLE, "") if outcome == "all" else ("detail", outcome, WHOLE)
        ), shown, truth)
        for authority, year, headline, outcome, shown, truth in rows
    ]  # fmt: skip


def test_nothing_small_can_be_worked_out_of_the_times_beside_the_tables_by_area(
    demo: Warehouse,
) -> None:
    """Whoever achieved an outcome of the framework in force by the end of a year was assessed with
    a need of that headline by then."""
    path = str(demo.home / "warehouse" / "build.duckdb")
    with duckdb.connect(path, read_only=True) as connection:
        times = cells_of(connection)
        needs = [
            cell
            for (table, _), cells in published(connection).items()
            if table.startswith("needs_by_area ")
            for cell in cells
        ]
    assert sum(cell.shown is not None for cell in times) > 10
    onlooker = Onlooker(Rules())
    for cell in times:
        if cell.kind == WHOLE and cell.headline.startswith("SF22-"):
            assessed = [
                (onlooker.number(other.key), -1.0)
                for other in needs
                if other.kind == WHOLE and other.headline == cell.headline
                and other.year <= cell.year
            ]  # fmt: skip
            onlooker.relation([(onlooker.number(cell.key), 1.0), *assessed], -float("inf"), 0)
    assert exposed([*times, *needs], Rules(), onlooker) == []


class DrawnTimes:
    """The models from the figures of the times to what is published, over figures of our own."""

    def __init__(self, compiled: Path) -> None:
        project = compiled / "supporting_families"
        self._code = code_of(compiled, (*DECIDING, CONTROLLED)) | {
            name: (project / path).read_text(encoding="utf-8")
            for name, path in (("mart", MART), ("gate", GATE))
        }
        self.connection = duckdb.connect(":memory:", config={"threads": 1})
        self.connection.execute("attach ':memory:' as build")
        self.connection.execute("use build")
        for schema in ("intermediate", "core", "reporting"):
            self.connection.execute(f"create schema {schema}")

    def run(self, authorities: int, after_control: str = "") -> dict[str, list[Cell]]:
        """Draws a year of each authority, and publishes it; gives its figures by authority."""
        days = ", ".join(
            f"100.0 as {name}_days_from_{what}" for name in SHARES for what in ("need", "start")
        )
        random = Random(8)
        rows = [row for n in range(authorities) for row in self._year(f"{n:03d}", random)]
        drawn = ", ".join(f"({', '.join(map(repr, row))})" for row in rows)
        fill(self.connection)
        self.connection.execute(
            f"""
            insert into intermediate.int_time_to_outcome_cells by name
            select
                a as authority_code, '2023/24' as financial_year, date '2023-04-01' as year_start,
                date '2024-04-01' as next_start, 1 as is_year_over, h as headline_code,
                case when p = 'all' then 'whole' else 'detail' end as part_kind, p as part_key,
                case when p <> 'all' then 'all' end as parent_part_key,
                case when p = 'all' then 0 else 1 end as part_depth, v as cell_value, {days}
            from (values {drawn}) as t (a, h, p, v);
            insert into intermediate.int_disclosure_settings by name
            select distinct
                authority_code, 'outcomes_by_area' as output_code, 5 as threshold,
                5 as rounding_base, 7 as days_rounding_base, 1 as zero_is_disclosive
            from intermediate.int_time_to_outcome_cells;
            create or replace table core.dim_headline as
            select distinct
                'v' as framework_version, headline_code, 1 as headline_no, '' as headline_name
            from intermediate.int_time_to_outcome_cells where headline_code <> 'all';
            create or replace table core.dim_outcome as
            select distinct part_key as outcome_code, '' as outcome_name
            from intermediate.int_time_to_outcome_cells where part_key <> 'all';
            """
        )
        for name in (*DECIDING, CONTROLLED):
            make(self.connection, self._code, name)
        self.connection.execute(
            f"""
            {after_control};
            create or replace table reporting.mart_time_to_outcome as {self._code["mart"]};
            """
        )
        figures: dict[str, list[Cell]] = {}
        for cell in cells_of(self.connection):
            figures.setdefault(cell.table, []).append(cell)
        return figures

    def gate(self) -> list[tuple]:
        return self.connection.sql(self._code["gate"]).fetchall()

    @staticmethod
    def _year(authority: str, random: Random) -> list[tuple[str, str, str, int]]:
        """Families of four headlines with up to three outcomes each, and what they come to."""
        families = [
            {(h, o) for h in range(4) for o in range(h) if random.random() < 0.3}
            for _ in range(random.randint(5, 40))
        ]
        counted = [family for family in families if family]
        figures = [(authority, "all", "all", len(counted))]
        for h in range(1, 4):
            with_it = sum(any(place[0] == h for place in family) for family in counted)
            figures.append((authority, f"H{h}", "all", with_it))
            figures.extend(
                (authority, f"H{h}", f"O{h}{o}", sum((h, o) in family for family in counted))
                for o in range(h)
            )
        return figures


@pytest.fixture(scope="module")
def drawn(demo: Warehouse) -> DrawnTimes:
    return DrawnTimes(demo.target / "compiled")


def test_nothing_small_can_be_worked_out_of_drawn_times(drawn: DrawnTimes) -> None:
    figures = drawn.run(60)
    found = [exposed(cells, Rules()) for cells in figures.values()]
    assert found == [[]] * 60
    assert drawn.gate() == []
    shown = [cell for cells in figures.values() for cell in cells if cell.shown is not None]
    assert len(shown) > 100  # hiding everything would be safe too


UNPROTECTED = {
    "what gives others away is shown": "suppression = 'none', is_hidden = 0"
    " where suppression = 'complementary'",
    "small figures are shown": "suppression = 'none', is_hidden = 0 where suppression = 'primary'",
}


@pytest.mark.parametrize("change", UNPROTECTED.values(), ids=UNPROTECTED)
def test_without_a_protection_attack_and_gate_find_small_figures(
    drawn: DrawnTimes, change: str
) -> None:
    table = "intermediate.int_time_to_outcome_controlled"
    figures = drawn.run(60, f"update {table} set {change}")
    assert any(exposed(cells, Rules()) for cells in figures.values())
    assert drawn.gate()


def test_the_gate_finds_the_time_of_few_families(drawn: DrawnTimes) -> None:
    table = "intermediate.int_time_to_outcome_controlled"
    drawn.run(60, f"update {table} set has_median = 1 where suppression = 'none'")
    assert {problem for *_, problem in drawn.gate()} == {"is shown"}
