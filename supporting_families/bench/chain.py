"""The models between the marks of attendance and two answers, as the cold build compiled them.

The answers are which pupils show a need by their attendance, and which families are eligible.
Everything else that these models read (other feeds, who is who, the catalogue) is given.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from .errors import BenchError

BEGINS_WITH = "stg_attendance__marks"
ANSWERS = ("int_population_needs", "mart_eligibility")
_RELATION = re.compile(r'"(\w+)"\."(\w+)"\."(\w+)"')


@dataclass(frozen=True)
class Relation:
    """A table by its schema and name."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f'"{self.schema}"."{self.name}"'


@dataclass(frozen=True)
class Chain:
    """Models in the order of building, with their SQL, and the tables that they are given.

    `begins_with`, of those given, are the marks.
    """

    models: tuple[tuple[Relation, str], ...]
    given: tuple[Relation, ...]

    @property
    def begins_with(self) -> list[Relation]:
        return [relation for relation in self.given if relation.name == BEGINS_WITH]

    def answer(self, name: str) -> Relation:
        return next(relation for relation, _ in self.models if relation.name == name)

    def columns_read(self, columns: list[str]) -> list[str]:
        """Those of the columns that any of the models names."""
        words = set(re.findall(r"\w+", " ".join(sql for _, sql in self.models)))
        return [column for column in columns if column in words]


def load_chain(target: Path) -> Chain:
    """Reads the chain from the target folder of a build. Raises BenchError without a build."""
    file = target / "manifest.json"
    if not file.is_file():
        raise BenchError(f"'{file}' is not there: the cold build comes first.")
    manifest = json.loads(file.read_text(encoding="utf-8"))
    nodes, parents = manifest["nodes"], manifest["parent_map"]
    by_name = {node["name"]: key for key, node in nodes.items() if key.startswith("model.")}
    begins = by_name[BEGINS_WITH]
    order: list[str] = []
    reached: dict[str, bool] = {}

    def follows(key: str) -> bool:
        """Whether a node comes after the marks; the ones that do are put in order."""
        if key not in reached:
            reached[key] = False
            comes_after = [follows(parent) for parent in parents.get(key, [])]
            reached[key] = begins in parents.get(key, []) or any(comes_after)
            if reached[key]:
                order.append(key)
        return reached[key]

    for answer in ANSWERS:
        follows(by_name[answer])
    given = {
        parent for key in order for parent in parents[key]
        if parent not in order and parent in nodes
    }  # fmt: skip
    models = tuple((_relation(nodes[key]), _compiled(target, nodes[key])) for key in order)
    return Chain(models, tuple(sorted((_relation(nodes[key]) for key in given), key=str)))


def in_place(sql: str, places: dict[Relation, str]) -> str:
    """SQL that reads each table where it is now."""
    return _RELATION.sub(lambda found: places[Relation(found[2], found[3])], sql)


def _relation(node: dict) -> Relation:
    return Relation(node["schema"], node["alias"])


def _compiled(target: Path, node: dict) -> str:
    file = target / "compiled" / node["package_name"] / node["original_file_path"]
    if not file.is_file():
        raise BenchError(f"'{file}' is not there: a whole build compiles it.")
    return file.read_text(encoding="utf-8")
