"""The tests on CKAN run in shares at the same time: none is left out, and none disturbs another."""

from __future__ import annotations

import configparser
import os
from itertools import combinations
from pathlib import Path

import pytest
from machine import parts, shares
from machine.account import Account
from machine.configuration import write
from machine.ports import Ports
from machine.world import World, prepare

CLONE = Path(__file__).parents[3]
#: What a test stores or reads back lies behind one of these.
OWN = (
    "sqlalchemy.url",
    "ckan.datastore.write_url",
    "ckan.datastore.read_url",
    "solr_url",
    "ckan.redis.url",
    "ckan.storage_path",
    "ckanext.rouen_tiles.directory",
)


@pytest.fixture
def place(tmp_path: Path) -> World:
    """A world of a clone that has our sources and a state of its own."""
    clone = tmp_path / "clone"
    clone.mkdir()
    for path in (CLONE / "config", *CLONE.glob("ckanext-*")):
        (clone / path.name).symlink_to(path)
    return World("test-unit", clone, tmp_path / "state", Account("me", os.getuid(), os.getgid(), switch=False))


def files_of(place: World, part: str, *arguments: str) -> list[str]:
    (command,) = parts.part(place, CLONE, part, list(arguments)).commands
    return [word for word in command if word.endswith(".py") or word.endswith("tests/ckan")]


def test_every_file_of_tests_is_in_exactly_one_share(place: World) -> None:
    there = [str(path) for path in (CLONE / "tests" / "ckan").rglob("*.py") if "test" in path.stem.split("_")]
    assert len(there) > 50

    taken = [name for part in parts.SHARES for name in files_of(place, part)]

    assert sorted(taken) == sorted(there)


def test_no_share_has_much_more_than_another(place: World) -> None:
    sizes = [sum(Path(name).stat().st_size for name in files_of(place, part)) for part in parts.SHARES]

    assert max(sizes) < 1.2 * min(sizes)


@pytest.mark.parametrize("name", ["test_new.py", "an/other/folder/test_new.py", "zzz/new_test.py"])
def test_a_new_file_is_taken_wherever_it_is(name: str, tmp_path: Path) -> None:
    for old in ("energy/test_a.py", "tiles/test_b.py", name):
        path = tmp_path / shares.TESTS / old
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# a test\n")

    taken = [path for share in shares.SHARES for path in shares.files(tmp_path, share)]

    assert taken.count(tmp_path / shares.TESTS / name) == 1


def test_what_is_stored_is_never_another_share_s_nor_the_portal_s(place: World) -> None:
    prepare(place)
    write(place, Ports(8400))
    settings = [_settings(ini) for ini in (place.ini, *(share.ini(place) for share in shares.SHARES))]

    for one, other in combinations(settings, 2):
        assert [name for name in OWN if one[name] == other[name]] == []


def test_a_whole_part_runs_in_shares_and_named_files_in_one(place: World) -> None:
    named = "tests/ckan/tiles/test_data.py"

    assert parts.shared_out(["lint", "ckan"], []) == ["lint", *parts.SHARES]
    assert parts.shared_out(["lint", "ckan"], [named]) == ["lint", "ckan"]
    assert files_of(place, "ckan", named) == [named]
    assert files_of(place, "ckan", "-x") == [str(CLONE / "tests" / "ckan")]


def test_shares_run_at_the_same_time_but_for_what_uses_the_same_databases() -> None:
    lanes = parts.WAVES[0]

    used = [[place for place, lane in enumerate(lanes) if name in lane] for name in ("ckan", *parts.SHARES, "browser")]

    assert used == [[0], [0], [1], [2]]


def _settings(ini: Path) -> configparser.SectionProxy:
    reader = configparser.RawConfigParser()
    reader.read_string(ini.read_text())
    return reader["app:main"]
