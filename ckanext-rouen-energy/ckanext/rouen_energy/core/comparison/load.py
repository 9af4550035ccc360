"""What is used while nobody is there: at night, from interval readings; at the week-end, from daily ones as well.

Of each hour of the week the kWh read and the hours read are known: means are over what was read, so that a gap takes
nothing away. Night is midnight to five, when no building of the estate is open, not even after a show; the day is eight
to six from Monday to Friday.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from ..impact.days import Days
from ..indicators.figures import MEDIAN_BUILDINGS
from ..spelling import percent, spelled

HOURS_OF_WEEK, HOURS_OF_YEAR = 7 * 24, 8766
NIGHT_HOURS, DAY_HOURS = range(5), range(8, 18)
SATURDAY, _WEEK = 5, 7
#: Weeks of readings, or of whole days: a month, so that no single event is taken for a habit.
LEAST_WEEKS = 4

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "night": {
        "fr": "la nuit, {share} de la puissance du jour ; {base} kWh par an ne s'arrêtent jamais, {part} de l'ensemble",
        "en": "at night, {share} of the power by day; {base} kWh a year never stop, {part} of the whole",
    },
    "weekend": {
        "fr": "un jour de week-end, {share} d'un jour de semaine",
        "en": "on a day of the week-end, {share} of a weekday",
    },
    "nothing": {
        "fr": "rien n'est consommé en semaine, de jour",
        "en": "nothing is used on weekdays, by day",
    },
}
FEW_WEEKS: Mapping[str, str] = {
    "fr": "{found} semaines relevées, {required} exigées",
    "en": "{found} weeks read, {required} required",
}


@dataclass(frozen=True)
class Cell:
    """What was read in one hour of the week (Monday is 0), local time: kWh, and for how many hours."""

    weekday: int
    hour: int
    kwh: float
    hours: float


@dataclass(frozen=True)
class TooFew:
    """Weeks that were read, of LEAST_WEEKS required."""

    weeks: int

    def sentence(self, language: str) -> str:
        """In words, without a capital nor a full stop."""
        return FEW_WEEKS[language].format(found=self.weeks, required=LEAST_WEEKS)


@dataclass(frozen=True)
class NightLoad:
    """Mean kW at night and by day, and of all hours."""

    night_kw: float
    day_kw: float
    mean_kw: float

    @property
    def share(self) -> float | None:
        """Night in parts of the day; None when nothing is used by day."""
        return self.night_kw / self.day_kw if self.day_kw > 0 else None

    @property
    def base_kwh(self) -> float:
        """kWh a year of what never stops: night's power at every hour."""
        return self.night_kw * HOURS_OF_YEAR

    @property
    def base_share(self) -> float | None:
        """What never stops in parts of all that is used."""
        return min(1.0, self.night_kw / self.mean_kw) if self.mean_kw > 0 else None

    def sentence(self, language: str) -> str:
        """The load in words, in `language` (fr or en), without a capital nor a full stop."""
        if self.share is None or self.base_share is None:
            return SENTENCES["nothing"][language]
        share, part = (percent(100 * one, language) for one in (self.share, self.base_share))
        return SENTENCES["night"][language].format(share=share, part=part, base=spelled(self.base_kwh, language))


@dataclass(frozen=True)
class WeekEndLoad:
    """kWh of a mean day of the week-end and of the others."""

    weekend_kwh: float
    weekday_kwh: float

    @property
    def share(self) -> float | None:
        """The week-end in parts of other days; None when nothing is used on these."""
        return self.weekend_kwh / self.weekday_kwh if self.weekday_kwh > 0 else None

    def sentence(self, language: str) -> str:
        """The load in words, in `language` (fr or en), without a capital nor a full stop."""
        if self.share is None:
            return SENTENCES["nothing"][language]
        return SENTENCES["weekend"][language].format(share=percent(100 * self.share, language))


def night_load(cells: Iterable[Cell]) -> NightLoad | TooFew:
    """The load at night of a meter that is read at least each hour; TooFew unless every hour was read often enough."""
    known = list(cells)
    least = min((cell.hours for cell in known), default=0.0) if _is_whole(known) else 0.0
    if least < LEAST_WEEKS:
        return TooFew(int(least))
    return NightLoad(
        night_kw=_mean(known, lambda cell: cell.hour in NIGHT_HOURS),
        day_kw=_mean(known, lambda cell: cell.hour in DAY_HOURS and cell.weekday < SATURDAY),
        mean_kw=_mean(known, lambda cell: True),
    )


def weekend_load(kwh: Days) -> WeekEndLoad | TooFew:
    """The load at the week-end of a meter read at least each day, over its whole weeks: each has its own weather."""
    to_monday = -kwh.first.weekday() % _WEEK
    values = kwh.values[to_monday:]
    weeks = values[: len(values) // _WEEK * _WEEK].reshape(-1, _WEEK)
    whole = weeks[~np.isnan(weeks).any(axis=1)]
    if len(whole) < LEAST_WEEKS:
        return TooFew(len(whole))
    return WeekEndLoad(float(whole[:, SATURDAY:].mean()), float(whole[:, :SATURDAY].mean()))


def above_peers(shares: Mapping[str, float], building: str) -> float | None:
    """By how much a building's share is above the median of a set that it is in; None when the set is too small."""
    if building not in shares or len(shares) < MEDIAN_BUILDINGS:
        return None
    return shares[building] - median(shares.values())


def _is_whole(cells: Sequence[Cell]) -> bool:
    return len({(cell.weekday, cell.hour) for cell in cells}) == HOURS_OF_WEEK


def _mean(cells: Iterable[Cell], counts: Callable[[Cell], bool]) -> float:
    counted = [cell for cell in cells if counts(cell)]
    return sum(cell.kwh for cell in counted) / sum(cell.hours for cell in counted)
