"""The application that serves tiles keeps the contract: the kit's checks, put to it over HTTP with each kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from checks import CHECKS
from ckanext.rouen_tiles.core.release import Release, ReleaseFolder, Served, compose
from ckanext.rouen_tiles.core.release.archive import calendar_name, data_name
from ckanext.rouen_tiles.core.release.history import entry_of
from ckanext.rouen_tiles.core.release.keys import KeyFolder
from ckanext.rouen_tiles.core.release.papers import papers
from ckanext.rouen_tiles.core.tile.instants import written
from ckanext.rouen_tiles.serving.application import TilesApplication
from client import TilesClient
from sandbox import running
from sandbox_tiles import Sandbox, fixture

LANGUAGES = ("fr", "en")
Tiles = list[dict[str, Any]]


class Portal:
    """A folder of releases with the sandbox's tiles, as CKAN would write it."""

    def __init__(self, root: Path) -> None:
        self.frozen = Sandbox()
        self.keys = KeyFolder(root / "keys")
        self.folder = ReleaseFolder(root / "tiles")
        self.previous: Release | None = None

    def publish(self, tiles: Tiles, tombstones: Tiles, at: datetime) -> None:
        """Serve these tiles."""
        before = self.previous
        number = before.number + 1 if before else 41
        release = compose(
            number=number,
            created_at=at,
            previous=before.sha256 if before else None,
            reason="test",
            tiles=tiles,
            tombstones=tombstones,
        )
        if before:
            self.folder.history.add(entry_of(release), before.number)
        else:
            self.folder.history.write_all([entry_of(release)])
        data = {
            tile["id"]: self.folder.write_data(tile["id"], dict(self._files(tile["id"])))
            for tile in tiles
            if tile["data"]
        }
        words = json.dumps(fixture("answers")["vocabulary"]).encode()
        found = papers(release, at, self.folder.history, self.keys, words)
        state = Served(release.sha256, number, written(at), data, self.frozen.communes).with_papers(found)
        self.folder.publish(release, state)
        self.previous = release

    def _files(self, tile_id: str) -> Iterator[tuple[str, bytes]]:
        for insee in self.frozen.communes:
            for language in LANGUAGES:
                data = self.frozen.tile_data(tile_id, insee, language)
                yield data_name(insee, language), json.dumps(data, ensure_ascii=False).encode()
            yield calendar_name(insee), fixture("answers")["calendar"].encode()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("portal")
    portal = Portal(root)
    now = datetime.now(UTC).replace(microsecond=0)
    tiles, gone = portal.frozen.tiles, portal.frozen.tombstones
    portal.publish(tiles[1:], gone, now - timedelta(hours=2))
    portal.publish(tiles, gone, now - timedelta(hours=1))
    portal.frozen.withdraw(tiles[-1]["id"])
    portal.publish(portal.frozen.tiles, portal.frozen.tombstones, now)
    portal.folder.tell("kpis.json", json.dumps({"kpis": fixture("answers")["kpis"]["kpis"]}).encode())
    with running(TilesApplication(str(portal.folder.root))) as found:
        yield found


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_application_keeps_the_contract(check: Callable[[TilesClient], None], url: str) -> None:
    check(TilesClient(url))


def test_our_client_takes_what_the_application_serves(url: str) -> None:
    client = TilesClient(url)
    assert client.poll()
    assert not client.poll()
    assert client.manifest["number"] == 43
    assert client.tile_data("decheteries", "76540")["count"] == 1
