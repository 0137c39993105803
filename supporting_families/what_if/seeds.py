"""The tables of the catalogue as their YAML describes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from supporting_families.contracts import PROJECT_ROOT
from supporting_families.dictionary.reading import KEYS

ROOM = "seeds/framework"
SCHEMA = "catalogue"


@dataclass(frozen=True)
class Seed:
    """One table: its columns with their types, what names a row, and what a column must hold."""

    name: str
    types: dict[str, str]
    key: tuple[str, ...]
    required: frozenset[str]
    codes: dict[str, tuple[str, ...]]

    @property
    def table(self) -> str:
        return f'{SCHEMA}."{self.name}"'


def load_seeds() -> dict[str, Seed]:
    """Every table of the catalogue by its name."""
    path = PROJECT_ROOT / ROOM / "_framework__seeds.yml"
    described = yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]
    return {seed["name"]: _seed(seed) for seed in described}


def _seed(described: dict) -> Seed:
    tests = {column["name"]: dict(_tests(column)) for column in described["columns"]}
    of_table = dict(_tests(described))
    key = next(of_table[name]["columns"] for name in KEYS if name in of_table)
    return Seed(
        name=described["name"],
        types=described["config"]["column_types"],
        key=tuple(key),
        required=frozenset(
            column
            for name in ("primary_key", "filled")
            for column in of_table.get(name, {}).get("columns", ())
        ),
        codes={
            name: tuple(str(value) for value in asked["accepted_values"]["values"])
            for name, asked in tests.items()
            if "accepted_values" in asked
        },
    )


def _tests(described: dict) -> Iterator[tuple[str, dict]]:
    """Name and arguments of each data test that is asked of every row."""
    for test in described.get("data_tests", []):
        if isinstance(test, str):
            yield test, {}
            continue
        [(name, settings)] = test.items()
        if "where" not in settings.get("config", {}):
            yield name, settings.get("arguments", {})
