"""Tables that are private by default: what keeps their dataset from being public, in words."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ... import config
from ...core.publication import KeptFile
from ...core.tabular.checking import Layouts
from ...core.tabular.issues import Refused
from ...core.tabular.profile import Profile
from ...core.tabular.recognising import has_values
from ...store import datastore, files
from ...store import publication as record
from ..language import language
from .layouts import layouts_in
from .profiles import find_profile, registers

#: what identifies a meter or a person has at least as many digits, a date or a year has fewer
_NUMBER = re.compile(r"[ _-]*\d{9,}")


def is_private(profile_name: str) -> bool:
    """Whether a dataset for tables of this profile is made private."""
    profile = find_profile(profile_name)
    return profile is not None and profile.hints.private


def why_not_into_public(profile_name: str) -> str:
    """Why a file of this profile cannot be kept in a public dataset; nothing when it can."""
    profile = find_profile(profile_name)
    if profile is None or not profile.hints.private:
        return ""
    return tk._(
        "Une table « {title} » est privée : mettez-la dans un jeu de données privé, ou rendez d'abord celui-ci privé "
        "(Modifier, puis « Qui voit ce jeu ? »)."
    ).format(title=_title(profile))


def why_not_received(resource: dict[str, Any], file: KeptFile) -> str:
    """Why a public dataset does not take a file: nothing of it is to be kept there, not even its name."""
    profile = _shown_in_part(resource)
    if profile is None or file.bytes > config.checked_bytes():
        return ""
    layouts = layouts_in(file.name, _package_of(resource).id, resource.get("layout") or "")
    filled = [field.name for field in profile.private_fields if _has_values(file, profile, layouts, field.name)]
    if not filled:
        return ""
    return tk._(
        "Ce fichier a des valeurs dans une colonne privée ({columns}) et ce jeu de données est public : déposez-le "
        "dans un jeu privé, ou rendez d'abord celui-ci privé (Modifier, puis « Qui voit ce jeu ? »)."
    ).format(columns=", ".join(filled))


def name_for_all(resource: dict[str, Any], name: str) -> str:
    """What anyone may read of a file's name: without the number of a meter, where its table may have any."""
    return _NUMBER.sub("", name) if _shown_in_part(resource) else name


def why_not_made_public(package_id: str) -> str:
    """Why a private dataset cannot be made public as it is; nothing when it can."""
    found = (
        why_not_shown(str(resource.extras.get("profile") or ""), resource.id, resource.name or resource.id)
        for resource in _resources(package_id)
    )
    return next(filter(None, found), "")


def why_not_shown(profile_name: str, resource_id: str, name: str) -> str:
    """Why a file of a private dataset keeps it from being made public; nothing when it does not."""
    profile = find_profile(profile_name)
    if profile is None:
        return ""
    if profile.hints.private:
        return tk._(
            "Le fichier « {name} » est une table privée ({title}) : mettez-le dans un autre jeu de données, privé, "
            "avant de rendre celui-ci public."
        ).format(name=name, title=_title(profile))
    columns = [field.name for field in profile.private_fields]
    if columns and _is_awaited(resource_id):
        waiting = tk._("Le fichier « {name} » n'est pas encore vérifié : attendez qu'il soit publié ou refusé.")
        return waiting.format(name=name)
    filled = [column for column in columns if datastore.has_values(resource_id, column)]
    if not filled:
        return ""
    return tk._(
        "Le fichier « {name} » a des valeurs dans une colonne privée ({columns}) : déposez-le sans elles avant de "
        "rendre ce jeu public."
    ).format(name=name, columns=", ".join(filled))


def _package_of(resource: dict[str, Any]) -> Any:
    """The dataset that a resource is in, or is to be in."""
    known = model.Session.get(model.Resource, resource["id"]) if resource.get("id") else None
    return model.Package.get(known.package_id if known else resource.get("package_id"))


def _shown_in_part(resource: dict[str, Any]) -> Profile | None:
    """The profile of a resource in a public dataset, when some of its columns are private."""
    profile, package = find_profile(str(resource.get("profile") or "")), _package_of(resource)
    if profile is None or not profile.private_fields or package is None or package.private:
        return None
    return profile


def _has_values(file: KeptFile, profile: Profile, layouts: Layouts, column: str) -> bool:
    """Whether a file has values in a column, as far as it can be told while somebody waits."""
    try:
        return has_values(files.path_of(file.sha256), profile, [column], layouts, registers())
    except Refused:
        return False


def _resources(package_id: str) -> list[Any]:
    query = model.Session.query(model.Resource).filter_by(package_id=package_id, state="active")
    return list(query.order_by(model.Resource.position))


def _is_awaited(resource_id: str) -> bool:
    latest = record.latest(model.Session, resource_id)
    return latest is not None and not latest.is_final


def _title(profile: Profile) -> str:
    return profile.title.text(language()) or profile.name
