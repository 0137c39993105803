"""Opens a DuckDB file as the profile of the project does, without dbt."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

LIMITS = {"memory_limit": "SF_MEMORY_LIMIT", "temp_directory": "SF_TEMP_DIRECTORY"}


def open_build(file: Path, environment: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """A file to write to, new or not, with the limits of the environment where it has them."""
    config = {"storage_compatibility_version": "v1.0.0"}
    for name, variable in LIMITS.items():
        if environment.get(variable):
            config[name] = environment[variable]
    return duckdb.connect(str(file), config=config)
