"""The files of an extract: made in memory, checked, and only then sealed."""

from __future__ import annotations

import json
from dataclasses import dataclass

from supporting_families.hashing import sha256

from .keys import ReferenceKey
from .layout import FAMILIES, INDIVIDUALS
from .published import Published
from .references import content_check, family_reference, person_reference

MANIFEST, SCHEMA, LINKS = "manifest.json", "schema.json", "references.json"


@dataclass(frozen=True)
class Built:
    """What goes to the recipient, and what the council keeps to find people again."""

    files: dict[str, bytes]
    links: bytes
    families: int
    people: int


def build_files(
    published: Published, key: ReferenceKey, authority: str, extract_id: str, about: dict
) -> Built:
    """The files of the layout with references in the place of keys, their schema and a manifest.

    Rows are in the order of the references, which says nothing. Raises StudyError where the files
    do not fit the layout.
    """
    layout = published.layout
    tables = {
        FAMILIES: _referenced(published.families, key, authority, extract_id),
        INDIVIDUALS: _referenced(published.individuals, key, authority, extract_id),
    }
    content = {name: layout.csv(name, rows) for name, rows in tables.items()}
    layout.check(content)
    files = {f"{name}.csv": text for name, text in content.items()}
    files[SCHEMA] = layout.schema_file()
    described = [
        {"name": name, "sha256": sha256(text), "rows": len(tables.get(name[:-4], []))}
        for name, text in files.items()
        if name != SCHEMA
    ]
    files[MANIFEST] = _json({**about, "extract_id": extract_id, "files": described})
    links = [
        {name: row[name] for name in ("family_ref", "person_ref", "family_key", "person_key")}
        for row in tables[INDIVIDUALS]
    ]
    return Built(files, _json(links), len(tables[FAMILIES]), len(tables[INDIVIDUALS]))


def same_content(published: Published, key: ReferenceKey, recipients: list[str]) -> str:
    """A keyed hash by which another extract is seen to hold the same for the same recipients."""
    return content_check(
        key,
        [
            published.layout.version,
            published.layout.schemas(),
            published.settings,
            published.families,
            published.individuals,
            sorted(recipients),
        ],
    )


def _referenced(
    rows: list[dict], key: ReferenceKey, authority: str, extract_id: str
) -> list[dict]:
    made = []
    for row in rows:
        references = {
            "extract_id": extract_id,
            "family_ref": family_reference(key, authority, row["family_key"]),
        }
        if "person_key" in row:
            references["person_ref"] = person_reference(key, authority, row["person_key"])
        made.append(row | references)
    return sorted(made, key=lambda row: (row["family_ref"], row.get("person_ref", "")))


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode("utf-8")
