"""Two authorities in one home: what each comes to is what it comes to alone.

Both have landed the very same files, so that every reference, identifier, name and property of one
is there in the other; they differ in settings, decisions, agreements, registers and a few files.
Each register also names keys of the other authority. Whatever crossed would show as a difference
between the rows of an authority in the joint build and its rows in a build of its own.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse
from supporting_families.publish import SCHEMAS
from test_manifest import WITHOUT_AUTHORITY

ONE, TWO = "901", "902"
PEOPLE = "300"
BUILD = ("dbt", "build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
KINDS = ("person", "family", "episode")
KEY = re.compile(r"\b[0-9a-f]{32}\b")
MONTH = "landing/police/2023-05-10/police_incidents_2023-04.csv"
MADE_ONE = ("P0000004", "P0000013")
# Columns that number the rows of the whole home: their order within an authority must be the same.
RANKS = {"first_record_rank"}
# Columns that name a file by where it lies in the home.
FILES = {"source_file", "subject_key", "destroyed_from"}
# Of the list of authorities itself there is one file, which is of nobody alone.
LEFT_OUT = "source_file <> 'local/authority.csv'"


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Warehouse]:
    """Either authority alone, and both together, built."""
    folder = tmp_path_factory.mktemp("authorities")
    demo = folder / "demo"
    Warehouse(demo).must(
        "scripts/generate_demo.py", "--home", str(demo), "--people", PEOPLE, "--seed", "1"
    )
    alone = {code: folder / code for code in (ONE, TWO)}
    keys = {code: _keys(demo, code) for code in alone}
    for code, home in alone.items():
        _authority(demo, home, code, keys[code])
    _differ(alone, keys)
    _join(alone, folder / "both")
    built = {name: Warehouse(home) for name, home in (*alone.items(), ("both", folder / "both"))}
    for warehouse in built.values():
        warehouse.must(*BUILD)
    return built


# The homes ----------------------------------------------------------------------------------------


def _keys(demo: Path, code: str) -> dict[str, str]:
    """The key under this authority of every key under 999 that a register of the demo names."""
    wanted = {
        key
        for path in (demo / "registers").glob("*.csv")
        for key in KEY.findall(path.read_text(encoding="utf-8"))
    }
    found = {}
    for path in (demo / "landing").rglob("*"):
        if path.is_dir() or path.parent == demo / "landing":
            continue
        feed = path.relative_to(demo).parts[1]
        for reference in set(re.split(r"[,\n<>\"]+", path.read_text(encoding="utf-8"))):
            for kind in KINDS:
                key = _md5(f"999|{feed}|{kind}|{reference}")
                if key in wanted:
                    found[key] = _md5(f"{code}|{feed}|{kind}|{reference}")
    assert found.keys() == wanted
    return found


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def _authority(demo: Path, home: Path, code: str, keys: dict[str, str]) -> None:
    """The demo as the home of another authority."""
    shutil.copytree(demo, home, ignore=shutil.ignore_patterns("truth"))
    for path in (*home.glob("registers/*.csv"), home / "local" / "authority.csv"):
        text = KEY.sub(lambda key: keys[key[0]], path.read_text(encoding="utf-8"))
        path.write_text(re.sub(r"\b999\b", code, text), encoding="utf-8")


def _differ(alone: dict[str, Path], keys: dict[str, dict[str, str]]) -> None:
    """What one authority decides, agrees, registers and is sent, and the other is not."""
    one, two = alone[ONE], alone[TWO]
    _write(one, "local/settings.csv", [
        ["framework_version", "setting", "setting_value", "set_by", "reason", "recorded_at"],
        ["sf-2022", "min_headlines", "3", "Head", "Local plan", "2022-10-03"],
        ["sf-2022", "sustain_months", "5", "Head", "Local plan", "2022-10-03"],
        ["linkage", "link_weight", "9", "Head", "Careful", "2022-10-03"],
        ["reporting", "drift_review_days", "60", "Head", "Careful", "2022-10-03"],
    ])  # fmt: skip
    _add(two, "local/catalogue_decisions.csv", [
        _override("X1", "rules", "SF22-2.1-N1", "is_active", "0"),
        _override("X2", "rules", "SF22-1.1-N1", "threshold", "97"),
        _override("X3", "payments", "sf-2022|sustained_progress|result|1900-01-01", "amount_gbp", "700"),
        _override("X4", "framework_settings", "sf-2022|min_needs", "setting_value", "2"),
    ])  # fmt: skip
    # one authority loses the police; the other never had an agreement about its schools
    _replace(one, "local/feed_register.csv", "police,live", {
        "2025-03-31": "2023-09-01", ",keep,": ",remove,",
    })  # fmt: skip
    _drop(two, "local/feed_register.csv", "school_census,")
    _drop(one, "local/teams.csv", "South,")
    _drop(one, "local/teams.csv", "West,")
    _drop(two, "registers/objections.csv", "OBJ-")
    _drop(one, "registers/retirements.csv", "RET")
    _drop(two, "registers/decisions.csv", "DEC000004-01")
    # both have records of these two; one authority says that they are one person
    first, second = MADE_ONE
    _write(one, "registers/identity_decisions.csv", [
        ["decision_id", "subject", "feed_code_1", "source_ref_1", "feed_code_2", "source_ref_2",
         "decision", "decided_by", "decided_on", "reason", "withdrawn_on", "recorded_at"],
        ["ID1", "person", "early_help", first, "early_help", second, "same", "A. Manager",
         "2023-06-01", "Told by the family", "", "2023-06-01"],
    ])  # fmt: skip
    # a month of one is sent again with half its rows, and the other is told to delete a row
    lines = (two / MONTH).read_text(encoding="utf-8").splitlines(keepends=True)
    again = two / MONTH.replace("2023-05-10", "2023-07-01")
    again.parent.mkdir(parents=True, exist_ok=True)
    again.write_text("".join(lines[: len(lines) // 2 + 1]), encoding="utf-8")
    incident = next(csv.DictReader(io.StringIO("".join(lines))))
    key = "|".join(incident[name] for name in ("incident_ref", "nominal_ref", "person_role"))
    _write(one, "landing/police/2023-06-10/deletion_notice.csv", [
        ["table_name", "row_key", "reason"], ["incidents", key, "sent by mistake"],
    ])  # fmt: skip
    # each register names what is the other's
    for home, other in ((one, keys[TWO]), (two, keys[ONE])):
        for name in ("claims", "retirements", "decisions"):
            _add(home, f"registers/{name}.csv", _named_again(home, name, other))


def _named_again(home: Path, name: str, other: dict[str, str]) -> list[list[str]]:
    """The lines of a register of the demo with the keys of the other authority in them."""
    path = home.parent / "demo" / "registers" / f"{name}.csv"
    lines = [list(row.values()) for row in _rows(path)]
    return [[f"of the other {at}", *(other.get(cell, cell) for cell in line[1:])]
            for at, line in enumerate(lines)]  # fmt: skip


def _override(decision: str, table: str, code: str, column: str, value: str) -> list[str]:
    return [decision, table, code, "override", column, value, "Head", "2022-10-01", "Local plan",
            "Local plan", "2022-10-03"]  # fmt: skip


def _join(alone: dict[str, Path], both: Path) -> None:
    """One home of the two, with a folder for each."""
    rows = [row for home in alone.values() for row in _rows(home / "local" / "authority.csv")]
    _write(both, "local/authority.csv", [list(rows[0]), *(list(row.values()) for row in rows)])
    for code, home in alone.items():
        for root in ("landing", "local", "registers"):
            shutil.copytree(home / root, both / root / code, dirs_exist_ok=True)
        (both / "local" / code / "authority.csv").unlink()
        (both / "landing" / code / "demo.yml").rename(both / "landing" / "demo.yml")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(home: Path, name: str, lines: Iterable[list[str]]) -> None:
    (home / name).parent.mkdir(parents=True, exist_ok=True)
    with (home / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)


def _add(home: Path, name: str, lines: Iterable[list[str]]) -> None:
    with (home / name).open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)


def _drop(home: Path, name: str, start: str) -> None:
    lines = (home / name).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(start)]
    assert len(kept) < len(lines), (name, start)
    (home / name).write_text("".join(kept), encoding="utf-8")


def _replace(home: Path, name: str, start: str, changes: dict[str, str]) -> None:
    """Change one line of a file."""
    lines = (home / name).read_text(encoding="utf-8").splitlines(keepends=True)
    [at] = [number for number, line in enumerate(lines) if line.startswith(start)]
    for old, new in changes.items():
        assert old in lines[at], (name, old)
        lines[at] = lines[at].replace(old, new)
    (home / name).write_text("".join(lines), encoding="utf-8")


# What they come to --------------------------------------------------------------------------------


@pytest.fixture
def connection(homes: dict[str, Warehouse]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The three builds, attached as a901, a902 and joint."""
    with duckdb.connect() as connection:
        for name, warehouse in homes.items():
            file = warehouse.home / "warehouse" / "build.duckdb"
            alias = "joint" if name == "both" else f"a{name}"
            connection.execute(f"attach '{file}' as {alias} (read_only)")
        yield connection


