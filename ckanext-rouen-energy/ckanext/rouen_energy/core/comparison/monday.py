"""The list that an energy manager starts Monday with: buildings by the kWh a year that one reason alone is worth.

Reasons overlap (a building that drifts is soon above its peers): they are not added, the largest ranks the building.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..spelling import change, percent, spelled
from .drift import Drift
from .load import HOURS_OF_WEEK, HOURS_OF_YEAR, NIGHT_HOURS, NightLoad, WeekEndLoad, above_peers
from .peers import Position

DRIFT, PEERS, NIGHT, WEEKEND = "drift", "peers", "night", "weekend"
#: A building is said to use much among its peers in the quarter that uses the most.
_LAST_QUARTER = 4
#: Of a year: hours of night, days of week-ends.
_NIGHT_HOURS, _WEEKEND_DAYS = HOURS_OF_YEAR * len(NIGHT_HOURS) / 24, HOURS_OF_YEAR * 2 / HOURS_OF_WEEK

SENTENCES: Mapping[str, Mapping[str, str]] = {
    DRIFT: {
        "fr": "{kwh} kWh de plus qu'attendu d'après l'an dernier ({figure}){note}",
        "en": "{kwh} kWh more than expected from last year ({figure}){note}",
    },
    PEERS: {
        "fr": "{figure} kWh/m² : {kwh} kWh de plus qu'à la médiane de ses semblables",
        "en": "{figure} kWh/m²: {kwh} kWh more than at the median of its peers",
    },
    NIGHT: {
        "fr": "la nuit, {figure} de la puissance du jour : {kwh} kWh par an de plus que la médiane",
        "en": "at night, {figure} of the power by day: {kwh} kWh a year more than the median",
    },
    WEEKEND: {
        "fr": "le week-end, {figure} d'un jour de semaine : {kwh} kWh par an de plus que la médiane",
        "en": "at the week-end, {figure} of a weekday: {kwh} kWh a year more than the median",
    },
}
_NOT_CORRECTED: Mapping[str, str] = {"fr": ", météo non corrigée", "en": ", weather not corrected"}


@dataclass(frozen=True)
class Finding:
    """One reason to look at a building: what it is worth in kWh a year, and its figure (%, kWh/m² or share)."""

    building: str
    kind: str
    kwh: float
    figure: float
    is_corrected: bool = True

    def sentence(self, language: str) -> str:
        """What was found, in `language` (fr or en), without a capital nor a full stop."""
        return SENTENCES[self.kind][language].format(
            kwh=spelled(self.kwh, language),
            figure=_figure(self, language),
            note="" if self.is_corrected else _NOT_CORRECTED[language],
        )


@dataclass(frozen=True)
class Item:
    """A building of the list, its largest reason first."""

    building: str
    findings: tuple[Finding, ...]

    @property
    def kwh(self) -> float:
        """What its largest reason is worth."""
        return self.findings[0].kwh


def of_drifts(drifts: Iterable[Drift]) -> list[Finding]:
    """Buildings that use more than expected."""
    return [
        Finding(one.building, DRIFT, one.excess_kwh, one.percent, one.is_corrected)
        for one in drifts
        if one.excess_kwh > 0 and one.percent is not None
    ]


def of_peers(positions: Iterable[Position]) -> list[Finding]:
    """Buildings of the quarter of their type that uses the most."""
    return [
        Finding(one.building, PEERS, float(one.above_median_kwh), float(one.intensity))
        for one in positions
        if one.quarter == _LAST_QUARTER
    ]


def of_nights(loads: Mapping[str, NightLoad]) -> list[Finding]:
    """Buildings of one set whose nights, in parts of their days, are above its median."""
    shares = {name: load.share for name, load in loads.items() if load.share is not None}
    found = []
    for name, share in shares.items():
        above = above_peers(shares, name)
        if above is not None and above > 0:
            found.append(Finding(name, NIGHT, above * loads[name].day_kw * _NIGHT_HOURS, share))
    return found


def of_weekends(loads: Mapping[str, WeekEndLoad]) -> list[Finding]:
    """Buildings of one type whose week-ends, in parts of other days, are above its median."""
    shares = {name: load.share for name, load in loads.items() if load.share is not None}
    found = []
    for name, share in shares.items():
        above = above_peers(shares, name)
        if above is not None and above > 0:
            found.append(Finding(name, WEEKEND, above * loads[name].weekday_kwh * _WEEKEND_DAYS, share))
    return found


def monday(findings: Iterable[Finding], limit: int = 10) -> list[Item]:
    """The buildings whose largest reason is worth the most."""
    by_building: dict[str, list[Finding]] = {}
    for finding in findings:
        by_building.setdefault(finding.building, []).append(finding)
    items = [
        Item(name, tuple(sorted(known, key=lambda finding: (-finding.kwh, finding.kind))))
        for name, known in by_building.items()
    ]
    return sorted(items, key=lambda item: (-item.kwh, item.building))[:limit]


def _figure(finding: Finding, language: str) -> str:
    if finding.kind == PEERS:
        return spelled(finding.figure, language, 1)
    if finding.kind == DRIFT:
        return change(finding.figure, language)
    return percent(100 * finding.figure, language)
