"""A mapping proposed from the header of a file and its first rows; its officer corrects and confirms it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ckanext.rouen_municipalities.core.tabular.cells import stripped

from ..metering.units import ENERGY, POWER
from . import definition as parts
from .definition import COLUMN, CONSTANT, FILE_NAME, TIME, UNIT, Mapping, Measure, Source
from .looking import EMPTY, NUMBER, STAMP, TEXT, Seen, codes_of_nothing, columns, find_header
from .measuring import carrier_words, measures, nature_words
from .targets import BUILDINGS, CONSUMPTION, MEASURED, READINGS, fields_of
from .timing import dates_of, decimal_of, end_of, period_of
from .vocabulary import missing_words, named, score

#: the rows of a file that are looked at
LOOKED_AT = 2_000
#: how much of a title has to be the words of a column of ours
_ENOUGH = 0.5
#: the columns of the profiles whose titles are words of every day: only the whole title counts
_WHOLE = {"debut", "fin", "date", "type", "nom", TIME, "part", "tn", "tx", UNIT, "nature"}


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a file: the line of its header, its columns, and the mapping that they suggest."""

    header_line: int
    columns: tuple[Seen, ...]
    mapping: Mapping
    #: numbers such as -99999 by which the file says that there is no value
    codes: tuple[str, ...] = ()


class NoHeader(ValueError):
    """A file in whose first lines no row names columns."""


def propose(
    file_name: str, rows: Sequence[tuple[int, Sequence[str]]], profile: str = "", header_line: int = 0
) -> Proposal:
    """A mapping for the file of these first rows; `profile` and `header_line` when somebody said them.

    Raises NoHeader."""
    cells = [list(row) for _, row in rows]
    rank = _rank_of(rows, header_line) if header_line else find_header(cells)
    if rank is None:
        raise NoHeader(file_name)
    header = [stripped(cell) for cell in cells[rank]]
    below = [row for row in cells[rank + 1 :] if any(map(stripped, row))]
    seen = columns(header, below)
    target = profile or _profile(seen)
    mapping = _mapping(file_name, target, header, seen, cells[:rank])
    codes = _codes(seen, mapping.measures)
    mapping = replace(mapping, missing=(*mapping.missing, *codes))
    return Proposal(rows[rank][0], tuple(seen), mapping, tuple(codes))


def _files(file_name: str, values: Sequence[Measure], sources: dict[str, Source]) -> str:
    """Names of the files that it is for: any, when the header says what is measured and in which unit."""
    says_units = UNIT in sources or all(measure.unit for measure in values)
    says_carriers = "vecteur" in sources or "horodate" in sources or all("vecteur" in one.constants for one in values)
    return "*" if says_units and says_carriers else re.sub(r"[0-9]+", "*", re.sub(r"[*?\[\]]", "*", file_name))


def _rank_of(rows: Sequence[tuple[int, Sequence[str]]], line: int) -> int | None:
    return next((rank for rank, (number, _) in enumerate(rows) if number == line), None)


def _profile(seen: Sequence[Seen]) -> str:
    """Readings have stamps within the day; consumption has values; buildings have neither."""
    stamped = [one for one in seen if one.kind == STAMP and not one.is_at_midnight]
    if any(score("column", "horodate", one.bare) >= _ENOUGH for one in stamped):
        return READINGS
    return CONSUMPTION if measures(seen, CONSUMPTION, {}) else BUILDINGS


def _mapping(
    file_name: str, profile: str, header: Sequence[str], seen: Sequence[Seen], above: Sequence[Sequence[str]]
) -> Mapping:
    sources = _columns(profile, seen)
    values = measures(seen, profile, sources) if profile in MEASURED else []
    found = {one.title: one for one in seen}
    by_name = {name: found[source.value] for name, source in sources.items() if source.kind == COLUMN}
    start = by_name.get("horodate") or by_name.get("debut") or by_name.get("date")
    period = period_of(by_name) if profile == CONSUMPTION else parts.COLUMNS
    return Mapping(
        profile=profile,
        titles=tuple(header),
        sources={**sources, **_elsewhere(file_name, profile, sources, values, above)},
        measures=tuple(values),
        units=_units(profile, by_name),
        words=_words(profile, by_name),
        missing=missing_words(),
        decimal=decimal_of(seen),
        dates=dates_of(start) if start else parts.DATES[0],
        period=period,
        files=_files(file_name, values, sources),
        end=end_of(by_name) if period == parts.COLUMNS and profile == CONSUMPTION else parts.ENDS[0],
    )


