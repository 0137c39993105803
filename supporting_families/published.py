"""Reads tables of the files that the last publishing left: what was published before this build."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa


def published_rows(file: Path, table: str, schema: pa.Schema) -> pa.Table:
    """The rows of a table with these columns; none where nothing was published, or not the table yet."""
    if not file.is_file():
        return schema.empty_table()
    with duckdb.connect(str(file), read_only=True) as connection:
        [(is_there,)] = connection.execute(
            "select count(*) > 0 from information_schema.tables "
            "where table_schema || '.' || table_name = $table",
            {"table": table},
        ).fetchall()
        if not is_there:
            return schema.empty_table()
        columns = ", ".join(f'"{name}"' for name in schema.names)
        return connection.execute(f"select {columns} from {table}").to_arrow_table().cast(schema)
