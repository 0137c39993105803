"""What the server holds and shows, in plain lines."""

from __future__ import annotations

import psycopg

from supporting_families.home import Home

from .connection import as_owner
from .destroyed import signed_since
from .loading import check_prepared
from .rights import Rights

SHOWINGS_TOLD = 10
_BUILDS = """
select
    b.build_id, b.as_of_date, b.is_demo, b.published_at, b.loaded_at,
    b.data_schema = s.data_schema as is_shown,
    b.loaded_at < (
        select n.loaded_at from serving.builds as n where n.data_schema = s.data_schema
    ) as is_before,
    (select count(*) from serving.build_tables as t where t.build_id = b.build_id),
    (select coalesce(sum(t.row_count), 0) from serving.build_tables as t
    where t.build_id = b.build_id)
from serving.builds as b
cross join serving.shown as s
where b.data_schema is not null
order by is_shown desc
"""


def status_lines(connection: psycopg.Connection, home: Home, rights: Rights) -> list[str]:
    """What is shown, what there is to go back to, and what was shown when and by whom.

    Raises ServingError where the server is not prepared.
    """
    as_owner(connection)
    check_prepared(connection, rights)
    lines = []
    for build_id, as_of, is_demo, published, loaded, is_shown, is_before, tables, rows in (
        connection.execute(_BUILDS).fetchall()
    ):
        if is_shown:
            label = "Shown"
        elif not is_before:
            label = "Gone back from"
        elif signed_since(connection, home, build_id):
            label = "Not to be shown again, for something was destroyed since"
        else:
            label = "To go back to"
        kind = "demo build" if is_demo else "build"
        lines += [
            f"{label}: as of {as_of}, {kind} {build_id}",
            f"  published {published:%Y-%m-%d %H:%M} UTC, loaded {loaded:%Y-%m-%d %H:%M %Z}, "
            f"{tables} tables, {rows:,} rows",
        ]
    if not lines:
        return ["Nothing is shown yet: run 'python scripts/serve.py load'."]
    lines.append("What was shown, the last first:")
    for when, who, build_id, as_of, is_again in connection.execute(
        "select s.shown_at, s.shown_by, s.build_id, s.as_of_date, s.is_again "
        "from serving.showings as s order by s.shown_at desc limit %s",
        [SHOWINGS_TOLD],
    ):
        how = "went back to" if is_again else "loaded"
        lines.append(f"  {when:%Y-%m-%d %H:%M %Z} {who} {how} the build as of {as_of}, {build_id}")
    return lines
