"""The small parts that `up` is made of."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from machine import building, configuration, ports, stamps, world
from machine.account import Account
from machine.failure import MachineError
from machine.locks import alone

INI = "[DEFAULT]\n[app:main]\nckan.site_id = one\nckan.site_url = http://a\n[loggers]\nkeys = root\n"


@pytest.fixture
def place(tmp_path: Path) -> world.World:
    return world.World("test-unit", tmp_path, tmp_path / "var", Account("me", os.getuid(), os.getgid(), switch=False))


@pytest.fixture
def listener() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_setting_takes_the_place_of_the_one_that_is_there() -> None:
    assert "ckan.site_id = two\nckan.site_url" in configuration.override(INI, "ckan.site_id = two")


def test_a_new_setting_stands_in_the_section_of_the_application() -> None:
    assert "[app:main]\ntesting = true\n" in configuration.override(INI, "testing = true")


def test_a_setting_is_taken_literally() -> None:
    assert r"ckan.site_url = \1 %(x)s" in configuration.override(INI, r"ckan.site_url = \1 %(x)s")


def test_the_holder_of_a_port_is_named(listener: int) -> None:
    with pytest.raises(MachineError, match=f"Port {listener}, which web needs, is taken by process {os.getpid()} "):
        ports.require_free(listener, "web")


@pytest.mark.parametrize("text", ["eighty", "80", "65530", "-1"])
def test_a_first_port_that_cannot_be_is_refused(text: str, place: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ports.VARIABLE, text)
    monkeypatch.setenv("HOME", str(place.clone))
    monkeypatch.setattr(ports, "_registry_folder", lambda: place.clone)

    with pytest.raises(MachineError, match="first port of a free block"):
        ports.claim(place)


def test_ports_are_kept_and_no_other_world_gets_them(place: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_registry_folder", lambda: place.clone)
    other = world.World("test-other", place.clone, place.home, place.account)
    for each in (place, other):
        each.folder("etc")

    first = ports.claim(place)

    assert ports.claim(place) == ports.known(place) == first
    assert ports.claim(other).base not in range(first.base, first.base + ports.BLOCK)


@pytest.mark.parametrize("name", ["Portal", "../x", "shared", "1st", "a b"])
def test_a_world_that_could_not_be_a_folder_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUEN_WORLD", name)

    with pytest.raises(MachineError, match="ROUEN_WORLD"):
        world.current_world()


def test_the_state_of_root_lies_where_services_may_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)

    homes = {world.home_of(Path("/root/portal")), world.home_of(Path("/root/other"))}

    assert len(homes) == 2
    assert {home.parent for home in homes} == {Path("/var/lib")}


def test_the_state_of_a_user_lies_in_the_clone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1000)

    assert world.home_of(Path("/home/me/portal")) == Path("/home/me/portal/var")


def test_a_secret_is_generated_once_and_for_its_owner_alone(place: world.World) -> None:
    place.folder("secrets")

    first = place.secret("solr")

    assert place.secret("solr") == first
    assert place.secret("redis") != first
    assert (place.state / "secrets" / "solr").stat().st_mode & 0o777 == 0o600


def test_a_step_is_done_again_when_a_source_changes_and_not_for_a_cache(tmp_path: Path) -> None:
    source = tmp_path / "package"
    source.mkdir()
    (source / "a.py").write_text("1")
    before = stamps.tree_digest([source])
    stamps.mark_done(tmp_path / "stamps", "step", before)

    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "a.pyc").write_text("x")
    assert stamps.is_done(tmp_path / "stamps", "step", stamps.tree_digest([source]))

    (source / "a.py").write_text("2")
    assert not stamps.is_done(tmp_path / "stamps", "step", stamps.tree_digest([source]))


def test_two_runs_cannot_work_on_one_world(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    refused = pytest.raises(MachineError, match=f"process {os.getpid()} is at it")

    with alone(lock, "up"), refused, alone(lock, "up"):
        raise AssertionError("both got the lock")


def test_up_refuses_a_full_disk(place: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=5 * building.GIGABYTE)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)

    with pytest.raises(MachineError, match=r"5\.0 GB are free"):
        building.build(place)


def test_an_emptied_world_keeps_its_logs_and_caches_and_nothing_that_it_stored(place: world.World) -> None:
    world.prepare(place)
    stored = [place.folder(name) / "of-yesterday" for name in ("postgres", "storage", "secrets", "etc", "mail")]
    kept = [place.folder(name) / "of-yesterday" for name in world.KEPT_FOLDERS]
    for path in (*stored, *kept):
        path.touch()

    world.empty(place)

    assert not any(path.exists() for path in stored)
    assert all(path.exists() for path in kept)
    assert all((place.state / name).is_dir() for name in world.FOLDERS)
