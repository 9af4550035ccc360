"""Rules that a profile declares between the cells of a row and between rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .national import FORMATS, YEAR_INTERVAL
from .profile import (
    Among,
    Elsewhere,
    NonNegative,
    NoOverlap,
    OneSpelling,
    ProfileError,
    Remark,
    RowRule,
    Shares,
    TableRule,
    Unique,
)

OPERATORS = ("<", "<=", "=", ">=", ">")
_ROW_RULES = (
    "compare", "one-of-required", "all-or-none", "sum", "required-when", "maximum-when", "not-in-future",
)  # fmt: skip
_CONDITIONAL = ("required-when", "maximum-when")
_REMARKS = ("in-order", "zero-unknown")
#: checks that French schemas declare and that say nothing of a row
_OF_A_CELL = (*FORMATS, YEAR_INTERVAL)

Names = frozenset[str]


def table_rules_of(
    descriptor: Mapping[str, Any], primary_key: tuple[str, ...], names: Names
) -> tuple[TableRule, ...]:
    """Rules between rows: the primary key, unique columns, then ``rules``."""
    keys = [primary_key] if primary_key else []
    keys += [_fields(key, "uniqueKeys", names) for key in descriptor.get("uniqueKeys") or ()]
    keys += [(raw["name"],) for raw in descriptor["fields"] if (raw.get("constraints") or {}).get("unique")]
    declared = [
        _TABLE_RULES[raw["rule"]](raw, f"rules[{rank}]", names)
        for rank, raw in enumerate(descriptor.get("rules") or ())
        if _name_of(raw, f"rules[{rank}]") in _TABLE_RULES
    ]
    return (*map(Unique, dict.fromkeys(keys)), *declared)


def row_rules_of(descriptor: Mapping[str, Any], names: Names) -> tuple[RowRule, ...]:
    """Rules between cells of one row: ours (``rules``) and those of French schemas (``custom_checks``)."""
    ours = [
        _row_rule(raw, f"rules[{rank}]", names)
        for rank, raw in enumerate(descriptor.get("rules") or ())
        if raw.get("rule") in _ROW_RULES
    ]
    checks = (
        _custom_check(raw, f"custom_checks[{rank}]", names)
        for rank, raw in enumerate(descriptor.get("custom_checks") or ())
    )
    return (*ours, *(rule for rule in checks if rule is not None))


def remarks_of(descriptor: Mapping[str, Any], names: Names) -> tuple[Remark, ...]:
    """What ``rules`` accept and tell."""
    return tuple(
        Remark(raw["rule"], _one(raw, "field", f"rules[{rank}]", names), _key(raw, f"rules[{rank}]", names))
        for rank, raw in enumerate(descriptor.get("rules") or ())
        if raw.get("rule") in _REMARKS
    )


def _name_of(raw: Mapping[str, Any], where: str) -> str:
    name, known = str(raw.get("rule", "")), (*_TABLE_RULES, *_ROW_RULES, *_REMARKS)
    if name not in known:
        raise ProfileError(where, f"{name!r} is not a rule; one of {', '.join(known)}")
    return name


def _row_rule(raw: Mapping[str, Any], where: str, names: Names) -> RowRule:
    if raw["rule"] in _CONDITIONAL and not raw.get("when"):
        raise ProfileError(where, "says not when")
    return RowRule(
        raw["rule"],
        _fields(raw.get("fields") or raw.get("field"), where, names),
        _operator(raw, where),
        when=_among(raw, "when", where, names),
        maximum=str(raw.get("maximum", "")),
        excluded=bool(raw.get("excluded", False)),
        says=_says(raw),
    )


def _unique(raw: Mapping[str, Any], where: str, names: Names) -> Unique:
    return Unique(_fields(raw.get("fields"), where, names))


def _no_overlap(raw: Mapping[str, Any], where: str, names: Names) -> NoOverlap:
    start, end = _one(raw, "start", where, names), _one(raw, "end", where, names)
    return NoOverlap(_key(raw, where, names), start, end, each=_among(raw, "each", where, names))


def _shares(raw: Mapping[str, Any], where: str, names: Names) -> Shares:
    key, value, of, start, end = (_one(raw, name, where, names) for name in ("key", "value", "of", "start", "end"))
    return Shares(key, value, of, start, end, str(raw.get("tolerance", "0")), says=_says(raw))


def _negative(raw: Mapping[str, Any], where: str, names: Names) -> NonNegative:
    unless, other = _among(raw, "unless", where, names), _elsewhere(raw, where)
    return NonNegative(_one(raw, "field", where, names), unless, other, says=_says(raw))


def _two_spellings(raw: Mapping[str, Any], where: str, names: Names) -> OneSpelling:
    return OneSpelling(_one(raw, "field", where, names), _texts(raw, "beside"))


_TABLE_RULES: Mapping[str, Callable[[Mapping[str, Any], str, Names], TableRule]] = {
    "unique": _unique,
    "no-overlap": _no_overlap,
    "shares": _shares,
    "negative": _negative,
    "two-spellings": _two_spellings,
}


def _among(raw: Mapping[str, Any], key: str, where: str, names: Names) -> Among | None:
    found = raw.get(key)
    if not found:
        return None
    values = _texts(found, "values")
    if not values:
        raise ProfileError(f"{where}.{key}", "names no values")
    return Among(_one(found, "field", f"{where}.{key}", names), values, str(found.get("empty", "")))


def _elsewhere(raw: Mapping[str, Any], where: str) -> Elsewhere | None:
    found = raw.get("elsewhere")
    if not found:
        return None
    profile, key, field = (str(found.get(name, "")) for name in ("profile", "key", "field"))
    values = _texts(found, "values")
    if not (profile and key and field and values):
        raise ProfileError(f"{where}.elsewhere", "needs profile, key, field and values")
    return Elsewhere(profile, key, field, values)


def _operator(raw: Mapping[str, Any], where: str) -> str:
    operator = str(raw.get("operator", ""))
    if raw["rule"] == "compare" and operator not in OPERATORS:
        raise ProfileError(where, f"{operator!r} is not one of {' '.join(OPERATORS)}")
    return operator


def _custom_check(raw: Mapping[str, Any], where: str, names: Names) -> RowRule | None:
    name, parameters = raw.get("name"), raw.get("params") or {}
    column = parameters.get("column")
    if name in _OF_A_CELL:
        return None
    if name == "compare-columns-value":
        return RowRule("compare", _fields([column, parameters.get("column2")], where, names), str(parameters.get("op")))
    if name == "cohesive-columns-value":
        return RowRule("all-or-none", _fields([column, *parameters.get("othercolumns", ())], where, names))
    if name == "sum-columns-value":
        return RowRule("sum", _fields([column, *parameters.get("columns", ())], where, names))
    if name == "one-of-required":
        return RowRule(name, _fields([parameters.get("column1"), parameters.get("column2")], where, names))
    raise ProfileError(where, f"{name!r} is not a check that is known here")


def _key(raw: Mapping[str, Any], where: str, names: Names) -> tuple[str, ...]:
    return _fields(raw.get("key") or [], where, names)


def _one(raw: Mapping[str, Any], key: str, where: str, names: Names) -> str:
    return _fields([raw.get(key)], where, names)[0]


def _says(raw: Mapping[str, Any]) -> str:
    return str(raw.get("says", ""))


def _texts(raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(map(str, raw.get(key) or ()))


def _fields(raw: object, where: str, names: Names) -> tuple[str, ...]:
    listed = (raw,) if isinstance(raw, str) else tuple(raw) if isinstance(raw, Iterable) else ()
    for name in listed:
        if name not in names:
            raise ProfileError(where, f"{name!r} is not a field")
    return listed
