"""The first accounts: the sysadmin, its API token, and whoever the demo brings."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from machine import stamps
from machine.ckan import ckan, command
from machine.postgres import data_folder
from machine.process import as_service, output
from machine.world import World

SYSADMIN = "admin"
SYSADMIN_ROLE = "administrateur du site (sysadmin)"
TOKEN = "sysadmin_token"  # noqa: S105 - a file's name


@dataclass(frozen=True)
class Login:
    """Somebody who may log in, and where the password is kept."""

    name: str
    role: str
    password_file: str


def folder(world: World) -> Path:
    """Where passwords of the first accounts lie, readable by the service account alone."""
    path = world.folder("secrets", "logins")
    path.chmod(0o700)
    return path


def token_file(world: World) -> Path:
    """The file of the sysadmin's API token."""
    return world.state / "secrets" / TOKEN


def create_sysadmin(world: World) -> None:
    """Create the sysadmin and a token for the API, once in each database."""
    inputs = stamps.digest(data_folder(world).stat().st_ino)
    if stamps.is_done(world.state / "stamps", "sysadmin", inputs):
        return
    folder(world)
    password = world.secret(f"logins/{SYSADMIN}")
    if not _user_exists(world, SYSADMIN):
        _add_user(world, SYSADMIN, password)
    ckan(world, "sysadmin", "add", SYSADMIN)
    answer = ckan(world, "user", "token", "add", "--quiet", SYSADMIN, "deploy")
    world.write(token_file(world), answer.split()[-1], mode=0o600)
    stamps.mark_done(world.state / "stamps", "sysadmin", inputs)


def logins(world: World) -> list[Login]:
    """Everybody whose password this machine knows."""
    place = folder(world)
    known = place / "logins.json"
    people = [{"name": SYSADMIN, "role": SYSADMIN_ROLE}]
    if known.exists():
        people += json.loads(known.read_text())
    return [Login(person["name"], person["role"], str(place / person["name"])) for person in people]


def as_json(world: World) -> list[dict[str, str]]:
    """The logins as `status --json` shows them."""
    return [asdict(login) for login in logins(world)]


# The password goes in by the prompt: everyone can read the words of a command. CKAN reads stdin where no terminal is.
def _add_user(world: World, name: str, password: str) -> None:
    words = command(world, "user", "add", name, f"email={name}@localhost.invalid")
    output(words, input=f"{password}\n{password}\n", start_new_session=True, **as_service(world))


def _user_exists(world: World, name: str) -> bool:
    return f"name={name}" in ckan(world, "user", "list")
