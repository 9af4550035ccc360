"""Installs our three distributions: as wheels where people use them, editable where tests do."""

from __future__ import annotations

import shutil
from pathlib import Path

from machine import stamps
from machine.python_environment import installable, pip
from machine.sources import readable_sources
from machine.world import World

PACKAGING_FILES = ("pyproject.toml", "setup.cfg", "setup.py", "MANIFEST.in")


def changed(world: World) -> list[str]:
    """The distributions whose sources are not those that are installed."""
    return [name for name in installable(world.clone) if not _is_current(world, name)]


def install(world: World, names: list[str], log: Path) -> None:
    """Install some of the distributions."""
    for name in names:
        _install(world, name, log)
        stamps.mark_done(_stamps(world), name, _inputs(world, name))


def build_wheel(world: World, source: Path, target: Path, log: Path) -> Path:
    """Build the wheel of one distribution from a copy: setuptools would take in what an old build left."""
    copy = target / f"{source.name}-source"
    shutil.rmtree(copy, ignore_errors=True)
    for path in stamps.source_files(source):
        destination = copy / path.relative_to(source)
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, destination)
    before = set(target.glob("*.whl"))
    pip(world, log, "wheel", "--no-deps", "--no-build-isolation", "-w", target, copy)
    shutil.rmtree(copy)
    wheels = set(target.glob("*.whl"))
    return max(wheels - before or wheels, key=lambda path: path.stat().st_mtime)


def _install(world: World, name: str, log: Path) -> None:
    if not world.is_portal:
        pip(world, log, "install", "--no-deps", "--no-build-isolation", "-e", readable_sources(world) / name)
        return
    source = world.clone / name
    target = world.shared / "wheels" / name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    wheel = build_wheel(world, source, target, log)
    pip(world, log, "install", "--no-deps", "--force-reinstall", wheel)


def _is_current(world: World, name: str) -> bool:
    return stamps.is_done(_stamps(world), name, _inputs(world, name))


def _inputs(world: World, name: str) -> str:
    source = world.clone / name
    environment = (world.shared / "stamps" / world.environment.name).read_text()
    if world.is_portal:
        return stamps.digest(environment, stamps.tree_digest([source]))
    return stamps.digest(environment, *(source / file for file in PACKAGING_FILES if (source / file).exists()))


def _stamps(world: World) -> Path:
    return world.shared / "stamps" / f"{world.environment.name}-distributions"
