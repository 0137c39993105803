"""The command: the warehouse of a home on Spark."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from supporting_families.home import Home, HomeError

from .build import dbt_on_spark
from .comparing import compare_engines
from .errors import SparkError

DONE, WRONG, FAILED = 0, 2, 3


def main(arguments: list[str] | None = None) -> int:
    """Do what is asked. Returns the exit status."""
    options = _parse(arguments)
    try:
        return options.act(Home.from_environment(), options)
    except (SparkError, HomeError, OSError) as error:
        print(f"Not done: {error}", file=sys.stderr)
    return FAILED


def _build(home: Home, options: argparse.Namespace) -> int:
    return DONE if dbt_on_spark(home, ["build", *options.more]) else WRONG


def _compare(home: Home, options: argparse.Namespace) -> int:
    same = compare_engines(
        home, not options.as_built, options.report, lambda line: print(line, flush=True)
    )
    print("No difference." if same else "DuckDB and Spark do not agree; see above.")
    return DONE if same else WRONG


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="spark",
        description="Builds the warehouse of a home (SF_HOME) on Spark, on this machine, and "
        "compares it with DuckDB's.",
        epilog="exit status: 0 done; 2 something in a build failed, or the two differ; 3 it could "
        "not do its work. "
        "example: SF_HOME=demo python scripts/spark.py build --select landed_files+1",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    build = commands.add_parser(
        "build", help="dbt build on Spark; what dbt build takes may follow", add_help=True
    )
    build.set_defaults(act=_build)
    compare = commands.add_parser(
        "compare",
        help="build on DuckDB and on Spark, and compare every table row by row",
        description="Builds the home on DuckDB and on Spark and compares every table row by row. "
        "Tells names and counts, never a value.",
        epilog="example: SF_HOME=demo python scripts/spark.py compare",
    )
    compare.add_argument(
        "--as-built", action="store_true", help="compare what was built before, and build nothing"
    )
    compare.add_argument(
        "--report", type=Path, metavar="FILE",
        help="where to write the report (default: beside the tables of Spark in the home)",
    )  # fmt: skip
    compare.set_defaults(act=_compare)
    options, more = parser.parse_known_args(arguments)
    if more and options.act is not _build:
        parser.error(f"unrecognized arguments: {' '.join(more)}")
    options.more = more
    return options
