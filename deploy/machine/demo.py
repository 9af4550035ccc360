"""Loads the demo, once for each version of it."""

from __future__ import annotations

from pathlib import Path

from machine import configuration, people, stamps
from machine.ckan import ckan_logged
from machine.console import step
from machine.process import as_service, output
from machine.world import World

COMMANDS = {
    "rouen_municipalities": ("rouen", "demo"),
    "rouen_energy": ("rouen", "energy", "demo"),
    "rouen_tiles": ("rouen", "tiles", "demo"),
}


def load(world: World) -> None:
    """Run the demo commands of the extensions that have one, then count what they have loaded."""
    plugins = [plugin for plugin in reversed(configuration.plugins(world)) if plugin in COMMANDS]
    loaded = [_load_one(world, plugin) for plugin in plugins]
    if any(loaded):
        with step("KPIs of the demo"):
            ckan_logged(world, world.state / "log" / "demo.log", "rouen", "kpi", "compute")


def _load_one(world: World, plugin: str) -> bool:
    """Whether there was something to load."""
    source = world.clone / f"ckanext-{plugin.replace('_', '-')}" / "ckanext" / plugin
    inputs, stamp = _inputs(world, source), f"demo-{plugin}"
    command = COMMANDS[plugin]
    if stamps.is_done(world.state / "stamps", stamp, inputs) or not _exists(world, command):
        return False
    with step(f"demo: ckan {' '.join(command)}"):
        _run(world, command)
    stamps.mark_done(world.state / "stamps", stamp, inputs)
    return True


def _run(world: World, command: tuple[str, ...]) -> None:
    options = ["--passwords", str(people.folder(world))] if command == COMMANDS["rouen_municipalities"] else []
    ckan_logged(world, world.state / "log" / "demo.log", *command, *options)


def _inputs(world: World, source: Path) -> str:
    database = (world.state / "postgres").stat().st_ino
    folders = [path for path in (source / "demo", world.clone / "config" / "tiles") if path.is_dir()]
    scripts = sorted(source.glob("cli/demo*.py")) + sorted(source.glob("logic/demo*.py"))
    return stamps.digest(database, stamps.tree_digest(folders), *scripts)


def _exists(world: World, command: tuple[str, ...]) -> bool:
    group = [world.environment / "bin" / "ckan", "-c", world.ini, *command[:-1], "--help"]
    lines = output(group, **as_service(world)).splitlines()
    return any(line.split()[:1] == [command[-1]] for line in lines)
