"""The nodes of a build as the manifest has them, in an order in which they can be run."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import PurePosixPath

import duckdb

INTAKE = "landed_files"  # the model that runs intake
KINDS = ("model", "seed", "test")


@dataclass(frozen=True)
class Node:
    """One model, seed or test; `layer` is the folder of the model, of a test that of its model."""

    unique_id: str
    name: str
    kind: str
    layer: str
    told: dict

    @property
    def relation(self) -> str:
        """The table, as SQL names it."""
        return self.told["relation_name"]

    @property
    def is_table(self) -> bool:
        """Whether it keeps rows of its own: no test and no view does."""
        return self.kind != "test" and self.told["config"].get("materialized") != "view"


def nodes_of(manifest: dict) -> list[Node]:
    """Every model, seed and test; each after all it depends on, a test as soon as it can be run."""
    told = {key: n for key, n in manifest["nodes"].items() if n["resource_type"] in KINDS}
    parents = {
        key: [parent for parent in node["depends_on"].get("nodes", []) if parent in told]
        for key, node in told.items()
    }
    order = TopologicalSorter(parents)
    order.prepare()
    ready: list[str] = []
    done = []
    while order.is_active():
        ready = sorted([*ready, *order.get_ready()], key=lambda key: (_is_made(told[key]), key))
        key = ready.pop(0)
        order.done(key)
        done.append(key)
    return [_node(key, told, parents) for key in done]


def _is_made(node: dict) -> bool:
    """Whether it makes a table: those come after the tests that wait already."""
    return node["resource_type"] != "test"


def _node(key: str, told: dict[str, dict], parents: dict[str, list[str]]) -> Node:
    node = told[key]
    kind = "intake" if node["name"] == INTAKE else node["resource_type"]
    of = node
    if kind == "test":
        attached = node.get("attached_node")
        of = told.get(attached) or (told[parents[key][0]] if parents[key] else node)
    return Node(key, node["name"], kind, "intake" if kind == "intake" else layer_of(of), node)


def layer_of(node: dict) -> str:
    """staging, intermediate/evidence, marts/core ...; seeds are one layer, so are loose tests."""
    parts = PurePosixPath(node["original_file_path"]).parts
    if parts[0] != "models":
        return parts[0]
    return parts[1] if parts[1] == "staging" else "/".join(parts[1:3])


def count_rows(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    """How many rows a table has."""
    return connection.execute(f"select count(*) from {relation}").fetchone()[0]
