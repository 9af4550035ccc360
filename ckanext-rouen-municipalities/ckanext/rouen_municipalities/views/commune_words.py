"""What templates say of communes: steps, states, roles, filters; words of the page's language."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, model

from .. import config
from ..core.completeness import State
from ..core.membership import Position
from ..core.referents import Role
from ..logic.clock import today
from ..logic.publication.profiles import offered
from ..logic.territory import commune_states

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


def rouen_workbooks(expected: list[dict[str, Any]]) -> dict[str, str]:
    """The model whose workbook is to fill in for each schema that a commune lacks, by schema."""
    models = offered()
    lacking = (each for each in expected if each["state"] in (State.ABSENT, State.INVALID, State.STALE))
    found = {
        each["schema"]: [name for model in each["models"] for name in models if name.partition("@")[0] == model]
        for each in lacking
    }
    return {schema: names[0] for schema, names in found.items() if names}


def rouen_commune_position(insee: str) -> Position | None:
    """Where a commune stands today; None for a code that is no commune's."""
    states = commune_states(model.Session, today())
    return next((state.position for state in states if state.insee == insee), None)


def rouen_own_data(reference: str) -> dict[str, Any] | None:
    """The dashboard of an organisation, None when the reader may not see it."""
    try:
        found: dict[str, Any] = tk.get_action("rouen_organization_dashboard")({}, {"id": reference})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    return found


def rouen_why_not_counted(reason: str) -> str:
    """Why a dataset is not counted as open, and what to do."""
    texts = {
        "draft": tk._("Brouillon : ajoutez un fichier et publiez-le."),
        "private": tk._("Privé : rendez-le public."),
        "no-licence": tk._("Sans licence : choisissez-en une, la Licence Ouverte 2.0 par exemple."),
        "licence-not-open": tk._("Sa licence n'est pas ouverte : choisissez la Licence Ouverte 2.0."),
        "no-resource": tk._("Sans fichier ni lien : ajoutez-en un."),
        "unreachable": tk._(
            "Aucun fichier accepté, aucun lien qui réponde : déposez le fichier, ou donnez sa nouvelle adresse."
        ),
        "harvested": tk._("Copie d'un jeu d'un autre portail : elle est comptée à part, il n'y a rien à faire."),
        "not-checked": tk._("Ses liens n'ont pas encore été vérifiés ; ils le seront bientôt."),
        "feed": tk._("Calculé par le portail : ces jeux ne comptent pas, il n'y a rien à faire."),
        "other-owner": tk._("L'organisation n'est pas du territoire : ses jeux ne comptent pas."),
    }
    return texts[reason]


def rouen_warning(code: str) -> str:
    """What an organisation lacks, and what to do."""
    texts = {
        "no-administrator": tk._(
            "Aucun compte n'administre l'organisation : la commune en demande un par le formulaire "
            "« Rejoindre la démarche »."
        ),
        "never-logged-in": tk._("Aucun administrateur de l'organisation ne s'est jamais connecté."),
        "some-never-logged-in": tk._("Un administrateur de l'organisation, au moins, ne s'est jamais connecté."),
    }
    if code in texts:
        return texts[code]
    return tk._("Référent à désigner : %(role)s") % {"role": rouen_role_label(code.removeprefix("vacant-"))}
