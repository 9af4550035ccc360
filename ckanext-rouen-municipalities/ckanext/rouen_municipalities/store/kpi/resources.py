"""The files and links of datasets, and whether each can be fetched as far as the portal knows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from ckan import model

from ...core.kpi.catalogue import Checks, Resource, fetched
from ...core.publication import PUBLISHED
from ...model import publication
from ..link_check import answers


def resources(session: Any, *conditions: Any) -> dict[str, list[Resource]]:
    """The active resources of the datasets that meet the conditions, by dataset, in their order; one query."""
    resource, package, answered = model.Resource, model.Package, answers()
    query = (
        sa.select(
            resource.id,
            resource.package_id,
            resource.url_type,
            resource.extras,
            _accepted().label("accepted"),
            answered.c.reached,
        )
        .join(package, package.id == resource.package_id)
        .outerjoin(answered, answered.c.resource_id == resource.id)
        .where(resource.state == "active", *conditions)
        .order_by(resource.package_id, resource.position, resource.id)
    )
    found = defaultdict(list)
    for row in session.execute(query):
        in_datastore = bool((row.extras or {}).get("datastore_active"))
        checks = Checks(in_datastore, accepted=row.accepted, answered=row.reached)
        found[row.package_id].append(Resource(row.id, fetched(row.url_type, checks)))
    return dict(found)


def _accepted() -> Any:
    """Whether one of the files that the resource received was accepted; null when it never received any."""
    return (
        sa.select(sa.func.bool_or(publication.c.state == PUBLISHED))
        .where(publication.c.resource_id == model.Resource.id)
        .correlate(model.Resource.__table__)
        .scalar_subquery()
    )
