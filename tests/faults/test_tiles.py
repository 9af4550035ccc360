"""Tiles when something breaks: what is served is what the database says, or withdrawn; never what should be gone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from backstage import Backstage
from horses import Stable, stable
from outside import Portal, until
from small_disk import NoSmallDisk, SmallDisk, small_disk
from tile_stock import COMMUNE, Stock, stock

TILES = os.environ["ROUEN_TILES_URL"]
INSIDE = f"{os.environ['ROUEN_SITE_URL']}/api/tiles/v1"
BUILDERS = 6
#: what a release of all tiles may take on the disk, and what is too little for it
ROOM, TOO_LITTLE = 64, 8 * 1024


@pytest.fixture(scope="module")
def shelf(portal: Portal, backstage: Backstage) -> Iterator[Stock]:
    """A tile of our own."""
    backstage.start("postgres", "redis", "solr", "web", "worker", "scheduler", "tiles")
    with stock(portal, 1) as found:
        yield found


@pytest.fixture
def tile(shelf: Stock) -> str:
    """A tile whose source is open and that is served."""
    found = next(iter(shelf.datasets))
    shelf.open(found)
    assert is_served(found)
    return found


@pytest.fixture(scope="module")
def horses(backstage: Backstage, shelf: Stock) -> Iterator[Stable]:
    """Processes that do what CKAN's do, and die where they are told to; the scheduler restores nothing meanwhile."""
    with backstage.without("scheduler"), stable(backstage) as found:
        yield found


def get(path: str, server: str = TILES) -> requests.Response:
    return requests.get(f"{server}/{path}", timeout=10)


def is_served(tile: str) -> bool:
    """Whether the app's backend gets the tile and its data; every place must say the same."""
    seen = {
        (get(f"tiles/{tile}/data?commune={COMMUNE}", server).status_code, tile in served(server))
        for server in (TILES, INSIDE)
    }
    assert seen in ({(200, True)}, {(410, False)}), seen
    return seen == {(200, True)}


def served(server: str = TILES) -> dict[str, str]:
    """The title of each tile of the release that the manifest names."""
    manifest = get("manifest", server).json()
    return {tile["id"]: tile["title"]["fr"] for tile in get(manifest["release"], server).json()["tiles"]}


def newest_of_the_database(backstage: Backstage) -> int:
    return int(backstage.main("SELECT max(number) FROM rouen_tile_release")[0][0])


def die(horses: Stable, point: str, order: str, *values: str) -> None:
    """Have a process die at a point of its work."""
    horse = horses.send_out(order, *values, ROUEN_CRASH_AT=point)
    until(lambda: not horse.lives(), f"nobody died at {point}", pause=0.05)


@pytest.mark.parametrize("point", ["tiles-closing-decided", "tiles-closing-served", "tiles-closing-kept"])
def test_a_death_while_a_source_is_closed_leaves_the_tile_or_withdraws_it_and_the_sweeper_restores_it(
    horses: Stable, shelf: Stock, portal: Portal, tile: str, point: str
) -> None:
    die(horses, point, "make dataset private", shelf.datasets[tile])
    assert portal.read("package_show", id=shelf.datasets[tile])["private"] is False
    assert is_served(tile) == (point == "tiles-closing-decided")
    horses.finish("sweep tiles")
    assert is_served(tile)
    shelf.close(tile)
    assert not is_served(tile)


@pytest.mark.parametrize("point", ["tiles-release-written", "tiles-release-committed"])
def test_a_death_while_a_revision_is_published_leaves_the_old_one_and_the_sweeper_serves_the_new(
    horses: Stable, shelf: Stock, backstage: Backstage, tile: str, point: str
) -> None:
    before = served()[tile]
    shelf.edit(tile, f"Après {point}")
    die(horses, point, "approve tile", tile)
    assert served()[tile] == before
    horses.finish("sweep tiles")
    assert served()[tile] == f"Après {point}"
    assert get("manifest").json()["number"] == newest_of_the_database(backstage)