def _tables(connection: duckdb.DuckDBPyConnection, *schemas: str) -> dict[str, list[str]]:
    """The columns of every table of these schemas of the joint build."""
    tables: dict[str, list[str]] = {}
    for schema, table, column in connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns "
        "where table_catalog = 'joint' and list_contains($schemas, table_schema) "
        "order by table_schema, table_name, ordinal_position",
        {"schemas": list(schemas)},
    ).fetchall():
        tables.setdefault(f"{schema}.{table}", []).append(column)
    return tables


def _query(build: str, table: str, columns: list[str], condition: str) -> str:
    """The rows of a build as they can be compared: files by where they lie in their authority."""
    told = []
    for name in columns:
        if name in FILES:
            told.append(rf"regexp_replace({name}, '^(\w+)/\d{{3}}/', '\1/') as {name}")
        elif name in RANKS:
            whose = "partition by authority_code " if "authority_code" in columns else ""
            told.append(f"dense_rank() over ({whose}order by {name}) as {name}")
        else:
            told.append(f'"{name}"')
    where = " and ".join(filter(None, [condition, LEFT_OUT if "source_file" in columns else ""]))
    where = where.replace("source_file <>", "coalesce(source_file, '') <>")
    return f"select {', '.join(told)} from {build}.{table}" + (f" where {where}" if where else "")


