"""A quick look at the content of an ODS file for what its reader passes over in silence.

It gives an empty cell, or zero, for ``#N/A`` and for a formula without a value, and glues words around a line break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import re2  # type: ignore[import-untyped]

_SUSPICIOUS = (
    rb"""calcext:value-type="error"|>#[A-Z][A-Z0-9/_!?]*<|>Err:[0-9]{3}<"""
    rb"""|<text:(?:line-break|tab)\b|number-(?:rows|columns)-spanned="(?:[2-9]|1[0-9])"""
    rb"""|table:visibility="(?:collapse|filter)"|<table:table-cell[^<>]*table:formula=[^<>]*/>"""
)


def is_suspicious(chunks: Iterable[bytes]) -> bool:
    """Whether some cell has to be looked at with care."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    pattern = re2.compile(_SUSPICIOUS, options)
    return any(pattern.search(piece) is not None for piece in _whole_elements(chunks))


def _whole_elements(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces that end between two rows, or at least two elements."""
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        end = text.rfind(b"<table:table-row")
        end = end if end > 0 else text.rfind(b"<")
        end = end if end > 0 else len(text)
        yield text[:end]
        rest = text[end:]
    yield rest
