"""Degree-days from a day's lowest and highest temperature, by two methods that are never mixed.

Both need only Tn and Tx, which an officer loads. The professionals' method (COSTIC, Météo-France: «méthode des
professionnels de l'énergie») counts the part of a day below the base on days that cross it; the simple mean does not.
Cooling is the mirror image: degrees above the base.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from .days import Floats

#: °C: the base of the professionals' method.
BASE = 18.0


@dataclass(frozen=True)
class Method:
    """A way to count degree-days: `heating(tn, tx, base)` and its labels by language."""

    name: str
    labels: Mapping[str, str]
    heating: Callable[[Floats, Floats, float], Floats]

    def cooling(self, tn: Floats, tx: Floats, base: float = BASE) -> Floats:
        """Degrees above the base: those below it of the mirrored day."""
        return self.heating(-tx, -tn, -base)


def professional(tn: Floats, tx: Floats, base: float = BASE) -> Floats:
    """0 when Tn ≥ S; S − (Tn + Tx)/2 when Tx ≤ S; else (S − Tn)(0.08 + 0.42 (S − Tn)/(Tx − Tn)).

    NaN where a temperature is not known, or where Tn is above Tx.
    """
    below = base - tn
    width = np.where(tx > tn, tx - tn, 1.0)
    crossing = below * (0.08 + 0.42 * below / width)
    counted = np.where(tn >= base, 0.0, np.where(tx <= base, base - (tn + tx) / 2, crossing))
    return np.where(tn <= tx, counted, np.nan)


def simple_mean(tn: Floats, tx: Floats, base: float = BASE) -> Floats:
    """S − (Tn + Tx)/2 when that is above 0; NaN where a temperature is not known, or where Tn is above Tx."""
    return np.where(tn <= tx, np.maximum(base - (tn + tx) / 2, 0.0), np.nan)


PROFESSIONAL = Method(
    "professional",
    {"fr": "méthode des professionnels de l'énergie", "en": "energy professionals' method"},
    professional,
)
SIMPLE_MEAN = Method("simple-mean", {"fr": "moyenne simple (Tn + Tx)/2", "en": "simple mean (Tn + Tx)/2"}, simple_mean)
METHODS: Mapping[str, Method] = {method.name: method for method in (PROFESSIONAL, SIMPLE_MEAN)}
