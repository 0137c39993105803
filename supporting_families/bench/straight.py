"""The same work without dbt: its compiled SQL, seeds, Python models and tests through DuckDB.

One process runs them one after another in the order of their dependencies, intake included, and
measures each. What dbt adds to the work is the difference. Run as a program:
python -m supporting_families.bench.straight <target folder of a build> <home> <result.json>
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import duckdb

from supporting_families.build_file import name_intake
from supporting_families.home import Home

from .measure import Meter, measure_process
from .nodes import Node, count_rows, nodes_of
from .opening import open_build
from .size import Size


def straight(size: Size) -> dict:
    """Run it from an empty warehouse in a process of its own; the warehouse is removed again.

    The target folder must hold the last cold build of the home. Raises BenchError when it fails.
    """
    result = size.target / "straight.json"
    size.clear_warehouse()
    size.home.warehouse.mkdir()
    words = [str(path.absolute()) for path in (size.target, size.home.path, result)]
    usage = measure_process(
        size.module("straight", *words),
        size.logs / "straight.log",
        size.environment(),
        size.tell,
        size.spill,
    )
    size.clear_warehouse()
    told = json.loads(result.read_text(encoding="utf-8"))
    return {**usage.as_dict(), "peak_spill_bytes": usage.peak_spill_bytes, **told}


def run_nodes(
    manifest: dict, connection: duckdb.DuckDBPyConnection, tell: Callable[[str], None]
) -> dict:
    """Run every node of a manifest with compiled code on a new build file.

    Returns `nodes` with what each took and `tests_with_failures`.
    """
    for statement in _first_statements(manifest):
        connection.execute(statement)
    nodes, failed, took = nodes_of(manifest), 0, []
    for schema in sorted({node.told["schema"] for node in nodes if node.kind != "test"}):
        connection.execute(f'create schema if not exists "{schema}"')
    with Meter() as meter:
        for number, node in enumerate(nodes, start=1):
            tell(f"{number} of {len(nodes)}: {node.kind} {node.name}")
            with meter.step() as usage:
                failures = run_node(node, connection)
            failed += bool(failures)
            took.append(
                {
                    "node": node.name,
                    "kind": node.kind,
                    "layer": node.layer,
                    **usage.as_dict(),
                    "rows": count_rows(connection, node.relation) if node.is_table else None,
                }
            )
    return {"nodes": took, "tests_with_failures": failed}


def run_node(node: Node, connection: duckdb.DuckDBPyConnection) -> int:
    """Make the table of a model or seed, or run a test: then how many rows it found."""
    code = node.told.get("compiled_code")
    if node.kind == "test":
        return connection.execute(f"select count(*) from ({code}\n) as found").fetchone()[0]
    if node.kind == "seed":
        _load_seed(node, connection)
    elif node.told["language"] == "python":
        module = ModuleType(node.name)
        exec(compile(code, node.told["original_file_path"], "exec"), module.__dict__)
        helper = module.dbtObj(lambda name: connection.sql(f"select * from {name}"))
        made = module.model(helper, connection)
        connection.register("made_by_model", made)
        connection.execute(f"create table {node.relation} as select * from made_by_model")
        connection.unregister("made_by_model")
    else:
        thing = "table" if node.is_table else "view"
        connection.execute(f"create {thing} {node.relation} as ({code}\n)")
    return 0


def _load_seed(node: Node, connection: duckdb.DuckDBPyConnection) -> None:
    """As dbt-duckdb loads it: a table of the types given, and the file copied into it."""
    file = Path(node.told["root_path"]) / node.told["original_file_path"]
    with file.open(encoding="utf-8-sig") as text:
        names = [name.strip('"') for name in text.readline().strip().split(",")]
    types = node.told["config"]["column_types"]
    columns = ", ".join(f'"{name}" {types.get(name, "varchar")}' for name in names)
    connection.execute(f"create table {node.relation} ({columns})")
    options = "(format csv, header true, delimiter ',')"
    connection.execute(f"copy {node.relation} from '{file}' {options}")


def _first_statements(manifest: dict) -> list[str]:
    """What the project's hooks run before anything else."""
    hooks = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "operation" and "on-run-start" in node["tags"]
    ]
    codes = [hook.get("compiled_code") or "" for hook in sorted(hooks, key=lambda h: h["index"])]
    return [code for code in codes if code.strip()]


def main(words: list[str]) -> int:
    """Run the nodes of a target folder on a home without a build, and write what they took."""
    target, home, result = (Path(word) for word in words)
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    with open_build(Home(home).build_file, os.environ) as connection:
        name_intake(connection, Home(home))
        told = run_nodes(manifest, connection, lambda line: print(line, flush=True))
    result.write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
