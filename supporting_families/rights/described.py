"""What tables and columns mean, in the words of the contracts and of the models."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from supporting_families.contracts import LOADER, PROJECT_ROOT


@dataclass(frozen=True)
class Description:
    """What a row of a table is, and what each column holds."""

    table: str = ""
    columns: dict[str, str] = field(default_factory=dict)


@cache
def of_contract(feed: str, table: str) -> Description:
    """A table as a partner sends it, or as people write it."""
    for path in sorted(_models("staging", feed).glob("*__sources.yml")):
        for source in _read(path)["sources"]:
            for entry in source["tables"]:
                if entry["name"] == table:
                    return _description(entry)
    return Description()


@cache
def of_model(name: str) -> Description:
    """A table that is made of what was sent."""
    return _of_models().get(name, Description())


@cache
def _of_models() -> dict[str, Description]:
    return {
        entry["name"]: _description(entry)
        for room in ("marts", "intermediate")
        for path in sorted(_models(room).glob("**/*__models.yml"))
        for entry in _read(path).get("models", [])
    }


def _models(*folders: str) -> Path:
    return PROJECT_ROOT.joinpath("models", *folders)


@cache
def _read(path: Path) -> dict:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)


def _description(entry: dict) -> Description:
    columns = {
        column["name"]: " ".join((column.get("description") or "").split())
        for column in entry.get("columns", [])
    }
    return Description(" ".join((entry.get("description") or "").split()), columns)
