"""Tiles when something breaks: what is served is what the database says, or withdrawn; never what should be gone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import jwt
import pytest
import requests
from backstage import Backstage
from horses import Horse, Stable
from outside import Portal, until
from small_disk import MEBIBYTE, NoSmallDisk, SmallDisk, small_disk
from tile_stock import COMMUNE, Stock, stock

TILES = os.environ["ROUEN_TILES_URL"]
INSIDE = f"{os.environ['ROUEN_SITE_URL']}/api/tiles/v1"
SWEEPERS = 2
#: where the builder of a release can die
RELEASE = ("tiles-release-written", "tiles-release-committed")
#: what is left on a small disk beside all releases (MiB), and what is too little for another (bytes)
ROOM, TOO_LITTLE = 16, 8 * 1024
#: what the system counts the room of a file in
BLOCK = 512


@pytest.fixture(scope="module")
def long_ago(backstage: Backstage) -> int:
    """The release before there was a tile of our own."""
    backstage.start("postgres", "redis", "solr", "web", "worker", "scheduler", "tiles")
    return int(get("manifest").json()["number"])


@pytest.fixture(scope="module")
def shelf(portal: Portal, long_ago: int) -> Iterator[Stock]:
    """A tile of our own."""
    with stock(portal, 1) as found:
        yield found


@pytest.fixture
def tile(shelf: Stock) -> str:
    """A tile whose source is open and that is served."""
    found = next(iter(shelf.datasets))
    if not is_served(found):
        shelf.open(found)
    assert is_served(found)
    return found


@pytest.fixture(scope="module")
def horses(backstage: Backstage, shelf: Stock, usual_horses: Stable) -> Iterator[Stable]:
    """Processes that do what CKAN's do, and die where they are told to; the scheduler restores nothing meanwhile."""
    with backstage.without("scheduler"):
        yield usual_horses


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


def signer() -> str:
    """The key that signs the manifest that is served: of the set that is served, and no other."""
    keys, signed = jwt.PyJWKSet.from_dict(get("keys").json()), get("manifest.jws").text
    found = str(jwt.get_unverified_header(signed)["kid"])
    assert jwt.PyJWS().decode(signed, keys[found], ["EdDSA"]) == get("manifest").content
    return found


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


@pytest.mark.parametrize("point", ["tiles-approval-decided", "tiles-approval-committed", *RELEASE])
def test_a_death_while_a_revision_is_published_leaves_the_old_one_and_the_sweeper_serves_what_was_decided(
    horses: Stable, shelf: Stock, backstage: Backstage, tile: str, point: str
) -> None:
    before, after = served()[tile], f"Après {point}"
    shelf.edit(tile, after)
    die(horses, point, "approve tile", tile)
    assert served()[tile] == before
    horses.finish("sweep tiles")
    assert served()[tile] == (before if point == "tiles-approval-decided" else after)
    assert get("manifest").json()["number"] == newest_of_the_database(backstage)


@pytest.mark.parametrize("point", ["tiles-rollback-decided", "tiles-rollback-committed", *RELEASE])
def test_a_death_while_going_back_leaves_what_was_or_the_sweeper_ends_it(
    horses: Stable, shelf: Stock, tile: str, point: str
) -> None:
    number, before = get("manifest").json()["number"], served()[tile]
    undone = f"À défaire : {number}"
    shelf.approve(tile, shelf.edit(tile, undone))
    die(horses, point, "roll tiles back", str(number))
    assert served()[tile] == undone
    horses.finish("sweep tiles")
    assert served()[tile] == (undone if point == "tiles-rollback-decided" else before)


@pytest.mark.parametrize("point", ["tiles-closing-decided", "tiles-closing-served", "tiles-rollback-decided"])
def test_a_death_while_going_back_takes_a_tile_away_leaves_it_or_withdraws_it_and_the_sweeper_restores_it(
    horses: Stable, tile: str, long_ago: int, point: str
) -> None:
    die(horses, point, "roll tiles back", str(long_ago))
    assert is_served(tile) == (point == "tiles-closing-decided")
    horses.finish("sweep tiles")
    assert is_served(tile)


