"""What several communes and languages show alike is written once: the rest of a file is its head."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from ckanext.rouen_tiles.core.content import build as building
from ckanext.rouen_tiles.core.content.rows import give
from ckanext.rouen_tiles.core.tile import Vocabulary, read_tile

COMMUNES = ("76498", "76540", "76681")
NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
TITLE = {"title": "titre"}
ALL, EACH = {"by": "declared", "communes": "all"}, {"by": "column", "field": "insee"}


@pytest.mark.parametrize(
    ("kind", "columns", "municipality", "written"),
    [
        ("realtime", TITLE, ALL, 1),
        ("realtime", {"title": {"fr": "titre", "en": "title"}}, ALL, 2),
        ("feed", TITLE, ALL, 2),  # with the title of the tile in each language
        ("calendar", {**TITLE, "start": "jour"}, EACH, 3),
    ],
    ids=["for all", "in two languages", "with a title around", "of each commune"],
)
def test_the_items_are_written_once(
    document: dict[str, Any],
    vocabulary: Vocabulary,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    columns: dict[str, Any],
    municipality: dict[str, Any],
    written: int,
) -> None:
    source = {**document["sources"][0], "profile": "x", "map": columns, "municipality": municipality}
    told = {"kind": kind, "title": {"fr": "Essai", "en": "Test"}, "sources": [source]}
    tile = read_tile({**document, **told}, vocabulary)
    rows = [{"insee": insee, "titre": f"À {insee}", "title": f"In {insee}", "jour": "2026-11-23"} for insee in COMMUNES]
    bodies: list[object] = []
    write = building._json

    def watched(value: Any) -> bytes:
        bodies.append(value)
        return write(value)

    monkeypatch.setattr(building, "_json", watched)
    made = building.build(tile, give(rows, tile.sources[0].municipality, COMMUNES), COMMUNES, NOW)
    heads = len(COMMUNES) * len(building.LANGUAGES)
    assert len([name for name in made.files if name.endswith(".json")]) == heads
    assert len(bodies) == heads + written
