"""Browser libraries: npm fetches what a lock file names, and a script puts it into the assets of an extension."""

from __future__ import annotations

import shutil
from pathlib import Path

from machine import stamps
from machine.process import run
from machine.python_environment import installable
from machine.world import World

TOOLS = ("nodejs", "npm")
INPUTS = ("package.json", "package-lock.json", "scripts/build-assets.mjs")


def missing(world: World) -> list[str]:
    """The distributions whose browser libraries are not there, or not those of the lock file."""
    return [name for name in installable(world.clone) if _needs(world, world.clone / name)]


def tools(world: World) -> tuple[str, ...]:
    """Debian packages that are needed to bring the libraries; none when they are there, or npm is."""
    return TOOLS if missing(world) and not shutil.which("npm") else ()


def install(world: World, names: list[str], log: Path) -> None:
    """Bring the libraries of some distributions; what npm needed meanwhile is removed again."""
    for name in names:
        source = world.clone / name
        run(["npm", "ci", "--no-audit", "--no-fund"], log=log, cwd=source)
        run(["npm", "run", "build"], log=log, cwd=source)
        shutil.rmtree(source / "node_modules")
        stamps.mark_done(_stamps(world), name, _inputs(source))


def _needs(world: World, source: Path) -> bool:
    if not (source / "package.json").exists():
        return False
    built = any(source.glob("ckanext/*/assets/vendor/*.js"))
    return not (built and stamps.is_done(_stamps(world), source.name, _inputs(source)))


def _inputs(source: Path) -> str:
    return stamps.digest(*(source / name for name in INPUTS))


def _stamps(world: World) -> Path:
    return world.shared / "stamps" / "browser-libraries"
