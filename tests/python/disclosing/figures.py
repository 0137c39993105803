"""Published figures as the attack takes them."""

from __future__ import annotations

import duckdb

from .attack import WHOLE, YEAR, Cell

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


def published(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[Cell]]:
    """The figures of a build by table and financial year: figures of two years share no family."""
    found: dict[tuple[str, str], list[Cell]] = {}
    for row in connection.execute(FIGURES).fetchall():
        cell = Cell(*row)
        assert (cell.kind == WHOLE) == (cell.part == WHOLE)
        assert (cell.kind == YEAR) == (cell.part == YEAR)
        found.setdefault((cell.table, cell.year), []).append(cell)
    return found
