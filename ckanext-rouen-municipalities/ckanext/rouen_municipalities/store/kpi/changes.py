"""When the content of datasets last changed, by the hashes of the files that were accepted."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from ckan import model

from ...core.display import local_day
from ...core.publication import PUBLISHED
from ...model import publication


def content_changes(session: Any) -> dict[str, date]:
    """The day on which each dataset last took in a content that it never had before, by id; one query.

    The same file sent again, under another name or as another resource of the dataset, is no change.
    """
    resource, first, current = model.Resource, _first_seen(), _current()
    query = (
        sa.select(resource.package_id, sa.func.max(first.c.since).label("changed"))
        .join(current, current.c.resource_id == resource.id)
        .join(
            first,
            sa.and_(first.c.package_id == resource.package_id, first.c.file_sha256 == current.c.file_sha256),
        )
        .where(resource.state == "active")
        .group_by(resource.package_id)
    )
    return {row.package_id: local_day(row.changed) for row in session.execute(query)}


def _first_seen() -> Any:
    """When each content was first accepted in each dataset, in whichever of its resources."""
    return (
        sa.select(
            publication.c.package_id, publication.c.file_sha256, sa.func.min(publication.c.finished).label("since")
        )
        .where(*_took_in())
        .group_by(publication.c.package_id, publication.c.file_sha256)
        .subquery()
    )


def _current() -> Any:
    """The content that each resource took in last."""
    return (
        sa.select(publication.c.resource_id, publication.c.file_sha256)
        .where(*_took_in())
        .distinct(publication.c.resource_id)
        .order_by(publication.c.resource_id, publication.c.seq.desc())
        .subquery()
    )


def _took_in() -> tuple[Any, ...]:
    return publication.c.state == PUBLISHED, publication.c.reason.is_(None), publication.c.finished.is_not(None)
