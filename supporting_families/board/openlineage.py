"""The build as OpenLineage events: which table was made of which, and each column of which columns.

Times are those of the build as a whole: it began, and it was published.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from datetime import datetime

from .reading import Published

NAMESPACE = "supporting_families"
ROWS = "*"  # in the place of a column: which rows a table has
PRODUCER = "urn:supporting-families-warehouse"
_SPEC = "https://openlineage.io/spec"
EVENT_SCHEMA = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
_FACETS = {
    "schema": "1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet",
    "documentation": "1-0-1/DocumentationDatasetFacet.json#/$defs/DocumentationDatasetFacet",
    "columnLineage": "1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet",
    "tags": "1-0-0/TagsDatasetFacet.json#/$defs/TagsDatasetFacet",
    "jobType": "2-0-3/JobTypeJobFacet.json#/$defs/JobTypeJobFacet",
}
_RUNS = uuid.UUID("6a2b1f5e-3f0c-5f53-9a3b-3f6a5d2c9c11")


def events(manifest: dict, catalog: dict, published: Published) -> str:
    """Two events a model, START and COMPLETE, each on a line of its own."""
    build = published.build
    began = min(row["started_at"] for row in published["build_log"])
    lineage = _column_lineage(published)
    classes = _classes(published)
    lines = []
    for node_id in _models(published):
        node = manifest["nodes"][node_id]
        output = _name(node)
        about = {
            "run": {"runId": str(uuid.uuid5(_RUNS, f"{build.build_id} {node_id}"))},
            "job": {
                "namespace": NAMESPACE,
                "name": f"dbt.{output}",
                "facets": {
                    "jobType": _facet(
                        "jobType", processingType="BATCH", integration="DBT", jobType="MODEL"
                    )
                },
            },
            "inputs": [
                _input(_described(manifest, parent), classes)
                for parent in sorted(node["depends_on"]["nodes"])
                if parent.split(".")[0] in ("model", "seed", "source")
            ],
            "producer": PRODUCER,
            "schemaURL": EVENT_SCHEMA,
        }
        made = {
            "namespace": NAMESPACE,
            "name": output,
            "facets": {
                "schema": _schema(node, catalog["nodes"].get(node_id, {})),
                "documentation": _facet("documentation", description=node["description"]),
                **lineage.get(output, {}),
            },
        }
        for kind, when in (("START", began), ("COMPLETE", build.published_at)):
            event = {"eventType": kind, "eventTime": _instant(when), **about}
            event["outputs"] = [made] if kind == "COMPLETE" else []
            lines.append(json.dumps(event, ensure_ascii=False, sort_keys=True))
    return "\n".join(lines) + "\n"


def _models(published: Published) -> Iterable[str]:
    return [
        str(row["node_id"])
        for row in published["build_log"]
        if row["resource_type"] == "model" and row["status"] == "success"
    ]


def _described(manifest: dict, node_id: str) -> dict:
    return manifest["sources" if node_id.startswith("source.") else "nodes"][node_id]


def _name(node: dict) -> str:
    """schema.table; of a landed table intake.feed.table, as its partner sends it."""
    if node["resource_type"] == "source":
        return f"intake.{node['source_name']}.{node['name']}"
    return f"{node['schema']}.{node['alias']}"


def _input(node: dict, classes: dict[str, list[dict]]) -> dict:
    name = _name(node)
    facets = {"tags": _facet("tags", tags=classes[name])} if name in classes else {}
    return {"namespace": NAMESPACE, "name": name, "facets": facets}


def _schema(node: dict, described: dict) -> dict:
    told = {name: column["description"] for name, column in node["columns"].items()}
    return _facet(
        "schema",
        fields=[
            {"name": name, "type": column["type"], "description": told.get(name, "")}
            for name, column in described.get("columns", {}).items()
        ],
    )


def _column_lineage(published: Published) -> dict[str, dict]:
    """Of each table: the columns that a column is made of, and those that decide on its rows."""
    fields: dict[str, dict[str, dict]] = {}
    conditions: dict[str, list[dict]] = {}
    for row in published["gov_column_lineage"]:
        if row["from_column"] == ROWS:
            continue  # that there are rows is no column of the standard
        table = f"{row['to_schema']}.{row['to_table']}"
        origin = {
            "namespace": NAMESPACE,
            "name": f"{row['from_schema']}.{row['from_table']}",
            "field": row["from_column"],
        }
        kind = "DIRECT" if row["edge_kind"] == "values" else "INDIRECT"
        origin["transformations"] = [{"type": kind}]
        if row["to_column"] == ROWS:
            conditions.setdefault(table, []).append(origin)
        else:
            columns = fields.setdefault(table, {})
            columns.setdefault(str(row["to_column"]), {"inputFields": []})["inputFields"].append(
                origin
            )
    return {
        table: {
            "columnLineage": _facet(
                "columnLineage",
                fields=fields.get(table, {}),
                dataset=conditions.get(table, []),
            )
        }
        for table in {*fields, *conditions}
    }


def _classes(published: Published) -> dict[str, list[dict]]:
    """The class of personal data of every landed column, as tags of its table."""
    found: dict[str, list[dict]] = {}
    for row in published["gov_feed_columns"]:
        found.setdefault(f"intake.{row['feed_code']}.{row['table_name']}", []).append(
            {
                "key": "personal_data",
                "value": row["personal_data"],
                "source": "contract",
                "field": row["column_name"],
            }
        )
    return found


def _facet(name: str, **fields: object) -> dict:
    return {"_producer": PRODUCER, "_schemaURL": f"{_SPEC}/facets/{_FACETS[name]}", **fields}


def _instant(when: datetime) -> str:
    return when.replace(microsecond=0).isoformat() + "Z"
