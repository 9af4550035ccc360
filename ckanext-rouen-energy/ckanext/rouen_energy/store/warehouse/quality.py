"""What an owner's readings are worth: which months are covered, which readings look wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.engine import Connection

from ...core.metering.statuses import Status


@dataclass(frozen=True)
class MeterMonth:
    """A month of a meter of one table of readings: days of the month, days covered, readings suspected.

    Months between the first and the last of the meter are all there, those without any reading with 0 days covered.
    """

    resource_id: str
    id_compteur: str
    month: date
    days: int
    days_covered: int
    readings: int
    suspected: int
    milli_wh: int


@dataclass(frozen=True)
class Suspected:
    """A reading that looks wrong, with what the officer's file says."""

    resource_id: str
    id_compteur: str
    start: datetime
    seconds: int
    milli_wh: int | None
    status: Status
    value: Decimal
    unit: str


def calendar(connection: Connection, owner: str) -> list[MeterMonth]:
    """Every month of every meter of an organisation (its id), by table, meter and month."""
    raise NotImplementedError


def suspected(connection: Connection, owner: str, limit: int = 500) -> list[Suspected]:
    """The latest readings of an organisation that look wrong, with their originals."""
    raise NotImplementedError


def meters_read(connection: Connection, owner: str) -> list[str]:
    """Identifiers of the meters of which an organisation has readings, in their order."""
    raise NotImplementedError
