"""Which datasets are copies that ckanext-harvest keeps of those of another portal."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

#: What a client that saves again what it was shown of a copy writes into the dataset.
HARVEST_FIELD = "harvest_source_id"
_TABLE = "harvest_object"


def harvested(connection: Any) -> frozenset[str]:
    """The datasets that a harvest source feeds now; none where the extension has never been."""
    if connection.execute(sa.select(sa.func.to_regclass(_TABLE))).scalar() is None:
        return frozenset()
    table = sa.table(_TABLE, sa.column("package_id", sa.Text), sa.column("current", sa.Boolean))
    query = sa.select(table.c.package_id).where(table.c.current.is_(True), table.c.package_id.is_not(None))
    return frozenset(connection.execute(query.distinct()).scalars())
