"""What a pack is made of: tables of the published file that tell of data, never of a person.

No other table is read, and never the restricted file: what is not here cannot come into a pack.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from supporting_families.home import Home
from supporting_families.publish import PublishedBuild, read_published_build

from .errors import BoardError

Row = dict[str, object]
BUILD_ID = "where invocation_id = (select build_id from governance.published_build)"
# Table, and the order in which it is read.
TABLES = {
    "core.dim_authority": "authority_code",
    "governance.build_expected": "node_id",
    "governance.build_log": "node_id",
    "governance.gov_access": "role_order, schema_order",
    "governance.gov_catalogue": "reading_order",
    "governance.gov_column_lineage": "all",
    "governance.gov_destructions": "destroyed_on, destruction_ref, rule_id",
    "governance.gov_expected_deliveries": "due_on, feed_code",
    "governance.gov_feed_columns": "all",
    "governance.gov_feed_health": "feed_name",
    "governance.gov_feed_reasons": "row_count desc, feed_code, table_name, reason",
    "governance.gov_feed_register": "feed_name",
    "governance.gov_gate_exceptions": "expires_on, exception_id",
    "governance.gov_gates": "check_kind, check_title",
    "governance.gov_match_quality": "feed_name",
    "governance.gov_match_reasons": "reading_order, reason_code",
    "governance.gov_objections": "all",
    "governance.gov_personal_data_paths": "all",
    "governance.gov_rectifications": "all",
    "governance.gov_retention": "state_order, rule_id, hold_code nulls first",
    "governance.gov_rule_coverage": "framework_version, headline_no, need_code, applies_to, "
    "outcome_code, rule_id, evidence_type, feed_code, table_name, column_name",
    "governance.gov_study_exclusions": "is_left_out desc, reason",
    "governance.gov_study_extracts": "made_on, extract_id",
    "governance.gov_subject_requests": "request_name",
    "governance.gov_table_uses": "all",
    "programme.mart_data_maturity": "milestone_code",
    "reporting.dim_symbol": "symbol",
    "reporting.mart_needs_by_area": "all",
    "reporting.mart_outcomes_by_area": "all",
}
BUILD = "Run 'python tasks.py build' (SF_HOME set), then write the pack again."


@dataclass(frozen=True)
class Published:
    """The tables of a pack, of one authority where they say whose a row is, and the schema.

    `schema` is the type of every column of every published table: `core.dim_need`, `need_no`.
    """

    build: PublishedBuild
    authority_code: str
    tables: dict[str, list[Row]]
    schema: dict[str, dict[str, str]]

    def __getitem__(self, table: str) -> list[Row]:
        """The rows of a table by its name, without the schema where only one has it."""
        [found] = [name for name in self.tables if name == table or name.endswith(f".{table}")]
        return self.tables[found]

    @property
    def authority_name(self) -> str:
        [row] = self["dim_authority"]
        return str(row["authority_name"])


def read_published(home: Home, authority: str) -> Published:
    """Everything a pack is made of. Raises BoardError where it is not there."""
    file = home.published_file
    if not file.is_file():
        raise BoardError(f"Nothing is published: '{file}' does not exist. {BUILD}")
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            schema = _schema(connection)
            _check(file, schema)
            return Published(
                build=read_published_build(file),
                authority_code=authority,
                tables={
                    table: _rows(connection, table, order, schema, authority)
                    for table, order in TABLES.items()
                },
                schema=schema,
            )
    except duckdb.IOException as error:
        raise BoardError(
            f"'{file}' cannot be read: another tool has it open. Close it, then write the pack "
            "again."
        ) from error


def _schema(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for schema, table, column, kind in connection.execute(
        "select table_schema, table_name, column_name, data_type from information_schema.columns "
        "order by table_schema, table_name, ordinal_position"
    ).fetchall():
        found.setdefault(f"{schema}.{table}", {})[column] = kind
    return found


def _check(file: Path, schema: dict[str, dict[str, str]]) -> None:
    """Raises BoardError where a table of the pack is not published: a pack has no silent gap."""
    missing = [table for table in TABLES if table not in schema]
    if missing:
        raise BoardError(
            f"'{file}' lacks {', '.join(missing)}: it was published by an older version. {BUILD}"
        )


def _rows(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    order: str,
    schema: dict[str, dict[str, str]],
    authority: str,
) -> list[Row]:
    columns = list(schema[table])
    where, values = "", {}
    if "authority_code" in columns:
        where, values = "where authority_code = $authority", {"authority": authority}
    elif "invocation_id" in columns:
        where = BUILD_ID
    rows = connection.execute(f"select * from {table} {where} order by {order}", values).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in rows]
