"""What a spreadsheet itself checks while a column is filled in: drop-downs, bounds, and a word of explanation."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..describing import expectation
from ..profile import Field
from .words import said

#: what a spreadsheet shows at most
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255
_FIRST_DAY = date(1900, 1, 1)
_LEAST = -1e300


def validation(field: Field, language: str, source: str) -> dict[str, Any]:
    """The options of a data validation; ``source`` is the range of the column's list, or empty.

    A list or a number is insisted upon; elsewhere a warning leaves the last word to the officer."""
    insists = bool(source or field.numeric) and not any(field.missing_values)
    return {
        **_criteria(field, source),
        "input_title": field.name[:_LONGEST_TITLE],
        "input_message": _cut(hint(field, language)),
        "error_title": field.name[:_LONGEST_TITLE],
        "error_message": _cut(expectation(field, language)),
        "error_type": "stop" if insists else "warning",
    }


def hint(field: Field, language: str) -> str:
    """A line about a column: what it is, what is expected, an example."""
    parts = [
        said("mandatory" if field.constraints.required else "optional", language),
        f"{_sentence(expectation(field, language))}",
        said("unit", language, unit=field.unit) if field.unit else "",
        said("example-is", language, example=field.example) if field.example else "",
    ]
    title = field.title.text(language)
    return " ".join(filter(None, [f"{title}." if title else "", *parts]))


def _criteria(field: Field, source: str) -> dict[str, Any]:
    if source:
        return {"validate": "list", "source": source}
    if field.type in ("integer", "number"):
        kind = "integer" if field.type == "integer" else "decimal"
        return {"validate": kind, **_between(_number(field.constraints.minimum), _number(field.constraints.maximum))}
    if field.type in ("date", "datetime"):
        return {"validate": "date", "criteria": ">=", "value": _FIRST_DAY}
    if field.constraints.max_length is not None:
        return {"validate": "length", "criteria": "<=", "value": field.constraints.max_length}
    return {"validate": "any"}


def _between(least: float | None, most: float | None) -> dict[str, Any]:
    if most is None:
        return {"criteria": ">=", "value": _LEAST if least is None else least}
    return {"criteria": "between", "minimum": _LEAST if least is None else least, "maximum": most}


def _number(bound: str | None) -> float | None:
    if bound is None:
        return None
    return int(bound) if bound.lstrip("-").isdigit() else float(bound)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 1]}…"
