"""Bills by building as kWh of periods: each once, estimates without the days that an actual bill covers.

A bill is spread evenly over its days. An estimated bill keeps the days that no actual bill of its series covers; a
credit note subtracts, and covers no day of its own. One of the very period of an estimate cancels that estimate: it
keeps the same days, so that both are gone where an actual bill is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ...core.metering import KWH_PER_UNIT
from ...core.metering.units import MASS, VOLUME, units
from .tables import all_of

COLUMNS = (
    "id_batiment",
    "id_compteur",
    "vecteur",
    "debut",
    "fin",
    "valeur",
    "unite",
    "coefficient",
    "nature",
    "cout_eur",
    "reseau",
)
SERIES = ("id_batiment", "id_compteur", "vecteur")
ACTUAL, ESTIMATED, CREDIT = "réel", "estimé", "avoir"
#: units of which each bill says how many kWh one is worth
BY_COEFFICIENT = tuple(unit.name for unit in units().values() if unit.in_profiles and unit.kind in (VOLUME, MASS))


def bills(connection: Connection, consumption: Sequence[str], building: str | None = None) -> Any:
    """Each bill in kWh, of all buildings or of one, told whether it overlaps another of its series and nature.

    `of_estimate`: it is an estimate, or the credit note of one. Of two tables that say the same bill, the first named
    counts.
    """
    said = all_of(connection, consumption, COLUMNS).subquery()
    nature = sa.func.coalesce(said.c.nature, ACTUAL)
    key = [*(said.c[name] for name in (*SERIES, "debut", "fin")), nature]
    first = sa.func.min(said.c.rank).over(partition_by=key)
    chosen = [said.c[name] for name in COLUMNS if name != "nature"]
    ranked = sa.select(*chosen, nature.label("nature"), said.c.rank, first.label("first"))
    ranked = ranked.where(said.c.fin > said.c.debut)
    if building is not None:
        ranked = ranked.where(said.c.id_batiment == building)
    known = ranked.subquery()
    return (
        sa.select(
            sa.func.row_number().over().label("bill"),
            *(sa.func.coalesce(known.c[name], "").label(name) for name in SERIES),
            known.c.debut,
            known.c.fin,
            known.c.nature,
            known.c.reseau,
            known.c.cout_eur,
            _kwh(known).label("kwh"),
            sa.func.coalesce(_overlaps(known), sa.false()).label("overlaps"),
            _of_estimate(known).label("of_estimate"),
        )
        .where(known.c.rank == known.c.first)
        .cte("bills")
    )


def pieces(bills_of: Any, periods: Any) -> Any:
    """The part of each bill in each period: `days` of the period that count, `kwh`, `replaced_kwh`, `cost`.

    `periods` has the columns `period`, `starts` and `ends` (excluded).
    """
    cut = _cut(bills_of, periods)
    replaced = _replaced(cut, bills_of)
    gone = sa.func.coalesce(replaced.c.days, 0)
    left = cut.c.days - gone
    per_day = cut.c.kwh / cut.c.length
    return (
        sa.select(
            *(cut.c[name] for name in SERIES),
            cut.c.period,
            cut.c.nature,
            cut.c.reseau,
            cut.c.overlaps,
            sa.case((cut.c.nature == CREDIT, 0), else_=left).label("days"),
            (per_day * left).label("kwh"),
            (per_day * gone).label("replaced_kwh"),
            (cut.c.cout_eur * left / cut.c.length).label("cost"),
        )
        .select_from(cut.outerjoin(replaced, _same(replaced, cut, ("bill", "period"))))
        .cte("pieces")
    )


def _cut(bills_of: Any, periods: Any) -> Any:
    starts = sa.func.greatest(bills_of.c.debut, periods.c.starts)
    ends = sa.func.least(bills_of.c.fin, periods.c.ends)
    return (
        sa.select(
            *bills_of.c,
            periods.c.period,
            starts.label("starts"),
            ends.label("ends"),
            (ends - starts).label("days"),
            (bills_of.c.fin - bills_of.c.debut).label("length"),
        )
        .join(periods, sa.and_(bills_of.c.debut < periods.c.ends, bills_of.c.fin > periods.c.starts))
        .where(bills_of.c.kwh.is_not(None))
        .cte("cut")
    )


def _replaced(cut: Any, bills_of: Any) -> Any:
    """Days of each estimate, and of its credit note, that actual bills cover.

    Actual bills do not overlap each other where they count at all.
    """
    actual = bills_of.alias("actual")
    common = sa.func.least(cut.c.ends, actual.c.fin) - sa.func.greatest(cut.c.starts, actual.c.debut)
    meets = sa.and_(
        _same(actual, cut, SERIES),
        actual.c.nature == ACTUAL,
        actual.c.debut < cut.c.ends,
        actual.c.fin > cut.c.starts,
    )
    days = sa.func.least(sa.func.sum(common), sa.func.min(cut.c.days))
    return (
        sa.select(cut.c.bill, cut.c.period, days.label("days"))
        .join(actual, meets)
        .where(cut.c.of_estimate)
        .group_by(cut.c.bill, cut.c.period)
        .cte("replaced")
    )


def _same(one: Any, other: Any, names: Sequence[str]) -> Any:
    return sa.and_(*(one.c[name] == other.c[name] for name in names))


def _kwh(known: Any) -> Any:
    units = sa.case(
        *((known.c.unite == unit, sa.literal(kwh, sa.Numeric)) for unit, kwh in KWH_PER_UNIT.items()),
        (known.c.unite.in_(BY_COEFFICIENT), known.c.coefficient),
    )
    return known.c.valeur * units


def _of_estimate(known: Any) -> Any:
    """Whether an estimate of its series has its period: a regularisation cancels it, then bills what was used."""
    same = [known.c[name] for name in (*SERIES, "debut", "fin")]
    estimated = sa.func.bool_or(known.c.nature == ESTIMATED).over(partition_by=same)
    return sa.and_(known.c.nature != ACTUAL, estimated)


def _overlaps(known: Any) -> Any:
    """Whether a bill meets the one before or after it: one that spans several always meets its next."""
    in_series: dict[str, Any] = {
        "partition_by": [*(known.c[name] for name in SERIES), known.c.nature, known.c.rank == known.c.first],
        "order_by": [known.c.debut, known.c.fin],
    }
    meets = sa.or_(
        sa.func.lag(known.c.fin).over(**in_series) > known.c.debut,
        sa.func.lead(known.c.debut).over(**in_series) < known.c.fin,
    )
    return sa.and_(known.c.nature != CREDIT, meets)
