"""The last value of each KPI: can be deleted and computed again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ...core.kpi.computed import Computed, Explanation, content_digest, plain
from .tables import last

_VALUE = ("kpi_id", "version", "value", "of_value", "by", "source_date", "ids_count", "ids_sha256")
_COLUMNS = tuple(last.c[name] for name in (*_VALUE, "computed_at", "failed_at"))
_EXPLANATION = (last.c.counted, last.c.counted_by, last.c.not_counted)


def all_values(session: Any) -> dict[str, Computed]:
    """The last value of every KPI, by id."""
    return {row.kpi_id: _computed(row) for row in session.execute(sa.select(*_COLUMNS))}


def value_of(session: Any, kpi_id: str) -> Computed | None:
    """The last value of a KPI."""
    row = session.execute(sa.select(*_COLUMNS).where(last.c.kpi_id == kpi_id)).first()
    return _computed(row) if row else None


def explanation_of(session: Any, kpi_id: str) -> tuple[Computed, Explanation] | None:
    """The last value of a KPI with what it counted and did not count."""
    query = sa.select(*_COLUMNS, *_EXPLANATION).where(last.c.kpi_id == kpi_id)
    row = session.execute(query).first()
    return (_computed(row), Explanation(row.counted, row.counted_by, row.not_counted)) if row else None


def replace(connection: Any, computed: Computed, explanation: Explanation) -> None:
    """Keep a value just computed, under the date of now."""
    _upsert(connection, computed, explanation)


def replace_changed(connection: Any, computed: Computed, explanation: Explanation) -> None:
    """Keep a value just computed unless it says what the last one said.

    Its date must not tell that something happened in the part of the catalogue that is not public.
    """
    digest = content_digest(computed, explanation)
    changed = sa.or_(last.c.digest.is_distinct_from(digest), last.c.failed_at.is_not(None))
    _upsert(connection, computed, explanation, only_if=changed)


def record_failure(connection: Any, kpi_id: str, version: int) -> None:
    """Leave the last value as it is and note since when a newer one cannot be computed.

    The public date stays that of the first failure: it must not tell of changes in what is not public.
    """
    now = sa.func.clock_timestamp()
    statement = insert(last).values(kpi_id=kpi_id, version=version, failed_at=now, tried_at=now)
    failing = {"failed_at": sa.func.coalesce(last.c.failed_at, now), "tried_at": now}
    connection.execute(statement.on_conflict_do_update(index_elements=["kpi_id"], set_=failing))


def longest_failure(session: Any) -> timedelta | None:
    """How long ago the earliest of the last attempts in vain was; None when no KPI fails."""
    query = sa.select(sa.func.clock_timestamp() - sa.func.min(last.c.tried_at))
    since: timedelta | None = session.execute(query).scalar()
    return since


def failing(session: Any) -> list[Computed]:
    """The values that are former ones, because a later computation failed; the longest first."""
    query = sa.select(*_COLUMNS).where(last.c.failed_at.is_not(None)).order_by(last.c.failed_at)
    return [_computed(row) for row in session.execute(query)]


def _upsert(connection: Any, computed: Computed, explanation: Explanation, only_if: Any = None) -> None:
    values: dict[str, Any] = {name: getattr(computed, name) for name in _VALUE}
    values |= {
        "digest": content_digest(computed, explanation),
        "counted": explanation.counted,
        "counted_by": explanation.counted_by,
        "not_counted": explanation.not_counted,
        "computed_at": sa.func.clock_timestamp(),
        "failed_at": None,
        "tried_at": None,
    }
    statement = insert(last).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=["kpi_id"], set_=values, where=only_if))


def _computed(row: Any) -> Computed:
    values = {column.name: getattr(row, column.name) for column in _COLUMNS}
    return Computed(**values | {"value": plain(row.value), "of_value": plain(row.of_value)})
