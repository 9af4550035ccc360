"""Actions of publication: what happened to a file, checking one, trying again, which profiles there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context, DataDict

from ...core.growth import AGAIN, START_OVER
from ...core.publication import FINAL_STATES, PUBLISHED, Publication
from ...core.tabular.profile import Profile
from ...store import datastore
from ...store import publication as record
from ...store.kpi import feeds
from .. import publication as publications
from ..acting import may_edit
from ..language import language
from ..publication import showing
from ..publication.checking import check_latest, check_upload

__all__ = [
    "datastore_create",
    "datastore_delete",
    "datastore_upsert",
    "rouen_profile_list",
    "rouen_profile_show",
    "rouen_publication_check",
    "rouen_publication_list",
    "rouen_publication_republish",
    "rouen_publication_retry",
    "rouen_publication_show",
]


@tk.side_effect_free
def rouen_profile_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Profiles that any resource may name, each as `{name, version, title}`; anyone may ask.

    A national schema is named with its version: `name@version`.
    """
    tk.check_access("rouen_profile_list", context, data_dict)
    return [
        {"name": profile.name, "version": profile.version, "title": profile.title.text(language())}
        for profile in sorted(publications.offered().values(), key=lambda profile: profile.name)
    ]


@tk.side_effect_free
def rouen_profile_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """One profile: `{name, version, title, description, fields[], rules[], sha256}`; anyone may ask.

    :param name: the profile's name, or name@version
    """
    tk.check_access("rouen_profile_show", context, data_dict)
    return _profile_dict(_find_profile(tk.get_or_bust(data_dict, "name")))


@tk.side_effect_free
def rouen_publication_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """What happened to a file. Its `report` says among other things `layout`: `{name, title}` of the layout of others
    by which the file was read, when its header is not the profile's.

    Whoever may edit the resource sees every attempt and its whole report; others only what was published.

    :param id: id of a publication, or
    :param resource_id: the latest publication of this resource
    """
    publication = _find(data_dict)
    data = {"resource_id": publication.resource_id}
    tk.check_access("rouen_publication_show", context, data)
    if not may_edit(context, publication.resource_id):
        if "id" not in data_dict:
            publication = _last_published(publication.resource_id)
        if publication.state != PUBLISHED:
            raise tk.ObjectNotFound(tk._("Publication introuvable ou non publique."))
    return showing.as_dict(publication)


@tk.side_effect_free
def rouen_publication_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Publications of a resource, newest first; only the published ones for those who may not edit it.

    Their reports come without the issues, which `rouen_publication_show` gives. Editors see who sent each file.

    :param resource_id: the resource
    :param state: only those of this state, such as `published`
    :param limit: how many, at most; 100 by default, never more than 1 000: ask for the next ones with
    :param offset: how many newer ones to leave out
    """
    resource_id = tk.get_or_bust(data_dict, "resource_id")
    tk.check_access("rouen_publication_list", context, data_dict)
    limit = min(_count(data_dict, "limit", showing.USUAL), showing.MOST)
    offset, state = _count(data_dict, "offset", 0), data_dict.get("state") or None
    if may_edit(context, resource_id):
        return showing.with_senders(showing.listed(resource_id, state, limit, offset))
    return showing.listed(resource_id, PUBLISHED, limit, offset) if state in (None, PUBLISHED) else []


def rouen_publication_retry(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Publish the latest file of a resource again; give the new publication. For editors of the dataset.

    :param resource_id: the resource
    """
    resource_id = tk.get_or_bust(data_dict, "resource_id")
    tk.check_access("rouen_publication_retry", context, data_dict)
    latest = record.latest(model.Session, resource_id)
    if latest is None:
        raise tk.ObjectNotFound(tk._("Aucun fichier n'a été déposé pour cette ressource."))
    _check_may_publish(resource_id)
    publication_id = publications.receive_again(latest, latest.mode)
    model.Session.commit()
    return showing.as_dict(_found(record.show(model.Session, publication_id)))


