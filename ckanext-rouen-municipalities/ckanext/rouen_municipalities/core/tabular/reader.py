"""How the cells of one field are read: its type, then its constraints."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from . import codes, dates, national
from .cells import (
    LOST,
    UNCOMPUTED,
    CellError,
    Read,
    is_spreadsheet_error,
    read_text,
    stripped,
)
from .folding import fold
from .numbers import read_integer, read_number
from .patterns import compiled
from .profile import Field, ProfileError

TRUE = ("oui", "vrai", "true", "1")
FALSE = ("non", "faux", "false", "0")
_EMAIL = r"[^\s@]+@[^\s@]+\.[^\s@.]+"
_URI = r"(?i)(?:https?|ftp|sftp)://[^\s/?#]+[^\s]*"
#: format of fields whose cells may be serial numbers of five digits
SERIAL = "serial"
DATED = ("date", "datetime")
#: a list of accepted values is quoted in a report up to this many
_LISTED = 30

Verify = Callable[[str], None]


class FieldReader:
    """Reads cells of ``field`` into canonical text; the one place that says what a cell means."""

    def __init__(self, field: Field, registers: Mapping[str, frozenset[str]], longest: int) -> None:
        """Raises ProfileError when the field's register is not among ``registers``."""
        self.field = field
        self._longest = longest
        self._missing = missing_texts(field)
        self._parse = _restored(type_reader(field), field)
        self._verifications = tuple(_verifications(field, registers))
        self._is_code = field.type in ("code", "string")

    def read(self, cell: str) -> str | None:
        """Canonical text of ``cell``, ``None`` when it is empty; raises CellError."""
        text = stripped(cell)
        if text in self._missing:
            if self.field.constraints.required:
                raise CellError("required")
            return None
        if len(text) > self._longest:
            raise CellError("cell-too-long", str(self._longest))
        if is_spreadsheet_error(text):
            raise CellError("spreadsheet-error")
        if text.startswith(UNCOMPUTED):
            raise CellError("formula-not-computed")
        if LOST in text:
            raise CellError("cell-unreadable")
        return self._value(text)

    def remark(self, cell: str, canonical: str) -> str:
        """The rule of the remark that ``cell`` deserves although it is accepted, or nothing."""
        if self.field.format == SERIAL:
            return "date-serial" if dates.is_usual_serial(stripped(cell)) else ""
        spelled_otherwise = self.field.constraints.enum and stripped(cell) != canonical
        return "enum-spelling" if spelled_otherwise and self._is_code else ""

    def _value(self, text: str) -> str:
        try:
            canonical = self._parse(text)
            for verify in self._verifications:
                verify(canonical)
        except CellError as error:
            found = codes.damage(text, self._accepts) if self._is_code else None
            raise (found or error) from None
        return canonical

    def _accepts(self, text: str) -> bool:
        try:
            canonical = self._parse(text)
            for verify in self._verifications:
                verify(canonical)
        except CellError:
            return False
        return True


def missing_texts(field: Field) -> frozenset[str]:
    """What means "no value" in ``field``, without blanks around it."""
    return frozenset(map(stripped, field.missing_values))


def type_reader(field: Field) -> Read:
    """The reader of the field's type alone."""
    excel = field.format == "excel"
    if field.format == SERIAL and field.type in DATED:
        return _serial_or(type_reader(replace(field, format="")), type_reader(replace(field, format="excel")))
    readers: dict[str, Read] = {
        "string": read_text,
        "code": codes.read_code,
        "integer": read_integer,
        "number": read_number,
        "boolean": partial(_read_boolean, _truths(field)),
        "date": dates.read_excel_date if excel else dates.read_date,
        "datetime": partial(dates.read_excel_datetime if excel else dates.read_datetime, timezone=field.timezone),
        "year": dates.read_year,
        "yearmonth": dates.read_yearmonth,
    }
    return readers[field.type]


def comparable(field: Field, canonical: str) -> Any:
    """A value of which ``<`` and ``==`` mean what the field's type means."""
    if field.type in ("integer", "number", "year"):
        return Decimal(canonical)
    return datetime.fromisoformat(canonical) if field.type == "datetime" else canonical


def of_sheet(field: Field) -> Field:
    """``field`` in a spreadsheet, where a day may have lost the look of a date."""
    return replace(field, format=SERIAL) if field.type in DATED and not field.format else field


def _serial_or(read: Read, read_serial: Read) -> Read:
    def either(text: str) -> str:
        return read_serial(text) if dates.is_usual_serial(text) else read(text)

    return either


