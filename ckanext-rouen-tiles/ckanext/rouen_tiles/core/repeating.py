"""What somebody wrote, as far as a message repeats it."""

from __future__ import annotations

from typing import Any

_MOST = 80
#: Parameters of messages that hold what was written; the others are the message's own words.
_WRITTEN = ("value", "key", "tag")


class _AsItIs(str):
    """A text that has its quotes already."""

    def __repr__(self) -> str:
        return str(self)


def said(name: str, value: Any, language: str) -> Any:
    """A parameter of a message: what was written in short, words that differ by language in this one."""
    if name in _WRITTEN and not isinstance(value, (int, float, type(None))):
        return short(value) if isinstance(value, str) else _AsItIs(short(repr(value)))
    return value[language] if isinstance(value, dict) and language in value else value


def short(text: str) -> str:
    """A text without halves of characters, cut where a reader has seen enough."""
    whole = text.encode(errors="replace").decode()
    return whole if len(whole) <= _MOST else f"{whole[:_MOST]}…"