def rouen_publication_republish(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Publish a file again that was received before, as it is kept; give the new publication. For editors.

    It is checked against the present profile of the resource. In a growing table its rows win over corrections made
    since; a table that is already what the file says is made anew.

    :param id: id of the publication whose file to publish, or
    :param resource_id: publish the last good file of this resource
    :param start_over: true: every row of a growing table that is not in the file is removed
    """
    publication = _find_to_republish(data_dict)
    tk.check_access("rouen_publication_republish", context, {"resource_id": publication.resource_id})
    _check_may_publish(publication.resource_id)
    mode = START_OVER if tk.asbool(data_dict.get("start_over") or False) else AGAIN
    publication_id = publications.receive_again(publication, mode)
    model.Session.commit()
    return showing.as_dict(_found(record.show(model.Session, publication_id)))


def rouen_publication_check(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Check a file and publish nothing; nothing is kept of it. For those who may create datasets.

    Gives the report, and `profile`: `{name, version, title, inferred, fields}` with which the file was read.

    :param upload: the file, or
    :param resource_id: check the latest file of this resource, or the upload, beside what it publishes: for a growing
        table `growth` says what the file would add and correct
    :param package_id: the dataset in which the file would be a new resource: what its organisation has described and
        published counts
    :param profile: name of the profile; that of the resource by default; where there is none, one is inferred
    :param sheet: sheet of a workbook; that of the resource by default
    """
    tk.check_access("rouen_publication_check", context, data_dict)
    profile, sheet, resource_id = (data_dict.get(key) or "" for key in ("profile", "sheet", "resource_id"))
    if resource_id and not data_dict.get("upload"):
        checked = check_latest(resource_id, profile, sheet)
    else:
        checked = check_upload(data_dict.get("upload"), profile, sheet, resource_id, _dataset_id(data_dict))
    return showing.check_as_dict(checked)


@tk.chained_action
def datastore_create(next_action: Callable[..., Any], context: Context, data_dict: DataDict) -> Any:
    """CKAN's action, refused on a table that publications fill."""
    _refuse_managed(data_dict)
    return next_action(context, data_dict)


@tk.chained_action
def datastore_upsert(next_action: Callable[..., Any], context: Context, data_dict: DataDict) -> Any:
    """CKAN's action, refused on a table that publications fill."""
    _refuse_managed(data_dict)
    return next_action(context, data_dict)


@tk.chained_action
def datastore_delete(next_action: Callable[..., Any], context: Context, data_dict: DataDict) -> Any:
    """CKAN's action, refused on a table that publications fill."""
    _refuse_managed(data_dict)
    return next_action(context, data_dict)


def _refuse_managed(data_dict: DataDict) -> None:
    resource_id = data_dict.get("resource_id") or data_dict.get("id")
    if not isinstance(resource_id, str):
        return
    if feeds.is_feed(model.Session, resource_id):
        message = tk._("Cette table est l’historique d’un indicateur : le portail seul l’écrit.")
        raise tk.ValidationError({"resource_id": [message]})
    if datastore.ledger(resource_id):
        message = tk._("Cette table est remplie par les fichiers publiés : déposez un fichier pour la changer.")
        raise tk.ValidationError({"resource_id": [message]})


def _find(data_dict: DataDict) -> Publication:
    if publication_id := data_dict.get("id"):
        return _found(record.show(model.Session, publication_id))
    return _found(record.latest(model.Session, tk.get_or_bust(data_dict, "resource_id")))


def _find_to_republish(data_dict: DataDict) -> Publication:
    if publication_id := data_dict.get("id"):
        return _found(record.show(model.Session, publication_id))
    return _found(record.last_accepted(model.Session, tk.get_or_bust(data_dict, "resource_id")))


def _check_may_publish(resource_id: str) -> None:
    latest = record.latest(model.Session, resource_id)
    if latest and latest.state not in FINAL_STATES:
        raise tk.ValidationError({"resource_id": [tk._("Une publication de cette ressource est déjà en cours.")]})
    if not publications.names_profile(resource_id):
        message = tk._("Cette ressource n'a pas de modèle : déposez le fichier à nouveau pour le remplacer.")
        raise tk.ValidationError({"resource_id": [message]})


def _dataset_id(data_dict: DataDict) -> str:
    """The id of the dataset that is named."""
    package = model.Package.get(data_dict.get("package_id") or "")
    return str(package.id) if package else ""


def _count(data_dict: DataDict, name: str, usual: int) -> int:
    try:
        return max(0, int(data_dict.get(name, usual)))
    except (TypeError, ValueError) as error:
        raise tk.ValidationError({name: [tk._("Un nombre entier est attendu.")]}) from error


def _last_published(resource_id: str) -> Publication:
    return _found(record.last_published(model.Session, resource_id))


def _found(publication: Publication | None) -> Publication:
    if publication is None:
        raise tk.ObjectNotFound(tk._("Publication introuvable ou non publique."))
    return publication


def _find_profile(name: str) -> Profile:
    profile = publications.find_profile(name)
    if profile is None:
        raise tk.ObjectNotFound(tk._("Modèle inconnu : {name}").format(name=name))
    return profile


def _profile_dict(profile: Profile) -> dict[str, Any]:
    descriptor = dict(profile.descriptor)
    return {
        "name": profile.name,
        "version": profile.version,
        "title": profile.title.text(language()),
        "description": profile.description.text(language()),
        "fields": descriptor.get("fields", []),
        "primary_key": list(profile.primary_key),
        "rules": descriptor.get("rules", []),
        "sha256": profile.sha256,
    }
