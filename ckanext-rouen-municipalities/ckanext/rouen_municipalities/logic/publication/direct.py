"""Publishing from code and from the command line: the same path as an upload, run to its end at once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from werkzeug.datastructures import FileStorage

from ...core.growth import FILE, START_OVER
from ...core.publication import PUBLISHED, REFUSED, Publication
from ...store import publication as record
from ..acting import as_the_portal
from .running import RETRY_AFTER, Watch, run


class PublicationRefused(Exception):
    """The file does not follow its profile; `report` says where."""

    def __init__(self, publication: Publication) -> None:
        super().__init__(f"refused: {(publication.report or {}).get('by_rule')}")
        self.publication = publication
        self.report = publication.report


class PublicationFailed(Exception):
    """The publication ended neither published nor refused; `publication` says why."""

    def __init__(self, publication: Publication) -> None:
        super().__init__(f"{publication.state}: {publication.reason}")
        self.publication = publication


def publish_file(
    path: Path,
    *,
    dataset: str,
    profile: str,
    name: str,
    title: str | None = None,
    sheet: str | None = None,
    layout: str | None = None,
    user: str | None = None,
    watch: Watch | None = None,
    mode: str = FILE,
    description: str | None = None,
) -> dict[str, Any]:
    """Create or replace the resource `name` of a dataset by this file; give what `rouen_publication_show` gives.

    `sheet` is the one of a workbook to read, from now on, `layout` the one by which files are read whatever they look
    like (empty: as they are recognised). A table that grows takes the rows of the file, unless `mode` is to start over
    from it. A `description` becomes that of the resource.

    Raises PublicationRefused, PublicationFailed, and what the CKAN actions raise.
    """
    context = _context(user)
    package = tk.get_action("package_show")(dict(context), {"id": dataset})
    with path.open("rb") as stream:
        values = {"profile": profile, "upload": _upload(stream, path.name), "start_over": mode == START_OVER}
        asked = {"sheet": sheet, "layout": layout, "description": description}
        values |= {key: value for key, value in asked.items() if value is not None}
        resource = _save(context, package, name, values, title)
    publication = record.latest(model.Session, resource["id"])
    model.Session.commit()
    if publication is None:
        raise LookupError(resource["id"])
    return _ended(context, publication.id, watch)


def republish(*, user: str | None = None, watch: Watch | None = None, **values: Any) -> dict[str, Any]:
    """Publish a file again that was received before: parameters and result of `rouen_publication_republish`, ended.

    Raises PublicationRefused, PublicationFailed, and what the action raises.
    """
    context = _context(user)
    sent = tk.get_action("rouen_publication_republish")(dict(context), values)
    return _ended(context, sent["id"], watch)


def _ended(context: dict[str, Any], publication_id: str, watch: Watch | None) -> dict[str, Any]:
    _check_end(_run_to_end(publication_id, watch))
    return tk.get_action("rouen_publication_show")(dict(context), {"id": publication_id})


def _context(user: str | None) -> dict[str, Any]:
    """What a command runs as: the named user, or the site's own."""
    return {"user": user} if user else as_the_portal()


def _upload(stream: Any, name: str) -> FileStorage:
    return FileStorage(stream=stream, filename=name, name="upload")


def _save(
    context: dict[str, Any], package: dict[str, Any], name: str, values: dict[str, Any], title: str | None
) -> dict[str, Any]:
    existing = next((item for item in package["resources"] if item.get("name") in (name, title)), None)
    if existing:
        return tk.get_action("resource_patch")(dict(context), {"id": existing["id"], **values})
    kind = values["upload"].filename.rpartition(".")[2].upper()
    return tk.get_action("resource_create")(
        dict(context), {"package_id": package["id"], "name": title or name, "format": kind, **values}
    )


def _run_to_end(publication_id: str, watch: Watch | None) -> Publication:
    """Run until the state is final; a worker that took it first is waited for."""
    publication = run(publication_id, watch)
    while not publication.is_final:
        time.sleep(min(1.0, RETRY_AFTER.total_seconds()))
        publication = run(publication_id, watch)
    return publication


def _check_end(publication: Publication) -> None:
    if publication.state == REFUSED:
        raise PublicationRefused(publication)
    if publication.state != PUBLISHED:
        raise PublicationFailed(publication)
