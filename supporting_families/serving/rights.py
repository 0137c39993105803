"""Who may read what on the server: the lists in seeds/access, checked against each other."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT

from .errors import ServingError

FOLDER = PROJECT_ROOT / "seeds" / "access"
EVERY_TABLE = "*"
BY_NAME_ALONE = ("restricted", "extract")  # sensitivities in which nothing is opened as a whole


@dataclass(frozen=True)
class Mask:
    """A column that only some readers of its table see; `hidden_where` is 1 on the rows meant."""

    column: str
    hidden_where: str
    shown_to: frozenset[str]


@dataclass(frozen=True)
class Rights:
    """The lists. Tables are named by schema and table, roles by their codes, in their order."""

    roles: tuple[str, ...]
    schemas: dict[str, str]
    tables: dict[str, frozenset[tuple[str, str]]]
    masks: dict[tuple[str, str], tuple[Mask, ...]]
    shared: frozenset[tuple[str, str]]
    with_files: tuple[str, ...] = ()  # the roles that BI files may be made for
    places: tuple[tuple[str, str, str], ...] = ()  # columns that tell where somebody lives

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Rights:
        """The lists of a folder. Raises ServingError where one names what another does not have."""
        listed = _rows(folder, "roles")
        roles = tuple(row["role_code"] for row in listed)
        masks: dict[tuple[str, str], list[Mask]] = {}
        for row in _rows(folder, "masks"):
            mask = Mask(
                row["column_name"], row["hidden_where"], frozenset(row["shown_to"].split())
            )
            masks.setdefault(_table(row), []).append(mask)
        rights = cls(
            roles=roles,
            schemas={row["schema_name"]: row["sensitivity"] for row in _rows(folder, "schemas")},
            tables={
                role: frozenset(
                    _table(row) for row in _rows(folder, "rights") if row["role_code"] == role
                )
                for role in {*roles, *(row["role_code"] for row in _rows(folder, "rights"))}
            },
            masks={table: tuple(found) for table, found in masks.items()},
            shared=frozenset(_table(row) for row in _rows(folder, "shared_tables")),
            with_files=tuple(row["role_code"] for row in listed if row["may_have_files"] == "1"),
            places=tuple((*_table(row), row["column_name"]) for row in _rows(folder, "places")),
        )
        rights.check()
        return rights

    def check(self) -> None:
        """Raises ServingError on the first row that makes no sense beside the others."""
        for role, tables in self.tables.items():
            if role not in self.roles:
                raise _wrong("rights", f"role '{role}'", "access_roles.csv does not have it")
            for schema, table in sorted(tables):
                if schema not in self.schemas:
                    raise _wrong(
                        "rights", f"schema '{schema}'", "access_schemas.csv does not have it"
                    )
                if table == EVERY_TABLE and self.schemas[schema] in BY_NAME_ALONE:
                    raise _wrong(
                        "rights",
                        f"'{role}' and every table of '{schema}'",
                        f"the schema is {self.schemas[schema]}: name the tables one by one",
                    )
        for schema, table, column in self.places:
            if not self.readers(schema, table):
                raise _wrong("places", f"{schema}.{table}.{column}", "no role reads the table")
        for (schema, table), found in self.masks.items():
            for role in {role for mask in found for role in mask.shown_to}:
                if role not in self.readers(schema, table):
                    raise _wrong(
                        "masks", f"{schema}.{table} shown to '{role}'", "the role does not read it"
                    )

    def readers(self, schema: str, table: str) -> tuple[str, ...]:
        """The roles that may read a table."""
        wanted = {(schema, table), (schema, EVERY_TABLE)}
        return tuple(role for role in self.roles if wanted & self.tables.get(role, frozenset()))

    def roles_in(self, schema: str) -> tuple[str, ...]:
        """The roles that may read anything of a schema."""
        return tuple(
            role
            for role in self.roles
            if any(schema == named for named, _ in self.tables.get(role, frozenset()))
        )

    def named(self) -> set[tuple[str, str]]:
        """The tables that some row names by name."""
        return {
            table
            for tables in self.tables.values()
            for table in tables
            if table[1] != EVERY_TABLE
        }


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / f"access_{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _table(row: dict[str, str]) -> tuple[str, str]:
    return row["schema_name"], row["table_name"]


def _wrong(name: str, what: str, why: str) -> ServingError:
    return ServingError(f"seeds/access/access_{name}.csv names {what}, and {why}.")
