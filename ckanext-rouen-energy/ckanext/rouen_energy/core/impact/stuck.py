"""Days on which a meter says the same value over and over while, in such weather, it says others: it counts no saving.

A run of one value is no proof: a gas meter says 0 all summer. It is stuck when most of its days of the same
temperature, outside of the run, have another value.
"""

from __future__ import annotations

import numpy as np

from .days import Floats, Mask

#: Days of one value that are looked at: a whole week, in which weekdays and week-end do not differ.
LEAST_DAYS = 7
#: °C: days this close have the same weather, as far as a mean of Tn and Tx tells (it is off by that much itself).
SAME_WEATHER = 1.0
_HALF = 0.5


def stuck(kwh: Floats, temperature: Floats) -> Mask:
    """Which days a meter was stuck; arrays of consecutive days, NaN where not known, all that there is of the meter."""
    found = np.zeros(len(kwh), dtype=np.bool_)
    known = ~(np.isnan(kwh) | np.isnan(temperature))
    for first, end in _runs(kwh):
        others = known.copy()
        others[first:end] = False
        if _others_differ(kwh, temperature, slice(first, end), others):
            found[first:end] = True
    return found


def _runs(kwh: Floats) -> list[tuple[int, int]]:
    """First day and day after the last of each run of LEAST_DAYS equal values; NaN equals nothing."""
    bounds = np.concatenate([[0], np.flatnonzero(kwh[1:] != kwh[:-1]) + 1, [len(kwh)]])
    long = np.flatnonzero(np.diff(bounds) >= LEAST_DAYS)
    return [(int(bounds[rank]), int(bounds[rank + 1])) for rank in long]


def _others_differ(kwh: Floats, temperature: Floats, run: slice, others: Mask) -> bool:
    """Whether most days of the run have a twin by temperature, and most of the twins another value."""
    wanted = temperature[run]
    wanted = wanted[~np.isnan(wanted)]
    if not others.any() or not len(wanted):
        return False
    order = np.argsort(temperature[others], kind="stable")
    known, values = temperature[others][order], kwh[others][order]
    after = np.clip(np.searchsorted(known, wanted), 1, len(known) - 1) if len(known) > 1 else np.zeros(len(wanted), int)
    before = np.maximum(after - 1, 0)
    nearest = np.where(np.abs(known[before] - wanted) <= np.abs(known[after] - wanted), before, after)
    twins = np.abs(known[nearest] - wanted) <= SAME_WEATHER
    if twins.mean() < _HALF:
        return False
    return bool((values[nearest][twins] != kwh[run.start]).mean() > _HALF)
