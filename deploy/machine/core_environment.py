"""A small environment where CKAN is not installed: `core` and its tests must run there."""

from __future__ import annotations

import os
from pathlib import Path

from machine import stamps
from machine.process import run
from machine.python_environment import DISTRIBUTIONS, PIP_QUIET, interpreter
from machine.world import World

STAMP = "venv-core"


def python(world: World) -> Path:
    """The Python of that environment."""
    return world.shared / STAMP / "bin" / "python"


def is_ready(world: World) -> bool:
    """Whether the environment holds what requirements-core.txt says."""
    return python(world).exists() and stamps.is_done(world.shared / "stamps", STAMP, _inputs(world))


def install(world: World, log: Path) -> None:
    """Make the environment."""
    requirements, constraints = _files(world)
    environment = {**os.environ, **PIP_QUIET}
    run([interpreter(), "-m", "venv", world.shared / STAMP], log=log)
    run([python(world), "-m", "pip", "install", "-q", "-r", requirements, "-c", constraints], log=log, env=environment)
    stamps.mark_done(world.shared / "stamps", STAMP, _inputs(world))


def python_path(sources: Path) -> str:
    """PYTHONPATH under which our three packages are found without being installed."""
    return os.pathsep.join(str(sources / name) for name in DISTRIBUTIONS)


def _files(world: World) -> tuple[Path, Path]:
    return world.clone / "config" / "requirements-core.txt", world.clone / "config" / "constraints.txt"


def _inputs(world: World) -> str:
    return stamps.digest(*_files(world), interpreter())
