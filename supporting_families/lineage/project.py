"""The tables of the project as dbt compiled them: contract tables, seeds and models."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT, TableContract, load_contracts
from supporting_families.writing import parquet_schema

from .errors import LineageError

LANDED = "intake"  # the schema that dbt gives contract tables


@dataclass(frozen=True)
class StoredTable:
    """A contract table or a seed (columns known), an SQL model (code) or a Python model (declared).

    `declared` is what the YAML of a Python model says of each column: the columns it is made of,
    or the class of personal data that it brings itself.
    """

    schema: str
    name: str
    columns: tuple[str, ...] = ()
    code: str | None = None
    declared: dict[str, list[str] | str] = field(default_factory=dict)


def compile_project() -> list[StoredTable]:
    """The tables as dbt compiles them now, with an empty home. Raises LineageError."""
    with tempfile.TemporaryDirectory(prefix="sf-lineage-") as folder:
        home, target = Path(folder) / "home", Path(folder) / "target"
        (home / "landing").mkdir(parents=True)
        program = "from dbt.cli.main import cli; cli()"
        done = subprocess.run(
            [
                sys.executable, "-c", program, "compile", "--quiet",
                "--select", "resource_type:model", "--target-path", str(target),
            ],
            cwd=PROJECT_ROOT,
            env={
                **{name: value for name, value in os.environ.items() if name[:3] != "SF_"},
                "SF_HOME": str(home),
                "DBT_PROFILES_DIR": str(PROJECT_ROOT),
                "DBT_LOG_PATH": str(target / "logs"),
            },
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise LineageError(f"dbt does not compile the project:\n{done.stdout}{done.stderr}")
        return read_tables(target)


def read_tables(target: Path) -> list[StoredTable]:
    """The tables of a dbt target folder, each after those it reads.

    The code of models is read from the files that dbt compiled there, for a later command of dbt
    may leave it out of the manifest. Raises LineageError where a model was not compiled.
    """
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }
    names = {
        source["relation_name"]: f'"{LANDED}"."{source["source_name"]}.{source["name"]}"'
        for source in manifest["sources"].values()
    }
    tables = [landed_table(contract) for contract in load_contracts()]
    for key in _in_order(nodes):
        tables.append(_table_of(nodes[key], target, names))
    return tables


def landed_table(contract: TableContract) -> StoredTable:
    """A contract table, as intake writes it."""
    name = f"{contract.feed_code}.{contract.name}"
    return StoredTable(LANDED, name, tuple(parquet_schema(contract).names))


def seed_columns(path: str | Path) -> tuple[str, ...]:
    """The header of a seed file, its path as from the project's folder."""
    with (PROJECT_ROOT / path).open(encoding="utf-8", newline="") as file:
        return tuple(next(csv.reader(file)))


def _in_order(nodes: dict[str, dict]) -> list[str]:
    """The keys of the nodes by name, each after those it depends on."""
    order: dict[str, None] = {}

    def visit(key: str) -> None:
        if key in order:
            return
        for parent in sorted(nodes[key].get("depends_on", {}).get("nodes", ())):
            if parent in nodes:
                visit(parent)
        order[key] = None

    for key in sorted(nodes):
        visit(key)
    return list(order)


def _table_of(node: dict, target: Path, names: dict[str, str]) -> StoredTable:
    schema, name = node["schema"], node["alias"]
    if node["resource_type"] == "seed":
        return StoredTable(schema, name, columns=seed_columns(node["original_file_path"]))
    if node["language"] == "python":
        return StoredTable(schema, name, declared=node["config"]["meta"].get("lineage", {}))
    file = target / "compiled" / node["package_name"] / node["original_file_path"]
    if not file.is_file():
        raise LineageError(f"{name}: dbt has not compiled it; '{file}' does not exist.")
    code = file.read_text(encoding="utf-8")
    for parent in node["depends_on"]["nodes"]:
        if parent.startswith("source."):
            for relation, table in names.items():  # landed files lie in a home: name the table
                code = code.replace(relation, table)
            break
    return StoredTable(schema, name, code=code)
