"""The pages of docs/data-dictionary: every published table, and every table that partners send."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from supporting_families.contracts import PROJECT_ROOT, TableContract, load_contracts
from supporting_families.made_pages import table
from supporting_families.serving.rights import Rights

from .reading import DescribedColumn, DescribedTable, described_tables

FOLDER = PROJECT_ROOT / "docs" / "data-dictionary"
MADE = (
    "<!-- Made from the YAML beside the models by `python scripts/data_dictionary.py`: change the "
    "YAML and make it anew. -->"
)
TYPES = {
    "varchar": "text",
    "integer": "whole number",
    "bigint": "whole number",
    "double": "number",
    "date": "date",
    "timestamp": "moment",
    "boolean": "true or false",
}
DISCLOSURE = {
    "controlled": "Under disclosure control: may be shown to anybody.",
    "internal": "For the council’s own staff: small numbers are possible.",
}


def pages(root: Path = PROJECT_ROOT) -> dict[str, str]:
    """The text of every page by its path below docs/data-dictionary."""
    described, contracts = described_tables(root), load_contracts(root / "models" / "staging")
    rights, rooms, feeds = Rights.read(), _rows(root, "access/access_schemas"), _feeds(root)
    made = {"README.md": _contents(described, contracts, rooms, feeds)}
    for schema, tables in groupby(described, key=lambda one: one.schema):
        holds = next((r["schema_holds"] for r in rooms if r["schema_name"] == schema), "")
        made[f"{schema}.md"] = _room(schema, holds, list(tables), rights)
    for feed, tables in groupby(contracts, key=lambda one: one.feed_code):
        made[f"feeds/{feed}.md"] = _feed(feed, feeds.get(feed, feed), list(tables))
    return {path: "\n".join([MADE, "", *lines]) + "\n" for path, lines in made.items()}


def _contents(
    described: list[DescribedTable],
    contracts: list[TableContract],
    rooms: list[dict[str, str]],
    feeds: dict[str, str],
) -> list[str]:
    counted = {
        room["schema_name"]: [one for one in described if one.schema == room["schema_name"]]
        for room in rooms
    }
    lines = [
        "# Data dictionary",
        "",
        "## What is published",
        "",
        "The star is in `core`, what dashboards show in `reporting`. The same descriptions are on "
        "the tables and columns of the database server.",
        "",
        *table(
            ("schema", "holds", "who may see it", "tables"),
            (
                (
                    f"[{room['schema_name']}]({room['schema_name']}.md)",
                    room["schema_holds"],
                    room["sensitivity"],
                    len(counted[room["schema_name"]]),
                )
                for room in rooms
                if counted[room["schema_name"]]
            ),
        ),
        "",
        "## What partners send",
        "",
        *table(
            ("feed", "name", "tables"),
            (
                (f"[{feed}](feeds/{feed}.md)", feeds.get(feed, feed), len(list(tables)))
                for feed, tables in groupby(contracts, key=lambda one: one.feed_code)
            ),
        ),
    ]
    return lines


def _room(schema: str, holds: str, tables: list[DescribedTable], rights: Rights) -> list[str]:
    lines = [f"# {schema}", "", holds, ""]
    lines += [f"* [{one.name}](#{one.name}): {_first_sentence(one)}" for one in tables]
    for one in tables:
        readers = ", ".join(role.replace("_", " ") for role in rights.readers(schema, one.name))
        lines += ["", f"## {one.name}", "", one.description, ""]
        if one.disclosure:
            lines += [f"* {DISCLOSURE[one.disclosure]}"]
        if one.primary_key:
            lines += [f"* Key: {', '.join(f'`{name}`' for name in one.primary_key)}"]
        lines += [f"* Read on the server by: {readers or 'nobody'}", ""]
        lines += table(
            ("column", "label", "type", "what it is"),
            ((f"`{c.name}`", c.label or "", _type(c), _meaning(one, c)) for c in one.columns),
        )
    return lines


def _type(column: DescribedColumn) -> str:
    kind = TYPES.get(column.data_type, column.data_type)
    return f"{kind}, {column.unit}" if column.unit else kind


def _meaning(one: DescribedTable, column: DescribedColumn) -> str:
    related = [key for key in one.foreign_keys if key.column == column.name]
    links = "".join(f" In [{k.table}]({k.schema}.md#{k.table})." for k in related)
    return column.description + links


def _first_sentence(one: DescribedTable) -> str:
    return one.description.split(". ")[0].rstrip(".") + "."


def _feed(feed: str, name: str, tables: list[TableContract]) -> list[str]:
    lines = [f"# {name} (`{feed}`)"]
    for one in tables:
        lines += ["", f"## {one.name}", "", f"Files named as `{one.file_pattern}`.", ""]
        lines += table(
            ("column", "type", "must be there", "class", "what it is"),
            (
                (
                    f"`{column.name}`",
                    column.type,
                    "yes" if column.required else "",
                    column.personal_data.replace("_", " "),
                    column.description + _codes(column.codes),
                )
                for column in one.columns
            ),
        )
    return lines


def _codes(codes: Iterable[str]) -> str:
    listed = ", ".join(f"`{code}`" for code in codes)
    return f" One of {listed}." if listed else ""


def _feeds(root: Path) -> dict[str, str]:
    return {row["feed_code"]: row["feed_name"] for row in _rows(root, "feeds/feeds")}


def _rows(root: Path, seed: str) -> list[dict[str, str]]:
    with (root / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
