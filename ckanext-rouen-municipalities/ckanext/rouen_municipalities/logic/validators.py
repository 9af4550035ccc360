"""Validators that the scheming schemas name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import munge

from .. import config
from ..core.tabular.codes import is_siret
from ..core.territory import METROPOLE_SIREN, all_communes, siren_is_valid
from ..core.workshop import clock, lines_of
from .publication.privacy import why_not_into_public, why_not_made_public, why_not_shown
from .publication.profiles import pinned
from .publication.schemas import SchemaUnavailable
from .territory import unknown_code

__all__ = [
    "rouen_clock",
    "rouen_commune_code",
    "rouen_default_licence",
    "rouen_kind",
    "rouen_known_licence",
    "rouen_known_profile",
    "rouen_links",
    "rouen_name_from_title",
    "rouen_not_before",
    "rouen_on_behalf",
    "rouen_portal_only",
    "rouen_private_profile",
    "rouen_siren",
    "rouen_siret",
    "rouen_stays_private",
    "rouen_sysadmin_only",
]

#: What a dataset is published under when nobody says otherwise.
DEFAULT_LICENCE = "etalab-2.0"

_LONGEST_NAME = 90
#: Letters that CKAN would leave out of an address.
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})

Key = tuple[Any, ...]
Data = dict[Key, Any]
Errors = dict[Key, list[str]]
Context = dict[str, Any]


def rouen_portal_only(key: Key, data: Data, errors: Errors, context: Context) -> None:
    """A field that only the portal itself sets: what anybody else sends must be what is stored."""
    _keep_unless(bool(context.get("ignore_auth")), key, data, context)


def rouen_sysadmin_only(key: Key, data: Data, errors: Errors, context: Context) -> None:
    """A field that comes from the register: an administrator of the commune cannot change it."""
    allowed = context.get("ignore_auth") or getattr(context.get("auth_user_obj"), "sysadmin", False)
    _keep_unless(bool(allowed), key, data, context)


def rouen_default_licence(value: Any) -> Any:
    """The Licence Ouverte 2.0 for a dataset that names no licence."""
    return DEFAULT_LICENCE if value is tk.missing or not value else value


def rouen_known_licence(value: str) -> str:
    """A licence of the portal's list."""
    if value not in model.Package.get_license_register():
        raise tk.Invalid(tk._("Licence inconnue : %(licence)s") % {"licence": value})
    return value


def rouen_known_profile(value: str) -> str:
    """The name of a profile that the portal knows, a national schema's with its version."""
    try:
        name = pinned(value)
    except SchemaUnavailable as error:
        raise tk.Invalid(str(error)) from error
    if name is None:
        raise tk.Invalid(tk._("Modèle inconnu : %(profile)s") % {"profile": value})
    return name


def rouen_private_profile(key: Key, data: Data, errors: Errors, context: Context) -> None:
    """A table that is private by default is in no public dataset, and makes none of a private one."""
    if _is_private(data):
        return
    package, resource_id = context.get("package"), data.get((*key[:-1], "id"))
    if package is None or not package.private or not resource_id or resource_id is tk.missing:
        if reason := why_not_into_public(data[key]):
            errors[key].append(reason)
    elif reason := why_not_shown(data[key], resource_id, data.get((*key[:-1], "name")) or resource_id):
        errors.setdefault(("private",), []).append(reason)


def rouen_stays_private(key: Key, data: Data, errors: Errors, context: Context) -> None:
    """The form of a dataset says nothing of its files, which stay: a private table among them keeps it private."""
    package = context.get("package")
    keeps_files = context.get("allow_partial_update") and not any(each[0] == "resources" for each in data)
    if package is None or not package.private or not keeps_files or _is_private(data):
        return
    if reason := why_not_made_public(package.id):
        errors[key].append(reason)


def _is_private(data: Data) -> bool:
    private = data.get(("private",))
    return private is not tk.missing and bool(private) and bool(tk.asbool(private))


def rouen_name_from_title(key: Key, data: Data, errors: Errors, context: Context) -> None:
    """The address of a dataset that is sent without one: the one it has, else one made from its title."""
    if data.get(key) is not tk.missing and data.get(key):
        return
    package, title = context.get("package"), data.get(("title",))
    if package is None and (title is tk.missing or not title):
        errors[("title",)].append(tk._("Missing value"))
        raise tk.StopOnError
    data[key] = package.name if package else _free_name(title)


