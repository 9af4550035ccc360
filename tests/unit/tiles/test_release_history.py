"""Which release was served when; what a client that has an old one must do; what a death in the middle leaves."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_tiles.core.health import FAIL, OK, Health, Reason
from ckanext.rouen_tiles.core.release import Damaged, Release, ReleaseFolder, Served, Tombstone, compose, guard, without
from ckanext.rouen_tiles.core.release.app_view import app_view
from ckanext.rouen_tiles.core.release.changes import fields_changed, net
from ckanext.rouen_tiles.core.release.folder import GRACE_SECONDS
from ckanext.rouen_tiles.core.release.history import PAGE, Entry, History, Unreadable, entry_of
from ckanext.rouen_tiles.core.tile import Tile
from power_cut import dies_at

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
COMMUNES = ["76498", "76540", "76681"]
EVER = 1_000_000


def entry(number: int, day: int = 1) -> Entry:
    return Entry(number, f"{number:064d}", f"2026-11-{day:02d}T08:00:00Z", None, "essai", 1, 1, 0)


def tile_entry(tile: Tile, revision: int = 1) -> dict[str, Any]:
    return app_view(tile, revision, Health(OK), ["76540"], COMMUNES)


def release_of(number: int, *tiles: dict[str, Any], stones: tuple[Tombstone, ...] = ()) -> Release:
    return compose(
        number=number,
        created_at=NOW,
        previous=None,
        reason="essai",
        tiles=tiles,
        tombstones=[stone.entry() for stone in stones],
    )


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Numbers 1 to 3, one a day, and 10 003 after a restore."""
    found = History(tmp_path)
    found.write_all([entry(1, 1), entry(2, 2), entry(3, 3), entry(10_003, 4)])
    return found


def test_releases_come_newest_first_across_a_gap(history: History) -> None:
    assert [found.number for found in history.newest_first(EVER)] == [10_003, 3, 2, 1]
    assert [found.number for found in history.newest_first(3)] == [2, 1]
    assert list(history.newest_first(1)) == []


def test_a_number_is_found_or_not(history: History) -> None:
    assert history.find(2) == entry(2, 2)
    assert (history.find(4), history.find(900)) == (None, None)


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        ("2026-11-02T08:00:00Z", "2026-11-02T08:00:00Z", [2]),
        ("2026-11-02T07:59:59Z", "2026-11-02T07:59:59Z", [1]),
        ("2026-11-02T00:00:00Z", "2026-11-02T23:59:59Z", [1, 2]),
        ("2026-11-30T00:00:00Z", "2026-11-30T23:59:59Z", [10_003]),
        ("2026-10-01T00:00:00Z", "2026-10-01T23:59:59Z", []),
    ],
)
def test_what_was_served_during_a_time_includes_what_was_served_as_it_began(
    history: History, first: str, last: str, numbers: list[int]
) -> None:
    assert [found.number for found in history.between(first, last, EVER)] == numbers


def test_the_oldest_since_an_instant(history: History) -> None:
    assert history.since("2026-11-02T00:00:00Z", EVER) == 2
    assert history.since("2026-11-30T00:00:00Z", EVER) is None
    assert history.since("2020-01-01T00:00:00Z", EVER) == 1


def test_what_was_written_and_never_served_is_forgotten(history: History) -> None:
    history.add(entry(10_004, 5), served=10_003)
    history.add(entry(10_005, 6), served=10_003)
    assert [found.number for found in history.newest_first(EVER)][:2] == [10_005, 10_003]


