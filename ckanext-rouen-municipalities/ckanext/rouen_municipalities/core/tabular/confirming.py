"""From a proposal to a profile: what an officer says of each column comes over what was proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: the types that an officer may choose, the commonest first
TYPES = ("string", "code", "integer", "number", "boolean", "date", "datetime", "year", "yearmonth")
#: what a descriptor says of a column because of its type
_OF_THE_TYPE = ("type", "format", "trueValues", "falseValues")
_CONSTRAINTS_OF_THE_TYPE = ("minLength", "maxLength", "pattern", "enum", "minimum", "maximum")

Descriptor = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """What an officer says of a column; None leaves what was proposed."""

    type: str | None = None
    title: Mapping[str, str] | None = None
    description: Mapping[str, str] | None = None
    unit: str | None = None
    required: bool | None = None


@dataclass(frozen=True)
class Choices:
    """What an officer says of a table: of its columns by name, and of its key."""

    title: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Choice] = field(default_factory=dict)
    key: tuple[str, ...] | None = None


def chosen(proposed: Mapping[str, Any], choices: Choices) -> Descriptor:
    """The descriptor of a proposal with an officer's choices."""
    found: Descriptor = {**proposed, "fields": [_chosen(raw, choices.columns) for raw in proposed["fields"]]}
    if choices.title:
        found["title"] = dict(choices.title)
    if choices.key is not None:
        found.pop("primaryKey", None)
        if choices.key:
            found["primaryKey"] = list(choices.key)
    return found


def remembered(proposed: Mapping[str, Any], previous: Mapping[str, Any] | None) -> Descriptor:
    """A proposal for a file whose columns were described before: what was said of them stands."""
    if not previous:
        return dict(proposed)
    known = {raw["name"]: raw for raw in previous["fields"]}
    fields = [known.get(raw["name"], raw) for raw in proposed["fields"]]
    names = {raw["name"] for raw in fields}
    said = {
        **{name: previous[name] for name in ("title", "description", "rules") if name in previous},
        "publication": {**previous.get("publication", {}), **proposed.get("publication", {})},
        "primaryKey": [name for name in previous.get("primaryKey", ()) if name in names],
    }
    return {**proposed, "fields": fields} | {name: value for name, value in said.items() if value}


def same_table(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two descriptors say the same, whatever their name and version."""
    return _without_version(one) == _without_version(other)


def _chosen(raw: Mapping[str, Any], choices: Mapping[str, Choice]) -> Descriptor:
    choice = choices.get(raw["name"], Choice())
    found = _typed(raw, choice.type) if choice.type and choice.type != raw["type"] else dict(raw)
    said = {"title": _texts(choice.title), "description": _texts(choice.description), "unit": choice.unit}
    for name, value in said.items():
        if value is not None:
            found.pop(name, None)
            if value:
                found[name] = value
    return found if choice.required is None else _required(found, choice.required)


def _typed(raw: Mapping[str, Any], kind: str) -> Descriptor:
    """A column under another type: what only the former one meant is gone."""
    found = {name: value for name, value in raw.items() if name not in _OF_THE_TYPE}
    constraints = _without(raw.get("constraints", {}), _CONSTRAINTS_OF_THE_TYPE)
    return _without({**found, "type": kind, "constraints": constraints}, () if constraints else ("constraints",))


def _required(raw: Descriptor, required: bool) -> Descriptor:
    constraints = _without(raw.get("constraints", {}), ("required",)) | ({"required": True} if required else {})
    return _without({**raw, "constraints": constraints}, () if constraints else ("constraints",))


def _without(found: Mapping[str, Any], names: Iterable[str]) -> Descriptor:
    left_out = set(names)
    return {name: value for name, value in found.items() if name not in left_out}


def _texts(texts: Mapping[str, str] | None) -> dict[str, str] | None:
    return None if texts is None else {language: text.strip() for language, text in texts.items() if text.strip()}


def _without_version(descriptor: Mapping[str, Any]) -> Descriptor:
    return _without(descriptor, ("name", "version"))
