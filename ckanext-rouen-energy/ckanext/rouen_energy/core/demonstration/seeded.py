"""Chance that is the same on every machine: only `random()` of a seed is promised never to change."""

from __future__ import annotations

import random
from collections.abc import Callable

from .truths import SEED


def noise(name: str) -> Callable[[], float]:
    """Numbers around 0 with a deviation of 1, never beyond ±3; each name has its own."""
    uniform = random.Random(f"{SEED} {name}").random  # noqa: S311 (nothing here is a secret)
    return lambda: 2.0 * (uniform() + uniform() + uniform() - 1.5)
