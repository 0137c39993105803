"""Roles, schemas and memberships on the server. Run as often as one likes: it puts right what is
other than the lists and the home say."""

from __future__ import annotations

from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from supporting_families.home import Home

from .connection import OWNER, VIEWER, as_owner, server_role
from .definitions import put_definition
from .errors import ServingError
from .grants import Right, put_rights
from .logins import Login, logins_of
from .rights import Rights

ADMINISTRATION = "serving"  # the schema of what the server itself has to know
SLOTS = ("data_a", "data_b")  # where builds are: the one that is shown, and the other
_FUNCTION = "my_authorities(text[])"
# Who asks is the session's login: neither a view nor `set role` makes somebody another. Both must
# hold on the day: a line of the home, and the membership that the server has.
_MY_AUTHORITIES = """
create or replace function serving.my_authorities(roles text[]) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp
as $body$
    with mine as (
        select distinct l.authority_code
        from serving.logins as l
        where
            l.login_name = session_user
            and l.role_code = any (roles)
            and pg_has_role(session_user, l.server_role, 'member')
            and l.valid_from <= current_date
            and (l.valid_to is null or current_date < l.valid_to)
    )

    select
        coalesce(array_agg(m.authority_code), '{}')
        -- what is of no single authority is for who has the role for all of them
        || case
            when count(*) > 0 and count(*) = (select count(*) from serving.authorities)
                then '{*}'::text[]
            else '{}'
        end
    from mine as m
$body$
"""
_TABLES = """
create table if not exists serving.definitions (
    object_name text primary key, wanted text not null, found text
);
create table if not exists serving.authorities (authority_code text primary key);
create table if not exists serving.logins (
    login_name text not null, role_code text not null, server_role text not null,
    authority_code text not null, valid_from date not null, valid_to date
);
create table if not exists serving.builds (
    build_id text primary key, data_schema text unique, as_of_date date not null,
    known_at date not null, is_demo boolean not null, published_at timestamp not null,
    loaded_at timestamptz not null
);
create table if not exists serving.build_tables (
    build_id text not null references serving.builds, schema_name text not null,
    table_name text not null, relation text not null, row_count bigint not null,
    primary key (build_id, schema_name, table_name)
);
create table if not exists serving.build_destructions (
    build_id text not null references serving.builds, authority_code text not null,
    destruction_ref text not null, primary key (build_id, authority_code, destruction_ref)
);
create table if not exists serving.showings (
    shown_at timestamptz not null, shown_by text not null, build_id text not null,
    as_of_date date not null, is_again boolean not null, loaded_at timestamptz not null
);
create table if not exists serving.shown (
    is_the_only_row boolean primary key default true check (is_the_only_row),
    data_schema text not null
);
-- of servers that were prepared before these were so
alter table serving.builds drop column if exists shown_at;
alter table serving.build_tables add column if not exists row_count bigint not null default 0;
"""
_ATTRIBUTES = {
    "rolsuper": "is a superuser",
    "rolbypassrls": "goes around row filters",
    "rolcreaterole": "may make roles",
    "rolcreatedb": "may make databases",
    "rolreplication": "may copy the whole server",
}


@dataclass
class Prepared:
    """What was done about logins, as login and role; for whom nothing could be done; and a line for
    each other thing that was not as it should be."""

    given: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    unsafe: list[str] = field(default_factory=list)
    put_right: list[str] = field(default_factory=list)


def prepare(connection: psycopg.Connection, home: Home, rights: Rights) -> Prepared:
    """Make the server as the lists and the home say, but for what is loaded. In a transaction.

    Leaves the session as the owner of the tables. Raises ServingError where a role has more than it
    may, a schema is somebody else's, or the session may not do it.
    """
    logins = logins_of(home, rights.roles)
    try:
        connection.execute("reset role")
        _make_roles(connection, rights)
        _claim_roles(connection)
        _close_database(connection, rights)
        done = _make_members(connection, rights, logins)
        as_owner(connection)
        connection.execute("alter default privileges revoke execute on functions from public")
        for schema in (ADMINISTRATION, *SLOTS):
            _make_schema(connection, schema, OWNER)
        for schema in rights.schemas:
            _make_schema(connection, schema, VIEWER)
        connection.execute(_TABLES)
        done.put_right += put_definition(
            connection, f"function serving.{_FUNCTION}", _MY_AUTHORITIES,
            lambda: _function(connection), lambda: connection.execute(_MY_AUTHORITIES),
        )  # fmt: skip
        done.put_right += put_rights(connection, [ADMINISTRATION], _rights_of_readers(rights))
        done.put_right += _write_logins(connection, home, logins)
    except psycopg.errors.InsufficientPrivilege as error:
        raise ServingError(
            f"'{connection.info.user}' may not do this: {error}. Run it as the owner of the "
            "database, with the right to make roles (createrole)."
        ) from error
    return done


