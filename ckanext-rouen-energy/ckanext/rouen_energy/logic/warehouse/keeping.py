"""Bringing an owner's warehouse up to date: readings first, then the months of its buildings.

Each step is one transaction that notes what it has read, so that whatever died before, the next run is right.
"""

from __future__ import annotations

import logging

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.store.exporting import NoTable
from ckanext.rouen_municipalities.store.publication import published_tables

from ...core.building_month import INPUTS, READINGS_PROFILE
from ...store.warehouse import feeds, filling, marks, rollups, tables
from ...store.warehouse.filling import Filled
from . import months

log = logging.getLogger(__name__)


def owners_concerned(resource_id: str) -> set[str]:
    """Owners whose warehouse or months depend on this table; one that is gone: those that used it."""
    shown = {str(table.owner_org) for table in _tables() if table.resource_id == resource_id}
    with tables.reading() as connection:
        return {*shown, *marks.owners(connection, resource_id), *feeds.owners(connection, resource_id)}


def bring_up_to_date(owner: str) -> bool:
    """Fill what changed of one owner, sum it, publish the months of its buildings; whether anything changed.

    Exclusive per owner, idempotent, incremental.
    """
    with tables.exclusive(owner):
        published = _tables()
        own = _own(owner, published)
        filled = [_fill(table) for table in own if table.profile == READINGS_PROFILE]
        forgotten = _forget(owner, {table.resource_id for table in published})
        return months.publish(owner, own) or forgotten or any(one is not Filled.NOTHING for one in filled)


def owners_behind() -> list[str]:
    """Owners of which something was published, changed or withdrawn that the warehouse does not know yet."""
    published = _tables()
    readings = {table.resource_id: str(table.owner_org) for table in published if table.profile == READINGS_PROFILE}
    with tables.reading() as connection:
        late = {readings[resource_id] for resource_id in marks.behind(connection, list(readings))}
        known = {*marks.owners(connection), *feeds.owners(connection)}
        gone = {owner for owner in known if set(marks.sources(connection, owner)) - readings.keys()}
    owners = {*known, *(str(table.owner_org) for table in published)}
    return sorted(late | gone | {owner for owner in owners if months.is_behind(owner, _own(owner, published))})


def bring_all_up_to_date() -> None:
    """The same for every owner that has, or had, such tables; one that fails stops no other."""
    with tables.reading() as connection:
        known = {*marks.owners(connection), *feeds.owners(connection)}
    for owner in sorted({*known, *(str(table.owner_org) for table in _tables())}):
        try:
            bring_up_to_date(owner)
        except Exception:
            log.exception("the warehouse of %s could not be brought up to date", owner)


def _tables() -> list[PublishedTable]:
    """Every published table that the warehouse or the months are made of, the newest first, private ones too."""
    found = [table for table in published_tables() if table.owner_org and table.profile in INPUTS]
    return sorted(found, key=lambda table: table.published_at, reverse=True)


def _own(owner: str, published: list[PublishedTable]) -> list[PublishedTable]:
    return [table for table in published if table.owner_org == owner]


def _fill(table: PublishedTable) -> Filled:
    """A table that is being replaced, or is gone, will be told of again."""
    try:
        with tables.writing() as connection:
            filled = filling.fill(connection, table)
            if filled is Filled.WHOLE:
                rollups.sum_all(connection, table.resource_id)
            elif filled is Filled.TOUCHED:
                rollups.sum_touched(connection)
            return filled
    except (filling.GaveWay, NoTable):
        log.info("the readings of resource %s are being replaced", table.resource_id)
        return Filled.NOTHING


def _forget(owner: str, published: set[str]) -> bool:
    """Remove the readings of tables that are no longer published."""
    with tables.writing() as connection:
        gone = [each for each in marks.sources(connection, owner) if each not in published]
        for resource_id in gone:
            filling.forget(connection, resource_id)
    return bool(gone)
