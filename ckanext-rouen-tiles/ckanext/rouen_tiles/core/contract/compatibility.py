"""Which changes of the contract would break a client written for the one before. 1.n only adds.

What we send may gain fields and lose freedom; what we take may lose demands and gain freedom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Document = Mapping[str, Any]

_LEAST, _MOST = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems")
_EXACT = ("pattern", "format")
_METHODS = ("get", "post")


def incompatible(old: Document, new: Document) -> list[str]:
    """What a client of the old OpenAPI document could not live with in the new one, each as a sentence."""
    return list(_paths(old, new))


def _paths(old: Document, new: Document) -> Iterator[str]:
    for path, operations in old["paths"].items():
        for method in _METHODS:
            if method not in operations:
                continue
            name = f"{method.upper()} {path}"
            found = new["paths"].get(path, {}).get(method)
            if found is None:
                yield f"{name}: removed"
            else:
                yield from (f"{name}: {problem}" for problem in _operation(operations[method], found, old, new))


def _operation(before: Document, after: Document, old: Document, new: Document) -> Iterator[str]:
    yield from _parameters(before, after)
    yield from _body(before, after, old, new)
    if after.get("security") and not before.get("security"):
        yield "needs a token now"
    for status, answer in before["responses"].items():
        found = after["responses"].get(status)
        if found is None:
            if status.startswith(("2", "3")):
                yield f"{status} is no longer answered"
            continue
        for media, content in answer.get("content", {}).items():
            if media not in found.get("content", {}):
                yield f"{status} is no longer {media}"
            else:
                sent = _Sent(old, new)
                yield from sent.compare(content["schema"], found["content"][media]["schema"], f"{status} ")
        for name in answer.get("headers", {}):
            if name not in found.get("headers", {}):
                yield f"{status} lacks the header {name}"


def _parameters(before: Document, after: Document) -> Iterator[str]:
    known = {(item["in"], item["name"]): item for item in before["parameters"]}
    given = {(item["in"], item["name"]): item for item in after["parameters"]}
    for place, name in known.keys() - given.keys():
        yield f"the {place} parameter {name} is no longer taken"
    for key, item in given.items():
        if item["required"] and not known.get(key, {}).get("required"):
            yield f"the {key[0]} parameter {key[1]} is required now"
        if key in known:
            problems = _less_taken(known[key]["schema"], item["schema"])
            yield from (f"the {key[0]} parameter {key[1]}: {problem}" for problem in problems)


def _body(before: Document, after: Document, old: Document, new: Document) -> Iterator[str]:
    """What may be sent along. Our bodies are objects of plain values."""
    one, other = (_whole(_sent_along(item), document) for item, document in ((before, old), (after, new)))
    for name, value in one.get("properties", {}).items():
        if name not in other.get("properties", {}):
            yield f"{name} is no longer taken in the body"
        else:
            yield from (f"{name} in the body: {problem}" for problem in _less_taken(value, other["properties"][name]))
    for name in set(other.get("required", ())) - set(one.get("required", ())):
        yield f"{name} is required in the body now"


def _sent_along(operation: Document) -> Document:
    content = operation.get("requestBody", {}).get("content", {})
    found: Document = next((media["schema"] for media in content.values()), {})
    return found


def _less_taken(before: Document, after: Document) -> Iterator[str]:
    """Values of a parameter that were taken and are not. Our parameters are plain texts and numbers."""
    if before.get("type") != after.get("type"):
        yield "another type"
    if "enum" in after and ("enum" not in before or set(before["enum"]) - set(after["enum"])):
        yield "fewer values are taken"
    if after.get("pattern", before.get("pattern")) != before.get("pattern"):
        yield "another pattern"
    if after.get("default", before.get("default")) != before.get("default"):
        yield "another default"
    for name in _freer(before, after):
        yield f"{name} is stricter"


@dataclass
class _Sent:
    """Compares what is sent: every answer of the new document must be one that the old document promised."""

    old: Document
    new: Document
    seen: set[tuple[str, str]] = field(default_factory=set)

    def compare(self, before: Document, after: Document, where: str) -> Iterator[str]:
        """The problems of a schema and of all below it; `where` says how a client finds it."""
        pair = (before.get("$ref", ""), after.get("$ref", ""))
        if all(pair):
            if pair in self.seen:
                return
            self.seen.add(pair)
        one, other = _whole(before, self.old), _whole(after, self.new)
        if not one:
            return
        for problem in (*_more_sent(one, other), *_fields(one, other)):
            yield f"{where.strip() or 'answer'}: {problem}"
        yield from self._below(one, other, where)

    def _below(self, one: Document, other: Document, where: str) -> Iterator[str]:
        for name, value in one.get("properties", {}).items():
            found = other.get("properties", {}).get(name)
            if found is not None:
                yield from self.compare(value, found, f"{where}.{name}")
        if "items" in one:
            yield from self.compare(one["items"], other.get("items", {}), f"{where}[]")
        if isinstance(one.get("additionalProperties"), Mapping):
            yield from self.compare(one["additionalProperties"], other.get("additionalProperties", {}), f"{where}.*")
        yield from self._branches(one, other, where)

    def _branches(self, one: Document, other: Document, where: str) -> Iterator[str]:
        """Each form that may be sent must be one of those promised, but a kind that clients cannot know yet."""
        if not _forms(one) and not _forms(other):
            return
        promised, sent = _forms(one) or [one], _forms(other) or [other]
        kinds = {self._kind(choice, self.old) for choice in promised}
        for branch in sent:
            kind = self._kind(branch, self.new)
            if (kind is None or kind in kinds) and not any(self._fits(choice, branch, where) for choice in promised):
                yield f"{where}: another form may be sent ({_named(branch)})"

    def _kind(self, schema: Document, document: Document) -> Any:
        return _whole(schema, document).get("properties", {}).get("kind", {}).get("const")

    def _fits(self, promised: Document, branch: Document, where: str) -> bool:
        return not list(_Sent(self.old, self.new, set(self.seen)).compare(promised, branch, where))


def _more_sent(one: Document, other: Document) -> Iterator[str]:
    """Values that may be sent and were not promised."""
    if "type" in one and not _types(other) <= _types(one):
        yield "another type"
    if "const" in one and other.get("const", object()) != one["const"]:
        yield "another value"
    if "enum" in one and not set(other.get("enum", [other.get("const")])) <= set(one["enum"]):
        yield "more values may be sent"
    for name in _EXACT:
        if name in one and one[name] != other.get(name):
            yield f"another {name}"
    for name in _freer(other, one):
        yield f"{name} is looser"


def _freer(one: Document, other: Document) -> Iterator[str]:
    """The bounds of `other` that `one` does not keep."""
    for name in (*_LEAST, *_MOST):
        if name in other:
            kept = name in one and (one[name] >= other[name] if name in _LEAST else one[name] <= other[name])
            if not kept:
                yield name


def _fields(one: Document, other: Document) -> Iterator[str]:
    """Fields that a client may rely on."""
    if "properties" not in one:
        return
    for name in one["properties"]:
        if name not in other.get("properties", {}):
            yield f"{name} is no longer sent"
        elif name in one.get("required", ()) and name not in other.get("required", ()):
            yield f"{name} may be missing"


def _types(schema: Document) -> set[str]:
    """The types that a schema lets through; without `type`, those of its constant or its forms."""
    found = schema.get("type")
    if found is None and "const" in schema:
        found = {bool: "boolean", str: "string", int: "integer", type(None): "null"}.get(type(schema["const"]), "any")
    if found is None:
        return {"any"}
    named = {found} if isinstance(found, str) else set(found)
    return named | {"integer"} if "number" in named else named


def _whole(schema: Document, document: Document) -> Document:
    """A schema with what it refers to; beside a reference stand descriptions only."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Document = document["components"]["schemas"][reference.rpartition("/")[2]]
    return found


def _named(schema: Document) -> str:
    return str(schema.get("$ref", schema.get("type", schema.get("const", "?")))).rpartition("/")[2]


def _forms(schema: Document) -> list[Document]:
    return [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
