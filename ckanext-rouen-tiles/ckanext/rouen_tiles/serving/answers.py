"""Answers prepared once and given many times: bytes and header lists for each coding."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..core.release.encodings import BROTLI, GZIP, IDENTITY, QUICK, encoded

Headers = list[tuple[str, str]]

JSON = "application/json; charset=utf-8"
PROBLEM = "application/problem+json; charset=utf-8"

AS_MANIFEST = "public, max-age=60, stale-if-error=86400"
AS_DATA = "public, max-age=60, must-revalidate"
IMMUTABLE = "public, max-age=31536000, immutable"
AS_ERROR = "public, max-age=60"
NOT_KEPT = "no-store"

METHODS = "GET, HEAD, OPTIONS"
SHARED: Headers = [
    ("Vary", "Accept-Encoding"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Retry-After"),
    ("X-Content-Type-Options", "nosniff"),
]
_CODING = {GZIP: "gzip", BROTLI: "br"}
_TAG_DIGITS = 32


@dataclass(frozen=True)
class Form:
    """An answer in one coding: the quoted tag, the headers of 200 and of 304, the bytes."""

    tag: str
    headers: Headers
    headers_unchanged: Headers
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What is sent for an address: a status line and the forms to choose from."""

    status: str
    forms: Mapping[str, Form]


def document(forms: Mapping[str, bytes], cache: str) -> Answer:
    """A JSON document already encoded; its tag comes from the hash of the bytes as they are."""
    digest = hashlib.sha256(forms[IDENTITY]).hexdigest()[:_TAG_DIGITS]
    return Answer("200 OK", {coding: _form(digest, coding, body, cache) for coding, body in forms.items()})


def built(value: Any, cache: str) -> Answer:
    """A JSON document made here, encoded quickly."""
    return document(encoded(_json(value), QUICK), cache)


def problem(
    status: str, kind: str, detail: tuple[str, str], *, cache: str = AS_ERROR, extra: Headers | None = None
) -> Answer:
    """An RFC 9457 problem; `detail` is (English, French). Errors are small: one form, no tag."""
    body = _json(
        {
            "type": f"urn:rouen:tiles:{kind}",
            "title": status.partition(" ")[2],
            "status": int(status[:3]),
            "detail": detail[0],
            "detail_fr": detail[1],
        }
    )
    headers = [
        ("Content-Type", PROBLEM),
        ("Content-Length", str(len(body))),
        ("Cache-Control", cache),
        *SHARED,
        *(extra or []),
    ]
    return Answer(status, {IDENTITY: Form("", headers, [], body)})


def options() -> Answer:
    """What a browser asks before a request from another site."""
    headers = [
        ("Allow", METHODS),
        ("Access-Control-Allow-Methods", METHODS),
        ("Access-Control-Allow-Headers", "If-None-Match, Accept-Encoding"),
        ("Access-Control-Max-Age", "86400"),
        ("Cache-Control", AS_ERROR),
        *SHARED,
    ]
    return Answer("204 No Content", {IDENTITY: Form("", headers, [], b"")})


def _form(digest: str, coding: str, body: bytes, cache: str) -> Form:
    tag = f'"{digest}-{coding}"' if coding else f'"{digest}"'
    kept = [("ETag", tag), ("Cache-Control", cache), *SHARED]
    headers = [("Content-Type", JSON), ("Content-Length", str(len(body))), *kept]
    if coding:
        headers.append(("Content-Encoding", _CODING[coding]))
    return Form(tag, headers, kept, body)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
