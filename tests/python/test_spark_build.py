"""The demo on Spark: built, compared with DuckDB, and a changed cell found (long)."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from supporting_families.home import Home
from supporting_families.spark.command import DONE, WRONG
from supporting_families.spark.session import tables_folder

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None,
        reason="Spark is not installed: python tasks.py spark",
    ),
]


def spark(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SF_HOME": str(home), "DBT_PROFILES_DIR": str(ROOT)}
    return subprocess.run(
        [sys.executable, "scripts/spark.py", *words],
        cwd=ROOT, env=environment, text=True, capture_output=True,
    )  # fmt: skip


def test_the_demo_is_the_same_on_duckdb_and_on_spark_and_a_changed_cell_is_found(tmp_path):
    home = tmp_path / "home"
    generate = [sys.executable, "scripts/generate_demo.py", "--home", str(home), "--people", "700"]
    subprocess.run(generate, cwd=ROOT, check=True)
    compared = spark(home, "compare")
    assert compared.returncode == DONE, compared.stdout[-4000:] + compared.stderr[-2000:]

    folder = tables_folder(Home(home)) / "core.db" / "dim_family"
    files = sorted(folder.glob("*.parquet"))
    duckdb.sql(
        f"create table families as select * from read_parquet({[str(file) for file in files]})"
    )
    duckdb.sql("update families set authority_code = 'x' where rowid = 0")
    for file in files[1:]:
        file.unlink()
    duckdb.sql(f"copy families to '{files[0]}'")
    compared = spark(home, "compare", "--as-built")
    assert compared.returncode == WRONG
    assert "columns whose values differ: authority_code" in compared.stdout
