"""Which columns of a file are values, in which unit and of which carrier or meter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..metering.units import ENERGY, POWER, Unit
from .definition import Measure, Source
from .looking import NUMBER, SERIAL, YEAR, Seen, words_of
from .targets import READINGS
from .vocabulary import named, score, tokens

#: how much of a title has to be words of a value, when it has no unit
_ENOUGH = 0.5


def measures(seen: Sequence[Seen], profile: str, sources: Mapping[str, Source]) -> list[Measure]:
    """The columns of values: those with a unit of energy or power, else one whose title says value."""
    taken = {source.value for source in sources.values()}
    free = [one for one in seen if one.title not in taken and one.kind in (NUMBER, YEAR, SERIAL)]
    found = _best_of_each(one for one in free if _is_energy(one, profile)) or _years(free)
    if not found:
        return _by_intensity(seen, profile, free) or _by_name(free, sources)
    alone = len(found) == 1
    return [Measure(one.title, _unit(one), constants=_constants(one, profile, sources, alone)) for one in found]


def carrier_words(column: Seen) -> dict[str, str]:
    """What each word of a column of carriers is for us; what is water or no energy leaves its line out."""
    return {
        word: "" if score("outside", "total", word) else named("carrier", word)
        for word in dict.fromkeys(column.cells)
        if score("outside", "total", word) or named("carrier", word)
    }


def nature_words(column: Seen) -> dict[str, str]:
    """Whether each word of a column says estimated or real."""
    return {word: nature for word in dict.fromkeys(column.cells) if (nature := named("nature", word))}


def _is_energy(column: Seen, profile: str) -> bool:
    unit = column.unit
    kinds = (ENERGY, POWER) if profile == READINGS else (ENERGY,)
    return unit is not None and unit.kind in kinds and not score("outside", "total", column.bare)


def _best_of_each(candidates: Iterable[Seen]) -> list[Seen]:
    """Of columns that say the same in several units, the one in kWh, or else the first."""
    found: dict[tuple[str, ...], Seen] = {}
    for one in candidates:
        key = tokens(one.bare)
        if key not in found or (_is_ours(one.unit) and not _is_ours(found[key].unit)):
            found[key] = one
    return list(found.values())


def _is_ours(unit: Unit | None) -> bool:
    return unit is not None and unit.in_profiles


def _years(free: Sequence[Seen]) -> list[Seen]:
    """A column for each year: their titles are the years."""
    found = [one for one in free if one.title.isdigit() and len(one.title) == len("2021")]
    return found if len(found) > 1 else []


def _by_intensity(seen: Sequence[Seen], profile: str, free: Sequence[Seen]) -> list[Measure]:
    """An intensity by its area, where no column is an energy."""
    area = next((one for one in seen if one.unit and one.unit.kind == "area" and one.kind == NUMBER), None)
    found = [one for one in free if one.intensity]
    if profile == READINGS or area is None or not found:
        return []
    first = min(found, key=lambda one: (bool(score("outside", "total", one.bare.replace("EUI", ""))), len(one.bare)))
    unit = first.intensity.name if first.intensity else ""
    return [Measure(first.title, unit, area.title, {"vecteur": "autre"})]


def _by_name(free: Sequence[Seen], sources: Mapping[str, Source]) -> list[Measure]:
    likely = [
        one for one in free if score("value", "valeur", one.bare) >= _ENOUGH and not score("outside", "total", one.bare)
    ]
    best = max(likely, key=lambda one: score("value", "valeur", one.bare), default=None)
    if best is None:
        return []
    carrier = named("carrier", best.bare)
    constants = {"vecteur": carrier} if carrier and "vecteur" not in sources and "horodate" not in sources else {}
    return [Measure(best.title, _unit(best), constants=constants)]


def _unit(column: Seen) -> str:
    """The unit of the title; none where a column says it, or where its officer has to."""
    return column.unit.name if column.unit and column.unit.kind in (ENERGY, POWER) else ""


def _constants(column: Seen, profile: str, sources: Mapping[str, Source], alone: bool) -> dict[str, str]:
    if column.title.isdigit():
        return {"debut": column.title}
    if profile == READINGS:
        return {} if alone or "id_compteur" in sources else {"id_compteur": column.bare or words_of(column.title)}
    carrier = named("carrier", column.bare)
    return {"vecteur": carrier} if carrier and "vecteur" not in sources else {}
