"""The command: try the folder of an alternative catalogue over the last build."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import astuple, fields
from datetime import date
from pathlib import Path
from textwrap import shorten

import duckdb

from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.home import Home, HomeError
from supporting_families.publish import owner_only_files

from .alternative import Alternative, read_alternative
from .build import BUILD_AGAIN, as_of_date, last_build, read_catalogue, scratch_copy
from .changing import Changed, put_in
from .checks import notes_of, problems_of
from .differences import (
    TABLES,
    Count,
    count,
    keep_as_built,
    leave_others_out,
    tables_not_as_built,
    write_differences,
)
from .errors import Problem, WhatIfError
from .models import Models
from .seeds import load_seeds

DONE, REFUSED, FAILED = 0, 2, 3
LINES_SHOWN = 20
LABEL_WIDTH = 60


class Refused(Exception):
    """The folder has problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def what_if(home: Home, authority: str, folder: Path) -> None:
    """Try the folder and say what comes out differently for an authority.

    Raises Refused and WhatIfError.
    """
    _step(1, "the folder")
    seeds = load_seeds()
    with last_build(home) as connection:
        as_of = as_of_date(connection)
        catalogue = read_catalogue(connection, seeds, authority)
    alternative, problems = read_alternative(folder, seeds, catalogue)
    if problems:
        raise Refused(problems)
    _step(2, "a copy of the build")
    output = home.of_authority("output", authority) / "what_if" / f"{alternative.name}_{as_of}"
    output.parent.mkdir(parents=True, exist_ok=True)  # what is written below is its owner's alone
    with owner_only_files(), scratch_copy(home) as copy:
        _try(home, authority, copy, alternative, as_of, output)


def _try(
    home: Home, authority: str, copy: Path, alternative: Alternative, as_of: date, output: Path
) -> None:
    with duckdb.connect(str(copy)) as connection:
        keep_as_built(connection)
    _step(3, "what holds now")
    models = Models(home, copy, TABLES)
    _must_be_as_built(models, copy, alternative.seeds)
    _step(4, "what would hold")
    with duckdb.connect(str(copy)) as connection:
        changed = put_in(connection, alternative, authority)
    failed_models = models.run(alternative.seeds)
    failed_tests = models.failed_tests(alternative.seeds)
    with duckdb.connect(str(copy)) as connection:
        problems = problems_of(connection, failed_tests, alternative)
        if problems:
            raise Refused(problems)
        if failed_models:
            raise WhatIfError(
                f"With these changes it cannot be worked out: {', '.join(failed_models)} failed. "
                "Take changes out of the folder until it can."
            )
        _step(5, "the differences")
        leave_others_out(connection, authority)
        written = write_differences(connection, output)
        _write_changes(changed, output / "changes.csv")
        notes = notes_of(connection, failed_tests)
        counts = count(connection)
    print(f"\nAs of {as_of}, with the changes of '{alternative.name}'")
    _print_some([_in_words(one) for one in changed])
    if notes:
        print("It could not be put in force as it is:")
        _print_some(notes)
    _print_counts(counts)
    if any(written.values()):
        print("Rows: " + ", ".join(f"{name} {rows:,}" for name, rows in written.items()))
    else:
        print("Nothing changes: every need, outcome, eligibility and claim comes out as it is now.")
    print(f"Written: {output}")


def _must_be_as_built(models: Models, copy: Path, seeds: list[str]) -> None:
    """Work out the build's own catalogue once more: what differs then is not the folder's doing."""
    if failed := models.run(seeds):
        raise WhatIfError(
            f"The last build does not fit this code: {', '.join(failed)} failed. {BUILD_AGAIN}"
        )
    with duckdb.connect(str(copy)) as connection:
        differing = tables_not_as_built(connection)
    if differing:
        raise WhatIfError(
            "The last build was made by another state of this code, which would look like a "
            f"difference: {', '.join(differing)}. {BUILD_AGAIN}"
        )


def _write_changes(changed: Sequence[Changed], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Changed))
        writer.writerows(astuple(one) for one in changed)


def _in_words(one: Changed) -> str:
    row = f"{one.catalogue_table} {one.row_code}"
    if one.column is None:
        return f"{row}: {'taken out' if one.kind == 'removed' else 'new'}"
    was, is_now = one.catalogue_value or "none", one.what_if_value or "none"
    own = f" (the authority's own {one.own_value} gives way)" if one.own_value else ""
    return f"{row}, {one.column}: {was} > {is_now}{own}"


def _print_some(lines: list[str]) -> None:
    for line in lines[:LINES_SHOWN]:
        print(f"  {line}")
    if len(lines) > LINES_SHOWN:
        print(f"  and {len(lines) - LINES_SHOWN:,} more")


def _print_counts(counts: list[Count]) -> None:
    _print_line("", ("now", "what if", "gained", "lost"))
    for line in counts:
        numbers = (line.before, line.after, line.gained, line.lost)
        _print_line(line.label, ["" if number is None else f"{number:,}" for number in numbers])


def _print_line(label: str, cells: Sequence[str]) -> None:
    label = shorten(label, LABEL_WIDTH, placeholder="...")
    print(f"  {label:<{LABEL_WIDTH}}{''.join(f'{cell:>9}' for cell in cells)}".rstrip())


def _step(number: int, name: str) -> None:
    print(f"[{number}/5] {name}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Try a folder over the last build of the home named by SF_HOME (default: the demo home)."""
    options = _parse(arguments)
    try:
        home = Home.from_environment()
        what_if(home, chosen_authority(home, options.authority), Path(options.folder).resolve())
    except Refused as refused:
        for problem in refused.problems:
            print(problem, file=sys.stderr)
        found = len(refused.problems)
        print(f"Not tried: {found} problem{'s' if found > 1 else ''}.", file=sys.stderr)
        return REFUSED
    except (HomeError, WhatIfError, OSError) as error:
        print(f"Nothing done: {error}", file=sys.stderr)
        return FAILED
    return DONE


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="what_if",
        description=(
            "What if the catalogue were another one: which families gain or lose which need, "
            "eligibility and claim. The folder holds files named like the tables of "
            "seeds/framework, each with the rows that change alone. The last build and the "
            "catalogue stay as they are. See docs/what-if.md."
        ),
        epilog=(
            "exit status: 0 done; 2 the folder has problems and was not tried; 3 the command could "
            "not do its work. "
            "example: python scripts/what_if.py alternatives/attendance_85"
        ),
    )
    add_authority(parser)
    parser.add_argument("folder", help="the folder with the changes, one CSV file a table")
    return parser.parse_args(arguments)
