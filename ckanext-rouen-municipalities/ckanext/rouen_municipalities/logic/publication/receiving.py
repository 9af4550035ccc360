"""A publication is written in the transaction that saves its resource; the job queue only carries the wake-up."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from sqlalchemy import event

from ...core.publication import PENDING, PUBLISHED, KeptFile, NewPublication, Publication
from ...store import publication as record
from .queueing import wake

_NOTED = "rouen_publications"


def listen() -> None:
    """Wake a worker after each commit that wrote publications (called once, at start)."""
    if not event.contains(model.Session, "after_commit", _wake_workers):
        event.listen(model.Session, "after_commit", _wake_workers)
        event.listen(model.Session, "after_rollback", _forget)


def receive(resource_id: str, file: KeptFile) -> str:
    """Write the publication of a file within the caller's transaction; give its id.

    Without a profile there is no table: the file is accepted as it comes.
    """
    resource = model.Session.get(model.Resource, resource_id)
    profile = resource.extras.get("profile") or None
    return _add(resource, profile, file)


def receive_again(publication: Publication) -> str:
    """Write a new publication of a file that was received before, under the resource's present profile."""
    return receive(publication.resource_id, publication.file)


def follow_dataset(package_id: str) -> None:
    """Check the file of a resource again when its profile was changed without a new upload."""
    package = model.Package.get(package_id)
    for resource in package.resources if package else []:
        latest = record.latest(model.Session, resource.id)
        profile = resource.extras.get("profile") or None
        if latest is not None and latest.profile != profile:
            _add(resource, profile, latest.file)


def _add(resource: Any, profile: str | None, file: KeptFile) -> str:
    new = NewPublication(
        resource_id=resource.id,
        package_id=resource.package_id,
        user_id=_user_id(),
        profile=profile,
        file=file,
        state=PENDING if profile else PUBLISHED,
    )
    publication_id = record.add(model.Session, new)
    if profile:
        model.Session().info.setdefault(_NOTED, []).append(publication_id)
    return publication_id


def _user_id() -> str | None:
    return getattr(tk.current_user, "id", None) if tk.current_user else None


def _wake_workers(session: Any) -> None:
    """Nothing may be raised here: the change is saved already."""
    for publication_id in session.info.pop(_NOTED, []):
        wake(publication_id)


def _forget(session: Any) -> None:
    session.info.pop(_NOTED, None)
