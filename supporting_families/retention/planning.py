"""Making a plan: from who is due to every row, file and output that would go."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from supporting_families.appended import AppendedFile
from supporting_families.contracts import TableContract, load_contracts
from supporting_families.forms.xml import BETWEEN_REPEATS
from supporting_families.hashing import sha256_of_file
from supporting_families.home import Home
from supporting_families.intake import changed_since_intake
from supporting_families.sql_text import text_literal

from .anchors import EPISODE, FAMILY, anchors_of, keys_hash, records_of_whole_files
from .built import DELIVERIES, PEOPLE, Due, built, due_now, tables_of
from .cutting import Cut
from .errors import RetentionError
from .facts import rule_subjects
from .ledgers import ledger_of, totals_of
from .needles import Needles
from .outputs import OutputRule, outputs_with, packages_due
from .plan import ROWS, WHOLE, Anchor, Before, Plan, PlannedFile, Subjects, folder_of
from .rows import contract_of, lay_out, needles_of
from .searching import files_under, is_leftover, rows_in_table, search_file
from .tables import NOT_TABLES, Gone, may_never_change, rows_about

# Registers that may hold somebody back: a plan is made from a build that knows them as they are.
TELL_OF_HOLDS = ("claims", "claim_ledger", "subject_requests", "retention_holds")
OTHERS_ROW = "a row about somebody who is kept holds what this person is known by: {place}"


def make_plan(
    home: Home, authority: str, today: date, tell: Callable[[str], None]
) -> tuple[Plan, Subjects]:
    """The plan for everybody and everything due in the published build, and what they are known by.

    Changes nothing. Raises RetentionError where the published build is not of what has landed.
    """
    changed = [
        *changed_since_intake(home, "landing"),
        *(
            name
            for name in changed_since_intake(home, "registers")
            if Path(name).stem in TELL_OF_HOLDS
        ),
    ]
    if changed:
        raise RetentionError(
            f"{len(changed)} files came or changed since the last build, the first '{changed[0]}': "
            "build and publish, then plan again."
        )
    contracts = load_contracts()
    with built(home) as (connection, build_id):
        due = due_now(connection, authority)
        tell(f"{len(due):,} people and deliveries are due.")
        left_out: dict[str, str] = {}
        while True:
            lay_out(connection, authority, due, left_out)
            needles = needles_of(connection)
            tell("Looking for rows that name them without saying so ...")
            mixed = _found_in_intake(connection, home, needles, contracts)
            if not mixed:
                break
            left_out |= mixed
            due = [one for one in due if one.key not in left_out]
        _found_in_files(connection, home, needles)
        return _plan(
            connection, home, authority, today, build_id, due, needles, left_out, contracts
        )


def _plan(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    authority: str,
    today: date,
    build_id: str,
    due: list[Due],
    needles: Needles,
    left_out: dict[str, str],
    contracts: list[TableContract],
) -> tuple[Plan, Subjects]:
    anchors = anchors_of(connection)
    records = _column(connection, "select record_key from records")
    people = {one.key: one.rule_id for one in due if one.subject == PEOPLE}
    rule_id = min(people.values() or (one.rule_id for one in due), default="")
    gone = Gone(
        people=frozenset({*people, *records}),
        families=_anchored(anchors, FAMILY),
        episodes=_anchored(anchors, EPISODE),
        references=frozenset(
            connection.execute("select feed_code, source_person_ref from records").fetchall()
        ),
    )
    ledger = ledger_of(home, authority)
    claims = {
        kept.entry.claim_ref
        for kept in ledger.kept
        if kept.entry.claim_ref and kept.entry.episode_key in gone.episodes
    }
    cut_files, cuts = _cut_files(connection, home, contracts)
    files = _whole_files(connection, home) + cut_files
    files += [
        PlannedFile(_name(home, path), ROWS, sha256_of_file(path), {_under(rule_id): len(rows)})
        for path, rows in rows_about(home, gone, needles)
    ]
    outputs, sealed = outputs_with(home, needles, claims, rule_id)
    rules = connection.execute(
        "select rule_id, coalesce(output_folder, ''), period_months "
        "from build.intermediate.int_retention_rules "
        "where authority_code = $authority and subject = 'output'",
        {"authority": authority},
    ).fetchall()
    outputs = {
        **packages_due(home, authority, [OutputRule(*rule) for rule in rules], today), **outputs
    }
    gone_records = {*records, *records_of_whole_files(connection)}
    count, keys_sha256 = keys_hash(
        connection, "build.intermediate.int_person_source_links", gone_records
    )
    plan = Plan(
        destruction_ref=_new_ref(home, authority, today),
        authority=authority,
        made_on=today,
        build_id=build_id,
        people=people,
        deliveries={one.key: one.rule_id for one in due if one.subject == DELIVERIES},
        files=sorted(files, key=lambda file: file.path),
        outputs=dict(sorted(outputs.items())),
        anchors=anchors,
        before=Before(
            count, keys_sha256, *ledger.head, totals_of(ledger, len(ledger.kept))
        ),
        left_out=left_out,
        sealed=sealed,
        elsewhere=_elsewhere(home, needles),
    )
    return plan, Subjects(needles, gone, cuts)


# What is found by looking -----------------------------------------------------------------------


def _anchored(anchors: list[Anchor], kind: str) -> frozenset[str]:
    """The keys, then and now, of what is gone of a kind."""
    return frozenset(
        key
        for anchor in anchors
        if anchor.anchor_kind == kind and not anchor.kept_key
        for key in (anchor.anchor_key, anchor.stood_for_key)
    )


def _found_in_intake(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    needles: Needles,
    contracts: list[TableContract],
) -> dict[str, str]:
    """Adds rows of nobody's that hold the people to `rows_gone`; whom rows of others hold."""
    mixed: dict[str, str] = {}
    staged = _staged_tables(connection)
    for contract in contracts:
        folder = home.intake / contract.feed_code / contract.name
        if contract.root not in ("landing", "any") or not folder.is_dir():
            continue
        relation = f"read_parquet({text_literal(folder / '*.parquet')}, union_by_name=true)"
        for file, row, *texts in rows_in_table(
            connection.cursor(), relation, needles, "source_file, source_row"
        ):
            if _is_gone(connection, file, row):
                continue
            place = (contract.feed_code, contract.name)
            whose = _kept_person(connection, staged.get(place, []), file, row)
            if whose:
                for person in _column(connection, "select distinct person_key from known"):
                    if needles_of(connection, person).are_in([text for text in texts if text]):
                        mixed[person] = OTHERS_ROW.format(place=f"{file}, row {row}")
                continue
            connection.execute(
                "insert into rows_gone select '', ?, ?, ?, ?, min(rule_id), true from known",
                [contract.name, contract.feed_code, file, row],
            )
    return mixed