@pytest.mark.parametrize("point", ["tiles-key-announced", *RELEASE])
def test_a_death_while_the_key_is_changed_leaves_a_manifest_that_can_be_verified_and_the_sweeper_changes_it(
    horses: Stable, tile: str, point: str
) -> None:
    before = signer()
    die(horses, point, "change key")
    assert signer() == before
    horses.finish("sweep tiles")
    assert signer() != before
    assert is_served(tile)


def test_a_closing_during_a_death_between_database_and_file_is_not_undone(
    horses: Stable, shelf: Stock, tile: str
) -> None:
    shelf.edit(tile, "Jamais vue")
    die(horses, "tiles-release-committed", "approve tile", tile)
    shelf.close(tile)
    assert not is_served(tile)
    horses.finish("sweep tiles")
    assert not is_served(tile)


def test_a_builder_that_is_held_up_lets_no_closing_pass(
    horses: Stable, shelf: Stock, backstage: Backstage, tile: str
) -> None:
    builder = build_and_stand_still(horses, shelf, tile, "Fermée entre-temps")
    with ThreadPoolExecutor(1) as pool:
        closing = pool.submit(shelf.close, tile)
        until(lambda: closing.done() or waiting(backstage), "the closing does not come so far", pause=0.05)
        builder.wake()
        closing.result()
    seen: list[bool] = []

    def ended() -> bool:
        # Looked at all the while: the worker repairs within a second what the builder would have brought back.
        seen.append(is_served(tile))
        return not horses.living()

    until(ended, "the builder does not end", pause=0.01)
    assert not any([*seen, is_served(tile)])


def test_several_builders_at_once_serve_the_newest_of_one_chain_of_releases(
    horses: Stable, shelf: Stock, backstage: Backstage, tile: str
) -> None:
    number = get("manifest").json()["number"]
    first = build_and_stand_still(horses, shelf, tile, "Avant tous")
    orders = [("roll tiles back", str(number)), *[("sweep tiles",)] * SWEEPERS]
    others = [horses.send_out(*order) for order in orders]
    until(lambda: waiting(backstage) >= sum(horse.lives() for horse in others), "the others still work", pause=0.05)
    first.wake()
    until(lambda: not horses.living(), "the builders do not end", pause=0.05)
    manifest = get("manifest").json()
    assert manifest["number"] == newest_of_the_database(backstage)
    chain = {entry["sha256"]: entry for entry in get("releases?limit=100").json()["releases"]}
    assert manifest["sha256"] in chain
    assert sum(entry["previous"] not in chain for entry in chain.values()) == 1


def build_and_stand_still(horses: Stable, shelf: Stock, tile: str, title: str) -> Horse:
    """Have a builder stop when its release is in the database and not yet served."""
    shelf.edit(tile, title)
    builder = horses.send_out("approve tile", tile, ROUEN_HOLD_AT="tiles-release-committed")
    until(builder.stands_still, "the builder does not come so far", pause=0.05)
    return builder


def waiting(backstage: Backstage) -> int:
    """How many wait for another to end."""
    return int(backstage.main("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")[0][0])


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
    """The folder of the releases is on a disk with little room meanwhile."""
    usual = backstage.world.state / "tiles"
    away = usual.with_name("tiles.away")
    used = sum(path.lstat().st_blocks for path in usual.rglob("*")) * BLOCK // MEBIBYTE
    try:
        with small_disk(used + ROOM) as disk:
            here = disk.folder / "tiles"
            shutil.copytree(usual, here, symlinks=True)
            usual.rename(away)
            usual.symlink_to(here)
            try:
                yield disk
            finally:
                # Somebody may write at any time: the folder is away only from one name to the next.
                back = shutil.copytree(here, usual.with_name("tiles.back"), symlinks=True)
                usual.unlink()
                back.rename(usual)
                shutil.rmtree(away)
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


def test_what_was_closed_by_hand_in_the_database_the_scheduler_closes(
    horses: Stable, shelf: Stock, backstage: Backstage, tile: str
) -> None:
    backstage.main("UPDATE package SET private = true WHERE id = %s", shelf.datasets[tile])
    assert is_served(tile)
    backstage.start("scheduler")
    until(lambda: tile not in served(), "the scheduler does not come")
    assert not is_served(tile)
