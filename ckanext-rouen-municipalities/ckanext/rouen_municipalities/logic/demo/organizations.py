"""The Métropole and the communes of the demo as organisations, with what the register says of them."""

from __future__ import annotations

from typing import Any

from ...core.territory import METROPOLE_NAME, METROPOLE_SIREN, all_communes
from .common import COMMUNES, METROPOLE, call, find, members


def add_organizations() -> int:
    """Create those that are missing; give how many there are."""
    wanted = [_metropole(), *(_commune(name, insee) for name, insee in COMMUNES.items())]
    for organization in wanted:
        if not find("organization_show", organization["name"]):
            _create(organization)
    return len(wanted)


def _create(organization: dict[str, Any]) -> None:
    """CKAN makes the creator an administrator: here that is the site's own user, who must not count as one."""
    created = call("organization_create", **organization)
    for user_id in members(created["id"]):
        call("organization_member_delete", id=created["id"], username=user_id)


def _metropole() -> dict[str, Any]:
    return {
        "name": METROPOLE,
        "title": METROPOLE_NAME,
        "siren": METROPOLE_SIREN,
        "description": "L'établissement public qui réunit 71 communes et conduit la démarche de données ouvertes.",
        "website": "https://www.metropole-rouen-normandie.fr/",
    }


def _commune(name: str, insee: str) -> dict[str, Any]:
    commune = all_communes()[insee]
    return {
        "name": name,
        "title": commune.name,
        "insee": insee,
        "siren": commune.siren,
        "description": f"Commune de la {METROPOLE_NAME}.",
        "referent_pilot": "Direction générale des services",
        "referent_dpo": "Service juridique",
    }
