"""The command: the benchmark at several sizes, its report, and the guard against a worsening."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT

from . import guard
from .errors import BenchError
from .report import write_report
from .result import Result
from .running import FOLDER, benchmark
from .size import MEMORY_LIMIT, THREADS

RESULTS = PROJECT_ROOT / "docs" / "benchmarks"
DONE, FAILED, STOPPED = 0, 3, 130
SIZES = (20_000, 200_000, 1_600_000)


def main(arguments: list[str] | None = None) -> int:
    """Do what is asked. Returns the exit status."""
    options = _parse(arguments)
    try:
        return options.act(options)
    except (BenchError, OSError) as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Stopped by you. Give the same command again to go on where it was.", file=sys.stderr)
        return STOPPED


def _run(options: argparse.Namespace) -> int:
    for people in sorted(set(options.people)):  # the report after each size, for a look meanwhile
        result = benchmark(people, options.folder, RESULTS, _tell)
        _tell(f"Report: '{write_report(result)}'")
    return DONE


def _report(options: argparse.Namespace) -> int:
    _tell(f"Report: '{write_report(Result.read(options.result))}'")
    return DONE


def _guard(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as results:
        result = benchmark(
            guard.PEOPLE, options.folder, Path(results), _tell, with_peers=False
        )
        status, lines = guard.run(result.told, write=options.write_baseline)
    for line in lines:
        _tell(line)
    return status


def _tell(line: str) -> None:
    print(line, flush=True)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench",
        description=(
            "Measures what a build takes at several sizes, beside the least that it could take. "
            f"SF_THREADS and SF_MEMORY_LIMIT say what the build may use (default: {THREADS} and {MEMORY_LIMIT})."
        ),
        epilog="example: python scripts/bench.py run --people 20000 200000",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    run = _add(commands, "run", _run, "run --people 20000 200000",
               "every run at every size; results go to docs/benchmarks/<date>")  # fmt: skip
    run.add_argument(
        "--people", type=int, nargs="+", default=list(SIZES), metavar="N",
        help="sizes (default: " + " ".join(map(str, SIZES)) + ")",
    )  # fmt: skip
    report = _add(commands, "report", _report, "report docs/benchmarks/2026-11-27.json",
                  "write report and charts of a result again")  # fmt: skip
    report.add_argument("result", type=Path, help="the result file")
    watch = _add(commands, "guard", _guard, "guard", "a short benchmark against the stored "
                 "baseline: exit status 2 when clearly worse")  # fmt: skip
    watch.add_argument(
        "--write-baseline", action="store_true", help="keep what is measured as the new baseline"
    )
    for command in (run, watch):
        command.add_argument(
            "--folder", type=Path, default=FOLDER,
            help="where homes are made and removed again (default: bench/ in the project); at "
            "1.6 million people it needs 37 GB",
        )  # fmt: skip
    return parser.parse_args(arguments)


def _add(
    commands: argparse._SubParsersAction, name: str, act: object, example: str, about: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name, help=about, description=about[0].upper() + about[1:] + ".",
        epilog=f"example: python scripts/bench.py {example}",
    )  # fmt: skip
    command.set_defaults(act=act)
    return command
