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


@pytest.fixture(params=["inside CKAN", "a process of its own"])
def server(request: pytest.FixtureRequest, world: dict[str, Any]) -> TilesClient:
    """A client of either place."""
    inside = f"{world['site_url']}/api/tiles/v1"
    return TilesClient(inside if request.param == "inside CKAN" else world["tiles_url"])