@pytest.mark.parametrize("point", ["tiles-rollback-decided", "tiles-rollback-committed"])
def test_a_death_while_going_back_leaves_what_was_or_the_sweeper_ends_it(
    horses: Stable, shelf: Stock, tile: str, point: str
) -> None:
    number, before = get("manifest").json()["number"], served()[tile]
    undone = f"À défaire : {number}"
    shelf.approve(tile, shelf.edit(tile, undone))
    die(horses, point, "roll tiles back", str(number))
    assert served()[tile] == undone
    horses.finish("sweep tiles")
    assert served()[tile] == (before if point == "tiles-rollback-committed" else undone)


def test_a_closing_during_a_death_between_database_and_file_is_not_undone(
    horses: Stable, shelf: Stock, tile: str
) -> None:
    shelf.edit(tile, "Jamais vue")
    die(horses, "tiles-release-committed", "approve tile", tile)
    shelf.close(tile)
    assert not is_served(tile)
    horses.finish("sweep tiles")
    assert not is_served(tile)


def test_several_builders_at_once_make_one_chain_of_releases(
    horses: Stable, shelf: Stock, backstage: Backstage, tile: str
) -> None:
    shelf.approve(tile, shelf.edit(tile, "Avant tous"))
    for _ in range(BUILDERS):
        horses.send_out("sweep tiles")
    until(lambda: not horses.living(), "the builders do not end", pause=0.1)
    manifest = get("manifest").json()
    assert manifest["number"] == newest_of_the_database(backstage)
    chain = {entry["sha256"]: entry for entry in get("releases?limit=100").json()["releases"]}
    assert manifest["sha256"] in chain
    assert sum(entry["previous"] not in chain for entry in chain.values()) == 1


def test_a_file_cut_in_half_is_503_for_a_new_process_until_the_sweeper_comes(
    horses: Stable, backstage: Backstage, tile: str
) -> None:
    sha256 = get("manifest").json()["sha256"]
    for path in (backstage.world.state / "tiles" / "releases").glob(f"{sha256}.json.br"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    backstage.stop("tiles")
    backstage.start("tiles")
    answer = get("manifest")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    horses.finish("sweep tiles")
    assert get("manifest").json()["sha256"] == sha256
    assert is_served(tile)


def test_on_a_full_disk_a_closed_source_is_503_and_never_served(
    horses: Stable, shelf: Stock, backstage: Backstage, tile: str
) -> None:
    with releases_on_a_small_disk(backstage) as disk:
        until(lambda: is_served(tile), "the releases are not read from the small disk")
        disk.fill(left=TOO_LITTLE)
        shelf.close(tile)
        assert get("manifest").status_code == get("manifest", INSIDE).status_code == 503
        assert get(f"tiles/{tile}/data?commune={COMMUNE}").status_code == 503
        disk.make_room()
        horses.finish("sweep tiles")
        assert not is_served(tile)
        shelf.open(tile)
        assert is_served(tile)


@contextmanager
def releases_on_a_small_disk(backstage: Backstage) -> Iterator[SmallDisk]:
    """The folder of the releases is on a disk of a few megabytes meanwhile."""
    usual = backstage.world.state / "tiles"
    away = usual.with_name("tiles.away")
    try:
        with small_disk(ROOM) as disk:
            here = disk.folder / "tiles"
            shutil.copytree(usual, here, symlinks=True)
            usual.rename(away)
            usual.symlink_to(here)
            try:
                yield disk
            finally:
                usual.unlink()
                shutil.rmtree(away)
                shutil.copytree(here, usual, symlinks=True)
    except NoSmallDisk as error:
        pytest.skip(f"no small disk can be mounted here: {error}")


def test_with_its_key_lost_a_source_is_closed_all_the_same(
    horses: Stable, shelf: Stock, backstage: Backstage, tile: str
) -> None:
    with without(backstage.world.state / "tiles-keys"):
        shelf.close(tile)
        assert not is_served(tile)
    horses.finish("sweep tiles")
    assert get("manifest.jws").status_code == 200


@contextmanager
def without(folder: Path) -> Iterator[None]:
    """A folder that cannot be read meanwhile."""
    away = folder.with_name(f"{folder.name}.away")
    folder.rename(away)
    folder.write_text("not a folder", encoding="utf-8")
    try:
        yield
    finally:
        folder.unlink()
        away.rename(folder)

