"""The result file: every figure of a benchmark, written after each run: a stop costs one run."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .errors import BenchError
from .machine import code, commit, machine, settings

RATIOS = {
    "cold_to_floor": ("cold", "floor"),
    "cold_to_straight": ("cold", "straight"),
    "next_day_to_cold": ("next_day", "cold"),
    "pandas_to_duckdb": ("pandas_peer", "duckdb_peer"),
    "postgres_to_duckdb": ("postgres_peer", "duckdb_peer"),
}
SHORT_TEST = 1  # seconds
SAME = ("code", "machine", "settings")  # what the runs of one file must have in common


@dataclass(frozen=True)
class Result:
    """A result file and what is in it."""

    path: Path
    told: dict

    @classmethod
    def of_today(cls, folder: Path) -> Result:
        """Today's file in the folder, gone on with when it is of this code on this machine.

        A file of other code stays as it is: then the new one has a number behind its date.
        """
        today, number = date.today().isoformat(), 1
        head = {
            "date": today,
            "commit": commit(),
            "code": code(),
            "machine": machine(),
            "settings": settings(),
        }
        while (path := folder / f"{today}{f'-{number}' if number > 1 else ''}.json").is_file():
            before = cls.read(path)
            if all(before.told.get(name) == head[name] for name in SAME):
                return before
            number += 1
        return cls(path, {**head, "sizes": []})

    @classmethod
    def read(cls, path: Path) -> Result:
        """A file of before. Raises BenchError when it is not there or no result file."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, {**told, "sizes": list(told["sizes"])})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BenchError(
                f"'{path}' is no result of a benchmark. Name a file like "
                "docs/benchmarks/2026-11-27.json."
            ) from error

    def size(self, people: int) -> dict:
        """What is known of a size, new where nothing is."""
        for size in self.told["sizes"]:
            if size["people"] == people:
                return size
        size = {"people": people, "landed": {}, "runs": {}, "ratios": {}, "equal": {}}
        self.told["sizes"].append(size)
        self.told["sizes"].sort(key=lambda size: size["people"])
        return size

    def save(self) -> None:
        """Work the ratios out anew and write the file, whole or not at all."""
        for size in self.told["sizes"]:
            size["ratios"] = ratios_of(size["runs"])
        self.told["growth"] = growth_of(self.told["sizes"])
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".partial")
        partial.write_text(_as_json(self.told) + "\n", encoding="utf-8")
        os.replace(partial, self.path)


def ratios_of(runs: dict) -> dict:
    """The time of one run over that of another, where both were made."""
    return {
        name: round(runs[above]["wall_s"] / runs[below]["wall_s"], 4)
        for name, (above, below) in RATIOS.items()
        if "wall_s" in runs.get(above, {}) and "wall_s" in runs.get(below, {})
    }


def growth_of(sizes: list[dict]) -> list[dict]:
    """From each size to the next: how many times the people, and the time of each run."""
    told = []
    for before, after in zip(sizes, sizes[1:], strict=False):
        runs = [
            name
            for name, run in after["runs"].items()
            if "wall_s" in run and "wall_s" in before["runs"].get(name, {})
        ]
        told.append(
            {
                "from": before["people"],
                "to": after["people"],
                "people": round(after["people"] / before["people"], 4),
                "times": {
                    name: round(after["runs"][name]["wall_s"] / before["runs"][name]["wall_s"], 4)
                    for name in runs
                },
            }
        )
    return told


def folded(nodes: list[dict]) -> list[dict]:
    """The nodes, with the tests that took less than a second put together, layer by layer."""
    kept, layers = [], {}
    for node in nodes:
        if node["kind"] != "test" or node["wall_s"] >= SHORT_TEST:
            kept.append(node)
            continue
        name = f"tests of {node['layer']}, each under {SHORT_TEST} s"
        empty = {**dict.fromkeys(node), "node": name, "kind": "test", "layer": node["layer"]}
        together = layers.setdefault(name, {**empty, "nodes": 0, "wall_s": 0.0})
        together["nodes"] += 1
        for figure, join in (("wall_s", _sum), ("cpu_s", _sum), ("bytes_written", _sum),
                             ("peak_memory_bytes", max)):  # fmt: skip
            if node[figure] is not None:
                before = together[figure]
                together[figure] = node[figure] if before is None else join(before, node[figure])
    return [*kept, *layers.values()]


def _sum(before: float, more: float) -> float:
    return round(before + more, 4)


def _as_json(told: dict) -> str:
    """Indented, but a node on one line: two thousand of them are to stay readable in a diff."""
    nodes: list[str] = []

    def folded(value: object) -> object:
        if isinstance(value, dict) and "node" in value and "kind" in value:
            nodes.append(json.dumps(value))
            return f"@node{len(nodes) - 1}@"
        if isinstance(value, dict):
            return {key: folded(inner) for key, inner in value.items()}
        return [folded(inner) for inner in value] if isinstance(value, list) else value

    text = json.dumps(folded(told), indent=1)
    for number, node in enumerate(nodes):
        text = text.replace(f'"@node{number}@"', node, 1)
    return text
