"""Going back to the build before, and what the server tells of what it holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from serving_home import Served, file_of, new_build
from serving_small import (  # noqa: F401
    ANALYST,
    PEOPLE,
    RIGHTS,
    people,
    said,
    small_served,
)
from supporting_families.serving import going_back, loading
from supporting_families.serving.rights import Rights

IDENTITY = "restricted.dim_person_identity"
KNOWN = (
    "create table governance.gov_destructions as select '999' as authority_code, "
    "'DES-1' as destruction_ref"
)
REGISTER = (
    "destruction_ref,step,rule_id,subject,destroyed_from,acted_by,acted_on,subjects,"
    "rows_destroyed,is_whole_file,sha256,recorded_at\n"
)


@pytest.fixture
def two_builds(served: Served) -> Served:
    """A build of three people, and after it one of two."""
    served.must("roles")
    served.must("load")
    second_build(served)
    return served


def second_build(served: Served, *statements: str) -> None:
    with file_of(served.home, "published") as file:
        file.execute("delete from core.dim_person where person_key = 'p3'")
        for statement in statements:
            file.execute(statement)
    new_build(served.home, "two")
    served.must("load")


def destroyed(served: Served, reference: str) -> None:
    """A plan that was signed in the home."""
    folder = served.home.path / "registers"
    folder.mkdir(exist_ok=True)
    (folder / "destructions.csv").write_text(
        REGISTER + f"{reference},signed,,,,A. Officer,2024-03-01,1,,,abc,2024-03-01\n"
    )


def test_the_build_before_is_shown_again(
    two_builds: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(people(two_builds)) == 2
    capsys.readouterr()
    two_builds.must("rollback")
    told = capsys.readouterr().out
    assert "Shown again as of 2024-01-01: build one, in the place of two." in told
    assert len(people(two_builds)) == 3
    assert two_builds.differences() == []


def test_one_goes_back_once_and_forward_by_loading(
    two_builds: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    two_builds.must("rollback")
    assert "there is no build before the one that is shown" in said(two_builds, "rollback", capsys)
    assert len(people(two_builds)) == 3
    two_builds.must("load")  # the same again
    assert len(people(two_builds)) == 2
    two_builds.must("rollback")
    assert len(people(two_builds)) == 3


def test_there_is_nothing_to_go_back_to_after_the_first_load(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "not prepared" in said(served, "rollback", capsys)
    served.must("roles")
    served.must("load")
    assert "there is no build before" in said(served, "rollback", capsys)
    assert len(people(served)) == 3


def test_a_load_that_failed_took_the_place_of_the_build_before(
    two_builds: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    with file_of(two_builds.home, "published") as file:
        file.execute("update core.dim_person set age_in_years = 1e30")
    new_build(two_builds.home, "three")
    said(two_builds, "load", capsys)
    assert "its place was needed for a load that failed" in said(two_builds, "rollback", capsys)
    assert len(people(two_builds)) == 2


def test_nobody_goes_back_while_somebody_loads(
    two_builds: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    with two_builds.superuser() as other:
        other.execute("select pg_advisory_lock(%s)", [loading._ONE_AT_A_TIME])
        assert "somebody else is loading" in said(two_builds, "rollback", capsys)
    two_builds.must("rollback")


def test_todays_rights_hold_for_the_build_before(
    two_builds: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a role lost since is not given back with the build."""
    fewer = {**RIGHTS.tables, "analyst": RIGHTS.tables["analyst"] - {("core", "*")}}
    rights = replace(RIGHTS, tables=fewer)
    monkeypatch.setattr(Rights, "read", classmethod(lambda cls: rights))
    two_builds.must("rollback")
    with pytest.raises(Exception, match="permission denied"):
        people(two_builds)


# What was destroyed, and what is hidden by now ----------------------------------------------------


