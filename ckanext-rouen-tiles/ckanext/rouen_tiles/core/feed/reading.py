"""Which feed a document is of, which further documents it needs, and its rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import gbfs, geojson, jsonfeed
from .rows import Answer, NotAFeed

#: The document at the address of the feed; what else it needs has names of its own.
FIRST = "first"
MAXIMUM_BYTES = 4 * 1024 * 1024
#: Rows that are read, before communes and caps: past it the feed is refused.
MAXIMUM_ROWS = 142_000

Documents = Mapping[str, Any]


@dataclass(frozen=True)
class Format:
    """A format of feeds: how a first document is known for it, what else is to be fetched, how rows are made."""

    knows: Callable[[Any], bool]
    further: Callable[[Any], Mapping[str, str]]
    read: Callable[[Documents], Answer]


def _nothing(first: Any) -> Mapping[str, str]:
    return {}


FORMATS: dict[str, Format] = {
    "gbfs": Format(gbfs.knows, gbfs.further, gbfs.read),
    "jsonfeed": Format(jsonfeed.knows, _nothing, jsonfeed.read),
    "geojson": Format(geojson.knows, _nothing, geojson.read),
}
#: Profiles whose name says a standard, not the format of its files.
_PROFILES = {"etalab/schema-amenagements-cyclables": "geojson", "metis-reseaux/infos-travaux": "geojson"}


def is_feed(profile: str | None) -> bool:
    """Whether a source of this profile is read from its address, and not from a table."""
    name = profile or ""
    return name.partition("/")[0] in FORMATS or name.partition("@")[0] in _PROFILES


def parsed(body: bytes) -> Any:
    """The JSON of a body, if a database can hold it: no NUL, half character or infinite number. Raises NotAFeed."""
    try:
        found = json.loads(body.decode("utf-8-sig"), parse_constant=_refused)
        written = json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise NotAFeed("json") from error
    if b"\\u0000" in written:
        raise NotAFeed("json")
    return found


def detected(first: Any) -> str:
    """The format of a document, which it says itself whatever the profile. Raises NotAFeed."""
    found = next((name for name, kind in FORMATS.items() if kind.knows(first)), None)
    if found is None:
        raise NotAFeed("format")
    return found


def further(first: Any) -> Mapping[str, str]:
    """Addresses of what is to be read beside the first document, by name. Raises NotAFeed."""
    return FORMATS[detected(first)].further(first)


def read(documents: Documents) -> Answer:
    """The rows of the documents of a feed. Raises NotAFeed."""
    try:
        answer = FORMATS[detected(documents[FIRST])].read(documents)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise NotAFeed("incomplete") from error
    if len(answer.rows) > MAXIMUM_ROWS:
        raise NotAFeed("rows")
    return answer


def seconds_to_live(document: Any) -> int:
    """For how long a document says that it does not change (`ttl` of GBFS), an hour at most."""
    found = document.get("ttl") if isinstance(document, Mapping) else None
    return min(max(found, 0), 3600) if isinstance(found, int) and not isinstance(found, bool) else 0


def _refused(name: str) -> Any:
    raise ValueError(name)
