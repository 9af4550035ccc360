"""From what a form or a client gives to a mapping, or to what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import available_timezones

from ..metering.units import UnknownUnitError, unit_of
from . import definition as words
from .definition import COLUMN, CONSTANT, FILE_NAME, KINDS, TIME, UNIT, Mapping, MappingError, Measure, Source
from .targets import MEASURED, READINGS, fields_of, targets

_CHOICES = {
    "decimal": (".", ","),
    "dates": words.DATES,
    "doubled_hour": words.DOUBLED_HOURS,
    "stamp": words.STAMPS,
    "period": words.PERIODS,
    "end": words.ENDS,
    "repeated": words.REPEATED,
}
_LARGEST_STEP = 24 * 60
#: what a mapping holds at most: it is saved, and sent back with each page
_MOST_TEXT = 2_000
_MOST_PARTS = 500


def read_mapping(given: Any) -> Mapping:
    """The mapping that a JSON object is; raises MappingError."""
    if not isinstance(given, dict):
        raise MappingError("mapping", "not-an-object")
    unknown = given.keys() - Mapping.__dataclass_fields__.keys()
    if unknown:
        raise MappingError(sorted(unknown)[0], "unknown-part")
    mapping = Mapping(
        profile=_text(given, "profile"),
        titles=_texts(given, "titles"),
        sources={name: _source(name, one) for name, one in _object(given, "sources").items()},
        measures=tuple(_measure(one) for one in _list(given, "measures")),
        units=_strings(given.get("units"), "units"),
        words={name: _strings(one, "words") for name, one in _object(given, "words").items()},
        missing=_texts(given, "missing"),
        zone=_text(given, "zone") or "Europe/Paris",
        step=_step(given.get("step")),
        minimum=_bound(given, "minimum"),
        maximum=_bound(given, "maximum"),
        files=_text(given, "files") or "*",
        **{name: _choice(given, name) for name in _CHOICES},
    )
    check(mapping)
    return mapping


def check(mapping: Mapping) -> None:
    """Raises MappingError for the first thing that cannot be right whatever the file."""
    if mapping.profile not in targets():
        raise MappingError("profile", "unknown-profile", mapping.profile)
    if not any(mapping.titles):
        raise MappingError("titles", "no-header")
    if mapping.zone not in available_timezones():
        raise MappingError("zone", "unknown-zone", mapping.zone)
    _check_columns(mapping)
    _check_measures(mapping)
    _check_units(mapping)
    _check_required(mapping)


def _check_columns(mapping: Mapping) -> None:
    ours = {*fields_of(mapping.profile), *([TIME] if mapping.profile == READINGS else [])}
    for name in (*mapping.sources, *mapping.units, *mapping.words, *_constants(mapping)):
        if name not in ours:
            raise MappingError("sources", "unknown-column-of-ours", name)
    theirs = [source.value for source in mapping.sources.values() if source.kind == COLUMN]
    theirs += [title for measure in mapping.measures for title in (measure.column, measure.times) if title]
    for title in theirs:
        if title not in mapping.titles:
            raise MappingError("titles", "unknown-title", title)


def _check_measures(mapping: Mapping) -> None:
    if mapping.profile not in MEASURED:
        if mapping.measures:
            raise MappingError("measures", "no-measures-here", mapping.profile)
        return
    if not mapping.measures:
        raise MappingError("measures", "no-measure")
    for measure in mapping.measures:
        if not measure.unit and UNIT not in mapping.sources:
            raise MappingError("measures", "no-unit", measure.column)


def _check_units(mapping: Mapping) -> None:
    constant = [s.value for name, s in mapping.sources.items() if name == UNIT and s.kind == CONSTANT]
    given = [*mapping.units.values(), *(measure.unit for measure in mapping.measures if measure.unit), *constant]
    for unit in given:
        try:
            unit_of(unit)
        except UnknownUnitError as error:
            raise MappingError("units", "unknown-unit", unit) from error


def _check_required(mapping: Mapping) -> None:
    """What no line could have: a column that is always needed and that nothing fills."""
    filled = {*mapping.sources, "valeur", "unite"}
    if mapping.period != words.COLUMNS:
        filled.add("fin")
    everywhere = [filled | measure.constants.keys() for measure in mapping.measures] or [filled]
    for field in fields_of(mapping.profile).values():
        if field.constraints.required and not all(field.name in some for some in everywhere):
            raise MappingError("sources", "nothing-fills", field.name)


def _constants(mapping: Mapping) -> Sequence[str]:
    return [name for measure in mapping.measures for name in measure.constants]


def _text(given: Dictionary[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str) or len(value) > _MOST_TEXT:
        raise MappingError(name, "not-a-text")
    return value


def _texts(given: Dictionary[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_text({name: one}, name) for one in _list(given, name))


def _list(given: Dictionary[str, Any], name: str) -> Sequence[Any]:
    value = given.get(name, ())
    if not isinstance(value, list | tuple) or len(value) > _MOST_PARTS:
        raise MappingError(name, "not-a-list")
    return value


def _object(given: Dictionary[str, Any], name: str) -> dict[str, Any]:
    value = given.get(name, {})
    if not isinstance(value, dict) or len(value) > _MOST_PARTS:
        raise MappingError(name, "not-an-object")
    return value


def _strings(given: Any, name: str) -> dict[str, str]:
    value = _object({name: given or {}}, name)
    return {str(key): _text({name: one}, name) for key, one in value.items()}


def _source(name: str, given: Any) -> Source:
    if isinstance(given, Source):
        return given
    kind = given.get("kind") if isinstance(given, dict) else None
    if kind not in KINDS:
        raise MappingError("sources", "unknown-source", name)
    value = _text(given, "value")
    if kind != FILE_NAME and not value:
        raise MappingError("sources", "empty-source", name)
    return Source(kind, value)


def _measure(given: Any) -> Measure:
    if isinstance(given, Measure):
        return given
    if not isinstance(given, dict):
        raise MappingError("measures", "not-an-object")
    constants = _strings(given.get("constants"), "measures")
    return Measure(_text(given, "column"), _text(given, "unit"), _text(given, "times"), constants)


def _choice(given: Dictionary[str, Any], name: str) -> str:
    value = given.get(name) or _CHOICES[name][0]
    if value not in _CHOICES[name]:
        raise MappingError(name, "not-a-choice", str(value))
    return str(value)


def _step(given: Any) -> int:
    try:
        minutes = int(given or 0)
    except (TypeError, ValueError) as error:
        raise MappingError("step", "not-minutes", str(given)) from error
    if not 0 <= minutes <= _LARGEST_STEP:
        raise MappingError("step", "not-minutes", str(given))
    return minutes


def _bound(given: Dictionary[str, Any], name: str) -> str:
    text = _text(given, name).strip().replace(",", ".")
    try:
        is_number = not text or Decimal(text).is_finite()
    except InvalidOperation:
        is_number = False
    if not is_number:
        raise MappingError(name, "not-a-number", text)
    return text