def _truths(field: Field) -> dict[str, str]:
    true, false = field.true_values or TRUE, field.false_values or FALSE
    return {fold(text): "true" for text in true} | {fold(text): "false" for text in false}


def _read_boolean(truths: dict[str, str], text: str) -> str:
    value = truths.get(fold(text))
    if value is None:
        raise CellError("boolean", ", ".join(truths))
    return value


def _restored(read: Read, field: Field) -> Read:
    """Bring a value of a list to the spelling that the list has."""
    if not field.constraints.enum or field.type not in ("string", "code"):
        return read
    exact = {text.strip(): text.strip() for text in field.constraints.enum}
    spellings = Counter(map(fold, exact))
    folded = {fold(text): text for text in exact if spellings[fold(text)] == 1}

    def restore(text: str) -> str:
        return exact.get(text) or folded.get(fold(text)) or read(text)

    return restore


def _verifications(field: Field, registers: Mapping[str, frozenset[str]]) -> list[Verify]:
    """What remains to be verified once the type has been read."""
    constraints = field.constraints
    found: list[Verify] = []
    if constraints.enum:
        found.append(_one_of("enum", [text.strip() for text in constraints.enum]))
    if constraints.minimum is not None:
        found.append(_at_least(field, constraints.minimum))
    if constraints.maximum is not None:
        found.append(_at_most(field, constraints.maximum))
    if constraints.min_length is not None or constraints.max_length is not None:
        found.append(_length(constraints.min_length or 0, constraints.max_length))
    if constraints.pattern is not None:
        found.append(_satisfies("pattern", compiled(constraints.pattern).matches, field.example))
    if field.register is not None:
        found.append(_registered(field, registers))
    return found + _formats(field)


def _formats(field: Field) -> list[Verify]:
    tests: dict[str, Verify] = {
        "siret": _satisfies("siret", codes.is_siret, ""),
        "siren": _satisfies("siren", codes.is_siren, ""),
        "year-interval": _satisfies("year-interval", national.is_year_interval, ""),
        "year-or-interval": _satisfies("year-or-interval", national.is_year_or_interval, ""),
        "actes": _satisfies("actes", national.is_matter, ", ".join(national.MATTERS)),
        "email": _satisfies("email", compiled(_EMAIL).matches, ""),
        "uri": _satisfies("uri", compiled(_URI).matches, ""),
        "array": partial(_verify_array, frozenset(field.items)),
    }
    return [tests[field.format]] if field.format in tests else []


def _one_of(rule: str, values: list[str]) -> Verify:
    accepted = frozenset(values)
    listed = ", ".join(values[:_LISTED]) + (", …" if len(values) > _LISTED else "")

    def verify(canonical: str) -> None:
        if canonical not in accepted:
            raise CellError(rule, listed)

    return verify


def _registered(field: Field, registers: Mapping[str, frozenset[str]]) -> Verify:
    name = field.register or ""
    if name not in registers:
        raise ProfileError(field.name, f"the register {name!r} is not known here")
    codes_of_register = registers[name]

    def verify(canonical: str) -> None:
        if canonical not in codes_of_register:
            raise CellError(f"register-{name}" if name == "communes" else "register", name)

    return verify


def _satisfies(rule: str, test: Callable[[str], bool], expected: str) -> Verify:
    def verify(canonical: str) -> None:
        if not test(canonical):
            raise CellError(rule, expected)

    return verify


def _at_least(field: Field, minimum: str) -> Verify:
    bound = comparable(field, minimum)

    def verify(canonical: str) -> None:
        if comparable(field, canonical) < bound:
            raise CellError("minimum", minimum)

    return verify


def _at_most(field: Field, maximum: str) -> Verify:
    bound = comparable(field, maximum)

    def verify(canonical: str) -> None:
        if comparable(field, canonical) > bound:
            raise CellError("maximum", maximum)

    return verify


def _length(shortest: int, longest: int | None) -> Verify:
    def verify(canonical: str) -> None:
        if len(canonical) < shortest:
            raise CellError("min-length", str(shortest))
        if longest is not None and len(canonical) > longest:
            raise CellError("max-length", str(longest))

    return verify


def _verify_array(items: frozenset[str], canonical: str) -> None:
    try:
        values = json.loads(canonical)
    except (ValueError, RecursionError) as error:
        raise CellError("array") from error
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise CellError("array")
    if items and not set(map(fold, items)).issuperset(map(fold, values)):
        raise CellError("array-item", ", ".join(sorted(items)))
