"""A building beside those of its type in one's own set: quartiles of kWh/m², its rank, what is above the median."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..indicators.figures import MEDIAN_BUILDINGS, ONE_DECIMAL
from ..indicators.groups import Quartiles
from ..spelling import spelled

SENTENCES: Mapping[str, str] = {
    "fr": "{own} kWh/m², au rang {rank} sur {count} de son type (1 consomme le plus) : "
    "la médiane est de {median}, la moitié d'entre eux se tiennent entre {q1} et {q3}",
    "en": "{own} kWh/m², rank {rank} of {count} of its type (1 uses the most): "
    "the median is {median}, half of them lie between {q1} and {q3}",
}

_QUARTER, _HALF = Decimal("0.25"), Decimal("0.5")


@dataclass(frozen=True)
class YearOfBuilding:
    """A year of a building whose floor area is above zero; raises ValueError for one that is not."""

    building: str
    type: str
    kwh: Decimal
    area_m2: Decimal

    def __post_init__(self) -> None:
        if self.area_m2 <= 0:
            raise ValueError(f"{self.building}: no intensity without an area")

    @property
    def intensity(self) -> Decimal:
        """kWh/m², not rounded."""
        return self.kwh / self.area_m2


@dataclass(frozen=True)
class Position:
    """A building among its peers, itself included: rank 1 uses the most; quarter 1 is the one that uses the least.

    `above_median_kwh` is what it would not use at their median intensity, negative below it; `above_q1_kwh` at that of
    the quarter that uses the least.
    """

    building: str
    type: str
    intensity: Decimal
    rank: int
    quarter: int
    above_median_kwh: Decimal
    above_q1_kwh: Decimal
    quartiles: Quartiles

    def sentence(self, language: str) -> str:
        """Where it stands, in `language` (fr or en), without a full stop."""
        cuts = (self.quartiles.q1, self.quartiles.median, self.quartiles.q3)
        q1, median, q3 = ("" if cut is None else spelled(cut, language, 1) for cut in cuts)
        own = spelled(self.intensity, language, 1)
        return SENTENCES[language].format(
            own=own, rank=self.rank, count=self.quartiles.buildings, q1=q1, median=median, q3=q3
        )


def quartiles(values: Iterable[Decimal]) -> Quartiles:
    """To one decimal, between neighbours by proportion, as the database's percentile_cont; none of fewer than three."""
    ranked = sorted(values)
    if len(ranked) < MEDIAN_BUILDINGS:
        return Quartiles(len(ranked))
    cuts = (_rounded(quantile(ranked, at)) for at in (_QUARTER, _HALF, 1 - _QUARTER))
    return Quartiles(len(ranked), *cuts)


def positions(years: Iterable[YearOfBuilding]) -> dict[str, Position]:
    """Each building by its id that has enough peers; raises ValueError for one that is there twice."""
    by_type: dict[str, dict[str, YearOfBuilding]] = defaultdict(dict)
    for year in years:
        if year.building in by_type[year.type]:
            raise ValueError(f"{year.building} is there twice")
        by_type[year.type][year.building] = year
    return {
        name: position
        for peers in by_type.values()
        if len(peers) >= MEDIAN_BUILDINGS
        for name, position in _positions(peers)
    }


def quantile(ranked: Sequence[Decimal], at: Decimal) -> Decimal:
    """The value at a share (0 to 1) of ranked values; raises IndexError when there are none."""
    place = at * (len(ranked) - 1)
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (place - below) * (ranked[above] - ranked[below])


def _positions(peers: Mapping[str, YearOfBuilding]) -> Iterable[tuple[str, Position]]:
    ranked = sorted(year.intensity for year in peers.values())
    q1, median, q3 = (quantile(ranked, at) for at in (_QUARTER, _HALF, 1 - _QUARTER))
    shown = quartiles(ranked)
    for name, year in peers.items():
        yield name, Position(
            building=name,
            type=year.type,
            intensity=_rounded(year.intensity),
            rank=1 + sum(1 for other in ranked if other > year.intensity),
            quarter=1 + sum(1 for cut in (q1, median, q3) if year.intensity > cut),
            above_median_kwh=year.kwh - median * year.area_m2,
            above_q1_kwh=year.kwh - q1 * year.area_m2,
            quartiles=shown,
        )


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(ONE_DECIMAL, ROUND_HALF_UP)
