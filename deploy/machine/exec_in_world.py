"""Turns this process into a program of the current world."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from machine.failure import MachineError
from machine.process import service_environment
from machine.world import current_world


def execute(program: str, arguments: list[str]) -> NoReturn:
    """Become `ckan` or `python` of the current world, as its service account, in this folder where that may enter."""
    place = current_world()
    path = place.environment / "bin" / program
    if not place.ini.exists():
        raise MachineError(f"The world {place.name!r} is not there yet: ./deploy/up makes it.")
    place.account.become()
    if not os.access(".", os.R_OK | os.X_OK):
        os.chdir(place.state)
    kept = {name: value for name, value in os.environ.items() if name.startswith(("CKAN", "ROUEN", "TERM"))}
    os.execve(path, [str(path), *arguments], {**service_environment(place), **kept})
    sys.exit(1)
