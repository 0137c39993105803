"""Elements of an XML document as places in its bytes, so that some can be left out of it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from supporting_families.forms.xml import refuse_document_type

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass
class Element:
    """An element: name without prefix, attributes, line, place in the bytes, what is in it."""

    name: str
    attributes: dict[str, str]
    line: int
    start: int
    end: int = 0
    text: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    """The bytes, in UTF-8, and the element that holds all others."""

    content: bytes
    root: Element
    was_utf16: bytes = b""

    def without(self, gone: list[tuple[int, int, bytes]]) -> bytes:
        """The document as it was written, with other bytes in the given places.

        Line breaks of what goes stay, so that what follows keeps its line.
        """
        parts, at = [], 0
        for start, end, instead in sorted(gone):
            if start < at:
                continue  # inside what has gone
            parts += [self.content[at:start], instead]
            parts.append(b"\n" * self.content[start:end].count(b"\n"))
            at = end
        content = b"".join([*parts, self.content[at:]])
        if not self.was_utf16:
            return content
        codec = "utf-16-le" if self.was_utf16 == codecs.BOM_UTF16_LE else "utf-16-be"
        return self.was_utf16 + content.decode("utf-8").encode(codec)


def read_document(content: bytes) -> Document:
    """The elements of a document. Raises expat.ExpatError where it is not well formed."""
    was_utf16 = content[:2] if content[:2] in UTF16_MARKS else b""
    if was_utf16:
        content = content.decode("utf-16").encode("utf-8")
    root = Element("", {}, 0, 0)
    open_elements = [root]
    parser = expat.ParserCreate("utf-8" if was_utf16 else None)
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(
            name.rpartition(":")[2], attributes, parser.CurrentLineNumber, parser.CurrentByteIndex
        )
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(name: str) -> None:
        element = open_elements.pop()
        element.end = content.index(b">", parser.CurrentByteIndex) + 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda data: open_elements[-1].text.append(data)
    parser.StartDoctypeDeclHandler = refuse_document_type
    parser.Parse(content, True)
    return Document(content, root, was_utf16)


def read_document_at(path: Path) -> Document:
    """The elements of a file."""
    return read_document(path.read_bytes())
