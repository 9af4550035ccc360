"""From what was declared, read and billed to what works saved: computed by a job whenever one of these changes."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.store.publication import published_tables

from ...core.impact import told
from ...core.impact.assessment import assess, impact
from ...core.impact.bills import Bill, Climate, Indicative, Site, indicative
from ...core.impact.crediting import net_of_credits
from ...core.impact.days import Span, Weather
from ...core.impact.method import FORMULA_VERSION
from ...core.impact.periods import YEAR, Declaration
from ...core.impact.saving import MeterSaving, total
from ...core.impact.sentences import NO_DATA, NO_WEATHER
from ...core.indicators import BUILDING_MONTH, BUILDINGS, CONSUMPTION
from ...core.monthly import Month
from ...core.works import WORKS, Declared, periods
from ...store import assignment, daily, declaration, sources
from ...store import impact as store
from ...store.computation import exclusive
from ...store.daily import Billed, Served
from ...store.indicators.monthly import BILLS_ORIGIN, monthly
from ...store.warehouse import tables as warehouse
from ...store.warehouse.building_month import Inputs
from . import publishing

log = logging.getLogger(__name__)

TEMPERATURES, METERS, READINGS = "energy/temperatures", "energy/meters", "energy/readings"
#: What savings are computed from; only buildings, bills and temperatures that anyone can read count.
USED = (BUILDINGS, METERS, READINGS, CONSUMPTION, TEMPERATURES, BUILDING_MONTH)
PUBLIC_ONLY = frozenset({BUILDINGS, CONSUMPTION, TEMPERATURES, BUILDING_MONTH})
DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Known:
    """All that the works of an owner are held against."""

    said: Sequence[Declared]
    weather: Weather | None
    served: Sequence[Served]
    bills: Sequence[Billed]

    @property
    def until(self) -> Any:
        """The day after the last whose weather is known."""
        return self.weather.mean.span.end if self.weather else None


@dataclass(frozen=True)
class _Assessed:
    """What was found of one work, and the savings of its meters."""

    found: dict[str, Any]
    savings: Sequence[MeterSaving] = ()


def compute_all() -> None:
    """Bring what every owner's works saved up to date; one that fails stops no other."""
    for owner in sorted({*declaration.owners(), *(one.owner for one in store.found())}):
        try:
            compute_owner(owner)
        except Exception:
            log.exception("the savings of %s could not be computed", owner)


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
    known = _read(owner, said, tables)
    assessed = [_assess(one, known) for one in said if one.kind == WORKS]
    synthetic = sources.synthetic_packages({table.package_id for table in tables})
    return {
        "works": [one.found for one in assessed],
        "totals": _totals(assessed),
        "formula_version": FORMULA_VERSION,
        "synthetic": any(table.package_id in synthetic for table in tables),
        "sources": [
            {"resource_id": table.resource_id, "sha256": table.sha256, "profile": table.profile}
            for table in tables
            if table.public
        ],
    }


def _read(owner: str, said: Sequence[Declared], tables: Sequence[PublishedTable]) -> _Known:
    of = {profile: [table.resource_id for table in tables if table.profile == profile] for profile in USED}
    works = [one for one in said if one.kind == WORKS]
    buildings = sorted({one.building for one in works})
    days = Span(min(one.span.first for one in works) - YEAR, max(one.span.end for one in works) + YEAR)
    inputs = Inputs(owner, of[BUILDINGS], of[METERS], of[CONSUMPTION], assignment.assignments(owner))
    with warehouse.reading() as connection:
        weather = daily.weather(connection, of[TEMPERATURES])
        served = list(daily.meters(connection, inputs, buildings, days))
        of_months = monthly(connection, of[CONSUMPTION], of[BUILDING_MONTH])
        bills = [one for name in buildings for one in _billed(connection, of[CONSUMPTION], of_months, name)]
    return _Known(said, weather, served, bills)


def _billed(
    connection: Any, consumption: list[str], months: Mapping[str, Sequence[Month]], building: str
) -> list[Billed]:
    """The bills of a building; of carriers billed by meter, the months that the portal publishes of them."""
    own = daily.billed(connection, consumption, building)
    said = {one.carrier for one in own}
    other: dict[str, list[Bill]] = {}
    for month in months.get(building, []):
        days = Span(month.month, (month.month + 31 * DAY).replace(day=1))
        from_bills = month.origin == BILLS_ORIGIN and not month.estimated_kwh
        if month.carrier not in said and from_bills and month.days_covered == days.length:
            other.setdefault(month.carrier, []).append(Bill(days, float(month.kwh)))
    return [*own, *(Billed(building, carrier, tuple(bills), ()) for carrier, bills in sorted(other.items()))]


