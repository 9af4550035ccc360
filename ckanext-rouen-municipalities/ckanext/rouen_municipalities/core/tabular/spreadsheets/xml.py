"""XML read event by event, without any entity of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.parsers import expat

from ..issues import Issue, Refused

Attributes = Mapping[str, str]


class Reader:
    """Is told of the elements of a document, by their names as written."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def text(self, text: str) -> None:
        """Text of the innermost open element, possibly in parts."""

    def end(self, name: str) -> None:
        """An element ends."""


def read(chunks: Iterable[bytes], reader: Reader) -> None:
    """Feed ``reader``; raises Refused for XML that declares entities or is malformed."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refused(Issue("spreadsheet-damaged")) from error


def refuse_entities(head: bytes) -> None:
    """Raises Refused when XML that begins with ``head`` declares what a spreadsheet never does."""
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        _refuse_declarations()


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def _refuse_declarations(*_: object) -> None:
    raise Refused(Issue("xml-entities"))
