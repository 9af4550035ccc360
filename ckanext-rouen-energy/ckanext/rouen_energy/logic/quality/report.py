"""What is missing and what looks odd in an owner's energy data: the list that whoever keeps it starts with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.store.datastore import reading

from ...core.coverage import Period, State, months, of_bills, of_readings
from ...core.indicators import CONSUMPTION
from ...core.metering.stamps import PARIS
from ...core.metering.statuses import statuses
from ...store import estate, sources
from ...store.warehouse import quality
from ...store.warehouse import tables as warehouse
from ...store.warehouse.quality import MeterMonth, Suspected
from ..indicators import dashboard
from ..language import language
from .estate import Estate, estate_of, months_read, of_profile
from .inbox import carrier_label, counted

MILLI_WH_IN_KWH = 1_000_000
BILLS, READINGS = "bills", "readings"

#: The dataset of a resource.
Places = dict[str, sources.Dataset]


@dataclass
class Line:
    """A line of the calendar: bills of a meter or building, or the readings of a meter."""

    source: str
    meter: str | None
    building: str | None
    carrier: str | None
    resource_id: str | None = None
    months: dict[date, State] = field(default_factory=dict)
    suspected: int = 0

    @property
    def wanting(self) -> int:
        """How many months are not wholly known."""
        return sum(state is not State.COMPLETE for state in self.months.values())


def report(owner: sources.Organization, year: int | None = None) -> dict[str, Any]:
    """The state of an owner's data in a year, the latest by default; `rouen_energy_quality` documents the keys."""
    read = months_read(owner.id)
    found = estate_of(owner.id, read)
    bills = _bills(of_profile(found.tables, CONSUMPTION))
    years = sorted(_years(bills, read), reverse=True)
    chosen = year if year is not None else next(iter(years), None)
    lines = [*_of_bills(bills, chosen), *_of_readings(read, chosen, found)] if chosen else []
    serving = {meter.id: found.buildings_of(meter) for meter in found.meters}
    figures = dashboard(chosen, owner.id)
    odd = _odd_readings(owner.id)
    places = sources.datasets([one.resource_id for one in [*read, *odd]])
    return {
        "owner": {"id": owner.id, "name": owner.name, "title": owner.title},
        "year": chosen,
        "years": years,
        "meters": counted(found),
        # a year of private data alone has no published figure, and its buildings are there all the same
        "buildings": figures["buildings"] | {"all": figures["buildings"]["all"] or len(found.buildings)},
        "calendar": [_line(line, found, serving, places) for line in sorted(lines, key=_troubled_first)],
        "states": {state.value: label for state, label in _labels().items()},
        "suspected": [_suspected(one, places) for one in odd],
        "left_out": figures["left_out"],
        "synthetic": figures["synthetic"],
    }


def _bills(resources: Sequence[str]) -> dict[estate.Series, list[Period]]:
    bills: dict[estate.Series, list[Period]] = defaultdict(list)
    with reading() as connection:
        for series, period in estate.bills(connection, resources):
            bills[series].append(period)
    return bills


def _years(bills: dict[estate.Series, list[Period]], read: Iterable[MeterMonth]) -> set[int]:
    billed = {month.year for periods in bills.values() for period in periods for month in _ends(period)}
    return billed | {one.month.year for one in read}


def _ends(period: Period) -> list[date]:
    return months(period.first, period.end)


def _of_bills(bills: dict[estate.Series, list[Period]], year: int) -> list[Line]:
    """Months are expected from the first bill of a series to the latest of all: a bill that never came is missing."""
    latest = max((period.end for periods in bills.values() for period in periods), default=date.min)
    lines = []
    for series, periods in bills.items():
        first = max(min(period.first for period in periods), date(year, 1, 1))
        expected = months(first, min(latest, date(year + 1, 1, 1)))
        if expected:
            line = Line(BILLS, series.meter, series.building, series.carrier)
            line.months = of_bills(periods, expected)
            lines.append(line)
    return lines


def _of_readings(read: Sequence[MeterMonth], year: int, found: Estate) -> list[Line]:
    carriers = {meter.id: meter.carrier for meter in found.meters}
    usual: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for one in read:
        usual[one.resource_id, one.id_compteur, one.month.month].append(one.milli_wh)
    lines: dict[tuple[str, str], Line] = {}
    for one in read:
        if one.month.year == year:
            key = (one.resource_id, one.id_compteur)
            new = Line(READINGS, one.id_compteur, None, carriers.get(one.id_compteur), one.resource_id)
            line = lines.setdefault(key, new)
            same_month = usual[*key, one.month.month]
            line.months[one.month] = of_readings(one.days_covered, one.days, one.milli_wh, same_month)
            line.suspected += one.suspected
    return list(lines.values())


def _odd_readings(owner: str) -> list[Suspected]:
    with warehouse.reading() as connection:
        return quality.suspected(connection, owner)


def _troubled_first(line: Line) -> tuple[int, int, str, str, str]:
    return (-line.wanting, -line.suspected, line.building or "", line.meter or "", line.carrier or "")


def _line(line: Line, found: Estate, serving: dict[str, list[str]], places: Places) -> dict[str, Any]:
    buildings = [line.building] if line.building else serving.get(line.meter or "", [])
    return {
        "source": line.source,
        "meter": line.meter,
        "building": line.building,
        "buildings": [{"id": one, "name": found.buildings.get(one)} for one in buildings],
        "carrier": line.carrier,
        "carrier_label": carrier_label(line.carrier),
        "resource_id": line.resource_id,
        "dataset": places[line.resource_id].name if line.resource_id in places else None,
        "months": {f"{month:%Y-%m}": state.value for month, state in line.months.items()},
        "wanting": line.wanting,
        "suspected": line.suspected,
    }


def _suspected(one: Suspected, places: Places) -> dict[str, Any]:
    words = statuses()[one.status]
    return {
        "resource_id": one.resource_id,
        "dataset": places[one.resource_id].name if one.resource_id in places else None,
        "meter": one.id_compteur,
        "start": one.start.astimezone(PARIS).isoformat(),
        "seconds": one.seconds,
        "kwh": None if one.milli_wh is None else one.milli_wh / MILLI_WH_IN_KWH,
        "status": words.name,
        "label": words.label(language()),
        "value": float(one.value),
        "unit": one.unit,
    }


def _labels() -> dict[State, str]:
    return {
        State.COMPLETE: tk._("complet"),
        State.ESTIMATED: tk._("estimé"),
        State.PARTIAL: tk._("incomplet"),
        State.MISSING: tk._("manquant"),
        State.ZERO: tk._("que des zéros"),
    }
