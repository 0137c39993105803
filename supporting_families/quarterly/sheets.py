"""What a sheet of the workbook is, whatever it tells of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

NOT_APPLICABLE, NOT_KNOWN, KEPT_BACK = "[z]", "[x]", "[c]"


@dataclass(frozen=True)
class Series:
    """A column of the table that is drawn, and its colour."""

    column: str
    colour: str


@dataclass(frozen=True)
class Picture:
    """A chart below a table: which rows and columns it draws, and what it says in words.

    `upright` draws columns over time, else bars lie beside their names. Cells that hold a symbol
    have no bar, and the symbol in its place.
    """

    title: str
    names: str
    series: tuple[Series, ...]
    rows: tuple[int, ...]
    told: str
    upright: bool = False


@dataclass(frozen=True)
class Sheet:
    """One table with what is said about it. `marts` are the published tables it is made of."""

    label: str
    title: str
    frame: pd.DataFrame
    marts: tuple[str, ...]
    widths: tuple[float, ...]
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    formats: dict[str, str] = field(default_factory=dict)
    texts: int = 1
    picture: Picture | None = None


def figure(row: dict[str, object] | None, shown: str = "shown") -> object:
    """What stands in a cell: the number, or the symbol where there is none."""
    if row is None:
        return NOT_APPLICABLE
    told = str(row[shown])
    return int(told) if told.isdigit() else told


def known(value: object) -> object:
    """A value of a table, or the symbol for what is not known."""
    return NOT_KNOWN if value is None else value


def in_short(names: Sequence[object], values: Sequence[object]) -> str:
    """Names with their figures, for those who hear a chart read."""
    return "; ".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))
