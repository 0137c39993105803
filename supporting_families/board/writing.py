"""Writes a pack: the pages, the style sheet, and the files for other tools, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from supporting_families.contracts import load_contracts
from supporting_families.home import Home

from . import figures, words
from .contract_files import contract_files
from .dbt_files import dbt_files
from .markup import STYLE, STYLE_FILE, Frame, Link
from .openlineage import events
from .pages import (
    access,
    changes,
    feeds,
    front,
    lineage,
    matching,
    maturity,
    quality,
    results,
    retention,
    rights,
    rules,
    study,
    technical,
    uses,
)
from .reading import Published, read_published

FOLDER = "board_pack"
HASH_LENGTH = 12
LINKS = (
    Link(front.FILE, "What the board should know", ""),
    Link(results.FILE, "Needs and outcomes", "Results"),
    Link(maturity.FILE, "How far the data has come", "Results"),
    Link(feeds.FILE, "Feeds and agreements", "Sharing"),
    Link(uses.FILE, "What data is used for", "Sharing"),
    Link(rules.FILE, "From need to column", "Sharing"),
    Link(quality.FILE, "Quality and gates", "Trust"),
    Link(matching.FILE, "Matching people", "Trust"),
    Link(retention.FILE, "Keeping and destroying", "People's rights"),
    Link(rights.FILE, "Objections and requests", "People's rights"),
    Link(study.FILE, "National study", "People's rights"),
    Link(access.FILE, "Who may see what", "People's rights"),
    Link(changes.FILE, "Since the last pack", "More"),
    Link(lineage.FILE, "Where each column comes from", "More"),
    Link(technical.FILE, "For engineers", "More"),
)


@dataclass(frozen=True)
class Pack:
    """Where a pack is, and whether this run made it."""

    folder: Path
    is_new: bool


def write_pack(home: Home, authority: str, tell: Callable[[str], None] = lambda said: None) -> Pack:
    """Write the pack of the published build of an authority. Raises BoardError.

    It lies in a folder named by the date of the build and a hash of all that is in it: the same
    again is no work. A folder that is half written has another name.
    """
    tell("reading what is published")
    published = read_published(home, authority)
    parent = home.of_authority("output", authority) / FOLDER
    now = figures.figures_of(published)
    earlier = figures.earlier_figures(parent, now)
    found = figures.changes(earlier, now) if earlier else None
    tell("having dbt describe the tables")
    described = dbt_files(home, published)
    tell("writing pages")
    contents = dict(_pages(published, found, described.manifest))
    contents |= {
        STYLE_FILE: STYLE.lstrip(),
        figures.NAME: json.dumps(now, ensure_ascii=False, indent=1) + "\n",
        "docs/index.html": described.page,
        "import/manifest.json": _json(described.manifest),
        "import/catalog.json": _json(described.catalog),
        "import/openlineage.ndjson": events(described.manifest, described.catalog, published),
    }
    for feed, told in contract_files(published, load_contracts()).items():
        contents[f"contracts/{feed}.yaml"] = told
    return _write(parent, f"{published.build.as_of_date}", contents)


def _pages(
    published: Published, found: figures.Changes | None, manifest: dict
) -> Iterable[tuple[str, str]]:
    frame = Frame(
        authority=published.authority_name,
        of=f"as of {words.day(published.build.as_of_date)}",
        is_demo=published.build.is_demo,
        links=LINKS,
    )
    others = [
        results.page(published), maturity.page(published), feeds.page(published),
        uses.page(published), rules.page(published), quality.page(published),
        matching.page(published), retention.page(published), rights.page(published),
        study.page(published), access.page(published), changes.page(found),
    ]  # fmt: skip
    columns = list(lineage.pages(published, _descriptions(manifest)))
    last = technical.page(published)
    about = {page.file: page.title for page in (*others, columns[0], last)}
    for page in (front.page(published, found, about), *others, *columns, last):
        yield page.file, frame.of_page(page)


def _descriptions(manifest: dict) -> dict[tuple[str, str], str]:
    """What each table is, in the words of the project."""
    found = {
        (node["schema"], node["alias"]): node["description"]
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
    }
    for source in manifest["sources"].values():
        found["intake", f"{source['source_name']}.{source['name']}"] = source["description"]
    return found


def _json(kept: dict) -> str:
    return json.dumps(kept, ensure_ascii=False) + "\n"


def _write(parent: Path, name: str, contents: dict[str, str]) -> Pack:
    digest = hashlib.sha256()
    for file in sorted(contents):
        digest.update(f"{file}\n{contents[file]}\n".encode())
    folder = parent / f"{name}_{digest.hexdigest()[:HASH_LENGTH]}"
    if folder.exists():
        return Pack(folder, is_new=False)
    partial = parent / ".partial"
    shutil.rmtree(partial, ignore_errors=True)
    for file, told in contents.items():
        path = partial / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(told, encoding="utf-8", newline="\n")
    partial.rename(folder)
    return Pack(folder, is_new=True)
