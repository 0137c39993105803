"""What was made for people to read or send, and holds somebody who is to be destroyed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from supporting_families.home import Home

from .facts import DESTROYED, KEPT, is_copy, sealed_treatment
from .needles import Needles
from .searching import files_under, is_sealed, search_file

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class OutputRule:
    """How many months packages of a folder under output are kept; "" is every other folder."""

    rule_id: str
    folder: str
    months: int


def outputs_with(
    home: Home, needles: Needles, claims: set[str], rule_id: str
) -> tuple[dict[str, str], list[str]]:
    """Files under output that go, each with the rule, and sealed ones that stay.

    A package that holds the people goes whole, and copies of what is published always do: they may
    hold them by key. `claims` are those for families destroyed.
    """
    gone: dict[str, str] = {}
    kept = []
    for path, below in _files(home):
        if rule_id and is_copy(below):
            gone[_name(home, path)] = rule_id
        elif is_sealed(path):
            treatment, _ = sealed_treatment(below)
            if treatment == DESTROYED or path.parent.name in claims:
                gone[_name(home, path)] = rule_id
            elif treatment == KEPT:
                kept.append(_name(home, path))
        elif search_file(path, needles):
            for file in _package_of(home, path):
                gone[_name(home, file)] = rule_id
    return gone, kept


def packages_due(
    home: Home, authority: str, rules: list[OutputRule], today: date
) -> dict[str, str]:
    """Files of packages whose day lies as many months back as the rule for their folder says."""
    of_folder = {rule.folder: rule for rule in rules}
    due = {}
    for manifest in home.of_authority("output", authority).glob(f"*/*/{MANIFEST}"):
        rule = of_folder.get(manifest.parent.parent.name) or of_folder[""]
        known_at = json.loads(manifest.read_text(encoding="utf-8")).get("known_at")
        if known_at and _months_after(date.fromisoformat(known_at), rule.months) <= today:
            for path in files_under(manifest.parent):
                due[_name(home, path)] = rule.rule_id
    return due


def _files(home: Home) -> Iterator[tuple[Path, str]]:
    """Every file under output with its path below it; plans and attestations are not looked at."""
    codes = home.authorities()
    for path in files_under(home.output):
        parts = list(path.relative_to(home.output).parts)
        if len(codes) > 1 and parts[0] in codes:
            parts = parts[1:]
        if parts[0] != "retention":
            yield path, "/".join(parts)


def _package_of(home: Home, path: Path) -> list[Path]:
    """All of the package a file is in, or the file alone."""
    for folder in path.parents:
        if folder == home.output:
            break
        if (folder / MANIFEST).is_file():
            return files_under(folder)
    return [path]


def _name(home: Home, path: Path) -> str:
    return path.relative_to(home.path).as_posix()


def _months_after(day: date, months: int) -> date:
    """The same day some months on, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)