def test_what_was_destroyed_since_is_not_shown_again(
    two_builds: Served, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    destroyed(two_builds, "DES-1")
    told = said(two_builds, "rollback", capsys)
    assert "holds what was destroyed since (DES-1)" in told
    assert len(people(two_builds)) == 2
    two_builds.must("status")
    assert "Not to be shown again, for something was destroyed since" in capsys.readouterr().out
    # without the look at the register it would be
    monkeypatch.setattr(going_back, "signed_since", lambda *arguments: [])
    two_builds.must("rollback")
    assert len(people(two_builds)) == 3


def test_builds_made_after_a_destruction_may_be_gone_back_to(served: Served) -> None:
    destroyed(served, "DES-1")
    with file_of(served.home, "published") as file:
        file.execute(KNOWN)
    served.must("roles")
    served.must("load")
    second_build(served)
    served.must("rollback")
    assert len(people(served)) == 3


def test_what_was_destroyed_leaves_the_server_with_the_next_load(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    served.must("roles")
    served.must("load")
    capsys.readouterr()
    second_build(served, KNOWN)
    assert "that is off the server" in capsys.readouterr().out
    with served.superuser() as superuser:
        names = superuser.execute(
            "select schemaname, tablename from pg_tables where tablename like 'core__dim_person%'"
        ).fetchall()
        rows = [
            superuser.execute(f"select person_key from {slot}.{name}").fetchall()
            for slot, name in names
        ]
    assert sorted(map(len, rows)) == [0, 2]
    assert "something was destroyed since" in said(served, "rollback", capsys)


@pytest.fixture
def hidden_since(served: Served) -> Served:
    """Of five whose address was seen, the second build lets that of one alone be seen."""
    with file_of(served.home, "extracts") as file:
        file.execute(
            f"insert into {IDENTITY} select '999', 'h' || i, 'Dee', 0, 'ZZ99 9H' || i "
            "from range(4) as s (i)"
        )
    served.must("roles")
    served.must("load")
    with file_of(served.home, "extracts") as file:
        for change in (
            f"update {IDENTITY} set is_address_hidden = 1 where person_key = 'h0'",
            f"update {IDENTITY} set is_address_hidden = null where person_key = 'h1'",
            f"delete from {IDENTITY} where person_key = 'h2'",
            f"update {IDENTITY} set authority_code = '998' where person_key = 'h3'",
        ):
            file.execute(change)
    second_build(served)
    return served


def test_an_address_that_is_hidden_since_does_not_come_back(
    hidden_since: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor one of which the newer build does not say that it is not."""
    capsys.readouterr()
    hidden_since.must("rollback")
    told = capsys.readouterr().out
    assert "4 places where somebody lives may be hidden by now: emptied first" in told
    assert shown_postcodes(hidden_since) == {"ZZ99 1AA"}


def test_without_emptying_it_the_address_would_come_back(
    hidden_since: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(going_back, "_hide", lambda *arguments: 0)
    hidden_since.must("rollback")
    assert len(shown_postcodes(hidden_since)) == 5


def test_a_place_without_a_flag_stays_where_the_newer_build_tells_one(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one, even; not where it is unknown by now, or the row is gone."""
    monkeypatch.setattr(
        Rights, "read", classmethod(lambda cls: replace(RIGHTS, places=((*PEOPLE, "area_key"),)))
    )
    with file_of(served.home, "published") as file:
        file.execute("alter table core.dim_person add column area_key text")
        file.execute("update core.dim_person set area_key = '999|ward|' || person_key")
        file.execute("insert into core.dim_person values ('999', 'p4', 1, 1, '999|ward|p4')")
        file.execute("insert into core.dim_person values ('999', 'p5', 1, 1, 'x|not_known')")
    served.must("roles")
    served.must("load")
    second_build(
        served,
        "update core.dim_person set area_key = '999|ward|moved' where person_key = 'p1'",
        "update core.dim_person set area_key = '999|not_known|not_known' where person_key = 'p2'",
        "update core.dim_person set area_key = null where person_key = 'p4'",
    )
    served.must("rollback")
    with served.connect(ANALYST) as connection:
        places = dict(connection.execute("select person_key, area_key from core.dim_person"))
    assert places == {
        "p1": "999|ward|p1", "p2": None, "p3": None, "p4": None, "p5": "x|not_known",
    }  # fmt: skip


def shown_postcodes(served: Served) -> set[str]:
    with served.connect(ANALYST) as connection:
        rows = connection.execute(f"select postcode from {IDENTITY} where postcode is not null")
        return {postcode for [postcode] in rows}


# What is told -------------------------------------------------------------------------------------


def test_the_status_tells_what_is_shown_and_what_was(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "not prepared" in said(served, "status", capsys)
    served.must("roles")
    capsys.readouterr()
    served.must("status")
    assert "Nothing is shown yet" in capsys.readouterr().out
    served.must("load")
    second_build(served)
    capsys.readouterr()
    served.must("status")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Shown: as of 2024-01-01, demo build two"
    assert lines[1].endswith("3 tables, 6 rows")  # a day, two people, three names
    assert lines[2] == "To go back to: as of 2024-01-01, demo build one"
    assert lines[3].endswith("3 tables, 7 rows")
    served.must("rollback")
    capsys.readouterr()
    served.must("status")
    told = capsys.readouterr().out.splitlines()
    assert told[0].endswith("build one")
    assert told[2] == "Gone back from: as of 2024-01-01, demo build two"
    assert [line.split("UTC ")[-1] for line in told[-3:]] == [
        "dba went back to the build as of 2024-01-01, one",
        "dba loaded the build as of 2024-01-01, two",
        "dba loaded the build as of 2024-01-01, one",
    ]


def test_a_server_that_an_earlier_version_prepared_is_prepared_again(
    served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    served.must("roles")
    served.must("load")
    with served.superuser() as superuser:
        superuser.execute(
            "drop table serving.showings, serving.build_destructions; "
            "alter table serving.build_tables drop column row_count; "
            "alter table serving.builds add column shown_at timestamptz"
        )
    new_build(served.home, "two")
    assert "not prepared" in said(served, "load", capsys)
    served.must("roles")
    served.must("load")
    served.must("rollback")
    assert len(people(served)) == 3
