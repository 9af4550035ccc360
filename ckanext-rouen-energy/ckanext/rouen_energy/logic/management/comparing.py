"""A building beside its peers, what OPERAT knows, its last year, and what it uses while nobody is there."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ckan import authz

from ckanext.rouen_municipalities.store.datastore import reading

from ...core.comparison.national import National, national
from ...core.comparison.peers import Position, YearOfBuilding, positions
from ...core.estate import building_types
from ...core.indicators import BUILDING_MONTH, BUILDINGS, CONSUMPTION
from ...core.management import (
    ACTIVITIES,
    EDITORS_ONLY,
    NO_DRIFT,
    NO_PEERS,
    NO_READINGS,
    NO_REGULATORY,
    NO_YEAR,
    TEMPERATURES,
)
from ...store import management as store
from ...store import sources
from ...store.management import YearRow
from ..indicators import provenance
from ..language import language
from . import keeping
from .drifting import drift, years_of
from .holding import Held, held
from .keeping import DRIFT, ESTATE
from .loads import described, loads
from .words import building, frame, identity, kwh, said

Key = tuple[str, str]
#: Tables that a comparison rests on.
READ = (BUILDINGS, CONSUMPTION, BUILDING_MONTH, TEMPERATURES, ACTIVITIES)


def compared(owner: sources.Organization, building_id: str, year: int | None, user: str) -> dict[str, Any]:
    """The comparison; `rouen_energy_compare` documents the keys. Raises ObjectNotFound."""
    known = held(owner.id)
    one = building(known, building_id)
    chosen = year or keeping.one(known, DRIFT, ESTATE, lambda: years_of(known))["last"].get(building_id)
    figures, reasons = _figures(known, building_id, chosen, user) if chosen else _no_year()
    return {
        **frame(owner, [known], READ),
        "building": identity(one),
        "year": chosen,
        **figures,
        "reasons": reasons,
    }


def rows_of(year: int) -> dict[Key, YearRow]:
    """The buildings of all owners in a year, by owner and building."""
    tables = {one.owner: one.table.resource_id for one in provenance.shown()}
    with reading() as connection:
        found = store.year_rows(connection, tables, year)
    return {(row.owner, row.building): row for row in found}


def positions_of(rows: Mapping[Key, YearRow]) -> dict[Key, Position]:
    """Each building beside those of its type."""
    numbered = {str(number): key for number, key in enumerate(rows)}
    years = [YearOfBuilding(name, rows[key].type, rows[key].kwh, rows[key].area_m2) for name, key in numbered.items()]
    return {numbered[name]: position for name, position in positions(years).items()}


def _no_year() -> tuple[dict[str, Any], dict[str, str]]:
    names = ("peers", "national", "drift", "loads")
    return dict.fromkeys(names), dict.fromkeys(names, said(NO_YEAR))


def _figures(known: Held, name: str, year: int, user: str) -> tuple[dict[str, Any], dict[str, str]]:
    rows = rows_of(year)
    own = rows.get((known.asked.owner, name))
    position = positions_of(rows).get((known.asked.owner, name))
    beside, why_not_beside = _national(known, name, own, year)
    read, why_not_read = _loads(known, name, year, user)
    figures = {
        "peers": _peers(position) if position else None,
        "national": beside,
        "drift": drift(known, name, year),
        "loads": read,
    }
    reasons = {"peers": said(NO_PEERS), "national": why_not_beside, "drift": said(NO_DRIFT), "loads": why_not_read}
    return figures, {key: why for key, why in reasons.items() if figures[key] is None}


def _peers(one: Position) -> dict[str, Any]:
    return {
        "intensity": kwh(one.intensity),
        "rank": one.rank,
        "buildings": one.quartiles.buildings,
        "quarter": one.quarter,
        "q1": kwh(one.quartiles.q1),
        "median": kwh(one.quartiles.median),
        "q3": kwh(one.quartiles.q3),
        "above_median_kwh": kwh(one.above_median_kwh),
        "above_q1_kwh": kwh(one.above_q1_kwh),
        "type": one.type,
        "type_label": building_types()[one.type].label(language()),
        "text": one.sentence(language()),
    }


def _national(known: Held, name: str, own: YearRow | None, year: int) -> tuple[dict[str, Any] | None, str]:
    activities = known.activities.get(name, ())
    found = national(activities, known.ratios, year)
    if not isinstance(found, National):
        return None, found.sentence(language())
    if own is None or own.regulatory_kwh is None:
        return None, said(NO_REGULATORY)
    area = sum((one.area_m2 for one in activities), Decimal(0))
    return _beside(found, own.regulatory_kwh, area), ""


def _beside(found: National, regulatory_kwh: Decimal, area_m2: Decimal) -> dict[str, Any]:
    cuts = found.quartiles
    return {
        "year": found.year,
        "kwh_per_m2": kwh(found.kwh_per_m2),
        "above_kwh": kwh(found.above_kwh(regulatory_kwh, area_m2)),
        "area_m2": kwh(area_m2),
        "q1": kwh(cuts.q1) if cuts else None,
        "median": kwh(cuts.median) if cuts else None,
        "q3": kwh(cuts.q3) if cuts else None,
        "text": found.sentence(regulatory_kwh, area_m2, language()),
    }


def _loads(known: Held, name: str, year: int, user: str) -> tuple[list[dict[str, Any]] | None, str]:
    if not authz.has_user_permission_for_group_or_org(known.asked.owner, user, "update_dataset"):
        return None, said(EDITORS_ONLY)
    found = [described(one) for one in loads(known, [name], year)]
    return found or None, said(NO_READINGS)