def owner_of(connection: psycopg.Connection, schema: str) -> str | None:
    """Whose the schema is; nothing where there is none."""
    row = connection.execute(
        "select r.rolname from pg_namespace as n inner join pg_roles as r on n.nspowner = r.oid "
        "where n.nspname = %s",
        [schema],
    ).fetchone()
    return row[0] if row else None


def _rights_of_readers(rights: Rights) -> set[Right]:
    """Of the administration others may only ask which authorities are theirs."""
    asking = {
        Right("function", ADMINISTRATION, _FUNCTION, server_role(role), "EXECUTE")
        for role in rights.roles
    }
    return asking | {
        Right("schema", ADMINISTRATION, "", VIEWER, "USAGE"),
        Right("function", ADMINISTRATION, _FUNCTION, VIEWER, "EXECUTE"),
        Right("table", ADMINISTRATION, "shown", VIEWER, "SELECT"),
    }


def _make_roles(connection: psycopg.Connection, rights: Rights) -> None:
    known = {
        row[0]: dict(zip(_ATTRIBUTES, row[2:])) | {"rolcanlogin": row[1]}
        for row in connection.execute(
            f"select rolname, rolcanlogin, {', '.join(_ATTRIBUTES)} from pg_roles"
        )
    }
    for role in (OWNER, VIEWER, *map(server_role, rights.roles)):
        if role not in known:
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))
        elif any(known[role].values()):
            why = [text for name, text in _ATTRIBUTES.items() if known[role][name]]
            why += ["may log in"] if known[role]["rolcanlogin"] else []
            raise ServingError(
                f"role '{role}' {' and '.join(why)}, which no role of ours may: have it altered to "
                "nologin and to have no such right, then run this again."
            )
    user = connection.info.user
    members = [(VIEWER, OWNER)] + ([] if known[user]["rolsuper"] else [(OWNER, user)])
    for role, member in members:
        if not connection.execute(
            "select pg_has_role(%s, %s, 'member')", [member, role]
        ).fetchone()[0]:
            connection.execute(
                sql.SQL("grant {} to {}").format(sql.Identifier(role), sql.Identifier(member))
            )


def _claim_roles(connection: psycopg.Connection) -> None:
    """Note on the owner which database the roles are for: a server has roles in common, and what is
    given for one database would be taken for another. Raises ServingError where it is another."""
    database, other, is_there = connection.execute(
        "select current_database(), shobj_description(r.oid, 'pg_authid'), exists ("
        "  select 1 from pg_database as d where d.datname = shobj_description(r.oid, 'pg_authid')"
        ") from pg_roles as r where r.rolname = %s",
        [OWNER],
    ).fetchone()
    if other != database and is_there:
        raise ServingError(
            f"the roles of this server are those of its database '{other}': serve '{database}' "
            "from a server of its own, or drop the other first."
        )
    if other != database:
        connection.execute(
            sql.SQL("comment on role {} is {}").format(
                sql.Identifier(OWNER), sql.Literal(database)
            )
        )


def _close_database(connection: psycopg.Connection, rights: Rights) -> None:
    """Who is not one of ours cannot come in, and nobody makes anything but the owner."""
    [database] = connection.execute("select current_database()").fetchone()
    readers = sql.SQL(", ").join(sql.Identifier(server_role(role)) for role in rights.roles)
    names = {
        "database": sql.Identifier(database), "owner": sql.Identifier(OWNER), "readers": readers
    }  # fmt: skip
    for statement in (
        "revoke all on database {database} from public",
        "grant connect on database {database} to {readers}",
        "grant connect, create on database {database} to {owner}",
        "revoke all on schema public from public",
    ):
        connection.execute(sql.SQL(statement).format(**names))


