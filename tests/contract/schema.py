"""JSON Schema (2020-12) as far as the contract uses it, in the standard library alone.

A keyword that is not known here is an error: nothing is held to be checked that is not. Whoever has a JSON Schema
library uses that one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Schema = dict[str, Any]

_SAYS_NOTHING = {"$schema", "$id", "$defs", "title", "description", "examples", "default", "deprecated", "format"}
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "boolean": (bool,), "null": (type(None),),
    "integer": (int,), "number": (int, float),
}  # fmt: skip


def problems(value: Any, schema: Schema, *, everything_said: bool = False) -> list[str]:
    """What of a value is not as its schema says, each with its place.

    With `everything_said`, a field that the schema does not name is a problem too: right for what a server of ours
    sends, wrong for a reader, who ignores it.
    """
    return list(_Check(schema, everything_said).of(value, schema, "$"))


class _Check:
    def __init__(self, root: Schema, everything_said: bool) -> None:
        self._root = root
        self._everything_said = everything_said

    def of(self, value: Any, schema: Schema, place: str) -> Iterator[str]:
        """The problems of a value at a place."""
        for name, rule in schema.items():
            if name in _SAYS_NOTHING:
                continue
            if name not in _RULES:
                raise NotImplementedError(f"the keyword {name} at {place}")
            yield from _RULES[name](self, value, rule, schema, place)
        if self._everything_said and isinstance(value, dict) and "additionalProperties" not in schema:
            unsaid = value.keys() - schema.get("properties", value).keys()
            yield from (f"{place}.{name}: not said" for name in sorted(unsaid))

    def ref(self, value: Any, rule: str, schema: Schema, place: str) -> Iterator[str]:
        found: Any = self._root
        for part in rule.removeprefix("#/").split("/"):
            found = found[part]
        yield from self.of(value, found, place)

    def type(self, value: Any, rule: str | list[str], schema: Schema, place: str) -> Iterator[str]:
        names = [rule] if isinstance(rule, str) else rule
        if not any(_is(value, name) for name in names):
            yield f"{place}: {_short(value)} is no {' or '.join(names)}"

    def any_of(self, value: Any, rule: list[Schema], schema: Schema, place: str) -> Iterator[str]:
        found = [list(self.of(value, choice, place)) for choice in rule]
        if all(found):
            yield f"{place}: none of {len(rule)} forms: {min(found, key=len)[0]}"

    def one_of(self, value: Any, rule: list[Schema], schema: Schema, place: str) -> Iterator[str]:
        fitting = sum(not list(self.of(value, choice, place)) for choice in rule)
        if fitting != 1:
            yield f"{place}: {fitting} of {len(rule)} forms instead of one"

    def unlike(self, value: Any, rule: Schema, schema: Schema, place: str) -> Iterator[str]:
        if not list(self.of(value, rule, place)):
            yield f"{place}: {_short(value)} is what it must not be"

    def properties(self, value: Any, rule: dict[str, Schema], schema: Schema, place: str) -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in rule.items():
                if name in value:
                    yield from self.of(value[name], inner, f"{place}.{name}")

    def additional(self, value: Any, rule: Schema | bool, schema: Schema, place: str) -> Iterator[str]:
        if not isinstance(value, dict) or rule is True:
            return
        for name in value.keys() - schema.get("properties", {}).keys():
            if rule is False:
                yield f"{place}.{name}: unknown"
            else:
                yield from self.of(value[name], rule, f"{place}.{name}")

    def items(self, value: Any, rule: Schema, schema: Schema, place: str) -> Iterator[str]:
        if isinstance(value, list):
            for number, item in enumerate(value[len(schema.get("prefixItems", ())) :]):
                yield from self.of(item, rule, f"{place}[{number}]")

    def prefix_items(self, value: Any, rule: list[Schema], schema: Schema, place: str) -> Iterator[str]:
        if isinstance(value, list):
            for number, (item, inner) in enumerate(zip(value, rule, strict=False)):
                yield from self.of(item, inner, f"{place}[{number}]")


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[name])


def _short(value: Any) -> str:
    return repr(value) if len(repr(value)) < 60 else f"{repr(value)[:60]}…"


def _unless(right: Callable[[Any, Any], bool], kinds: tuple[type, ...], says: str) -> Any:
    """A rule about values of some types."""

    def rule(check: _Check, value: Any, given: Any, schema: Schema, place: str) -> Iterator[str]:
        if isinstance(value, kinds) and not isinstance(value, bool) and not right(value, given):
            yield f"{place}: {_short(value)} {says} {given}"

    return rule


def _plain(right: Callable[[Any, Any], bool], says: str) -> Any:
    """A rule about any value."""

    def rule(check: _Check, value: Any, given: Any, schema: Schema, place: str) -> Iterator[str]:
        if not right(value, given):
            yield f"{place}: {_short(value)} {says} {given}"

    return rule


def _lacks(check: _Check, value: Any, given: list[str], schema: Schema, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{place}.{name}: missing" for name in given if name not in value)


_RULES: dict[str, Any] = {
    "$ref": _Check.ref,
    "type": _Check.type,
    "anyOf": _Check.any_of,
    "oneOf": _Check.one_of,
    "not": _Check.unlike,
    "properties": _Check.properties,
    "additionalProperties": _Check.additional,
    "items": _Check.items,
    "prefixItems": _Check.prefix_items,
    "required": _lacks,
    "const": _plain(
        lambda value, given: value == given and isinstance(value, bool) == isinstance(given, bool), "is not"
    ),
    "enum": _plain(lambda value, given: value in given, "is none of"),
    "pattern": _unless(lambda value, given: re.search(given, value) is not None, (str,), "has not the form"),
    "minLength": _unless(lambda value, given: len(value) >= given, (str,), "is shorter than"),
    "maxLength": _unless(lambda value, given: len(value) <= given, (str,), "is longer than"),
    "minimum": _unless(lambda value, given: value >= given, (int, float), "is below"),
    "maximum": _unless(lambda value, given: value <= given, (int, float), "is above"),
    "minItems": _unless(lambda value, given: len(value) >= given, (list,), "has fewer items than"),
    "maxItems": _unless(lambda value, given: len(value) <= given, (list,), "has more items than"),
    "uniqueItems": _unless(lambda value, given: len({repr(one) for one in value}) == len(value), (list,), "repeats"),
}
