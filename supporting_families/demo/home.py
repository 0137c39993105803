"""The folder of the demo home: whether it may be written, and how it comes into being at once."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import yaml

from .calendar import AS_OF_DATE, KNOWN_AT
from .catalogue import SEEDS

MARKER = "landing/demo.yml"
MADE_BY = "supporting_families.demo"
GENERATOR_VERSION = "10"


class DemoHomeError(Exception):
    """The folder is not ours to replace; the message says what to do."""


def describe(people: int, seed: int, setting: str, seeds: Path = SEEDS) -> dict:
    """What `landing/demo.yml` says: the dates it pins and what the home was made from."""
    return {
        "made_by": MADE_BY,
        "generator_version": GENERATOR_VERSION,
        "as_of_date": AS_OF_DATE,
        "known_at": KNOWN_AT,
        "people": people,
        "seed": seed,
        "setting": setting,
        "catalogue": _fingerprint(seeds),
    }


def _fingerprint(seeds: Path) -> str:
    """Changes with the seeds, because the truth follows from them."""
    digest = hashlib.sha256()
    for folder in ("calendar", "feeds", "framework", "reference"):
        for path in sorted((seeds / folder).glob("*.csv")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def made_from(home: Path) -> dict | None:
    """What a home was made from; None where the generator did not make it."""
    marker = home / MARKER
    if not marker.is_file():
        return None
    found = yaml.safe_load(marker.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) and found.get("made_by") == MADE_BY else None


def _beside(home: Path, ending: str) -> Path:
    return home.with_name(f"{home.name}.{ending}")


def _is_foreign(folder: Path) -> bool:
    if not folder.exists():
        return False
    return made_from(folder) is None and not (folder.is_dir() and not any(folder.iterdir()))


def start(home: Path, description: dict) -> Path:
    """An empty folder beside the home to write into, with the marker already in it."""
    partial = _beside(home, "partial")
    for folder in (home, partial, _beside(home, "replaced")):
        if _is_foreign(folder):
            raise DemoHomeError(
                f"'{folder}' is there and the demo generator did not make it (no {MARKER} of its "
                "own). Choose another --home, or move the folder away."
            )
    if partial.exists():
        shutil.rmtree(partial)
    (partial / MARKER).parent.mkdir(parents=True)
    write_marker(partial, description)
    return partial


def write_marker(home: Path, description: dict) -> None:
    """Says in a home what it was made from and which dates it pins, whole or not at all."""
    marker = home / MARKER
    text = yaml.safe_dump(description, sort_keys=False)
    written = marker.with_suffix(".partial")
    written.write_text(f"# Marks a demo home: nothing in it is real.\n{text}", encoding="utf-8")
    written.replace(marker)


def finish(home: Path) -> None:
    """Puts the finished folder in the place of the home, whole or not at all."""
    partial, replaced = _beside(home, "partial"), _beside(home, "replaced")
    if replaced.exists():
        shutil.rmtree(replaced)
    if home.exists():
        home.rename(replaced)
    partial.rename(home)
    if replaced.exists():
        shutil.rmtree(replaced)
