"""A whole portal, asked by many at the same time."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator

import pytest
import requests
from backstage import Backstage, sysadmin
from outside import Portal, until

WEB_PROCESSES, THREADS = 4, 4


@pytest.fixture(scope="session")
def backstage() -> Iterator[Backstage]:
    """The world, with every service."""
    found = Backstage.here()
    yield found
    found.start("postgres", "redis", "solr", "web", "worker", "scheduler", "tiles")


@pytest.fixture(scope="session")
def portal(backstage: Backstage) -> Portal:
    """The portal for the sysadmin."""
    return sysadmin()


@pytest.fixture(scope="session")
def four_processes(backstage: Backstage) -> Iterator[Portal]:
    """The same portal, served by four web processes of which each answers for the tiles too."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    world = backstage.world
    command = [f"{world.environment}/bin/granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(WEB_PROCESSES), "--blocking-threads", str(THREADS), "--no-ws"]
    command += ["--working-dir", str(world.state / "etc"), "wsgi:application"]
    log = (world.state / "log" / "four-web-processes.log").open("ab")
    environment = {**os.environ, "CKAN_INI": str(world.ini)}
    with log, subprocess.Popen(command, stdout=log, stderr=log, env=environment) as process:
        url = f"http://127.0.0.1:{port}"
        until(lambda: process.poll() is not None or answers(url), "four web processes do not start", 240)
        yield Portal(url, sysadmin().token)
        process.terminate()


def answers(url: str) -> bool:
    """Whether the portal is served there."""
    try:
        return requests.get(f"{url}/api/3/action/status_show", timeout=5).ok
    except requests.RequestException:
        return False
