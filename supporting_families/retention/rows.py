"""Which rows of landed files go with the people who are to be destroyed."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from supporting_families.contracts import TableContract

from .built import DELIVERIES, PEOPLE, Due, tables_of
from .facts import Owner, owners
from .needles import Named, Needles, is_telling, iso, squeezed

_NAMES = ("forename", "known_as")
_SURNAMES = ("surname", "preferred_surname", "former_surname")
_NUMBERS = ("upn", "former_upn", "nhs_number", "nino")
_REFERENCE = "person_ref"
_BORN = "date_of_birth"


def lay_out(
    connection: duckdb.DuckDBPyConnection,
    authority: str,
    due: list[Due],
    left_out: Collection[str] = (),
) -> None:
    """Tables of what goes: `people`, `records`, `whole_files`, `rows_gone`, `families`, `episodes`.

    `rows_gone` has every row of a landed file that is of one of the people, and every row that
    hangs from such rows alone. `named` has the records that files destroyed whole name, and `known`
    the records of the people and those that nothing else names: all that is looked for afterwards,
    but for the keys left out.
    """
    connection.execute("create or replace table people (person_key text, rule_id text)")
    connection.execute("create or replace table whole_files (landed_file text, rule_id text)")
    for one in due:
        table = {PEOPLE: "people", DELIVERIES: "whole_files"}[one.subject]
        connection.execute(f"insert into {table} values (?, ?)", [one.key, one.rule_id])
    connection.execute(
        "create or replace table records as select l.*, p.rule_id "
        "from build.intermediate.int_person_source_links as l "
        "inner join people as p on l.person_key = p.person_key "
        "where l.authority_code = $authority",
        {"authority": authority},
    )
    connection.execute(
        "create or replace table rows_gone (staged_table text, landed_table text, feed_code text, "
        "source_file text, source_row bigint, rule_id text, is_of_person boolean)"
    )
    tables = tables_of(connection)
    by_table = {owner.staged_table: owner for owner in owners()}
    for table, columns in tables.items():
        owner = by_table.get(table)
        if "record_key" in columns and (owner is None or owner.nobody_named):
            connection.execute(
                f"insert into rows_gone select '{table}', t.landed_table, t.feed_code, "
                "t.source_file, t.source_row, r.rule_id, true "
                f"from build.staging.{table} as t "
                "inner join records as r on t.record_key = r.record_key"
            )
    for owner in by_table.values():
        _hang_from(connection, owner, authority)
    _families(connection)
    _named(connection, tables)
    connection.execute(
        "create or replace table known as select record_key, person_key, rule_id from records "
        "union all select record_key, record_key, rule_id from named where files_kept = 0 "
        "and record_key not in ("
        "  select record_key from build.intermediate.int_person_source_links) "
        "and not list_contains($left_out, record_key)",
        {"left_out": list(left_out)},
    )


def needles_of(connection: duckdb.DuckDBPyConnection, person_key: str | None = None) -> Needles:
    """What the people, or one of them, were known by in any version of any row.

    What somebody who is kept is known by too tells nothing and is left out.
    """
    chosen = "" if person_key is None else "where r.person_key = $person"
    asked = {} if person_key is None else {"person": person_key}
    numbers: set[str] = set()
    names: set[tuple[str, str, str]] = set()
    for table, columns in tables_of(connection).items():
        told = [c for c in (*_NAMES, *_SURNAMES, *_NUMBERS, _BORN, _REFERENCE) if c in columns]
        if "record_key" not in columns or not told:
            continue
        rows = connection.execute(
            f"select distinct {', '.join(f't.{c}' for c in told)} from build.staging.{table} as t "
            f"inner join known as r on t.record_key = r.record_key {chosen}",
            asked,
        ).fetchall()
        for row in rows:
            values = dict(zip(told, row, strict=True))
            numbers |= {
                squeezed(values[c])
                for c in (*_NUMBERS, _REFERENCE)
                if values.get(c) and is_telling(values[c])
            }
            names |= {
                (values[first], values[last], iso(values.get(_BORN)))
                for first in _NAMES
                for last in _SURNAMES
                if values.get(first) and values.get(last)
            }
    numbers -= _numbers_kept(connection, numbers)
    kept = _names_kept(connection, {last.upper() for _, last, _ in names})
    pairs = {(first, last) for first, last, _ in kept}
    named = []
    for first, last, born in sorted(names):
        who = (first.upper(), last.upper())
        dated = born if (*who, born) not in kept else ""
        if dated or who not in pairs:
            named.append(Named(first, last, dated, who not in pairs))
    return Needles(frozenset(numbers), tuple(named))


def contract_of(contracts: list[TableContract], feed: str, table: str) -> TableContract:
    """The contract of a landed table."""
    [found] = [c for c in contracts if (c.feed_code, c.name) == (feed, table)]
    return found


def _hang_from(
    connection: duckdb.DuckDBPyConnection, owner: Owner, authority: str
) -> None:
    """Rows all of whose owners go, in whichever file they are."""
    pairs = owner.join_columns
    joined = " and ".join(f"t.{ours} is not distinct from o.{theirs}" for ours, theirs in pairs)
    listed = ", ".join(f"o.{theirs}" for _, theirs in pairs)
    nobody = "and t.record_key is null " if owner.nobody_named else ""
    connection.execute(
        f"insert into rows_gone select '{owner.staged_table}', t.landed_table, t.feed_code, "
        "t.source_file, t.source_row, o.rule_id, false "
        f"from build.staging.{owner.staged_table} as t inner join ("
        f"  select {listed}, min(g.rule_id) as rule_id from build.staging.{owner.owner_table} as o "
        f"  left join rows_gone as g on g.staged_table = '{owner.owner_table}' "
        "  and o.source_file = g.source_file and o.source_row = g.source_row "
        "  and o.landed_table = g.landed_table "
        f"  where o.authority_code = $authority group by {listed} "
        "  having count(*) = count(g.rule_id)"
        f") as o on {joined} where t.authority_code = $authority {nobody}",
        {"authority": authority},
    )


def _families(connection: duckdb.DuckDBPyConnection) -> None:
    """Families of which nobody is kept, and their support episodes."""
    connection.execute(
        "create or replace table families as "
        "select m.family_key, min(p.rule_id) as rule_id "
        "from build.intermediate.int_family_members as m "
        "left join people as p on m.person_key = p.person_key "
        "group by m.family_key having count(*) = count(p.person_key)"
    )
    connection.execute(
        "create or replace table episodes as "
        "select e.authority_code, e.episode_key, e.episode_record_key, e.family_key, e.started_on, "
        "f.rule_id "
        "from build.intermediate.int_episode_parts as e "
        "inner join families as f on e.family_key = f.family_key"
    )


def _numbers_kept(connection: duckdb.DuckDBPyConnection, numbers: set[str]) -> set[str]:
    """Those of the numbers that somebody who is kept has too."""
    columns = ", ".join(f"i.{name}" for name in (*_NUMBERS, "source_person_ref"))
    rows = connection.execute(
        f"select distinct number from (select unnest([{columns}]) as text, "
        "upper(regexp_replace(text, '[^A-Za-z0-9]', '', 'g')) as number "
        "from build.intermediate.int_identities as i "
        "where i.record_key not in (select record_key from known)) "
        "where list_contains($numbers, number)",
        {"numbers": sorted(numbers)},
    ).fetchall()
    return {number for (number,) in rows}


def _names_kept(
    connection: duckdb.DuckDBPyConnection, surnames: set[str]
) -> set[tuple[str, str, str]]:
    """How people who are kept and have one of the surnames are written, in capital letters."""
    firsts = ", ".join(f"i.{name}" for name in _NAMES)
    lasts = ", ".join(f"i.{name}" for name in _SURNAMES)
    rows = connection.execute(
        f"select distinct upper(forename), upper(surname), born from ("
        f"select unnest([{firsts}]) as forename, surnames, born from ("
        f"select *, i.{_BORN} as born, [{lasts}] as surnames "
        "from build.intermediate.int_identities as i "
        "where i.record_key not in (select record_key from known)) as i) as f, "
        "unnest(surnames) as s(surname) "
        "where list_contains($surnames, upper(surname)) and forename is not null",
        {"surnames": sorted(surnames)},
    ).fetchall()
    return {(first, last, iso(born)) for first, last, born in rows}


def _named(connection: duckdb.DuckDBPyConnection, tables: dict[str, list[str]]) -> None:
    """A table `named`: records that a file destroyed whole names, and how many others name them."""
    selects = " union all ".join(
        "select t.record_key, split_part(t.source_file, '#', 1) as landed "
        f"from build.staging.{table} as t where t.record_key is not null"
        for table, columns in tables.items()
        if "record_key" in columns
    )
    connection.execute(
        f"""
        create or replace table named as
        select
            told.record_key,
            min(whole.rule_id) as rule_id,
            count(*) - count(whole.landed_file) as files_kept
        from (select distinct * from ({selects})) as told
        left join whole_files as whole on told.landed = whole.landed_file
        group by told.record_key
        having count(whole.landed_file) > 0
        """
    )