def _found_in_files(connection: duckdb.DuckDBPyConnection, home: Home, needles: Needles) -> None:
    """Adds rows of landed text files that are no rows of their table, and files nobody can read."""
    statuses = dict(
        connection.execute(
            "select split_part(source_file, '#', 1), min(file_status) "
            "from build.staging.landed_files group by all"
        ).fetchall()
    )
    for path in files_under(home.landing):
        if is_leftover(path):
            continue
        name = _name(home, path)
        for found in search_file(path, needles):
            if found.row is not None:
                if not _is_gone(connection, name, found.row) and not _is_taken_in(
                    connection, home, name, found.row
                ):
                    connection.execute(
                        "insert into rows_gone select '', '', '', ?, ?, min(rule_id), true "
                        "from known",
                        [name, found.row],
                    )
            elif statuses.get(name) in ("refused", "unrecognised"):
                connection.execute(
                    "insert into whole_files select ?, min(rule_id) from known "
                    "where not exists (select 1 from whole_files where landed_file = ?)",
                    [name, name],
                )


def _elsewhere(home: Home, needles: Needles) -> list[str]:
    """Files outside the rooms of the home, or that may never change, that hold the people."""
    found = []
    for path in files_under(home.path, [home.path / room for room in NOT_TABLES]):
        is_table = path.suffix.lower() == ".csv" and not may_never_change(home, path)
        if not is_table and not is_leftover(path) and search_file(path, needles):
            found.append(_name(home, path))
    return found


