"""Building the warehouse anew from what is left, and publishing it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from supporting_families.contracts import PROJECT_ROOT
from supporting_families.home import Home
from supporting_families.publish import PublishError, publish

from .errors import RetentionError

DBT = (sys.executable, "-c", "from dbt.cli.main import cli; cli()")
GO_ON = "The files are as planned already; put this right, and run the same command again."


def rebuild(home: Home, tell: Callable[[str], None]) -> None:
    """Build into a new file, for DuckDB keeps what was deleted in the old one, and publish.

    Raises RetentionError where a model or gate fails; what was published before then stays.
    """
    for leftover in (home.build_file, home.build_file.with_name(home.build_file.name + ".wal")):
        leftover.unlink(missing_ok=True)
    tell("Building anew ...")
    folder = home.warehouse / "rebuild"
    done = subprocess.run(
        [*DBT, "build", "--quiet", "--exclude-resource-type", "unit_test",
         "--target-path", str((folder / "target").absolute())],
        cwd=PROJECT_ROOT,
        env={
            **os.environ,
            "SF_HOME": str(home.path.absolute()),
            "SF_BUILD_FILE": str(home.build_file.absolute()),
            "DBT_PROFILES_DIR": str(PROJECT_ROOT),
            "DBT_LOG_PATH": str((folder / "logs").absolute()),
            "DBT_LOG_LEVEL_FILE": "none",
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    shutil.rmtree(folder, ignore_errors=True)
    if done.returncode:
        said = (done.stdout or done.stderr).strip()[-2000:]
        raise RetentionError(f"the build failed. {GO_ON} dbt says: {said}")
    try:
        publish(home)
    except PublishError as error:
        raise RetentionError(f"the new build may not be published. {GO_ON} {error}") from error
    tell("Published.")
