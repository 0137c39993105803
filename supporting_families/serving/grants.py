"""Rights in the schemas that are ours: what was given by hand is taken, what is due is given."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

EVERYBODY = "public"
# Every right of somebody else than the owner on a schema, on what is in it, or on a column of that.
_RIGHTS_OF_OTHERS = """
with given as (
    select 'schema' as kind, n.nspname as schema_name, '' as object_name, a.grantee,
        a.privilege_type, n.nspowner as owner
    from pg_namespace as n
    cross join lateral aclexplode(n.nspacl) as a
    union all
    select 'table', n.nspname, c.relname, a.grantee, a.privilege_type, c.relowner
    from pg_class as c
    inner join pg_namespace as n on c.relnamespace = n.oid
    cross join lateral (
        select g.grantee, g.privilege_type from aclexplode(c.relacl) as g
        union all
        select g.grantee, g.privilege_type || ' (' || quote_ident(t.attname) || ')'
        from pg_attribute as t cross join lateral aclexplode(t.attacl) as g
        where t.attrelid = c.oid
    ) as a
    union all
    select 'function', n.nspname, p.proname || '(' || oidvectortypes(p.proargtypes) || ')',
        a.grantee, a.privilege_type, p.proowner
    from pg_proc as p
    inner join pg_namespace as n on p.pronamespace = n.oid
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
)

select g.kind, g.schema_name, g.object_name, coalesce(r.rolname, 'public'), g.privilege_type
from given as g
left join pg_roles as r on g.grantee = r.oid
where g.schema_name = any (%s) and g.grantee <> g.owner
"""


@dataclass(frozen=True, order=True)
class Right:
    """A right of a role on a schema, or on a table or function of it."""

    kind: str
    schema: str
    name: str
    role: str
    privilege: str

    def __str__(self) -> str:
        place = ".".join(filter(None, (self.schema, self.name)))
        return f"{self.role} has {self.privilege} on {self.kind} {place}"


def put_rights(
    connection: psycopg.Connection, schemas: list[str], wanted: set[Right]
) -> list[str]:
    """Make these the only rights of others than the owners in schemas; tells what was not so."""
    found = {Right(*row) for row in connection.execute(_RIGHTS_OF_OTHERS, [schemas])}
    for right in sorted(found - wanted):
        connection.execute(_statement("revoke", right, "from"))
    for right in sorted(wanted - found):
        connection.execute(_statement("grant", right, "to"))
    return [f"not in the lists: {right}" for right in sorted(found - wanted)] + [
        f"missing: {right}" for right in sorted(wanted - found)
    ]


def _statement(verb: str, right: Right, preposition: str) -> sql.Composed:
    if right.kind == "function":
        name, _, arguments = right.name.partition("(")
        on = sql.Identifier(right.schema, name) + sql.SQL("(" + arguments)
    else:
        on = sql.Identifier(*filter(None, (right.schema, right.name)))
    everybody = right.role == EVERYBODY
    return sql.SQL("{} {} on {} {} {} {}").format(
        sql.SQL(verb), sql.SQL(right.privilege), sql.SQL(right.kind), on, sql.SQL(preposition),
        sql.SQL(EVERYBODY) if everybody else sql.Identifier(right.role),
    )  # fmt: skip
