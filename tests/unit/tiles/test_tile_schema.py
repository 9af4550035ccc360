"""The JSON Schema of a tile as it is written: an editor that knows it says what the portal would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from bad_tiles import FILES, GOOD
from ckanext.rouen_tiles import core
from ckanext.rouen_tiles.core.content.kinds import KINDS
from ckanext.rouen_tiles.core.contract import bundled
from ckanext.rouen_tiles.core.messages import Refused
from ckanext.rouen_tiles.core.tile import Vocabulary, read_tile
from ckanext.rouen_tiles.core.tile.yaml_text import load
from schema import problems

SCHEMA = bundled("tile-document")
SHIPPED = sorted((Path(core.__file__).parents[1] / "data" / "tiles").rglob("*.yaml"))
#: What only the portal knows: its words, its communes, what a calendar holds, rules between fields, and plain text.
BEYOND = {
    "reserved-id", "not-insee", "html", "control-character", "window-order", "freshness-order", "one-primary",
    "ambiguous-instant", "twice", "one-line",
}  # fmt: skip

#: Of the right form; but the vocabulary does not have them, no host is called so, there is no such day or year, none is
#: seen.
WORDS = {
    "category: inconnue", "https://[::1", "https://example.org:99999/", "https://.", "https://localhost/",
    '"2026-02-30"', '"2026-01-01T24:00"', 'fr: "\u200d\ufe0f", en',
    '"0001-01-01"', '"0001-01-01T00:00+01:00"', 'until: "9999-12-31T23:59:59-14:00"', 'until: "2201-01-01"',
}  # fmt: skip


def test_the_schema_accepts_what_the_portal_accepts(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    assert read_tile(document, vocabulary)
    assert problems(document, SCHEMA) == []
    assert problems(load(GOOD), SCHEMA) == []


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_the_schema_accepts_each_shipped_tile(file: Path) -> None:
    assert problems(load(file.read_bytes()), SCHEMA) == []


@pytest.mark.parametrize(
    ("there", "instead", "code", "field"),
    [case for case in FILES if not case[2].startswith("yaml-") and case[2] not in BEYOND and case[1] not in WORDS],
    ids=lambda value: str(value)[:40],
)
def test_the_schema_refuses_what_the_portal_refuses(
    there: str, instead: str, code: str, field: str, vocabulary: Vocabulary
) -> None:
    wrong = load(GOOD.replace(there, instead, 1))
    with pytest.raises(Refused):
        read_tile(wrong, vocabulary)
    assert problems(wrong, SCHEMA)


def test_the_schema_knows_every_kind_and_every_field(document: dict[str, Any], vocabulary: Vocabulary) -> None:
    assert SCHEMA["properties"]["kind"]["enum"] == list(KINDS)
    with pytest.raises(Refused) as refused:
        read_tile({**document, "nothing": 1}, vocabulary)
    known = refused.value.issues[0].params["known"].split(", ")
    assert set(known) == set(SCHEMA["properties"])


def test_every_object_is_closed_but_the_maps_with_keys_of_their_own() -> None:
    assert all("additionalProperties" in found for found in objects(SCHEMA))


def objects(schema: Any) -> Iterator[Mapping[str, Any]]:
    """Each object of a schema, but those that it shares with others."""
    if isinstance(schema, Mapping):
        if schema.get("type") == "object":
            yield schema
        for name, inner in schema.items():
            if name not in ("$defs", "examples"):
                yield from objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from objects(inner)
