"""What is held of an owner's buildings in public tables, read once for each state of these tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.store.datastore import reading

from ...core.comparison.national import Ratio
from ...core.estate import types_outside_totals
from ...core.indicators import BUILDING_MONTH, BUILDINGS, CONSUMPTION, Source
from ...core.management import ACTIVITIES, DECLARED, TARGETS, TEMPERATURES, Declared
from ...core.monthly import Month, totals, uses
from ...core.trajectory.climate import Climate, Station, station
from ...core.trajectory.path import Known, Path, Refused, path
from ...core.trajectory.subject import Subject, subjects
from ...core.trajectory.targets import Activity, TableRow
from ...store import daily, sources
from ...store import management as store
from ...store.indicators.monthly import monthly
from ...store.indicators.tables import join_by_hash
from ...store.management import Named
from ..indicators import provenance

#: Of the owner alone, and of everybody: what is said of all buildings may be loaded by any of their owners.
OWN, COMMON = (ACTIVITIES, DECLARED, TEMPERATURES), (ACTIVITIES, TARGETS)
#: Owners that are held at once: some tens of thousands of months each.
_HELD = 4


@dataclass(frozen=True)
class Asked:
    """The public tables of an owner and those of everybody that tell of its buildings, on a day."""

    owner: str
    own: tuple[Source, ...]
    common: tuple[Source, ...]
    today: date


@dataclass(frozen=True, eq=False)
class Held:
    """What the tables say, and the paths of the buildings, computed when they are first asked for."""

    asked: Asked
    named: Mapping[str, Named]
    months: Mapping[str, Sequence[Month]]
    station: Station | None
    activities: Mapping[str, Sequence[Activity]]
    ratios: Sequence[Ratio]
    targets: Sequence[TableRow]
    declared: Mapping[str, Declared]

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        """Whether each building has to follow the decree."""
        return subjects(one.building for one in self.named.values())

    @cached_property
    def paths(self) -> dict[str, Path | Refused]:
        """The path of each building."""
        return {name: path(self._known(name)) for name in self.named}

    @cached_property
    def totals(self) -> dict[str, dict[date, float]]:
        """kWh by wholly known month of each building that counts in totals."""
        outside = types_outside_totals()
        counted = [name for name, one in self.named.items() if one.building.type not in outside]
        return {name: totals(self.months.get(name, ())) for name in counted}

    @property
    def sources(self) -> tuple[Source, ...]:
        """The tables, each once."""
        return tuple(dict.fromkeys((*self.asked.own, *self.asked.common)))

    def _known(self, name: str) -> Known:
        said = self.declared.get(name, Declared())
        return Known(
            uses=uses(self.months.get(name, ())),
            reference=said.reference,
            climate=Climate(self.station),
            activities=self.activities.get(name, ()),
            table=self.targets,
            place=said.place,
        )


def held(owner: str) -> Held:
    """What is held of an organisation (its id) today."""
    tables = sources.public_tables()
    own = [table for table in tables if table.owner_org == owner and table.profile in OWN]
    common = [table for table in tables if table.profile in COMMON]
    read = [one for one in sources.inputs_of(owner) if one.profile in (BUILDINGS, CONSUMPTION, BUILDING_MONTH)]
    return _held(Asked(owner, (*read, *_sources(own)), tuple(_sources(common)), date.today()))


def described(found: Iterable[Source]) -> dict[str, Any]:
    """The sources of an answer."""
    known = list(found)
    named = sources.datasets([one.resource_id for one in known])
    return {
        "sources": [provenance.source_of(one, named) for one in known],
        "synthetic": any(one.synthetic for one in known),
    }


def _sources(tables: Sequence[PublishedTable]) -> list[Source]:
    synthetic = sources.synthetic_packages({table.package_id for table in tables}) if tables else set()
    return [Source(table.resource_id, table.sha256, table.profile, table.package_id in synthetic) for table in tables]


@lru_cache(maxsize=_HELD)
def _held(asked: Asked) -> Held:
    own = {profile: _of(asked.own, profile) for profile in (BUILDINGS, CONSUMPTION, BUILDING_MONTH, *OWN)}
    with reading() as connection:
        join_by_hash(connection)
        weather = daily.weather(connection, own[TEMPERATURES])
        return Held(
            asked=asked,
            named={one.building.id: one for one in store.buildings(connection, own[BUILDINGS])},
            months=monthly(connection, own[CONSUMPTION], own[BUILDING_MONTH]),
            station=station(weather) if weather else None,
            activities=store.activities(connection, own[ACTIVITIES], asked.today),
            ratios=store.ratios(connection, _of(asked.common, ACTIVITIES)),
            targets=store.targets(connection, _of(asked.common, TARGETS)),
            declared=store.declared(connection, own[DECLARED]),
        )


def _of(known: Iterable[Source], profile: str) -> list[str]:
    return [one.resource_id for one in known if one.profile == profile]
