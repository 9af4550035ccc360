"""What is true of the demonstration: nobody has to guess it, and what the portal computes can be held against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

SEED = "Métropole Rouen Normandie, démonstration"

FIRST, LAST = date(2019, 1, 1), date(2025, 12, 31)
#: The year whose totals were published: the use of every building is scaled to them.
ANCHOR_YEAR = 2021

DAY = timedelta(days=1)

STATION = "DEMO-STATION"

#: °C of the day's mean below which a building is heated, and above which some are cooled.
HEATED_BELOW, COOLED_ABOVE = 15.5, 16.5

ELECTRICITY, GAS, HEAT, OIL = "électricité", "gaz", "réseau de chaleur", "fioul"


@dataclass(frozen=True)
class Closure:
    """Days on which buildings of some types were closed: what was left of their base load and of their heating."""

    types: frozenset[str]
    first: date
    end: date
    base: float
    heating: float


@dataclass(frozen=True)
class Renovation:
    """Works on a building; from `end` on, its heating by one carrier uses less by `saving`."""

    building: str
    carrier: str
    first: date
    end: date
    saving: float


@dataclass(frozen=True)
class Stuck:
    """A meter that said the same value over and over, from a day to another (excluded), whatever was used."""

    meter: str
    first: date
    end: date
    value: int


@dataclass(frozen=True)
class Gap:
    """A time for which a meter has no readings (end excluded)."""

    meter: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Spike:
    """One reading of a meter that is `times` what was used."""

    meter: str
    start: datetime
    times: int


@dataclass(frozen=True)
class Estimate:
    """A month billed by an estimate, `times` what was used; the bill that follows says what was."""

    building: str
    carrier: str
    month: date
    times: float


@dataclass(frozen=True)
class Credit:
    """A month billed `kwh` too much, and the credit note that gives them back."""

    building: str
    carrier: str
    month: date
    kwh: int


@dataclass(frozen=True)
class Missing:
    """Months for which a building has no bill (end excluded)."""

    building: str
    carrier: str
    first: date
    end: date


_CULTURE = frozenset({"musée", "culture et spectacle", "bibliothèque"})
_SPORT = frozenset({"piscine", "patinoire", "gymnase", "autre sport"})
_OFFICES = frozenset({"administration", "social et santé", "autre"})

CLOSURES = (
    Closure(_CULTURE | _SPORT, date(2020, 3, 17), date(2020, 6, 2), base=0.45, heating=0.6),
    Closure(_OFFICES, date(2020, 3, 17), date(2020, 5, 11), base=0.5, heating=0.7),
    Closure(_CULTURE | _SPORT, date(2020, 10, 30), date(2021, 5, 19), base=0.75, heating=0.9),
)

RENOVATION = Renovation("DEMO-004", GAS, date(2023, 4, 3), date(2023, 9, 1), saving=0.3)

#: One meter stopped in the middle of winter: what it did not count was no saving. The other froze for two weeks.
STUCK = (
    Stuck("DEMO-G-005", date(2024, 1, 8), date(2024, 3, 18), value=0),
    Stuck("DEMO-E-010", date(2025, 2, 3), date(2025, 2, 17), value=41),
)

GAPS = (
    Gap("DEMO-E-003", datetime(2024, 1, 15, 8, tzinfo=UTC), datetime(2024, 1, 15, 14, tzinfo=UTC)),
    Gap("DEMO-E-003", datetime(2024, 7, 13, 22, tzinfo=UTC), datetime(2024, 7, 15, 22, tzinfo=UTC)),
    Gap("DEMO-E-003", datetime(2025, 3, 3, 23, tzinfo=UTC), datetime(2025, 3, 15, 23, tzinfo=UTC)),
)

SPIKES = (Spike("DEMO-E-003", datetime(2025, 6, 18, 9, 30, tzinfo=UTC), times=40),)

ESTIMATES = (Estimate("DEMO-020", GAS, date(2024, 11, 1), times=1.3),)
CREDITS = (Credit("DEMO-027", ELECTRICITY, date(2025, 3, 1), kwh=1250),)
MISSING = (Missing("DEMO-052", GAS, date(2023, 2, 1), date(2023, 5, 1)),)

#: A meter whose readings arrive though no table names it: it waits in the inbox.
UNKNOWN_METER = "DEMO-E-999"
