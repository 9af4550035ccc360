"""What `up`, `status` and `down` promise to whoever runs them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import stat
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from machine import configuration, ports, redis
from machine.supervision import MARK
from machine.world import home_of
from redis import Redis

from .conftest import Machine

SERVICES = {"postgres", "redis", "solr", "web", "worker", "worker-slow", "scheduler", "tiles", "mail"}
WARM_SECONDS = 30
NOT_SOURCES = shutil.ignore_patterns("var", ".git", "__pycache__", "*.egg-info", "node_modules")


def processes_of(machine: Machine) -> list[int]:
    mark = f"{MARK}={machine.world().state}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def kill_everything(machine: Machine) -> int:
    pids = processes_of(machine)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while processes_of(machine):
        time.sleep(0.1)
    return len(pids)


def page(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as response:
        return response.read().decode()


def test_status_names_every_service_and_says_that_all_is_well(machine: Machine) -> None:
    answer = machine.run("status")

    assert machine.states() == dict.fromkeys(SERVICES, "ok")
    assert answer.returncode == 0
    assert all(name in answer.stdout for name in SERVICES)


def test_status_as_json_has_what_a_script_needs(machine: Machine) -> None:
    status = machine.status()

    assert page(status["site_url"])
    assert all(set(service) == {"state", "detail"} for service in status["services"].values())
    assert Path(status["sysadmin_token_file"]).read_text().count(".") == 2
    assert {"admin"} <= {login["name"] for login in status["logins"]}
    for login in status["logins"]:
        assert set(login) == {"name", "role", "password_file"}
        assert Path(login["password_file"]).read_text()


def test_secrets_are_for_the_services_account_alone(machine: Machine) -> None:
    files = [path for path in (machine.world().state / "secrets").rglob("*") if path.is_file()]

    assert len(files) >= 6
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_the_token_is_that_of_a_sysadmin(machine: Machine) -> None:
    status = machine.status()
    token = Path(status["sysadmin_token_file"]).read_text()
    address = f"{status['site_url']}/api/3/action/config_option_list"
    request = urllib.request.Request(address, headers={"Authorization": token})

    with urllib.request.urlopen(request, timeout=20) as response:
        assert response.status == 200


def test_no_service_can_be_reached_from_outside_or_runs_as_root(machine: Machine) -> None:
    account = machine.world().account

    assert {Path(f"/proc/{pid}").stat().st_uid for pid in processes_of(machine)} == {account.uid}
    assert account.uid != 0


def test_a_second_up_is_quick_and_starts_nothing_again(machine: Machine) -> None:
    before, started = set(processes_of(machine)), time.monotonic()

    machine.up()

    assert time.monotonic() - started < WARM_SECONDS
    assert set(processes_of(machine)) >= before


def test_up_recovers_when_everything_was_killed(machine: Machine) -> None:
    address, token = machine.status()["site_url"], machine.world().state / "secrets" / "sysadmin_token"
    before = token.read_text()

    assert kill_everything(machine) > len(SERVICES)
    assert set(machine.states().values()) == {"down"}
    assert machine.run("status").returncode == 1
    # After a reboot the number of a stale pid file may be anybody's.
    pid_file = machine.world().state / "postgres" / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(pid_file.read_text().split()[0], str(os.getpid()), 1))
    machine.up()

    assert machine.states() == dict.fromkeys(SERVICES, "ok")
    assert machine.status()["site_url"] == address
    assert token.read_text() == before


def test_a_service_that_is_killed_comes_back_by_itself(machine: Machine) -> None:
    address = machine.status()["site_url"]
    for pid in processes_of(machine):
        if b"wsgi:application" in Path(f"/proc/{pid}/cmdline").read_bytes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    end = time.monotonic() + 60
    while machine.states()["web"] != "ok":
        assert time.monotonic() < end, machine.status()
    assert page(address)


@pytest.mark.parametrize("service", ["worker", "scheduler"])
def test_a_process_that_hangs_shows_until_it_goes_on(machine: Machine, service: str) -> None:
    [pid] = [pid for pid in processes_of(machine) if ended_by(pid, "rouen", service)]
    os.kill(pid, signal.SIGSTOP)
    try:
        grow_old(machine, service)
        status = machine.status()["services"]
        assert status[service]["state"] == "failing"
        assert "sign of life" in status[service]["detail"]
        assert {status[other]["state"] for other in SERVICES - {service}} == {"ok"}
        assert machine.run("status").returncode == 1
    finally:
        os.kill(pid, signal.SIGCONT)

    end = time.monotonic() + 60
    while machine.states()[service] != "ok":
        assert time.monotonic() < end, machine.status()


def ended_by(pid: int, *words: str) -> bool:
    """Whether the command of a process ends so."""
    command = Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
    return command[-len(words) :] == [word.encode() for word in words]


def grow_old(machine: Machine, service: str) -> None:
    """Make the latest sign of life an hour older, as an hour of waiting would."""
    place = machine.world()
    claimed = ports.known(place)
    assert claimed is not None
    kept = Redis.from_url(redis.url(place, claimed))
    key = f"rouen:{configuration.site_id(place)}:pulse:{service}"
    pulse = json.loads(kept.get(key))
    kept.set(key, json.dumps({**pulse, "at": pulse["at"] - 3600}))


def test_down_stops_everything_and_up_finds_all_again(machine: Machine) -> None:
    machine.run("down")

    assert processes_of(machine) == []
    machine.up()
    assert machine.states() == dict.fromkeys(SERVICES, "ok")


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that this process holds, as the first of a block."""
    for base in range(18400, 19400, 10):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", base)):
            yield base
            return


def test_a_taken_port_is_named_with_its_holder(machine: Machine, taken_port: int) -> None:
    other = Machine(machine.clone, "test-taken")

    answer = other.run("up", ROUEN_PORT=str(taken_port))
    other.remove()

    assert answer.returncode == 1
    assert f"Port {taken_port}, which web needs, is taken by process {os.getpid()}" in answer.stderr
    assert "ROUEN_PORT=" in answer.stderr


def test_another_clone_stands_beside_this_one(machine: Machine, tmp_path: Path) -> None:
    clone = tmp_path / "a folder" / "clone"
    shutil.copytree(machine.clone, clone, symlinks=True, ignore=NOT_SOURCES)
    other = Machine(clone, "portal")
    pids = set(processes_of(machine))

    try:
        other.up()
        mine, theirs = machine.status(), other.status()
        assert other.states() == machine.states() == dict.fromkeys(SERVICES, "ok")
        assert set(processes_of(machine)) == pids
        assert mine["site_url"] != theirs["site_url"]
        assert cookie_name(mine["site_url"]) != cookie_name(theirs["site_url"])
    finally:
        other.remove()
        shutil.rmtree(home_of(clone), ignore_errors=True)


def cookie_name(site_url: str) -> str:
    with urllib.request.urlopen(f"{site_url}/user/login", timeout=20) as response:
        return response.headers["Set-Cookie"].split("=")[0]
