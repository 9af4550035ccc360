"""The contract with the app's backend: what would break a client of the released one is refused, what adds is not."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.rouen_tiles.core.contract import document
from ckanext.rouen_tiles.core.contract.compatibility import incompatible

RELEASED = Path(__file__).parents[2] / "contract" / "fixtures" / "openapi.json"

Contract = dict[str, Any]
Change = Callable[[Contract], Any]


def operation(contract: Contract, path: str) -> Contract:
    return contract["paths"][path]["get"]


def schema(contract: Contract, name: str) -> Contract:
    return contract["components"]["schemas"][name]


def parameter(contract: Contract, path: str, name: str) -> Contract:
    return next(item for item in operation(contract, path)["parameters"] if item["name"] == name)


def field(contract: Contract, name: str, key: str) -> Contract:
    return schema(contract, name)["properties"][key]


def after(change: Change) -> list[str]:
    """What the check says of today's contract with a change."""
    today = document()
    changed = copy.deepcopy(today)
    change(changed)
    assert changed != today, "the change changes nothing"
    return incompatible(today, changed)


def test_today_s_contract_breaks_no_client_of_the_released_one() -> None:
    assert incompatible(json.loads(RELEASED.read_text(encoding="utf-8")), document()) == []


BREAKING: dict[str, tuple[Change, str]] = {
    "a path is removed": (lambda c: c["paths"].pop("/coverage"), "GET /coverage: removed"),
    "a parameter is removed": (
        lambda c: operation(c, "/tiles")["parameters"].pop(0),
        "GET /tiles: the query parameter commune is no longer taken",
    ),
    "a parameter becomes required": (
        lambda c: parameter(c, "/tiles", "commune").update(required=True),
        "GET /tiles: the query parameter commune is required now",
    ),
    "a new parameter is required": (
        lambda c: operation(c, "/manifest")["parameters"].append(
            {"name": "x", "in": "query", "required": True, "schema": {"type": "string"}}
        ),
        "GET /manifest: the query parameter x is required now",
    ),
    "a language is taken no more": (
        lambda c: parameter(c, "/tiles", "lang")["schema"].update(enum=["fr"]),
        "GET /tiles: the query parameter lang: fewer values are taken",
    ),
    "a default is another": (
        lambda c: parameter(c, "/tiles", "lang")["schema"].update(default="en"),
        "GET /tiles: the query parameter lang: another default",
    ),
    "a form is another": (
        lambda c: parameter(c, "/tiles", "app")["schema"].update(pattern="^ios$"),
        "GET /tiles: the query parameter app: another pattern",
    ),
    "a limit is lower": (
        lambda c: parameter(c, "/releases", "limit")["schema"].update(maximum=10),
        "GET /releases: the query parameter limit: maximum is stricter",
    ),
    "a parameter is of another type": (
        lambda c: parameter(c, "/changes", "since")["schema"].update(type="string"),
        "GET /changes: the query parameter since: another type",
    ),
    "a token is asked for": (
        lambda c: operation(c, "/manifest").update(security=[{"token": []}]),
        "GET /manifest: needs a token now",
    ),
    "nothing is answered with 304": (
        lambda c: operation(c, "/manifest")["responses"].pop("304"),
        "GET /manifest: 304 is no longer answered",
    ),
    "the media type is another": (
        lambda c: operation(c, "/keys")["responses"]["200"].update(content={"text/plain": {"schema": {}}}),
        "GET /keys: 200 is no longer application/json",
    ),
    "a header is missing": (
        lambda c: operation(c, "/keys")["responses"]["200"]["headers"].pop("ETag"),
        "GET /keys: 200 lacks the header ETag",
    ),
    "a field is gone": (
        lambda c: schema(c, "manifest")["properties"].pop("bytes"),
        "GET /manifest: 200: bytes is no longer sent",
    ),
    "a field may be missing": (
        lambda c: schema(c, "manifest")["required"].remove("bytes"),
        "GET /manifest: 200: bytes may be missing",
    ),
    "a field is of another type": (
        lambda c: field(c, "manifest", "bytes").update(type="string"),
        "GET /manifest: 200 .bytes: another type",
    ),
    "a number may be null": (
        lambda c: field(c, "manifest", "bytes").update(type=["integer", "null"]),
        "GET /manifest: 200 .bytes: another type",
    ),
    "a form of text is another": (
        lambda c: schema(c, "instant").update(pattern="^.*$"),
        "GET /manifest: 200 .issued: another pattern",
    ),
    "a bound is looser": (
        lambda c: field(c, "manifest", "number").update(minimum=0),
        "GET /manifest: 200 .number: minimum is looser",
    ),
    "a bound is gone": (
        lambda c: field(c, "manifest", "number").pop("minimum"),
        "GET /manifest: 200 .number: minimum is looser",
    ),
    "a text may be null": (
        lambda c: schema(c, "tile")["properties"].update(title={"anyOf": [{"$ref": "#/x/text"}, {"type": "null"}]}),
        "GET /releases/{sha256}: 200 .tiles[].title: another form may be sent",
    ),
    "the items of a list are others": (
        lambda c: field(c, "release", "tiles").update(items={"$ref": "#/components/schemas/tombstone"}),
        "GET /releases/{sha256}: 200 .tiles[]: title is no longer sent",
    ),
    "a constant is another": (
        lambda c: field(c, "resolved-tile", "needs_newer_app").update(const=False),
        "GET /tiles: 200 .tiles[].needs_newer_app: another value",
    ),
    "a field of a body is taken no more": (
        lambda c: schema(c, "release-request")["properties"].clear(),
        "POST /releases: accept_held is no longer taken in the body",
    ),
    "a field of a body is required": (
        lambda c: schema(c, "release-request").update(required=["accept_held"]),
        "POST /releases: accept_held is required in the body now",
    ),
    "a field far below is gone": (
        lambda c: schema(c, "labelled")["properties"].pop("unit"),
        ".view.legend[]: unit is no longer sent",
    ),
}


