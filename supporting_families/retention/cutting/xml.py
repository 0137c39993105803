"""XML files: the element of a row goes with all in it; the lines of what follows stay."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from .markup import Element, read_document_at

if TYPE_CHECKING:
    from .cut import Cut


def cut_xml(
    path: Path, by_table: dict[str, list[Cut]], target: Path, elements: dict[str, str]
) -> int:
    """Write the file without the rows; how many went. Raises ValueError where one is not there.

    Several rows may begin in one line: then the texts that a row holds say which it is.
    """
    document = read_document_at(path)
    gone, done = [], 0
    for table, rows in by_table.items():
        by_line = defaultdict(list)
        for element in _at(document.root, elements[table].split("/")):
            by_line[element.line].append(element)
        for row in rows:
            found = by_line[row.row]
            if len(found) > 1:
                wanted = sorted(text for _, text in row.values if text)
                found = [e for e in found if _holds(_texts(e), wanted)]
            if not found:
                raise ValueError(f"'{path}', line {row.row}: no row of {table} begins there")
            done += 1
            gone += [(element.start, element.end, b"") for element in found]
    target.write_bytes(document.without(gone))
    return done


def _at(root: Element, path: list[str]) -> list[Element]:
    found = [root]
    for name in path:
        found = [child for element in found for child in element.children if child.name == name]
    return found


def _texts(element: Element) -> list[str]:
    own = "".join(element.text).strip()
    return [own, *(text for child in element.children for text in _texts(child))]


def _holds(texts: list[str], wanted: list[str]) -> bool:
    return all(text in texts for text in wanted)
