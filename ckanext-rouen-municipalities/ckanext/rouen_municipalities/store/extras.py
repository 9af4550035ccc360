"""The fields that a scheming form adds to a dataset or an organisation, read as SQL.

The only place of this extension that knows how CKAN stores them: rows of their own in 2.11, a JSON column in 2.12.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from ckan import model

_HAS_ROWS = hasattr(model, "PackageExtra")


def dataset_field(key: str) -> Any:
    """The value of a field of the dataset of the enclosing query (text, None when empty)."""
    if not _HAS_ROWS:
        return model.Package.extras[key].astext
    extra = model.PackageExtra.__table__.alias()
    return (
        sa.select(extra.c.value)
        .where(extra.c.package_id == model.Package.id, extra.c.key == key, extra.c.state == "active")
        .correlate(model.Package.__table__)
        .scalar_subquery()
    )


def dataset_fields(keys: Sequence[str]) -> Any:
    """Several fields of the dataset of the enclosing query as one JSON object: read together they cost as one does."""
    if not _HAS_ROWS:
        return model.Package.extras
    extra = model.PackageExtra.__table__.alias()
    return (
        sa.select(sa.cast(sa.func.json_object_agg(extra.c.key, extra.c.value), sa.JSON))
        .where(extra.c.package_id == model.Package.id, extra.c.key.in_(keys), extra.c.state == "active")
        .correlate(model.Package.__table__)
        .scalar_subquery()
    )


def organization_field(key: str) -> Any:
    """The value of a field of the organisation of the enclosing query (text, None when empty)."""
    if not _HAS_ROWS:
        return model.Group.extras[key].astext
    extra = model.GroupExtra.__table__.alias()
    return (
        sa.select(extra.c.value)
        .where(extra.c.group_id == model.Group.id, extra.c.key == key, extra.c.state == "active")
        .correlate(model.Group.__table__)
        .scalar_subquery()
    )
