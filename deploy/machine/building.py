"""The steps that lead from a fresh clone to running services. Each can be cut short and done again."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Callable

from machine import (
    browser_libraries,
    ckan,
    configuration,
    distributions,
    packages,
    ports,
    postgres,
    python_environment,
    redis,
    services,
    solr,
    stamps,
    world,
)
from machine.console import step
from machine.failure import MachineError
from machine.locks import in_turn
from machine.supervision import RUNNING, Supervisor
from machine.world import World

GIGABYTE = 1024**3
FREE_GIGABYTES = 6
SERVICE_FILES = ("wsgi.py", "mail_sink.py")


def build(place: World, extra_packages: tuple[str, ...] = ()) -> Supervisor:
    """Install and configure what is missing; the services are then ready to start."""
    world.prepare(place)
    _require_space(place)
    log = place.state / "log" / "up.log"
    with in_turn(place.shared / "install.lock", "another world of this clone installs"):
        _install(place, extra_packages, log)
    claimed = ports.claim(place)
    _configure(place, claimed, log)
    supervisor = Supervisor(place, claimed, _services(place, claimed))
    supervisor.configure()
    return supervisor


def existing(place: World) -> Supervisor:
    """The supervisor of a world that was built before."""
    claimed = ports.known(place)
    if claimed is None or not place.ini.exists():
        raise MachineError(f"The world {place.name!r} is not there yet: ./deploy/up makes it.")
    return Supervisor(place, claimed, _services(place, claimed))


def is_running(place: World) -> bool:
    """Whether a world is there and its supervisor answers."""
    return ports.known(place) is not None and place.ini.exists() and existing(place).is_running()


def start_data(place: World, supervisor: Supervisor) -> None:
    """Start PostgreSQL, Redis and Solr, and bring the databases to what the code expects."""
    log = place.state / "log" / "up.log"
    supervisor.launch()
    for service in services.data_services(place, supervisor.ports):
        if service.name == "postgres":
            postgres.remove_stale_pid(place)
        _start(place, supervisor, [service.name], stamps.digest(_data_inputs(place, service.name)))
    postgres.create_databases(place, supervisor.ports, log)
    prepare = partial(ckan.prepare_databases, place, supervisor.ports, log)
    _when(not ckan.is_prepared(place), "tables of CKAN and its extensions", prepare)


def start_portal(place: World, supervisor: Supervisor) -> None:
    """Start what people talk to, all at once; again when the code or the configuration changed."""
    translate = partial(ckan.translate_scripts, place, place.state / "log" / "up.log")
    _when(not ckan.scripts_are_translated(place), "words of CKAN's scripts", translate)
    inputs = portal_inputs(place)
    names = [service.name for service in services.portal_services(place, supervisor.ports)]
    _start(place, supervisor, names, inputs)


def portal_inputs(place: World) -> str:
    """What the portal's processes depend on."""
    sources = [place.clone / name for name in python_environment.installable(place.clone)]
    code = stamps.tree_digest(sources)
    files = [place.state / "etc" / name for name in SERVICE_FILES]
    return stamps.digest(code, python_environment.requirements_digest(place), place.ini, *files)


def _start(place: World, supervisor: Supervisor, names: list[str], inputs: str) -> None:
    stamp = place.state / "stamps"
    states = supervisor.states()
    late = [n for n in names if states[n]["statename"] != RUNNING or not stamps.is_done(stamp, f"service-{n}", inputs)]
    _when(bool(late), f"start {', '.join(late)}", partial(supervisor.refresh, late, inputs))
    for name in names:
        supervisor.wait(name)


def _install(place: World, extra_packages: tuple[str, ...], log: Path) -> None:
    missing = packages.missing(packages.PORTAL + browser_libraries.tools(place) + extra_packages)
    _when(bool(missing), f"Debian packages: {' '.join(missing)}", partial(packages.install, missing, log))
    ready = python_environment.is_ready(place)
    _when(not ready, "CKAN and its Python packages (about a minute)", partial(python_environment.install, place, log))
    _when(not solr.libraries_ready(place), "Solr", partial(solr.install_libraries, place, log))
    bare = browser_libraries.missing(place)
    _when(bool(bare), f"browser libraries: {' '.join(bare)}", partial(browser_libraries.install, place, bare, log))
    changed = distributions.changed(place)
    _when(bool(changed), f"our extensions: {' '.join(changed)}", partial(distributions.install, place, changed, log))


def _configure(place: World, claimed: ports.Ports, log: Path) -> None:
    exists = postgres.data_folder(place).exists()
    _when(not exists, "PostgreSQL cluster", partial(postgres.create_cluster, place, log))
    postgres.configure(place)
    redis.configure(place, claimed)
    solr.configure(place)
    configuration.write(place, claimed)
    for name in SERVICE_FILES:
        place.write(place.state / "etc" / name, (place.clone / "deploy" / "services" / name).read_text())


def _services(place: World, claimed: ports.Ports) -> list[services.Service]:
    return services.data_services(place, claimed) + services.portal_services(place, claimed)


def _data_inputs(place: World, name: str) -> str:
    if name == "postgres":
        return postgres.SETTINGS + postgres.ACCESS
    if name == "redis":
        return (place.state / "etc" / "redis.conf").read_text()
    return stamps.tree_digest([place.clone / "deploy" / "solr"]) + solr.home_digest(place)


def _when(needed: bool, title: str, action: Callable[[], None]) -> None:
    if needed:
        with step(title):
            action()


def _require_space(place: World) -> None:
    free = shutil.disk_usage(place.home).free / GIGABYTE
    if free < FREE_GIGABYTES:
        raise MachineError(f"{free:.1f} GB are free below {place.home}; the portal needs {FREE_GIGABYTES}.")
