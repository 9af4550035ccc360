"""One value a day of each KPI and of each key of its dimensions: added, never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert

from ...core.display import local_day
from ...core.kpi.computed import Computed, PlainNumber, plain
from ...core.kpi.history import Correction, Point, Said, Snapshot
from .tables import snapshot

TOTAL = ""

_WRITING = sa.func.hashtext(snapshot.name)
_FIRST_HAND = snapshot.c.corrects.is_(None)
_SAID = tuple(snapshot.c[name] for name in Snapshot.__dataclass_fields__)


@dataclass(frozen=True)
class Series:
    """The snapshots of one version of a KPI: the first day and the last."""

    version: int
    since: date
    until: date


def take(connection: Any, values: Iterable[Computed], day: date) -> None:
    """Add the rows of a day; what this day already has stays as it is. A KPI whose computation failed has a gap."""
    rows = [row for computed in values if not computed.failed_at for row in _rows(computed, day)]
    if rows:
        _tell_of_writing(connection)
        connection.execute(insert(snapshot).on_conflict_do_nothing(), rows)


def taken(session: Any, kpi_ids: Collection[str], day: date) -> set[str]:
    """Those of the KPIs that have a snapshot of this day."""
    of_day = (snapshot.c.kpi_id.in_(kpi_ids), snapshot.c.dimension == TOTAL, snapshot.c.day == day)
    return set(session.execute(sa.select(snapshot.c.kpi_id).where(*of_day, _FIRST_HAND)).scalars())


def history(session: Any, kpi_id: str, dimension: str, since: date, until: date) -> list[Said]:
    """What was said of a KPI, or of one key of it (`theme:ENVI`), day by day, with what corrects it."""
    in_time = snapshot.c.day.between(since, until)
    return _said(session, (snapshot.c.kpi_id == kpi_id, snapshot.c.dimension == dimension, in_time))


def points(session: Any, kpi_ids: Collection[str], since: date, until: date) -> dict[str, list[Point]]:
    """The values of several KPIs as wholes, by id, as corrected in time; no more is read, for every page asks."""
    which = (snapshot.c.kpi_id.in_(kpi_ids), snapshot.c.dimension == TOTAL, snapshot.c.day.between(since, until))
    corrected = _corrected(session, which)
    found: dict[str, list[Point]] = {kpi_id: [] for kpi_id in kpi_ids}
    columns = (snapshot.c.kpi_id, snapshot.c.version, snapshot.c.day, snapshot.c.value)
    rows = session.execute(sa.select(*columns).where(*which, _FIRST_HAND).order_by(snapshot.c.day, snapshot.c.version))
    for kpi_id, version, day, value in rows:
        found[kpi_id].append(Point(day, version, corrected.get((kpi_id, version, day), plain(value))))
    return found


def _corrected(session: Any, which: Sequence[Any]) -> dict[tuple[str, int, date], PlainNumber]:
    """What is in force for the few days of KPIs that were corrected."""
    query = sa.select(snapshot.c.corrects).where(*which, snapshot.c.corrects.is_not(None)).distinct()
    ids = list(session.execute(query).scalars())
    found = _said(session, which, snapshot.c.id.in_(ids)) if ids else []
    return {(one.snapshot.kpi_id, one.snapshot.version, one.snapshot.day): one.in_force.value for one in found}


def days(session: Any, kpi_id: str, since: date, until: date) -> set[date]:
    """The days between two on which something was said of a KPI."""
    query = sa.select(snapshot.c.day).where(_whole(kpi_id), snapshot.c.day.between(since, until))
    return set(session.execute(query).scalars())


def bounds(session: Any, kpi_id: str) -> tuple[date, date] | None:
    """The first day and the last on which something was said of a KPI."""
    query = sa.select(sa.func.min(snapshot.c.day), sa.func.max(snapshot.c.day)).where(_whole(kpi_id))
    first, last = session.execute(query).one()
    return (first, last) if first else None


def last_up_to(session: Any, kpi_ids: Collection[str], day: date) -> dict[str, Said]:
    """The last snapshot of each KPI up to `day`, by id; as many queries for one as for many."""
    asked = sa.select(sa.func.unnest(sa.cast(list(kpi_ids), ARRAY(sa.Text))).label("kpi_id")).subquery()
    of_it = (snapshot.c.kpi_id == asked.c.kpi_id, snapshot.c.dimension == TOTAL, snapshot.c.day <= day, _FIRST_HAND)
    last = sa.select(snapshot.c.day).where(*of_it).order_by(snapshot.c.day.desc()).limit(1).scalar_subquery()
    days = [tuple(row) for row in session.execute(sa.select(asked.c.kpi_id, last)) if row[1]]
    if not days:
        return {}
    which = (sa.tuple_(snapshot.c.kpi_id, snapshot.c.day).in_(days), snapshot.c.dimension == TOTAL)
    return {said.snapshot.kpi_id: said for said in _said(session, which)}


def of_day(session: Any, kpi_id: str, version: int, day: date) -> dict[str, Said]:
    """What was said on a day of one version of a KPI, by dimension, the KPI as a whole among them."""
    found = _said(session, (snapshot.c.kpi_id == kpi_id, snapshot.c.version == version, snapshot.c.day == day))
    return {said.snapshot.dimension: said for said in found}


def of_days(session: Any, days: Mapping[str, tuple[int, date]], dimensions: Collection[str]) -> dict[str, list[Said]]:
    """What was said of some keys (`theme:ENVI`) of several KPIs, each on a day of one of its versions; by KPI."""
    key = sa.tuple_(snapshot.c.kpi_id, snapshot.c.version, snapshot.c.day)
    wanted = [(kpi_id, *said) for kpi_id, said in days.items()]
    found: dict[str, list[Said]] = {}
    for said in _said(session, (key.in_(wanted), snapshot.c.dimension.in_(dimensions))) if wanted else ():
        found.setdefault(said.snapshot.kpi_id, []).append(said)
    return found


def series(session: Any, kpi_id: str) -> list[Series]:
    """The versions of a KPI that have snapshots, in their order."""
    query = sa.select(snapshot.c.version, sa.func.min(snapshot.c.day), sa.func.max(snapshot.c.day))
    rows = session.execute(query.where(_whole(kpi_id)).group_by(snapshot.c.version).order_by(snapshot.c.version))
    return [Series(*row) for row in rows]


def correct(session: Any, said: Snapshot, correction: Correction, author: str) -> None:
    """Add what corrects a snapshot, within the caller's transaction; all but the values is as in the snapshot."""
    _tell_of_writing(session)
    copied = ("kpi_id", "version", "dimension", "day", "source_date", "computed_at")
    stated = {"value": correction.value, "of_value": correction.of_value, "reason": correction.reason, "author": author}
    original = sa.select(
        *(snapshot.c[name] for name in copied), snapshot.c.id, *(sa.literal(value) for value in stated.values())
    ).where(_of(said), _FIRST_HAND)
    session.execute(sa.insert(snapshot).from_select([*copied, "corrects", *stated], original))


