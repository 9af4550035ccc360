"""Every operation of `/api/tiles/v1`, one row each: the application is routed by it and OpenAPI is written from it.

`serving/routes.py` binds each operation's id to the function that answers it. An operation is only ever added; the
check of `tests/unit/tiles/test_contract_changes.py` refuses what would break a client.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PREFIX = "/api/tiles/v1"

JSON, JOSE, CALENDAR, SVG = "application/json", "application/jose", "text/calendar", "image/svg+xml"

#: Classes of caching, and the header of each; a resolved view is kept no longer than until its next change.
MANIFEST, RELEASE, RESOLVED, DATA, SCHEMA, PRIVATE = "manifest", "release", "resolved", "data", "schema", "private"
CACHE_CONTROL: Mapping[str, str] = {
    MANIFEST: "public, max-age=60, stale-if-error=86400",
    RELEASE: "public, max-age=31536000, immutable",
    RESOLVED: "public, max-age=60",
    DATA: "public, max-age=60, must-revalidate",
    SCHEMA: "public, max-age=3600",
    PRIVATE: "no-store",
}


@dataclass(frozen=True)
class Parameter:
    """A parameter of a query, a path or a header, by the name that it has there."""

    place: str
    schema: Mapping[str, Any]
    text: str


@dataclass(frozen=True)
class Operation:
    """One method at one path; `answer` and `body` name JSON Schemas.

    `problems` are the errors beyond 400, 404, 405, 429 and 503.
    """

    id: str
    path: str
    summary: str
    answer: str | None = None
    cache: str = MANIFEST
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    problems: tuple[int, ...] = ()
    media: str = JSON
    method: str = "GET"
    body: str | None = None

    @property
    def query(self) -> tuple[str, ...]:
        """The names that its query may hold, in order."""
        return tuple(name for name in (*self.required, *self.optional) if PARAMETERS[name].place == "query")


#: The greatest integer that every reader of JSON takes for itself.
_MOST = 2**53 - 1
_INSTANT = r"^[0-9]{4}-[0-9][0-9]-[0-9][0-9](T[0-9][0-9]:[0-9][0-9](:[0-9][0-9])?(Z|[+-][0-9][0-9]:[0-9][0-9])?)?$"

#: Parameters by name; the same name means the same everywhere.
PARAMETERS: Mapping[str, Parameter] = {
    "id": Parameter(
        "path",
        {"type": "string", "pattern": "^[a-z][a-z0-9-]{2,48}$", "examples": ["decheteries"]},
        "The tile's id: never changed, never used again.",
    ),
    "sha256": Parameter(
        "path", {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "The hash that the manifest names the release by."
    ),
    "number": Parameter("path", {"type": "integer", "minimum": 1}, "The number of a release."),
    "name": Parameter(
        "path",
        {"type": "string", "pattern": "^[a-z][a-z0-9_-]{0,59}$", "examples": ["tile"]},
        "A name as it stands in the vocabulary, or that of a document of this contract.",
    ),
    "commune": Parameter(
        "query",
        {"type": "string", "pattern": "^[0-9][0-9AB][0-9]{3}$", "examples": ["76540"]},
        "The INSEE code of a commune of the Métropole. A postcode is not one.",
    ),
    "lang": Parameter(
        "query",
        {"type": "string", "enum": ["fr", "en"], "default": "fr"},
        "The language of the texts; French by default.",
    ),
    "app": Parameter(
        "query",
        {"type": "string", "pattern": r"^(ios|android)/[0-9]{1,4}(\.[0-9]{1,4}){0,2}$", "examples": ["ios/3.2.0"]},
        "Which app asks: a tile that it is too old for becomes its fallback.",
    ),
    "before": Parameter(
        "query", {"type": "integer", "minimum": 1, "maximum": _MOST}, "Only releases with a smaller number."
    ),
    "limit": Parameter(
        "query", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "At most so many releases."
    ),
    "at": Parameter(
        "query",
        {"type": "string", "pattern": _INSTANT, "examples": ["2026-11-22", "2026-11-22T08:00:00Z"]},
        "An instant, or a day in Paris.",
    ),
    "since": Parameter(
        "query", {"type": "integer", "minimum": 0, "maximum": _MOST}, "The number of the release that the client has."
    ),
    "if-match": Parameter(
        "header", {"type": "string", "examples": ['"41"']}, "The number of the release that the change follows, quoted."
    ),
}

#: Every operation, in the order in which a client meets them.
OPERATIONS: tuple[Operation, ...] = (
    Operation("manifest", "/manifest", "What is served now: poll this.", "manifest"),
    Operation("manifest_signed", "/manifest.jws", "The manifest, signed (RFC 7515).", media=JOSE),
    Operation("keys", "/keys", "The keys that sign manifests (RFC 7517).", "keys", SCHEMA),
    Operation(
        "releases",
        "/releases",
        "Releases, newest first, or what was seen at an instant.",
        "releases",
        optional=("before", "limit", "at"),
    ),
    Operation(
        "release", "/releases/{sha256}", "A release: the whole of it, for ever.", "release", RELEASE, ("sha256",)
    ),
    Operation(
        "changes", "/changes", "What a client that has a release must add and remove.", "changes", required=("since",)
    ),
    Operation(
        "tiles",
        "/tiles",
        "The tiles as one commune, language and app see them now.",
        "tiles",
        RESOLVED,
        optional=("commune", "lang", "app"),
    ),
    Operation(
        "tile",
        "/tiles/{id}",
        "One tile, or a stub when it is withdrawn.",
        "tile-or-tombstone",
        MANIFEST,
        ("id",),
        problems=(410,),
    ),
    Operation(
        "data",
        "/tiles/{id}/data",
        "What the tile shows in a commune, ready to draw.",
        "data",
        DATA,
        ("id", "commune"),
        ("lang",),
        (410,),
    ),
    Operation(
        "calendar",
        "/tiles/{id}/data.ics",
        "The dates of a calendar tile for a phone's own calendar.",
        None,
        DATA,
        ("id", "commune"),
        ("lang",),
        (410,),
        CALENDAR,
    ),
    Operation("communes", "/communes", "The communes of the Métropole.", "communes"),
    Operation("coverage", "/coverage", "Which tile is served in which commune.", "coverage"),
    Operation("health", "/health", "How the data of each tile are.", "health"),
    Operation("kpis", "/kpis", "The indicators of the app.", "kpis"),
    Operation(
        "vocabulary", "/vocabulary", "Categories, kinds, icons, departments, actions: all of them open.", "vocabulary"
    ),
    Operation("schema", "/schema/{name}.json", "A JSON Schema of this contract.", "schema", SCHEMA, ("name",)),
    Operation("openapi", "/openapi.json", "This document.", "openapi", SCHEMA),
    Operation("icon", "/icons/{name}.svg", "An icon.", None, SCHEMA, ("name",), media=SVG),
    Operation(
        "release_now",
        "/releases",
        "Check every tile and serve what should be served.",
        "released",
        PRIVATE,
        ("if-match",),
        (),
        (401, 403, 412, 428),
        method="POST",
        body="release-request",
    ),
    Operation(
        "rollback",
        "/releases/{number}/rollback",
        "Serve what a release held, as a new release.",
        "released",
        PRIVATE,
        ("number", "if-match"),
        (),
        (401, 403, 412, 428),
        method="POST",
    ),
    Operation(
        "preview",
        "/preview/tiles",
        "The tiles as they would be seen, drafts included.",
        "tiles",
        PRIVATE,
        (),
        ("commune", "lang", "app", "at"),
        (401, 403),
    ),
)
