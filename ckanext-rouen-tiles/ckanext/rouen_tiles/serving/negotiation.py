"""Content coding and conditional requests (RFC 9110, sections 12.5.3 and 13.1.2)."""

from __future__ import annotations

import re
from functools import lru_cache

from ..core.release.encodings import BROTLI, GZIP, IDENTITY

_LONGEST_HEADER = 1_000
_CODINGS = {"br": BROTLI, "gzip": GZIP, "x-gzip": GZIP, "identity": IDENTITY}
_TAG = re.compile(r'\s*(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)|\s*,')


@lru_cache(maxsize=256)
def preferred(accept_encoding: str) -> str:
    """The coding to send: the one with the highest weight, brotli before gzip before none."""
    if len(accept_encoding) > _LONGEST_HEADER:
        return IDENTITY
    weights = _weights(accept_encoding)
    candidates = [(weights.get(coding, 0.0), rank, coding) for rank, coding in enumerate((GZIP, BROTLI), 1)]
    candidates.append((weights.get(IDENTITY, 0.0), 0, IDENTITY))
    weight, _, best = max(candidates)
    return best if weight > 0 else IDENTITY


def matches(if_none_match: str, tag: str) -> bool:
    """Weak comparison of the header, a list or `*`, with the quoted tag of what would be sent."""
    if if_none_match == tag or if_none_match.strip() == "*":
        return True
    if len(if_none_match) > _LONGEST_HEADER:
        return False
    return tag in _tags(if_none_match)


def _tags(header: str) -> list[str]:
    """The opaque tags of a list; nothing when it is malformed."""
    found, position = [], 0
    while position < len(header):
        match = _TAG.match(header, position)
        if match is None:
            return []
        if match[1]:
            found.append(match[1])
        position = match.end()
    return found


def _weights(header: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    anything = None
    for part in header.lower().split(","):
        name, _, parameter = (piece.strip() for piece in part.partition(";"))
        weight = _weight(parameter)
        if name == "*":
            anything = weight
        elif name in _CODINGS:
            weights[_CODINGS[name]] = weight
    if anything is not None:
        for coding in (BROTLI, GZIP):
            weights.setdefault(coding, anything)
    return weights


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
