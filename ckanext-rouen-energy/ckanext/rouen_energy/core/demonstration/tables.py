"""The tables of the demonstration as French offices write them: what is published of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .bills import Bill, bills
from .curves import CURVES, readings
from .truths import ELECTRICITY, FIRST, GAS, HEAT, STATION
from .use import Use, uses
from .weather import weather

#: The buildings whose bills name their meters: those with something to find in them.
BILLED_BY_METER = frozenset({"DEMO-020", "DEMO-027", "DEMO-052"})
_BILLED_SINCE = date(2023, 1, 1)

#: National identifier of the heat network that the invented buildings stand on.
_NETWORK = "7601C"


@dataclass(frozen=True)
class Sheet:
    """A table: the names of its columns, and its rows."""

    header: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]


def consumption() -> Sheet:
    """What each building used each month, by carrier."""
    header = ("id_batiment", "vecteur", "debut", "fin", "valeur", "unite", "nature", "cout_eur", "reseau")
    return Sheet(header, (_by_building(bill) for bill in bills(uses(), FIRST)))


def invoices() -> Sheet:
    """The bills of a few meters."""
    header = ("id_compteur", "vecteur", "debut", "fin", "valeur", "unite", "nature", "cout_eur")
    chosen = [use for use in uses() if use.building in BILLED_BY_METER]
    return Sheet(header, (_by_meter(bill) for bill in bills(chosen, _BILLED_SINCE)))


def meters() -> Sheet:
    """The meter of each carrier of each building."""
    header = ("id_compteur", "id_batiment", "part", "vecteur", "unite", "pouvoir_calorifique", "reseau", "usage")
    return Sheet(header, (_meter(use) for use in uses()))


def curves() -> Sheet:
    """What the meters that are read by themselves said."""
    return Sheet(("id_compteur", "horodate", "valeur", "unite"), _readings())


def temperatures() -> Sheet:
    """The weather of every day."""
    rows = ((STATION, day.date.isoformat(), _french(day.lowest), _french(day.highest)) for day in weather())
    return Sheet(("station", "date", "tn", "tx"), rows)


def _by_building(bill: Bill) -> tuple[str, ...]:
    network = _NETWORK if bill.use.carrier == HEAT else ""
    return (bill.use.building, *_billed(bill), network)


def _by_meter(bill: Bill) -> tuple[str, ...]:
    return (bill.use.meter, *_billed(bill))


def _billed(bill: Bill) -> tuple[str, ...]:
    period = (f"{bill.first:%d/%m/%Y}", f"{bill.end:%d/%m/%Y}")
    return (bill.use.carrier, *period, str(bill.kwh), "kWh", bill.nature, _french(bill.euros))


def _meter(use: Use) -> tuple[str, ...]:
    unit = "W" if use.carrier == ELECTRICITY else "kWh"
    calorific, network = ("PCS" if use.carrier == GAS else "", _NETWORK if use.carrier == HEAT else "")
    return (use.meter, use.building, "1", use.carrier, unit, calorific, network, "bâtiment")


def _readings() -> Iterator[tuple[str, ...]]:
    for curve in CURVES:
        for reading in readings(curve):
            yield reading.meter, reading.start.isoformat(), _french(reading.value), reading.unit


def _french(number: float) -> str:
    return str(number).replace(".", ",")
