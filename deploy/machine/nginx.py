"""nginx's program, for what is measured against it. Taken out of its package: installing it would start a server."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from machine.failure import MachineError
from machine.process import run
from machine.world import World

INSTALLED = Path("/usr/sbin/nginx")


def program(world: World) -> Path:
    """Where the program is, or will be after `fetch`."""
    return INSTALLED if INSTALLED.exists() else world.shared / "nginx" / "usr" / "sbin" / "nginx"


def fetch(world: World, log: Path) -> None:
    """Bring the program from Debian, once."""
    if program(world).exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        run(["apt-get", "download", "nginx"], log=log, cwd=folder)
        packages = list(Path(folder).glob("nginx_*.deb"))
        if not packages:
            raise MachineError("Debian's package nginx could not be fetched.")
        unfinished = world.shared / "nginx.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        run(["dpkg-deb", "--extract", packages[0], unfinished], log=log)
        unfinished.rename(world.shared / "nginx")
