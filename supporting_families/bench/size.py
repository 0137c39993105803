"""One size of the benchmark: where its home is, and what its commands are told."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT
from supporting_families.home import Home

# What DuckDB may use: in the same process are Python, its tables, and linking (memory.py).
MEMORY_LIMIT = "4GB"
THREADS = "2"


@dataclass(frozen=True)
class Size:
    """A population of so many people, and the folder of the benchmark that its files are in.

    `home` is a demo home of the benchmark's own. Its landing stays; its warehouse is made and
    removed by the runs. `aside` keeps the warehouse of the cold build while another run needs the
    place.
    """

    people: int
    folder: Path
    tell: Callable[[str], None] = print

    @property
    def home(self) -> Home:
        return Home(self.folder / str(self.people) / "home")

    @property
    def target(self) -> Path:
        return self.folder / str(self.people) / "target"

    @property
    def logs(self) -> Path:
        return self.folder / str(self.people) / "logs"

    @property
    def aside(self) -> Path:
        return self.home.path / "warehouse-aside"

    @property
    def spill(self) -> Path:
        """Where DuckDB spills to when the build file is in its place."""
        return self.home.build_file.with_name(self.home.build_file.name + ".tmp")

    def environment(self) -> dict[str, str]:
        """Of every command: the home, the profile, the limits."""
        return {
            **os.environ,
            **limits(),
            "SF_HOME": str(self.home.path.absolute()),
            "DBT_PROFILES_DIR": str(PROJECT_ROOT),
            "DBT_LOG_PATH": str(self.logs.absolute()),
            "DBT_PROJECT_DIR": str(PROJECT_ROOT),
            "PYTHONPATH": str(PROJECT_ROOT),
            "PYTHONUTF8": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def dbt(self, *words: str) -> list[str]:
        """A dbt command on this home."""
        target = str(self.target.absolute())
        options = ["--no-use-colors", "--target-path", target]
        return [sys.executable, "-m", "dbt.cli.main", *words, *options]

    def module(self, name: str, *words: str) -> list[str]:
        """A module of the benchmark that is run in a process of its own."""
        return [sys.executable, "-m", f"supporting_families.bench.{name}", *words]

    def clear_warehouse(self) -> None:
        """Remove the warehouse, so that the next run begins with nothing."""
        shutil.rmtree(self.home.warehouse, ignore_errors=True)


def limits() -> dict[str, str]:
    """SF_THREADS and SF_MEMORY_LIMIT of the environment, else those of the benchmark."""
    return {
        "SF_THREADS": os.environ.get("SF_THREADS") or THREADS,
        "SF_MEMORY_LIMIT": os.environ.get("SF_MEMORY_LIMIT") or MEMORY_LIMIT,
    }
