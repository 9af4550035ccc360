"""Regular expressions in linear time (RE2): a pattern from outside cannot stall the worker."""

from __future__ import annotations

import re
from functools import lru_cache

import re2  # type: ignore[import-untyped]

_UNICODE_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")


class PatternError(ValueError):
    """A pattern that RE2 does not read (look-around, back-references) or that is malformed."""


class Pattern:
    """A compiled pattern that matches whole texts only."""

    def __init__(self, pattern: str) -> None:
        """Raises PatternError."""
        options = re2.Options()
        options.log_errors = False
        options.never_capture = True
        source = _UNICODE_ESCAPE.sub(r"\\x{\1}", pattern)
        try:
            self._compiled = re2.compile(source, options)
        except re2.error as error:
            raise PatternError(f"{pattern!r}: {error}") from error

    def matches(self, text: str) -> bool:
        """Whether the whole of ``text`` matches."""
        return self._compiled.fullmatch(text.encode("utf-8", "surrogatepass")) is not None

    def found_in(self, text: str) -> bool:
        """Whether some part of ``text`` matches."""
        return self._compiled.search(text.encode("utf-8", "surrogatepass")) is not None


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Pattern:
    """``Pattern(pattern)``, kept; raises PatternError."""
    return Pattern(pattern)
