"""Runs the project's own models and tests over a copy of the build, with dbt in this process."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import GenericTestNode, SingularTestNode
from dbt.contracts.results import RunResult

from supporting_families.contracts import PROJECT_ROOT
from supporting_families.home import Home

from .errors import WhatIfError

CATALOGUE_MODELS = "models/intermediate/catalogue/"
# Kept between runs, so that dbt need not read the whole project again; it holds no data.
TARGET = Path(os.environ.get("DBT_TARGET_PATH", "target")) / "what_if"


@dataclass(frozen=True)
class FailedTest:
    """A test of the catalogue that failed; of a test of one seed also what it asks of which."""

    name: str
    query: str
    kind: str | None = None
    table: str | None = None
    column: str | None = None
    other_table: str | None = None
    other_column: str | None = None


class Models:
    """The models between the catalogue and the tables that are compared."""

    def __init__(self, home: Home, copy: Path, tables: Iterable[str]) -> None:
        self._settings = {
            "SF_HOME": str(home.path.absolute()),
            "SF_BUILD_FILE": str(copy.absolute()),
        }
        self._tables = [table.split(".")[1] for table in tables]
        self._manifest: Manifest | None = None
        self._manifest = self._invoke("parse")  # once for all that follows

    def run(self, seeds: list[str]) -> list[str]:
        """Run what lies between these seeds and the tables; returns the models that failed."""
        between = [f"{seed}+,+{table}" for seed in seeds for table in self._tables]
        results = self._results("run", "--select", *between)
        return [result.node.name for result in results if result.status == "error"]

    def failed_tests(self, seeds: list[str]) -> list[FailedTest]:
        """Run the tests that are about the catalogue alone and that these seeds have a part in."""
        names = self._tests_of({f"seed.supporting_families.{seed}" for seed in seeds})
        results = self._results("test", "--select", *names)
        broken = [result.node.name for result in results if result.status == "error"]
        if broken:
            raise WhatIfError(f"Tests cannot be run over the last build: {', '.join(broken)}.")
        return [_failed(result.node) for result in results if result.status == "fail"]

    def _tests_of(self, changed: set[str]) -> list[str]:
        nodes = self._manifest.nodes

        @cache
        def follows(node_id: str) -> bool:
            parents = nodes[node_id].depends_on_nodes if node_id in nodes else []
            return node_id in changed or any(map(follows, parents))

        def is_catalogue(node_id: str) -> bool:
            return node_id in nodes and (
                nodes[node_id].resource_type == "seed"
                or nodes[node_id].original_file_path.startswith(CATALOGUE_MODELS)
            )

        return sorted(
            node.name
            for node in nodes.values()
            if node.resource_type == "test"
            and node.config.severity.casefold() == "error"
            and all(map(is_catalogue, node.depends_on_nodes))
            and any(map(follows, node.depends_on_nodes))
        )

    def _results(self, command: str, *words: str) -> list[RunResult]:
        """What each model or test of a command came to."""
        results = self._invoke(command, *words).results
        return [result for result in results if result.node.resource_type != "operation"]

    def _invoke(self, command: str, *words: str) -> Any:
        """What a dbt command returns. Raises WhatIfError when it returns nothing."""
        options = [
            "--quiet", "--log-level", "none", "--log-level-file", "none",
            "--project-dir", str(PROJECT_ROOT), "--profiles-dir", str(PROJECT_ROOT),
            "--target-path", str(TARGET),
        ]  # fmt: skip
        with _environment(self._settings), chdir(PROJECT_ROOT):
            done = dbtRunner(manifest=self._manifest).invoke([command, *words, *options])
            # dbt would keep the file open for its next command, and we change it in between
            DuckDBConnectionManager.close_all_connections()
        if done.result is None:
            raise WhatIfError(f"'dbt {command}' failed: {done.exception}")
        return done.result


def _failed(node: GenericTestNode | SingularTestNode) -> FailedTest:
    if not (isinstance(node, GenericTestNode) and str(node.attached_node).startswith("seed.")):
        return FailedTest(node.name, node.compiled_code)
    asked = node.test_metadata.kwargs
    to = re.search(r"ref\('(\w+)'\)", str(asked.get("to")))
    return FailedTest(
        name=node.name,
        query=node.compiled_code,
        kind=node.test_metadata.name,
        table=node.attached_node.split(".")[-1],
        column=node.column_name,
        other_table=to[1] if to else None,
        other_column=asked.get("field"),
    )


@contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
