"""How tables and columns are called in Power BI: as people read them."""

from __future__ import annotations

import uuid

from supporting_families.dictionary import DescribedTable

from .errors import PowerBiError

_PREFIXES = ("dim_", "fct_", "mart_")
_SPACE = uuid.UUID("0f8f8f3c-7f6e-4b1a-8b53-6a0a3d1d6f52")  # of the tags, which must not move


def table_name(table: DescribedTable) -> str:
    """fct_support_episode is 'Support episode'."""
    name = table.name
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name[0].upper() + name[1:].replace("_", " ")


def table_names(tables: list[DescribedTable]) -> dict[tuple[str, str], str]:
    """The name of each table by schema and name. Raises PowerBiError where two are called alike."""
    names: dict[tuple[str, str], str] = {}
    for table in tables:
        name = table_name(table)
        if name in names.values():
            raise PowerBiError(f"two tables would be called '{name}': rename {table.name}.")
        names[table.schema, table.name] = name
    return names


def column_names(table: DescribedTable) -> dict[str, str]:
    """The name of each column by its own: its label. Raises PowerBiError where one has none, or
    two have the same."""
    names: dict[str, str] = {}
    for column in table.columns:
        where = f"{table.schema}.{table.name}.{column.name}"
        if not column.label:
            raise PowerBiError(f"{where} has no label: give it one in its YAML (config: meta).")
        if column.label.lower() in {name.lower() for name in names.values()}:
            raise PowerBiError(f"{where} has the label '{column.label}' of another column.")
        names[column.name] = column.label
    return names


def tag(*parts: str) -> str:
    """The tag by which Power BI knows a thing again, whatever it is called by then."""
    return str(uuid.uuid5(_SPACE, "/".join(parts)))
