"""How SQL says the energy of a reading: unit, length of step and status, as core says them."""

from __future__ import annotations

from decimal import Decimal

from ...core.metering import Unit, units
from ...core.metering.statuses import Status, qualities
from ...core.metering.steps import DAY, SHORT_STEPS
from ...core.metering.units import ENERGY, MILLI_WH_PER_KWH, POWER, SECONDS_PER_HOUR, VOLUME

#: kWh, and kW, beyond which a reading is none of a building: sums stay within what an integer holds
LARGEST_KWH, LARGEST_KW = 10**9, 10**7
PARIS = "Europe/Paris"

_SHORTEST_DAY, _LONGEST_DAY = "23 hours", "25 hours"


def seconds() -> str:
    """Seconds that a reading lasts, from those `before` and `after` it: the nearer of the two tells, else the usual.

    A day lasts until the same hour of the next one; one that nothing follows lasts as a day does.
    """
    steps = " ".join(f"WHEN interval '{step} s' THEN {step}" for step in SHORT_STEPS)
    a_day = f"BETWEEN interval '{_SHORTEST_DAY}' AND interval '{_LONGEST_DAY}'"
    return f"""CASE least(after, before) {steps} ELSE CASE
        WHEN least(after, before) {a_day} AND after {a_day} THEN date_part('epoch', after)::integer
        WHEN least(after, before) {a_day} THEN {DAY} ELSE usual END END"""


def milli_wh() -> str:
    """Milliwatt-hours of a reading from `valeur`, `unite`, `coefficient` and `seconds`; null for none, or too many."""
    known = [unit for unit in units().values() if unit.in_profiles and unit.kind in _ENERGY]
    cases = " ".join(f"WHEN '{unit.name}' THEN {_ENERGY[unit.kind](unit)}" for unit in known)
    return f"CASE unite {cases} END"


def status() -> str:
    """Status of a reading from its `milli_wh` and what the column `qualite` says of it."""
    words = [(word, found) for word, found in qualities().items() if found is not Status.OK]
    told = " ".join(f"WHEN '{word}' THEN {int(found)}" for word, found in words)
    return f"""CASE WHEN milli_wh IS NULL THEN {int(Status.NOT_CONVERTIBLE)} WHEN qualite IS NULL THEN {int(Status.OK)}
        ELSE CASE lower(qualite) {told} ELSE {int(Status.OK)} END END"""


def _of_energy(unit: Unit) -> str:
    one = unit.canonical(Decimal(1))
    return _within(LARGEST_KWH / one, f"valeur * {_plain(one * MILLI_WH_PER_KWH)}")


def _of_power(unit: Unit) -> str:
    one = unit.canonical(Decimal(1))
    factor = one * MILLI_WH_PER_KWH
    exact = [(step, factor * step / SECONDS_PER_HOUR) for step in SHORT_STEPS]
    whole = " ".join(f"WHEN {step} THEN valeur * {_plain(energy)}" for step, energy in exact if energy == int(energy))
    any_step = f"valeur * {_plain(factor)} * seconds / {SECONDS_PER_HOUR}"
    return _within(LARGEST_KW / one, f"CASE seconds {whole} ELSE {any_step} END")


def _of_volume(_: Unit) -> str:
    energy = f"valeur * coefficient * {MILLI_WH_PER_KWH}"
    return f"CASE WHEN abs(valeur * coefficient) <= {LARGEST_KWH} THEN ({energy})::bigint END"


def _within(most: Decimal, energy: str) -> str:
    return f"CASE WHEN valeur BETWEEN -{_plain(most)} AND {_plain(most)} THEN ({energy})::bigint END"


_ENERGY = {ENERGY: _of_energy, POWER: _of_power, VOLUME: _of_volume}


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
