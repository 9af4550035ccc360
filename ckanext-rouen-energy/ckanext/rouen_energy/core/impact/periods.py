"""What an energy manager declares of an intervention: the year before, the works, the time after, days to leave out.

Nothing is left out silently: each exclusion has its days and its reason, and is shown with the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from .days import Mask, Span

YEAR = timedelta(days=365)

#: What may be wrong with a declaration, and how it is said.
EMPTY = "empty"
BASELINE_AFTER_WORKS = "baseline-after-works"
REPORTING_BEFORE_WORKS = "reporting-before-works"
FAULTS: Mapping[str, Mapping[str, str]] = {
    EMPTY: {
        "fr": "La période de référence ou la période de suivi n'a aucun jour.",
        "en": "The baseline period or the reporting period has no day.",
    },
    BASELINE_AFTER_WORKS: {
        "fr": "La période de référence doit finir avant le début des travaux.",
        "en": "The baseline period must end before the works begin.",
    },
    REPORTING_BEFORE_WORKS: {
        "fr": "La période de suivi doit commencer après la fin des travaux.",
        "en": "The reporting period must begin after the works end.",
    },
}


@dataclass(frozen=True)
class Exclusion:
    """Days that do not count, in either period, and why, in the officer's words: a closure, a flood."""

    span: Span
    reason: str


@dataclass(frozen=True)
class Declaration:
    """The periods of one intervention; nothing of the works is in either of the other two."""

    baseline: Span
    works: Span
    reporting: Span
    exclusions: tuple[Exclusion, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with it: nothing when it can be used."""
        found = [EMPTY for span in (self.baseline, self.reporting) if not span.length][:1]
        if self.baseline.end > self.works.first:
            found.append(BASELINE_AFTER_WORKS)
        if self.reporting.first < self.works.end:
            found.append(REPORTING_BEFORE_WORKS)
        return tuple(found)


def around(works: Span, until: date, exclusions: tuple[Exclusion, ...] = ()) -> Declaration:
    """The year before the works and the first year after them, as far as `until` (excluded) goes.

    A year: every season once, in each of the two (CalTRACK 2.0, 2.2.1: 365 days of baseline).
    """
    reporting = Span(works.end, max(works.end, min(works.end + YEAR, until)))
    return Declaration(Span(works.first - YEAR, works.first), works, reporting, exclusions)


def excluded(span: Span, exclusions: tuple[Exclusion, ...]) -> Mask:
    """Which days of a period are left out."""
    found = np.zeros(span.length, dtype=np.bool_)
    for exclusion in exclusions:
        first, end = ((day - span.first).days for day in (exclusion.span.first, exclusion.span.end))
        found[max(0, first) : max(0, end)] = True
    return found