def _staged_tables(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """The staged tables that name people, by feed and landed table."""
    found = defaultdict(list)
    for table, columns in tables_of(connection).items():
        if "record_key" in columns:
            for feed, landed in connection.execute(
                f"select distinct feed_code, landed_table from build.staging.{table}"
            ).fetchall():
                found[feed, landed].append(table)
    return found


def _is_gone(connection: duckdb.DuckDBPyConnection, file: str, row: int) -> bool:
    return connection.execute(
        "select exists (select 1 from rows_gone where source_file = $file and source_row = $row) "
        "or exists (select 1 from whole_files where landed_file = split_part($file, '#', 1))",
        {"file": file, "row": row},
    ).fetchone()[0]


def _is_taken_in(
    connection: duckdb.DuckDBPyConnection, home: Home, file: str, row: int
) -> bool:
    """Whether a row of a text file is a row of its table, and so was looked at already."""
    return connection.execute(
        "select coalesce(max(f.file_status) = 'taken_in', false) and not exists ("
        "select 1 from build.staging.landed_rejects as r where r.source_file = $file "
        "and $row between r.first_row and r.last_row) "
        "from build.staging.landed_files as f where f.source_file = $file",
        {"file": file, "row": row},
    ).fetchone()[0]


def _kept_person(
    connection: duckdb.DuckDBPyConnection, tables: list[str], file: str, row: int
) -> bool:
    """Whether the row is about somebody who is kept."""
    return any(
        connection.execute(
            f"select exists (select 1 from build.staging.{table} as t "
            "inner join build.intermediate.int_person_source_links as l "
            "on t.record_key = l.record_key "
            "where t.source_file = $file and t.source_row = $row)",
            {"file": file, "row": row},
        ).fetchone()[0]
        for table in tables
    )


# Files ------------------------------------------------------------------------------------------


def _whole_files(connection: duckdb.DuckDBPyConnection, home: Home) -> list[PlannedFile]:
    rows = connection.execute(
        "select w.landed_file, w.rule_id, coalesce(sum(f.rows_counted), 0) from whole_files as w "
        "left join build.staging.landed_files as f "
        "on w.landed_file = split_part(f.source_file, '#', 1) group by all order by all"
    ).fetchall()
    return [
        PlannedFile(
            name,
            WHOLE,
            sha256_of_file(home.path / name),
            {_under(rule): int(count)},
        )
        for name, rule, count in rows
    ]


def _cut_files(
    connection: duckdb.DuckDBPyConnection, home: Home, contracts: list[TableContract]
) -> tuple[list[PlannedFile], dict[str, list[Cut]]]:
    rows = connection.execute(
        "select source_file, source_row, any_value(landed_table), any_value(feed_code), "
        "min(rule_id) from rows_gone "
        "where split_part(source_file, '#', 1) not in (select landed_file from whole_files) "
        "group by source_file, source_row order by all"
    ).fetchall()
    cuts: dict[str, list[Cut]] = defaultdict(list)
    counts: dict[str, Counter] = defaultdict(Counter)
    for file, row, table, feed, rule in rows:
        name, _, label = file.partition("#")
        found = [()]
        if table and contract_of(contracts, feed, table).form == "xml":
            found = _xml_rows(connection, home, contract_of(contracts, feed, table), file, row)
        cuts[name] += [Cut(label, row, values) for values in found]
        counts[name][_under(rule)] += len(found)
    files = [
        PlannedFile(name, ROWS, sha256_of_file(home.path / name), dict(counts[name]))
        for name in cuts
    ]
    return files, dict(cuts)


def _xml_rows(
    connection: duckdb.DuckDBPyConnection, home: Home, contract: TableContract, file: str, row: int
) -> list[tuple[tuple[str, str], ...]]:
    """What the rows in this line hold that are to go; nothing where the line has one row alone."""
    own = [column.name for column in contract.columns if column.path and ".." not in column.path]
    files = text_literal(home.intake / contract.feed_code / contract.name / "*.parquet")
    listed = ", ".join(f'"{name}"' for name in own)
    told = connection.execute(
        f"select {listed} from read_parquet({files}, union_by_name=true) "
        "where source_file = $file and source_row = $row",
        {"file": file, "row": row},
    ).fetchall()
    if len(told) == 1:
        return [()]
    references = set(_column(connection, "select source_person_ref from records"))
    wanted = [
        tuple(
            (name, part)
            for name, text in zip(own, texts, strict=True)
            for part in (text or "").split(BETWEEN_REPEATS)
            if part
        )
        for texts in told
        if references & {text for text in texts if text}
    ]
    if not wanted:
        raise RetentionError(
            f"'{file}', line {row}: several rows of {contract.name} begin in one line, and none of "
            "them says whose it is. Write the XML with a line for every element, and land that."
        )
    return wanted


# Small things -----------------------------------------------------------------------------------


def _under(rule_id: str) -> str:
    """The rule and what it is about, as rows are counted by."""
    return f"{rule_id} {rule_subjects()[rule_id]}"


def _new_ref(home: Home, authority: str, today: date) -> str:
    register = AppendedFile(home, "registers", "destructions", authority)
    taken = {row["destruction_ref"] for row in register.rows}
    number = 1
    while True:
        ref = f"DES-{today}-{number}"
        if ref not in taken and not folder_of(home, authority, ref).exists():
            return ref
        number += 1


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [value for (value,) in connection.execute(query).fetchall()]


def _name(home: Home, path: Path) -> str:
    return path.relative_to(home.path).as_posix()
