"""Runs the models of the warehouse, as dbt compiled them, over inputs of our own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import duckdb
import pyarrow as pa

# Tables that are filled by us; what stands above them is not run.
INPUTS = (
    "build_context", "int_authorities", "int_catalogue_decisions", "int_claims_made",
    "int_covered_months", "int_decisions", "int_employment_spells", "int_episode_assessments",
    "int_episode_leads", "int_episode_parts", "int_episode_plan_members",
    "int_episode_plan_objectives", "int_episode_plans", "int_evidence", "int_family_members",
    "int_feed_standing", "int_measure_terms", "int_objections", "int_people",
    "int_retired_families", "int_school_terms",
)  # fmt: skip
# Rooms whose models are run; tables of other rooms stay as an empty home has them.
ROOMS = ("catalogue", "episodes", "evidence", "needs", "outcomes", "claims")
OUTPUTS = (
    "int_family_needs", "int_family_outcomes", "int_episode_eligibility", "int_claim_blockers",
    "int_claim_routes", "int_claim_warnings", "int_claim_readiness",
)  # fmt: skip
# The folders dbt builds once, empty, so that every table and seed is there with its types.
SELECTION = [f"+path:models/intermediate/{room}" for room in ROOMS]
BUILD = (
    "dbt", "build", "--exclude-resource-type", "unit_test", "test", "--select", *SELECTION,
)  # fmt: skip

Rows = Iterable[dict[str, object]]


class Models:
    """The models between inputs and outputs, over the tables of an empty build in memory."""

    def __init__(self, manifest: dict, empty_build: Path):
        nodes = manifest["nodes"].values()
        self.nodes = {
            node["name"]: node for node in nodes if node["resource_type"] in ("model", "seed")
        }
        self.names = {key: node["name"] for key, node in manifest["nodes"].items()}
        self.run: list[str] = []  # what follows from the inputs, in an order in which it can run
        self.kept: list[str] = []  # what does not: seeds, and tables that stay empty
        self._follows: dict[str, bool] = {}
        for name in OUTPUTS:
            self._visit(name)
        self.connection = duckdb.connect(":memory:", config={"threads": 1})
        self._make_tables(empty_build)

    def _visit(self, name: str) -> bool:
        """Whether a table follows from the inputs; notes it after what it reads."""
        if name in INPUTS:
            return True
        if name not in self._follows:
            parents = [
                self.names[key]
                for key in self.nodes[name].get("depends_on", {}).get("nodes", [])
                if key in self.names
            ]
            # no short cut: every parent has to be visited
            self._follows[name] = self._is_in_a_room(name) and any(
                [self._visit(parent) for parent in parents]
            )
            (self.run if self._follows[name] else self.kept).append(name)
        return self._follows[name]

    def _is_in_a_room(self, name: str) -> bool:
        folders = PurePosixPath(self.nodes[name]["original_file_path"]).parts
        return folders[:2] == ("models", "intermediate") and folders[2] in ROOMS

    def _make_tables(self, empty_build: Path) -> None:
        execute = self.connection.execute
        execute("attach ':memory:' as build")
        execute(f"attach '{empty_build}' as empty (read_only)")
        for name in (*INPUTS, *self.kept, *self.run):
            relation = self.nodes[name]["relation_name"]
            schema, table = relation.replace('"', "").split(".")[1:]
            execute(f"create schema if not exists build.{schema}")
            execute(f"create table {relation} as from empty.{schema}.{table}")
        execute("detach empty")
        execute("use build")

    def decide(self, inputs: dict[str, Rows]) -> duckdb.DuckDBPyConnection:
        """Run every model over these rows; the connection to what came out."""
        for name, rows in inputs.items():
            self._fill(name, list(rows))
        for name in self.run:
            relation, code = self.nodes[name]["relation_name"], self.nodes[name]["compiled_code"]
            self.connection.execute(f"create or replace table {relation} as {code}")
        return self.connection

    def _fill(self, name: str, rows: list[dict[str, object]]) -> None:
        """Put rows into an input, in place of what was there."""
        relation = self.nodes[name]["relation_name"]
        self.connection.execute(f"delete from {relation}")
        if not rows:
            return
        listed = ", ".join(rows[0])
        table = pa.table({column: [row[column] for row in rows] for column in rows[0]})
        self.connection.register("filled", table)
        self.connection.execute(f"insert into {relation} ({listed}) select {listed} from filled")
        self.connection.unregister("filled")
