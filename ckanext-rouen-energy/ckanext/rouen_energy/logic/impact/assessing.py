"""From what was declared, read and billed to what works saved: computed by a job whenever one of these changes."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache, partial
from typing import Any

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.store.publication import published_tables

from ...core.impact.days import Span
from ...core.impact.method import FORMULA_VERSION
from ...core.impact.periods import YEAR
from ...core.indicators import BUILDING_MONTH, BUILDINGS, CONSUMPTION
from ...core.monthly import Month, carriers_of
from ...core.saved import Billed, Known, assessed, totals
from ...core.works import WORKS, Declared
from ...store import assignment, daily, declaration, estate, sources
from ...store import impact as store
from ...store.computation import exclusive
from ...store.indicators.monthly import BILLS_ORIGIN, monthly
from ...store.warehouse import tables as warehouse
from ...store.warehouse.building_month import Inputs
from . import publishing

log = logging.getLogger(__name__)

TEMPERATURES, METERS, READINGS = "energy/temperatures", "energy/meters", "energy/readings"
#: What savings are computed from; only buildings, bills and temperatures that anyone can read count.
USED = (BUILDINGS, METERS, READINGS, CONSUMPTION, TEMPERATURES, BUILDING_MONTH)
PUBLIC_ONLY = frozenset({BUILDINGS, CONSUMPTION, TEMPERATURES, BUILDING_MONTH})


def compute_all() -> dict[str, float]:
    """Bring what every owner's works saved up to date; one that fails stops no other.

    The owners of which something had changed, and the seconds that each took.
    """
    took = {}
    for owner in sorted({*declaration.owners(), *(one.owner for one in store.found())}):
        started = time.perf_counter()
        try:
            if compute_owner(owner):
                took[owner] = time.perf_counter() - started
        except Exception:
            log.exception("the savings of %s could not be computed", owner)
    return took


def owners_concerned(resource_id: str) -> set[str]:
    """Owners whose savings depend on this table; what is gone is found by `owners_behind`."""
    read = [table for table in published_tables() if table.resource_id == resource_id and table.profile in USED]
    return {str(table.owner_org) for table in read} & declaration.owners()


def owners_behind() -> list[str]:
    """Owners whose savings are not those of what is declared and published now."""
    concerned = {*declaration.owners(), *(one.owner for one in store.found())}
    return sorted(owner for owner in concerned if _wanted(owner) != _kept(owner))


def compute_owner(owner: str) -> bool:
    """Bring what an owner's works saved up to date; whether anything had changed. Idempotent.

    The table is published before it is noted that it was: a run that dies in between is made good by the next one.
    """
    with exclusive(f"impact {owner}"):
        wanted = _wanted(owner)
        if wanted == _kept(owner):
            return False
        found = _found(owner, declaration.declarations(owner), _tables(owner)) if wanted else None
        publishing.publish(owner, found)
        if wanted is None or found is None:
            store.forget(owner)
        else:
            store.record(store.Found(owner, wanted, found))
        return True


def _wanted(owner: str) -> str | None:
    """The fingerprint of what savings are to be computed from; None when there are no works."""
    said = declaration.declarations(owner)
    return _fingerprint(owner, said, _tables(owner)) if any(one.kind == WORKS for one in said) else None


def _kept(owner: str) -> str | None:
    return next((one.inputs_sha256 for one in store.found(owner)), None)


def _tables(owner: str) -> list[PublishedTable]:
    """Those of an owner that savings are computed from, the newest first."""
    found = [table for table in published_tables() if table.owner_org == owner and table.profile in USED]
    months = {table.resource_id for table in sources.feed_tables([t for t in found if t.profile == BUILDING_MONTH])}
    counted = [
        table
        for table in found
        if (table.public or table.profile not in PUBLIC_ONLY)
        and (table.profile != BUILDING_MONTH or table.resource_id in months)
    ]
    return sorted(counted, key=lambda table: table.published_at, reverse=True)


def _fingerprint(owner: str, said: Sequence[Declared], tables: Sequence[PublishedTable]) -> str:
    """Readings count once the warehouse has them: what it has is part of what is computed from."""
    read = sorted([table.profile, table.resource_id, str(table.publication_id)] for table in tables)
    assigned = [str(asdict(one)) for one in assignment.assignments(owner)]
    with warehouse.reading() as connection:
        filled = daily.filled(connection, owner)
    given = [FORMULA_VERSION, [str(asdict(one)) for one in said], read, assigned, filled]
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()


def _found(owner: str, said: Sequence[Declared], tables: Sequence[PublishedTable]) -> dict[str, Any]:
    with warehouse.reading() as connection:
        known = _known(connection, owner, said, tables)
        works = [assessed(one, known) for one in said if one.kind == WORKS]
    synthetic = sources.synthetic_packages({table.package_id for table in tables})
    return {
        "works": [one.found for one in works],
        "totals": totals(works),
        "formula_version": FORMULA_VERSION,
        "synthetic": any(table.package_id in synthetic for table in tables),
        "sources": [
            {"resource_id": table.resource_id, "sha256": table.sha256, "profile": table.profile}
            for table in tables
            if table.public
        ],
    }


def _known(connection: Any, owner: str, said: Sequence[Declared], tables: Sequence[PublishedTable]) -> Known:
    of = {profile: [table.resource_id for table in tables if table.profile == profile] for profile in USED}
    works = [one for one in said if one.kind == WORKS]
    inputs = Inputs(owner, of[BUILDINGS], of[METERS], of[CONSUMPTION], assignment.assignments(owner))
    public = {one.id for one in estate.buildings(connection, of[BUILDINGS])}
    months = cache(partial(monthly, connection, of[CONSUMPTION], of[BUILDING_MONTH]))

    def bills(building: str) -> list[Billed]:
        if building not in public:
            return []
        return _billed(daily.billed(connection, of[CONSUMPTION], building), building, months().get(building, []))

    return Known(
        said,
        daily.weather(connection, of[TEMPERATURES]),
        list(daily.meters(connection, inputs, sorted({one.building for one in works}), _days(works))),
        bills,
    )


def _days(works: Sequence[Declared]) -> Span:
    """From the first day that any of them is compared on to the last."""
    firsts = [*(one.span.first - YEAR for one in works), *(one.baseline.first for one in works if one.baseline)]
    ends = [*(one.span.end + YEAR for one in works), *(one.reporting.end for one in works if one.reporting)]
    return Span(min(firsts), max(ends))


def _billed(own: list[Billed], building: str, months: Sequence[Month]) -> list[Billed]:
    """The bills of a building; of carriers billed by meter, those that the months published of them were cut from."""
    said = {one.carrier for one in own}
    from_bills = [month for month in months if month.origin == BILLS_ORIGIN and not month.estimated_kwh]
    other = [one for one in carriers_of(building, from_bills) if one.carrier not in said]
    return [*own, *(Billed(building, one.carrier, one.bills, ()) for one in other)]
