"""What became of the files of a dataset, as far as its officer has something to do about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.publication import FAILED, PUBLISHED, REFUSED
from ..model import link, publication


@dataclass(frozen=True)
class FileState:
    """Whether a file that was sent was never accepted, and whether its link cannot be read now."""

    never_accepted: bool
    is_broken: bool


def file_states(session: Any, resource_ids: Collection[str]) -> dict[str, FileState]:
    """The state of each of these files, in one query."""
    resource = model.Resource
    states = sa.func.array_agg(publication.c.state)
    query = (
        sa.select(resource.id, states.label("states"), link.c.failing_since)
        .outerjoin(publication, publication.c.resource_id == resource.id)
        .outerjoin(link, link.c.resource_id == resource.id)
        .where(resource.id.in_(resource_ids))
        .group_by(resource.id, link.c.failing_since)
    )
    return {row.id: FileState(_never_accepted(row.states), bool(row.failing_since)) for row in session.execute(query)}


def _never_accepted(states: list[str | None]) -> bool:
    return PUBLISHED not in states and bool({REFUSED, FAILED}.intersection(states))
