"""Debian packages: what is missing is installed by root, or named."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from machine.failure import MachineError
from machine.process import run

PORTAL = (
    "python3-venv",
    "python3-dev",
    "gcc",
    "libc6-dev",
    "libpq-dev",
    "libmagic1",
    "postgresql",
    "redis-tools",
    "openjdk-17-jre-headless",
    "maven",
)
TESTS = ("chromium", "poppler-utils")
BENCH = ("wrk",)
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/rouen.conf")


def missing(names: tuple[str, ...]) -> list[str]:
    """Those of some packages that are not installed."""
    return [name for name in names if not _is_installed(name)]


def install(names: list[str], log: Path) -> None:
    """Install packages without starting a system service."""
    if os.getuid() != 0:
        raise MachineError(f"Some Debian packages are missing. Have root run: apt-get install {' '.join(names)}")
    _no_system_cluster()
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-q"], log=log, env=environment)
    run(["apt-get", "install", "-q", "-y", "--no-install-recommends", *names], log=log, env=environment)


# Ubuntu 24.04 renamed some libraries when their time_t grew: libmagic1 is libmagic1t64 there.
def _is_installed(name: str) -> bool:
    return any(_status(each) == "installed" for each in (name, f"{name}t64"))


def _status(name: str) -> str:
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}", name]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout


# Debian's PostgreSQL makes and starts a cluster of its own when it is installed: ours is another one.
def _no_system_cluster() -> None:
    if Path("/usr/lib/postgresql").exists():
        return
    NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
    NO_CLUSTER.write_text("create_main_cluster = false\n")