def _differences(
    connection: duckdb.DuckDBPyConnection, joint: str, separate: str
) -> list[tuple[str, tuple]]:
    """Rows on one side only, with the side."""
    return [
        (side, row)
        for side, query in (
            ("joint build alone", f"({joint}) except all ({separate})"),
            ("own build alone", f"({separate}) except all ({joint})"),
        )
        for row in connection.execute(f"{query} limit 3").fetchall()
    ]


PUBLISHED = [schema for schemas in SCHEMAS.values() for schema in schemas]


def test_every_row_of_an_authority_is_as_in_a_build_of_its_own(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Every table of the published and the extracts file that says whose its rows are."""
    found, compared = {}, 0
    for table, columns in _tables(connection, *PUBLISHED).items():
        if "authority_code" not in columns:
            continue
        for code in (ONE, TWO):
            whose = f"authority_code = '{code}'"
            joint = _query("joint", table, columns, whose)
            # the list of authorities of a home of one is of that one
            differing = _differences(connection, joint, _query(f"a{code}", table, columns, ""))
            if differing:
                found[f"{table} of {code}"] = differing
            compared += 1
    assert found == {}
    assert compared > 60


def test_tables_that_do_not_say_whose_their_rows_are_hold_those_of_either_and_no_others(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    found = {}
    for table, columns in _tables(connection, *PUBLISHED).items():
        if "authority_code" in columns or table.startswith("governance.build_"):
            continue
        name = table.split(".")[1]
        assert name in WITHOUT_AUTHORITY, f"{table}: give it authority_code, or say why it has none"
        kind, _ = WITHOUT_AUTHORITY[name]
        columns = [column for column in columns if column != "is_confirmed"]
        joint = _query("joint", table, columns, "")
        separate = [_query(f"a{code}", table, columns, "") for code in (ONE, TWO)]
        if kind == "keyed":
            differing = _differences(connection, joint, f"{separate[0]} union all {separate[1]}")
        else:
            differing = _differences(connection, joint, separate[0])
        if differing:
            found[table] = differing
    assert found == {}


def test_the_two_do_differ_where_they_were_made_to(connection: duckdb.DuckDBPyConnection) -> None:
    """Else the comparison could not fail: settings, agreements, decisions and registers bite."""

    def by_authority(what: str, table: str) -> dict[str, object]:
        query = f"select authority_code, {what} from joint.{table} group by authority_code"
        return dict(connection.execute(query).fetchall())

    settings = "intermediate.int_framework_settings where framework_version = 'sf-2022'"
    assert by_authority("max(min_headlines || ' of ' || min_needs)", settings) == {
        ONE: "3 of 3", TWO: "1 of 2",
    }  # fmt: skip
    police = "governance.gov_feed_register where feed_code = 'police'"
    assert by_authority("max(agreement_state)", police) == {ONE: "expired", TWO: "in_force"}
    # two people of an objection each: one authority says that they are one
    people = f"intermediate.int_person_source_links where source_person_ref in {MADE_ONE}"
    assert by_authority("count(distinct person_key)", people) == {ONE: 1, TWO: 2}
    assert by_authority("sum(is_retired)", "core.dim_family") == {ONE: 0, TWO: 1}
    rows = "governance.gov_feed_accounting where source_file like '%police_incidents_2023-04.csv'"
    assert by_authority("count(*)", rows) == {ONE: 1, TWO: 2}
    for what, table in (
        ("sum(is_eligible)", "eligibility.mart_eligibility"),
        ("sum(case when status = 'met' then 1 else 0 end)", "core.fct_family_need"),
        ("sum(case when claim_status = 'ready' then 1 else 0 end)", "claims.mart_claim_readiness"),
    ):
        counts = by_authority(what, table)
        assert counts[ONE] != counts[TWO], table
    hubs = by_authority("count(distinct hub_code)", "core.dim_team")
    assert hubs == {ONE: 2, TWO: 3}  # one authority names no hub of the south
    limits = by_authority("max(drift_review_days)", "reporting.mart_caseload")
    assert limits == {ONE: 60, TWO: 90}
    episodes = by_authority("count(*)", "core.fct_support_episode")
    assert episodes[ONE] == episodes[TWO] > 10


def test_no_person_or_family_is_of_two_authorities(connection: duckdb.DuckDBPyConnection) -> None:
    crossing = connection.execute(
        """
        select 'person' as what, person_key from joint.intermediate.int_person_source_links
        group by person_key having count(distinct authority_code) > 1
        union all
        select 'family', family_key from joint.intermediate.int_family_keys
        group by family_key having count(distinct authority_code) > 1
        union all
        select 'pair', identity_key_1 from joint.intermediate.int_link_evidence as e
        inner join joint.intermediate.int_distinct_identities as i on e.identity_key_1 = i.identity_key
        inner join joint.intermediate.int_distinct_identities as j on e.identity_key_2 = j.identity_key
        where i.authority_code <> j.authority_code
        """
    ).fetchall()
    assert crossing == []
    assert connection.execute(
        "select count(*) from joint.intermediate.int_link_evidence"
    ).fetchone()[0] > 100  # fmt: skip


@pytest.mark.long
def test_a_home_of_two_passes_every_test_and_is_published_with_a_summary_of_each(
    homes: dict[str, Warehouse],
) -> None:
    both = homes["both"]
    both.must("dbt", "build", "--exclude-resource-type", "unit_test")
    both.must("scripts/publish.py")
    told = both.must("-m", "supporting_families.summary")
    assert "Authority 901" in told and "Authority 902" in told
