"""The virtual environment: CKAN with exact versions, and our three distributions in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from machine import stamps
from machine.failure import MachineError
from machine.process import run
from machine.world import World

# Never a Python from below a home folder: services could not read it.
INTERPRETERS = ("/usr/bin/python3.11", "/usr/bin/python3.12", "/usr/bin/python3")
DISTRIBUTIONS = ("ckanext-rouen-municipalities", "ckanext-rouen-energy", "ckanext-rouen-tiles")
PLUGINS = {name: name.replace("ckanext-", "").replace("-", "_") for name in DISTRIBUTIONS}
PIP_QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "PIP_NO_INPUT": "1"}


def requirement_files(world: World) -> list[Path]:
    """The requirement files of a world: tests need more."""
    names = ["requirements.txt"] if world.is_portal else ["requirements.txt", "requirements-dev.txt"]
    return [world.clone / "config" / name for name in names]


def requirements_digest(world: World) -> str:
    """What the environment depends on."""
    files = [*requirement_files(world), world.clone / "config" / "constraints.txt", _build_requirements(world)]
    return stamps.digest(*files, interpreter())


def is_ready(world: World) -> bool:
    """Whether the environment holds what the requirement files say."""
    return stamps.is_done(world.shared / "stamps", world.environment.name, requirements_digest(world))


def install(world: World, log: Path) -> None:
    """Make the environment, or bring it to what the requirement files say."""
    python = world.environment / "bin" / "python"
    if not python.exists() or not _runs(python):
        shutil.rmtree(world.environment, ignore_errors=True)
        run([interpreter(), "-m", "venv", world.environment], log=log)
    constraints = world.clone / "config" / "constraints.txt"
    wanted = [word for path in requirement_files(world) for word in ("-r", path)]
    pip(world, log, "install", "-c", constraints, "pip")
    pip(world, log, "install", "-c", constraints, *wanted)
    pip(world, log, "install", "--upgrade", "--target", build_tools(world), "-r", _build_requirements(world))
    stamps.mark_done(world.shared / "stamps", world.environment.name, requirements_digest(world))


def pip(world: World, log: Path, *arguments: object) -> None:
    """Run the environment's pip."""
    environment = {**os.environ, **PIP_QUIET, "PYTHONPATH": str(build_tools(world))}
    run([world.environment / "bin" / "python", "-m", "pip", "--quiet", *arguments], log=log, env=environment)


def build_tools(world: World) -> Path:
    """The folder of setuptools and wheel, for PYTHONPATH while a distribution is built."""
    return world.shared / "build-tools"


def interpreter() -> str:
    """The system's Python."""
    for path in INTERPRETERS:
        if Path(path).exists():
            return path
    raise MachineError("There is no /usr/bin/python3: install python3 and python3-venv.")


def installable(clone: Path) -> list[str]:
    """Those of our distributions that this clone holds."""
    return [name for name, module in PLUGINS.items() if (clone / name / "ckanext" / module / "plugin.py").exists()]


def is_importable(world: World, module: str) -> bool:
    """Whether the environment knows a module, without running it."""
    code = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)"
    command = [str(world.environment / "bin" / "python"), "-c", code, module]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _build_requirements(world: World) -> Path:
    return world.clone / "config" / "requirements-build.txt"


def _runs(python: Path) -> bool:
    return subprocess.run([str(python), "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0
