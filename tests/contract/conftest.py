"""The two places that serve tiles in a world: CKAN's process, and one of their own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from backstage import Backstage
from outside import Portal, status

sys.path.insert(0, str(Path(__file__).parent))  # the kit is run by people who have only this folder

from client import TilesClient


@pytest.fixture(scope="session")
def world() -> dict[str, Any]:
    """What `./deploy/status --json` says."""
    return status()


@pytest.fixture(scope="session")
def backstage() -> Backstage:
    """The world's services."""
    return Backstage.here()


@pytest.fixture(scope="session")
def sysadmin(world: dict[str, Any]) -> Portal:
    """The sysadmin, by token."""
    return Portal(world["site_url"], Path(world["sysadmin_token_file"]).read_text(encoding="utf-8").strip())


PLACES = ("inside CKAN", "a process of its own")


@pytest.fixture
def servers(world: dict[str, Any]) -> tuple[TilesClient, TilesClient]:
    """A client of each place: what needs minutes is done once, and asked of both."""
    return TilesClient(f"{world['site_url']}/api/tiles/v1"), TilesClient(world["tiles_url"])


@pytest.fixture(params=PLACES)
def server(request: pytest.FixtureRequest, servers: tuple[TilesClient, TilesClient]) -> TilesClient:
    """A client of either place."""
    return servers[PLACES.index(request.param)]
