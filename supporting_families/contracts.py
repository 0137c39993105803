"""The feed contracts, read from the sources YAML beside the staging models."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

PROJECT_ROOT = Path(__file__).resolve().parent.parent
STAGING = PROJECT_ROOT / "models" / "staging"


@dataclass(frozen=True)
class ColumnContract:
    """One column as the partner sends it. `codes` is empty where any value may come."""

    name: str
    type: str
    required: bool
    personal_data: str
    provenance: str
    description: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableContract:
    """One table of a feed. `period` names the parts of the file name that say what it covers."""

    feed_code: str
    root: str
    name: str
    file_pattern: str
    period: tuple[str, ...]
    columns: tuple[ColumnContract, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.file_pattern, re.IGNORECASE)

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def required_columns(self) -> list[str]:
        return [column.name for column in self.columns if column.required]

    @cached_property
    def fingerprint(self) -> str:
        """Changes whenever what intake writes for a file of this table would change."""
        shape = [self.feed_code, self.name, list(self.period), self.column_names]
        return hashlib.sha256(json.dumps(shape).encode()).hexdigest()[:16]


def load_contracts(folder: Path = STAGING) -> list[TableContract]:
    """Every contract table of every feed, in the order of feeds and files."""
    tables = []
    for path in sorted(folder.glob("*/*__sources.yml")):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            feed = source["config"]["meta"]
            tables.extend(_table(feed, table) for table in source["tables"])
    return tables


def _table(feed: dict, table: dict) -> TableContract:
    meta = table["config"]["meta"]
    return TableContract(
        feed_code=feed["feed_code"],
        root=feed["root"],
        name=table["name"],
        file_pattern=meta["file_pattern"],
        period=tuple(meta.get("period", ())),
        columns=tuple(_column(column) for column in table["columns"]),
    )


def _column(column: dict) -> ColumnContract:
    meta = column["config"]["meta"]
    return ColumnContract(
        name=column["name"],
        type=meta["type"],
        required=meta["required"],
        personal_data=meta["personal_data"],
        provenance=meta["provenance"],
        description=column["description"],
        codes=tuple(meta.get("codes", ())),
    )
