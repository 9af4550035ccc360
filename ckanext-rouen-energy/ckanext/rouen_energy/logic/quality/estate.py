"""The meters and buildings of an owner, from all its published tables and from what officers said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.store.datastore import reading

from ...core.assignment import Assignment
from ...core.coverage import next_month
from ...core.inbox import Mention, Meter, Reason, meters, reason
from ...core.indicators import BUILDINGS, CONSUMPTION
from ...store import assignment, estate
from ...store.warehouse import quality
from ...store.warehouse import tables as warehouse
from ...store.warehouse.quality import MeterMonth

METERS, READINGS = "energy/meters", "energy/readings"


@dataclass(frozen=True)
class Estate:
    """What an owner has: its buildings by identifier, its meters, and which meters officers gave to which building."""

    buildings: dict[str, str]
    meters: list[Meter]
    assignments: list[Assignment]
    tables: list[PublishedTable]

    def reason(self, meter: Meter) -> Reason | None:
        """Why a meter is matched with no building; None when it is."""
        return reason(meter, self.buildings, {given.meter for given in self.assignments})

    @property
    def unmatched(self) -> list[Meter]:
        """The meters that wait for a building."""
        return [meter for meter in self.meters if self.reason(meter)]

    def buildings_of(self, meter: Meter) -> list[str]:
        """The known buildings that a meter serves: as tables say, else as officers said."""
        named = sorted(name for name in meter.named if name in self.buildings)
        return named or sorted({given.building for given in self.assignments if given.meter == meter.id})


def estate_of(owner: str, months: Sequence[MeterMonth]) -> Estate:
    """All that is known of the meters and buildings of an organisation (its id); `months` are those of its readings."""
    tables = estate.tables(owner, BUILDINGS, METERS, CONSUMPTION, READINGS)
    with reading() as connection:
        known = estate.buildings(connection, of_profile(tables, BUILDINGS))
        mentions = [
            *estate.declared(connection, of_profile(tables, METERS)),
            *estate.billed(connection, of_profile(tables, CONSUMPTION)),
        ]
    buildings = {building.id: building.name for building in known}
    return Estate(buildings, meters([*mentions, *_read(months)]), assignment.assignments(owner), tables)


def months_read(owner: str) -> list[MeterMonth]:
    """The months of every meter of which an organisation (its id) has readings."""
    with warehouse.reading() as connection:
        return quality.calendar(connection, owner)


def of_profile(tables: Sequence[PublishedTable], profile: str) -> list[str]:
    """The resources of the tables that follow a profile."""
    return [table.resource_id for table in tables if table.profile == profile]


def _read(months: Sequence[MeterMonth]) -> list[Mention]:
    """What tables of readings say of each meter: when it was read."""
    found: dict[tuple[str, str], list[date]] = {}
    for one in months:
        if one.readings:
            found.setdefault((one.resource_id, one.id_compteur), []).append(one.month)
    return [
        Mention(name, resource_id, first=min(read), end=next_month(max(read)))
        for (resource_id, name), read in found.items()
    ]
