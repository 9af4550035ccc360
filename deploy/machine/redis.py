"""Redis: jobs and sessions, with a password and an append-only file."""

from __future__ import annotations

import socket
from pathlib import Path

from machine.failure import MachineError
from machine.ports import Ports
from machine.world import World

CHECKER = Path("/usr/bin/redis-check-rdb")
ANSWER_SECONDS = 2
NOTHING = b"$-1"
SETTINGS = """\
# Written by deploy/up.
bind 127.0.0.1
port {port}
dir {folder}
appendonly yes
appendfsync everysec
save ""
requirepass {password}
"""


def configure(world: World, ports: Ports) -> None:
    """Write Redis's configuration."""
    folder = world.folder("redis")
    text = SETTINGS.format(port=ports.redis, folder=folder, password=world.secret("redis"))
    world.write(world.state / "etc" / "redis.conf", text, mode=0o600)


def command(world: World) -> list[str]:
    """The command that the supervisor runs."""
    return [str(_server(world)), str(world.state / "etc" / "redis.conf")]


def url(world: World, ports: Ports, database: int = 0) -> str:
    """The address of Redis for CKAN."""
    return f"redis://:{world.secret('redis')}@127.0.0.1:{ports.redis}/{database}"


def answers(world: World, ports: Ports) -> bool:
    """Whether Redis takes our password and answers a ping."""
    return _ask(world, ports, "PING") == b"+PONG"


def value(world: World, ports: Ports, key: str) -> str | None:
    """What Redis keeps as a text of one line under a key; None when it keeps nothing or does not answer."""
    found = _ask(world, ports, f"GET {key}")
    return found.decode() if found is not None and not found.startswith((b"-", b"+")) else None


def _ask(world: World, ports: Ports, command: str) -> bytes | None:
    try:
        with socket.create_connection(("127.0.0.1", ports.redis), timeout=ANSWER_SECONDS) as connection:
            connection.sendall(f"AUTH {world.secret('redis')}\r\n{command}\r\n".encode())
            return _answer(connection)
    except OSError:
        return None


def _answer(connection: socket.socket) -> bytes | None:
    """The second answer, which is that to the command: its line, or the text of which the line says the length."""
    with connection.makefile("rb") as lines:
        if not lines.readline().startswith(b"+OK"):
            return None
        line = lines.readline().rstrip()
        if line.startswith(b"$"):
            return lines.read(int(line[1:])) if line != NOTHING else None
        return line or None


# Debian's redis-tools brings the server too, as a checker that serves when it is called by the server's name.
def _server(world: World) -> Path:
    server = Path("/usr/bin/redis-server")
    if server.exists():
        return server
    if not CHECKER.exists():
        raise MachineError("Redis is not installed: the Debian package is redis-tools.")
    link = world.state / "run" / "redis-server"
    if not link.is_symlink():
        link.symlink_to(CHECKER)
    return link
