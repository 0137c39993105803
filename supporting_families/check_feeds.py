"""Checks landed files without building: what each was recognised as, and what is wrong in it.

It takes in and stages in a home of its own that is removed again, with the warehouse's own SQL;
the warehouse of the council is not touched. Values are never shown, only columns and row numbers.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import duckdb

from supporting_families.accounts import LandedFile, Refused, Reject
from supporting_families.contracts import PROJECT_ROOT, STAGING
from supporting_families.forms.part import FOOTER
from supporting_families.home import DEMO_MARKER, Home, HomeError
from supporting_families.intake import read_accounts
from supporting_families.places import files_of, place_of
from supporting_families.suggest import suggest

CLEAN, WARNINGS, REFUSED, FAILED = 0, 1, 2, 3
ROWS_LISTED = 10
CURES = {
    "rejected": "These rows are no rows of the table: have them sent again as the header has it.",
    "quarantined": "These rows are left out: have the column filled in, or mapped.",
    "emptied": "The value is left out: have it corrected, or map its codes or dates.",
}


class CheckError(Exception):
    """The check itself could not be made; the message says why."""


@dataclass
class Problem:
    """One thing wrong with rows of a file: how many, and the numbers of the first."""

    kind: str
    problem: str
    row_count: int
    first_rows: list[int]
    cure: str


@dataclass
class Checked:
    """One file, or one table in it."""

    source_file: str
    feed_code: str
    table_name: str | None
    read_as: str | None
    file_status: str
    rows_counted: int
    rows_rejected: int
    problem: str | None
    cure: str | None
    columns_missing: str | None
    columns_not_in_contract: str | None
    values_checked: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def status(self) -> int:
        if self.file_status != "taken_in":
            return REFUSED
        return WARNINGS if self.problems else CLEAN


def check(home: Home, feed: str | None = None) -> list[Checked]:
    """Check what landed in the home, or in the folder of one feed.

    Raises CheckError where the check cannot be made.
    """
    landed = {path: _feed_of(home, path) for path in files_of(home)}
    feeds = sorted({of for path, of in landed.items() if path.is_relative_to(home.landing)})
    if feed and feed not in feeds:
        raise CheckError(
            f"nothing of a feed '{feed}' has landed in '{home.path}'. There are: "
            f"{', '.join(feeds)}."
        )
    chosen = [feed] if feed else [*feeds, "local", "registers"]
    with _copy_of(home, [path for path, of in landed.items() if of in chosen]) as copy:
        found = _stage(copy, chosen)
        accounts = read_accounts(copy)
    return [
        _checked(account, found.get(account.source_file))
        for account in accounts
        # a mapping that is wrong is told of whatever the feed
        if account.feed_code in chosen or account.table_name == "mappings"
    ]


def _feed_of(home: Home, path: Path) -> str:
    name = path.relative_to(home.path).as_posix()
    return place_of(name, home.authorities()).feed_code


@contextmanager
def _copy_of(home: Home, landed: Iterable[Path]) -> Iterator[Home]:
    """A home beside the warehouse with these landed files and all of its own, linked if possible.

    What was taken in before is linked too, so that only new files are read. Nothing is written
    through a link: intake replaces files whole.
    """
    home.warehouse.mkdir(exist_ok=True)
    own = [path for name in ("local", "registers") for path in (home.path / name).rglob("*")]
    with tempfile.TemporaryDirectory(prefix="check-", dir=home.warehouse) as folder:
        copy = Home(Path(folder))
        copy.landing.mkdir()
        copy.intake.mkdir(parents=True)
        for path in {*landed, *own, *home.intake.rglob("*")}:
            if path.is_file():
                _link(path, copy.path / path.relative_to(home.path))
        if home.is_demo:
            _link(home.path / DEMO_MARKER, copy.path / DEMO_MARKER)
        yield copy


def _link(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path.resolve(), target)
    except OSError:
        shutil.copy2(path, target)


def _stage(home: Home, feeds: list[str]) -> dict[str, list[Problem]]:
    """Run intake and the staging models of the feeds; the problems found, by file."""
    folders = [name for name in (*feeds, "landing", "notices") if (STAGING / name).is_dir()]
    _run_dbt(home, [f"+path:models/staging/{name}" for name in folders])
    with duckdb.connect(str(home.build_file), read_only=True) as connection:
        return _problems(connection)


def _run_dbt(home: Home, selected: list[str]) -> None:
    # these take seconds, and --suggest has no need of them
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    folders = ["--target-path", str(home.warehouse), "--log-path", str(home.warehouse)]
    root = str(PROJECT_ROOT)
    words = ["build", "--quiet", "--project-dir", root, "--profiles-dir", root, *folders]
    words += ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    with _environment(SF_HOME=str(home.path.resolve())), redirect_stdout(io.StringIO()) as told:
        done = dbtRunner().invoke([*words, "--select", *selected])
        DuckDBConnectionManager.close_all_connections()
    if not done.success:
        detail = str(done.exception or "").strip() or told.getvalue().strip()[-2000:]
        raise CheckError(f"the staging models could not be run:\n{detail}")


@contextmanager
def _environment(**settings: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _problems(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Problem]]:
    """What the staging models say of their rows, for every file that one of them reads."""
    tables = connection.execute(
        """
        select distinct '"' || table_schema || '"."' || table_name || '"'
        from information_schema.columns
        where table_name like 'stg_%' and column_name = 'quarantine_reason'
        order by 1
        """
    ).fetchall()
    found: dict[str, list[Problem]] = {}
    for (table,) in tables:
        files = connection.execute(f"select distinct source_file from {table}").fetchall()
        found = {source_file: [] for (source_file,) in files} | found
        for kind, column in (("quarantined", "quarantine_reason"), ("emptied", "row_problems")):
            for source_file, problem, count, rows in _counted(connection, table, column):
                found[source_file].append(Problem(kind, problem, count, rows, CURES[kind]))
    return found


def _counted(
    connection: duckdb.DuckDBPyConnection, table: str, column: str
) -> list[tuple[str, str, int, list[int]]]:
    """Every problem that a column names: file, problem, how many rows, and the first of them."""
    return connection.execute(
        f"""
        select source_file, problem, count(*), list(source_row order by source_row)[:{ROWS_LISTED}]
        from (
            select distinct source_file, source_row, unnest(string_split({column}, '; ')) as problem
            from {table}
            where {column} is not null
        )
        group by source_file, problem
        order by source_file, problem
        """
    ).fetchall()


def _checked(account: LandedFile, problems: list[Problem] | None) -> Checked:
    facts = {item.name: getattr(account, item.name) for item in fields(Checked)[:-2]}
    return Checked(
        **facts,
        values_checked=problems is not None or not account.rows_taken_in,
        problems=[*_rejected(account), *(problems or [])],
    )


def _rejected(account: LandedFile) -> list[Problem]:
    """The rows rejected of a file that was taken in, by reason; declared footers are none."""
    runs: dict[str, list[Reject]] = defaultdict(list)
    for reject in account.rejects:
        if account.file_status == "taken_in" and reject.reason != FOOTER:
            runs[reject.reason].append(reject)
    return [
        Problem(
            "rejected",
            reason,
            sum(run.row_count for run in alike),
            [row for run in alike for row in range(run.first_row, run.last_row + 1)][:ROWS_LISTED],
            CURES["rejected"],
        )
        for reason, alike in runs.items()
    ]


# What is told -----------------------------------------------------------------------------------


def lines(checked: list[Checked]) -> list[str]:
    """The report for people to read."""
    told = [line for file in checked for line in _lines_of(file)]
    statuses = [file.status for file in checked]
    told.append(
        f"{len(checked)} checked: {statuses.count(CLEAN)} clean, {statuses.count(WARNINGS)} with "
        f"problems, {statuses.count(REFUSED)} refused or not recognised."
    )
    return told


def _lines_of(file: Checked) -> list[str]:
    if file.file_status != "taken_in":
        return [file.source_file, f"  {file.file_status}: {file.problem}. {file.cure}"]
    counts = f"{_rows(file.rows_counted)}, {file.rows_rejected} rejected"
    told = [file.source_file, f"  {file.table_name}, read as {file.read_as}: {counts}"]
    if not file.values_checked:
        told.append("  values not checked: no staging model reads this table")
    for problem in file.problems:
        numbers = ", ".join(map(str, problem.first_rows))
        more = ", ..." if problem.row_count > len(problem.first_rows) else ""
        told.append(
            f"  {problem.kind}: {problem.problem}: {_rows(problem.row_count)} ({numbers}{more})"
        )
        told.append(f"    {problem.cure}")
    return told


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def report(checked: list[Checked]) -> str:
    """The report for machines to read."""
    files = [asdict(file) | {"status": file.status} for file in checked]
    return json.dumps({"status": _status(checked), "files": files}, indent=2) + "\n"


def _status(checked: list[Checked]) -> int:
    return max((file.status for file in checked), default=CLEAN)


def main(arguments: list[str] | None = None) -> int:
    """Check the home, or draft a mapping; returns the exit status."""
    options = _parse(arguments)
    try:
        if options.suggest:
            return _suggest(options)
        home = Home(Path(options.home)) if options.home else Home.from_environment()
        if not home.landing.is_dir():
            raise HomeError(f"No warehouse home at '{home.path}': it has no folder 'landing'.")
        checked = check(home, options.feed)
    except Refused as refusal:
        print(f"Not checked. {refusal.problem}. {refusal.cure}", file=sys.stderr)
        return FAILED
    except (HomeError, CheckError, OSError) as error:
        print(f"Not checked. {error}", file=sys.stderr)
        return FAILED
    for line in lines(checked):
        print(line)
    if options.json:
        Path(options.json).write_text(report(checked), encoding="utf-8")
    return _status(checked)


def _suggest(options: argparse.Namespace) -> int:
    draft = suggest(Path(options.suggest), options.feed, options.table)
    if options.output:
        Path(options.output).write_text(draft, encoding="utf-8")
        print(f"Draft written: {options.output}. Complete it, then check again.")
    else:
        print(draft, end="")
    return CLEAN


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="check_feeds",
        description=(
            "Checks landed files without building: what each is recognised as, its rows, what is "
            "wrong in which row, and what to do. With --suggest, drafts a mapping for a file of a "
            "layout of its own."
        ),
        epilog=(
            "exit status: 0 all clean; 1 rows with problems; 2 a file refused or not recognised; "
            "3 the check itself failed. "
            "example: python scripts/check_feeds.py --home /data/our-council --feed police. "
            "example: python scripts/check_feeds.py --suggest 'Force extract.csv' --feed police "
            "--table incidents --output /data/our-council/local/mappings/force.yml"
        ),
    )
    parser.add_argument("--home", help="the council's folder (default: SF_HOME, else the demo)")
    parser.add_argument("--feed", help="check the folder of this feed only")
    parser.add_argument("--json", metavar="REPORT", help="also write the report as JSON")
    parser.add_argument("--suggest", metavar="FILE", help="draft a mapping for this file")
    parser.add_argument("--table", help="the table the file holds (with --suggest)")
    parser.add_argument("--output", metavar="MAPPING", help="write the draft here")
    options = parser.parse_args(arguments)
    if options.suggest and not (options.feed and options.table):
        parser.error("--suggest needs --feed and --table")
    return options
