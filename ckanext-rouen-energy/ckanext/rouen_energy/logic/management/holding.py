"""What is held of an owner's buildings in public tables, read once for each state of these tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.logic.clock import today
from ckanext.rouen_municipalities.store.datastore import reading

from ...core.comparison.national import Ratio
from ...core.estate import types_outside_totals
from ...core.factors import tables_sha256
from ...core.impact.days import Span
from ...core.impact.periods import Exclusion
from ...core.indicators import BUILDING_MONTH, BUILDINGS, CONSUMPTION, Source
from ...core.management import ACTIVITIES, DECLARED, TARGETS, TEMPERATURES, Declared
from ...core.monthly import Month, own_totals, uses
from ...core.trajectory.climate import Station, station
from ...core.trajectory.path import Known, Path, Refused, path
from ...core.trajectory.rules import rules
from ...core.trajectory.subject import Subject, subjects
from ...core.trajectory.targets import Activity, TableRow
from ...core.works import EXCLUSION
from ...store import daily, declaration, sources
from ...store import management as store
from ...store.indicators.monthly import monthly
from ...store.indicators.tables import join_by_hash
from ...store.management import Named
from ..indicators import provenance

#: Of the owner alone, and of everybody: what is said of all buildings may be loaded by any of their owners.
OWN, COMMON = (ACTIVITIES, DECLARED, TEMPERATURES), (ACTIVITIES, TARGETS)
#: Owners that are held at once: some tens of thousands of months each.
_HELD = 8
#: Of what is kept: another one has all of it computed again.
VERSION = "energy-management@2"


@dataclass(frozen=True)
class Closure:
    """Days of a building that were declared not to count, and why."""

    building: str
    span: Span
    text: str


@dataclass(frozen=True)
class Asked:
    """The public tables of an owner and those of everybody that tell of its buildings, on a day; what was declared."""

    owner: str
    own: tuple[Source, ...]
    common: tuple[Source, ...]
    closures: tuple[Closure, ...]
    today: date

    @cached_property
    def sha256(self) -> str:
        """What answers depend on: tables, declarations, the code's rules, and the day where activities have dates."""
        dated = any(one.profile == ACTIVITIES for one in self.own)
        tables = [[one.resource_id, one.sha256, one.synthetic] for one in (*self.own, *self.common)]
        said = [[one.building, one.span.first, one.span.end] for one in self.closures]
        told = [VERSION, tables_sha256(), repr(rules()), tables, said, self.today if dated else None]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Held:
    """What the tables say, read or computed when it is first asked for."""

    asked: Asked

    @cached_property
    def named(self) -> dict[str, Named]:
        """The buildings, by identifier."""
        with reading() as connection:
            return {one.building.id: one for one in store.buildings(connection, self._own(BUILDINGS))}

    @cached_property
    def months(self) -> Mapping[str, Sequence[Month]]:
        """What each building used by month and carrier."""
        with reading() as connection:
            join_by_hash(connection)
            return monthly(connection, self._own(CONSUMPTION), self._own(BUILDING_MONTH))

    @cached_property
    def station(self) -> Station | None:
        """The weather, where temperatures are published."""
        with reading() as connection:
            known = daily.weather(connection, self._own(TEMPERATURES))
        return station(known) if known else None

    @cached_property
    def activities(self) -> Mapping[str, Sequence[Activity]]:
        """The activities of each building."""
        with reading() as connection:
            return store.activities(connection, self._own(ACTIVITIES), self.asked.today)

    @cached_property
    def ratios(self) -> Sequence[Ratio]:
        """What OPERAT's open data say, wherever they were loaded."""
        with reading() as connection:
            return store.ratios(connection, _of(self.asked.common, ACTIVITIES))

    @cached_property
    def targets(self) -> Sequence[TableRow]:
        """The absolute targets, wherever they were loaded."""
        with reading() as connection:
            return store.targets(connection, _of(self.asked.common, TARGETS))

    @cached_property
    def declared(self) -> Mapping[str, Declared]:
        """What an officer declared of each building."""
        with reading() as connection:
            return store.declared(connection, self._own(DECLARED))

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        """Whether each building has to follow the decree."""
        return subjects(one.building for one in self.named.values())

    @cached_property
    def paths(self) -> dict[str, Path | Refused]:
        """The path of each building."""
        return {name: path(self._known(name)) for name in self.named}

    @cached_property
    def counted(self) -> tuple[str, ...]:
        """The buildings that count in totals."""
        outside = types_outside_totals()
        return tuple(name for name, one in self.named.items() if one.building.type not in outside)

    @cached_property
    def totals(self) -> dict[str, dict[date, float]]:
        """kWh by wholly known month, none a piece of a long bill, of each building that counts in totals."""
        return {name: own_totals(self.months.get(name, ())) for name in self.counted}

    def closures(self, name: str) -> list[Exclusion]:
        """The days of a building that were declared not to count."""
        return [Exclusion(one.span, one.text) for one in self.asked.closures if one.building == name]

    def of(self, *profiles: str) -> tuple[Source, ...]:
        """The tables of some profiles, each once."""
        found = dict.fromkeys((*self.asked.own, *self.asked.common))
        return tuple(one for one in found if one.profile in profiles)

    def _own(self, profile: str) -> list[str]:
        return _of(self.asked.own, profile)

    def _known(self, name: str) -> Known:
        said = self.declared.get(name, Declared())
        told = uses(self.months.get(name, ()))
        return Known(
            uses=told,
            reference=said.reference,
            climate=said.climate(self.station, {one.carrier for one in told}),
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
    asked = Asked(owner, (*read, *_sources(own)), tuple(_sources(common)), _closures(owner), today())
    return _held(asked)


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


def _closures(owner: str) -> tuple[Closure, ...]:
    """The days on which a whole building does not count; of a meter alone nothing is known by month."""
    said = declaration.declarations(owner)
    return tuple(Closure(one.building, one.span, one.text) for one in said if one.kind == EXCLUSION and not one.meter)


@lru_cache(maxsize=_HELD)
def _held(asked: Asked) -> Held:
    return Held(asked)


def _of(known: Iterable[Source], profile: str) -> list[str]:
    return [one.resource_id for one in known if one.profile == profile]
