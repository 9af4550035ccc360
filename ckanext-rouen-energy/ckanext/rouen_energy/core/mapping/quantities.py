"""Values in the units of our profiles: as they are where the profile takes their unit, otherwise converted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from ckanext.rouen_municipalities.core.tabular.cells import CellError

from ..metering.units import ENERGY, POWER, VOLUME, UnknownUnitError, unit_of
from .targets import accepted_units

#: the unit of our profiles for each kind of quantity
_OURS = {ENERGY: "kWh", POWER: "kW", VOLUME: "m3"}
#: what the unit of what a counter shows begins with
REGISTER = "index "
#: a converted value is rounded to the millionth: a milliwatt-hour, in kWh
_PRECISION = Decimal("0.000001")

#: a value and its unit
Quantity = tuple[Decimal, str]


def added(quantities: Sequence[Quantity], profile: str) -> Quantity:
    """What the columns of one carrier say together, in a unit of the profile; raises CellError."""
    if len(quantities) == 1:
        return in_profile(*quantities[0], profile)
    if len({unit for _, unit in quantities}) > 1:
        quantities = [_canonical(value, unit) for value, unit in quantities]
    return in_profile(sum((value for value, _ in quantities), Decimal(0)), quantities[0][1], profile)


def in_profile(value: Decimal, unit: str, profile: str) -> Quantity:
    """A value in a unit that the profile takes; raises CellError for a unit that none stands for.

    What a counter shows stays `index kWh` until it is known how far the counter went."""
    name, is_register = _known(unit)
    if is_register:
        shown, plain = in_profile(value, name.removeprefix(REGISTER), profile)
        return shown, REGISTER + plain
    if name in accepted_units(profile):
        return value, name
    return _canonical(value, unit)


def converted(value: Decimal, unit: str) -> Decimal:
    """A value of a column that has no unit beside it, in the unit of ours: m², °C; raises CellError."""
    _known(unit)
    return _rounded(unit_of(unit).canonical(value))


def written(value: Decimal) -> str:
    """A number as our tables have it."""
    return format(value, "f")


def _canonical(value: Decimal, unit: str) -> Quantity:
    known = unit_of(unit)
    if known.kind not in _OURS:
        raise CellError("mapping-unit", unit)
    return _rounded(known.canonical(value)), _OURS[known.kind]


def _rounded(value: Decimal) -> Decimal:
    """Rounded to the millionth, without the zeros at its end; raises CellError for more digits than a measure has."""
    try:
        rounded = value.quantize(_PRECISION, ROUND_HALF_UP)
    except InvalidOperation as error:
        raise CellError("number-too-large") from error
    whole = rounded.to_integral_value()
    return whole if whole == rounded else rounded.normalize()


@lru_cache(maxsize=256)
def _known(unit: str) -> tuple[str, bool]:
    try:
        found = unit_of(unit)
    except UnknownUnitError as error:
        raise CellError("mapping-unit", unit) from error
    return found.name, found.is_register