def _columns(profile: str, seen: Sequence[Seen]) -> dict[str, Source]:
    """For each of our columns the column of theirs whose title says the most of it."""
    wanted = [name for name in (*fields_of(profile), *([TIME] if profile == READINGS else [])) if name != "valeur"]
    found: dict[str, Source] = {}
    taken: set[str] = set()
    pairs = [(_likeness(profile, name, one), name, one.title) for name in wanted for one in seen]
    for likeness, name, title in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness and name not in found and title not in taken:
            found[name] = Source(COLUMN, title)
            taken.add(title)
    return found


def _likeness(profile: str, name: str, column: Seen) -> float:
    """How sure it is that a column of theirs is ours, from 0 to 1."""
    aliases = fields_of(profile)[name].aliases if name != TIME else ()
    if column.title in (name, *aliases):
        return 1.0
    if column.kind == EMPTY or (column.unit and column.unit.kind in (ENERGY, POWER)):
        return 0.0
    if name == "surface_m2" and score("outside", "total", column.bare):
        return 0.0
    if name in ("debut", "fin", "date", "horodate") and column.kind in (NUMBER, TEXT):
        return 0.0
    likeness = score("column", name, column.bare)
    return likeness if likeness >= (1.0 if name in _WHOLE else _ENOUGH) else 0.0


def _elsewhere(
    file_name: str,
    profile: str,
    sources: dict[str, Source],
    values: Sequence[Measure],
    above: Sequence[Sequence[str]],
) -> dict[str, Source]:
    """Whose values they are, and of which carrier, when no column says it."""
    given = {*sources, *(name for measure in values for name in measure.constants)}
    found = {}
    if profile in MEASURED and not given & {"id_batiment", "id_compteur"}:
        name = "id_compteur" if profile == READINGS else "id_batiment"
        found[name] = _labelled(above) or Source(FILE_NAME)
    if profile == CONSUMPTION and "vecteur" not in given and (carrier := named("carrier", file_name)):
        found["vecteur"] = Source(CONSTANT, carrier)
    if profile == BUILDINGS and "nom" not in given and "id_batiment" in sources:
        found["nom"] = sources["id_batiment"]
    return found


def _labelled(above: Sequence[Sequence[str]]) -> Source | None:
    """The cell above the header that names the meter or the building."""
    labels = [stripped(cell) for row in above for cell in row if stripped(cell)]
    named_so = [one for one in labels if named("column", one) in ("id_compteur", "id_batiment")]
    likely = [one for one in named_so if score("column", named("column", one), one) >= _ENOUGH]
    return Source(parts.ABOVE, likely[0]) if likely else None


def _units(profile: str, by_name: dict[str, Seen]) -> dict[str, str]:
    """The units of columns that have one in their title and no unit beside them."""
    fields = fields_of(profile)
    return {
        name: one.unit.name
        for name, one in by_name.items()
        if one.unit and name in fields and fields[name].numeric and one.unit.kind in ("area", "temperature")
    }


def _words(profile: str, by_name: dict[str, Seen]) -> dict[str, dict[str, str]]:
    found = {"vecteur": carrier_words(by_name["vecteur"])} if "vecteur" in by_name else {}
    if profile == CONSUMPTION and "nature" in by_name:
        found["nature"] = nature_words(by_name["nature"])
    return {name: words for name, words in found.items() if words}


def _codes(seen: Sequence[Seen], values: Sequence[Measure]) -> list[str]:
    measured = {measure.column for measure in values}
    return codes_of_nothing([cell for one in seen if one.title in measured for cell in one.cells])
