"""The organisation of a commune and its administrator, made in the transaction of the decision or not at all."""

from __future__ import annotations

import secrets
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import mailer
from ckan.logic.schema import create_user_for_user_invite_schema

from ...core.joining import account_name
from ...core.territory import METROPOLE_NAME, Commune
from ...store import people, territory
from ..acting import as_the_portal
from ..validators import address_from

_RANDOM_BYTES = 3


def found(commune: Commune, email: str) -> tuple[str, Any]:
    """The name of the commune's organisation and the account that administers it, both made when they are missing.

    Raises ValidationError.
    """
    existing = territory.commune_organizations(model.Session).get(commune.insee)
    name = existing.name if existing else _free_name(commune)
    account = people.account_of(model.Session, email) or invited(email, name)
    if existing:
        _add_administrator(existing.id, account)
    else:
        _create(commune, name, account)
    return name, account


def _free_name(commune: Commune) -> str:
    name = address_from(commune.name)
    taken = model.Group.get(name)
    if taken is None:
        return name
    if taken.is_organization and taken.state == "active" and not taken.extras.get("insee"):
        words = tk._(
            "L'organisation « %(name)s » existe déjà, sans code INSEE. Si c'est celle de la commune, demandez à un "
            "administrateur du site de lui donner le code %(insee)s dans son formulaire, puis acceptez la demande."
        )
        raise tk.ValidationError({"organization": [words % {"name": name, "insee": commune.insee}]})
    return f"{name}-{commune.insee}"


def _create(commune: Commune, name: str, account: Any) -> None:
    # Its creator becomes its administrator: nobody else has to be made one, or taken out.
    context = {"ignore_auth": True, "user": account.name, "defer_commit": True}
    values = {
        "name": name,
        "title": commune.name,
        "insee": commune.insee,
        "siren": commune.siren,
        "description": f"Commune de la {METROPOLE_NAME}.",
    }
    tk.get_action("organization_create")(context, values)


def _add_administrator(organization_id: str, account: Any) -> None:
    member = {"id": organization_id, "object": account.id, "object_type": "user", "capacity": "admin"}
    tk.get_action("member_create")({**as_the_portal(), "defer_commit": True}, member)


def invited(email: str, organization: str) -> Any:
    """An account without a password; the mailed link lets its owner choose one."""
    values = {"name": account_name(organization, secrets.token_hex(_RANDOM_BYTES)), "email": email, "state": "pending"}
    context = {**as_the_portal(), "defer_commit": True, "schema": create_user_for_user_invite_schema()}
    account = model.User.get(tk.get_action("user_create")(context, values)["id"])
    account.reset_key = mailer.make_key()
    return account


def organization_name(insee: str) -> str:
    """What the organisation of a commune is called in addresses. Raises ObjectNotFound."""
    existing = territory.commune_organizations(model.Session).get(insee)
    if existing is None:
        raise tk.ObjectNotFound(tk._("Cette commune n'a pas d'organisation."))
    return existing.name