def _make_schema(connection: psycopg.Connection, schema: str, owner: str) -> None:
    found = owner_of(connection, schema)
    if found is None:
        connection.execute(
            sql.SQL("create schema {} authorization {}").format(
                sql.Identifier(schema), sql.Identifier(owner)
            )
        )
    elif found != owner:
        raise ServingError(
            f"the database has a schema '{schema}' that is not of {owner}: serve from a database "
            "of its own."
        )


def _make_members(
    connection: psycopg.Connection, rights: Rights, logins: list[Login]
) -> Prepared:
    """Logins have the roles that lines of the home give them today, and no other of ours."""
    done = Prepared()
    codes = {server_role(role): role for role in rights.roles}
    [today] = connection.execute("select current_date").fetchone()
    wanted = {
        (login.login, server_role(login.role))
        for login in logins
        if login.valid_from <= today and (login.valid_to is None or today < login.valid_to)
    }
    known = {
        row[0]: [text for has, text in zip(row[1:], _ATTRIBUTES.values()) if has]
        for row in connection.execute(f"select rolname, {', '.join(_ATTRIBUTES)} from pg_roles")
    }
    held = _members(connection, list(codes), wanted)
    for login, role in sorted(set(held) | wanted):
        names = {"login": sql.Identifier(login), "role": sql.Identifier(role)}
        label = f"{login} ({codes[role]})"
        is_due = (login, role) in wanted and login in known and not known[login]
        if (login, role) in wanted and login not in known:
            done.unknown.append(label)
        elif (login, role) in wanted and known[login]:
            done.unsafe.append(f"{label}: {' and '.join(known[login])}")
        if is_due and (login, role) not in held:
            connection.execute(sql.SQL("grant {role} to {login}").format(**names))
            done.given.append(label)
        elif not is_due and (login, role) in held:
            connection.execute(sql.SQL("revoke {role} from {login}").format(**names))
            done.taken.append(label)
        elif is_due and held[login, role]:
            connection.execute(
                sql.SQL("revoke admin option for {role} from {login}").format(**names)
            )
            done.put_right.append(f"may pass on its role: {label}")
    return done


def _members(
    connection: psycopg.Connection, roles: list[str], wanted: set[tuple[str, str]]
) -> dict[tuple[str, str], bool]:
    """Login and role of those who have one, and whether they may pass it on."""
    return {
        (login, role): may_pass_on
        for login, role, may_pass_on in connection.execute(
            "select m.rolname, r.rolname, bool_or(a.admin_option) from pg_auth_members as a "
            "inner join pg_roles as r on a.roleid = r.oid "
            "inner join pg_roles as m on a.member = m.oid "
            "where r.rolname = any (%s) group by m.rolname, r.rolname",
            [roles],
        )
        # newer servers make whoever makes a role a member that may pass it on
        if login != connection.info.user or (login, role) in wanted
    }


def _function(connection: psycopg.Connection) -> str | None:
    row = connection.execute(
        "select concat_ws(' ', p.prosrc, p.prosecdef, p.proconfig::text, r.rolname) "
        "from pg_proc as p inner join pg_roles as r on p.proowner = r.oid "
        "where p.oid = to_regprocedure('serving.my_authorities(text[])')"
    ).fetchone()
    return row[0] if row else None


def _write_logins(connection: psycopg.Connection, home: Home, logins: list[Login]) -> list[str]:
    """Write down who has what; tells the logins of whom something else was written."""
    rows = {
        (one.login, one.role, server_role(one.role), one.authority, one.valid_from, one.valid_to)
        for one in logins
    }
    before = set(connection.execute("select * from serving.logins").fetchall())
    connection.execute("delete from serving.logins")
    connection.execute("delete from serving.authorities")
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into serving.authorities values (%s)", [(code,) for code in home.authorities()]
        )
        cursor.executemany(
            "insert into serving.logins values (%s, %s, %s, %s, %s, %s)", sorted(rows, key=str)
        )
    return [
        f"other than it should be: login {login}"
        for login in sorted({row[0] for row in before ^ rows})
    ]
