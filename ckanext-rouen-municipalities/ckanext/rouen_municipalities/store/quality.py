"""What became of the files of a dataset, as far as its officer has something to do about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model

from ..core.publication import FAILED, PUBLISHED, REFUSED
from ..core.quality import Failing
from ..model import link, link_check, publication


@dataclass(frozen=True)
class FileState:
    """Whether a file that was sent was never accepted, and whether its link cannot be read now."""

    never_accepted: bool
    failing: Failing | None


def file_states(session: Any, resource_ids: Collection[str]) -> dict[str, FileState]:
    """The state of each of these files, in one query."""
    resource = model.Resource
    states = sa.func.array_agg(publication.c.state)
    failure = _failures()
    why = (failure.c.failing_since, failure.c.error_code, failure.c.error_detail)
    query = (
        sa.select(resource.id, states.label("states"), *why)
        .outerjoin(publication, publication.c.resource_id == resource.id)
        .outerjoin(failure, failure.c.resource_id == resource.id)
        .where(resource.id.in_(resource_ids))
        .group_by(resource.id, *why)
    )
    return {row.id: FileState(_never_accepted(row.states), _failing(row)) for row in session.execute(query)}


def _failures() -> Any:
    """The links that fail, whether they are read or only shown."""
    columns = ("resource_id", "failing_since", "error_code", "error_detail")
    failing = (
        sa.select(*(table.c[name] for name in columns)).where(table.c.failing_since.is_not(None))
        for table in (link, link_check)
    )
    return sa.union_all(*failing).subquery()


def _failing(row: Any) -> Failing | None:
    return Failing(row.failing_since, row.error_code or "", row.error_detail or "") if row.failing_since else None


def _never_accepted(states: list[str | None]) -> bool:
    return PUBLISHED not in states and bool({REFUSED, FAILED}.intersection(states))
