"""Where everything of one running portal lies.

A clone has one home, and in it one folder per world: `portal`, `test`, or what ROUEN_WORLD says.
Worlds of one clone share what is costly to install; everything else is their own.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from machine.account import Account, service_account
from machine.failure import MachineError

PORTAL = "portal"
FOLDERS = ("etc", "log", "mail", "redis", "run", "secrets", "stamps", "storage", "tiles", "tmp")
#: What an emptied world keeps: its locks and ports, its logs, what its tests reported, caches.
KEPT_FOLDERS = ("run", "log", "reports", "tmp")
ROOT_HOME = Path("/var/lib")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")


@dataclass(frozen=True)
class World:
    """One world of one clone."""

    name: str
    clone: Path
    home: Path
    account: Account

    @property
    def state(self) -> Path:
        """The folder of this world's own files."""
        return self.home / self.name

    @property
    def shared(self) -> Path:
        """The folder of what all worlds of this clone use."""
        return self.home / "shared"

    @property
    def is_portal(self) -> bool:
        """Whether people use this world; the others are for tests."""
        return self.name == PORTAL

    @property
    def ini(self) -> Path:
        """CKAN's configuration of the running services."""
        return self.state / "etc" / "ckan.ini"

    @property
    def environment(self) -> Path:
        """The virtual environment that this world runs from."""
        return self.shared / ("venv-portal" if self.is_portal else "venv-test")

    @property
    def solr_libraries(self) -> Path:
        """The folder of Solr's jars."""
        return self.shared / "solr-lib"

    def folder(self, *parts: str) -> Path:
        """A folder of this world, made when it is missing and owned by the services."""
        path = self.state.joinpath(*parts)
        if not path.is_dir():
            path.mkdir(mode=0o750, parents=True, exist_ok=True)
            self.account.own(path)
        return path

    def write(self, path: Path, text: str, mode: int = 0o640) -> bool:
        """Write a file whole or not at all; true when its text changed."""
        if path.exists() and path.read_text() == text:
            return False
        temporary = path.with_name(f".{path.name}.new")
        temporary.touch(mode=0o600)
        temporary.write_text(text)
        temporary.chmod(mode)
        self.account.own(temporary)
        temporary.replace(path)
        return True

    def secret(self, name: str) -> str:
        """A generated password, the same at every call."""
        path = self.state / "secrets" / name
        if not path.exists():
            self.write(path, secrets.token_hex(24), mode=0o600)
        return path.read_text()


def current_world(default: str = PORTAL) -> World:
    """The world that ROUEN_WORLD names, else the default one."""
    name = os.environ.get("ROUEN_WORLD") or default
    if not _NAME.fullmatch(name) or name == "shared":
        raise MachineError(f"ROUEN_WORLD={name!r}: use lower-case letters, digits and '-', starting with a letter.")
    clone = Path(__file__).resolve().parents[2]
    return World(name, clone, home_of(clone), service_account())


def home_of(clone: Path) -> Path:
    """The home of a clone: in it for a user, outside for root, whose files services cannot enter."""
    if os.getuid() != 0:
        return clone / "var"
    digest = hashlib.sha256(str(clone).encode()).hexdigest()[:10]
    return ROOT_HOME / f"rouen-{digest}"


def prepare(world: World) -> None:
    """Make the folders of a world, and the link `var` in the clone."""
    world.home.mkdir(mode=0o755, parents=True, exist_ok=True)
    world.shared.mkdir(mode=0o755, exist_ok=True)
    world.folder()
    for name in FOLDERS:
        world.folder(name)
    _link(world.clone / "var", world.home)


def empty(world: World) -> None:
    """Throw away what a world that is down has stored, down to its secrets; its ports stay its own."""
    for path in world.state.iterdir():
        if path.name in KEPT_FOLDERS:
            continue
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    prepare(world)


def _link(link: Path, home: Path) -> None:
    if link == home or (link.exists() and not link.is_symlink()):
        return
    if link.is_symlink():
        if link.readlink() == home:
            return
        link.unlink()
    link.symlink_to(home)
