"""The measures that people ask for, and what is sorted by what: starters/powerbi/measures.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from supporting_families.contracts import LOADER, PROJECT_ROOT

FOLDER = PROJECT_ROOT / "starters" / "powerbi"
FILE = FOLDER / "measures.yml"


@dataclass(frozen=True)
class Measure:
    """A measure: on which table it stands (schema.table), its DAX, format and description."""

    name: str
    table: tuple[str, str]
    dax: str
    format: str
    description: str


def read_measures(file: Path = FILE) -> list[Measure]:
    """Every measure, in the order of the file."""
    return [
        Measure(
            one["name"], tuple(one["table"].split(".", 1)), one["dax"].strip(), one["format"],
            " ".join(one["about"].split()),
        )
        for one in _read(file)["measures"]
    ]  # fmt: skip


def read_orders(file: Path = FILE) -> dict[tuple[str, str, str], str]:
    """By schema, table and column, the column that its values are sorted by."""
    return {
        tuple(place.split(".")): column for place, column in _read(file)["sorted_by"].items()
    }


def _read(file: Path) -> dict:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER)
