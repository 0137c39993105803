"""What is sent to the server: the tables of the published files that some role may read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from supporting_families.home import Home
from supporting_families.publish import SCHEMAS
from supporting_families.sql_text import quoted, text_literal

from .errors import ServingError
from .rights import Mask, Rights
from .structure import AUTHORITY, Structure, described, structure_of

LONGEST_NAME = 63  # bytes that the server keeps of a name
_MARK_LETTERS = 6
_TYPES = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "bigint",  # sums of whole numbers; one that does not fit is an error
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


@dataclass(frozen=True)
class Column:
    """A column and its type on the server."""

    name: str
    kind: str


@dataclass(frozen=True)
class Table:
    """A table to be sent, from which of the published files, and how many rows it has."""

    file: str
    schema: str
    name: str
    columns: tuple[Column, ...]
    rows: int
    structure: Structure

    @property
    def relation(self) -> str:
        """Its name on the server: another where its columns, its key or what is indexed are others,
        so both can be there."""
        made_of = (
            ", ".join(f"{column.name} {column.kind}" for column in self.columns),
            ", ".join(self.structure.key),
            ", ".join(self.structure.indexed),
        )
        mark = hashlib.sha256("; ".join(made_of).encode()).hexdigest()[:_MARK_LETTERS]
        return f"{self.schema}__{self.name}__{mark}"

    @property
    def source(self) -> str:
        """Where its rows are, for DuckDB with the published files attached."""
        return ".".join(map(quoted, (self.file, self.schema, self.name)))

    def has(self, column: str) -> bool:
        return any(one.name == column for one in self.columns)

    def selected(self, masks: tuple[Mask, ...], role: str | None = None) -> str:
        """The select list, for DuckDB: what nobody may see is left behind here, and what the role
        may not, where it is for one alone."""
        return ", ".join(_sent(column, masks, role) for column in self.columns)


@contextmanager
def published_files(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with both published files attached, read-only, as `published` and `extracts`."""
    with duckdb.connect() as connection:
        for name, file in (("published", home.published_file), ("extracts", home.extracts_file)):
            connection.execute(f"attach {text_literal(file)} as {name} (read_only)")
        yield connection


def served_tables(connection: duckdb.DuckDBPyConnection, rights: Rights) -> list[Table]:
    """The tables to send, in order. Raises ServingError where they and the lists do not agree."""
    rows = connection.execute(
        """
        select database_name, schema_name, table_name, column_name, data_type
        from duckdb_columns() where database_name in ('published', 'extracts') and not internal
        order by database_name, schema_name, table_name, column_index
        """
    ).fetchall()
    found: dict[tuple[str, str, str], list[Column]] = {}
    for file, schema, table, column, kind in rows:
        if schema in SCHEMAS[file] and _is_served(rights, schema, table):
            columns = found.setdefault((file, schema, table), [])
            columns.append(Column(column, _kind(f"{schema}.{table}.{column}", kind)))
    names = {
        (schema, table): {column.name for column in columns}
        for (_, schema, table), columns in found.items()
    }
    tables = [
        Table(
            *place, tuple(columns), _count(connection, place),
            structure_of(place[1:], names[place[1:]], names, described()),
        )
        for place, columns in found.items()
    ]  # fmt: skip
    missing = rights.named() - {(table.schema, table.name) for table in tables}
    if missing:
        names = ", ".join(sorted(".".join(table) for table in missing))
        raise ServingError(
            f"seeds/access/access_rights.csv names {names}, which this build does not have. "
            "Publish a build of this code, or take the rows out."
        )
    for table in tables:
        _check(table, rights)
    return tables


def _count(connection: duckdb.DuckDBPyConnection, place: tuple[str, str, str]) -> int:
    name = ".".join(map(quoted, place))
    return connection.execute(f"select count(*) from {name}").fetchone()[0]


def _is_served(rights: Rights, schema: str, table: str) -> bool:
    """Whether any role reads it; raises ServingError on a schema that no list names."""
    if schema not in rights.schemas:
        raise ServingError(
            f"schema '{schema}' is published and seeds/access/access_schemas.csv does not say how "
            "sensitive it is: add its row."
        )
    return bool(rights.readers(schema, table))


def _check(table: Table, rights: Rights) -> None:
    place = f"{table.schema}.{table.name}"
    names = {column.name for column in table.columns}
    is_shared = (table.schema, table.name) in rights.shared
    if is_shared == (AUTHORITY in names):
        has = "a column" if is_shared else "no column"
        raise ServingError(
            f"{place} has {has} {AUTHORITY} and is {'' if is_shared else 'not '}in "
            "seeds/access/access_shared_tables.csv: either its rows say whose they are, or they "
            "are everybody's and the list says why."
        )
    for mask in rights.masks.get((table.schema, table.name), ()):
        for column in filter(None, (mask.column, mask.hidden_where)):
            if column not in names:
                raise ServingError(
                    f"seeds/access/access_masks.csv names {place}.{column}, which this build does "
                    "not have: what it is to hide would be shown under another name."
                )
    if len(table.relation.encode()) > LONGEST_NAME:
        raise ServingError(f"the name of {place} is too long for the server: shorten it.")


def _kind(place: str, kind: str) -> str:
    decimal = _DECIMAL.fullmatch(kind)
    if decimal:
        return f"numeric({decimal[1]},{decimal[2]})"
    if kind not in _TYPES:
        raise ServingError(
            f"{place} is of type {kind}, which is not served: cast it in its model to one of "
            f"{', '.join(sorted(_TYPES))}."
        )
    return _TYPES[kind]


def _sent(column: Column, masks: tuple[Mask, ...], role: str | None) -> str:
    """A flag that is not known to be 0 hides."""
    value = f"cast({quoted(column.name)} as {column.kind})"
    for mask in masks:
        is_hidden = role not in mask.shown_to if role else not mask.shown_to
        if mask.column == column.name and is_hidden:
            shown = f"{quoted(mask.hidden_where)} = 0" if mask.hidden_where else "false"
            value = f"case when {shown} then {value} end"
    return f"{value} as {quoted(column.name)}"
