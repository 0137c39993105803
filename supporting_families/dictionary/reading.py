"""Reads the descriptions, keys, labels, units and formats of the marts from their YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from supporting_families.contracts import LOADER, PROJECT_ROOT

_REF = re.compile(r"ref\('([a-z0-9_]+)'\)")
KEYS = ("primary_key", "unique_together")  # the first that is asked for names a row


class DictionaryError(Exception):
    """A description says what cannot be; the message names file, table and column."""


@dataclass(frozen=True)
class ForeignKey:
    """A column whose values are all in a column of another table."""

    column: str
    schema: str
    table: str
    to_column: str


@dataclass(frozen=True)
class DescribedColumn:
    """A column as its YAML has it. `label`, `unit` and `format` are None where none is given;
    `format` is written as spreadsheets and Power BI write it."""

    name: str
    data_type: str
    description: str
    label: str | None = None
    unit: str | None = None
    format: str | None = None


@dataclass(frozen=True)
class DescribedTable:
    """A mart as its YAML has it. `disclosure` says of a table of reporting whether anybody may
    see it (controlled) or the council's own people alone (internal). `primary_key` is what the
    tests hold to be unique; empty where nothing does."""

    schema: str
    name: str
    description: str
    columns: tuple[DescribedColumn, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    disclosure: str | None = None

    def column(self, name: str) -> DescribedColumn:
        """A column by its name. Raises KeyError where the table has none of that name."""
        for one in self.columns:
            if one.name == name:
                return one
        raise KeyError(f"{self.schema}.{self.name} has no column '{name}'")


def described_tables(root: Path = PROJECT_ROOT) -> list[DescribedTable]:
    """Every mart, by schema and name. Raises DictionaryError where a relationship is not
    written as a ref."""
    found = [
        (file, model) for file in _files(root) for model in _read(file).get("models") or []
    ]
    schemas = {model["name"]: file.parent.name for file, model in found}
    tables = [_table(file, model, schemas) for file, model in found]
    return sorted(tables, key=lambda table: (table.schema, table.name))


def _files(root: Path) -> list[Path]:
    return sorted((root / "models" / "marts").glob("*/_*__models.yml"))


def _read(file: Path) -> dict:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=LOADER) or {}


def _table(file: Path, model: dict, schemas: dict[str, str]) -> DescribedTable:
    columns = model.get("columns") or []
    return DescribedTable(
        schema=file.parent.name,
        name=model["name"],
        description=_line(model.get("description")),
        columns=tuple(_column(column) for column in columns),
        primary_key=_key(model),
        foreign_keys=tuple(_foreign_keys(file, model["name"], columns, schemas)),
        disclosure=_meta(model).get("disclosure"),
    )


def _column(column: dict) -> DescribedColumn:
    meta = _meta(column)
    return DescribedColumn(
        column["name"],
        column.get("data_type") or "",
        _line(column.get("description")),
        *(meta.get(name) for name in ("label", "unit", "format")),
    )


def _key(model: dict) -> tuple[str, ...]:
    asked = dict(_tests(model))
    for name in KEYS:
        if name in asked:
            return tuple(asked[name]["columns"])
    return ()


def _foreign_keys(
    file: Path, table: str, columns: list[dict], schemas: dict[str, str]
) -> Iterator[ForeignKey]:
    for column in columns:
        for name, arguments in _tests(column):
            if name != "relationships":
                continue
            ref = _REF.search(arguments["to"])
            if ref and ref[1] in schemas:
                yield ForeignKey(column["name"], schemas[ref[1]], ref[1], arguments["field"])
            elif not ref:
                raise DictionaryError(
                    f"{file.name}: {table}.{column['name']} is related to {arguments['to']!r}, "
                    "which is no ref('...'): write it as one."
                )


def _tests(described: dict) -> Iterator[tuple[str, dict]]:
    """Name and arguments of each data test."""
    for test in described.get("data_tests") or []:
        if isinstance(test, str):
            yield test, {}
        else:
            [(name, settings)] = list(test.items())[:1]
            yield name, (settings or {}).get("arguments") or {}


def _meta(described: dict) -> dict:
    return (described.get("config") or {}).get("meta") or {}


def _line(value: str | None) -> str:
    return " ".join((value or "").split())
