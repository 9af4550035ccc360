"""What the sources of gas have in common: volumes with their own coefficient, and the day that begins at 6 o'clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

from ckanext.rouen_municipalities.core.tabular.folding import fold

from ..stamps import PARIS
from .cells import Line

GAS = "gaz"
COEFFICIENT_MISSING = "energy-coefficient-missing"

#: when a gas day begins, by the clock
GAS_DAY = time(6)

_ESTIMATED = ("estime", "estimee", "e", "calcule", "calculee")
_READ = ("mesure", "mesuree", "reel", "reelle", "releve", "releve_reel", "auto-releve", "autoreleve", "r", "m")
ESTIMATED, READ = "estimé", "réel"


def nature(word: str) -> str:
    """Whether a period was read or estimated, as our column says it; nothing when its source does not say."""
    folded = fold(word)
    if folded in _ESTIMATED:
        return ESTIMATED
    return READ if folded in _READ else ""


def amount(line: Line, energy: str, volume: str, coefficient: str) -> dict[str, str]:
    """Value, unit and coefficient: the energy that the distributor or the bill says, else its volume.

    Nothing when neither is known; raises WrongError for a volume without its own coefficient."""
    if value := line.number_in(energy):
        return {"valeur": value, "unite": "kWh"}
    if not (value := line.number_in(volume)):
        return {}
    kwh_per_m3 = line.number_in(coefficient)
    if not kwh_per_m3 or not Decimal(kwh_per_m3):
        raise line.wrong(COEFFICIENT_MISSING, volume)
    return {"valeur": value, "unite": "m3", "coefficient": kwh_per_m3}


def gas_day(day: date) -> datetime:
    """The instant at which the gas day of a date begins."""
    return datetime.combine(day, GAS_DAY, PARIS)


def day_reading(meter: str, day: date, used: Mapping[str, str], quality: str) -> dict[str, str]:
    """A row of energy/readings for a gas day."""
    return {"id_compteur": meter, "horodate": gas_day(day).isoformat(), "qualite": quality, **used}


def period(meter: str, start: date, end: date, used: Mapping[str, str], said: str) -> dict[str, str]:
    """A row of energy/consumption for a period whose `end` is excluded."""
    days = {"debut": start.isoformat(), "fin": end.isoformat()}
    return {"id_compteur": meter, "vecteur": GAS, **days, "nature": said, **used}
