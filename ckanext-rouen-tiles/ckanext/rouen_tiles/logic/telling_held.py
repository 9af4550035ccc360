"""The mail about tiles that the guard holds: to the administrators of the Métropole, once a day."""

from __future__ import annotations

import hashlib

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.rouen_municipalities import config as base
from ckanext.rouen_municipalities.logic import mailing
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.store import people

from ..store import tile as tiles
from . import release


def of_held() -> int:
    """Tell that a release was held; how many mails wait to be sent."""
    held = release.held()
    if not held:
        return 0
    key = f"tiles-held:{hashlib.sha256(' '.join(held).encode()).hexdigest()[:16]}:{today()}"
    organization = tiles.organization_id(model.Session, base.metropole_organization())
    told = sum(_queue(person.email, f"{key}:{person.id}", held) for person in _administrators(organization))
    model.repo.commit()
    return told


def _queue(address: str, key: str, held: list[str]) -> bool:
    if not mailing.is_address(address):
        return False
    link = tk.url_for("rouen_tiles.releases", qualified=True, locale="default")
    return mailing.queue(mailing.write("tiles_held", to=address, key=key, held=held, link=link))


def _administrators(organization: str | None) -> list[people.Person]:
    return people.administrators(model.Session).get(organization or "", [])
