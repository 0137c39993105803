"""Builds what claims rest on anew, as of other dates, in a file of its own beside the warehouse."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from supporting_families.contracts import PROJECT_ROOT
from supporting_families.home import Home

from .errors import ClaimError
from .hashes import catalogue_hash
from .published import Candidate, candidates

DBT = (sys.executable, "-c", "from dbt.cli.main import cli; cli()")
WANTED = (
    "ext_audit__claims", "ext_audit__needs", "ext_audit__outcomes", "ext_audit__evidence",
    "ext_audit__principles", "ext_audit__catalogue",
)  # fmt: skip
SCHEMA = "extracts"  # of these tables, in the build file


@dataclass(frozen=True)
class Judged:
    """What is ready as of a day, by what was known at another, and what blocks each episode."""

    ready: dict[str, Candidate]
    reasons: dict[str, str | None]
    catalogue_hash: str


def judge(home: Home, authority: str, as_of_date: date, known_at: date) -> Judged:
    """Judge every episode of the authority again. Raises ClaimError where the models do not run."""
    with rebuilt(home, as_of_date, known_at) as connection:
        return Judged(
            ready={c.episode_key: c for c in candidates(connection, SCHEMA, authority)},
            reasons=dict(
                connection.execute(
                    "select episode_key, blocking_reasons from intermediate.int_claim_readiness "
                    "where authority_code = $authority",
                    {"authority": authority},
                ).fetchall()
            ),
            catalogue_hash=catalogue_hash(connection, SCHEMA, authority),
        )


@contextmanager
def rebuilt(home: Home, as_of_date: date, known_at: date) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the tables of claims as of these dates. Raises ClaimError."""
    with rebuilt_file(home, as_of_date, known_at) as file:
        with duckdb.connect(str(file), read_only=True) as connection:
            yield connection


@contextmanager
def rebuilt_file(
    home: Home, as_of_date: date, known_at: date, tables: tuple[str, ...] = WANTED
) -> Iterator[Path]:
    """A file with these tables as of these dates, gone at the end.

    The build file and what is published stay as they are. Raises ClaimError where the models do not
    run.
    """
    folder = home.warehouse / "rebuild"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "build.duckdb"
    try:
        _remove(file)  # what a killed run left
        _run(home, folder, file, as_of_date, known_at, tables)
        yield file
    finally:
        _remove(file)


def _run(
    home: Home, folder: Path, file: Path, as_of_date: date, known_at: date, tables: tuple[str, ...]
) -> None:
    print(f"Building as of {as_of_date}, known at {known_at} ...", file=sys.stderr, flush=True)
    settings = {
        "SF_HOME": str(home.path.absolute()),
        "SF_BUILD_FILE": str(file.absolute()),
        "SF_AS_OF_DATE": as_of_date.isoformat(),
        "SF_KNOWN_AT": known_at.isoformat(),
        "DBT_PROFILES_DIR": str(PROJECT_ROOT),
        "DBT_LOG_PATH": str((folder / "logs").absolute()),
        "DBT_LOG_LEVEL_FILE": "none",
    }
    done = subprocess.run(
        [
            *DBT, "build", "--quiet",
            "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test",
            "--target-path", str((folder / "target").absolute()),
            "--select", *(f"+{name}" for name in tables),
        ],
        cwd=PROJECT_ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise ClaimError(
            f"the build as of {as_of_date}, known at {known_at}, failed; nothing was written. dbt "
            f"says: {(done.stdout or done.stderr).strip()[-2000:]}"
        )


def _remove(file: Path) -> None:
    for leftover in (file, file.with_name(file.name + ".wal")):
        leftover.unlink(missing_ok=True)
