"""The part of a document that says where the items come from: `sources`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ..messages import refuse
from .communes import declared
from .document import AUXILIARY, PRIMARY, REALTIME, ColumnMap, Freshness, Municipality, Source
from .instants import duration
from .kinds import kinds
from .mapping import read_map
from .reader import Fields, Reader, https_url, integer, one_of, record, string

#: A feed that the app asks itself: GTFS-RT changes faster than any copy of it would.
UPSTREAM_ONLY = "gtfs-rt"

_LIVE = Freshness("feed_timestamp", timedelta(minutes=15), timedelta(hours=2))

BASES = ("source_modified", "feed_timestamp", "validity_period")

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_COLUMN = string(63)
_MOST_ROWS = 1_000_000


def source_of(kind: str | None, insee: Reader[str]) -> Reader[Source]:
    """A reader of the sources of a tile of this kind."""
    return record(lambda fields: _source(fields, kind or "", insee))


def _source(fields: Fields, kind: str, insee: Reader[str]) -> Source:
    profile = fields.take("profile", string(120), None)
    role = fields.take("role", one_of((PRIMARY, AUXILIARY)), PRIMARY)
    return Source(
        resource=fields.take("resource", string(36, _UUID)),
        role=role,
        profile=profile,
        map=_map(fields, kind, profile, role),
        freshness=fields.take("freshness", _freshness, _usual(profile)),
        municipality=_where(fields, role, insee),
        upstream=_upstream(fields, kind, profile, role),
    )


def _map(fields: Fields, kind: str, profile: str | None, role: str) -> ColumnMap | None:
    """Only the primary source makes items; a map that another has is read, so that its faults are told."""
    known = kinds().get(kind)
    if known is None or not known.keys:
        return fields.take("map", lambda value: None, None)

    def read(value: Any) -> ColumnMap:
        return read_map(value, known.keys, known.needed if role == PRIMARY else (), kind, profile)

    found = fields.take("map", read, None)
    return found if found is not None or role != PRIMARY else fields.checked("map", lambda: read(None))


def _where(fields: Fields, role: str, insee: Reader[str]) -> Municipality:
    read = record(lambda inner: _municipality(inner, insee))
    if role == PRIMARY:
        return fields.take("municipality", read)
    return fields.take("municipality", read, Municipality("declared"))


def _municipality(fields: Fields, insee: Reader[str]) -> Municipality:
    by = fields.take("by", one_of(("column", "point", "declared")))
    min_rows = fields.take("min_rows", integer(0, _MOST_ROWS), 1)
    if by == "column":
        return Municipality(by, field=fields.take("field", _COLUMN), min_rows=min_rows)
    if by == "point":
        return Municipality(by, min_rows=min_rows)
    return Municipality(by or "", communes=fields.take("communes", declared(insee)), min_rows=min_rows)


def _upstream(fields: Fields, kind: str, profile: str | None, role: str) -> str | None:
    found = fields.take("upstream", https_url, None)
    of_upstream = (profile or "").partition("/")[0] == UPSTREAM_ONLY
    if (found or of_upstream) and (kind != REALTIME or role != AUXILIARY or not of_upstream or not found):
        fields.refuse("upstream", refuse("upstream", profile=UPSTREAM_ONLY))
    return found


def _usual(profile: str | None) -> Freshness | None:
    """What is live is not shown for hours without a word, also where the document does not say how old it may be."""
    return _LIVE if (profile or "").partition("/")[0] == "gbfs" else None


def _freshness(value: Any) -> Freshness:
    found = record(_freshness_fields)(value)
    if found.fail <= found.warn:
        raise refuse("freshness-order")
    return found


def _freshness_fields(fields: Fields) -> Freshness:
    return Freshness(
        basis=fields.take("basis", one_of(BASES), "source_modified"),
        warn=fields.take("warn", duration),
        fail=fields.take("fail", duration),
    )
