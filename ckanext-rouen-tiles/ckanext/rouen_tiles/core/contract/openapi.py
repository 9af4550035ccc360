"""The OpenAPI 3.1 document, written from the operations and the JSON Schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from .documents import moved, names, needed, part
from .operations import CACHE_CONTROL, JSON, OPERATIONS, PARAMETERS, PREFIX, PRIVATE, RESOLVED, Operation

VERSION = "1.0"

Document = dict[str, Any]

_DESCRIPTION = """\
Tiles of the mobile app: definitions in releases, data per commune ready to draw. Poll `/manifest` with If-None-Match,
fetch the release that it names, then the data of the tiles that you show. A withdrawal is seen within 60 s by every
cache that reaches us; cut off, definitions last 24 h, data not at all. Ignore what you do not know: 1.n only adds."""
_ERRORS = "application/problem+json"
_RETRYING = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_DATA = "data"
#: Answers that are documents about documents: their own schemas are not ours.
_ANY_OBJECT = ("schema", "openapi")


def document() -> Document:
    """The whole contract; its bytes hold no host."""
    paths: dict[str, Document] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tuiles de Rouen Métropole dans ma poche", "version": VERSION, "description": _DESCRIPTION},
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": PREFIX}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "An API token of the portal.",
                }
            },
        },
    }


def _operation(operation: Operation) -> Document:
    given = [
        *[_parameter(name, required=True) for name in operation.required],
        *[_parameter(name, required=False) for name in operation.optional],
    ]
    found: Document = {
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": given,
        "responses": _responses(operation),
    }
    if operation.body:
        found["requestBody"] = {"required": False, "content": {JSON: {"schema": {"$ref": _place(operation.body)}}}}
    return {**found, "security": [{"token": []}]} if operation.cache == PRIVATE else found


def _parameter(name: str, *, required: bool) -> Document:
    known = PARAMETERS[name]
    return {
        "name": name,
        "in": known.place,
        "required": required,
        "description": known.text,
        "schema": dict(known.schema),
    }


def _responses(operation: Operation) -> Document:
    found: Document = {"200": _success(operation)}
    if operation.method == "GET" and operation.cache != PRIVATE:
        found["304"] = {"description": "What the client has is what is served.", "headers": _headers(operation)}
    unknown = [HTTPStatus.NOT_FOUND] if "{" in operation.path else []
    problems = [HTTPStatus.BAD_REQUEST, *unknown, *map(HTTPStatus, operation.problems), *_RETRYING]
    return {**found, **{str(int(status)): _problem(status) for status in sorted(problems)}}


def _success(operation: Operation) -> Document:
    content: Document = {"schema": _answer(operation)}
    examples = _examples(operation.answer)
    if examples:
        content["examples"] = examples
    return {"description": operation.summary, "headers": _headers(operation), "content": {operation.media: content}}


def _answer(operation: Operation) -> Document:
    if operation.answer is None or operation.media != JSON:
        return {"type": "string"}
    if operation.answer in _ANY_OBJECT:
        return {"type": "object"}
    if operation.answer == _DATA:
        return {"anyOf": [{"$ref": _place(name)} for name in _kinds()]}
    return {"$ref": _place(operation.answer)}


def _examples(answer: str | None) -> Document:
    """The examples of the schema itself; those of data by kind."""
    if answer is None or answer in _ANY_OBJECT:
        return {}
    schemas = {name: part(name) for name in (_kinds() if answer == _DATA else [answer])}
    return {
        f"{name}-{place}": {"value": value}
        for name, schema in schemas.items()
        for place, value in enumerate(schema.get("examples", ()), 1)
    }


def _headers(operation: Operation) -> Document:
    caching: Mapping[str, Any] = {"const": CACHE_CONTROL[operation.cache]}
    if operation.cache == RESOLVED:
        caching = {"pattern": "^public, max-age=[0-9]{1,2}(, stale-if-error=86400)?$"}
    kept = {"Cache-Control": {"required": True, "schema": {"type": "string", **caching}}}
    if operation.cache == PRIVATE:
        return kept
    return {**kept, "ETag": {"required": True, "schema": {"type": "string", "pattern": '^"[0-9a-f]{32}(-gz|-br)?"$'}}}


def _problem(status: HTTPStatus) -> Document:
    found: Document = {
        "description": status.phrase,
        "content": {_ERRORS: {"schema": {"$ref": _place("problem")}}},
    }
    if status in _RETRYING:
        found["headers"] = {"Retry-After": {"required": True, "schema": {"type": "string", "pattern": "^[0-9]+$"}}}
    return found


def _schemas() -> Document:
    """Every document of the contract, and what those share."""
    keys = {*names(), *(key for name in names() for key in needed(part(name)))}
    return {key: _within(part(key)) for key in sorted(keys)}


def _within(schema: Mapping[str, Any]) -> Document:
    """A schema as a component: named by its place, its example given where it is answered."""
    kept = {name: value for name, value in schema.items() if name not in ("$schema", "$id")}
    return moved(kept, _place)  # type: ignore[no-any-return]


def _kinds() -> Iterable[str]:
    return [name for name in names() if name.startswith(f"{_DATA}-")]


def _place(key: str) -> str:
    return f"#/components/schemas/{key}"