def test_pages_follow_each_other(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.write_all([entry(PAGE - 1)])
    history.add(entry(PAGE), served=PAGE - 1)
    assert [found.number for found in history.newest_first(EVER)] == [PAGE, PAGE - 1]
    assert len(list(tmp_path.glob("index/*.json"))) == 2


def test_a_page_cut_in_half_is_said_and_the_history_counts_as_lost(history: History, tmp_path: Path) -> None:
    path = max(tmp_path.glob("index/*.json"))
    path.write_bytes(path.read_bytes()[:20])
    assert not history.exists()
    with pytest.raises(Unreadable):
        list(history.newest_first(EVER))


# what changed


def test_the_old_release_and_the_changes_give_the_new_one(tile: Tile) -> None:
    stone = Tombstone("piscines", "withdrawn", "2026-11-22T20:30:00Z", "unhealthy")
    gone = Tombstone("vieille", "gone", "2026-11-22T20:30:00Z", "retired", {"reason": "x"})
    stays, later = tile_entry(tile), tile_entry(replace(tile, id="autre", rank=1))
    changed = tile_entry(replace(tile, id="change"), revision=1), tile_entry(replace(tile, id="change"), revision=2)
    old = release_of(1, stays, changed[0], tile_entry(replace(tile, id="piscines")), stones=(gone,))
    new = release_of(7, stays, changed[1], later, stones=(gone, stone))

    found = net(1, old, new)

    assert {tile["id"] for tile in found["upserts"]} == {"change", "autre"}
    assert [entry["id"] for entry in found["removals"]] == ["piscines"]
    assert (found["full"], found["number"], found["sha256"]) == (False, 7, new.sha256)
    tiles = {tile["id"]: tile for tile in old.tiles} | {tile["id"]: tile for tile in found["upserts"]}
    stones = {entry["id"]: entry for entry in [*old.tombstones, *found["removals"]]}
    kept = [tile for tile_id, tile in tiles.items() if tile_id not in stones]
    assert sorted(kept, key=lambda tile: (tile["rank"], tile["id"])) == new.tiles
    assert sorted(stones.values(), key=lambda entry: str(entry["id"])) == new.tombstones


def test_a_tile_that_came_back_is_to_be_shown_again(tile: Tile) -> None:
    stone = Tombstone("decheteries", "withdrawn", "2026-11-22T20:30:00Z", "unhealthy")
    found = net(1, release_of(1, stones=(stone,)), release_of(2, tile_entry(tile)))
    assert ([tile["id"] for tile in found["upserts"]], found["removals"]) == (["decheteries"], [])


def test_who_has_an_unknown_release_is_told_to_take_the_whole(tile: Tile) -> None:
    found = net(1, None, release_of(2, tile_entry(tile)))
    assert (found["full"], found["upserts"], found["removals"]) == (True, [], [])
    assert found["release"] == f"releases/{found['sha256']}"


def test_the_fields_that_differ_are_named_and_not_the_hash(tile: Tile) -> None:
    one, other = tile_entry(tile), tile_entry(replace(tile, rank=7), revision=2)
    assert fields_changed(one, other) == ["rank", "revision"]


def test_a_clock_that_was_set_back_makes_no_release_older_than_the_one_before(tile: Tile) -> None:
    current = release_of(4, tile_entry(tile))
    stone = Tombstone("decheteries", "withdrawn", "2026-11-22T20:30:00Z", "unhealthy")
    closed = without(current, 5, NOW - timedelta(days=3), [stone])
    assert closed.created_at == current.created_at


# the guard


def served(tile: Tile, number: int) -> list[dict[str, Any]]:
    return [tile_entry(replace(tile, id=f"tuile-{place}")) for place in range(number)]


@pytest.mark.parametrize(
    ("of", "failing", "held"),
    [(16, 4, 0), (16, 5, 5), (8, 2, 0), (8, 3, 3), (3, 1, 0), (3, 2, 2), (1, 1, 0)],
)
def test_more_than_a_quarter_failing_at_once_is_held(tile: Tile, of: int, failing: int, held: int) -> None:
    removed = {f"tuile-{place}": "unhealthy" for place in range(failing)}
    assert len(guard.held(served(tile, of), removed)) == held


@pytest.mark.parametrize("code", ["source-not-public", "withdrawn-by-hand", "retired"])
def test_privacy_and_people_are_never_held(tile: Tile, code: str) -> None:
    removed = {f"tuile-{place}": code for place in range(16)}
    assert guard.held(served(tile, 16), removed) == set()


def test_a_closed_source_among_failures_goes_and_the_failures_stay(tile: Tile) -> None:
    removed = {f"tuile-{place}": "unhealthy" for place in range(6)} | {"tuile-9": "source-not-public"}
    assert guard.held(served(tile, 16), removed) == {f"tuile-{place}" for place in range(6)}


def test_what_a_person_lets_go_is_not_held(tile: Tile) -> None:
    removed = {f"tuile-{place}": "unhealthy" for place in range(6)}
    assert guard.held(served(tile, 16), removed, accepted=removed) == set()


def test_a_tile_that_was_not_served_does_not_count(tile: Tile) -> None:
    removed = {f"ancienne-{place}": "unhealthy" for place in range(16)}
    assert guard.held(served(tile, 16), removed) == set()


def test_a_tile_that_is_held_says_how_its_data_are(tile: Tile) -> None:
    before = tile_entry(tile)
    kept = guard.kept(before, Health(FAIL, (Reason(FAIL, "stale", {}),)))
    assert kept["health"] == {"state": "fail", "reasons": ["stale"]}
    assert kept["sha256"] != before["sha256"]
    assert fields_changed(before, kept) == ["health"]


# a power cut


def test_a_death_at_any_step_of_a_publication_leaves_the_old_release_or_the_new_one(
    tmp_path: Path, publish: Callable[..., Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish()
    folder, number, seen = ReleaseFolder(tmp_path), 1, set()
    for step in range(60):
        number += 1
        current = folder.current()
        assert current is not None
        release = without(current[1], number, NOW, [Tombstone("decheteries", "withdrawn", "x", "unhealthy")])
        state = Served(release.sha256, number, "x", {}, {}).with_papers({"manifest.json": release.manifest(NOW)})
        if not dies_at(step, monkeypatch, lambda release=release, state=state: folder.publish(release, state)):
            break
        after = folder.current()
        assert after is not None
        assert after[1].body in (current[1].body, release.body)
        seen.add(after[1].sha256 == release.sha256)
        assert folder.history.exists()
    else:
        raise AssertionError("a publication has more steps than were tried")
    assert seen == {True, False}
    served = folder.current()
    assert served is not None
    assert served[1].number == number > first.number
    assert folder.history.find(number) == entry_of(served[1])


def test_a_death_while_tidying_leaves_what_is_served(
    tmp_path: Path, publish: Callable[..., Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = datetime.now(UTC).timestamp() + 3_600
    for step in range(20):
        publish(number=2 * step + 1)
        kept = publish(number=2 * step + 2, tiles=[])
        died = dies_at(step, monkeypatch, lambda: ReleaseFolder(tmp_path).tidy(later))
        current = ReleaseFolder(tmp_path).current()
        assert current is not None
        assert current[1].sha256 == kept.sha256
        if not died:
            break
    else:
        raise AssertionError("tidying has more steps than were tried")


def test_what_was_served_until_now_stays_for_those_who_still_read_it(
    tmp_path: Path, publish: Callable[..., Release]
) -> None:
    publish()
    folder, now = ReleaseFolder(tmp_path), datetime.now(UTC).timestamp()
    before = [tmp_path / "states" / str(folder.current_name()), *tmp_path.glob("data/*/*.zip")]
    for path in before:
        os.utime(path, (now - 86_400, now - 86_400))
    publish(number=2, tiles=[])
    folder.tidy(now)
    assert len(before) == 2
    assert all(path.exists() for path in before)
    folder.tidy(now + GRACE_SECONDS + 60)
    assert not any(path.exists() for path in before)


def test_what_a_death_left_half_written_is_tidied_away(tmp_path: Path, publish: Callable[..., Release]) -> None:
    publish()
    folder = ReleaseFolder(tmp_path)
    drafts = [tmp_path / ".current.1", tmp_path / "releases" / ".x.json.2", tmp_path / "index" / ".000000.json.3"]
    for draft in drafts:
        draft.symlink_to("nothing") if draft.name == ".current.1" else draft.write_bytes(b"half")
    folder.tidy(datetime.now(UTC).timestamp())
    assert all(draft.is_symlink() or draft.exists() for draft in drafts)
    folder.tidy(datetime.now(UTC).timestamp() + 3_600)
    assert not any(draft.is_symlink() or draft.exists() for draft in drafts)
    assert folder.checked()


def test_a_release_cut_in_half_on_the_disk_is_written_again_when_it_is_served_anew(
    tmp_path: Path, publish: Callable[..., Release]
) -> None:
    release = publish()
    for path in tmp_path.glob("releases/*"):
        path.write_bytes(path.read_bytes()[:10])
    folder = ReleaseFolder(tmp_path)
    with pytest.raises(Damaged):
        folder.release_forms(release.sha256)
    publish()
    assert json.loads(folder.release_forms(release.sha256)[""])["number"] == 1
