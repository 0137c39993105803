"""What lies beside the tables: the columns with their labels, and a page to read first."""

from __future__ import annotations

import csv
import io

from supporting_families.dictionary import DescribedTable
from supporting_families.publish import PublishedBuild
from supporting_families.serving.comments import table_comment
from supporting_families.serving.tables import Table

TABLES = ("schema_name", "table_name", "rows", "description")
COLUMNS = (
    "schema_name", "table_name", "column_name", "label", "description", "unit", "format",
    "column_type",
)  # fmt: skip


def tables_file(
    counts: dict[Table, int], described: dict[tuple[str, str], DescribedTable]
) -> bytes:
    """One row per table, with its rows, what it is and who may see it."""
    rows = []
    for table, count in counts.items():
        known = described.get((table.schema, table.name))
        rows.append((table.schema, table.name, count, table_comment(known) if known else ""))
    return _csv(TABLES, rows)


def columns_file(
    tables: list[Table], described: dict[tuple[str, str], DescribedTable]
) -> bytes:
    """One row per column of the tables, in their order."""
    rows = []
    for table in tables:
        known = described.get((table.schema, table.name))
        told = {column.name: column for column in known.columns} if known else {}
        for column in table.columns:
            one = told.get(column.name)
            words = (one.label, one.description, one.unit, one.format) if one else ("",) * 4
            rows.append((table.schema, table.name, column.name, *words, column.kind))
    return _csv(COLUMNS, rows)


def readme(
    build: PublishedBuild, authority: str, role: str, database: str, tables: int, rows: int
) -> bytes:
    """The page to read first."""
    kind = "DEMO: the people are made up.\n\n" if build.is_demo else ""
    return f"""\
Supporting Families: files for BI tools
=======================================

{kind}Authority:     {authority}
As of:         {build.as_of_date}
For the role:  {role}
Holds:         {tables} tables, {rows:,} rows
Build:         {build.build_id}

What is here
------------
{database}
    All tables in one DuckDB file. Tables and columns carry their descriptions.
parquet/<schema>/<table>.parquet
    The same tables, a file each: for Power BI, Excel and most other tools.
tables.csv, columns.csv
    What every table is and who may see it; what every column is called for people, what it means,
    and its unit.
manifest.json
    The rows and the SHA-256 of every file.

What to know
------------
- The files hold what the role may read on the database server and nothing else. A column that it
  may not see is empty.
- Tables about families have keys in the place of names. That is still personal data: keep the files
  where those who have the role can read them and nobody else can.
- Nothing here is renewed by itself. Make new files after each publishing, and delete old ones.
- Show to anybody only what tables.csv says may be: everything else is for the council's own people.
""".encode()


def _csv(header: tuple[str, ...], rows: list[tuple]) -> bytes:
    """With the mark by which spreadsheets know how letters are written."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
