"""A tile, a territory of three communes and a folder with one release: enough to try the rules of tiles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_tiles.core.content.build import build
from ckanext.rouen_tiles.core.content.rows import give
from ckanext.rouen_tiles.core.health import OK, Health
from ckanext.rouen_tiles.core.release import Release, ReleaseFolder, Served, compose
from ckanext.rouen_tiles.core.release.app_view import app_view
from ckanext.rouen_tiles.core.release.history import entry_of
from ckanext.rouen_tiles.core.release.keys import KeyFolder
from ckanext.rouen_tiles.core.release.papers import papers
from ckanext.rouen_tiles.core.tile import Tile, Vocabulary, read_tile
from ckanext.rouen_tiles.core.tile.document import Text
from ckanext.rouen_tiles.core.tile.instants import written

COMMUNES = {"76498": "Oissel", "76540": "Rouen", "76681": "Sotteville-lès-Rouen"}
RESOURCE = "0b0ac2a6-5d37-4b1c-9c6f-6c5c1f1c2a01"
NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary(
        categories={"dechets": Text("Déchets", "Waste"), "sport": Text("Sport")},
        departments={"dechets": Text("Déchets")},
        icons=frozenset({"trash", "swim"}),
        communes=COMMUNES,
    )


@pytest.fixture
def document() -> dict[str, Any]:
    """A complete document as a person would write it."""
    return {
        "id": "decheteries",
        "category": "dechets",
        "rank": 120,
        "title": {"fr": "Déchèteries", "en": "Recycling centres"},
        "summary": {"fr": "Où déposer ce que la collecte ne prend pas"},
        "a11y": {"label": {"fr": "Déchèteries"}},
        "icon": "trash",
        "kind": "map_list",
        "department": "dechets",
        "params": [{"key": "commune", "type": "insee", "required": True}],
        "sources": [
            {
                "resource": RESOURCE,
                "role": "primary",
                "profile": "rouen/equipements",
                "freshness": {"basis": "source_modified", "warn": "P30D", "fail": "P90D"},
                "municipality": {"by": "column", "field": "code_insee", "min_rows": 1},
            }
        ],
        "view": {"sort": "title", "empty": {"fr": "Aucune déchèterie ici"}},
        "on_unhealthy": "flag",
        "audience": {"communes": "all"},
        "owner": {"organization": "metropole-rouen-normandie", "contact": "dechets@example.org"},
        "attribution": [{"text": "Métropole Rouen Normandie", "licence": "etalab-2.0"}],
        "privacy": {"location": "none", "personal_data": False},
    }


@pytest.fixture
def tile(document: dict[str, Any], vocabulary: Vocabulary) -> Tile:
    return read_tile(document, vocabulary)


def row(name: str, insee: str = "76540", **columns: Any) -> dict[str, Any]:
    """A row of the source."""
    return {
        "EQUIP_UID": f"U-{name}",
        "EQUIP_NOM": name,
        "EQUIP_LONG": 1.09932,
        "EQUIP_LAT": 49.44313,
        "ADR_NUMERO": "12",
        "ADR_NOMVOIE": "rue du Port",
        "ADR_CODEPOSTAL": "76000",
        "ADR_COMMUNE": "Rouen",
        "code_insee": insee,
        "EQUIP_OUVERTURE": "Mo-Sa 09:00-18:00",
        **columns,
    }


Publish = Callable[..., Release]


@pytest.fixture
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyFolder:
    """The keys that sign manifests, apart from what is served."""
    return KeyFolder(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def publish(tmp_path: Path, tile: Tile, keys: KeyFolder) -> Publish:
    """Write a release of the tile into the folder; give it."""

    def written_release(tiles: list[dict[str, Any]] | None = None, **given: Any) -> Release:
        content = build(tile, give([row("Centre")], tile.sources[0].municipality, COMMUNES), COMMUNES, NOW)
        folder = ReleaseFolder(tmp_path)
        covered = content.covered(tile.sources[0])
        entries = tiles if tiles is not None else [app_view(tile, 1, Health(OK), covered, list(COMMUNES))]
        release = compose(
            number=given.get("number", 1),
            created_at=NOW,
            previous=given.get("previous"),
            reason="test",
            tiles=entries,
            tombstones=given.get("tombstones", []),
        )
        data = {tile.id: folder.write_data(tile.id, content.files)} if entries else {}
        if not folder.history.exists():
            folder.history.write_all([entry_of(release)])
        found = papers(release, NOW, folder.history, keys, b"{}")
        state = Served(release.sha256, release.number, written(NOW), data, COMMUNES).with_papers(found)
        folder.publish(release, state)
        return release

    return written_release
