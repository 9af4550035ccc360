"""Files of an Enedis account: load curve, registers, daily maximum power; one may follow another in a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from ckanext.rouen_municipalities.core.tabular.cells import stripped
from ckanext.rouen_municipalities.core.tabular.folding import fold
from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Head, Opened, Row
from ckanext.rouen_municipalities.core.tabular.profile import Label

from ..stamps import PARIS
from ..units import ENERGY, POWER, Unit
from .cells import UNKNOWN_UNIT, Line, WrongError, header_of, record
from .curve import Curve, Point
from .indexes import Shown, reading, used
from .preset import READINGS, Converted, Preset

#: a curve or counter that is not of energy used
MAXIMUM_POWER = "energy-maximum-power"
MIXED = "energy-mixed-quantities"

PRM, KIND, UNIT, STAMP, VALUE = "identifiant_prm", "type_de_donnees", "unite", "horodate", "valeur"
CURVE, REGISTERS, MAXIMUM = "courbe_de_charge", "index", "puissance_maximale_quotidienne"
#: the title of the block of calendars that follows registers
_CALENDARS = "periode"

#: the total of all registers, else those of the distributor, else those of the supplier
_BASES = (
    ("eas_t",),
    tuple(f"eas_d{number}" for number in range(1, 5)),
    tuple(f"eas_f{number}" for number in range(1, 11)),
)


def _kind(head: Head) -> str:
    """What the preamble of a file says that its first block holds."""
    for titles, values in zip(head.rows, head.rows[1:], strict=False):
        said = dict(zip((fold(cell) for cell in titles), values, strict=False))
        if {PRM, KIND} <= said.keys():
            return fold(said[KIND])
    return ""


def _blocks(opened: Opened) -> Iterator[tuple[Line, Iterator[Line]]]:
    """Each preamble with the lines below it; calendars are cut."""
    for preamble, pairs in groupby(_lines(opened), lambda pair: pair[0]):
        yield preamble, (line for _, line in pairs if line is not None)


def _lines(opened: Opened) -> Iterator[tuple[Line, Line | None]]:
    preamble, header = record(0, {}), header_of([])
    block = ""
    for number, cells in opened.rows():
        if not any(map(stripped, cells)):
            continue
        if (first := fold(cells[0])) in (PRM, STAMP, _CALENDARS):
            block, header = first, header_of(cells)
            continue
        line = Line(number, cells, header)
        if block == PRM:
            preamble = line
            yield preamble, None
        elif block == STAMP:
            yield preamble, line


def _curve(opened: Opened) -> Converted:
    for preamble, lines in _blocks(opened):
        if fold(preamble.text(KIND)) == CURVE:
            yield from _points(preamble, lines)
        else:
            yield from _another(preamble)


def _points(preamble: Line, lines: Iterator[Line]) -> Converted:
    try:
        curve = Curve(preamble.text(PRM), _period_start(preamble))
        unit, step = _unit(preamble, POWER, ENERGY), preamble.step_in("pas_en_minutes")
    except WrongError as error:
        yield error.issue
        return
    for line in lines:
        try:
            yield from curve.add(_point(line, unit.name, step))
        except WrongError as error:
            yield error.issue
    yield from curve.end()


def _point(line: Line, unit: str, step: int | None) -> Point:
    return Point(line.number, line.title(STAMP), line.stamp_in(STAMP), line.number_in(VALUE), unit, step=step)


def _period_start(preamble: Line) -> datetime | None:
    if not preamble.text("date_de_debut"):
        return None
    return datetime.combine(preamble.day_in("date_de_debut"), datetime.min.time())


def _unit(preamble: Line, *kinds: str) -> Unit:
    unit = preamble.unit_in(UNIT)
    if unit.kind not in kinds:
        raise preamble.wrong(UNKNOWN_UNIT, UNIT)
    return unit


def _another(preamble: Line) -> Iterator[Issue]:
    """What stands below another preamble: maximum power says nothing of energy and may follow, curves may not."""
    if fold(preamble.text(KIND)) != MAXIMUM:
        yield preamble.wrong(MIXED, KIND).issue


def _registers(opened: Opened) -> Converted:
    for preamble, lines in _blocks(opened):
        if fold(preamble.text(KIND)) != REGISTERS:
            yield from _another(preamble)
            continue
        try:
            yield from _used(preamble, list(lines))
        except WrongError as error:
            yield error.issue


def _used(preamble: Line, lines: list[Line]) -> Iterator[Row]:
    unit = _unit(preamble, ENERGY)
    basis = next((each for each in _BASES if any(line.text(name) for line in lines for name in each)), ())
    shown = [_shown(line, basis) for line in lines if any(line.text(name) for name in basis)]
    for one in used(shown):
        yield reading(preamble.text(PRM), unit.name, one)


def _shown(line: Line, basis: tuple[str, ...]) -> Shown:
    values = [Decimal(line.number_in(name)) for name in basis if line.text(name)]
    stamp = line.stamp_in(STAMP)
    instant = stamp if stamp.tzinfo else stamp.replace(tzinfo=PARIS)
    return Shown(line.number, line.title(basis[0]), instant, sum(values, Decimal(0)))


def _maximum(opened: Opened) -> Converted:
    for preamble, _ in _blocks(opened):
        yield preamble.wrong(MAXIMUM_POWER, KIND).issue


PRESETS = (
    Preset(
        "enedis/compte-courbe",
        Label("Enedis, compte client : courbe de charge", "Enedis customer account: load curve"),
        READINGS,
        lambda head: _kind(head) == CURVE,
        _curve,
        ("Horodate", "Valeur"),
    ),
    Preset(
        "enedis/compte-index",
        Label("Enedis, compte client : index", "Enedis customer account: registers"),
        READINGS,
        lambda head: _kind(head) == REGISTERS,
        _registers,
        ("Horodate", "EAS T"),
    ),
    Preset(
        "enedis/compte-puissance-maximale",
        Label("Enedis, compte client : puissance maximale", "Enedis customer account: maximum power"),
        READINGS,
        lambda head: _kind(head) == MAXIMUM,
        _maximum,
        ("Horodate", "Valeur"),
    ),
)
