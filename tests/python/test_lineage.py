"""Where columns come from, read out of SQL, and the personal data that travels with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT
from supporting_families.lineage.classes import Declassified, Travel
from supporting_families.lineage.columns import lineage_of
from supporting_families.lineage.command import main
from supporting_families.lineage.declarations import Declarations
from supporting_families.lineage.errors import LineageError
from supporting_families.lineage.findings import Findings
from supporting_families.lineage.graph import ROWS, edges_of, lineage_from
from supporting_families.lineage.project import StoredTable
from supporting_families.lineage.sql import query_relation, table_relation
from supporting_families.lineage.store import differences, digests, read_lineage, write_lineage

# One SQL query ------------------------------------------------------------------------------------

PEOPLE = ("person", "name", "born", "area")
EVENTS = ("person", "kind", "happened_on")
STORED = {
    ("s", "people"): table_relation("people", PEOPLE),
    ("s", "events"): table_relation("events", EVENTS),
}


def made_of(sql: str) -> dict[str, set[str]]:
    """What the columns of a query over the two tables, and its rows, are made of."""
    found = query_relation("made", sql, lambda schema, name: STORED[schema, name])
    columns = {name: {".".join(o) for o in made.of} for name, made in found.columns.items()}
    return {**columns, ROWS: {".".join(origin) for origin in found.rows}}


@pytest.mark.parametrize(
    ("expression", "origins"),
    [
        ("p.name", "people.name"),
        ("name", "people.name"),
        ("upper(p.name) || p.area", "people.area people.name"),
        ("case when p.born < date '2000-01-01' then 'adult' end", "people.born"),
        ("case p.area when 'a' then p.name else p.born end", "people.area people.born people.name"),
        ("row_number() over (partition by p.area order by p.born)", "people.area people.born"),
        ("max(p.name) filter (where p.area = 'a')", "people.area people.name"),
        ("p.name is not null", "people.name"),
        ("p.born + interval '1 day'", "people.born"),
        ("(select max(e.happened_on) from s.events as e)", "events.* events.happened_on"),
        (
            "exists (select 1 from s.events as e where e.person = p.person)",
            "events.* events.person made.* people.person",
        ),
        (
            "p.person in (select e.person from s.events as e where e.kind = 'x')",
            "events.* events.kind events.person people.person",
        ),
        # what is made of no column tells that the row is there
        ("'police'", "made.*"),
        ("count(*)", "made.*"),
    ],
)
def test_a_column_is_made_of_every_column_in_its_expression(expression: str, origins: str) -> None:
    found = made_of(f"select {expression} as made_here from s.people as p")
    assert found["made_here"] == set(origins.split())


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("upper(p.name) || p.area", "people.area people.name"),
        ("case when p.born is null then p.area end", "people.area"),
        ("case p.name when 'x' then 'a' else p.area end", "people.area"),
        ("case when p.area = 'a' then 'b' end", ""),
        ("md5(p.name)", ""),
        ("md5(p.name) || p.area", "people.area"),
        ("sha256(p.name)", ""),
        ("count(distinct p.name)", ""),
        ("p.name = p.person", ""),
        ("p.name is not null and p.area in ('a', 'b')", ""),
        ("year(current_date) - year(p.born)", ""),
        ("date_diff('day', p.born, date '2024-01-01')", ""),
        ("row_number() over (partition by p.area order by p.name)", ""),
        ("max(p.name) over (partition by p.area)", "people.name"),
        ("max(p.name) filter (where p.area = 'a')", "people.name"),
        ("min_by(p.name, p.born)", "people.name"),
        ("cast(p.born + interval '25 years' as date)", "people.born"),
        ("(select max(e.kind) from s.events as e where e.person = p.person)", "events.kind"),
        ("exists (select e.kind from s.events as e)", ""),
    ],
)
def test_what_is_compared_counted_or_hashed_is_not_shown(expression: str, shown: str) -> None:
    found = query_relation(
        "made",
        f"with a as (select {expression} as made_here from s.people as p) select * from a",
        lambda schema, name: STORED[schema, name],
    )
    assert {".".join(origin) for origin in found.columns["made_here"].shows} == set(shown.split())


@pytest.mark.parametrize(
    ("rest", "rows"),
    [
        ("", "people.*"),
        ("where p.area = 'a'", "people.* people.area"),
        (
            "inner join s.events as e on p.person = e.person",
            "events.* events.person people.* people.person",
        ),
        ("left join s.events as e using (person)", "events.* events.person people.* people.person"),
        ("group by p.name having count(distinct p.born) > 1", "people.* people.born"),
        ("qualify row_number() over (order by p.born) = 1", "people.* people.born"),
        ("order by p.born limit 1", "people.* people.born"),
        ("order by p.born", "people.*"),
        (
            "where not exists (select 1 from s.events as e where e.kind = p.area)",
            "events.* events.kind people.* people.area",
        ),
    ],
)
def test_which_rows_there_are_is_told_by_conditions(rest: str, rows: str) -> None:
    assert made_of(f"select p.name from s.people as p {rest}")[ROWS] == set(rows.split())


def test_columns_are_followed_through_stars_and_ctes_and_brackets() -> None:
    found = made_of(
        """
        with known as (select * from s.people where area <> 'x'),
        named as (select k.*, 1 as one, e.kind from (select * from known) as k
            cross join s.events as e)
        select n.*, n.name as again from named as n
        """
    )
    assert list(found) == [*PEOPLE, "one", "kind", "again", ROWS]
    assert found["again"] == found["name"] == {"people.name"}
    assert found["one"] == {"made.*"}
    assert found[ROWS] == {"people.*", "people.area", "events.*"}


def test_a_union_joins_columns_by_their_place() -> None:
    found = made_of(
        "select name as who, 'a' as source from s.people"
        " union all select kind, person from s.events where happened_on is not null"
    )
    assert found == {
        "who": {"people.name", "events.kind"},
        "source": {"made.*", "events.person"},
        ROWS: {"people.*", "events.*", "events.happened_on"},
    }


def test_a_condition_may_name_what_the_select_gives() -> None:
    found = made_of("select area, count(born) as known from s.people group by 1 having known > 1")
    assert found[ROWS] == {"people.*", "people.born"}


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select p.surname from s.people as p", "has the column 'p.surname'"),
        ("select e.kind from s.people as p", "has the column 'e.kind'"),
        ("select * exclude (name) from s.people", "not understood"),
        ("select n from s.people as p(a, b, c, n)", "not understood"),
        ("select * from read_csv('file.csv')", "not understood"),
        ("select from where", "cannot be read"),
    ],
)
def test_what_cannot_be_told_is_an_error_that_names_the_model(sql: str, said: str) -> None:
    with pytest.raises(LineageError, match="^made: ") as error:
        made_of(sql)
    assert said in str(error.value)


# The whole project, small -------------------------------------------------------------------------

FEED = StoredTable("intake", "police.incidents", ("person_ref", "name", "born", "class", "seen_on"))
STAGED = StoredTable(
    "staging", "stg_police",
    code="select md5(name) as record_key, name, born, class, seen_on"
    ' from intake."police.incidents"',
)  # fmt: skip
LINKED = StoredTable(
    "intermediate", "int_linked",
    declared={"record_key": ["stg_police.record_key"], "kept": "indirect"},
)  # fmt: skip
PERSON = StoredTable(
    "core", "dim_person",
    code="select s.record_key, date_diff('year', s.born, date '2024-01-01') as age"
    " from staging.stg_police as s",
)  # fmt: skip
CRIME = StoredTable(
    "core", "fct_crime",
    code="select s.record_key, s.seen_on from staging.stg_police as s where s.class = 'x'",
)  # fmt: skip
TABLES = (FEED, STAGED, LINKED, PERSON, CRIME)
CLASSES = {
    ("police.incidents", "name"): "direct",
    ("police.incidents", "born"): "direct",
    ("police.incidents", "class"): "criminal",
    ("police.incidents", "seen_on"): "indirect",
}
HASHED = Declassified("stg_*", "record_key", "direct", "indirect", "hashed")
AGED = Declassified("dim_person", "age", "direct", "indirect", "aged")
DECLARED = Declarations(
    declassified=(HASHED, AGED),
    purposes=frozenset({("dim_person", "help"), ("fct_crime", "help")}),
    classes=frozenset({("help", "indirect"), ("help", "criminal")}),
)


def wrong(tables: Iterable[StoredTable], declarations: Declarations = DECLARED) -> list[tuple]:
    found = Findings(lineage_of(tables), CLASSES, declarations).wrong()
    return [(one.kind, one.table, one.column, one.personal_data) for one in found]


def with_code(table: StoredTable, code: str) -> list[StoredTable]:
    return [replace(table, code=code) if one is table else one for one in TABLES]


def test_nothing_is_wrong_with_what_is_declared() -> None:
    assert wrong(TABLES) == []


def test_a_column_that_is_unmasked_is_named_with_the_way_it_came() -> None:
    tables = with_code(PERSON, "select s.record_key, s.name as age from staging.stg_police as s")
    declared = replace(DECLARED, declassified=(HASHED,))
    [purpose, found] = Findings(lineage_of(tables), CLASSES, declared).wrong()
    assert (purpose.kind, purpose.table) == ("against_purpose", "dim_person")
    assert (found.kind, found.table, found.column) == ("direct_not_allowed", "dim_person", "age")
    assert "police.incidents.name > stg_police.name > dim_person.age" in found.message
    assert "allowed_columns.csv: dim_person,age,direct," in found.message
    allowed = replace(declared, allowed=frozenset({("dim_person", "age")}))
    assert wrong(tables, allowed) == [("against_purpose", "dim_person", None, "direct")]


def test_a_hash_that_is_left_out_upstream_is_found_in_every_mart_below() -> None:
    tables = with_code(STAGED, STAGED.code.replace("md5(name)", "born || name"))
    declared = replace(DECLARED, declassified=(AGED,))
    assert wrong(tables, declared) == [
        ("against_purpose", "dim_person", None, "direct"),
        ("against_purpose", "fct_crime", None, "direct"),
        ("direct_not_allowed", "dim_person", "record_key", "direct"),
        ("direct_not_allowed", "fct_crime", "record_key", "direct"),
    ]


@pytest.mark.parametrize(
    "hash_of", ["name", "case when name is not null then name end", "md5(born) || upper(name)"]
)
def test_a_hash_that_hashes_no_more_is_named_where_it_is_declared(hash_of: str) -> None:
    tables = with_code(STAGED, STAGED.code.replace("md5(name)", hash_of))
    [found] = Findings(lineage_of(tables), CLASSES, DECLARED).wrong()
    assert (found.kind, found.table, found.column) == (
        "declared_and_still_shown", "stg_police", "record_key"
    )  # fmt: skip
    assert "the value of police.incidents.name come out" in found.message
    coarse = replace(DECLARED, declassified=(replace(HASHED, how="coarsened"), AGED))
    assert wrong(tables, coarse) == []


def test_an_age_that_is_the_birth_date_again_is_named_where_it_is_declared() -> None:
    code = "select s.record_key, s.born as age from staging.stg_police as s"
    assert wrong(with_code(PERSON, code)) == [
        ("declared_and_still_shown", "dim_person", "age", "direct")
    ]


def test_a_condition_tells_of_a_crime_but_of_no_name() -> None:
    by_name = "select s.seen_on from staging.stg_police as s where s.name = 'x'"
    assert wrong(with_code(CRIME, by_name)) == [
        ("purpose_declared_for_nothing", "help", None, "criminal")
    ]
    without = replace(DECLARED, classes=frozenset({("help", "indirect")}))
    assert wrong(TABLES, without) == [("against_purpose", "fct_crime", None, "criminal")]


def test_a_constant_of_rows_chosen_by_a_crime_tells_of_it() -> None:
    code = "select 'offender' as kind from staging.stg_police as s where s.class = 'x'"
    travel = Travel(lineage_of(with_code(CRIME, code)), CLASSES, (), rows_too=True)
    assert travel.classes_at(("fct_crime", "kind")) == ["criminal"]


def test_a_mart_of_two_purposes_holds_only_what_both_may_use() -> None:
    declared = replace(DECLARED, purposes=DECLARED.purposes | {("fct_crime", "running")})
    assert wrong(TABLES, declared) == [
        ("against_purpose", "fct_crime", None, "criminal"),
        ("against_purpose", "fct_crime", None, "indirect"),
    ]


def test_a_mart_that_says_no_purpose_is_named() -> None:
    declared = replace(DECLARED, purposes=frozenset({("fct_crime", "help")}))
    assert wrong(TABLES, declared) == [("no_purpose", "dim_person", None, None)]


def test_every_declaration_that_nothing_uses_is_named() -> None:
    declared = Declarations(
        declassified=(HASHED, AGED, replace(AGED, column="record_key"), replace(AGED, table="gone")),
        allowed=frozenset({("dim_person", "age")}),
        purposes=DECLARED.purposes | {("dim_gone", "help")},
        classes=DECLARED.classes | {("help", "special_category")},
    )
    assert wrong(TABLES, declared) == [
        ("column_declared_for_nothing", "dim_person", "age", "direct"),
        ("column_declared_for_nothing", "dim_person", "record_key", "direct"),
        ("column_declared_for_nothing", "gone", "age", "direct"),
        ("purpose_declared_for_nothing", "dim_gone", None, None),
        ("purpose_declared_for_nothing", "help", None, "special_category"),
    ]


def test_a_path_says_where_its_class_changed() -> None:
    told = {
        (*path.node, path.origin[1]): (
            f"{path.class_at_source} to {path.class_on_arrival}", path.declassified_at, path.verdict
        )
        for path in Findings(lineage_of(TABLES), CLASSES, DECLARED).paths()
    }  # fmt: skip
    hashed = "direct to indirect", (("stg_police", "record_key"),), "declassified"
    assert told == {
        ("dim_person", "record_key", "name"): hashed,
        ("dim_person", "age", "born"): (
            "direct to indirect", (("dim_person", "age"),), "declassified"
        ),
        ("fct_crime", "record_key", "name"): hashed,
        ("fct_crime", "seen_on", "seen_on"): ("indirect to indirect", (), "open"),
    }  # fmt: skip


def test_of_two_ways_the_stronger_class_counts() -> None:
    code = "select md5(s.name) || s.name as age, s.record_key from staging.stg_police as s"
    travel = Travel(lineage_of(with_code(PERSON, code)), CLASSES, (HASHED,), rows_too=False)
    assert travel.classes_at(("dim_person", "age")) == ["direct"]
    assert travel.classes_at(("dim_person", "record_key")) == ["indirect"]


def test_a_mart_uses_a_feed_by_values_or_by_which_rows_there_are_alone() -> None:
    count = "select distinct 'any' as found from staging.stg_police as s where s.class = 'x'"
    lineage = lineage_of(with_code(CRIME, count))
    uses = {use.table: use for use in Findings(lineage, CLASSES, DECLARED).uses()}
    assert uses["dim_person"].by_values
    assert uses["dim_person"].classes == ("indirect",)
    assert not uses["fct_crime"].by_values
    assert uses["fct_crime"].classes == ("criminal",)


def test_python_models_must_say_what_their_columns_are_made_of() -> None:
    silent = [replace(LINKED, declared={}), replace(LINKED, name="int_other", declared={})]
    with pytest.raises(LineageError, match="int_linked, int_other"):
        lineage_of([FEED, STAGED, *silent])
    false = replace(LINKED, declared={"record_key": ["stg_police.gone"]})
    with pytest.raises(LineageError, match=r"int_linked: 'record_key' .* 'stg_police.gone'"):
        lineage_of([FEED, STAGED, false])


# What is stored -----------------------------------------------------------------------------------


def test_what_is_written_is_read_again_and_is_the_same_twice(tmp_path: Path) -> None:
    one = StoredTable("core", "one", code="select 1 as a from core.fct_crime")
    lineage = lineage_of([*TABLES, one])
    write_lineage(lineage, tmp_path)
    first = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    again = read_lineage(tmp_path)
    assert (edges_of(again), again.schemas) == (edges_of(lineage), lineage.schemas)
    assert again.shown["dim_person", "age"] == frozenset()
    assert again.shown["dim_person", "record_key"] == {("stg_police", "record_key")}
    assert again.brings == {("int_linked", "kept"): "indirect"}
    write_lineage(again, tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == first
    told = lineage_from(edges_of(lineage))
    assert edges_of(told) == edges_of(lineage)


def test_a_change_of_code_is_noticed_by_its_file_and_line_ends_are_not(tmp_path: Path) -> None:
    for name, text in {
        "dbt_project.yml": "name: x",
        "models/core/dim_a.sql": "select 1\nas a",
        "models/core/dim_b.py": "pass",
        "models/core/_core__models.yml": (
            "models: [{name: dim_b, description: One, config: {meta: {lineage: {a: none}}}}]"
        ),
        "models/staging/police/_police__sources.yml": "sources: []",
        "macros/m.sql": "{% macro m() %}{% endmacro %}",
        "seeds/s/list.csv": "code,name\na,b\n",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    before = digests(tmp_path)
    assert len(before) == 7

    def change(name: str, old: str, new: str) -> list[tuple[str, str]]:
        file = tmp_path / name
        text = file.read_bytes().decode()
        file.write_bytes(text.replace(old, new).encode())
        found = differences(before, digests(tmp_path))
        file.write_bytes(text.encode())
        return found

    assert change("models/core/dim_a.sql", "\n", "\r\n") == []
    assert change("models/core/dim_a.sql", "1", "2") == [("models/core/dim_a.sql", "changed")]
    assert change("macros/m.sql", "m()", "m(x)") == [("macros/m.sql", "changed")]
    assert change("seeds/s/list.csv", "b", "c") == []
    assert change("seeds/s/list.csv", "name", "word") == [("seeds/s/list.csv", "changed")]
    words = "models/core/_core__models.yml"
    assert change(words, "One", "Two") == []
    assert change(words, "none", "direct") == [(words, "changed")]
    (tmp_path / "models/core/dim_a.sql").rename(tmp_path / "models/core/dim_c.sql")
    assert differences(before, digests(tmp_path)) == [
        ("models/core/dim_a.sql", "gone"),
        ("models/core/dim_c.sql", "new"),
    ]


# Gates and the command ----------------------------------------------------------------------------


HELD = {
    "gate_lineage_is_of_this_code": {"changed", "new", "gone"},
    "gate_no_direct_identifier_is_published": {
        "direct_not_allowed", "declared_and_still_shown", "column_declared_for_nothing",
    },
    "gate_classes_keep_to_their_purpose": {
        "no_purpose", "against_purpose", "purpose_declared_for_nothing",
    },
}  # fmt: skip


@pytest.mark.parametrize("gate", HELD)
def test_a_gate_holds_when_there_is_something_to_hold(gate: str) -> None:
    code = (ROOT / "tests" / "gates" / f"{gate}.sql").read_text(encoding="utf-8")
    code = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"\1", code.split("}}", 1)[1])
    of_files, *of_findings = HELD.values()
    with duckdb.connect() as connection:
        connection.execute("create table lineage_files (file_name text, file_state text)")
        for state in ("same", *of_files):
            connection.execute("insert into lineage_files values ('a file', $1)", [state])
        connection.execute(
            "create table int_privacy_findings (finding_kind text, table_name text,"
            " column_name text, personal_data text, what_to_do text)"
        )
        for kind in set().union(*of_findings):
            connection.execute("insert into int_privacy_findings (finding_kind) values ($1)", [kind])
        held = connection.sql(code).fetchall()
    assert {value for row in held for value in row} - {"a file", None} == HELD[gate]


def test_a_column_is_shown_down_to_the_feeds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "core.dim_person.age_in_years"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("core.dim_person.age_in_years [indirect]\n")
    assert "intake.early_help.ssd_person.pers_dob [direct]" in said
    assert main(["show", "dim_person.surname"]) == 3
    assert "'dim_person.surname' is no column of a model" in capsys.readouterr().err
