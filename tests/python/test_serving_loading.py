"""Loading on a real server: all of a build or nothing, and never into what is not meant."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest import mock

import duckdb
import psycopg
import pytest
from serving_home import ADMINISTRATOR, OURS, Served, file_of, new_build, write_logins
from serving_small import (  # noqa: F401
    ANALYST,
    PEOPLE,
    RIGHTS,
    STEWARD,
    people,
    postcodes,
    said,
    small_home,
    small_served,
)
from supporting_families.home import Home
from supporting_families.serving import loading
from supporting_families.serving import tables as tables_module
from supporting_families.serving.command import main
from supporting_families.serving.connection import as_owner
from supporting_families.serving.errors import ServingError
from supporting_families.serving.rights import FOLDER, Mask, Rights
from supporting_families.serving.showing import show, shown_build, when_readers_let
from supporting_families.serving.structure import described
from supporting_families.serving.tables import Table


def test_what_is_published_comes_with_its_types_and_every_row(served: Served) -> None:
    served.must("roles")
    served.must("load")
    with served.connect(ANALYST) as connection:
        rows = connection.execute("select * from core.dim_person order by person_key").fetchall()
        assert [row[:3] for row in rows] == [(OURS, f"p{age}", age) for age in (1, 2, 3)]
        kinds = connection.execute(
            "select column_name, data_type, numeric_scale from information_schema.columns "
            "where table_schema = 'core' and table_name = 'dim_person'"
        ).fetchall()
        assert set(kinds) == {
            ("authority_code", "text", None), ("person_key", "text", None),
            ("age_in_years", "bigint", 0), ("score", "numeric", 2),
        }  # fmt: skip


def test_nothing_is_loaded_before_the_server_is_prepared(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    told = "not prepared for these roles and schemas: run 'python scripts/serve.py roles'"
    served.must("roles")  # makes the login a member of the owner, on the whole server
    with served.superuser() as superuser:
        superuser.execute("drop schema core")
        assert told in said(served, "load", capsys)
        superuser.execute("drop schema serving cascade")
        assert told in said(served, "load", capsys)


def test_only_a_member_of_the_owner_loads(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    served.must("roles")
    assert "is no member of sf_owner" in said(served, "load", capsys, user=ANALYST)
    assert "may not do this" in said(served, "roles", capsys, user=ANALYST)


def test_a_demo_is_not_loaded_over_a_council(
    served: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served.must("roles")
    served.must("load")
    other = Served(served.server, served.database, small_home(tmp_path / "real", is_demo=False))
    new_build(other.home, "two")
    assert "holds demo ones" in said(other, "load", capsys)
    assert len(people(served)) == 3


def test_two_do_not_load_at_once(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    served.must("roles")
    with served.connect() as other:
        other.execute(f"select pg_advisory_lock({loading._ONE_AT_A_TIME})")
        assert "somebody else is loading" in said(served, "load", capsys)
    served.must("load")


def test_a_schema_of_somebody_else_is_left_alone(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    with served.superuser() as superuser:
        superuser.execute("create schema core; create table core.theirs (a integer)")
    assert "a schema 'core' that is not of sf_views" in said(served, "roles", capsys)
    with served.superuser() as superuser:
        assert superuser.execute("select count(*) from core.theirs").fetchone() == (0,)


def test_a_second_database_of_a_server_does_not_take_the_roles_of_the_first(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    served.must("roles")
    served.server.make_database("second", ADMINISTRATOR)
    other = Served(served.server, "second", served.home)
    assert "are those of its database 'small'" in said(other, "roles", capsys)
    served.server.drop_database("second")


def test_a_row_lost_on_the_way_stops_it(
    served: Served, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    served.must("roles")
    served.must("load")
    copy = loading._copy

    def losing(
        files: duckdb.DuckDBPyConnection, slot: str, tables: list[Table], *rest: object
    ) -> None:
        copy(files, slot, tables, *rest)
        [people] = [table.relation for table in tables if table.name == "dim_person"]
        with served.superuser() as superuser:
            superuser.execute(f"delete from {slot}.{people} where person_key = 'p2'")

    monkeypatch.setattr(loading, "_copy", losing)
    new_build(served.home, "two")
    assert "core.dim_person has 3 rows and 2 came" in said(served, "load", capsys)
    assert len(people(served)) == 3
    monkeypatch.undo()
    monkeypatch.setattr(Rights, "read", classmethod(lambda cls: RIGHTS))
    served.must("load")  # what was left behind is in nobody's way


def test_a_load_that_fails_leaves_what_was_shown(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    served.must("roles")
    served.must("load")
    with file_of(served.home, "published") as file:
        file.execute("update core.dim_person set age_in_years = 1e30")
    new_build(served.home, "two")
    assert "what was shown before still is" in said(served, "load", capsys)
    assert len(people(served)) == 3


def test_the_last_two_builds_stay_and_what_is_shown_is_not_loaded_again(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    served.must("roles")
    for build in ("one", "two", "three"):
        new_build(served.home, build)
        served.must("load")
    with served.superuser() as superuser:
        kept = superuser.execute(
            "select build_id from serving.builds where data_schema is not null order by 1"
        ).fetchall()
        assert kept == [("three",), ("two",)]
        assert shown_build(superuser) == "three"
    assert "is shown already" in said(served, "load", capsys)
    with served.connect() as connection:
        as_owner(connection)
        with connection.transaction(), pytest.raises(ServingError, match="not on the server any"):
            show(connection, "one", RIGHTS)


def changed_build(served: Served) -> None:
    """A second build, of which a table has fewer rows and other columns, and one is new."""
    with file_of(served.home, "published") as file:
        file.execute("delete from core.dim_person where person_key <> 'p1'")
        file.execute("alter table core.dim_person drop column score")
        file.execute("create table core.dim_more as select '999' as authority_code, 1 as a")
    new_build(served.home, "two")


def test_the_build_before_is_shown_again_with_all_that_protects_it(served: Served) -> None:
    """What going back rests on, also where tables have changed since."""
    served.must("roles")
    served.must("load")
    changed_build(served)
    served.must("load")
    assert people(served) == [("p1",)]
    for build, count, has_more in (("one", 3, False), ("two", 1, True)):
        with served.connect() as connection:
            as_owner(connection)
            when_readers_let(connection, partial(show, connection, build, RIGHTS))
            assert shown_build(connection) == build
            more = connection.execute("select to_regclass('core.dim_more') is not null").fetchone()
            assert more == (has_more,)
        assert len(people(served)) == count
        assert served.differences() == []


def test_tables_of_neither_build_are_dropped(served: Served) -> None:
    served.must("roles")
    served.must("load")
    changed_build(served)
    served.must("load")
    new_build(served.home, "three")
    with served.connect() as connection:
        before = connection.execute("select count(*) from pg_tables where schemaname = 'data_a'")
        assert before.fetchone() == (5,)
        served.must("load")
        after = connection.execute("select count(*) from pg_tables where schemaname = 'data_a'")
        assert after.fetchone() == (4,)


def test_loading_waits_for_nobody_and_breaks_nobody_off(served: Served) -> None:
    """Somebody may be in a transaction for hours: it sees one build, though two come meanwhile."""
    served.must("roles")
    served.must("load")
    with served.connect(ANALYST) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with reader.transaction():
            for build, left in (("two", 2), ("three", 1)):
                count = reader.execute("select count(*) from core.dim_person").fetchone()
                assert count == (3,)
                with file_of(served.home, "published") as file:
                    file.execute(f"delete from core.dim_person where person_key > 'p{left}'")
                new_build(served.home, build)
                began = time.monotonic()
                served.must("load")
                assert time.monotonic() - began < 20
            assert reader.execute("select count(*) from core.dim_person").fetchone() == (3,)
        assert reader.execute("select count(*) from core.dim_person").fetchone() == (1,)


@pytest.mark.parametrize(
    ("readers", "builds"), [(6, 2), pytest.param(50, 10, marks=pytest.mark.long)]
)
def test_nobody_who_reads_while_builds_are_loaded_sees_an_error_or_two_builds(
    served: Served, readers: int, builds: int
) -> None:
    """Half ask one question of two tables, half ask two questions in one transaction. After every
    load but the last the build before is shown again, and then the next is loaded."""
    with file_of(served.home, "published") as file:
        file.execute("update core.dim_person set age_in_years = 0")
    served.must("roles")
    served.must("load")
    stop, wrong, asked = threading.Event(), [], []

    def read(in_one: bool) -> None:
        with served.connect(ANALYST) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            while not stop.is_set():
                try:
                    seen = _seen(connection, in_one)
                except psycopg.Error as error:
                    seen = {str(error)}
                asked.append(1)
                if len(seen) != 1:
                    wrong.append(seen)

    threads = [threading.Thread(target=read, args=(one % 2 == 0,)) for one in range(readers)]
    for thread in threads:
        thread.start()
    try:
        for number in range(builds):
            with file_of(served.home, "published") as file:
                day = f"date '2024-01-01' + {number + 1}"
                file.execute(f"update core.dim_date set date_day = {day}")
                file.execute(f"update core.dim_person set age_in_years = {number + 1}")
            new_build(served.home, f"number {number}")
            served.must("load")
            if number < builds - 1:
                served.must("rollback")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert len(asked) > readers * builds
    assert wrong == []


def _seen(connection: psycopg.Connection, in_one: bool) -> set:
    """The number of the build that each of two tables is of."""
    number = "date_day - date '2024-01-01'"
    if in_one:
        rows = connection.execute(
            f"select distinct {number}, age_in_years from core.dim_date cross join core.dim_person"
        ).fetchall()
        return {value for row in rows for value in row}
    with connection.transaction():
        first = connection.execute(f"select {number} from core.dim_date").fetchall()
        then = connection.execute("select distinct age_in_years from core.dim_person").fetchall()
    return {row[0] for row in first + then}


def test_a_view_that_must_change_waits_for_who_reads_it_and_gives_up(served: Served) -> None:
    served.must("roles")
    served.must("load")
    other = replace(RIGHTS, masks={**RIGHTS.masks, PEOPLE: (Mask("score", "", frozenset()),)})
    with served.connect(ANALYST) as reader, served.connect() as connection:
        as_owner(connection)
        showing = partial(show, connection, "one", other)
        with reader.transaction():
            reader.execute("select 1 from core.dim_date")  # in nobody's way
            when_readers_let(connection, showing, patience_seconds=0.5)
        stricter = replace(other, masks={**RIGHTS.masks, PEOPLE: (Mask("score", "", STEWARD),)})
        showing = partial(show, connection, "one", stricter)
        with reader.transaction():
            reader.execute("select 1 from core.dim_person")
            with pytest.raises(ServingError, match="what was shown before still is"):
                when_readers_let(connection, showing, patience_seconds=0.5)
            assert reader.execute("select count(score) from core.dim_person").fetchone() == (3,)
        when_readers_let(connection, showing)
        assert reader.execute("select count(score) from core.dim_person").fetchone() == (0,)


def test_what_others_hung_on_a_view_is_not_dropped(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    served.must("roles")
    served.must("load")
    with served.superuser() as superuser:
        superuser.execute("create schema ours")
        superuser.execute("create view ours.scores as select score from core.dim_person")
    with file_of(served.home, "published") as file:
        file.execute("alter table core.dim_person drop column score")
    new_build(served.home, "two")
    assert "something that is not ours hangs on it" in said(served, "load", capsys)
    assert len(people(served)) == 3


def test_a_hidden_address_comes_to_the_server_only_without_its_mask(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does that of somebody of whom it is not known whether it is hidden."""
    served.must("roles")
    served.must("load")
    assert postcodes(served) == {"ZZ99 1AA"}
    unmasked = replace(RIGHTS, masks={})
    monkeypatch.setattr(Rights, "read", classmethod(lambda cls: unmasked))
    new_build(served.home, "without the mask")
    served.must("load")
    assert postcodes(served) == {"ZZ99 1AA", "ZZ99 2BB", "ZZ99 3CC"}
    monkeypatch.setattr(Rights, "read", classmethod(lambda cls: RIGHTS))
    for build in ("with the mask", "and again"):  # each of the two places of a build
        new_build(served.home, build)
        served.must("load")
    assert postcodes(served) == {"ZZ99 1AA"}


