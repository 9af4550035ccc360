"""From a Table Schema descriptor, with our additions, to a Profile; every error says where."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .cells import CellError
from .folding import fold
from .national import FORMATS, YEAR_INTERVAL
from .patterns import PatternError, compiled
from .profile import (
    POSTGRESQL_TYPES,
    Constraints,
    Field,
    Hints,
    Label,
    NoOverlap,
    Profile,
    ProfileError,
    Shares,
    TableRule,
)
from .reader import type_reader
from .rules import remarks_of, row_rules_of, table_rules_of

#: what PostgreSQL and CKAN's datastore accept as a column name
MAXIMUM_NAME_BYTES = 63
#: types of Table Schema that are text for us
_TEXT_TYPES = frozenset({"any", "array", "duration", "geojson", "geopoint", "list", "object", "time"})
_TEXT_FORMATS = frozenset({"siret", "siren", "email", "uri", "array"})
#: ways of writing dates that Table Schema may name and that we read anyway
_DATE_FORMATS = frozenset(
    {"", "default", "any", "excel", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%Y", "%m/%Y", "%Y-%m", "%Y-%m-%dT%H:%M:%SZ"}
)
_IGNORED_FORMATS = frozenset({"", "default", "binary", "uuid"})


def profile_of(descriptor: Mapping[str, Any]) -> Profile:
    """See ``profile.load_profile``."""
    if not isinstance(descriptor, Mapping):
        raise ProfileError("descriptor", "is not an object")
    missing = _texts(descriptor, "missingValues", "descriptor") or ("",)
    fields = tuple(_field(raw, f"fields[{rank}]", missing) for rank, raw in enumerate(_list(descriptor, "fields")))
    _check_names(fields)
    fields = _with_checks(fields, descriptor)
    names = frozenset(field.name for field in fields)
    primary_key = _names(descriptor.get("primaryKey", ()), "primaryKey", names)
    hints = _hints(descriptor.get("publication") or {}, names)
    table_rules = table_rules_of(descriptor, primary_key, names)
    if hints.growing:
        _check_key(primary_key, fields)
        _check_growth(table_rules)
    return Profile(
        name=_required_text(descriptor, "name", "descriptor"),
        version=str(descriptor.get("version", "0")),
        fields=fields,
        title=_label(descriptor, "title", "descriptor"),
        description=_label(descriptor, "description", "descriptor"),
        primary_key=primary_key,
        table_rules=table_rules,
        row_rules=row_rules_of(descriptor, names),
        remarks=remarks_of(descriptor, names),
        hints=hints,
        sha256=_sha256(descriptor),
        descriptor=descriptor,
    )


def _sha256(descriptor: Mapping[str, Any]) -> str:
    """Of the descriptor's canonical JSON: neither the order of keys nor blanks count."""
    text = json.dumps(descriptor, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _field(raw: object, where: str, missing: tuple[str, ...]) -> Field:
    if not isinstance(raw, Mapping):
        raise ProfileError(where, "is not an object")
    name = _required_text(raw, "name", where)
    where = f"{where} ({name})"
    kind, form = _type_and_format(raw, where)
    items = (raw.get("arrayItem") or {}).get("constraints", {}).get("enum", ())
    field = Field(
        name=name,
        type=kind,
        title=_label(raw, "title", where),
        description=_label(raw, "description", where),
        aliases=_texts(raw, "aliases", where),
        unit=str(raw.get("unit", "")),
        example=_example(raw),
        register=raw.get("register"),
        format=form,
        missing_values=_texts(raw, "missingValues", where) or missing,
        true_values=_texts(raw, "trueValues", where),
        false_values=_texts(raw, "falseValues", where),
        items=tuple(str(item).strip() for item in items),
        timezone=_timezone(raw, where),
        private=_truth(raw, "private", where),
    )
    return _constrained(field, raw.get("constraints") or {}, f"{where}.constraints")


def _type_and_format(raw: Mapping[str, Any], where: str) -> tuple[str, str]:
    kind, form = str(raw.get("type", "string")), str(raw.get("format", ""))
    if kind in _TEXT_TYPES:
        return "string", "array" if kind == "array" else ""
    if kind not in POSTGRESQL_TYPES:
        raise ProfileError(f"{where}.type", f"{kind!r} is not a type; one of {', '.join(POSTGRESQL_TYPES)}")
    dated = kind in ("date", "datetime", "yearmonth")
    known = _DATE_FORMATS if dated else _TEXT_FORMATS if kind in ("string", "code") else frozenset()
    if form not in known and form not in _IGNORED_FORMATS:
        raise ProfileError(f"{where}.format", f"{form!r} is not read for a {kind}")
    return kind, form if form == "excel" or form in _TEXT_FORMATS else ""


def _timezone(raw: Mapping[str, Any], where: str) -> str:
    name = str(raw.get("timezone", "Europe/Paris"))
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ProfileError(f"{where}.timezone", f"{name!r} is not a time zone") from error
    return name


def _example(raw: Mapping[str, Any]) -> str:
    examples = raw.get("example") or raw.get("examples") or ""
    return str(examples[0]) if isinstance(examples, list) and examples else str(examples)


def _constrained(field: Field, raw: Mapping[str, Any], where: str) -> Field:
    """``field`` with its constraints, whose bounds and lists are read as its cells are."""
    pattern = raw.get("pattern")
    try:
        compiled(pattern or "")
    except PatternError as error:
        raise ProfileError(f"{where}.pattern", str(error)) from error
    constraints = Constraints(
        required=bool(raw.get("required", False)),
        enum=tuple(_canonical(field, value, f"{where}.enum") for value in raw.get("enum") or ()),
        minimum=_bound(field, raw, "minimum", where),
        maximum=_bound(field, raw, "maximum", where),
        pattern=pattern,
        min_length=_length(raw, "minLength", where),
        max_length=_length(raw, "maxLength", where),
    )
    return _replace(field, constraints=constraints)


def _bound(field: Field, raw: Mapping[str, Any], key: str, where: str) -> str | None:
    if raw.get(key) is None:
        return None
    if field.type in ("string", "code", "boolean"):
        raise ProfileError(f"{where}.{key}", f"a {field.type} has no {key}")
    return _canonical(field, raw[key], f"{where}.{key}")


def _canonical(field: Field, value: object, where: str) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if field.type in ("string", "code"):
        return text.strip()
    try:
        return type_reader(field)(text)
    except CellError as error:
        raise ProfileError(where, f"{text!r} is not a {field.type} ({error.rule})") from error


def _length(raw: Mapping[str, Any], key: str, where: str) -> int | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ProfileError(f"{where}.{key}", f"{value!r} is not a number of characters")
    return value


def _check_names(fields: tuple[Field, ...]) -> None:
    """Names fit the database, and no file's header could mean two fields."""
    if not fields:
        raise ProfileError("fields", "there is no field")
    owners: dict[str, str] = {}
    for field in fields:
        _check_name(field.name)
        for name in {fold(field.name), *map(fold, field.aliases)}:
            if owners.setdefault(name, field.name) != field.name or not name:
                raise ProfileError(f"fields ({field.name})", f"{name!r} already names {owners[name]!r}")
    if len({field.name for field in fields}) != len(fields):
        raise ProfileError("fields", "two fields have the same name")


def _check_name(name: str) -> None:
    problems = (
        (len(name.encode()) > MAXIMUM_NAME_BYTES, f"is longer than {MAXIMUM_NAME_BYTES} bytes"),
        (name != name.strip(), "has blanks around it"),
        (name.startswith("_"), "begins with _"),
        ('"' in name or "\n" in name, "has a quote or a line break"),
    )
    for wrong, problem in problems:
        if wrong:
            raise ProfileError(f"fields ({name})", f"the name {problem}")


def _with_checks(fields: tuple[Field, ...], descriptor: Mapping[str, Any]) -> tuple[Field, ...]:
    """Fields with the checks of their cells that French schemas declare beside them."""
    checks = map(_checked_format, descriptor.get("custom_checks") or ())
    formats = {column: form for column, form in checks if form}
    return tuple(_replace(field, format=formats.get(field.name) or field.format) for field in fields)


def _checked_format(check: Mapping[str, Any]) -> tuple[str, str]:
    """The column that a check names, and the format that it asks of it; no format for a check of rows."""
    parameters = check.get("params") or {}
    column = str(parameters.get("column"))
    if check.get("name") == YEAR_INTERVAL:
        year_is_enough = str(parameters.get("allow-year-only")) in ("yes", "true", "True")
        return column, "year-or-interval" if year_is_enough else "year-interval"
    return column, FORMATS.get(str(check.get("name")), "")


def _replace(field: Field, **changes: Any) -> Field:
    return Field(**{**vars(field), **changes})


def _hints(raw: Mapping[str, Any], names: frozenset[str]) -> Hints:
    preamble = raw.get("preamble")
    if preamble is not None and (not isinstance(preamble, int) or preamble < 0):
        raise ProfileError("publication.preamble", f"{preamble!r} is not a number of lines")
    indexes = tuple(_names(index, "publication.indexes", names) for index in raw.get("indexes") or ())
    return Hints(
        indexes=indexes,
        full_text=bool(raw.get("fullText", False)),
        preamble=preamble,
        sheet=str(raw.get("sheet", "")),
        growing=_truth(raw, "growing", "publication"),
        private=_truth(raw, "private", "publication"),
    )


def _truth(raw: Mapping[str, Any], key: str, where: str) -> bool:
    value = raw.get(key, False)
    if not isinstance(value, bool):
        raise ProfileError(f"{where}.{key}", f"{value!r} is neither true nor false")
    return value


def _check_key(primary_key: tuple[str, ...], fields: tuple[Field, ...]) -> None:
    """Rows are added and corrected by their key: it must be there, whole, on every row."""
    if not primary_key:
        raise ProfileError("publication.growing", "needs a primaryKey, by which rows are added and corrected")
    for field in fields:
        if field.name in primary_key and not field.constraints.required:
            raise ProfileError(f"fields ({field.name})", "must be required: it is in the key of a growing table")


def _check_growth(rules: Iterable[TableRule]) -> None:
    """What is asked of all rows together cannot be asked of those of one file."""
    for rule in rules:
        if isinstance(rule, Shares) or (isinstance(rule, NoOverlap) and rule.each):
            raise ProfileError("rules", f"{rule.rule!r} of this kind cannot be held against a growing table")


def _names(raw: object, where: str, known: frozenset[str]) -> tuple[str, ...]:
    names = (raw,) if isinstance(raw, str) else tuple(raw) if isinstance(raw, Iterable) else ()
    for name in names:
        if name not in known:
            raise ProfileError(where, f"{name!r} is not a field")
    return names


def _label(raw: Mapping[str, Any], key: str, where: str) -> Label:
    value = raw.get(key) or ""
    if isinstance(value, str):
        return Label(fr=value)
    if not isinstance(value, Mapping) or not set(value) <= {"fr", "en"}:
        raise ProfileError(f"{where}.{key}", "is neither a text nor {fr, en}")
    return Label(fr=str(value.get("fr", "")), en=str(value.get("en", "")))


def _texts(raw: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = raw.get(key) or ()
    if not isinstance(value, list | tuple):
        raise ProfileError(f"{where}.{key}", "is not a list")
    return tuple(str(item) for item in value)


def _list(raw: Mapping[str, Any], key: str) -> list[Any]:
    value = raw.get(key)
    if not isinstance(value, list):
        raise ProfileError(key, "is not a list")
    return value


def _required_text(raw: Mapping[str, Any], key: str, where: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value:
        raise ProfileError(f"{where}.{key}", "is missing")
    return value
