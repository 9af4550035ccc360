"""xloader, for what is measured against it: in an environment of its own, which sees the CKAN of the tests."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

from machine import stamps
from machine.process import run
from machine.python_environment import PIP_QUIET, interpreter
from machine.world import World

STAMP = "venv-xloader"


def python(world: World) -> Path:
    """The Python of that environment, there after `fetch`."""
    return world.shared / STAMP / "bin" / "python"


def fetch(world: World, log: Path) -> None:
    """Make the environment, once."""
    inputs = stamps.digest(_requirements(world), interpreter())
    if python(world).exists() and stamps.is_done(world.shared / "stamps", STAMP, inputs):
        return
    run([interpreter(), "-m", "venv", world.shared / STAMP], log=log)
    own, tests = _packages(world.shared / STAMP), _packages(world.environment)
    # the packages of the tests put the folder of `ckanext` in place before ours is looked for
    lines = (
        f"import site; site.addsitedir({str(tests)!r})",
        f"import ckanext; ckanext.__path__.append({str(own / 'ckanext')!r})",
    )
    (own / "ckan.pth").write_text("\n".join(lines))
    command = [python(world), "-m", "pip", "install", "-q", "-r", _requirements(world)]
    run(command, log=log, env={**os.environ, **PIP_QUIET})
    stamps.mark_done(world.shared / "stamps", STAMP, inputs)


def _requirements(world: World) -> Path:
    return world.clone / "config" / "requirements-xloader.txt"


def _packages(environment: Path) -> Path:
    """Where an environment keeps its packages."""
    base = str(environment)
    return Path(sysconfig.get_path("purelib", "venv", {"base": base, "platbase": base}))
