"""Calendar years and months as rows."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def years(first: Any, last: Any) -> Any:
    """The years from one to the other as `period`, with the day each `starts` and the day after it `ends`."""
    each = sa.func.generate_series(sa.cast(first, sa.Integer), sa.cast(last, sa.Integer))
    series = sa.select(each.label("annee")).subquery()
    return sa.select(
        series.c.annee.label("period"),
        sa.func.make_date(series.c.annee, 1, 1, type_=sa.Date).label("starts"),
        sa.func.make_date(series.c.annee + 1, 1, 1, type_=sa.Date).label("ends"),
    ).cte("years")


def months(first: Any, last: Any) -> Any:
    """The months from that of one day to that of another as `period` (its first day), `starts` and `ends`."""
    step = sa.cast("1 month", sa.Interval)
    begins = sa.func.date_trunc("month", sa.cast(first, sa.DateTime))
    series = sa.select(sa.func.generate_series(begins, sa.cast(last, sa.DateTime), step).label("mois")).subquery()
    day = sa.cast(series.c.mois, sa.Date)
    return sa.select(
        day.label("period"), day.label("starts"), sa.cast(series.c.mois + step, sa.Date).label("ends")
    ).cte("months")
