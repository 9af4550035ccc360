"""OPERAT: declarations and activities as the API of the platform names their fields, in JSON or flat CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from ckanext.rouen_municipalities.core.tabular.folding import fold
from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Head, Opened, Row
from ckanext.rouen_municipalities.core.tabular.profile import Label

from .cells import Line, each, has_titles, header_of, plain, table
from .documents import text
from .gas import COEFFICIENT_MISSING
from .preset import ACTIVITIES, CONSUMPTION, Converted, Preset

_FIELDS = Path(__file__).parents[3] / "data" / "operat_fields.csv"

BUILDING, YEAR, REFERENCE = "refoperatefa", "anneedeclaree", "datedebutconsoreference"
#: consumption that a building has alone, its share of what is divided, and its share of what is common
_PARTS = ("consoindi", "consorep", "consocom")
CATEGORY, AREA, BEGINS, ENDS = "souscategorieactivite", "surfaceplancherm2", "datedebutactivite", "datefinactivite"
#: the platform counts a thirteenth month for years that are not calendar years
_MONTHS = 12


class _Field(NamedTuple):
    """The end of a field's name, and what its unit is worth; None where no text says it."""

    name: str
    carrier: str
    kwh_per_unit: Decimal | None


@cache
def _fields() -> tuple[_Field, ...]:
    """From data/operat_fields.csv, which says the text of each conversion."""
    with _FIELDS.open(encoding="utf-8", newline="") as lines:
        return tuple(_field(row) for row in csv.DictReader(lines))


def _field(row: Mapping[str, str]) -> _Field:
    worth = Decimal(row["kwh_per_unit"]) if row["kwh_per_unit"] else None
    return _Field(fold(row["field"]), row["carrier"], worth)


def _declaration(line: Line) -> Iterator[Row | Issue]:
    """A row for each carrier that the building used, in kWh."""
    start = _start(line)
    end = _next_year(start)
    totals: dict[str, Decimal] = {}
    for field, part in product(_fields(), _PARTS):
        value = line.number_in(part + field.name)
        if not value:
            continue
        if field.kwh_per_unit is not None:
            totals[field.carrier] = totals.get(field.carrier, Decimal(0)) + Decimal(value) * field.kwh_per_unit
        elif Decimal(value):
            yield line.wrong(COEFFICIENT_MISSING, part + field.name).issue
    for carrier, total in totals.items():
        said = {"id_batiment": line.text(BUILDING), "vecteur": carrier, "valeur": plain(total), "unite": "kWh"}
        yield Row(line.number, {**said, "debut": start.isoformat(), "fin": end.isoformat()})


def _start(line: Line) -> date:
    if line.text(REFERENCE):
        return line.day_in(REFERENCE)
    return line.year_in(YEAR)


def _next_year(start: date) -> date:
    """A year after `start`; 29 February has no other day than 1 March."""
    try:
        return start.replace(year=start.year + 1)
    except ValueError:
        return date(start.year + 1, 3, 1)


def _activity(line: Line) -> Iterator[Row]:
    occupied = [line.number_in(f"nbjoursoccupesmois{month}") for month in range(1, _MONTHS + 1)]
    ends = line.day_in(ENDS) + timedelta(days=1) if line.text(ENDS) else None
    yield Row(
        line.number,
        {
            "id_batiment": line.text(BUILDING),
            "sous_categorie": line.text(CATEGORY),
            "surface_m2": line.number_in(AREA),
            "debut": line.day_in(BEGINS).isoformat(),
            "fin": ends.isoformat() if ends else "",
            "mois_occupes": str(sum(1 for days in occupied if days and Decimal(days) > 0)) if any(occupied) else "",
            "indicateur": line.text("nomindicateur1") if line.text("valeurindicateur1") else "",
            "valeur_indicateur": line.number_in("valeurindicateur1") if line.text("nomindicateur1") else "",
        },
    )


def _objects(opened: Opened, wanted: str) -> Iterator[Line]:
    """Every object that has the field `wanted`, wherever it is nested, with the fields of those around it."""
    for rank, cells in enumerate(_nested(opened.document(), {}, wanted), 1):
        yield Line(rank, list(cells.values()), header_of(list(cells)))


def _nested(node: Any, outer: Mapping[str, str], wanted: str) -> Iterator[dict[str, str]]:
    if isinstance(node, list):
        for child in node:
            yield from _nested(child, outer, wanted)
        return
    if not isinstance(node, Mapping):
        return
    # days by month and addresses are objects of single values
    inner = {key: value for key, value in node.items() if not isinstance(value, list | Mapping)}
    single = [value for value in node.values() if isinstance(value, Mapping) and not _holds(value)]
    cells = {**outer, **{key: text(value) for part in (*single, inner) for key, value in part.items()}}
    if wanted in map(fold, cells):
        yield cells
    else:
        for value in node.values():
            yield from _nested(value, cells, wanted)


def _holds(node: Mapping[str, Any]) -> bool:
    return any(isinstance(value, list | Mapping) for value in node.values())


def _has_fields(head: Head, *wanted: str) -> bool:
    return not head.rows and all(f'"{name}"' in head.text.lower() for name in wanted)


def _declarations(opened: Opened) -> Converted:
    field = _PARTS[0] + _fields()[0].name
    lines = table(opened, BUILDING, YEAR) if opened.head.rows else _objects(opened, field)
    return each(lines, _declaration)


def _activities(opened: Opened) -> Converted:
    return each(table(opened, BUILDING, CATEGORY) if opened.head.rows else _objects(opened, CATEGORY), _activity)


PRESETS = (
    Preset(
        "operat/declarations",
        Label("OPERAT, consommations déclarées", "OPERAT, declared consumption"),
        CONSUMPTION,
        lambda head: has_titles(head, BUILDING, YEAR) or _has_fields(head, BUILDING, YEAR),
        _declarations,
        ("refOperatEfa", "anneeDeclaree"),
    ),
    Preset(
        "operat/activites",
        Label("OPERAT, activités", "OPERAT, activities"),
        ACTIVITIES,
        lambda head: has_titles(head, BUILDING, CATEGORY) or _has_fields(head, BUILDING, CATEGORY),
        _activities,
        ("refOperatEfa", "sousCategorieActivite"),
    ),
)
