"""Enedis Data Connect: the answer of the metering API, version 4, kept as a JSON file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ckanext.rouen_municipalities.core.tabular.layouts import Head, Opened
from ckanext.rouen_municipalities.core.tabular.profile import Label

from ..steps import DAY
from ..units import ENERGY, POWER, Unit
from .cells import UNKNOWN_UNIT, Line, WrongError, record
from .curve import Curve, Point
from .documents import inner, records, text
from .enedis_account import MAXIMUM_POWER
from .preset import READINGS, Converted, Preset

_MAXIMUM = "maximum"


def _convert(opened: Opened) -> Converted:
    whole = inner(opened.document(), "meter_reading")
    said = {name: text(inner(whole, "reading_type").get(name)) for name in ("unit", "aggregate")}
    preamble = _line(0, {**said, "start": text(whole.get("start"))})
    try:
        unit = _unit(preamble)
        curve = Curve(text(whole.get("usage_point_id")), _period_start(preamble))
    except WrongError as error:
        yield error.issue
        return
    for rank, one in enumerate(records(whole, "interval_reading"), 1):
        try:
            yield from curve.add(_point(_line(rank, one), unit))
        except WrongError as error:
            yield error.issue
    yield from curve.end()


def _line(rank: int, one: Mapping[str, Any]) -> Line:
    return record(rank, {key: text(value) for key, value in one.items()})


def _unit(preamble: Line) -> Unit:
    if preamble.text("aggregate") == _MAXIMUM:
        raise preamble.wrong(MAXIMUM_POWER, "aggregate")
    unit = preamble.unit_in("unit")
    if unit.kind not in (POWER, ENERGY):
        raise preamble.wrong(UNKNOWN_UNIT, "unit")
    return unit


def _period_start(preamble: Line) -> datetime | None:
    return preamble.stamp_in("start").replace(tzinfo=None) if preamble.text("start") else None


def _point(line: Line, unit: Unit) -> Point:
    # daily energies have a date and no length
    step = line.step_in("interval_length") or (DAY if unit.kind == ENERGY else None)
    value, quality = line.number_in("value"), line.text("measure_type")
    return Point(line.number, "date", line.stamp_in("date"), value, unit.name, quality, step)


def _recognises(head: Head) -> bool:
    return '"meter_reading"' in head.text and '"interval_reading"' in head.text


PRESETS = (
    Preset(
        "enedis/data-connect-v4",
        Label("Enedis Data Connect (JSON)", "Enedis Data Connect (JSON)"),
        READINGS,
        _recognises,
        _convert,
    ),
)
