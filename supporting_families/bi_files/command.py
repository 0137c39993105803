"""The command that makes the files for BI tools."""

from __future__ import annotations

import argparse
import sys

import duckdb

from supporting_families.authorities import add_authority, chosen_authority
from supporting_families.home import Home, HomeError
from supporting_families.serving.errors import ServingError
from supporting_families.serving.rights import Rights

from .errors import BiFilesError
from .writing import write_files

ROLE = "bi_reader"


def main(arguments: list[str] | None = None) -> int:
    """Make the files of the home named by SF_HOME (default: the demo home); 0 when done."""
    parser = argparse.ArgumentParser(
        prog="bi_files",
        description=(
            "Writes what a role may read of the published build to output/bi of the home: a DuckDB "
            "file and a Parquet file for each table, with the rights, masks and rows that it has "
            "on the database server. The owner alone can read them."
        ),
        epilog="example: SF_HOME=/data/our-council python scripts/bi_files.py --role analyst",
    )
    parser.add_argument("--role", default=ROLE, help=f"whom the files are for (default: {ROLE})")
    add_authority(parser)
    options = parser.parse_args(arguments)
    try:
        home = Home.from_environment()
        authority = chosen_authority(home, options.authority)
        rights = Rights.read()
        made = write_files(
            home, authority, options.role, rights, lambda line: print(line, flush=True)
        )
    except (BiFilesError, HomeError, ServingError, OSError, duckdb.Error) as error:
        print(f"No files were made. {error}", file=sys.stderr)
        return 1
    print(f"Made: {made.folder}: {made.tables} tables, {made.rows:,} rows.")
    return 0
