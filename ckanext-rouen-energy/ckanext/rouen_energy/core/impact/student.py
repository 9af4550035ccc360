"""Quantiles of Student's t, without a library of statistics."""

from __future__ import annotations

from statistics import NormalDist

#: Share of the cases that an interval is made for.
LEVEL = 0.90


def quantile(degrees: float, level: float = LEVEL) -> float:
    """How many deviations each side of the middle hold `level` of the cases, with so many degrees of freedom.

    Abramowitz & Stegun 26.7.5, right to 0.1 % from 4 degrees on; fewer than 1 is taken for 1.
    """
    x = NormalDist().inv_cdf((1 + level) / 2)
    n = max(degrees, 1.0)
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + sum(term / n**power for power, term in enumerate(terms, 1))
