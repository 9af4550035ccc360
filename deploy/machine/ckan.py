"""CKAN's own commands: databases, permissions, users, index."""

from __future__ import annotations

from pathlib import Path

from machine import postgres, records, shares, solr, stamps
from machine.configuration import plugins
from machine.console import step
from machine.ports import Ports
from machine.process import as_service, output, run
from machine.python_environment import requirements_digest
from machine.shares import Share
from machine.world import World


def command(world: World, *arguments: object, ini: Path | None = None) -> list[object]:
    """A `ckan` command of this world."""
    return [world.environment / "bin" / "ckan", "-c", ini or world.ini, *arguments]


def ckan(world: World, *arguments: object, ini: Path | None = None) -> str:
    """Run a `ckan` command as the service account; returns what it prints."""
    return output(command(world, *arguments, ini=ini), **as_service(world))


def ckan_logged(world: World, log: Path, *arguments: object, ini: Path | None = None) -> None:
    """Run a `ckan` command whose output only matters when it fails."""
    run(command(world, *arguments, ini=ini), log=log, **as_service(world))


def is_prepared(world: World) -> bool:
    """Whether CKAN's tables are what the code expects."""
    copies = [share.main for share in shares.of(world)]
    return all(_is_done(world, database) for database in [postgres.MAIN, *copies])


def prepare_databases(world: World, ports: Ports, log: Path) -> None:
    """Create or migrate CKAN's tables and set the datastore's permissions."""
    for ini, database in _targets(world):
        if not _is_done(world, database):
            records.hand_out(world, ports, database)
            _prepare(world, ports, ini, log)
            if database == postgres.MAIN:
                records.take_back(world, ports, database)
            _mark_done(world, database)
    for share in shares.of(world)[1:]:
        if not _is_done(world, share.main):
            _copy_first(world, ports, share)
            _mark_done(world, share.main)


def _copy_first(world: World, ports: Ports, share: Share) -> None:
    postgres.copy_database(world, ports, shares.FIRST.main, share.main)
    postgres.copy_database(world, ports, shares.FIRST.datastore, share.datastore)


def _targets(world: World) -> list[tuple[Path, str]]:
    """The databases that CKAN's commands prepare; those of other shares are copies, which take no time."""
    return [(world.ini, postgres.MAIN), *((share.ini(world), share.main) for share in shares.of(world)[:1])]


def _is_done(world: World, database: str) -> bool:
    return stamps.is_done(world.state / "stamps", f"tables-{database}", _inputs(world))


def _mark_done(world: World, database: str) -> None:
    stamps.mark_done(world.state / "stamps", f"tables-{database}", _inputs(world))


def _inputs(world: World) -> str:
    return stamps.digest(postgres.data_folder(world).stat().st_ino, plugins(world), *_migrations(world))


def _prepare(world: World, ports: Ports, ini: Path, log: Path) -> None:
    ckan_logged(world, log, "db", "init", ini=ini)
    ckan_logged(world, log, "db", "upgrade", ini=ini)
    permissions = ckan(world, "datastore", "set-permissions", ini=ini)
    # SQL for psql, after whatever else CKAN prints at its start.
    start = permissions.index("/*")
    postgres.sql(world, ports, "postgres", permissions[start:])


def _migrations(world: World) -> list[Path]:
    return sorted(world.clone.glob("ckanext-rouen-*/ckanext/*/migration/*/versions/*.py"))


def scripts_are_translated(world: World) -> bool:
    """Whether the words of CKAN's scripts are there in each language."""
    return stamps.is_done(world.state / "stamps", "words-of-scripts", _words(world))


def translate_scripts(world: World, log: Path) -> None:
    """Give CKAN's scripts their words in each language; without them pages speak some English."""
    ckan_logged(world, log, "translation", "js")
    stamps.mark_done(world.state / "stamps", "words-of-scripts", _words(world))


def _words(world: World) -> str:
    return stamps.digest(requirements_digest(world), plugins(world))


def repair_index(world: World, ports: Ports) -> None:
    """Index everything again when search knows fewer datasets than the database has."""
    wanted = int(postgres.sql(world, ports, postgres.MAIN, "SELECT count(*) FROM package WHERE state = 'active'"))
    if wanted > solr.count(world, ports, "state:active"):
        with step("index the datasets again"):
            ckan(world, "search-index", "rebuild")
