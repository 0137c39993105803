"""Homes that tests build once and share."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import postgres
import pytest
from oracle.warehouse import BUILD, Models

from supporting_families.build_file import name_intake
from supporting_families.home import Home

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "fixtures" / "school_census" / "school_census.zip"
PEOPLE = "700"  # about 200 families
MADE = "made.txt"
LONGEST_WAIT = 900  # seconds
DBT = (sys.executable, str(ROOT / "tests" / "python" / "swift_dbt.py"))
CALL_DBT = ("scripts/check_feeds.py", "scripts/what_if.py")

# Every home is reached by one address and parsed into one folder, so that dbt parses once a worker.
ADDRESS = Path(tempfile.mkdtemp(prefix="sf-tests-"))


@dataclass(frozen=True)
class Warehouse:
    """A home, and the commands a council would give on it."""

    home: Path

    @property
    def target(self) -> Path:
        return ADDRESS / "target"

    def address(self) -> Path:
        """Where commands find the home: the one address, turned to this home."""
        address = ADDRESS / "home"
        address.unlink(missing_ok=True)
        try:
            address.symlink_to(self.home, target_is_directory=True)
        except OSError:  # Windows without the right to make links: slower, and as good
            return self.home
        return address

    def command(self, *arguments: str) -> list[str]:
        if arguments[0] in CALL_DBT:
            return [*DBT, *arguments]
        if arguments[0] == "dbt":
            return [*DBT, *arguments[1:], "--target-path", str(self.target)]
        return [sys.executable, *arguments]

    def environment(self, **settings: str) -> dict[str, str]:
        return {
            **os.environ,
            "SF_HOME": str(self.address()),
            "SF_THREADS": "1",  # as many builds run as there are processors
            "DBT_PROFILES_DIR": str(ROOT),
            "DBT_LOG_PATH": str(self.target / "logs"),
            "DBT_LOG_LEVEL_FILE": "none",  # writing every query of every test takes its time
            **settings,
        }

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=ROOT,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, *arguments: str, **settings: str) -> str:
        done = self.run(*arguments, **settings)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
        return done.stdout

    def query(self, sql: str, file: str = "build") -> list[tuple]:
        path = str(self.home / "warehouse" / f"{file}.duckdb")
        with duckdb.connect(path, read_only=True) as connection:
            name_intake(connection, Home(self.home))
            return connection.sql(sql).fetchall()

    def manifest(self) -> dict:
        return json.loads((self.target / "manifest.json").read_text(encoding="utf-8"))


def study_keys(warehouse: Warehouse) -> Path:
    """The folder of throwaway keys of the national study: beside the home, never in it."""
    return warehouse.home.parent / "study-keys"


def copy_home(source: Warehouse, folder: Path, *parts: str) -> Warehouse:
    """A new home with the named folders of another."""
    for part in parts:
        shutil.copytree(source.home / part, folder / "home" / part)
    return Warehouse(folder / "home")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The clean demo home: generated, built whole, published and packaged, once for all workers."""
    base = tmp_path_factory.getbasetemp()
    made = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-of-all-workers"
    try:
        made.mkdir()
    except FileExistsError:
        wait_for(made)
    else:
        (made / MADE).write_text(make_demo(made), encoding="utf-8")
    own = tmp_path_factory.mktemp("demo") / "made"
    shutil.copytree(made, own)
    warehouse = Warehouse(own / "home")
    shutil.copytree(own / "target", warehouse.target, dirs_exist_ok=True)
    told = (own / MADE).read_text(encoding="utf-8")
    assert not told, told
    return warehouse


def make_demo(folder: Path) -> str:
    """Make it, with what dbt left of it in `target`. Tells what failed; nothing when all went well."""
    warehouse = Warehouse(folder / "home")
    (folder / "target").mkdir()
    try:
        warehouse.must(
            "scripts/generate_demo.py", "--home", str(warehouse.home),
            "--people", PEOPLE, "--seed", "1", "--setting", "clean",
        )  # fmt: skip
        warehouse.must("dbt", "build")
        warehouse.must("scripts/publish.py")
        warehouse.must("scripts/package_delta.py")
        warehouse.must("scripts/study.py", "new-keys", str(study_keys(warehouse)))
        warehouse.must(
            "scripts/study.py", "package", "--by", "A. Officer",
            SF_STUDY_KEYS=str(study_keys(warehouse)),
        )  # fmt: skip
    except Exception as error:  # what waits for it is to hear of it, whatever it is
        return str(error) or repr(error)
    finally:
        if warehouse.target.is_dir():
            shutil.copytree(warehouse.target, folder / "target", dirs_exist_ok=True)
    return ""


def wait_for(made: Path) -> None:
    """Until another worker is done making it."""
    until = time.monotonic() + LONGEST_WAIT
    while not (made / MADE).is_file():
        assert time.monotonic() < until, f"nothing came of '{made}'"
        time.sleep(0.5)


@pytest.fixture(scope="session")
def census_home(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A home with nothing but the published sample of the school census, built without tests."""
    folder = tmp_path_factory.mktemp("census")
    warehouse = Warehouse(folder / "home")
    with zipfile.ZipFile(SAMPLES) as samples:
        for name in samples.namelist():
            received = "2024-12-02" if name.startswith("2024_autumn") else "2025-03-03"
            samples.extract(name, warehouse.home / "landing" / "school_census" / received)
    warehouse.must("dbt", "build", "--exclude-resource-type", "unit_test", **TODAY)
    return warehouse


TODAY = {"SF_AS_OF_DATE": "2025-04-01"}


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server of these tests' own."""
    running = postgres.start_or_skip()
    yield running
    postgres.stop(running)


def pytest_sessionfinish() -> None:
    shutil.rmtree(ADDRESS, ignore_errors=True)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    """The models that decide, as dbt compiles them, over the tables of an empty home."""
    home = tmp_path_factory.mktemp("oracle") / "home"
    (home / "landing").mkdir(parents=True)
    empty = Warehouse(home)
    empty.must(*BUILD)
    return Models(empty.manifest(), home / "warehouse" / "build.duckdb")
