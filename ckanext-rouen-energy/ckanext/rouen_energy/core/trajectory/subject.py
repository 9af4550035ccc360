"""Whether a building has to follow the decree, and why: its tertiary area, or that of its site, reaches the threshold.

Places of worship, defence and temporary buildings are exempt (R. 174-22, II): the tables do not tell them, the officer
does. Who was subject once stays so while a tertiary activity is left: areas are those of the table that is loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..estate import types_outside_totals
from ..spelling import spelled
from .rules import Rules, rules

BUILDING_REACHES = "building-reaches"
SITE_REACHES = "site-reaches"
BELOW = "below"
NOT_TERTIARY = "not-tertiary"
AREA_UNKNOWN = "area-unknown"
SITE_UNKNOWN = "site-unknown"

SENTENCES: Mapping[str, Mapping[str, str]] = {
    BUILDING_REACHES: {
        "fr": "Assujetti : {area} m² tertiaires, le seuil est de {threshold} m²",
        "en": "Subject: {area} m² of tertiary floor area, the threshold is {threshold} m²",
    },
    SITE_REACHES: {
        "fr": "Assujetti par son site : {site} m² tertiaires sur {count} bâtiments, le seuil est de {threshold} m²",
        "en": "Subject by its site: {site} m² of tertiary floor area in {count} buildings, "
        "the threshold is {threshold} m²",
    },
    BELOW: {
        "fr": "Non assujetti : {site} m² tertiaires sur son site, le seuil est de {threshold} m²",
        "en": "Not subject: {site} m² of tertiary floor area on its site, the threshold is {threshold} m²",
    },
    NOT_TERTIARY: {
        "fr": "Non assujetti : aucune surface tertiaire",
        "en": "Not subject: no tertiary floor area",
    },
    AREA_UNKNOWN: {
        "fr": "Indéterminé : la surface du bâtiment manque",
        "en": "Undetermined: the floor area of the building is missing",
    },
    SITE_UNKNOWN: {
        "fr": "Indéterminé : {site} m² tertiaires connus sur le site, la surface d'un autre bâtiment manque",
        "en": "Undetermined: {site} m² of tertiary floor area known on the site, that of another building is missing",
    },
}
ASSUMED: Mapping[str, str] = {
    "fr": "surface tertiaire non déclarée : la surface du bâtiment en tient lieu",
    "en": "tertiary floor area not declared: that of the building stands for it",
}

_HOUSING = "logement"


@dataclass(frozen=True)
class Building:
    """What the table of buildings says; `site` is empty for a building that stands alone."""

    id: str
    type: str
    site: str = ""
    floor_m2: Decimal | None = None
    tertiary_m2: Decimal | None = None


@dataclass(frozen=True)
class Subject:
    """Whether a building is subject: None when a missing area decides.

    `assumed` when an area that was not declared as tertiary is counted, the building's own or another of its site.
    """

    building: str
    site: str
    is_subject: bool | None
    reason: str
    area_m2: Decimal | None
    site_m2: Decimal
    site_buildings: int
    threshold_m2: Decimal
    assumed: bool

    def sentence(self, language: str) -> str:
        """Why, in `language` (fr or en), without a full stop."""
        said = SENTENCES[self.reason][language].format(
            area=spelled(self.area_m2 or Decimal(0), language),
            site=spelled(self.site_m2, language),
            threshold=spelled(self.threshold_m2, language),
            count=self.site_buildings,
        )
        return f"{said} ({ASSUMED[language]})" if self.assumed else said


def tertiary_area(building: Building) -> Decimal | None:
    """The declared tertiary area, else the whole of a building whose type is tertiary; None when not known.

    A building of 0 m² is one whose area nobody entered.
    """
    if building.tertiary_m2 is not None:
        return building.tertiary_m2
    if building.type == _HOUSING or building.type in types_outside_totals():
        return Decimal(0)
    return building.floor_m2 or None


def subjects(buildings: Iterable[Building], held: Rules | None = None) -> dict[str, Subject]:
    """Each building of one owner by its id; those of one site are counted together."""
    threshold = (held or rules()).threshold_m2
    sites: dict[tuple[str, str], list[Building]] = defaultdict(list)
    for building in buildings:
        sites[(building.site, "" if building.site else building.id)].append(building)
    return {one.id: _subject(one, site, threshold) for site in sites.values() for one in site}


def _subject(building: Building, site: list[Building], threshold: Decimal) -> Subject:
    area = tertiary_area(building)
    areas = [tertiary_area(one) for one in site]
    together = sum((one for one in areas if one is not None), Decimal(0))
    reason = _reason(area, areas, together, threshold)
    counted = [building] if reason == BUILDING_REACHES else site
    return Subject(
        building=building.id,
        site=building.site,
        is_subject={BUILDING_REACHES: True, SITE_REACHES: True, BELOW: False, NOT_TERTIARY: False}.get(reason),
        reason=reason,
        area_m2=area,
        site_m2=together,
        site_buildings=len(site),
        threshold_m2=threshold,
        assumed=any(one.tertiary_m2 is None and bool(tertiary_area(one)) for one in counted),
    )


def _reason(area: Decimal | None, areas: list[Decimal | None], together: Decimal, threshold: Decimal) -> str:
    if area == 0:
        return NOT_TERTIARY
    if area is not None and area >= threshold:
        return BUILDING_REACHES
    if together >= threshold:
        return SITE_REACHES
    if area is None:
        return AREA_UNKNOWN
    return SITE_UNKNOWN if None in areas else BELOW
