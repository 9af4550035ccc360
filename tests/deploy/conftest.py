"""A world that these tests build, break and throw away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from machine.world import World, current_world

NAME = "test-deploy"


@dataclass(frozen=True)
class Machine:
    """A clone and a world, driven by the commands that a person would type."""

    clone: Path
    name: str

    def run(self, command: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run one of the commands in deploy/."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ROUEN", "CKAN"))}
        environment = {**kept, "ROUEN_WORLD": self.name, "ROUEN_DEMO": "no", **variables}
        words = [str(self.clone / "deploy" / command), *arguments]
        return subprocess.run(words, env=environment, capture_output=True, text=True, check=False, cwd="/")

    def up(self, **variables: str) -> str:
        """Bring it up; what it printed."""
        answer = self.run("up", **variables)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return answer.stdout

    def status(self) -> dict[str, Any]:
        """What `status --json` says."""
        answer: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return answer

    def states(self) -> dict[str, str]:
        """The state of each service."""
        return {name: service["state"] for name, service in self.status()["services"].items()}

    def world(self) -> World:
        """Where its files lie."""
        here = current_world()
        return World(self.name, self.clone, (self.clone / "var").resolve(), here.account)

    def remove(self) -> None:
        """Stop it and throw it away."""
        self.run("down")
        shutil.rmtree(self.world().state, ignore_errors=True)


@pytest.fixture(scope="session")
def machine() -> Iterator[Machine]:
    """A world of this clone that is up."""
    found = Machine(current_world().clone, NAME)
    found.remove()
    found.up()
    yield found
    found.remove()
