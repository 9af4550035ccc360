"""The supervisor never gives a service up: its own code, our configuration, and a clock that is turned by hand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from machine import ports, supervision, world
from machine.account import Account
from machine.services import Service
from supervisor import loggers
from supervisor import process as supervised
from supervisor.options import ServerOptions
from supervisor.states import ProcessStates

# Supervisor's own default gives up after three.
FAILED_STARTS = 40
NOBODY_ASKS = 1


class Clock:
    """The time that supervisor sees."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def time(self) -> float:
        """As the module `time` says it."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    turned = Clock()
    monkeypatch.setattr(supervised, "time", turned)
    return turned


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Any]:
    """A service that ends as soon as it starts, as the supervisor knows it from the configuration that `up` writes."""
    place = world.World("test-unit", tmp_path, tmp_path / "var", Account("me", os.getuid(), os.getgid(), switch=False))
    for folder in ("etc", "log", "run", "secrets"):
        place.folder(folder)
    mine = Service("broken", ["/bin/false"], lambda: False)
    supervision.Supervisor(place, ports.Ports(NOBODY_ASKS), [mine]).configure()
    options = ServerOptions()
    options.realize(["-c", str(place.state / "etc" / "supervisord.conf")])
    options.logger = loggers.getLogger()
    [group] = options.process_group_configs
    process = group.make_group().processes["broken"]
    yield process
    if process.pid:
        os.waitpid(process.pid, 0)


def end(process: Any, clock: Clock) -> None:
    """Let the supervisor notice that the service which it started has ended at once."""
    assert process.state == ProcessStates.STARTING
    pid, status = os.waitpid(process.pid, 0)
    clock.now += 0.1
    process.finish(pid, status)


def test_a_service_that_fails_to_start_is_tried_again_and_again(service: Any, clock: Clock) -> None:
    service.spawn()
    for attempt in range(1, FAILED_STARTS + 1):
        end(service, clock)
        assert service.state == ProcessStates.BACKOFF
        clock.now += attempt - 0.2
        service.transition()
        assert service.state == ProcessStates.BACKOFF, "started before its time, or given up"
        clock.now += 1
        service.transition()
