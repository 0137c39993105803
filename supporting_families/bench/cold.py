"""The cold build: `dbt build` from an empty warehouse, intake and data tests included."""

from __future__ import annotations

import json

import duckdb

from .measure import measure_process
from .nodes import Node, count_rows, nodes_of
from .size import Size

WHOLE = ("build", "--exclude-resource-type", "unit_test")  # unit tests are about the code


def cold(size: Size) -> dict:
    """Build once with dbt from nothing; the warehouse stays. Raises BenchError when it fails."""
    size.clear_warehouse()
    return built(size)


def built(size: Size, *more: str) -> dict:
    """Build with dbt what is in the home now: the run, with the time of every node.

    `more` are further words of the dbt command. Raises BenchError when the build fails.
    """
    usage = measure_process(
        size.dbt(*WHOLE, *more), size.logs / "build.log", size.environment(), size.tell, size.spill
    )
    manifest = json.loads((size.target / "manifest.json").read_text(encoding="utf-8"))
    results = json.loads((size.target / "run_results.json").read_text(encoding="utf-8"))
    nodes = nodes_of(manifest)
    rows = _rows(size, nodes)
    seconds = {row["unique_id"]: row["execution_time"] for row in results["results"]}
    failed = {row["unique_id"] for row in results["results"] if row["failures"]}
    return {
        **usage.as_dict(),
        "peak_spill_bytes": usage.peak_spill_bytes,
        # dbt starts, reads the project and writes its artifacts in the time that is not its nodes'
        "outside_nodes_s": round(usage.wall_s - results["elapsed_time"], 3),
        "tests_with_failures": sum(n.kind == "test" and n.unique_id in failed for n in nodes),
        "warehouse_bytes": _bytes_of(size),
        "nodes": [
            _node(node, seconds[node.unique_id], rows.get(node.unique_id))
            for node in nodes
            if node.unique_id in seconds
        ],
    }


def _rows(size: Size, nodes: list[Node]) -> dict[str, int]:
    """How many rows every table of the build has."""
    with duckdb.connect(str(size.home.build_file), read_only=True) as connection:
        return {
            node.unique_id: count_rows(connection, node.relation)
            for node in nodes
            if node.is_table
        }


def _bytes_of(size: Size) -> int:
    """What the warehouse takes on disk after the build."""
    files = size.home.warehouse.rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file())


def _node(node: Node, seconds: float, rows: int | None) -> dict:
    return {
        "node": node.name,
        "kind": node.kind,
        "layer": node.layer,
        "wall_s": round(seconds, 4),
        "cpu_s": None,
        "peak_memory_bytes": None,
        "bytes_written": None,
        "rows": rows,
    }
