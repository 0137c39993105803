"""On a real server: each role reads what it may, of its authority, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import psycopg
import pytest
from conftest import Warehouse
from duckdb_extensions import import_extension
from postgres import Server
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from serving_home import (
    ADMINISTRATOR,
    OF_NOBODY,
    OURS,
    ROLES,
    THEIRS,
    UNKNOWN_FLAG,
    Served,
    file_of,
    make_logins,
    tables,
    two_authorities,
)
from supporting_families.bi_files.writing import write_files
from supporting_families.serving.connection import as_owner
from supporting_families.serving.loading import EXTENSION
from supporting_families.serving.rights import Rights
from supporting_families.serving.roles import SLOTS
from supporting_families.serving.showing import show, shown_build
from supporting_families.serving.structure import described

OPEN = {"reporting", "programme", "progress", "transformation", "governance"}
PUBLISHED = OPEN | {"core", "eligibility", "claims"}
STAR = """
    core.dim_area core.dim_authority core.dim_claim_window core.dim_date core.dim_family
    core.dim_framework_version core.dim_headline core.dim_need core.dim_outcome
    core.dim_programme_setting core.dim_team core.fct_family_need core.fct_family_outcome
    core.fct_support_episode eligibility.mart_eligibility
"""
AUDIT_PACKS = """
    catalogue catalogue_rows claims evidence needs outcomes people principles searches
"""
# Whole schemas, and single tables, that each role may read: decided here, not read from the lists.
MAY_READ = {
    "bi_reader": (
        OPEN,
        STAR
        + """
        claims.fct_claim claims.fct_claim_blocker claims.fct_unconfirmed_row claims.mart_claim_life
        claims.mart_claim_money claims.mart_claim_readiness claims.mart_claim_submissions
        """,
    ),
    "analyst": (
        PUBLISHED,
        "restricted.dim_person_identity restricted.person_key_crosswalk",
    ),
    "auditor": (
        OPEN | {"claims"},
        STAR
        + """
        core.fct_decision core.fct_need_evidence core.fct_need_rule core.fct_outcome_evidence
        core.fct_outcome_rule
        """
        + " ".join(f"extracts.ext_audit__{name}" for name in AUDIT_PACKS.split()),
    ),
    "packager": (
        set(),
        """
        governance.gov_feed_health governance.published_build extracts.ext_delta__data_survey
        extracts.ext_delta__progress_information extracts.ext_delta__successful_outcomes
        extracts.ext_early_help__episodes extracts.ext_early_help__needs
        """,
    ),
    "steward": (
        PUBLISHED,
        """
        restricted.dim_person_identity restricted.family_key_crosswalk
        restricted.link_review_records restricted.mart_link_reviews restricted.person_key_crosswalk
        restricted.person_merge_log restricted.destruction_candidates restricted.study_exclusions
        """,
    ),
}
IDENTITY = "restricted.dim_person_identity"
NAMES = ("forename", "surname", "upn", "nhs_number", "nino")


def may_read(role: str, schema: str, table: str) -> bool:
    schemas, named = MAY_READ[role]
    return schema in schemas or f"{schema}.{table}" in named.split()


@pytest.fixture(scope="module")
def served(
    demo: Warehouse, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """Everything published, of two authorities, prepared and loaded as a council would."""
    make_logins(server)
    server.make_database("families", ADMINISTRATOR)
    home = two_authorities(demo.home, tmp_path_factory.mktemp("served") / "home")
    made = Served(server, "families", home)
    made.must("roles")
    made.must("load")
    yield made
    server.drop_database("families")


@pytest.fixture
def base(served: Served) -> str:
    """Where the rows of dim_person are that is shown, as schema.table."""
    with served.superuser() as connection:
        return place_of(connection, "dim_person")


def place_of(connection: psycopg.Connection, table: str) -> str:
    """Where the rows of a table are that is shown, as schema.table."""
    return ".".join(
        connection.execute(
            "select b.data_schema, t.relation from serving.build_tables as t "
            "inner join serving.builds as b on t.build_id = b.build_id "
            "inner join serving.shown as s on b.data_schema = s.data_schema "
            "where t.table_name = %s",
            [table],
        ).fetchone()
    )


def denied(connection: psycopg.Connection, statement: str) -> bool:
    """Whether the server refuses it for want of a right; other errors are raised."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except InsufficientPrivilege:
        return True
    return False


# Tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reads_the_tables_that_it_may_and_no_other(served: Served, role: str) -> None:
    wrong = []
    with served.connect(role) as connection:
        for schema, table in tables(served.home):
            name = f"{schema}.{table}"
            allowed = may_read(role, schema, table)
            try:
                refused = denied(connection, f"select 1 from {name} limit 1")
            except psycopg.errors.UndefinedTable:  # what nobody reads was never sent
                refused = not any(may_read(other, schema, table) for other in ROLES)
            if refused == allowed:
                wrong.append(name)
    assert wrong == []
    assert sum(may_read(role, *place) for place in tables(served.home)) > 5


def test_what_nobody_reads_is_not_on_the_server(served: Served) -> None:
    with served.superuser() as connection:
        found = {
            row[0]
            for row in connection.execute(
                "select relname from pg_class where relkind in ('r', 'v') "
                "and relname similar to '%(lookup_|ext_ons)%'"
            )
        }
    assert found == set()


def test_who_has_no_role_does_not_come_in(served: Served) -> None:
    for login in ("stranger", "gone", "to_come", "too_mighty"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            served.connect(login)


# Rows ---------------------------------------------------------------------------------------------


def seen_authorities(served: Served, login: str, role: str) -> dict[str, set[str]]:
    """By table that has them, the authorities whose rows the login sees."""
    seen = {}
    with served.connect(login) as connection:
        for (schema, table), columns in tables(served.home).items():
            if "authority_code" in columns and may_read(role, schema, table):
                rows = connection.execute(f"select distinct authority_code from {schema}.{table}")
                seen[f"{schema}.{table}"] = {row[0] for row in rows}
    return seen


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_the_rows_of_its_authority_alone(served: Served, role: str) -> None:
    seen = seen_authorities(served, role, role)
    assert len(seen) > 5
    assert {name: found for name, found in seen.items() if found != {OURS}} == {}


def test_another_authority_has_rows_of_its_own(served: Served) -> None:
    seen = seen_authorities(served, "neighbour", "analyst")
    assert {name: found for name, found in seen.items() if found != {THEIRS}} == {}


def test_every_row_of_the_authority_is_there(served: Served) -> None:
    with file_of(served.home, "published") as file:
        count = f"select count(*) from core.fct_family_need where authority_code = '{OURS}'"
        expected = file.execute(count).fetchone()
    with served.connect("analyst") as connection:
        seen = connection.execute("select count(*) from core.fct_family_need").fetchone()
    assert seen == expected


def test_who_has_the_role_for_all_sees_what_is_of_no_single_one(served: Served) -> None:
    seen = seen_authorities(served, "of_both", "analyst")
    accounting = seen.pop("governance.gov_feed_accounting")
    assert accounting == {OURS, THEIRS, OF_NOBODY}
    assert {name: found for name, found in seen.items() if found != {OURS, THEIRS}} == {}


def test_a_role_counts_for_the_authority_that_it_was_given_for(served: Served) -> None:
    """An analyst of ours who is steward of theirs is no steward of ours."""
    with served.connect("two_hats") as connection:
        for table, authorities in (
            ("core.dim_person", {OURS, THEIRS}),
            (IDENTITY, {OURS, THEIRS}),
            ("restricted.family_key_crosswalk", {THEIRS}),  # the steward's alone
        ):
            rows = connection.execute(f"select distinct authority_code from {table}")
            assert {row[0] for row in rows} == authorities
        rows = connection.execute(
            f"select distinct authority_code from {IDENTITY} where surname is not null"
        )
        assert {row[0] for row in rows} == {THEIRS}


def test_another_role_of_the_session_shows_no_other_rows(served: Served) -> None:
    with served.connect("two_hats") as connection:
        connection.execute("set role sf_steward")
        rows = connection.execute("select distinct authority_code from restricted.person_merge_log")
        assert {row[0] for row in rows} == {THEIRS}


def test_the_row_filter_cannot_be_switched_off_or_asked_round(served: Served) -> None:
    with served.connect("analyst") as connection:
        connection.execute("set row_security = off")
        with pytest.raises(psycopg.Error, match="row-level security"):
            connection.execute("select 1 from core.dim_person")
        connection.execute("reset row_security")
        # would divide by nothing, and so tell, if it were asked of a row of theirs
        connection.execute(
            "select count(*) from core.dim_person "
            f"where 1 / (case when authority_code = '{THEIRS}' then 0 else 1 end) = 1"
        )


def test_an_ended_login_sees_nothing_even_before_its_role_is_taken(served: Served) -> None:
    counts = "select (select count(*) from core.dim_person), (select count(*) from core.dim_date)"
    with served.connect("analyst") as connection, served.superuser() as superuser:
        before = connection.execute(counts).fetchone()
        assert min(before) > 0
        for until, expected in (("current_date", (0, 0)), ("current_date + 1", before)):
            superuser.execute(
                f"update serving.logins set valid_to = {until} where login_name = 'analyst'"
            )
            assert connection.execute(counts).fetchone() == expected
        superuser.execute("update serving.logins set valid_to = null where login_name = 'analyst'")


def test_a_line_of_the_home_without_the_membership_shows_nothing(served: Served) -> None:
    """A role taken by hand is taken: the names of theirs are masked at once."""
    names = f"select count(surname), count(*) from {IDENTITY}"
    with served.connect("two_hats") as connection, served.superuser() as superuser:
        before = connection.execute(names).fetchone()
        superuser.execute("revoke sf_steward from two_hats")
        after = connection.execute(names).fetchone()
        superuser.execute("grant sf_steward to two_hats")
    assert before[0] > 0
    assert after[0] == 0
    assert 0 < after[1] < before[1]


# Columns ------------------------------------------------------------------------------------------


def test_names_and_numbers_are_the_stewards_alone(served: Served) -> None:
    counts = ", ".join(f"count({name})" for name in (*NAMES, "date_of_birth", "postcode"))
    with served.connect("analyst") as connection:
        *names, births, postcodes = connection.execute(
            f"select {counts} from {IDENTITY}"
        ).fetchone()
    assert names == [0] * len(NAMES)
    assert min(births, postcodes) > 500
    with served.connect("steward") as connection:
        assert min(connection.execute(f"select {counts} from {IDENTITY}").fetchone()) > 50


def test_a_dashboard_sees_families_and_no_person_and_no_file_number(served: Served) -> None:
    masked = {
        "core.dim_family": "case_system_family_id",
        "core.fct_family_need": "person_key",
        "core.fct_family_outcome": "person_key",
        "core.fct_support_episode": "lead_practitioner_ref",
        "claims.mart_claim_readiness": "case_system_family_id",
        "claims.fct_claim_blocker": "person_key",
    }
    for login, is_shown in (("bi_reader", False), ("auditor", True)):
        with served.connect(login) as connection:
            for table, column in masked.items():
                shown, families = connection.execute(
                    f"select count({column}), count(*) from {table}"
                ).fetchone()
                assert (shown > 0) == is_shown, (login, table)
                assert families > 0


def test_where_a_family_lives_and_who_leads_its_support_are_not_for_dashboards(
    served: Served,
) -> None:
    seen = {}
    for login in ("bi_reader", "auditor", "analyst", "steward"):
        with served.connect(login) as connection:
            seen[login] = [
                number > 0
                for number in connection.execute(
                    "select count(area_key), count(lsoa_area_key), count(practitioner_key) "
                    "from core.fct_support_episode"
                ).fetchone()
            ]
    assert seen == {
        "bi_reader": [False, False, False],
        "auditor": [False, False, True],
        "analyst": [True, True, True],
        "steward": [True, True, True],
    }


@pytest.mark.parametrize("login", ["analyst", "steward"])
def test_a_hidden_address_is_shown_to_nobody(served: Served, login: str) -> None:
    with file_of(served.home, "extracts") as file:
        hidden = file.execute(
            f"select count(postcode) from {IDENTITY} where is_address_hidden = 1"
        ).fetchone()[0]
    assert hidden > 10
    with served.connect(login) as connection:
        people, postcodes, properties = connection.execute(
            "select count(*), count(postcode), count(uprn) "
            f"from {IDENTITY} where is_address_hidden = 1 or is_address_hidden is null"
        ).fetchone()
        assert (postcodes, properties) == (0, 0)
        assert people > 10


def test_a_hidden_address_is_nowhere_on_the_server(served: Served) -> None:
    """Nor is that of somebody of whom it is not known whether it is hidden."""
    assert found_addresses(served) == set()


def found_addresses(served: Served) -> set[str]:
    """Hidden properties and places that any row on the server holds."""
    with file_of(served.home, "extracts") as file:
        hidden = {
            row[0]
            for row in file.execute(
                f"select uprn from {IDENTITY} where is_address_hidden = 1 and uprn is not null"
            ).fetchall()
        } | {UNKNOWN_FLAG}
    assert len(hidden) > 5
    found = set()
    with served.superuser() as connection:
        for slot, table in connection.execute(
            "select schemaname, tablename from pg_tables where schemaname = any (%s)",
            [list(SLOTS)],
        ).fetchall():
            query = sql.SQL(
                "select distinct h from {} as t, unnest(%s::text[]) as h "
                "where t::text like '%%' || h || '%%'"
            )
            if "__ext_" in table or "restricted" in table or "dim_" in table:
                rows = connection.execute(
                    query.format(sql.Identifier(slot, table)), [sorted(hidden)]
                )
                found |= {row[0] for row in rows}
    return found


# Everything else ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_nobody_writes(served: Served, base: str, role: str) -> None:
    reads = "governance.published_build"
    with served.connect(role) as connection:
        for statement in (
            f"insert into {reads} (build_id) values ('x')",
            f"update {reads} set build_id = 'x'",
            f"delete from {reads}",
            f"insert into {base} (person_key) values ('x')",
            f"truncate {base}",
            "create table core.mine (a integer)",
            "create table public.mine (a integer)",
            "create temporary table mine (a integer)",
            "create schema mine",
            "create function public.mine() returns integer language sql as 'select 1'",
            "create role mine",
            "drop view core.dim_date",
            "alter view core.dim_date rename to mine",
            "insert into serving.logins select * from serving.logins",
            "delete from serving.builds",
        ):
            with pytest.raises(psycopg.Error) as caught:
                with connection.transaction(force_rollback=True):
                    connection.execute(statement)
            said = str(caught.value)
            assert isinstance(caught.value, InsufficientPrivilege) or "cannot" in said, said


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reaches_behind_the_views(served: Served, base: str, role: str) -> None:
    with served.connect(role) as connection:
        for statement in (
            f"select 1 from {base}",
            "select 1 from serving.logins",
            "select 1 from serving.builds",
            "select serving.my_authorities(array['steward'])",
            "select 1 from pg_authid",
            "select 1 from pg_shadow",
            "select 1 from pg_statistic",
            "select 1 from pg_hba_file_rules",
            "select pg_read_file('postgresql.conf')",
            "select pg_ls_dir('.')",
            "copy (select 1) to program 'cat'",
            "copy core.dim_date to '/tmp/mine'",
            "set role sf_owner",
            "set role sf_views",
            "set session authorization dba",
            "alter role sf_analyst login",
        ):
            assert denied(connection, statement), statement
        # what the planner knows of the columns of a table tells their values
        [known] = connection.execute(
            "select count(*) from pg_stats where schemaname = any (%s)", [list(SLOTS)]
        ).fetchone()
        assert known == 0
        others = connection.execute(
            "select count(*) from pg_stat_activity where usename <> current_user "
            "and query not in ('', '<insufficient privilege>')"
        ).fetchone()
        assert others == (0,)


def test_nobody_passes_on_what_they_may_read(served: Served) -> None:
    with served.connect("steward") as connection, served.superuser() as superuser:
        connection.execute("grant select on core.dim_date to public")  # a warning, and no more
        assert superuser.execute(
            "select has_table_privilege('stranger', 'core.dim_date', 'select')"
        ).fetchone() == (False,)


def test_another_role_is_not_to_be_had(served: Served) -> None:
    for login in ROLES:
        with served.connect(login) as connection:
            for role in ROLES:
                assert denied(connection, f"set role sf_{role}") == (role != login)


def test_the_register_of_access_is_what_the_server_does(served: Served) -> None:
    with file_of(served.home, "published") as file:
        register = file.execute(
            "select role_code, schema_name, may_read, tables_named, columns_masked "
            f"from governance.gov_access where authority_code = '{OURS}'"
        ).fetchall()
    assert len(register) == 50
    with served.superuser() as connection:
        for role, schema, reads, named, masked in register:
            who = f"sf_{role}"
            assert connection.execute(
                "select has_schema_privilege(%s, %s, 'usage')", [who, schema]
            ).fetchone() == (reads != "nothing",)
            found = {
                row[0]
                for row in connection.execute(
                    "select relname from pg_class where relnamespace = %s::regnamespace "
                    "and relkind = 'v' and has_table_privilege(%s, oid, 'select')",
                    [schema, who],
                )
            }
            if reads == "named_tables":
                assert found == set(named.split())
            for column in filter(None, (masked or "").split()):
                assert column.split(".")[0] in found


# Keys, indexes, comments, files -------------------------------------------------------------------


def test_every_table_has_its_key_and_its_indexes(served: Served) -> None:
    """In both places of a build; the key within an authority where rows are of one."""
    with served.superuser() as connection:
        indexes = connection.execute(
            "select t.schema_name, t.table_name, i.indisunique, array("
            "  select a.attname::text from pg_attribute as a where a.attrelid = i.indrelid "
            "  and a.attnum = any (i.indkey) "
            "  order by array_position(i.indkey::int[], a.attnum::int)) "
            "from serving.build_tables as t cross join unnest(%s::text[]) as slot "
            "inner join pg_index as i "
            "on i.indrelid = format('%%I.%%I', slot, t.relation)::regclass",
            [list(SLOTS)],
        ).fetchall()
    found = Counter(
        (schema, table, is_unique, tuple(columns)) for schema, table, is_unique, columns in indexes
    )
    published = tables(served.home)
    wanted = set()
    for place, table in described().items():
        if not any(may_read(role, *place) for role in ROLES):
            continue
        keyed = "authority_code" in published[place]
        key = [name for name in table.primary_key if name != "authority_code"]
        if table.primary_key:
            wanted.add((*place, True, (*(["authority_code"] if keyed else []), *key)))
        elif keyed:
            wanted.add((*place, False, ("authority_code",)))
    assert len(wanted) > 80
    assert wanted - set(found) == set()
    assert found["core", "fct_support_episode", False, ("family_key",)] == len(SLOTS)
    assert set(found.values()) == {len(SLOTS)}


def test_every_view_says_what_it_is_and_what_its_columns_are(served: Served) -> None:
    with served.connect("bi_reader") as connection:
        silent = connection.execute(
            "select c.relname, a.attname from pg_class as c "
            "inner join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 "
            "where c.relkind = 'v' and c.relnamespace::regnamespace::text = any (%s) "
            "and (obj_description(c.oid) is null or col_description(c.oid, a.attnum) is null)",
            [list(PUBLISHED | {"restricted", "extracts"})],
        ).fetchall()
        label = connection.execute(
            "select col_description('core.dim_family'::regclass, 1)"
        ).fetchone()[0]
    # what dbt and publishing write of the build itself is described nowhere
    assert {table for table, _ in silent} <= {
        "build_expected", "build_log", "build_run", "published_build",
    }  # fmt: skip
    [first, *_] = described()["core", "dim_family"].columns
    assert label == f"{first.label}. {first.description}"
    with served.connect("bi_reader") as connection:
        for table, told in (("mart_needs_by_area", "May be shown to anybody"),
                            ("mart_funnel", "For the council's own people")):  # fmt: skip
            [comment] = connection.execute(
                "select obj_description(%s::regclass)", [f"reporting.{table}"]
            ).fetchone()
            assert told in comment


@pytest.mark.parametrize("role", ["bi_reader", "analyst", "auditor"])
def test_files_hold_what_the_role_sees_on_the_server(served: Served, role: str) -> None:
    """Table by table and row by row, of a login that has the role for our authority."""
    files = write_files(served.home, OURS, role, Rights.read())
    [database] = files.folder.glob("*.duckdb")
    named = served.server.environment(role, served.database)
    server = (
        f"host={named['PGHOST']} port={named['PGPORT']} dbname={named['PGDATABASE']} "
        f"user={named['PGUSER']} password={named['PGPASSWORD']}"
    )
    wrong, seen = [], 0
    with duckdb.connect() as connection:
        import_extension(EXTENSION, con=connection)
        connection.execute(f"load {EXTENSION}")
        connection.execute(f"attach '{server}' as server (type postgres, read_only)")
        connection.execute(f"attach '{database}' as files (read_only)")
        for schema, table in tables(served.home):
            if not may_read(role, schema, table):
                continue
            names = f"files.{schema}.{table}", f"server.{schema}.{table}"
            # each with how often: rows of what has no key may be alike
            one, other = (f"select t::varchar as t, count(*) from {name} as t group by 1"
                          for name in names)  # fmt: skip
            [differ] = connection.execute(
                f"select count(*) from (({one} except {other}) union all ({other} except {one}))"
            ).fetchone()
            seen += 1
            wrong += [f"{schema}.{table}"] if differ else []
        files_hold = connection.execute(
            "select count(*) from duckdb_tables() where database_name = 'files'"
        ).fetchone()
    assert wrong == []
    assert files_hold == (seen,)
    assert seen > 30


def test_every_column_that_tells_where_somebody_lives_is_in_the_list(served: Served) -> None:
    """What going back to a build empties: of tables about one person or family each row."""
    found = {
        (*place, column)
        for place, columns in tables(served.home).items()
        if any(may_read(role, *place) for role in ROLES)
        and {"family_key", "person_key", "source_person_ref"} & set(columns)
        for column in columns
        if re.search(r"postcode|uprn|area_key|area_code|ward|lsoa|locality|address_line", column)
    }
    assert found == set(Rights.read().places)


def test_no_role_that_has_files_sees_a_name_or_a_number() -> None:
    rights = Rights.read()
    assert set(rights.with_files) == {"bi_reader", "analyst", "auditor"}
    for place, masks in rights.masks.items():
        for mask in masks:
            if mask.column in NAMES:
                assert mask.shown_to.isdisjoint(rights.with_files), (place, mask.column)


# Each protection is what its test finds -----------------------------------------------------------


def changed(served: Served, rights: Rights) -> None:
    """Show the build with other lists, as whoever loads would."""
    with served.connect() as connection:
        as_owner(connection)
        with connection.transaction():
            show(connection, shown_build(connection), rights)


@pytest.fixture
def put_back(served: Served) -> Iterator[None]:
    yield
    served.must("roles")
    assert served.differences() == []


def test_without_the_row_filter_others_rows_are_seen(
    served: Served, base: str, put_back: None
) -> None:
    with served.superuser() as superuser:
        superuser.execute(f"alter table {base} disable row level security")
    assert seen_authorities(served, "analyst", "analyst")["core.dim_person"] == {OURS, THEIRS}


def test_were_the_views_of_the_owner_others_rows_would_be_seen(
    served: Served, put_back: None
) -> None:
    """Row filters let the owner of a table by: why views are of another role."""
    with served.superuser() as superuser:
        superuser.execute("alter view core.dim_person owner to sf_owner")
    assert seen_authorities(served, "analyst", "analyst")["core.dim_person"] == {OURS, THEIRS}


def test_without_its_mask_a_name_is_seen(served: Served, put_back: None) -> None:
    rights = Rights.read()
    place = tuple(IDENTITY.split("."))
    masks = tuple(mask for mask in rights.masks[place] if mask.column != "surname")
    changed(served, replace(rights, masks={**rights.masks, place: masks}))
    with served.connect("analyst") as connection:
        assert connection.execute(f"select count(surname) from {IDENTITY}").fetchone()[0] > 100


def test_a_table_too_many_is_seen(served: Served, put_back: None) -> None:
    rights = Rights.read()
    more = rights.tables["bi_reader"] | {("core", "dim_person")}
    changed(served, replace(rights, tables={**rights.tables, "bi_reader": more}))
    with served.connect("bi_reader") as connection:
        assert not denied(connection, "select 1 from core.dim_person")


# What is changed by hand --------------------------------------------------------------------------

TAMPERING = {
    "a right given": ("grant select on core.dim_person to sf_bi_reader",
                      "not in the lists: sf_bi_reader has SELECT on table core.dim_person"),
    "a right to everybody": ("grant select on core.dim_family to public",
                             "not in the lists: public has SELECT on table core.dim_family"),
    "a right on a column": ("grant select (surname) on {identity} to bi_reader",
                            "not in the lists: bi_reader has SELECT (surname) on table {identity}"),
    "a right taken": ("revoke select on core.dim_person from sf_analyst",
                      "missing: sf_analyst has SELECT on table core.dim_person"),
    "the way into a schema": ("grant usage on schema data_a to sf_analyst",
                              "not in the lists: sf_analyst has USAGE on schema data_a"),
    "the function to everybody": ("grant execute on function serving.my_authorities(text[]) "
                                  "to public",
                                  "not in the lists: public has EXECUTE on function "
                                  "serving.my_authorities(text[])"),
    "no row filter": ("alter table {base} disable row level security",
                      "other than it should be: row filter of {base}"),
    "a second row filter": ("create policy more on {dates} for select using (true)",
                            "other than it should be: row filter of {dates}"),
    "a view unmasked": ("set role sf_views; create or replace view core.dim_family as "
                        "select * from {families}",
                        "other than it should be: view core.dim_family"),
    "another view": ("set role sf_views; create view core.mine as select * from {base}",
                     "not in the lists: view core.mine"),
    "a member": ("grant sf_steward to bi_reader",
                 "has a role that no line gives it today: bi_reader (steward)"),
    "a member gone": ("revoke sf_analyst from analyst",
                      "lacks the role that a line gives it: analyst (analyst)"),
    "a role to pass on": ("grant sf_analyst to neighbour with admin option",
                          "may pass on its role: neighbour (analyst)"),
    "another function": ("create or replace function serving.my_authorities(roles text[]) returns "
                         "text[] language sql stable as $$ select '{{999,998}}'::text[] $$",
                         "other than it should be: function serving.my_authorities(text[])"),
    "a line": ("insert into serving.logins values ('bi_reader', 'steward', 'sf_steward', '999', "
               "'2020-01-01', null)", "other than it should be: login bi_reader"),
}  # fmt: skip


def test_what_is_changed_by_hand_is_told_and_put_right(
    served: Served, base: str, capsys: pytest.CaptureFixture[str]
) -> None:
    served.must("roles")
    assert served.differences() == []
    with served.superuser() as superuser:
        places = {
            "base": base,
            "identity": place_of(superuser, "dim_person_identity"),
            "dates": place_of(superuser, "dim_date"),
            "families": place_of(superuser, "dim_family"),
        }
        for statement, _ in TAMPERING.values():
            superuser.execute(statement.format(**places))
            superuser.execute("reset role")
    expected = sorted(line.format(**places) for _, line in TAMPERING.values())
    assert sorted(served.differences()) == expected
    capsys.readouterr()
    assert served.serve("check") == 2
    assert set(expected) < set(capsys.readouterr().out.splitlines())
    assert sorted(served.differences()) == expected  # looking changes nothing
    served.must("roles")
    assert served.differences() == []


def test_a_role_with_more_than_it_may_is_refused(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    with served.superuser() as superuser:
        superuser.execute("alter role sf_analyst bypassrls login")
        assert served.serve("roles") == 3
        assert "goes around row filters and may log in" in capsys.readouterr().err
        superuser.execute("alter role sf_analyst nobypassrls nologin")
    served.must("roles")


def test_logins_that_could_not_be_given_their_role_are_told(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    served.must("roles")
    told = capsys.readouterr().out
    assert "have the login made: not_made (analyst)" in told
    assert "too_mighty (analyst): goes around row filters" in told
    assert "given" not in told.split("lists say")[1].replace("nothing given", "")


