"""The contract itself: schemas, OpenAPI, icons. They depend on no release, and are served without one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ..core import contract
from ..core.contract.operations import SVG
from ..core.release.encodings import QUICK, encoded
from .answers import AS_SCHEMA, MEDIA, Answer, built, document
from .problems import never_existed

_ICONS = Path(__file__).parents[1] / "data" / "icons"
#: A picture opened as a page runs nothing.
_STILL = [("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")]


def schema(path: Mapping[str, str]) -> Answer:
    """A JSON Schema with all that it refers to."""
    return _schema(path["name"])


def openapi(path: Mapping[str, str]) -> Answer:
    """The OpenAPI document."""
    return _openapi()


def icon(path: Mapping[str, str]) -> Answer:
    """A picture of the shipped set."""
    return _icon(path["name"])


@lru_cache(maxsize=64)
def _schema(name: str) -> Answer:
    try:
        return built(contract.bundled(name), AS_SCHEMA)
    except KeyError:
        raise never_existed() from None


@lru_cache(maxsize=1)
def _openapi() -> Answer:
    return built(contract.document(), AS_SCHEMA)


@lru_cache(maxsize=128)
def _icon(name: str) -> Answer:
    file = _ICONS / f"{name}.svg"
    if not file.is_file():
        raise never_existed()
    return document(encoded(file.read_bytes(), QUICK), AS_SCHEMA, MEDIA[SVG], _STILL)
