"""Which changes within a session may close a source: those of packages, resources and organisations."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ckan import model

_TABLES = frozenset({"package", "resource", "group"})
_READING = ("select", "show", "set")


def flush_may_close(session: Any) -> bool:
    """Whether the flush that has just ended changed or removed such an object."""
    watched = (model.Package, model.Resource, model.Group)
    return any(isinstance(item, watched) for item in (*session.dirty, *session.deleted))


def statement_may_close(statement: Any) -> bool:
    """Whether a statement passes by the objects, as those of the bulk actions do; plain text is taken to change all."""
    if isinstance(statement, (sa.sql.Update, sa.sql.Delete)):
        return getattr(statement.table, "name", None) in _TABLES
    return isinstance(statement, sa.sql.elements.TextClause) and not str(statement).lstrip().lower().startswith(
        _READING
    )
