"""The tables that open datasets hold of some models, whom they count for and whom they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, date
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.completeness import Held
from ..core.display import local_day
from ..core.freshness import freshness
from ..core.publication import FAILED, PUBLISHED, REFUSED
from ..model import publication
from .catalogue import open_dataset
from .extras import dataset_field
from .kpi.tables import table_communes
from .territory import commune_of_dataset

#: A table of the Métropole is about a commune when it has rows about so many of them.
SEVERAL = 2


def held_tables(session: Any, models: Collection[str], day: date) -> dict[str, list[Held]]:
    """The tables of these models in open datasets, by model: published, or only ever refused. One query."""
    found = defaultdict(list)
    for row in session.execute(_tables(models)):
        found[row.model].append(_held(row, day))
    return dict(found)


def _tables(models: Collection[str]) -> Any:
    package, resource, seen = model.Package, model.Resource, _publications(models)
    return (
        sa.select(
            seen.c.model,
            seen.c.accepted,
            resource.id.label("resource_id"),
            package.name.label("package"),
            package.title,
            dataset_field("frequency").label("frequency"),
            commune_of_dataset().label("insee"),
            table_communes.c.rows_by_commune,
        )
        .select_from(package)
        .join(resource, resource.package_id == package.id)
        .join(seen, seen.c.resource_id == resource.id)
        .outerjoin(table_communes, table_communes.c.resource_id == resource.id)
        .where(resource.state == "active", *open_dataset())
        .order_by(package.title, resource.id)
    )


def _publications(models: Collection[str]) -> Any:
    """When each resource last had a table of its newest model accepted; nothing when all its files were refused."""
    table = publication
    name = sa.func.split_part(table.c.profile, "@", 1)
    accepted = sa.func.max(table.c.finished).filter(table.c.state == PUBLISHED, table.c.reason.is_(None))
    return (
        sa.select(table.c.resource_id, name.label("model"), accepted.label("accepted"))
        .where(name.in_(models), table.c.state.in_((PUBLISHED, REFUSED, FAILED)))
        .group_by(table.c.resource_id, name)
        .subquery()
    )


def _held(row: Any, day: date) -> Held:
    accepted = local_day(row.accepted.astimezone(UTC)) if row.accepted else None
    about = frozenset(row.rows_by_commune or ())
    return Held(
        model=row.model,
        package=row.package,
        title=row.title or row.package,
        resource_id=row.resource_id,
        accepted=accepted is not None,
        stale=freshness(row.frequency, accepted, day).days_late > 0,
        insee=row.insee,
        about=about if row.insee is None and len(about) >= SEVERAL else frozenset(),
    )
