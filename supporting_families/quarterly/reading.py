"""What a quarterly workbook is made of: tables of the published file that hold counts alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from supporting_families.catalogue.words import month_name
from supporting_families.home import Home
from supporting_families.publish import PublishedBuild, read_published_build

from .errors import QuarterlyError

Row = dict[str, object]
PROGRESS = "progress.mart_progress_information"
NEEDS, OUTCOMES = "reporting.mart_needs_by_area", "reporting.mart_outcomes_by_area"
PAIRS, EQUALITY = "reporting.mart_need_pairs_by_area", "reporting.mart_equality"
HOW_LONG = "reporting.mart_time_to_outcome"
SYMBOLS = "reporting.dim_symbol"
# Table, and the order in which it is read.
TABLES = {
    PROGRESS: "financial_year, financial_quarter",
    NEEDS: "period_start, framework_version nulls first, headline_no nulls first, need_code",
    OUTCOMES: "period_start, framework_version nulls first, headline_no nulls first, outcome_code",
    PAIRS: "period_start, framework_version, first_headline_no, second_headline_no",
    HOW_LONG: "period_start, framework_version nulls first, headline_no nulls first, outcome_code",
    EQUALITY: "period_start, measure_order, characteristic_order, category_order",
    SYMBOLS: "symbol",
}
NOT_OVER = "[x]"
_BUILD = "Run 'python tasks.py build' (SF_HOME set), then write the workbook again."


@dataclass(frozen=True)
class Published:
    """The tables of one authority, and the last quarter of Progress Information that is over."""

    build: PublishedBuild
    authority_name: str
    tables: dict[str, list[Row]]
    quarter: Row

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]

    @property
    def quarter_name(self) -> str:
        """The quarter in words: October to December 2023."""
        return period_name(self.quarter["quarter_starts_on"], self.quarter["quarter_ends_on"])

    @property
    def quarter_code(self) -> str:
        """The quarter for the name of a file: 2023-24_Q3."""
        year = str(self.quarter["financial_year"]).replace("/", "-")
        return f"{year}_Q{self.quarter['financial_quarter']}"


def period_name(start: object, end: object) -> str:
    """A period of whole months in words."""
    assert isinstance(start, date) and isinstance(end, date)
    last = f"{month_name(end.month)} {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return last
    year = "" if start.year == end.year else f" {start.year}"
    return f"{month_name(start.month)}{year} to {last}"


def read_published(home: Home, authority: str) -> Published:
    """Everything a workbook is made of. Raises QuarterlyError where it is not there."""
    file = home.published_file
    if not file.is_file():
        raise QuarterlyError(f"Nothing is published: '{file}' does not exist. {_BUILD}")
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = {
            table: _rows(connection, table, order, authority) for table, order in TABLES.items()
        }
        [(name,)] = connection.execute(
            "select authority_name from core.dim_authority where authority_code = $authority",
            {"authority": authority},
        ).fetchall()
    over = [row for row in tables[PROGRESS] if row["is_complete"]]
    if not over:
        raise QuarterlyError(
            "No quarter is over yet in progress.mart_progress_information: there is nothing to "
            "tell. It begins with the first claim or support of the authority."
        )
    return Published(read_published_build(file), name, tables, over[-1])


def _rows(
    connection: duckdb.DuckDBPyConnection, table: str, order: str, authority: str
) -> list[Row]:
    where, values = "", {}
    if table != SYMBOLS:
        where, values = "where authority_code = $authority", {"authority": authority}
    try:
        found = connection.execute(f"select * from {table} {where} order by {order}", values)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise QuarterlyError(
            f"{table} is not published as it has to be: the file is of an older version. {_BUILD}"
        ) from error
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
