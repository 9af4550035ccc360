"""The processes of a world: how each one starts, and how one sees that it works."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass, field
from functools import partial
from typing import Callable

from machine import postgres, pulse, redis, solr
from machine.configuration import WEB_THREADS, WEB_WORKERS
from machine.failure import MachineError
from machine.ports import Ports, listening
from machine.python_environment import is_importable
from machine.world import World

TILES_MODULE = "ckanext.rouen_tiles.serving.wsgi"
#: More than two only take Python's lock from each other: four answered 15 % fewer requests a second, one 12 %.
TILES_THREADS = 2
HTTP_SECONDS = 10
STOP_SECONDS = 20
# A worker finishes its job first.
WORKER_ENDS = 60
# A process that is still there after so many seconds got through CKAN's start.
CKAN_STARTS = 5
SERVER_ERROR = 500
# A tile service that has no release yet says 503: it works.
NO_RELEASE = 503


@dataclass(frozen=True)
class Service:
    """A process that the supervisor keeps."""

    name: str
    command: list[str]
    healthy: Callable[[], bool]
    port: int | None = None
    stop_signal: str = "TERM"
    stop_seconds: int = STOP_SECONDS
    settle_seconds: int = 1
    variables: dict[str, str] = field(default_factory=dict)


def data_services(world: World, ports: Ports) -> list[Service]:
    """PostgreSQL, Redis, Solr: what CKAN needs to do anything."""
    return [
        Service(
            "postgres",
            postgres.command(world, ports),
            partial(_postgres_answers, world, ports),
            ports.postgres,
            stop_signal="INT",
            stop_seconds=60,
        ),
        Service("redis", redis.command(world), partial(redis.answers, world, ports), ports.redis),
        Service("solr", solr.command(world, ports), partial(_cores_answer, world, ports), ports.solr, stop_seconds=30),
    ]


def portal_services(world: World, ports: Ports) -> list[Service]:
    """What people and machines talk to, and what works behind it."""
    found = [
        _web(world, ports),
        _backstage(world, ports, "worker", stop_seconds=WORKER_ENDS),
        _backstage(world, ports, "worker", "slow", stop_seconds=WORKER_ENDS),
        _backstage(world, ports, "scheduler"),
        _mail(world, ports),
    ]
    if is_importable(world, TILES_MODULE):
        found.append(_tiles(world, ports))
    return found


def _backstage(world: World, ports: Ports, *words: str, stop_seconds: int = STOP_SECONDS) -> Service:
    """What is run by `ckan rouen` and these words, which also are its name."""
    command, name = [f"{world.environment}/bin/ckan", "-c", str(world.ini), "rouen", *words], "-".join(words)
    beats = partial(pulse.beats, world, ports, name)
    return Service(name, command, beats, stop_seconds=stop_seconds, settle_seconds=CKAN_STARTS)


def _web(world: World, ports: Ports) -> Service:
    options = ["--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS), "--respawn-failed-workers"]
    command = _granian(world, ports.web, "wsgi:application", *options)
    return Service("web", command, partial(http_works, ports.web, "/readyz"), ports.web)


def _tiles(world: World, ports: Ports) -> Service:
    options = ["--workers", "1", "--blocking-threads", str(TILES_THREADS), "--respawn-failed-workers"]
    command = _granian(world, ports.tiles, f"{TILES_MODULE}:application", *options)
    variables = {"ROUEN_TILES_DIRECTORY": str(world.state / "tiles")}
    works = partial(http_works, ports.tiles, "/api/tiles/v1/manifest", NO_RELEASE)
    return Service("tiles", command, works, ports.tiles, variables=variables)


def _mail(world: World, ports: Ports) -> Service:
    script, folder = world.state / "etc" / "mail_sink.py", world.state / "mail"
    command = [f"{world.environment}/bin/python", str(script), str(ports.mail), str(folder)]
    return Service("mail", command, partial(listening, ports.mail), ports.mail)


def _granian(world: World, port: int, application: str, *options: str) -> list[str]:
    program = [f"{world.environment}/bin/granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    return [*program, "--working-dir", str(world.state / "etc"), "--no-ws", *options, application]


def _postgres_answers(world: World, ports: Ports) -> bool:
    try:
        return postgres.sql(world, ports, "postgres", "SELECT 1").strip() == "1"
    except MachineError:
        return False


def _cores_answer(world: World, ports: Ports) -> bool:
    return all(solr.answers(world, ports, core) for core in solr.cores(world))


def http_works(port: int, path: str, *allowed: int) -> bool:
    """Whether a service answers on this path and not with an error of its own, but for what is allowed."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}{path}", timeout=HTTP_SECONDS):
            return True
    except urllib.error.HTTPError as error:
        return error.code < SERVER_ERROR or error.code in allowed
    except OSError:
        return False