# Keys, relations and comments ---------------------------------------------------------------------


def test_rows_that_share_a_key_are_refused_without_saying_whose_they_are(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    served.must("roles")
    served.must("load")
    with file_of(served.home, "published") as file:
        file.execute("insert into core.dim_person select * from core.dim_person where score > 1")
    new_build(served.home, "two")
    told = said(served, "load", capsys)
    assert "core.dim_person has 3 keys (authority_code, person_key) that several rows share" in told
    assert "p1" not in told
    assert len(people(served)) == 3
    with served.superuser() as superuser:  # the server itself would not take them either
        [relation] = superuser.execute(
            "select data_schema || '.' || relation from serving.build_tables inner join "
            "serving.builds using (build_id) where table_name = 'dim_person'"
        ).fetchone()
        with pytest.raises(psycopg.errors.UniqueViolation):
            superuser.execute(f"insert into {relation} select * from {relation}")


@pytest.mark.parametrize("is_looked_at", [True, False])
def test_a_row_that_leads_nowhere_stops_it(
    served: Served,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    is_looked_at: bool,
) -> None:
    with file_of(served.home, "published") as file:
        file.execute("create table core.dim_authority as select '998' as authority_code")
    served.must("roles")
    if is_looked_at:
        told = said(served, "load", capsys)
        assert "3 rows whose authority_code is not in core.dim_authority" in told
    else:
        monkeypatch.setattr(loading, "check_references", lambda *arguments: None)
        served.must("load")


def test_a_key_that_the_build_does_not_have_is_told(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    with file_of(served.home, "published") as file:
        file.execute("alter table core.dim_person rename person_key to key")
    served.must("roles")
    assert "core.dim_person is described with person_key, which" in said(served, "load", capsys)


def test_labels_and_descriptions_are_on_the_views(served: Served) -> None:
    served.must("roles")
    served.must("load")
    [column] = [one for one in described()[PEOPLE].columns if one.name == "person_key"]
    with served.connect(ANALYST) as connection:
        found = connection.execute(
            "select obj_description('core.dim_person'::regclass), "
            "col_description('core.dim_person'::regclass, 2)"
        ).fetchone()
    assert found[0] == described()[PEOPLE].description
    assert found[1].endswith(column.description) and column.description


def test_a_comment_changed_by_hand_is_told_and_put_right(served: Served) -> None:
    served.must("roles")
    served.must("load")
    with served.superuser() as superuser:
        superuser.execute("comment on column core.dim_person.person_key is 'Mine'")
    assert served.differences() == ["other than it should be: comments of core.dim_person"]
    served.must("roles")
    assert served.differences() == []


# Without the extension server ---------------------------------------------------------------------


def test_loading_needs_no_extension_server(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extension comes with the packages: nothing is there and nothing can be fetched."""
    served.must("roles")
    away = {
        "extension_directory": str(tmp_path / "extensions"),
        "custom_extension_repository": "http://127.0.0.1:1",
        "autoinstall_extension_repository": "http://127.0.0.1:1",
    }
    connect = partial(duckdb.connect, config=away)
    monkeypatch.setattr(tables_module.duckdb, "connect", connect)
    with connect() as alone, pytest.raises(duckdb.Error):
        alone.execute(f"install {loading.EXTENSION}")
    served.must("load")
    assert len(people(served)) == 3


# What the published files must be -----------------------------------------------------------------


def broken(statement: str, file: str = "published") -> Callable[[Home], None]:
    def breaking(home: Home) -> None:
        with file_of(home, file) as connection:
            connection.execute(statement)

    return breaking


@pytest.mark.parametrize(
    ("breaking", "expected"),
    [
        (broken("create table core.fct as select 1 as a"), "core.fct has no column authority_code"),
        (broken("alter table core.dim_date add column authority_code text"),
         "core.dim_date has a column authority_code and is in"),
        (broken("alter table restricted.dim_person_identity rename surname to name", "extracts"),
         "restricted.dim_person_identity.surname, which this build does not have"),
        (broken("alter table restricted.dim_person_identity drop is_address_hidden", "extracts"),
         "dim_person_identity.is_address_hidden, which this build does not have"),
        (broken("drop table restricted.dim_person_identity", "extracts"),
         "access_rights.csv names restricted.dim_person_identity, which this build"),
        (broken("create schema claims; create table claims.a as select 1 as a"),
         "schema 'claims' is published and"),
        (broken("alter table core.dim_person add column parts integer[]"),
         "core.dim_person.parts is of type INTEGER"),
        (broken(f"create table core.{'x' * 60} as select '999' as authority_code"),
         "too long for the server"),
        (broken("update governance.published_build set build_id = 'other'"),
         "are of different builds"),
        (lambda home: home.extracts_file.unlink(), "does not exist"),
    ],
)  # fmt: skip
def test_what_does_not_agree_with_the_lists_is_refused(
    served: Served, capsys: pytest.CaptureFixture[str], breaking: Callable, expected: str
) -> None:
    served.must("roles")
    breaking(served.home)
    assert expected in said(served, "load", capsys)
    with served.superuser() as superuser:
        assert shown_build(superuser) is None


def test_without_a_server_named_the_command_says_how(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "landing").mkdir()
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PG")}
    with mock.patch.dict(os.environ, {**kept, "SF_HOME": str(tmp_path)}, clear=True):
        assert main(["load"]) == 3
    told = capsys.readouterr().err
    assert "PGHOST, PGDATABASE, PGUSER is not set" in told
    assert "password file" in told


def test_a_password_is_in_no_message(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    told = said(served, "roles", capsys, PGPASSWORD="not-the-password")
    assert "cannot be reached" in told
    assert "not-the-password" not in told


def test_no_password_is_written_down() -> None:
    """In no list, and in no statement that is sent: logins are made by the council."""
    folder = Path(loading.__file__).parent
    for path in [*FOLDER.glob("*.csv"), *folder.glob("*.py")]:
        text = path.read_text(encoding="utf-8").casefold().replace("pgpassword", "")
        assert "password '" not in text and "password=" not in text and "://" not in text, path


