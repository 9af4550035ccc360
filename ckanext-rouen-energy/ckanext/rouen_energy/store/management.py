"""What energy management reads of published tables: buildings, activities, targets, what was declared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ..core.comparison.national import Ratio, ratio
from ..core.management import Declared
from ..core.trajectory.subject import Building
from ..core.trajectory.targets import Activity, Place, TableRow, table_row
from .indicators.tables import all_of

_BUILDING = ("id_batiment", "nom", "type", "id_site", "surface_m2", "surface_tertiaire_m2", "ref_operat_efa")
_ACTIVITY = ("id_batiment", "sous_categorie", "surface_m2", "debut", "fin")
_RATIO = ("sous_categorie", "debut", "indicateur", "valeur_indicateur")
_TARGET = ("sous_categorie", "annee", "cvc_kwh_m2", "use_kwh_m2", "zone", "altitude", "texte")
_DECLARED = ("id_batiment", "debut_reference", "zone", "altitude", "part_chauffage", "part_refroidissement")


@dataclass(frozen=True)
class Named:
    """A building of the owner's tables, with its name and its reference on OPERAT."""

    building: Building
    name: str
    operat: str


@dataclass(frozen=True)
class YearRow:
    """A building of an owner in a year that is wholly known, with a floor area above zero."""

    owner: str
    building: str
    type: str
    kwh: Decimal
    regulatory_kwh: Decimal | None
    area_m2: Decimal


def buildings(connection: Connection, resources: Sequence[str]) -> list[Named]:
    """The buildings of an owner's tables, by name; of two tables that name one, the first counts."""
    if not resources:
        return []
    known = all_of(connection, resources, _BUILDING).subquery()
    query = sa.select(known).distinct(known.c.id_batiment).order_by(known.c.id_batiment, known.c.rank)
    found = [_named(row) for row in connection.execute(query)]
    return sorted(found, key=lambda one: (one.name, one.building.id))


def activities(connection: Connection, resources: Sequence[str], today: date) -> dict[str, list[Activity]]:
    """The activities that go on in each building, with their areas."""
    found: dict[str, list[Activity]] = defaultdict(list)
    for row in _rows(connection, resources, _ACTIVITY):
        if row.surface_m2 and row.debut <= today and (row.fin is None or today < row.fin):
            found[row.id_batiment].append(Activity(row.sous_categorie, row.surface_m2))
    return dict(found)


def ratios(connection: Connection, resources: Sequence[str]) -> list[Ratio]:
    """What OPERAT's open data say of kWh/m², wherever they were loaded."""
    found = (ratio(row._mapping) for row in _rows(connection, resources, _RATIO))
    return [one for one in found if one]


def targets(connection: Connection, resources: Sequence[str]) -> list[TableRow]:
    """The absolute targets that were loaded."""
    return [table_row(row._mapping) for row in _rows(connection, resources, _TARGET)]


def declared(connection: Connection, resources: Sequence[str]) -> dict[str, Declared]:
    """What an officer declared of each building; of two tables that name one, the first counts."""
    found: dict[str, Declared] = {}
    for row in _rows(connection, resources, _DECLARED):
        found.setdefault(row.id_batiment, _declared(row))
    return found


def year_rows(connection: Connection, tables: Mapping[str, str], year: int) -> list[YearRow]:
    """The buildings of the published indicators (resource by owner) that count in totals."""
    names = ("id_batiment", "type", "kwh", "kwh_reglementaire", "surface_m2", "jours_couverts", "annee", "dans_total")
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    found = []
    for owner, resource_id in sorted(tables.items()):
        source = sa.table(resource_id, *(sa.column(name) for name in names))
        query = sa.select(*(source.c[name] for name in names[:5])).where(
            source.c.annee == year,
            source.c.dans_total,
            source.c.kwh.is_not(None),
            source.c.surface_m2 > 0,
            source.c.jours_couverts >= days,
        )
        found += [YearRow(owner, *row) for row in connection.execute(query)]
    return found


def _rows(connection: Connection, resources: Sequence[str], names: Sequence[str]) -> list[Any]:
    """The rows of some tables, the first table first."""
    if not resources:
        return []
    known = all_of(connection, resources, names).subquery()
    return list(connection.execute(sa.select(known).order_by(known.c.rank)))


def _declared(row: Any) -> Declared:
    begins = row.debut_reference.replace(day=1) if row.debut_reference else None
    place = Place(row.zone or "", row.altitude or "")
    return Declared(begins, place, row.part_chauffage, row.part_refroidissement)


def _named(row: Any) -> Named:
    building = Building(row.id_batiment, row.type, row.id_site or "", row.surface_m2, row.surface_tertiaire_m2)
    return Named(building, row.nom or row.id_batiment, row.ref_operat_efa or "")
