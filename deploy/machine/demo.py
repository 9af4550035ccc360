"""Loads the demo, once for each version of it."""

from __future__ import annotations

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
COUNT = ("rouen", "kpi", "snapshot")


def load(world: World) -> None:
    """Run the demo commands of the extensions that have one, then keep the first snapshot of what they have loaded."""
    plugins = [plugin for plugin in reversed(configuration.plugins(world)) if plugin in COMMANDS]
    inputs = {plugin: _inputs(world, plugin) for plugin in plugins}
    for plugin in plugins:
        _once(world, plugin, inputs[plugin], COMMANDS[plugin])
    _once(world, "kpi", stamps.digest(*inputs.values()), COUNT)


def _once(world: World, name: str, inputs: str, command: tuple[str, ...]) -> None:
    folder, stamp = world.state / "stamps", f"demo-{name}"
    if stamps.is_done(folder, stamp, inputs) or not _exists(world, command):
        return
    with step(f"demo: ckan {' '.join(command)}"):
        options = ["--passwords", people.folder(world)] if command == COMMANDS["rouen_municipalities"] else []
        ckan_logged(world, world.state / "log" / "demo.log", *command, *options)
    stamps.mark_done(folder, stamp, inputs)


def _inputs(world: World, plugin: str) -> str:
    package = world.clone / f"ckanext-{plugin.replace('_', '-')}" / "ckanext" / plugin
    folders = [package / "demo", package / "logic" / "demo", world.clone / "config" / "tiles"]
    database = (world.state / "postgres").stat().st_ino
    return stamps.digest(database, stamps.tree_digest(folders), *sorted(package.glob("logic/demo.py")))


def _exists(world: World, command: tuple[str, ...]) -> bool:
    group = [world.environment / "bin" / "ckan", "-c", world.ini, *command[:-1], "--help"]
    lines = output(group, **as_service(world)).splitlines()
    return any(line.split()[:1] == [command[-1]] for line in lines)
