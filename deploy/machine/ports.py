"""A block of ten ports per world, claimed once and kept."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

from machine.failure import MachineError
from machine.locks import in_turn
from machine.world import World

FIRST, LAST, BLOCK = 8400, 9390, 10
LOWEST, HIGHEST = 1024, 65536 - BLOCK
VARIABLE = "ROUEN_PORT"
LISTENING = "0A"


@dataclass(frozen=True)
class Ports:
    """The ports of one world, counted from the first of its block."""

    base: int

    @property
    def web(self) -> int:
        """CKAN."""
        return self.base

    @property
    def tiles(self) -> int:
        """The tile service."""
        return self.base + 1

    @property
    def postgres(self) -> int:
        """PostgreSQL."""
        return self.base + 2

    @property
    def redis(self) -> int:
        """Redis."""
        return self.base + 3

    @property
    def solr(self) -> int:
        """Solr."""
        return self.base + 4

    @property
    def mail(self) -> int:
        """The mail sink."""
        return self.base + 5

    @property
    def supervisor(self) -> int:
        """The supervisor's own interface."""
        return self.base + 6


def claim(world: World) -> Ports:
    """The ports of a world: those of ROUEN_PORT, those that it has, or a free block."""
    registry = _registry_folder()
    registry.mkdir(parents=True, exist_ok=True)
    with in_turn(registry / "ports.lock", "another world claims its ports"):
        claims = _claims(registry)
        base = _wanted() or claims.get(str(world.state)) or _free_block(set(claims.values()))
        claims[str(world.state)] = base
        (registry / "ports.json").write_text(json.dumps(claims, indent=1))
    world.write(world.state / "etc" / "port", str(base))
    return Ports(base)


def known(world: World) -> Ports | None:
    """The ports that a world has, if it has any."""
    path = world.state / "etc" / "port"
    return Ports(int(path.read_text())) if path.exists() else None


def listening(port: int) -> bool:
    """Whether something answers on this port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def holder(port: int) -> str:
    """Who listens on a port, as well as this account may know."""
    inodes = set(_listening_inodes(port))
    for pid in _pids():
        if inodes & set(_socket_inodes(pid)):
            return f"process {pid} ({_command(pid)})"
    return "a process of another user"


def require_free(port: int, service: str) -> None:
    """Refuse in one line when a port that a service needs is taken."""
    if listening(port):
        raise MachineError(
            f"Port {port}, which {service} needs, is taken by {holder(port)}. "
            f"Stop it, or choose another block of ten: {VARIABLE}=<first port> ./deploy/up"
        )


def _registry_folder() -> Path:
    if os.getuid() == 0:
        return Path("/var/lib/rouen")
    return Path.home() / ".local" / "state" / "rouen"


def _claims(registry: Path) -> dict[str, int]:
    path = registry / "ports.json"
    if not path.exists():
        return {}
    claims: dict[str, int] = json.loads(path.read_text())
    return {state: base for state, base in claims.items() if Path(state).is_dir()}


def _wanted() -> int | None:
    text = os.environ.get(VARIABLE, "")
    if not text:
        return None
    if not text.isdigit() or not LOWEST <= int(text) <= HIGHEST:
        raise MachineError(f"{VARIABLE}={text!r}: give the first port of a free block of ten, for example 8400.")
    return int(text)


def _free_block(taken: set[int]) -> int:
    for base in range(FIRST, LAST, BLOCK):
        if base not in taken and not any(listening(port) for port in range(base, base + BLOCK)):
            return base
    raise MachineError(f"No ten free ports in a row between {FIRST} and {LAST}: set {VARIABLE}.")


def _listening_inodes(port: int) -> Iterator[str]:
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:] if table.exists() else ():
            fields = line.split()
            if fields[3] == LISTENING and int(fields[1].rsplit(":", 1)[1], 16) == port:
                yield fields[9]


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _socket_inodes(pid: int) -> Iterator[str]:
    try:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            target = str(link.readlink())
            if target.startswith("socket:["):
                yield target[8:-1]
    except OSError:
        return


def _command(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return "?"
    return b" ".join(words).decode(errors="replace").strip()[:80]
