"""A release: canonical bytes named by their hash, and a folder where one link says what is served."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from ckanext.rouen_tiles.core.health import OK, WARN, Health, Reason
from ckanext.rouen_tiles.core.release import (
    Damaged,
    Release,
    ReleaseFolder,
    Served,
    Tombstone,
    archive,
    compose,
    same_content,
    without,
)
from ckanext.rouen_tiles.core.release.app_view import app_view
from ckanext.rouen_tiles.core.release.folder import GRACE_SECONDS
from ckanext.rouen_tiles.core.tile import Tile

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
COMMUNES = ["76498", "76540", "76681"]
CLOSED = Tombstone("decheteries", "withdrawn", "2026-11-22T20:30:00Z", "unhealthy")

Publish = Callable[..., Release]


def entry(tile: Tile, **given: Any) -> dict[str, Any]:
    return app_view(tile, given.get("revision", 1), given.get("health", Health(OK)), ["76540"], COMMUNES)


def release_of(*tiles: dict[str, Any], number: int = 1) -> Release:
    return compose(number=number, created_at=NOW, previous=None, reason="test", tiles=tiles, tombstones=[])


def test_the_app_sees_audience_coverage_and_what_is_served_apart(tile: Tile) -> None:
    found = entry(tile)
    assert found["audience"] == {"communes": "all"}
    assert found["coverage"] == {"insee": ["76540"], "n": 1, "of": 3}
    assert found["served"]["insee"] == ["76540"]


def test_contacts_columns_and_counts_that_change_each_day_stay_out(tile: Tile) -> None:
    health = Health(WARN, (Reason(WARN, "stale", {"source": "Secret", "days": 31}),))
    text = json.dumps(entry(tile, health=health))
    assert not [word for word in ("dechets@example.org", "EQUIP_NOM", "Secret") if word in text]
    assert json.loads(text)["health"] == {"state": "warn", "reasons": ["stale"]}


def test_links_are_relative(tile: Tile) -> None:
    assert entry(tile)["data"] == "tiles/decheteries/data"
    manifest = json.loads(release_of(entry(tile)).manifest(NOW))
    assert manifest["release"] == f"releases/{manifest['sha256']}"


def test_the_same_content_gives_the_same_bytes_and_another_number_another_hash(tile: Tile) -> None:
    one, same, next_one = release_of(entry(tile)), release_of(entry(tile)), release_of(entry(tile), number=2)
    assert (one.body, one.sha256) == (same.body, same.sha256)
    assert one.sha256 != next_one.sha256
    assert same_content(one, next_one)
    assert not same_content(one, release_of(entry(tile, revision=2)))


def test_a_release_without_a_tile_names_it_and_the_release_before(tile: Tile) -> None:
    current = release_of(entry(tile))
    closed = without(current, 2, NOW, [CLOSED])
    assert (closed.number, closed.document["previous"], closed.tiles) == (2, current.sha256, [])
    (tombstone,) = closed.tombstones
    assert (tombstone["id"], tombstone["state"], tombstone["reason"]["code"]) == (
        "decheteries",
        "withdrawn",
        "unhealthy",
    )


def test_the_manifest_names_each_tile_and_expires(tile: Tile) -> None:
    manifest = json.loads(release_of(entry(tile)).manifest(NOW))
    assert [(tile["id"], tile["revision"]) for tile in manifest["tiles"]] == [("decheteries", 1)]
    assert (manifest["issued"], manifest["expires"]) == ("2026-11-22T20:30:00Z", "2026-11-29T20:30:00Z")
    assert manifest["counts"] == {"tiles": 1, "tombstones": 0}


def test_what_is_published_is_read_back(tmp_path: Path, publish: Publish) -> None:
    release = publish()
    current = ReleaseFolder(tmp_path).current()
    assert current is not None
    assert current[1].body == release.body


def test_nothing_published_is_no_release(tmp_path: Path) -> None:
    folder = ReleaseFolder(tmp_path)
    assert (folder.current_name(), folder.current()) == (None, None)


def test_every_encoding_holds_the_same_bytes(tmp_path: Path, publish: Publish) -> None:
    release = publish()
    forms = ReleaseFolder(tmp_path).release_forms(release.sha256)
    assert gzip.decompress(forms["gz"]) == brotli.decompress(forms["br"]) == forms[""] == release.body


def test_files_can_be_read_by_another_account(tmp_path: Path, publish: Publish) -> None:
    publish()
    files = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_symlink()]
    assert files
    assert all(path.stat().st_mode & 0o044 == 0o044 for path in files)


def test_closing_leaves_nothing_served(tmp_path: Path, publish: Publish) -> None:
    publish()
    folder = ReleaseFolder(tmp_path)
    folder.close()
    assert folder.current_name() is None
    folder.close()


@pytest.mark.parametrize("pattern", ["releases/*.json", "states/*/state.json"])
def test_a_file_cut_in_half_is_damaged_never_served(tmp_path: Path, publish: Publish, pattern: str) -> None:
    publish()
    (path,) = tmp_path.glob(pattern)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(Damaged):
        ReleaseFolder(tmp_path).current()


def test_data_whose_bytes_changed_are_damaged(tmp_path: Path, publish: Publish) -> None:
    publish()
    folder = ReleaseFolder(tmp_path)
    (path,) = tmp_path.glob("data/*/*.zip")
    with zipfile.ZipFile(path) as archived:
        (entry,) = [item for item in archived.infolist() if item.filename == "76498.fr.json"]
    content = bytearray(path.read_bytes())
    content[entry.header_offset + 60] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(Damaged):
        folder.data("decheteries", path.stem, "76498")


def test_the_same_data_are_the_same_archive() -> None:
    bodies = {"76540": b"a", "76498": b"b"}
    assert archive.pack(bodies) == archive.pack(dict(reversed(bodies.items())))
    assert archive.version(bodies) != archive.version({"76540": b"b", "76498": b"a"})


def test_a_write_that_fails_leaves_what_was_served(tmp_path: Path, publish: Publish) -> None:
    release = publish()
    folder = ReleaseFolder(tmp_path)
    before = folder.current_name()
    (tmp_path / "states").rename(tmp_path / "kept")
    (tmp_path / "states").write_text("not a folder")
    with pytest.raises(OSError, match="states"):
        folder.publish(release, Served(release.sha256, 9, "x", {}, {}))
    assert folder.current_name() == before


def test_tidying_removes_what_nobody_can_read_any_more(tmp_path: Path, publish: Publish) -> None:
    first = publish()
    second = publish(tiles=[], number=2)
    later = datetime.now(UTC) + timedelta(seconds=GRACE_SECONDS + 60)
    folder = ReleaseFolder(tmp_path)
    folder.tidy(datetime.now(UTC).timestamp())
    assert len(list(tmp_path.glob("states/*"))) == 2
    folder.tidy(later.timestamp())
    assert [path.name for path in tmp_path.glob("states/*")] == [folder.current_name()]
    assert not list(tmp_path.glob("data/*/*"))
    assert {path.stem for path in tmp_path.glob("releases/*.json")} == {
        first.sha256,
        second.sha256,
    }
