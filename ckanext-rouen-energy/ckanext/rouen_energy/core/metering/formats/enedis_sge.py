"""Files of Enedis' SGE: R63 (load curves) and R64 (registers), as CSV or JSON, many meters in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Head, Row
from ckanext.rouen_municipalities.core.tabular.profile import Label

from ..stamps import PARIS
from ..units import ENERGY, POWER
from .cells import UNKNOWN_UNIT, Line, WrongError, has_titles, table
from .curve import Curve, Point
from .enedis_account import MAXIMUM_POWER, MIXED
from .enedis_json import measures
from .indexes import Shown, Used, reading, used
from .preset import READINGS, Converted, Preset

#: a quantity that is no energy used: reactive power, voltage…
QUANTITY = "energy-quantity"
#: readings of one meter that are not together
SCATTERED = "energy-meter-scattered"

PRM, START, UNIT, STAMP, VALUE = "identifiant_prm", "date_de_debut", "unite", "horodate", "valeur"
QUANTITY_CODE, DIRECTION, STAGE = "grandeur_physique", "grandeur_metier", "etape_metier"
NATURE, STEP, GRID, REGISTER = "nature", "pas", "grille", "cadran"
_FLAT = (PRM, QUANTITY_CODE, DIRECTION, UNIT, STAMP, VALUE)
_CURVE, _REGISTERS = (*_FLAT, NATURE, STEP), (*_FLAT, REGISTER)

#: active power and active energy
_ACTIVE_POWER, _ACTIVE_ENERGY = "PA", "EA"
_MAXIMUM = "PMA"
#: the code of a value that was estimated, and our word for it
_ESTIMATED = {"E": "estimé"}
#: the register that counts what the others do together, and grids in the order in which they are believed
_TOTAL = "tot"
_GRIDS = ("distributeur", "grd", "d")


def _active(lines: Iterable[Line], code: str) -> Iterator[Line]:
    """The lines of active energy or power: reactive power and voltage may stand beside them; raises WrongError when
    there is nothing else."""
    other, found = None, False
    for line in lines:
        if line.text(QUANTITY_CODE) == code:
            found = True
            yield line
        else:
            other = other or line
    if other and not found:
        raise other.wrong(MAXIMUM_POWER if other.text(QUANTITY_CODE) == _MAXIMUM else QUANTITY, QUANTITY_CODE)


def _whole(rows: Converted) -> Converted:
    """`rows`, and what is wrong with the file as a whole."""
    try:
        yield from rows
    except WrongError as error:
        yield error.issue


def _curves(lines: Iterable[Line]) -> Converted:
    """Every meter's curve; one that mixes quantities (used and fed in, raw and corrected) is refused."""
    curves: dict[str, tuple[tuple[str, str], Curve]] = {}
    for line in _active(lines, _ACTIVE_POWER):
        try:
            meter, said = line.text(PRM), _counted_of(line)
            first, curve = curves.setdefault(meter, (said, Curve(meter, _period_start(line))))
            if said != first:
                raise _mixed(line, first)
            yield from curve.add(_point(line))
        except WrongError as error:
            yield error.issue
    for _, curve in curves.values():
        yield from curve.end()


def _counted_of(line: Line) -> tuple[str, str]:
    """What the line counts: energy used or fed in, raw or corrected."""
    return line.text(DIRECTION), line.text(STAGE)


def _mixed(line: Line, first: tuple[str, str]) -> WrongError:
    """That the line counts something else than `first`, what its meter began with."""
    return line.wrong(MIXED, DIRECTION if line.text(DIRECTION) != first[0] else STAGE, " ".join(first))


def _period_start(line: Line) -> datetime | None:
    return line.stamp_in(START).replace(tzinfo=None) if line.text(START) else None


def _point(line: Line) -> Point:
    unit = line.unit_in(UNIT)
    if unit.kind not in (POWER, ENERGY):
        raise line.wrong(UNKNOWN_UNIT, UNIT)
    nature, step = line.text(NATURE), line.step_in(STEP)
    stamp, value = line.stamp_in(STAMP), line.number_in(VALUE)
    return Point(line.number, line.title(STAMP), stamp, value, unit.name, _ESTIMATED.get(nature, nature), step)


