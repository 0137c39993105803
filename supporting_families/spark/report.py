"""The report of a comparison: counts and names alone, so that it may be kept with the code."""

from __future__ import annotations

from importlib.metadata import distributions
from collections.abc import Sequence

from supporting_families.home import BuildDates

from .both import Table
from .compare import DIGITS, Compared

PACKAGES = ("duckdb", "pyspark", "dbt-spark")
Result = tuple[Table, Compared]


def different(results: Sequence[Result]) -> list[Result]:
    """Those with a difference."""
    return [(table, compared) for table, compared in results if compared.differences]


def summary(results: Sequence[Result]) -> list[str]:
    """A line for the marts and a line for all other tables."""
    told = []
    for about, marts in (("marts", True), ("other tables", False)):
        chosen = [result for result in results if result[0].is_mart == marts]
        rows = sum(compared.rows[0] or 0 for _, compared in chosen)
        count = len(different(chosen))
        told.append(f"{about}: {len(chosen)} compared, {rows:,} rows on DuckDB; {count} differ")
    return told


def lines_of(compared: Compared) -> list[str]:
    """What to tell of a table that differs."""
    rows = " and ".join("none" if count is None else f"{count:,}" for count in compared.rows)
    head = f"{compared.table}: rows on DuckDB and on Spark {rows}"
    return [head, *(f"  {line}" for line in compared.differences)]


def report(results: Sequence[Result], dates: BuildDates, came_to: Sequence[str]) -> str:
    """The whole report as Markdown; `came_to` says how the builds before it went."""
    wrong = different(results)
    parts = [
        "# DuckDB and Spark compared",
        "",
        f"The same home built on both, as of {dates.as_of_date}. {_versions()}.",
        "",
        *(f"* {line}" for line in [*came_to, *summary(results)]),
        "",
        "Every row is compared with every value in it, nulls included, and how often it stands "
        "there. The types of marts must be the same; in other tables the kind of value must be. "
        f"Floats are compared to {DIGITS} significant digits, all else to the last character.",
        "",
        "## Differences" if wrong else "No difference.",
    ]
    for _, compared in wrong:
        parts += ["", "```", *lines_of(compared), "```"]
    return "\n".join(parts) + "\n"


def _versions() -> str:
    """What is installed of both engines; a comparison of what was built before needs no Spark."""
    installed = {one.name: one.version for one in distributions()}
    return ", ".join(
        f"{name} {installed[name]}" for name in PACKAGES if name in installed
    )
