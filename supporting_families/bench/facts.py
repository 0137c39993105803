"""The facts that the estimate for England and the guard rest on: typed rows of facts/*.csv.

Every row says where it is from (`provenance`) and how sure that is (`confidence`: H, M or L).
"""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path
from typing import TypeVar, get_type_hints

from .errors import BenchError

FOLDER = Path(__file__).resolve().parent / "facts"
CONFIDENCES = ("H", "M", "L")


class FactError(BenchError):
    """A row of the facts is not as expected; the message names file, row and column."""


@dataclasses.dataclass(frozen=True)
class Population:
    """How many people live somewhere."""

    code: str
    people: int
    about: str
    provenance: str
    confidence: str


@dataclasses.dataclass(frozen=True)
class Machine:
    """A machine and what an hour of it costs, in pounds; memory and disk in 10^9 bytes."""

    code: str
    about: str
    cores: int
    memory_gb: float
    disk_gb: float
    hour_low: float
    hour_central: float
    hour_high: float
    provenance: str
    confidence: str


@dataclasses.dataclass(frozen=True)
class Assumption:
    """What we do not know, as the least, the likely and the most it may be."""

    code: str
    low: float
    central: float
    high: float
    unit: str
    about: str
    provenance: str
    confidence: str


@dataclasses.dataclass(frozen=True)
class Growth:
    """How what a part of the build costs grows with people, and where it runs on a cluster."""

    part: str
    matches: str
    name: str
    growth: str
    runs_on: str
    why: str
    provenance: str
    confidence: str


@dataclasses.dataclass(frozen=True)
class Band:
    """How much worse than the baseline a ratio may be."""

    measure: str
    about: str
    worse_from: float
    least_rise: float
    provenance: str
    confidence: str


Row = TypeVar("Row", Population, Machine, Assumption, Growth, Band)


@dataclasses.dataclass(frozen=True)
class Facts:
    """All facts of the estimate for England."""

    populations: dict[str, Population]
    machines: dict[str, Machine]
    assumptions: dict[str, Assumption]
    growths: tuple[Growth, ...]

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Facts:
        """The facts of a folder. Raises FactError where a row is not as expected."""
        assumptions = rows(folder / "assumptions.csv", Assumption)
        machines = rows(folder / "machines.csv", Machine)
        for fact in assumptions:
            _ordered(folder / "assumptions.csv", fact.code, fact.low, fact.central, fact.high)
        for fact in machines:
            steps = (fact.hour_low, fact.hour_central, fact.hour_high)
            _ordered(folder / "machines.csv", fact.code, *steps)
        return cls(
            {fact.code: fact for fact in rows(folder / "populations.csv", Population)},
            {fact.code: fact for fact in machines},
            {fact.code: fact for fact in assumptions},
            tuple(rows(folder / "growth.csv", Growth)),
        )

    def value(self, code: str) -> float:
        """The likely value of an assumption."""
        return self.assumptions[code].central

    def people(self, code: str) -> int:
        """How many people live in a population."""
        return self.populations[code].people

    def with_value(self, code: str, value: float) -> Facts:
        """The same facts with another likely value of one assumption."""
        changed = dataclasses.replace(self.assumptions[code], central=value)
        return dataclasses.replace(self, assumptions={**self.assumptions, code: changed})

    def with_prices(self, end: str) -> Facts:
        """The same facts with the `low` or `high` prices of machines as the likely ones."""
        machines = {
            code: dataclasses.replace(machine, hour_central=getattr(machine, f"hour_{end}"))
            for code, machine in self.machines.items()
        }
        return dataclasses.replace(self, machines=machines)


def bands(folder: Path = FOLDER) -> dict[str, Band]:
    """The bands of the guard by measure. Raises FactError where a row is not as expected."""
    return {band.measure: band for band in rows(folder / "guard_bands.csv", Band)}


def rows(path: Path, kind: type[Row]) -> list[Row]:
    """The rows of a file, each value of the type of its field.

    Raises FactError naming file, row and column.
    """
    types = get_type_hints(kind)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != list(types):
            raise FactError(f"{path.name}: its columns should be {', '.join(types)}")
        return [_row(path, number, row, kind, types) for number, row in enumerate(reader, start=2)]


def _row(path: Path, number: int, row: dict, kind: type[Row], types: dict[str, type]) -> Row:
    values = {}
    for column, wanted in types.items():
        text = (row[column] or "").strip()
        try:
            values[column] = wanted(text)
        except ValueError:
            raise FactError(
                f"{path.name}, row {number}, {column}: {text!r} is no {wanted.__name__}"
            ) from None
        if not text:
            raise FactError(f"{path.name}, row {number}, {column}: there is nothing")
    if values["confidence"] not in CONFIDENCES:
        raise FactError(
            f"{path.name}, row {number}, confidence: {values['confidence']!r} is none of "
            + ", ".join(CONFIDENCES)
        )
    return kind(**values)


def _ordered(path: Path, code: str, low: float, central: float, high: float) -> None:
    if not low <= central <= high:
        raise FactError(
            f"{path.name}, {code}: low, central and high are {low:g}, {central:g}, {high:g}; "
            "they should be in that order"
        )
