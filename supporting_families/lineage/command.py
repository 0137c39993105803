"""The command: writes where every column comes from, checks it, and shows one column."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from supporting_families.contracts import load_contracts

from .classes import Travel
from .columns import lineage_of
from .declarations import read_declarations
from .errors import LineageError
from .findings import Findings
from .graph import ROWS, Lineage, Origin, edges_of
from .project import compile_project
from .store import FOLDER, WRITE, differences, digests, read_digests, read_lineage, write_lineage

DONE, WRONG, FAILED = 0, 2, 3


def main(arguments: list[str] | None = None) -> int:
    options = _parse(arguments)
    try:
        return options.act(options)
    except (LineageError, OSError) as error:
        print(f"Nothing done: {error}", file=sys.stderr)
        return FAILED


def contract_classes() -> dict[Origin, str]:
    """The class of personal data of every column of every feed, as its contract says."""
    return {
        (f"{table.feed_code}.{table.name}", column.name): column.personal_data
        for table in load_contracts()
        for column in table.columns
    }


def _write(options: argparse.Namespace) -> int:
    lineage = _read_project()
    write_lineage(lineage)
    print(f"Written to {FOLDER.name}/: to be committed with the change of the code.")
    return _tell(lineage)


def _check(options: argparse.Namespace) -> int:
    changed = differences(read_digests(), digests())
    for name, what in changed:
        print(f"{name}: {what} since the lineage was written")
    if changed:
        print(f"The lineage in {FOLDER.name}/ is of other code. Write it anew: {WRITE}")
        return WRONG
    lineage = _read_project()
    if edges_of(lineage) != edges_of(read_lineage()):
        print(f"The lineage in {FOLDER.name}/ is not what the code gives. Write it anew: {WRITE}")
        return WRONG
    return _tell(lineage)


def _read_project() -> Lineage:
    print("Compiling the models (a quarter of a minute) ...", flush=True)
    started = time.monotonic()
    tables = compile_project()
    print(f"Compiled in {time.monotonic() - started:.0f} s. Reading the SQL ...", flush=True)
    lineage = lineage_of(tables)
    edges = sum(len(origins) for origins in lineage.made_of.values())
    columns = sum(1 for _, column in lineage.made_of if column != ROWS)
    print(f"{len(lineage.columns()):,} models, {columns:,} columns, {edges:,} edges.")
    return lineage


def _tell(lineage: Lineage) -> int:
    wrong = Findings(lineage, contract_classes(), read_declarations()).wrong()
    for finding in wrong:
        print(f"\n{finding.kind}: {finding.message}")
    if wrong:
        print(f"\n{len(wrong)} things to put right; see docs/personal-data.md.")
        return WRONG
    print("Every class of personal data keeps to where it may go.")
    return DONE


def _show(options: argparse.Namespace) -> int:
    lineage = read_lineage()
    table, _, column = options.column.removeprefix("intake.").rpartition(".")
    node = table if table in lineage.schemas else table.split(".", 1)[-1], column
    if node not in lineage.made_of:
        raise LineageError(
            f"'{options.column}' is no column of a model. Give it as TABLE.COLUMN, for example "
            "dim_person.age_in_years; `*` is which rows a table has."
        )
    declared = read_declarations().declassified
    travel = Travel(lineage, contract_classes(), declared, rows_too=True)
    told: set[Origin] = set()

    def tell(here: Origin, depth: int) -> None:
        origins = lineage.made_of.get(here, ())
        if here[1] == ROWS and column != ROWS:
            origins = ()  # which rows there are is shown where it is asked for
        classes = " ".join(travel.classes_at(here))
        line = f"{'  ' * depth}{lineage.schemas[here[0]]}.{'.'.join(here)}"
        line += f" [{classes}]" if classes else ""
        print(line + (" (shown above)" if here in told and origins else ""))
        if here not in told:
            told.add(here)
            for origin in origins:
                tell(origin, depth + 1)

    tell(node, 0)
    return DONE


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="lineage",
        description="Where every column of the warehouse comes from, read out of its SQL, and "
        "which personal data it carries; see docs/personal-data.md.",
        epilog="example: python scripts/lineage.py show dim_person.age_in_years",
    )
    tasks = parser.add_subparsers(required=True, metavar="task")

    def task(name: str, act: Callable, about: str, example: str) -> argparse.ArgumentParser:
        words = f"example: python scripts/lineage.py {example}"
        one = tasks.add_parser(name, help=about, description=about, epilog=words)
        one.set_defaults(act=act)
        return one

    task("write", _write, "Read the lineage out of the code and write it to lineage/.", "write")
    task("check", _check, "Check that lineage/ is of this code, and where classes go.", "check")
    show = task(
        "show", _show, "Show what a column is made of, down to the feeds, with classes.",
        "show dim_person.age_in_years",
    )  # fmt: skip
    show.add_argument("column", help="table and column; * for which rows the table has")
    return parser.parse_args(arguments)
