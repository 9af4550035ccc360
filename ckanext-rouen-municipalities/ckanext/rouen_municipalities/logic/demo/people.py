"""The people of the demo: an officer of the Métropole and one of a commune, with generated passwords."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from ckan import model

from .common import METROPOLE, call, members

_PASSWORD_BYTES = 12


@dataclass(frozen=True)
class Login:
    """An account of the demo and what it may do, in words."""

    name: str
    role: str


@dataclass(frozen=True)
class _Person:
    login: Login
    fullname: str
    organization: str
    capacity: str


_PEOPLE = (
    _Person(
        Login("metropole-officer", "Métropole : administre l'organisation metropole-rouen-normandie"),
        "Agent de la Métropole (démonstration)",
        METROPOLE,
        "admin",
    ),
    _Person(
        Login("rouen-officer", "Commune : administre l'organisation rouen"),
        "Agent de la ville de Rouen (démonstration)",
        "rouen",
        "admin",
    ),
)


def add_people(folder: Path | None) -> list[Login]:
    """Create who is missing. With a folder: a file per person holds the password, `logins.json` lists the accounts."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    for person in _PEOPLE:
        _add(person, _password(folder, person.login.name))
    logins = [person.login for person in _PEOPLE]
    if folder:
        _write(folder / "logins.json", json.dumps([asdict(login) for login in logins], ensure_ascii=False))
    return logins


def _password(folder: Path | None, name: str) -> str:
    """The password in the folder's file, generated when there is none yet."""
    file = folder / name if folder else None
    if file and file.exists():
        return file.read_text(encoding="utf-8").strip()
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    if file:
        _write(file, password)
    return password


def _write(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text)


def _add(person: _Person, password: str) -> None:
    name = person.login.name
    user = model.User.get(name)
    if user is None:
        call("user_create", name=name, fullname=person.fullname, email=f"{name}@example.org", password=password)
        user = model.User.get(name)
    elif not user.validate_password(password):
        call("user_patch", id=user.id, password=password)
    if user.id not in members(person.organization):
        call("organization_member_create", id=person.organization, username=name, role=person.capacity)
