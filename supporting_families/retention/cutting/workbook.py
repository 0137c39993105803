"""Workbooks: rows go from the XML of their sheet, and texts that no cell uses any more with them.

The other rows keep their numbers, and cells their formulas and values: the workbook is not saved
anew by a library, which would lose some of them.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

from .markup import Document, Element, read_document

SHARED = "xl/sharedStrings.xml"
EMPTY_TEXT = b"<si><t></t></si>"


def cut_workbook(path: Path, by_sheet: dict[str, set[int]], target: Path) -> int:
    """Write the workbook without the rows; how many went. Raises ValueError where one is not there.

    Everything in a row that goes goes with it. A text that several cells share stays while one is
    kept.
    """
    done, used = 0, set()
    with zipfile.ZipFile(path) as source:
        sheets = _sheets(source)
        contents = {}
        for name, part in sheets.items():
            document = read_document(source.read(part))
            rows = _rows(document)
            wanted = by_sheet.get(name, set())
            missing = wanted - rows.keys()
            if missing:
                raise ValueError(f"'{path}', sheet {name}: no row {min(missing)}")
            gone = [(rows[n].start, rows[n].end, b"") for n in wanted]
            done += len(gone)
            used |= {i for n, row in rows.items() if n not in wanted for i in _shared(row)}
            contents[part] = document.without(gone) if gone else document.content
        unknown = by_sheet.keys() - sheets.keys()
        if unknown:
            raise ValueError(f"'{path}' has no sheet {', '.join(sorted(unknown))}")
        if SHARED in source.namelist():
            contents[SHARED] = _without_unused(read_document(source.read(SHARED)), used)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
            for info in source.infolist():
                kept = zipfile.ZipInfo(info.filename, info.date_time)
                kept.compress_type = zipfile.ZIP_DEFLATED
                content = contents.get(info.filename)
                written.writestr(kept, source.read(info) if content is None else content)
    return done


def _sheets(source: zipfile.ZipFile) -> dict[str, str]:
    """The part of every sheet by its name."""
    targets = {}
    relations = read_document(source.read("xl/_rels/workbook.xml.rels")).root.children[0]
    for relation in relations.children:
        place = PurePosixPath(relation.attributes["Target"])
        part = str(place).lstrip("/") if place.is_absolute() else str("xl" / place)
        targets[relation.attributes["Id"]] = part
    workbook = read_document(source.read("xl/workbook.xml")).root.children[0]
    [sheets] = [child for child in workbook.children if child.name == "sheets"]
    found = {}
    for sheet in sheets.children:
        [relation] = [value for name, value in sheet.attributes.items() if name.endswith(":id")]
        if "worksheets/" in targets[relation]:
            found[sheet.attributes["name"]] = targets[relation]
    return found


def _rows(document: Document) -> dict[int, Element]:
    rows, number = {}, 0
    for data in document.root.children[0].children:
        if data.name == "sheetData":
            for row in data.children:
                number = int(row.attributes.get("r", number + 1))
                rows[number] = row
    return rows


def _shared(row: Element) -> list[int]:
    """The shared texts that the cells of a row use."""
    return [
        int("".join(value.text))
        for cell in row.children
        if cell.attributes.get("t") == "s"
        for value in cell.children
        if value.name == "v" and re.fullmatch(r"\d+", "".join(value.text))
    ]


def _without_unused(document: Document, used: set[int]) -> bytes:
    texts = document.root.children[0].children
    gone = [(t.start, t.end, EMPTY_TEXT) for i, t in enumerate(texts) if i not in used]
    return document.without(gone)
