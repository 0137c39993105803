"""Published figures as the attack takes them."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from .attack import WHOLE, YEAR, Cell, Key

FIGURES = """
    select
        f.output_code || ' ' || f.authority_code, f.financial_year,
        case when f.part_kind = 'year' then f.financial_year
            else cast(f.period_start as varchar) end,
        f.headline_code, f.part_kind, f.part_key, coalesce(c.parent_part_key, ''),
        f.families, f.cell_value
    from intermediate.int_area_figures as f
    left join intermediate.int_area_cells as c
        using (output_code, authority_code, period_start, headline_code, part_key)
    where f.is_over = 1
    order by all
"""


PAIRS = """
    select
        'needs_by_area ' || p.authority_code, p.financial_year, p.financial_year, p.pair_code,
        p.part_kind, p.part_key, coalesce(p.parent_part_key, ''),
        case when p.suppression = 'none' then p.rounded_value end, p.cell_value
    from intermediate.int_need_pair_controlled as p
    order by all
"""
PEOPLE = """
    select
        'equality ' || e.authority_code, e.financial_year, e.financial_year,
        case when e.measure_code = 'supported' then 'all' else e.measure_code end,
        e.part_kind, e.part_key, coalesce(e.parent_part_key, ''),
        case when e.suppression = 'none' then e.rounded_value end, e.cell_value,
        e.families
    from intermediate.int_equality_controlled as e
    order by all
"""


def published_pairs(
    connection: duckdb.DuckDBPyConnection,
) -> dict[tuple[str, str], list[Cell]]:
    """The figures of pairs of headlines by table (as the figures of needs are named) and year."""
    found: dict[tuple[str, str], list[Cell]] = {}
    for row in connection.execute(PAIRS).fetchall():
        cell = Cell(*row)
        found.setdefault((cell.table, cell.year), []).append(cell)
    return found


def published_people(
    connection: duckdb.DuckDBPyConnection, families_minimum: int = 5
) -> dict[tuple[str, str], tuple[list[Cell], frozenset[Key]]]:
    """The figures of people by table and year, and which of them are of too few families. Those
    supported stand for all; whom the outcomes of a year are of are others."""
    found: dict[tuple[str, str], tuple[list[Cell], set[Key]]] = {}
    for *row, families in connection.execute(PEOPLE).fetchall():
        cell = Cell(*row)
        if cell.headline == "successful":
            cell = replace(cell, table=f"{cell.table} successful", headline="all")
        cells, few = found.setdefault((cell.table, cell.year), ([], set()))
        cells.append(cell)
        if families < families_minimum:
            few.add(cell.key)
    return {key: (cells, frozenset(few)) for key, (cells, few) in found.items()}


def published(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[Cell]]:
    """The figures of a build by table and financial year: figures of two years share no family."""
    found: dict[tuple[str, str], list[Cell]] = {}
    for row in connection.execute(FIGURES).fetchall():
        cell = Cell(*row)
        assert (cell.kind == WHOLE) == (cell.part == WHOLE)
        assert (cell.kind == YEAR) == (cell.part == YEAR)
        found.setdefault((cell.table, cell.year), []).append(cell)
    return found
