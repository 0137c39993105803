"""The feed contracts, read from the sources YAML beside the staging models."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import yaml

PROJECT_ROOT = Path(__file__).resolve().parent.parent
STAGING = PROJECT_ROOT / "models" / "staging"
# The parser in C, where there is one, reads the same some ten times faster.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def plain_header(header: str) -> str:
    """A header as it is compared: without letter case, edge blanks and repeated blanks."""
    return " ".join(header.split()).casefold()


@dataclass(frozen=True)
class Headings:
    """The contract column of every header a file may have (as `plain_header` gives it)."""

    by_header: dict[str, str]
    required: frozenset[str]

    def found_in(self, headers: Iterable[str]) -> set[str]:
        """The contract columns that these headers have."""
        plain = map(plain_header, headers)
        return {self.by_header[header] for header in plain if header in self.by_header}

    def are_in(self, headers: Iterable[str]) -> bool:
        """Whether these headers have every required column."""
        return self.found_in(headers) >= self.required


@dataclass(frozen=True)
class ColumnContract:
    """One column as the partner sends it. `codes` is empty where any value may come.

    `also_called` are other headers of the column. `path` is where an XML row has it: names of
    elements below the row element, with `../` for the element above it, and ` | ` between places
    where it may be.
    """

    name: str
    type: str
    required: bool
    personal_data: str
    provenance: str
    description: str
    codes: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()
    path: str | None = None
    past: bool = False


@dataclass(frozen=True)
class TableContract:
    """One table of a feed. `period` names the parts of the file name that say what it covers.

    `form` is csv (any text, single-sheet workbook or Parquet), workbook (a named sheet; `sheet` is
    a pattern of its name) or xml (`element` is the path of the element that is a row). A table of
    `root` any may land in the folder of every feed; `folder_feed` then names the column that says
    which.
    """

    feed_code: str
    root: str
    name: str
    file_pattern: str
    period: tuple[str, ...]
    columns: tuple[ColumnContract, ...]
    form: str = "csv"
    element: str | None = None
    sheet: str | None = None
    folder_feed: str | None = None

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
    def headings(self) -> Headings:
        """The headers that a file of this table may have."""
        names = {
            plain_header(header): column.name
            for column in self.columns
            for header in (*column.also_called, column.name)
        }
        return Headings(names, frozenset(self.required_columns))

    @cached_property
    def fingerprint(self) -> str:
        """Changes whenever what intake writes for a file of this table would change."""
        shape = asdict(self)
        for column in shape["columns"]:
            for words in ("description", "personal_data", "provenance", "codes", "type"):
                del column[words]
        return hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()[:16]


def load_contracts(folder: Path = STAGING) -> list[TableContract]:
    """Every contract table of every feed, in the order of feeds and files."""
    tables = []
    for path in sorted(folder.glob("*/*__sources.yml")):
        for source in yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)["sources"]:
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
        form=meta.get("form", "csv"),
        element=meta.get("element"),
        sheet=meta.get("sheet"),
        folder_feed=meta.get("folder_feed"),
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
        also_called=tuple(meta.get("also_called", ())),
        path=meta.get("path"),
        past=meta.get("past", False),
    )
