"""Keys, indexes and relations of what is served, as the tests of the marts hold them to be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from supporting_families.dictionary import DescribedTable, described_tables

from .errors import ServingError

AUTHORITY = "authority_code"


@dataclass(frozen=True)
class Reference:
    """Columns of a table whose values are all in columns of another, in the same order."""

    columns: tuple[str, ...]
    schema: str
    table: str
    to_columns: tuple[str, ...]


@dataclass(frozen=True)
class Structure:
    """What is unique in a table (empty where nothing is), where its columns lead, and which columns
    are looked up and do not begin the key."""

    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    indexed: tuple[str, ...] = ()


@cache
def described() -> dict[tuple[str, str], DescribedTable]:
    """What the YAML of the marts says, by schema and table; what dbt itself writes has none."""
    return {(table.schema, table.name): table for table in described_tables()}


def structure_of(
    place: tuple[str, str],
    columns: set[str],
    tables: dict[tuple[str, str], set[str]],
    known: dict[tuple[str, str], DescribedTable],
) -> Structure:
    """The structure of a served table with these columns, among these served tables.

    Where rows are of an authority it is part of the key, and of every relation to such rows.
    Raises ServingError where the key names a column that the build does not have.
    """
    table = known.get(place)
    if table is None:
        return Structure()
    missing = [name for name in table.primary_key if name not in columns]
    if missing:
        raise ServingError(
            f"the key of {'.'.join(place)} is described with {', '.join(missing)}, which this "
            "build does not have. Publish a build of this code."
        )
    key = [name for name in table.primary_key if name != AUTHORITY]
    if table.primary_key and AUTHORITY in columns:
        key = [AUTHORITY, *key]
    references = []
    for one in table.foreign_keys:
        there = tables.get((one.schema, one.table), set())
        if one.column not in columns or one.to_column not in there:
            continue
        shared = [AUTHORITY] if AUTHORITY in columns & there and one.column != AUTHORITY else []
        references.append(
            Reference(
                (*shared, one.column), one.schema, one.table, (*shared, one.to_column)
            )
        )
    looked_up = [AUTHORITY] if AUTHORITY in columns else []
    looked_up += [one.columns[-1] for one in references]
    indexed = tuple(name for name in dict.fromkeys(looked_up) if name not in key[:1])
    return Structure(tuple(key), tuple(references), indexed)