@dataclass
class _Meter:
    """The registers of one meter: what each shows, by grid and register, all of them of one quantity."""

    id: str
    unit: str
    shown: dict[tuple[str, str], list[Shown]] = field(default_factory=dict)
    said: tuple[str, str] | None = None

    def add(self, line: Line) -> None:
        stamp, value = line.stamp_in(STAMP), line.number_in(VALUE)
        if value:
            self.said = self.said or _counted_of(line)
            if self.said != _counted_of(line):
                raise _mixed(line, self.said)
            instant = stamp if stamp.tzinfo else stamp.replace(tzinfo=PARIS)
            key = (line.text(GRID).casefold(), line.text(REGISTER).casefold())
            one = Shown(line.number, line.title(VALUE), instant, Decimal(value))
            self.shown.setdefault(key, []).append(one)

    def readings(self) -> Iterator[Row]:
        """What the meter used: the registers that count it once, added up; raises WrongError."""
        days: dict[datetime, Used] = {}
        for key in self._counted():
            for one in used(self.shown[key]):
                known = days.get(one.start)
                days[one.start] = one if known is None else _both(known, one)
        for start in sorted(days):
            yield reading(self.id, self.unit, days[start])

    def _counted(self) -> list[tuple[str, str]]:
        totals = [key for key in self.shown if key[1].startswith(_TOTAL)]
        grids = sorted({grid for grid, _ in self.shown}, key=lambda grid: (grid not in _GRIDS, grid))
        return totals[:1] or [key for key in self.shown if key[0] == grids[0]]


def _both(one: Used, other: Used) -> Used:
    return Used(max(one.line, other.line), one.start, one.value + other.value, one.quality or other.quality)


def _registers(lines: Iterable[Line]) -> Converted:
    """The registers of active energy, meter after meter."""
    meter, done = _Meter("", ""), set[str]()
    for line in _active(lines, _ACTIVE_ENERGY):
        try:
            if line.text(PRM) != meter.id:
                yield from _all(meter)
                done.add(meter.id)
                meter = _begun(line, done)
            meter.add(line)
        except WrongError as error:
            yield error.issue
    yield from _all(meter)


def _begun(line: Line, done: set[str]) -> _Meter:
    if line.text(PRM) in done:
        raise line.wrong(SCATTERED, PRM)
    unit = line.unit_in(UNIT)
    if unit.kind != ENERGY:
        raise line.wrong(UNKNOWN_UNIT, UNIT)
    return _Meter(line.text(PRM), unit.name)


def _all(meter: _Meter) -> Iterator[Row | Issue]:
    if not meter.shown:
        return
    try:
        yield from meter.readings()
    except WrongError as error:
        yield error.issue


def _flux(head: Head, code: str, *markers: str) -> bool:
    """Whether a JSON file is of the flow `code`."""
    text = head.text.replace(" ", "")
    return '"mesures":' in text and (f'"codeFlux":"{code}"' in text or all(f'"{one}"' in text for one in markers))


def _is_curve(head: Head) -> bool:
    return has_titles(head, *_CURVE)


def _is_registers(head: Head) -> bool:
    return has_titles(head, *_REGISTERS)


PRESETS = (
    Preset(
        "enedis/sge-r63",
        Label("Enedis SGE R63", "Enedis SGE R63"),
        READINGS,
        _is_curve,
        lambda opened: _whole(_curves(table(opened, *_CURVE))),
        ("Identifiant PRM", "Horodate", "Valeur", "Nature", "Pas"),
    ),
    Preset(
        "enedis/sge-r64",
        Label("Enedis SGE R64", "Enedis SGE R64"),
        READINGS,
        _is_registers,
        lambda opened: _whole(_registers(table(opened, *_REGISTERS))),
        ("Identifiant PRM", "Horodate", "Valeur", "Cadran"),
    ),
    Preset(
        "enedis/sge-r63-json",
        Label("Enedis SGE R63 (JSON)", "Enedis SGE R63 (JSON)"),
        READINGS,
        lambda head: _flux(head, "R63", "p"),
        lambda opened: _whole(_curves(measures(opened.document()))),
    ),
    Preset(
        "enedis/sge-r64-json",
        Label("Enedis SGE R64 (JSON)", "Enedis SGE R64 (JSON)"),
        READINGS,
        lambda head: _flux(head, "R64", "classeTemporelle"),
        lambda opened: _whole(_registers(measures(opened.document()))),
    ),
)