def newest(session: Any, kpi_id: str) -> int:
    """The number of the last row of a KPI, whatever it says; those being written are waited for."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITING)))
    last = sa.select(snapshot.c.id).where(snapshot.c.kpi_id == kpi_id).order_by(snapshot.c.id.desc()).limit(1)
    # Asked apart: each kind of row has its own index, a KPI without any is found to have none at once.
    found = (session.execute(last.where(kind)).scalar() for kind in (_FIRST_HAND, snapshot.c.corrects.is_not(None)))
    return max(number or 0 for number in found)


def changed(session: Any, kpi_id: str, after: int) -> list[Said]:
    """The days of a KPI and of its keys that were said, or corrected, after the row of this number."""
    of_kpi, later = snapshot.c.kpi_id == kpi_id, snapshot.c.id > after
    corrected = sa.select(snapshot.c.corrects).where(of_kpi, later, snapshot.c.corrects.is_not(None))
    return _said(session, (of_kpi,), sa.or_(later, snapshot.c.id.in_(corrected)))


def _tell_of_writing(session: Any) -> None:
    """Rows are numbered when they are written, and seen when that is over: who reads on from a number has to wait."""
    session.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(_WRITING)))


def _of(said: Snapshot) -> Any:
    key = ("kpi_id", "version", "dimension", "day")
    return sa.and_(*(snapshot.c[name] == getattr(said, name) for name in key))


def _whole(kpi_id: str) -> Any:
    return sa.and_(snapshot.c.kpi_id == kpi_id, snapshot.c.dimension == TOTAL, _FIRST_HAND)


def _said(session: Any, which: Sequence[Any], *first_hand: Any) -> list[Said]:
    corrections: dict[int, list[Correction]] = {}
    corrected = sa.select(snapshot).where(*which, snapshot.c.corrects.is_not(None)).order_by(snapshot.c.id)
    for row in session.execute(corrected):
        corrections.setdefault(row.corrects, []).append(_correction(row))
    first = sa.select(snapshot.c.id, *_SAID).where(*which, _FIRST_HAND, *first_hand)
    rows = session.execute(first.order_by(snapshot.c.day, snapshot.c.version))
    return [Said(_snapshot(row), tuple(corrections.get(row.id, ()))) for row in rows]


def _snapshot(row: Any) -> Snapshot:
    values = {column.name: getattr(row, column.name) for column in _SAID}
    return Snapshot(**values | {"value": plain(row.value), "of_value": plain(row.of_value)})


def _correction(row: Any) -> Correction:
    return Correction(plain(row.value), plain(row.of_value), row.reason, local_day(row.taken_at))


def _rows(computed: Computed, day: date) -> list[dict[str, Any]]:
    common = {
        "kpi_id": computed.kpi_id,
        "version": computed.version,
        "day": day,
        "computed_at": computed.computed_at,
        "source_date": computed.source_date,
    }
    total = {
        "dimension": TOTAL,
        "value": computed.value,
        "of_value": computed.of_value,
        "ids_count": computed.ids_count,
        "ids_sha256": computed.ids_sha256,
    }
    parts = [
        {"dimension": f"{name}:{key}", "value": value, "of_value": None, "ids_count": None, "ids_sha256": None}
        for name, values in computed.by.items()
        for key, value in values.items()
    ]
    return [common | row for row in (total, *parts)]


def parts(said: Iterable[Said]) -> dict[str, dict[str, PlainNumber]]:
    """The values of one day by dimension and key, the KPI as a whole left out."""
    found: dict[str, dict[str, PlainNumber]] = {}
    for one in said:
        name, _, key = one.snapshot.dimension.partition(":")
        if one.snapshot.dimension != TOTAL:
            found.setdefault(name, {})[key] = one.in_force.value
    return found
