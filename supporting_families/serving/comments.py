"""What a table and its columns are, written on the views, where BI tools show it."""

from __future__ import annotations

import psycopg
from psycopg import sql

from supporting_families.dictionary import DescribedColumn, DescribedTable

from .definitions import put_definition

_MAY_SEE = {
    "controlled": "May be shown to anybody: small numbers are hidden.",
    "internal": "For the council's own people alone.",
}
_FOUND = """
select jsonb_object_agg(coalesce(a.attname, ''), d.description)::text
from pg_description as d
inner join pg_class as c on d.objoid = c.oid and d.classoid = 'pg_class'::regclass
inner join pg_namespace as n on c.relnamespace = n.oid
left join pg_attribute as a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0
where n.nspname = %s and c.relname = %s
"""


def comments_name(schema: str, table: str) -> str:
    """What the comments of a view are called among what is ours."""
    return f"comments of {schema}.{table}"


def table_comment(table: DescribedTable) -> str:
    """What it is and, of a table that is made to be shown, to whom."""
    return " ".join(filter(None, (table.description, _MAY_SEE.get(table.disclosure or ""))))


def column_comment(column: DescribedColumn) -> str:
    """The label, what it is, and what it is counted in."""
    told = [f"{column.label}." if column.label else "", column.description]
    told.append(f"Unit: {column.unit}." if column.unit else "")
    return " ".join(filter(None, told))


def put_comments(
    connection: psycopg.Connection, table: DescribedTable, columns: list[str]
) -> list[str]:
    """Put the comments on the view of a table with these columns; tells where they were others."""
    wanted = {"": table_comment(table)}
    wanted |= {
        column.name: column_comment(column) for column in table.columns if column.name in columns
    }
    wanted = {name: text for name, text in wanted.items() if text}
    view = sql.Identifier(table.schema, table.name)
    statements = [
        sql.SQL("comment on view {} is {}").format(view, sql.Literal(text))
        if not name
        else sql.SQL("comment on column {}.{} is {}").format(
            view, sql.Identifier(name), sql.Literal(text)
        )
        for name, text in wanted.items()
    ]
    together = sql.SQL("; ").join(statements)

    def look() -> str | None:
        return connection.execute(_FOUND, [table.schema, table.name]).fetchone()[0]

    return put_definition(
        connection, comments_name(table.schema, table.name), together.as_string(connection),
        look, lambda: connection.execute(together),
    )  # fmt: skip
