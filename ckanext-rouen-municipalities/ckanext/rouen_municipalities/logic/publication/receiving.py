"""A publication is written in the transaction that saves its resource; the job queue only carries the wake-up."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from sqlalchemy import event

from ...core.growth import FILE
from ...core.profiles import TO_PROPOSE, WAITS_FOR_CHOICES
from ...core.publication import PENDING, PUBLISHED, REFUSED, KeptFile, NewPublication, Publication
from ...store import publication as record
from ...store.datastore import share_no_connection
from .profiles import freeze
from .queueing import wake

_NOTED = "rouen_publications"


def listen() -> None:
    """Wake a worker after each commit that wrote publications (called once, at start)."""
    share_no_connection()
    if not event.contains(model.Session, "after_commit", _wake_workers):
        event.listen(model.Session, "after_commit", _wake_workers)
        event.listen(model.Session, "after_rollback", _forget)


def receive(resource_id: str, file: KeptFile, mode: str = FILE) -> str:
    """Write the publication of a file within the caller's transaction; give its id.

    Without a profile there is no table: the file is accepted as it comes. With one that its officer has yet to confirm,
    nothing of it is shown until she has.
    """
    return _add(model.Session.get(model.Resource, resource_id), file, mode)


def receive_again(publication: Publication, mode: str = FILE) -> str:
    """Write a new publication of a file that was received before, under the resource's present profile."""
    return receive(publication.resource_id, publication.file, mode)


def names_profile(resource_id: str) -> bool:
    """Whether the files of a resource become a table."""
    resource = model.Session.get(model.Resource, resource_id)
    return resource is not None and _field(resource, "profile") is not None


def follow_dataset(package_id: str) -> None:
    """Check the file of a resource again when its profile or its sheet was changed without a new upload."""
    package = model.Package.get(package_id)
    for resource in package.resources if package else []:
        latest = record.latest(model.Session, resource.id)
        if latest is not None and (latest.profile, latest.sheet) != (_field(resource, "profile"), _sheet(resource)):
            _add(resource, latest.file)


def _add(resource: Any, file: KeptFile, mode: str = FILE) -> str:
    profile = _field(resource, "profile")
    state, reason = _first_state(profile)
    new = NewPublication(
        resource_id=resource.id,
        package_id=resource.package_id,
        user_id=_user_id(),
        profile=profile,
        sheet=_sheet(resource),
        file=file,
        state=state,
        reason=reason,
        mode=mode,
    )
    publication_id = record.add(model.Session, new)
    if state == PENDING:
        freeze(profile or "")
        model.Session().info.setdefault(_NOTED, []).append(publication_id)
    return publication_id


def _first_state(profile: str | None) -> tuple[str, str | None]:
    if profile == TO_PROPOSE:
        return REFUSED, WAITS_FOR_CHOICES
    return (PENDING if profile else PUBLISHED), None


def _field(resource: Any, name: str) -> str | None:
    return resource.extras.get(name) or None


def _sheet(resource: Any) -> str | None:
    """The sheet that counts: without a profile nothing is read."""
    return _field(resource, "sheet") if _field(resource, "profile") else None


def _user_id() -> str | None:
    return getattr(tk.current_user, "id", None) if tk.current_user else None


def _wake_workers(session: Any) -> None:
    """Nothing may be raised here: the change is saved already."""
    for publication_id in session.info.pop(_NOTED, []):
        wake(publication_id)


def _forget(session: Any) -> None:
    session.info.pop(_NOTED, None)
