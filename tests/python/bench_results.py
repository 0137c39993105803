"""Results of the benchmark that nobody measured, drawn from a law that is known."""

from __future__ import annotations

from math import log2

GB = 1_000_000_000
# fixed seconds, seconds a million people, at 2 cores; by node, kind and layer
NODES = (
    ("landed_files", "intake", "intake", 0.5, 40.0),
    ("stg_attendance__marks", "model", "staging", 0.4, 90.0),
    ("int_evidence__attendance", "model", "intermediate/evidence", 0.2, 60.0),
    ("int_evidence", "model", "intermediate/evidence", 0.1, 20.0),
    ("int_person_clusters", "model", "intermediate/identity", 0.1, 30.0),
    ("fct_need_evidence", "model", "marts/core", 0.3, 6.0),
    ("not_null_dim_person_person_key", "test", "marts/core", 2.0, 9.0),
    ("feeds", "seed", "seeds", 1.5, 0.0),
)
# those that grow otherwise: seconds for each million of what they grow with
RANKED = ("int_identity_records", "model", "intermediate/identity", 0.3, 2.0)
LINKED = ("int_link_memory", "model", "intermediate/identity", 1.0, 12.0)
DOUBLES_AT = 360_000
DBT_S = 12.0


def node(row: tuple, grown: float) -> dict:
    """A node as the benchmark writes it."""
    name, kind, layer, fixed, slope = row
    seconds = fixed + slope * grown / 1e6
    return {
        "node": name,
        "kind": kind,
        "layer": layer,
        "wall_s": seconds * 0.6,
        "cpu_s": seconds,
        "peak_memory_bytes": 0.2 * GB + slope * grown * 20,
        "bytes_written": 1_000_000 + slope * grown * 50,
        "rows": int(grown),
    }


def nodes(people: int) -> list[dict]:
    """Every node at a size, by the law."""
    return [
        *(node(row, people) for row in NODES),
        node(RANKED, people * log2(people)),
        node(LINKED, people * (1 + people / DOUBLES_AT)),
    ]


def size(people: int) -> dict:
    """A size as the benchmark writes it."""
    straight = nodes(people)
    core_s = sum(row["cpu_s"] for row in straight)
    wall_s = sum(row["wall_s"] for row in straight)
    return {
        "people": people,
        "landed": {
            "files": 300,
            "bytes": 3000 * people,
            "rows": 70 * people,
            "attendance_marks": 62 * people,
        },
        "runs": {
            "floor": _run(5.0 + people / 20_000, 3.0 + people / 30_000),
            "straight": _run(core_s, wall_s)
            | {"nodes": straight, "peak_memory_bytes": 5 * GB},
            "cold": _run(core_s + DBT_S, wall_s * 1.1)
            | {"nodes": [row | {"cpu_s": None} for row in straight]},
            "next_day": _run(10.0 + people * 12e-6, 8.0)
            | {"nodes": [{**row, "wall_s": row["wall_s"] / 20, "cpu_s": None} for row in straight]},
        },
        "ratios": {"cold_to_floor": 2.6, "cold_to_straight": 1.1, "next_day_to_cold": 0.09},
        "equal": {},
    }


def result(*people: int) -> dict:
    """A result file with these sizes."""
    return {
        "date": "2026-01-01",
        "commit": "0" * 40,
        "machine": {
            "processor": "made up", "cores": 2, "memory_gb": 16, "system": "Linux",
            "python": "3.11", "duckdb": "1.5.5", "dbt": "1.11.16",
        },
        "settings": {"threads": 2, "memory_limit": "8GB"},
        "sizes": [size(number) for number in people],
    }  # fmt: skip


def _run(cpu_s: float, wall_s: float) -> dict:
    return {"wall_s": wall_s, "cpu_s": cpu_s, "peak_memory_bytes": 2 * GB, "bytes_written": 3 * GB}
