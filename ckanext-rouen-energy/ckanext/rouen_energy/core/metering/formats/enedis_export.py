"""Exports of an Enedis account since 2025: start, end and mean power of each step, without the meter's number."""

from __future__ import annotations

from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Head, Opened
from ckanext.rouen_municipalities.core.tabular.profile import Label

from ..steps import step_of
from .cells import METER_MISSING, STEP_UNKNOWN, Line, WrongError, has_titles, meter_in, table
from .curve import Curve, Point
from .preset import READINGS, Converted, Preset

START, END, POWER = "debut", "fin", "valeur_(en_kw)"


def _meter(head: Head) -> str:
    """The number of the meter: in the name of the file, else above its header."""
    return meter_in(head.name, *(cell for row in head.rows for cell in row))


def _convert(opened: Opened) -> Converted:
    meter = _meter(opened.head)
    if not meter:
        yield Issue(METER_MISSING, None, "", opened.name)
        return
    curve = Curve(meter, at_end=False)
    for line in table(opened, START, END, POWER):
        try:
            yield from curve.add(_point(line))
        except WrongError as error:
            yield error.issue
    yield from curve.end()


def _point(line: Line) -> Point:
    start, end = line.stamp_in(START), line.stamp_in(END)
    # by the clock: an hour more or less where summer or winter time begins
    clock = int((end.replace(tzinfo=None) - start.replace(tzinfo=None)).total_seconds())
    if not any(step_of(clock + change) for change in (0, 3600, -3600)):
        raise line.wrong(STEP_UNKNOWN, END)
    return Point(line.number, line.title(START), start, line.number_in(POWER), "kW")


PRESETS = (
    Preset(
        "enedis/export-2025",
        Label("Enedis, export du compte client depuis 2025", "Enedis customer account export since 2025"),
        READINGS,
        lambda head: has_titles(head, START, END, POWER),
        _convert,
        ("Début", "Fin", "Valeur (en Kw)"),
    ),
)