def _assess(work: Declared, known: _Known) -> _Assessed:
    """The stronger of the two levels that the data allow, and what neither can use."""
    head = _head(work, known)
    if known.weather is None:
        return _Assessed({**head, **told.NOTHING, "refused": [_reason(NO_WEATHER)]})
    declaration_of = periods(work, known.said, known.until)
    head["periods"] = told.periods(declaration_of)
    if declaration_of.faults:
        return _Assessed({**head, **told.NOTHING, "refused": [_reason(fault) for fault in declaration_of.faults]})
    measured = _measured(work, known, head)
    if measured.savings:
        return measured
    billed = _indicative(work, known, declaration_of)
    refused = [*measured.found["refused"], *told.refused_bills(billed)]
    if not billed.counted:
        return _Assessed({**head, **told.NOTHING, "refused": refused or [_reason(NO_DATA)]})
    figures = told.indicative(billed.expected_kwh, billed.used_kwh)
    return _Assessed({**head, **figures, "counted": told.counted_bills(billed), "refused": refused})


def _head(work: Declared, known: _Known) -> dict[str, Any]:
    """What was declared, and the days left out."""
    left_out = [one for one in known.said if one.building == work.building and one.id != work.id]
    return {
        "id": work.id,
        "building": work.building,
        "meter": work.meter,
        "first": work.span.first.isoformat(),
        "end": work.span.end.isoformat(),
        "text": work.text,
        "periods": None,
        "exclusions": [
            {"first": one.span.first.isoformat(), "end": one.span.end.isoformat(), "reason": one.text}
            for one in left_out
        ],
        "counted": [],
        "refused": [],
        "months": [],
        "extrapolated": 0,
    }


def _measured(work: Declared, known: _Known, head: dict[str, Any]) -> _Assessed:
    concerned = [one for one in known.served if one.building == work.building and work.concerns(one.meter.id)]
    carriers = {one.meter.id: one.carrier for one in concerned}
    weather = known.weather
    assert weather is not None  # noqa: S101 - asked before
    found = impact(
        assess(one.meter, weather, periods(work, known.said, known.until, one.meter.id)) for one in concerned
    )
    refused = told.refused_meters(found, carriers)
    if found.saving is None:
        return _Assessed({**head, **told.NOTHING, "refused": refused})
    details = {
        "counted": told.counted_meters(found, carriers),
        "refused": refused,
        "months": told.months(found),
        "extrapolated": max(one.extrapolated for one in found.counted),
    }
    savings = [one.saving for one in found.counted if one.saving]
    return _Assessed({**head, **told.measured(found.saving), **details}, savings)


def _indicative(work: Declared, known: _Known, declared: Declaration) -> Indicative:
    """Bills of a building say nothing of one of its meters. Those that meet days left out do not count."""
    weather = known.weather
    assert weather is not None  # noqa: S101 - asked before
    billed = [one for one in known.bills if one.building == work.building and work.meter is None]
    sites = [Site(one.carrier, _countable(one, declared), work.heating_share) for one in billed]
    return indicative(sites, Climate(weather), declared.baseline, declared.reporting)


def _countable(one: Billed, declared: Declaration) -> tuple[Bill, ...]:
    net = net_of_credits(one.bills, one.credits)
    return tuple(bill for bill in net if not any(bill.span.overlaps(left.span) for left in declared.exclusions))


def _totals(assessed: Sequence[_Assessed]) -> dict[str, Any]:
    """The sum of the works of an owner, by level."""
    savings = [saving for one in assessed for saving in one.savings]
    bills = [one.found for one in assessed if one.found["level"] == told.INDICATIVE]
    found = {}
    if savings:
        found[told.MEASURED] = told.measured(total(savings))
    if bills:
        sums = (sum(one[name] for one in bills) for name in ("expected_kwh", "used_kwh"))
        found[told.INDICATIVE] = told.indicative(*sums)
    return found


def _reason(rule: str) -> dict[str, Any]:
    return {"id": None, "carrier": None, "reasons": [{"rule": rule}]}
