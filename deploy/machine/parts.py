"""The parts of the tests: what each one runs, and what it needs to be there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from machine import core_environment, nginx, packages, shares, xloader
from machine.world import World

#: The tests on CKAN, whole, in what the first of their shares has of its own; and their shares.
CKAN, SHARES = "ckan", tuple(share.part for share in shares.SHARES)
#: A whole run: the lanes of a wave run at the same time, the parts of a lane one after the other. Contract and faults
#: come last, since they stop services that other parts need.
WAVES = (
    ((CKAN, SHARES[0]), *((name,) for name in SHARES[1:]), ("walk", "browser")),
    (("contract", "faults"),),
)
#: The lane that runs along all waves: its parts need nothing of the world that the others share. It takes what these
#: leave of the processors, since nobody waits for it.
ALONGSIDE = ("lint", "unit", "property", "corpus", "packaging", "deploy")
GIVING_WAY = ("nice", "-n", "10")
NAMES = (*ALONGSIDE, *(name for wave in WAVES for lane in wave for name in lane if name not in SHARES))
ON_REQUEST = ("bench", "load")
NOTHING, DATA, PORTAL = 0, 1, 2
PACKAGES = {"browser": packages.TESTS, "bench": packages.BENCH}


@dataclass(frozen=True)
class Part:
    """One part: the commands to run, and how much of a world they need."""

    name: str
    needs: int
    commands: list[list[str]]
    environment: dict[str, str]
    as_service: bool = True
    packages: tuple[str, ...] = ()


def shared_out(names: list[str], arguments: list[str]) -> list[str]:
    """The parts to run for the names that are given: arguments may name files, and want the tests on CKAN whole."""
    if arguments:
        return names
    return [each for name in names for each in (SHARES if name == CKAN else (name,))]


def part(world: World, sources: Path, name: str, arguments: list[str]) -> Part:
    """The part of a name, with arguments for pytest."""
    found = _part(world, sources, name, arguments)
    if name not in ALONGSIDE:
        return found
    return replace(found, commands=[[*GIVING_WAY, *command] for command in found.commands])


def _part(world: World, sources: Path, name: str, arguments: list[str]) -> Part:
    if name == "lint":
        return Part(name, NOTHING, _lint(world, sources), {"MYPYPATH": _typed_path(sources)})
    if name in ("unit", "property", "corpus"):
        command = _pytest(core_environment.python(world), sources, name, arguments)
        return Part(name, NOTHING, [command], {"PYTHONPATH": core_environment.python_path(sources)})
    python = world.environment / "bin" / "python"
    if name == CKAN or name in SHARES:
        return _on_ckan(world, sources, name, arguments)
    command = _pytest(python, sources, name, ["-p", "no:ckan", *arguments])
    return Part(
        name,
        _needs(name),
        [command],
        _measuring(world) if name in ON_REQUEST else {},
        as_service=name not in ("packaging", "deploy"),
        packages=PACKAGES.get(name, ()),
    )


def _on_ckan(world: World, sources: Path, name: str, arguments: list[str]) -> Part:
    """The tests on CKAN, whole in what the first share has of its own, or those of a share."""
    share = next((share for share in shares.SHARES if share.part == name), None)
    ini = (share or shares.FIRST).ini(world)
    files = shares.files(sources, share) if share else []
    python = world.environment / "bin" / "python"
    command = _pytest(python, sources, CKAN, [f"--ckan-ini={ini}", *arguments], files)
    return Part(name, DATA, [command], {"CKAN_INI": str(ini)})


def _measuring(world: World) -> dict[str, str]:
    """What the portal is measured against, and how much of it."""
    rows = os.environ.get("ROUEN_BENCH_ROWS", "")
    rivals = {"ROUEN_NGINX": str(nginx.program(world)), "ROUEN_XLOADER": str(xloader.python(world))}
    return {**rivals, "ROUEN_BENCH_ROWS": rows}


def _needs(name: str) -> int:
    return NOTHING if name in ("packaging", "deploy") else PORTAL


def _pytest(python: Path, sources: Path, name: str, arguments: list[str], files: Iterable[Path] = ()) -> list[str]:
    named = any(word.startswith(f"tests/{name}") for word in arguments)
    targets = [] if named else list(files) or [sources / "tests" / name]
    return [str(python), "-m", "pytest", *map(str, targets), *arguments]


def _typed_path(sources: Path) -> str:
    return os.pathsep.join([core_environment.python_path(sources), str(sources / "deploy")])


def _lint(world: World, sources: Path) -> list[list[str]]:
    tools = world.environment / "bin"
    found = [str(path.relative_to(sources)) for path in sorted(sources.glob("ckanext-rouen-*/ckanext/*/core"))]
    mypy = [f"{tools}/mypy", "--cache-dir", str(world.state / "tmp" / "mypy"), "deploy/machine", *found]
    ruff = [f"{tools}/ruff", "check", "--cache-dir", str(world.state / "tmp" / "ruff"), "."]
    contracts = [f"{tools}/lint-imports", "--config", "setup.cfg", "--no-cache"]
    return [ruff, mypy, contracts]
