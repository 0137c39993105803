"""The sheets of Progress Information: exact counts of the whole authority, as they are returned."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pandas as pd

from supporting_families.dictionary import DescribedTable
from supporting_families.workbooks.looks import NAVY

from .reading import PROGRESS, Published, Row
from .sheets import Picture, Series, Sheet, in_short, known

ORANGE, TEAL = "#C77700", "#2B7A78"
QUARTERS_SHOWN = 8
_QUARTER = (
    "families_claimed_quarter", "families_claimed_year_to_date", "families_claimed_forecast",
    "families_claimed_forecast_low", "families_claimed_forecast_high",
    "families_whole_family_quarter", "families_whole_family_year_to_date",
    "families_whole_family_forecast", "families_not_yet_whole_family_quarter",
)  # fmt: skip
_YEAR = (
    "minimum_number", "families_claimed_year_to_date", "percent_of_minimum",
    "percent_of_year_gone", "families_whole_family_year_to_date",
    "families_not_yet_whole_family_year_to_date",
)  # fmt: skip
_PERIOD = "Quarter"


def progress_sheets(published: Published, described: DescribedTable) -> Iterator[Sheet]:
    """Quarter by quarter, and year by year."""
    over = [row for row in published[PROGRESS] if row["is_complete"]]
    yield _by_quarter(published, described, over[-QUARTERS_SHOWN:])
    yield _by_year(described, over)


def _by_quarter(published: Published, described: DescribedTable, rows: list[Row]) -> Sheet:
    names = [f"{row['financial_year']} quarter {row['financial_quarter']}" for row in rows]
    frame = _frame(described, _PERIOD, names, rows, _QUARTER)
    whole, claimed = (
        _label(described, f"families_{measure}_quarter") for measure in ("whole_family", "claimed")
    )
    return Sheet(
        label="Progress_1",
        title=f"Progress Information by quarter, up to {published.quarter_name}",
        frame=frame,
        marts=(PROGRESS,),
        widths=(22, *[16] * len(_QUARTER)),
        lines=("Whole authority. Exact counts of families, as returned to the department.",),
        notes=("exact", "claimed", "whole_family", "forecast"),
        formats={_label(described, column): "#,##0" for column in _QUARTER},
        picture=Picture(
            title="Families supported in a whole-family way, and families claimed, by quarter",
            names=_PERIOD,
            series=(Series(whole, TEAL), Series(claimed, ORANGE)),
            rows=tuple(range(len(rows))),
            told=f"Columns by quarter. {whole}: {in_short(names, frame[whole])}. "
            f"{claimed}: {in_short(names, frame[claimed])}.",
            upright=True,
        ),
    )


def _by_year(described: DescribedTable, rows: list[Row]) -> Sheet:
    latest = {row["financial_year"]: row for row in rows}
    years = [year for year, row in latest.items() if _tells(row)]
    chosen = [latest[year] for year in years]
    names = [_year_name(row) for row in chosen]
    year = _label(described, "financial_year")
    frame = _frame(described, year, names, chosen, _YEAR)
    minimum, claimed = (
        _label(described, name) for name in ("minimum_number", "families_claimed_year_to_date")
    )
    return Sheet(
        label="Progress_2",
        title="Progress Information by financial year",
        frame=frame,
        marts=(PROGRESS,),
        widths=(28, *[19] * len(_YEAR)),
        lines=("Whole authority. Years with families claimed or supported, or a number to reach.",),
        notes=("exact", "claimed", "minimum"),
        formats={
            _label(described, column): '0.0"%"' if column.startswith("percent") else "#,##0"
            for column in _YEAR
        },
        picture=Picture(
            title="Families claimed and the number to reach, by financial year",
            names=year,
            series=(Series(claimed, ORANGE), Series(minimum, NAVY)),
            rows=tuple(range(len(chosen))),
            told=f"Columns by financial year. {claimed}: {in_short(names, frame[claimed])}. "
            f"{minimum}: {in_short(names, frame[minimum])}.",
            upright=True,
        ),
    )


def _tells(row: Row) -> bool:
    return any(
        row[name]
        for name in ("minimum_number", "families_claimed_year_to_date",
                     "families_whole_family_year_to_date")
    )  # fmt: skip


def _year_name(row: Row) -> str:
    year, quarter = row["financial_year"], row["financial_quarter"]
    return f"{year}" if quarter == 4 else f"{year}, {quarter} of 4 quarters"


def _frame(
    described: DescribedTable,
    first: str,
    names: list[str],
    rows: list[Row],
    columns: tuple[str, ...],
) -> pd.DataFrame:
    values = {first: names}
    for column in columns:
        values[_label(described, column)] = [_number(known(row[column])) for row in rows]
    return pd.DataFrame(values, dtype=object)


def _number(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def _label(described: DescribedTable, column: str) -> str:
    return described.column(column).label or column
