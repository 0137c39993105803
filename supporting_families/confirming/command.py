"""The command: write the workbook, read it back, tell how far the authority has come."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa

from supporting_families.authorities import add_authority, among_several, chosen_authority
from supporting_families.home import Home, HomeError
from supporting_families.published import published_rows
from supporting_families.workbooks.reading import WorkbookError, has_answers

from .answers import read_answers
from .catalogue import ConfirmError, read_catalogue
from .decisions import Decisions
from .workbook import LAYOUT, write_workbook

DONE, REFUSED, FAILED = 0, 2, 3
_CONFIDENCES = {"H": "high", "M": "medium", "L": "low"}
_CLAIMS = pa.schema(
    [("authority_code", pa.string()), ("claim_status", pa.string()),
     ("unconfirmed_rows", pa.int64())]
)  # fmt: skip


def write(home: Home, authority: str, version: str | None, every_row: bool, today: date) -> int:
    build, rows = read_catalogue(home, authority)
    versions = list(dict.fromkeys(row.version for row in rows if row.version))
    chosen = version or versions[0]
    if chosen not in versions:
        raise ConfirmError(
            f"the catalogue has no version '{chosen}'. It has: {', '.join(versions)}."
        )
    wanted = [
        row
        for row in rows
        if row.version in (chosen, None) and (every_row or not row.is_confirmed)
    ]
    if not wanted:
        print(f"Every row of {chosen} is confirmed. With --all they are written all the same.")
        return DONE
    folder = home.of_authority("output", authority) / "confirmation"
    path = folder / f"catalogue_{chosen}_{build.known_at}.xlsx"
    if has_answers(path, LAYOUT):
        raise ConfirmError(
            f"'{path}' has been filled in: have it read, or move it away, before it is written "
            "again."
        )
    write_workbook(path, build, chosen, wanted, today, among_several(home, authority))
    print(f"{len(wanted):,} rows of {chosen} written: {path}")
    return DONE


def read(home: Home, authority: str, path: Path, today: date) -> int:
    build, rows = read_catalogue(home, authority)
    decisions = Decisions(home, authority)
    whose = among_several(home, authority)
    filled = read_answers(path, build, rows, decisions, today, whose)
    if filled.problems:
        for problem in filled.problems:
            print(problem, file=sys.stderr)
        count = len(filled.problems)
        print(f"Nothing recorded: {count} problem{'s' if count > 1 else ''}.", file=sys.stderr)
        return REFUSED
    ids = decisions.add(list(filled.decisions.values()), today)
    for (row, decision), decision_id in zip(filled.decisions.items(), ids, strict=True):
        what = f"{decision.column} is {decision.value or 'none'}" if decision.column else "as it is"
        print(f"row {row}, {decision.table} {decision.code}: {what}, {decision_id}")
    print(
        f"{len(ids)} recorded, {filled.known} recorded before, {filled.left_open} left open. "
        "They count from the next build."
    )
    return DONE


def status(home: Home, authority: str) -> int:
    build, rows = read_catalogue(home, authority)
    counts = Counter((row.table, row.confidence, row.is_confirmed) for row in rows)

    def share(table: str, confidence: str) -> str:
        confirmed = counts[table, confidence, True]
        total = confirmed + counts[table, confidence, False]
        return f"{confirmed:,} of {total:,}" if total else "-"

    print(f"Rows confirmed, as known on {build.known_at}, by how sure the catalogue is of them")
    print(f"  {'':<20}" + "".join(f"{word:>16}" for word in _CONFIDENCES.values()))
    for table in dict.fromkeys(row.table for row in rows):
        print(f"  {table:<20}" + "".join(f"{share(table, code):>16}" for code in _CONFIDENCES))
    claims = published_rows(home.published_file, "claims.mart_claim_readiness", _CLAIMS).to_pylist()
    ready = [
        claim
        for claim in claims
        if claim["claim_status"] == "ready" and claim["authority_code"] == authority
    ]
    resting = sum(claim["unconfirmed_rows"] > 0 for claim in ready)
    print(f"Ready claims that rest on rows not confirmed: {resting:,} of {len(ready):,}")
    since = Decisions(home, authority).recorded_after(build.known_at)
    if since:
        print(f"Decisions recorded since, which count from the next build: {since:,}")
    return DONE


def main(arguments: list[str] | None = None) -> int:
    options = _parse(arguments)
    try:
        home = Home.from_environment()
        authority, today = chosen_authority(home, options.authority), home.today()
        if options.task == "write":
            return write(home, authority, options.version, options.all, today)
        if options.task == "read":
            return read(home, authority, Path(options.file), today)
        return status(home, authority)
    except (HomeError, ConfirmError, WorkbookError, OSError) as error:
        print(f"Nothing done: {error}", file=sys.stderr)
        return FAILED


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="confirm_catalogue",
        description=(
            "The catalogue, confirmed by the authority: its rows as a workbook to fill in, and "
            "what was filled in into local/catalogue_decisions.csv."
        ),
        epilog=(
            "exit status: 0 done; 2 the workbook has problems and nothing was recorded; 3 the "
            "command could not do its work. "
            "example: python scripts/confirm_catalogue.py write --version sf-2022. "
            "example: python scripts/confirm_catalogue.py read "
            "output/confirmation/catalogue_sf-2022_2024-03-15.xlsx. "
            "example: python scripts/confirm_catalogue.py status"
        ),
    )
    add_authority(parser)
    tasks = parser.add_subparsers(dest="task", required=True, metavar="task")
    task = tasks.add_parser("write", help="write the workbook into output/confirmation")
    task.add_argument("--version", help="version of the framework (default: the newest)")
    task.add_argument("--all", action="store_true", help="with the rows that are confirmed already")
    task = tasks.add_parser("read", help="check a filled-in workbook and record its decisions")
    task.add_argument("file", help="the workbook")
    tasks.add_parser("status", help="how many rows are confirmed, and how many claims wait")
    return parser.parse_args(arguments)
