"""Builds a home on DuckDB and on Spark, compares what came out, and writes the report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from supporting_families.home import Home

from .both import compare_home, tables_of
from .build import dbt_on_spark
from .report import different, lines_of, report, summary

DBT = (sys.executable, "-c", "from dbt.cli.main import cli; cli()")
TARGETS = Path("target")  # where dbt of the two engines write what they did
KINDS = ("seed", "model", "test", "unit_test")
COMMAND = ("build", "--exclude-resource-type", "unit_test")


def compare_engines(
    home: Home, build: bool, written: Path | None, tell: Callable[[str], None]
) -> bool:
    """Build the home on both engines (unless that was done before), and compare every table.

    The report goes to `written`, else beside the tables of Spark. Returns whether both builds came
    right and no table differs. Raises SparkError where Spark or one of the builds is missing.
    """
    targets = {name: TARGETS / f"compare_{name.lower()}" for name in ("DuckDB", "Spark")}
    right = _build(home, targets, tell) if build else True
    tell("comparing every table")
    results = []
    for table, compared in compare_home(home, tables_of(targets["DuckDB"] / "manifest.json")):
        results.append((table, compared))
        for line in lines_of(compared) if compared.differences else []:
            tell(line)
    for line in summary(results):
        tell(line)
    came_to = [_came_to(name, folder) for name, folder in targets.items()]
    written = written or home.warehouse / "spark" / "comparison.md"
    written.write_text(
        report(results, home.build_dates(date.today()), came_to), encoding="utf-8"
    )
    tell(f"Written: {written}")
    return right and not different(results)


def _build(home: Home, targets: dict[str, Path], tell: Callable[[str], None]) -> bool:
    tell("building on DuckDB")
    words = [*DBT, *COMMAND, "--target", "duckdb", "--target-path", str(targets["DuckDB"])]
    environment = {**os.environ, "SF_HOME": str(home.path)}
    on_duckdb = subprocess.run(words, env=environment).returncode == 0
    tell("building on Spark")
    on_spark = dbt_on_spark(home, [*COMMAND, "--target-path", str(targets["Spark"])])
    for name, right in (("DuckDB", on_duckdb), ("Spark", on_spark)):
        if not right:
            tell(f"the build on {name} did not come right; see above")
    return on_duckdb and on_spark


def _came_to(name: str, target: Path) -> str:
    """What a build was and came to: `dbt build on Spark: 601 models, 1,323 tests; all right`."""
    path = target / "run_results.json"
    if not path.is_file():
        return f"dbt on {name}: nothing is kept of its run"
    results = json.loads(path.read_text(encoding="utf-8"))["results"]
    kinds = Counter(result["unique_id"].split(".")[0] for result in results)
    states = Counter(result["status"] for result in results)
    what = ", ".join(f"{kinds[kind]:,} {kind}s" for kind in KINDS if kinds[kind])
    return f"dbt on {name}: {what}; " + ", ".join(f"{n:,} {state}" for state, n in states.items())