@pytest.mark.parametrize("name", BREAKING)
def test_a_change_that_breaks_clients_is_refused_and_named(name: str) -> None:
    change, sentence = BREAKING[name]
    assert [problem for problem in after(change) if sentence in problem], after(change)


ADDING: dict[str, Change] = {
    "a path": lambda c: c["paths"].update({"/new": c["paths"]["/manifest"]}),
    "an optional parameter": lambda c: operation(c, "/manifest")["parameters"].append(
        {"name": "x", "in": "query", "required": False, "schema": {"type": "string"}}
    ),
    "a language": lambda c: parameter(c, "/tiles", "lang")["schema"].update(enum=["fr", "en", "de"]),
    "a higher limit": lambda c: parameter(c, "/releases", "limit")["schema"].update(maximum=1000),
    "a field": lambda c: schema(c, "tile")["properties"].update(new={"type": "string"}),
    "a promise": lambda c: schema(c, "releases")["required"].append("at"),
    "a narrower number": lambda c: field(c, "manifest", "number").update(minimum=10_001),
    "a status of refusal": lambda c: operation(c, "/tiles")["responses"].update({"451": {"description": "x"}}),
    "a kind of tile": lambda c: (
        schema(c, "data-map_list") and c["components"]["schemas"].update(
            {"data-video": {"type": "object", "properties": {"kind": {"const": "video"}}}}
        ),
        operation(c, "/tiles/{id}/data")["responses"]["200"]["content"]["application/json"]["schema"]["anyOf"].append(
            {"$ref": "#/components/schemas/data-video"}
        ),
    ),
    "a better description": lambda c: operation(c, "/tiles").update(summary="Tiles."),
}  # fmt: skip


@pytest.mark.parametrize("name", ADDING)
def test_a_change_that_only_adds_is_accepted(name: str) -> None:
    assert after(ADDING[name]) == []
