"""Builds the warehouse of a home on Spark: dbt with the target `spark`, in this process."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial

from supporting_families.home import Home

from .errors import SparkError
from .session import open_session

TARGET = "spark"


def dbt_on_spark(home: Home, arguments: Sequence[str]) -> bool:
    """Run a dbt command, such as `build --select stg_attendance__marks`, on the home's tables.

    Returns whether all of it came right. Raises SparkError where Spark is not there.
    """
    # Spark takes a path that is not whole from its own folder
    os.environ["SF_HOME"] = str(home.path.resolve())
    session = open_session(home)
    from dbt.cli.main import dbtRunner

    from .python_models import run_python_models_in

    run_python_models_in(session)
    _only_empty_cells_are_null()
    result = dbtRunner().invoke([*arguments, "--target", TARGET])
    if result.exception:
        raise SparkError(f"dbt stopped: {result.exception}")
    return result.success


def _only_empty_cells_are_null() -> None:
    """Of seeds: but on DuckDB, dbt takes a cell that says NULL, which is a text, for none."""
    from dbt_common.clients import agate_helper

    if not isinstance(agate_helper.build_type_tester, partial):
        agate_helper.build_type_tester = partial(
            agate_helper.build_type_tester, string_null_values=("",)
        )
