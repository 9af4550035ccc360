"""What meters and bills say: carriers, units, stamps, steps, registers, and the files that hold them."""

from .carriers import Carrier, carriers
from .units import (
    KWH_PER_UNIT,
    MissingCoefficientError,
    MissingStepError,
    Unit,
    UnitError,
    UnknownUnitError,
    kwh,
    milli_wh,
    to_kwh,
    unit_in,
    unit_of,
    units,
)

__all__ = [
    "KWH_PER_UNIT",
    "Carrier",
    "MissingCoefficientError",
    "MissingStepError",
    "Unit",
    "UnitError",
    "UnknownUnitError",
    "carriers",
    "kwh",
    "milli_wh",
    "to_kwh",
    "unit_in",
    "unit_of",
    "units",
]
