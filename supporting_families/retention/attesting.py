"""Looking whether anything is left, and attesting that nothing is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from supporting_families.build_file import attach_build
from supporting_families.chaining import FIRST_HASH
from supporting_families.claiming.ledger import Ledger
from supporting_families.home import Home
from supporting_families.own_files import write_own

from .anchors import keys_hash
from .built import tables_of
from .errors import RetentionError
from .facts import rule_names
from .ledgers import ledger_of, totals_of
from .plan import SUBJECTS, Plan, Subjects, folder_of
from .searching import files_under, search

ATTESTATION = "attestation.json"
NAMES_SHOWN = 20
NOT_SEARCHED = (
    "Backups, copies on servers that the marts are served from, and what was sent to others lie "
    "outside the home and were not searched: load the servers anew, and let backups run out."
)


@dataclass(frozen=True)
class Checked:
    """What was looked at and found to be as it should."""

    files: int
    keys: int
    keys_moved: bool
    ledger_entries: int
    ledger_totals: dict[str, str]


def checked(home: Home, plan: Plan, subjects: Subjects, tell: Callable[[str], None]) -> Checked:
    """Look for what is left. Raises RetentionError, naming files and never what is in them."""
    tell("Looking through everything for what is left ...")
    beside = folder_of(home, plan.authority, plan.destruction_ref) / SUBJECTS
    found = search(home.path, subjects.needles, [beside], tell)
    records = set(subjects.gone.people)
    if found:
        places = sorted(
            f"{one.path.relative_to(home.path).as_posix()} {one.place}".strip() for one in found
        )
        more = f" and {len(places) - NAMES_SHOWN} more" if len(places) > NAMES_SHOWN else ""
        raise RetentionError(
            f"something is left in {len(places)} places: {'; '.join(places[:NAMES_SHOWN])}{more}. "
            "Nothing is attested. Where a command made the file, delete it; where a partner sent "
            "it, put it right; then run this again."
        )
    with duckdb.connect() as connection:
        attach_build(connection, home)
        for table, columns in tables_of(connection).items():
            if "record_key" in columns and _holds(connection, table, records):
                raise RetentionError(f"rows of {table} are still of somebody destroyed: plan anew.")
        links = "build.intermediate.int_person_source_links"
        count, sha256 = keys_hash(connection, links, records)
    ledger = _check_ledger(home, plan)
    return Checked(
        files=len(files_under(home.path, [beside])),
        keys=count,
        keys_moved=(count, sha256) != (plan.before.keys, plan.before.keys_sha256),
        ledger_entries=len(ledger.kept),
        ledger_totals=totals_of(ledger, len(ledger.kept)),
    )


def attest(
    folder: Path, plan: Plan, found: Checked, signed: dict[str, str], today: date
) -> Path:
    """Write the attestation, to be kept and to be read; the file whose hash the register has."""
    rules = rule_names()
    used = {*plan.people.values(), *plan.deliveries.values(), *plan.outputs.values()}
    counts = {
        rule: {
            "rule": rules[rule],
            "people": list(plan.people.values()).count(rule),
            "deliveries": list(plan.deliveries.values()).count(rule),
            "outputs": list(plan.outputs.values()).count(rule),
            "rows": plan.rows_of(f"{rule} person") + plan.rows_of(f"{rule} delivery"),
        }
        for rule in sorted(used)
    }
    entry = {
        "destruction_ref": plan.destruction_ref,
        "authority_code": plan.authority,
        "planned_on": plan.made_on.isoformat(),
        "signed_by": signed["acted_by"],
        "signed_on": signed["acted_on"],
        "plan_sha256": signed["sha256"],
        "attested_on": today.isoformat(),
        "destroyed": counts,
        "files_written_anew_or_destroyed": len(plan.files),
        "files_searched": found.files,
        "files_in_which_anything_was_found": 0,
        "keys_of_records_kept": found.keys,
        "keys_of_records_kept_are_unchanged": not found.keys_moved,
        "ledger_entries": found.ledger_entries,
        "ledger_totals_gbp": found.ledger_totals,
        "ledger_verifies": True,
        "sealed_and_not_searched": plan.sealed,
        "outside": NOT_SEARCHED,
    }
    path = folder / ATTESTATION
    write_own(path, (json.dumps(entry, indent=2) + "\n").encode("utf-8"))
    write_own(folder / "attestation.md", _readable(entry).encode("utf-8"))
    return path


def _holds(connection: duckdb.DuckDBPyConnection, table: str, records: set[str]) -> bool:
    return connection.execute(
        f"select exists (select 1 from build.staging.{table} as t "
        "where list_contains($records, t.record_key))",
        {"records": sorted(records)},
    ).fetchone()[0]


def _check_ledger(home: Home, plan: Plan) -> Ledger:
    """The ledger, whose entries of the time of the plan are as they were. Raises RetentionError."""
    ledger = ledger_of(home, plan.authority)
    before = plan.before
    hashes = [FIRST_HASH, *(kept.entry_hash for kept in ledger.kept)]
    if hashes[before.ledger_entries : before.ledger_entries + 1] != [before.ledger_hash] or (
        totals_of(ledger, before.ledger_entries) != before.ledger_totals
    ):
        raise RetentionError(
            "the claim ledger is not what it was when the plan was made. Nothing is attested: put "
            "back the copy of your last backup and find out who changed it."
        )
    return ledger


def _readable(entry: dict) -> str:
    lines = [
        f"# Destruction {entry['destruction_ref']}: nothing is left",
        "",
        f"Signed by {entry['signed_by']} on {entry['signed_on']}; attested on "
        f"{entry['attested_on']}.",
        "",
        "| Rule | People | Deliveries | Outputs | Rows |",
        "|---|---|---|---|---|",
    ]
    for rule, counts in entry["destroyed"].items():
        lines.append(
            f"| {rule}: {counts['rule']} | {counts['people']} | {counts['deliveries']} | "
            f"{counts['outputs']} | {counts['rows']} |"
        )
    unchanged = entry["keys_of_records_kept_are_unchanged"]
    lines += [
        "",
        f"{entry['files_searched']:,} files under the home were looked through, decoded and as "
        "bytes, for the names, birth dates, numbers and references of the people destroyed: "
        "nothing was found.",
        "",
        f"The keys of the {entry['keys_of_records_kept']:,} records that are kept "
        + ("are what they were." if unchanged else "are not all what they were: the merge log says "
           "which moved, and follows them."),
        "",
        f"The claim ledger has {entry['ledger_entries']:,} entries; its chain and totals verify.",
        "",
    ]
    if entry["sealed_and_not_searched"]:
        lines += ["Sealed files that nobody here can look into:", ""]
        lines += [f"- {path}" for path in entry["sealed_and_not_searched"]]
        lines.append("")
    return "\n".join([*lines, entry["outside"], ""])
