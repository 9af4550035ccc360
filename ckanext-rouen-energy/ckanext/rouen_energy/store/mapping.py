"""Saved mappings, in the main database: only ever added, the last of a name counts, one without parts is deleted."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.mapping.definition import Mapping, MappingError
from ..core.mapping.validating import read_mapping
from ..model import mapping as table

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SavedMapping:
    """A mapping as an officer (the id of a user) saved it for her organisation (its id)."""

    owner: str
    name: str
    title: str
    mapping: Mapping
    author: str
    saved_at: datetime | None = None


def saved(owner: str) -> list[SavedMapping]:
    """The mappings of an organisation, the last saved first; without those that newer profiles have no columns for."""
    last = (
        sa.select(table).where(table.c.owner == owner).distinct(table.c.name).order_by(table.c.name, table.c.id.desc())
    ).subquery()
    query = sa.select(last).where(last.c.mapping.isnot(None)).order_by(last.c.id.desc())
    with model.meta.engine.begin() as connection:
        rows = connection.execute(query).all()
    return [one for row in rows if (one := _saved(row))]


def add(new: SavedMapping) -> None:
    """Save a mapping, in place of the one of its name; the database dates it."""
    _add(new.owner, new.name, new.title, new.mapping.to_dict(), new.author)


def delete(old: SavedMapping, author: str) -> None:
    """From now on the mapping of this name reads no file; what it read stays."""
    _add(old.owner, old.name, old.title, None, author)


def _add(owner: str, name: str, title: str, mapping: dict[str, Any] | None, author: str) -> None:
    values = {"owner": owner, "name": name, "title": title, "mapping": mapping, "author": author}
    with model.meta.engine.begin() as connection:
        connection.execute(table.insert().values(**values))


def _saved(row: Any) -> SavedMapping | None:
    try:
        mapping = read_mapping(row.mapping)
    except MappingError:
        log.warning("mapping %s of %s no longer is one", row.name, row.owner, exc_info=True)
        return None
    return SavedMapping(row.owner, row.name, row.title, mapping, row.author, row.saved_at)
