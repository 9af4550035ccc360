"""What templates say of communes: steps, states, roles, filters; words of the page's language."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz

from .. import config
from ..core.completeness import State
from ..core.referents import Role

#: How a state looks: the end of a class of the theme.
_LOOKS = {
    State.VALID: "ok",
    State.VIA_METROPOLE: "ok",
    State.STALE: "warn",
    State.INVALID: "fail",
    State.ABSENT: "warn",
}


def rouen_leads() -> bool:
    """Whether the reader publishes for the Métropole, which may do so on a commune's behalf."""
    reader = tk.current_user.name if tk.current_user.is_authenticated else ""
    metropole = config.metropole_organization()
    return bool(authz.has_user_permission_for_group_or_org(metropole, reader, "create_dataset"))


def rouen_role_label(role: str) -> str:
    """The name of a role of an organisation."""
    labels = {
        Role.PILOT: tk._("Pilote de la démarche"),
        Role.PRADA: tk._("PRADA (accès aux documents administratifs)"),
        Role.DPO: tk._("DPO (protection des données personnelles)"),
        Role.GIS: tk._("SIG (données géographiques)"),
    }
    return labels[Role(role)]


def rouen_expectation_state(state: str) -> dict[str, Any]:
    """The name of a state of a schema, and how it looks."""
    labels = {
        State.VALID: tk._("Valide"),
        State.VIA_METROPOLE: tk._("Par la Métropole"),
        State.STALE: tk._("Périmé"),
        State.INVALID: tk._("Invalide"),
        State.ABSENT: tk._("Absent"),
        State.NATIONAL: tk._("Publié par l'État"),
        State.NOT_APPLICABLE: tk._("Sans objet"),
    }
    found = State(state)
    return {"label": labels[found], "look": _LOOKS.get(found, "")}
