"""Pages of docs/ that are made from data: their tables, those that are there, and their writing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    """The lines of a table of a page."""
    headings = list(headings)
    lines = [_line(headings), "|" + "---|" * len(headings)]
    return lines + [_line(row) for row in rows]


def committed(folder: Path) -> dict[str, str]:
    """The text of the pages that are there by their path below the folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.md"))
    }


def write(made: dict[str, str], folder: Path) -> tuple[int, int]:
    """Write the pages and take away those that are made no more: how many of each."""
    before = committed(folder)
    changed = {path: text for path, text in made.items() if before.get(path) != text}
    for path, text in changed.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    gone = before.keys() - made.keys()
    for path in gone:
        (folder / path).unlink()
    return len(changed), len(gone)


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"