def rouen_not_before(other: str) -> Callable[[Key, Data, Errors, Context], None]:
    """A day that is not before that of the field `other`."""

    def validate(key: Key, data: Data, errors: Errors, context: Context) -> None:
        start, end = data.get((*key[:-1], other)), data.get(key)
        if start and end and start is not tk.missing and end is not tk.missing and str(end) < str(start):
            errors[key].append(tk._("La fin est avant le début."))

    return validate


def rouen_clock(value: str) -> str:
    """A time of day; 9h30 and 9:30 are written 09:30."""
    try:
        return f"{clock(_with_minutes(value)):%H:%M}"
    except ValueError as error:
        raise tk.Invalid(tk._("Heure attendue, par exemple 14:30.")) from error


def _with_minutes(text: str) -> str:
    hour, _, minutes = text.strip().lower().replace("h", ":").partition(":")
    return f"{hour}:{minutes or '00'}"


def rouen_links(value: str) -> str:
    """One address of the web a line."""
    for line in lines_of(value):
        if not line.startswith(("https://", "http://")) or " " in line:
            no_address = tk._("« %(line)s » n'est pas une adresse : un lien commence par https://")
            raise tk.Invalid(no_address % {"line": line})
    return "\n".join(lines_of(value))


def rouen_commune_code(value: str) -> str:
    """An INSEE code of the register; empty for the Métropole and its partners."""
    unknown = unknown_code(value) if value else ""
    if unknown:
        raise tk.Invalid(unknown)
    return value


def rouen_on_behalf(key: Key, data: Data, errors: Errors, context: Context) -> None:
    """The INSEE code of the commune for which the Métropole publishes a dataset; nobody else publishes for another."""
    code = data.get(key)
    if not code or code is tk.missing:
        data.pop(key, None)
        raise tk.StopOnError
    metropole = model.Group.get(config.metropole_organization())
    if metropole is None or data.get(("owner_org",)) not in (metropole.id, metropole.name):
        errors[key].append(tk._("Seule la Métropole publie pour le compte d'une commune."))
    unknown = unknown_code(code)
    if unknown:
        errors[key].append(unknown)


def rouen_siren(key: Key, data: Data, errors: Errors, context: Context) -> None:
    """The SIREN of the register for a commune; for others nine digits that are one."""
    commune = all_communes().get(data.get(("insee",)) or "")
    if commune:
        data[key] = commune.siren
    elif data[key] and not siren_is_valid(data[key]):
        errors[key].append(tk._("%(siren)s n'est pas un numéro SIREN.") % {"siren": data[key]})


def rouen_siret(value: str) -> str:
    """Fourteen digits that are a SIRET."""
    if not is_siret(value):
        raise tk.Invalid(tk._("%(siret)s n'est pas un numéro SIRET.") % {"siret": value})
    return value


def rouen_kind(key: Key, data: Data, errors: Errors, context: Context) -> None:
    """Derived: a commune has an INSEE code, the Métropole its SIREN."""
    if data.get(("insee",)):
        data[key] = "commune"
    else:
        data[key] = "metropole" if data.get(("siren",)) == METROPOLE_SIREN else "other"


def address_from(title: str) -> str:
    """What a title is called in addresses: without accents, spaces and ligatures."""
    return str(munge.munge_title_to_name(title.translate(_LIGATURES))[:_LONGEST_NAME])


def _free_name(title: str) -> str:
    """A name like the title that no dataset has."""
    name = address_from(title)
    taken = {row.name for row in model.Session.query(model.Package.name).filter(model.Package.name.startswith(name))}
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(other for other in numbered if other not in taken)


def _keep_unless(allowed: bool, key: Key, data: Data, context: Context) -> None:
    """Put the stored value where none is sent; refuse another one unless `allowed`."""
    sent = data.get(key)
    stored = _stored(key[-1], context)
    if sent is tk.missing or sent is None or (sent == "" and not allowed):
        data[key] = stored
    elif not allowed and str(sent) != stored:
        raise tk.Invalid(tk._("Ce champ est tenu par le portail."))


def _stored(field: str, context: Context) -> str:
    """What is stored of this dataset or organisation, empty for a new one."""
    record = context.get("package") or context.get("group")
    return str(record.extras.get(field) or "") if record else ""
