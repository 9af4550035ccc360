"""Rules that a profile declares between the cells of a row and between rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .national import FORMATS, YEAR_INTERVAL
from .profile import NoOverlap, ProfileError, RowRule, Unique

OPERATORS = ("<", "<=", "=", ">=", ">")
_TABLE_RULES = ("unique", "no-overlap")
_ROW_RULES = ("compare", "one-of-required", "all-or-none", "sum")
#: checks that French schemas declare and that say nothing of a row
_OF_A_CELL = (*FORMATS, YEAR_INTERVAL)


def table_rules_of(
    descriptor: Mapping[str, Any], primary_key: tuple[str, ...], names: frozenset[str]
) -> tuple[Unique | NoOverlap, ...]:
    """Rules between rows: the primary key, unique columns, then ``rules``."""
    keys = [primary_key] if primary_key else []
    keys += [_fields(key, "uniqueKeys", names) for key in descriptor.get("uniqueKeys") or ()]
    keys += [(raw["name"],) for raw in descriptor["fields"] if (raw.get("constraints") or {}).get("unique")]
    declared = [
        _table_rule(raw, f"rules[{rank}]", names)
        for rank, raw in enumerate(descriptor.get("rules") or ())
        if _name_of(raw, f"rules[{rank}]") in _TABLE_RULES
    ]
    return (*map(Unique, dict.fromkeys(keys)), *declared)


def row_rules_of(descriptor: Mapping[str, Any], names: frozenset[str]) -> tuple[RowRule, ...]:
    """Rules between cells of one row: ours (``rules``) and those of French schemas (``custom_checks``)."""
    ours = [
        RowRule(raw["rule"], _fields(raw.get("fields"), f"rules[{rank}]", names), _operator(raw, f"rules[{rank}]"))
        for rank, raw in enumerate(descriptor.get("rules") or ())
        if raw.get("rule") in _ROW_RULES
    ]
    checks = (
        _custom_check(raw, f"custom_checks[{rank}]", names)
        for rank, raw in enumerate(descriptor.get("custom_checks") or ())
    )
    return (*ours, *(rule for rule in checks if rule is not None))


def _name_of(raw: Mapping[str, Any], where: str) -> str:
    name = str(raw.get("rule", ""))
    if name not in _TABLE_RULES + _ROW_RULES:
        raise ProfileError(where, f"{name!r} is not a rule; one of {', '.join(_TABLE_RULES + _ROW_RULES)}")
    return name


def _table_rule(raw: Mapping[str, Any], where: str, names: frozenset[str]) -> Unique | NoOverlap:
    if raw["rule"] == "unique":
        return Unique(_fields(raw.get("fields"), where, names))
    start, end = _fields([raw.get("start"), raw.get("end")], where, names)
    return NoOverlap(_fields(raw.get("key") or [], where, names), start, end)


def _operator(raw: Mapping[str, Any], where: str) -> str:
    operator = str(raw.get("operator", ""))
    if raw["rule"] == "compare" and operator not in OPERATORS:
        raise ProfileError(where, f"{operator!r} is not one of {' '.join(OPERATORS)}")
    return operator


def _custom_check(raw: Mapping[str, Any], where: str, names: frozenset[str]) -> RowRule | None:
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


def _fields(raw: object, where: str, names: frozenset[str]) -> tuple[str, ...]:
    listed = (raw,) if isinstance(raw, str) else tuple(raw) if isinstance(raw, Iterable) else ()
    for name in listed:
        if name not in names:
            raise ProfileError(where, f"{name!r} is not a field")
    return listed
