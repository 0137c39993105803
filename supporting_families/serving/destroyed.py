"""What was destroyed in the home, and builds on the server that still hold it."""

from __future__ import annotations

import duckdb
import psycopg
from psycopg import sql

from supporting_families.appended import AppendedFile
from supporting_families.home import Home

# Rows are deleted: a query that began before still finds them, and the next vacuum takes them.
_OTHERS = """
select b.build_id, b.data_schema from serving.builds as b
where b.data_schema is not null and b.build_id <> %(shown)s and exists (
    select 1 from serving.build_destructions as d
    where d.build_id = %(shown)s and not exists (
        select 1 from serving.build_destructions as before
        where before.build_id = b.build_id
            and before.authority_code = d.authority_code
            and before.destruction_ref = d.destruction_ref
    )
)
"""


def known_destructions(files: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """Authority and reference of every destruction that the published build was made after."""
    [is_there] = files.execute(
        "select count(*) > 0 from duckdb_tables() where database_name = 'published' "
        "and schema_name = 'governance' and table_name = 'gov_destructions'"
    ).fetchone()
    if not is_there:
        return set()
    return set(
        files.execute(
            "select distinct authority_code, destruction_ref from published.governance."
            "gov_destructions where authority_code is not null and destruction_ref is not null"
        ).fetchall()
    )


def signed_since(connection: psycopg.Connection, home: Home, build_id: str) -> list[str]:
    """The destructions signed in the home that a build on the server is older than."""
    known = set(
        connection.execute(
            "select d.authority_code, d.destruction_ref from serving.build_destructions as d "
            "where d.build_id = %s",
            [build_id],
        ).fetchall()
    )
    signed = {
        (authority, row["destruction_ref"])
        for authority in home.authorities()
        for row in AppendedFile(home, "registers", "destructions", authority).rows
    }
    return sorted(reference for _, reference in signed - known)


def forget_builds_before(connection: psycopg.Connection, shown: str) -> bool:
    """Empty the place of the build before where something was destroyed since; tells whether."""
    found = connection.execute(_OTHERS, {"shown": shown}).fetchall()
    for build_id, slot in found:
        relations = connection.execute(
            "select t.relation from serving.build_tables as t where t.build_id = %s", [build_id]
        ).fetchall()
        with connection.transaction():
            connection.execute(
                "update serving.builds set data_schema = null where build_id = %s", [build_id]
            )
            for [relation] in relations:
                connection.execute(sql.SQL("delete from {}").format(sql.Identifier(slot, relation)))
        for [relation] in relations:
            connection.execute(sql.SQL("vacuum {}").format(sql.Identifier(slot, relation)))
    return bool(found)
