"""What the meters of an owner use while nobody is there: for those who may edit its datasets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import date
from typing import Any

from ckanext.rouen_municipalities.core.publication import PublishedTable

from ...core.comparison.load import NightLoad, TooFew, WeekEndLoad, night_load, weekend_load
from ...core.impact.days import Days, Span
from ...core.indicators import BUILDINGS, CONSUMPTION
from ...store import assignment, daily, estate, kept
from ...store.warehouse import tables as warehouse
from ...store.warehouse.building_month import Inputs
from ...store.warehouse.hours import hours
from ..language import language
from .holding import VERSION, Held
from .keeping import LOAD
from .words import kwh

METERS, READINGS = "energy/meters", "energy/readings"


@dataclass(frozen=True)
class Load:
    """What is known of one meter of one building in a year."""

    building: str
    carrier: str
    meter: str
    night: NightLoad | TooFew
    weekend: WeekEndLoad | TooFew


def loads(known: Held, buildings: Collection[str], year: int) -> list[Load]:
    """The meters of an owner that serve some buildings and were read in a year; private, as their tables are."""
    owner = known.asked.owner
    found = kept.one(owner, LOAD, inputs_sha256(owner), str(year))
    if found is None:
        return loads_in(owner, buildings, year)
    return [_from_json(one) for one in found if one["building"] in buildings]


def loads_in(owner: str, buildings: Collection[str], year: int) -> list[Load]:
    """The same, read from the warehouse."""
    span = Span(date(year, 1, 1), date(year + 1, 1, 1))
    inputs, wanted = _inputs(owner), list(buildings)
    with warehouse.reading() as connection:
        by_hour = {(one.building, one.meter): one.cells for one in hours(connection, inputs, wanted, span)}
        served = list(daily.meters(connection, inputs, wanted, span))
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


def inputs_sha256(owner: str) -> str:
    """What loads depend on: the tables that they are read from, public or not, and what meters were assigned to."""
    read = [[table.profile, table.resource_id, table.publication_id, table.public] for table in _tables(owner)]
    told = [list(map(str, astuple(one))) for one in assignment.assignments(owner)]
    return hashlib.sha256(json.dumps([VERSION, read, told]).encode()).hexdigest()


def as_json(one: Load) -> dict[str, Any]:
    """A load as it is kept."""
    parts = {"night": one.night, "weekend": one.weekend}
    figures = {name: part.weeks if isinstance(part, TooFew) else asdict(part) for name, part in parts.items()}
    return {"building": one.building, "carrier": one.carrier, "meter": one.meter, **figures}


def _from_json(one: Mapping[str, Any]) -> Load:
    night, weekend = one["night"], one["weekend"]
    return Load(
        building=one["building"],
        carrier=one["carrier"],
        meter=one["meter"],
        night=TooFew(night) if isinstance(night, int) else NightLoad(**night),
        weekend=TooFew(weekend) if isinstance(weekend, int) else WeekEndLoad(**weekend),
    )


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
    public = [table for table in _tables(owner) if table.public or table.profile != BUILDINGS]
    of = [_of(public, profile) for profile in (BUILDINGS, METERS, CONSUMPTION)]
    return Inputs(owner, *of, assignment.assignments(owner))


def _tables(owner: str) -> list[PublishedTable]:
    return estate.tables(owner, BUILDINGS, METERS, CONSUMPTION, READINGS)


def _of(tables: Sequence[PublishedTable], profile: str) -> list[str]:
    return [table.resource_id for table in tables if table.profile == profile]
