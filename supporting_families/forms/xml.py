"""XML: a table is the rows of one element; expat reads it, a search of the bytes counts it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

import numpy as np
import pyarrow as pa

from supporting_families.accounts import Refused
from supporting_families.contracts import TableContract
from supporting_families.forms.part import Batch, Part
from supporting_families.scan import CHUNK

ROWS_PER_BATCH = 20_000
BETWEEN_REPEATS = "|"
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
OPEN_ENDED = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
CURE = "Ask the partner to export the file again; do not mend it by hand."


class XmlPart(Part):
    """The rows of one element. `../` in the path of a column leads to the elements around it.

    What one `../` column needs is held in memory: a child at most, in the returns.
    """

    def __init__(self, path: Path, contract: TableContract):
        columns = [column for column in contract.columns if column.path]
        self.read_as = "xml"
        self.header = [column.name for column in columns]
        self.rejected = []
        self._path = path
        self._element = contract.element.split("/")
        self._columns = [
            [path.strip().split("/") for path in column.path.split("|")] for column in columns
        ]
        self.rows_counted = count_tags(path, self._element[-1])

    def batches(self, positions: list[int]) -> Iterator[Batch]:
        rows: list[tuple[int, list[str | None]]] = []
        wanted = [self._columns[position] for position in positions]
        up = max(path.count("..") for paths in wanted for path in paths)
        above = len(self._element) - up
        for tree in _trees(self._path, self._element[:above]):
            for line, ancestors in _rows(tree, self._element[above:]):
                rows.append((line, [_value(ancestors, paths) for paths in wanted]))
            if len(rows) >= ROWS_PER_BATCH:
                yield _batch(rows, positions)
                rows = []
        if rows:
            yield _batch(rows, positions)


@dataclass
class Node:
    """An element while its row is being read."""

    name: str
    line: int
    text: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)


def check_xml(path: Path) -> None:
    """Raises Refused unless the file is whole, well-formed XML without a document type."""
    with path.open("rb") as file:
        _parse(_parser(), file)


def count_tags(path: Path, name: str) -> int:
    """The opening tags of an element of this name, outside comments and CDATA sections."""
    tag = re.compile(rb"<(?:[\w.-]+:)?" + re.escape(name.encode()) + rb"(?=[\s/>])")
    count, held = 0, b""
    for chunk in _utf8_chunks(path):
        held = OPEN_ENDED.sub(b"", held + chunk)
        cut = _first_unfinished(held)
        count += len(tag.findall(held[:cut]))
        held = held[cut:]
    return count + len(tag.findall(held))


def _first_unfinished(data: bytes) -> int:
    """Where a comment, CDATA section, instruction or tag begins that has not ended yet."""
    starts = [data.find(mark) for mark in (b"<!--", b"<![CDATA[", b"<?")]
    last_tag = data.rfind(b"<")
    if last_tag > data.rfind(b">"):
        starts.append(last_tag)
    return min((start for start in starts if start >= 0), default=len(data))


def _utf8_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        is_utf16 = file.read(2) in UTF16_MARKS
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-16")()
        while chunk := file.read(CHUNK):
            yield decoder.decode(chunk).encode() if is_utf16 else chunk


def _trees(path: Path, root: list[str]) -> Iterator[Node]:
    """Every element at this path with all that is in it, one at a time."""
    finished: list[Node] = []
    names: list[str] = []
    nodes: list[Node] = []
    parser = _parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        names.append(name.rpartition(":")[2])
        if nodes or names == root:
            node = Node(names[-1], parser.CurrentLineNumber)
            if nodes:
                nodes[-1].children.append(node)
            nodes.append(node)

    def end(name: str) -> None:
        names.pop()
        if nodes:
            node = nodes.pop()
            if not nodes:
                finished.append(node)

    def text(data: str) -> None:
        if nodes:
            nodes[-1].text.append(data)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk, False)
            yield from finished
            finished.clear()


def _rows(tree: Node, path: list[str]) -> Iterator[tuple[int, list[Node]]]:
    """Line and chain of elements, the row last, of every row in the tree."""
    chains = [[tree]]
    for name in path:
        chains = [
            [*chain, child]
            for chain in chains
            for child in chain[-1].children
            if child.name == name
        ]
    for chain in chains:
        yield chain[-1].line, chain


def _value(ancestors: list[Node], paths: list[list[str]]) -> str | None:
    """The text at the first of the paths that the row has."""
    for path in paths:
        ups = path.count("..")
        found = [ancestors[-1 - ups]]
        for name in path[ups:]:
            found = [child for node in found for child in node.children if child.name == name]
        if found:
            return BETWEEN_REPEATS.join("".join(node.text).strip() for node in found)
    return None


def _batch(rows: list[tuple[int, list[str | None]]], positions: list[int]) -> Batch:
    lines = np.array([line for line, _ in rows], dtype=np.int64)
    columns = zip(*(values for _, values in rows), strict=True)
    arrays = [pa.array(column, pa.string()) for column in columns]
    return Batch(dict(zip(positions, arrays, strict=True)), lines)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_document_type
    return parser


def refuse_document_type(*declaration: object) -> None:
    """A document type can name other files and entities that grow without end: never read one."""
    raise Refused(
        "the file declares a document type or entities, which are not read",
        "Ask the partner for plain XML without a DOCTYPE.",
    )


def _parse(parser: expat.XMLParserType, file: BinaryIO) -> None:
    try:
        parser.ParseFile(file)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise Refused(
            f"line {error.lineno}: the XML is damaged or cut off ({reason})", CURE
        ) from error
    except LookupError as error:
        raise Refused("the XML is in an encoding that is not known", CURE) from error
