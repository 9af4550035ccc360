"""A meter's energy over time, read from the warehouse at the step that is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from ...core.series import Gap, Point, Remark, Replaced, Span


@dataclass(frozen=True)
class Meter:
    """A meter of one published table of readings: its number in the warehouse, its own, and the usual step."""

    number: int
    name: str
    seconds: int


def meters(connection: Connection, resource_id: str) -> list[str]:
    """Identifiers of the meters of a table of readings, in their order."""
    raise NotImplementedError


def meter(connection: Connection, resource_id: str, name: str) -> Meter | None:
    """A meter of a table of readings by its identifier."""
    raise NotImplementedError


def extent(connection: Connection, which: Meter) -> Span | None:
    """From the first day that has readings to the last."""
    raise NotImplementedError


def points(connection: Connection, which: Meter, span: Span, step: str) -> list[Point]:
    """Energy by step (`reading`, `hour`, `day`, `week`, `month`), a point without energy where nothing was read."""
    raise NotImplementedError


def gaps(connection: Connection, which: Meter, span: Span, step: str) -> list[Gap]:
    """Where readings are missing between the first and the last that there are."""
    raise NotImplementedError


def suspected(connection: Connection, which: Meter, span: Span) -> list[Remark]:
    """Readings that look wrong, the first thousand."""
    raise NotImplementedError


def replaced(connection: Connection, resource_id: str, which: Meter, span: Span) -> list[Replaced]:
    """Readings that a later file corrected, as they were and as they are, the first thousand."""
    raise NotImplementedError
