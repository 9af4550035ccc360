"""A dataset as another catalogue describes it, whatever the software of that catalogue."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser


@dataclass(frozen=True)
class FoundResource:
    """A file or a link of a dataset; `modified` is when its data changed last (ISO 8601, UTC), empty when not told."""

    name: str
    url: str
    format: str = ""
    description: str = ""
    modified: str = ""


@dataclass(frozen=True)
class FoundDataset:
    """What was read; `identifier` is what the other catalogue knows it by, words are as they were written there.

    `places` are names or codes of what the data covers.
    """

    identifier: str
    title: str
    notes: str = ""
    publisher: str = ""
    publisher_code: str = ""
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    licence: str = ""
    frequency: str = ""
    contact: str = ""
    contact_email: str = ""
    places: tuple[str, ...] = ()
    resources: tuple[FoundResource, ...] = ()

    @property
    def digest(self) -> str:
        """Differs when anything that was read differs."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def moment(written: object) -> str:
    """A date or a moment as CKAN keeps it (ISO 8601, UTC, without its zone); empty when it is none."""
    try:
        found = datetime.fromisoformat(str(written))
    except ValueError:
        return ""
    return (found.astimezone(UTC) if found.tzinfo else found).replace(tzinfo=None).isoformat(timespec="seconds")


class _Text(HTMLParser):
    """Keeps the text of HTML, with a line for each block and the addresses of links."""

    _BLOCKS = frozenset({"p", "br", "li", "div", "h1", "h2", "h3", "h4", "tr"})

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._BLOCKS:
            self.pieces.append("\n- " if tag == "li" else "\n")
        if tag == "a":
            self.link = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.link.startswith(("http://", "https://")):
            self.pieces.append(f" ({self.link})")
        if tag in ("p", "a"):
            self.pieces.append("\n" if tag == "p" else "")
            self.link = ""

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def text_of(html: str) -> str:
    """The text of a description that may be HTML, its paragraphs apart."""
    reader = _Text()
    reader.feed(html)
    lines = [" ".join(line.split()) for line in "".join(reader.pieces).splitlines()]
    return "\n\n".join(line for line in lines if line)
