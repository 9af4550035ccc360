"""What the meters of an owner use while nobody is there: for those who may edit its datasets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ckanext.rouen_municipalities.core.publication import PublishedTable

from ...core.comparison.load import NightLoad, TooFew, WeekEndLoad, night_load, weekend_load
from ...core.impact.days import Days, Span
from ...core.indicators import BUILDINGS, CONSUMPTION
from ...store import assignment, daily, estate
from ...store.warehouse import tables as warehouse
from ...store.warehouse.building_month import Inputs
from ...store.warehouse.hours import hours
from ..language import language
from .words import kwh

METERS = "energy/meters"


@dataclass(frozen=True)
class Load:
    """What is known of one meter of one building in a year."""

    building: str
    carrier: str
    meter: str
    night: NightLoad | TooFew
    weekend: WeekEndLoad | TooFew


def loads(owner: str, buildings: Sequence[str], year: int) -> list[Load]:
    """The meters of an organisation (its id) that serve some buildings and were read in a year."""
    span = Span(date(year, 1, 1), date(year + 1, 1, 1))
    inputs = _inputs(owner)
    with warehouse.reading() as connection:
        by_hour = {(one.building, one.meter): one.cells for one in hours(connection, inputs, buildings, span)}
        served = list(daily.meters(connection, inputs, buildings, span))
    return [
        Load(
            building=one.building,
            carrier=one.carrier,
            meter=one.meter.id,
            night=night_load(by_hour.get((one.building, one.meter.id), ())),
            weekend=weekend_load(Days(span.first, one.meter.kwh.within(span))),
        )
        for one in served
    ]


def described(one: Load) -> dict[str, Any]:
    """A load as answers say it."""
    night, weekend = one.night, one.weekend
    return {
        "meter": one.meter,
        "carrier": one.carrier,
        "night": _night(night) if isinstance(night, NightLoad) else None,
        "night_text": night.sentence(language()),
        "weekend": _weekend(weekend) if isinstance(weekend, WeekEndLoad) else None,
        "weekend_text": weekend.sentence(language()),
    }


def _night(one: NightLoad) -> dict[str, Any]:
    return {
        "night_kw": round(one.night_kw, 3),
        "day_kw": round(one.day_kw, 3),
        "share_percent": _percent(one.share),
        "base_kwh": kwh(one.base_kwh),
        "base_share_percent": _percent(one.base_share),
    }


def _weekend(one: WeekEndLoad) -> dict[str, Any]:
    return {
        "weekend_kwh": kwh(one.weekend_kwh),
        "weekday_kwh": kwh(one.weekday_kwh),
        "share_percent": _percent(one.share),
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else kwh(100 * share)


def _inputs(owner: str) -> Inputs:
    tables = estate.tables(owner, BUILDINGS, METERS, CONSUMPTION)
    public = [table for table in tables if table.public or table.profile != BUILDINGS]
    of = [_of(public, profile) for profile in (BUILDINGS, METERS, CONSUMPTION)]
    return Inputs(owner, *of, assignment.assignments(owner))


def _of(tables: Sequence[PublishedTable], profile: str) -> list[str]:
    return [table.resource_id for table in tables if table.profile == profile]
