"""The tables of a building's sheet, for the page and for its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..core.metering import carriers

Sheet = Mapping[str, Any]
Rows = Iterator[Sequence[Any]]

MONTHS = ("mois", "vecteur", "kwh", "jours_couverts", "jours")


def years_of(sheet: Sheet) -> dict[int, Mapping[str, Any]]:
    """The rows of the years, by year."""
    return {row["year"]: row for row in sheet["years"]}


def chosen_year(sheet: Sheet, asked: str) -> int | None:
    """The year asked for when the building has it, else its last one with data."""
    if asked.isascii() and asked.isdigit() and int(asked) in years_of(sheet):
        return int(asked)
    return max((row["year"] for row in sheet["years"] if row["kwh"] is not None), default=None)


def month_rows(sheet: Sheet, year: int | None) -> list[dict[str, Any]]:
    """The months of a year in their order: kWh by carrier, and the worst covered carrier's days."""
    months: dict[str, dict[str, Any]] = {}
    for row in sheet["months"]:
        if row["month"][:4] != str(year):
            continue
        empty = {"by_carrier": {}, "days_covered": row["days"], "days": row["days"]}
        month = months.setdefault(row["month"][:7], empty)
        month["by_carrier"][row["carrier"]] = row["kwh"]
        month["days_covered"] = min(month["days_covered"], row["days_covered"])
    return [{"month": month, **months[month]} for month in sorted(months)]


def years(sheet: Sheet) -> Rows:
    """Every year, a column for each carrier."""
    for row in sheet["years"]:
        by_carrier = [row["by_carrier"].get(name) for name in carriers()]
        measures = [row[key] for key in ("kwh_per_m2", "co2e_kg", "cost_eur", "days_covered")]
        yield [row["year"], row["kwh"], *by_carrier, *measures]


def months(sheet: Sheet) -> Rows:
    """Every month and carrier."""
    return ([row[key] for key in ("month", "carrier", "kwh", "days_covered", "days")] for row in sheet["months"])


def _years_header() -> list[str]:
    columns = [carrier.column for carrier in carriers().values()]
    return ["annee", "kwh", *columns, "kwh_par_m2", "kgco2e", "cout_eur", "jours_couverts"]


#: By the name of the file: the header, and what makes the rows.
TABLES: Mapping[str, tuple[Sequence[str], Callable[[Sheet], Rows]]] = {
    "annees": (_years_header(), years),
    "mois": (MONTHS, months),
}
