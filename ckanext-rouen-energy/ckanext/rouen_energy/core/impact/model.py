"""The shape of a baseline: kWh of a day by its temperature, with at most two balance points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .days import Floats


@dataclass(frozen=True)
class Slope:
    """kWh a day for each degree beyond a balance point (°C)."""

    balance_point: float
    kwh_per_degree: float


@dataclass(frozen=True)
class Model:
    """`base` kWh a day, more for each degree below one balance point, and above another; None for what it has not."""

    base: float
    heating: Slope | None
    cooling: Slope | None

    def predict(self, temperature: Floats) -> Floats:
        """kWh of days of these temperatures."""
        return self.base_kwh(temperature) + self.heating_kwh(temperature) + self.cooling_kwh(temperature)

    def base_kwh(self, temperature: Floats) -> Floats:
        """What does not follow the weather, kWh of each day."""
        return np.full(len(temperature), self.base)

    def heating_kwh(self, temperature: Floats) -> Floats:
        """What heating takes, kWh of each day."""
        return _beyond(self.heating, -1.0, temperature)

    def cooling_kwh(self, temperature: Floats) -> Floats:
        """What cooling takes, kWh of each day."""
        return _beyond(self.cooling, 1.0, temperature)

    def gradient(self, temperature: Floats) -> Floats:
        """By how much each day's kWh change with what was estimated: base, slopes, then balance points."""
        sides = [(side, sign) for side, sign in ((self.heating, -1.0), (self.cooling, 1.0)) if side]
        beyond = [sign * (temperature - side.balance_point) for side, sign in sides]
        degrees = [np.maximum(each, 0.0) for each in beyond]
        points = [-sign * side.kwh_per_degree * (each > 0) for (side, sign), each in zip(sides, beyond, strict=True)]
        if self.heating and self.cooling and self.heating.balance_point == self.cooling.balance_point:
            points = [points[0] + points[1]]
        return np.column_stack([np.ones(len(temperature)), *degrees, *points])


def _beyond(side: Slope | None, sign: float, temperature: Floats) -> Floats:
    if side is None:
        return np.zeros(len(temperature))
    return side.kwh_per_degree * np.maximum(sign * (temperature - side.balance_point), 0.0)
