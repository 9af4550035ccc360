"""Files of a GRDF account: JSON of the pages, and the workbooks of days, weeks and months."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ckanext.rouen_municipalities.core.tabular.cells import stripped
from ckanext.rouen_municipalities.core.tabular.folding import fold
from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Head, Opened, Row
from ckanext.rouen_municipalities.core.tabular.profile import Label

from .cells import METER_MISSING, Line, each, meter_in, record
from .documents import records, text
from .gas import ESTIMATED, amount, day_reading, nature, period
from .preset import CONSUMPTION, READINGS, Converted, Preset

#: a period written in words that cannot be read
PERIOD_UNREADABLE = "energy-period-unreadable"

_FIRST_LINE = 10
_COLUMNS = {
    "daily": ("", "jour", "index_debut", "index_fin", "m3", "kwh", "coefficient", "temperature", "qualification"),
    "weekly": ("", "periode", "m3", "kwh"),
    "monthly": ("", "periode", "m3", "kwh"),
}
_NAME = re.compile(r"donnees_informatives_(?P<meter>.+)_(?P<frequency>daily|weekly|monthly)", re.IGNORECASE)
_WEEK = re.compile(r"du (?P<start>[0-9]{2}/[0-9]{2}/[0-9]{4}) au [0-9/]+", re.IGNORECASE)
_MONTH = re.compile(r"(?P<name>[^\W\d_]+)_(?P<year>[0-9]{4})")
_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_WEEK_DAYS = 7
_GAS_DAY = re.compile(r'"journeeGaziere"\s*:\s*"')


def _releves(opened: Opened) -> Iterator[tuple[str, Line]]:
    """Each reading of the JSON file with its meter, which is a key of the document or said beside the readings."""
    document = opened.document()
    rank = 0
    for key, node in _meters(document):
        meter = key or meter_in(opened.name)
        for one in records(node, "releves"):
            rank += 1
            yield meter, record(rank, {name: text(value) for name, value in one.items()})


def _meters(document: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(document, Mapping) or "releves" in document:
        yield (text(document.get("idPce")) if isinstance(document, Mapping) else ""), document
        return
    for key, node in document.items():
        if isinstance(node, Mapping) and "releves" in node:
            yield text(key), node


def _day_of(pair: tuple[str, Line]) -> Iterator[Row | Issue]:
    meter, line = pair
    used = _amount(meter, line)
    if used and line.text("journeeGaziere"):
        quality = line.text("qualificationReleve")
        quality = ESTIMATED if nature(quality) == ESTIMATED else quality
        yield Row(line.number, day_reading(meter, line.day_in("journeeGaziere"), used, quality))


def _period_of(pair: tuple[str, Line]) -> Iterator[Row | Issue]:
    meter, line = pair
    used = _amount(meter, line)
    if used:
        start, end = line.day_in("dateDebutReleve"), line.day_in("dateFinReleve")
        said = nature(line.text("qualificationReleve"))
        yield Row(line.number, period(meter, start, end, used, said))


def _amount(meter: str, line: Line) -> dict[str, str]:
    if not meter:
        raise line.wrong(METER_MISSING, "idPce")
    return amount(line, "energieConsomme", "volumeBrutConsomme", "coeffConversion")


def _frequency(head: Head) -> str:
    match = _NAME.search(head.name)
    return match["frequency"].lower() if match else ""


def _sheet(opened: Opened) -> Iterator[tuple[str, Line]]:
    """Each line of a workbook with its meter: the name of the file says it, or what stands above the table."""
    frequency, above = _frequency(opened.head), opened.head.rows[: _FIRST_LINE - 1]
    meter = meter_in(opened.name, *(cell for row in above for cell in row))
    names = _COLUMNS[frequency]
    for number, cells in opened.rows():
        if number >= _FIRST_LINE and len(cells) > 1 and stripped(cells[1]):
            yield meter, record(number, dict(zip(names, cells, strict=False)))


def _sheet_day(pair: tuple[str, Line]) -> Iterator[Row | Issue]:
    meter, line = pair
    used = _sheet_amount(meter, line)
    if used:
        quality = line.text("qualification")
        quality = ESTIMATED if nature(quality) == ESTIMATED else quality
        yield Row(line.number, day_reading(meter, line.day_in("jour"), used, quality))


def _sheet_period(pair: tuple[str, Line]) -> Iterator[Row | Issue]:
    meter, line = pair
    used = _sheet_amount(meter, line)
    if used:
        start, end = _said(line)
        yield Row(line.number, period(meter, start, end, used, ""))


def _sheet_amount(meter: str, line: Line) -> dict[str, str]:
    if not meter:
        raise line.wrong(METER_MISSING)
    return amount(line, "kwh", "m3", "coefficient")


def _said(line: Line) -> tuple[date, date]:
    """The period of a label: a month, or a week from its first day to its Sunday (the end that is written errs)."""
    label = line.text("periode")
    if week := _WEEK.fullmatch(label):
        start = record(line.number, {"periode": week["start"]}).day_in("periode")
        return start, start + timedelta(days=_WEEK_DAYS - start.weekday())
    month = _MONTH.fullmatch(fold(label))
    if month is None or month["name"] not in _MONTHS:
        raise line.wrong(PERIOD_UNREADABLE, "periode")
    year, place = int(month["year"]), _MONTHS.index(month["name"]) + 1
    return date(year, place, 1), date(year + place // 12, place % 12 + 1, 1)


def _is_json(head: Head) -> bool:
    return '"releves"' in head.text and '"energieConsomme"' in head.text


def _daily_json(opened: Opened) -> Converted:
    return each(_releves(opened), _day_of)


def _period_json(opened: Opened) -> Converted:
    return each(_releves(opened), _period_of)


def _daily_sheet(opened: Opened) -> Converted:
    return each(_sheet(opened), _sheet_day)


def _period_sheet(opened: Opened) -> Converted:
    return each(_sheet(opened), _sheet_period)


PRESETS = (
    Preset(
        "grdf/compte-jours",
        Label("GRDF, compte client : jours (JSON)", "GRDF customer account: days (JSON)"),
        READINGS,
        lambda head: _is_json(head) and bool(_GAS_DAY.search(head.text)),
        _daily_json,
    ),
    Preset(
        "grdf/compte-releves",
        Label("GRDF, compte client : relevés (JSON)", "GRDF customer account: readings (JSON)"),
        CONSUMPTION,
        lambda head: _is_json(head) and not _GAS_DAY.search(head.text),
        _period_json,
    ),
    Preset(
        "grdf/compte-jours-classeur",
        Label("GRDF, compte client : jours (classeur)", "GRDF customer account: days (workbook)"),
        READINGS,
        lambda head: _frequency(head) == "daily",
        _daily_sheet,
    ),
    Preset(
        "grdf/compte-periodes-classeur",
        Label("GRDF, compte client : semaines ou mois (classeur)", "GRDF customer account: weeks or months (workbook)"),
        CONSUMPTION,
        lambda head: _frequency(head) in ("weekly", "monthly"),
        _period_sheet,
    ),
)
