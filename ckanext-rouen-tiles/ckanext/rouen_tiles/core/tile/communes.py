"""Communes in a document: each by its INSEE code, all by a word."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ..messages import refuse
from .reader import Reader, list_of


def insee_of(communes: Collection[str]) -> Reader[str]:
    """A reader of the code of one of these communes."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise refuse("not-a-text", value=value)
        if value not in communes:
            raise refuse("not-insee", value=value)
        return value

    return read


def declared(insee: Reader[str]) -> Reader[tuple[str, ...] | None]:
    """A reader of `all`, given as None, or of a list of codes."""
    codes = list_of(insee, 71)

    def read(value: Any) -> tuple[str, ...] | None:
        if value == "all":
            return None
        found = codes(value)
        repeated = next((code for code in found if found.count(code) > 1), None)
        if repeated:
            raise refuse("twice", value=repeated)
        if not found:
            raise refuse("empty")
        return tuple(sorted(found))

    return read
