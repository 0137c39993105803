"""A table of a pack, as page and workbook both show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Cell = str | int | date | None
PLACE = {"File": 64, "Rows": 16, "Received on": 14}  # where a row was landed; heading: width


@dataclass(frozen=True)
class Table:
    """A table with its caption, its headings with their widths, and its rows."""

    caption: str
    columns: dict[str, int]
    rows: list[tuple[Cell, ...]]
