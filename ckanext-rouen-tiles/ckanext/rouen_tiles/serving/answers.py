"""Answers prepared once and given many times: bytes and header lists for each coding."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..core.contract.operations import CACHE_CONTROL, CALENDAR, DATA, JOSE, MANIFEST, PRIVATE, RELEASE, SCHEMA, SVG
from ..core.release.encodings import BROTLI, GZIP, IDENTITY, QUICK, encoded

Headers = list[tuple[str, str]]

JSON = "application/json; charset=utf-8"
PROBLEM = "application/problem+json; charset=utf-8"
#: The media types of the contract as they are sent.
MEDIA = {JOSE: JOSE, CALENDAR: "text/calendar; charset=utf-8", SVG: SVG}

AS_MANIFEST, AS_DATA, AS_SCHEMA = CACHE_CONTROL[MANIFEST], CACHE_CONTROL[DATA], CACHE_CONTROL[SCHEMA]
IMMUTABLE, NOT_KEPT = CACHE_CONTROL[RELEASE], CACHE_CONTROL[PRIVATE]
AS_ERROR = "public, max-age=60"

READING = ("GET", "HEAD", "OPTIONS")
SHARED: Headers = [
    ("Vary", "Accept-Encoding"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Retry-After"),
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

    @property
    def size(self) -> int:
        """The bytes of all forms."""
        return sum(len(form.body) for form in self.forms.values())


def document(
    forms: Mapping[str, bytes], cache: str, media: str = JSON, extra: Iterable[tuple[str, str]] = ()
) -> Answer:
    """A document already encoded; its tag comes from the hash of the bytes as they are."""
    digest = hashlib.sha256(forms[IDENTITY]).hexdigest()[:_TAG_DIGITS]
    kept = [("Cache-Control", cache), *extra, *SHARED]
    tags = {coding: f'"{digest}-{coding}"' if coding else f'"{digest}"' for coding in forms}
    return Answer("200 OK", {coding: _form(tags[coding], coding, body, kept, media) for coding, body in forms.items()})


def built(value: Any, cache: str, extra: Iterable[tuple[str, str]] = ()) -> Answer:
    """A JSON document made here, encoded quickly."""
    return document(encoded(as_json(value), QUICK), cache, extra=extra)


def problem(
    status: str, kind: str, detail: tuple[str, str], *, cache: str = AS_ERROR, extra: Headers | None = None, **more: Any
) -> Answer:
    """An RFC 9457 problem; `detail` is (English, French). Errors are small: one form, no tag."""
    body = as_json(
        {
            "type": f"urn:rouen:tiles:{kind}",
            "title": status.partition(" ")[2],
            "status": int(status[:3]),
            "detail": detail[0],
            "detail_fr": detail[1],
            **more,
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


def options(methods: Iterable[str]) -> Answer:
    """What a browser asks before a request from another site."""
    allowed = ", ".join(methods)
    headers = [
        ("Allow", allowed),
        ("Access-Control-Allow-Methods", allowed),
        ("Access-Control-Allow-Headers", "If-None-Match, If-Match, Accept-Encoding, Authorization, Content-Type"),
        ("Access-Control-Max-Age", "86400"),
        ("Cache-Control", AS_ERROR),
        *SHARED,
    ]
    return Answer("204 No Content", {IDENTITY: Form("", headers, [], b"")})


def marked(answer: Answer, headers: Headers) -> Answer:
    """The same answer with more headers, those of a deprecation."""
    forms = {
        coding: Form(form.tag, [*form.headers, *headers], [*form.headers_unchanged, *headers], form.body)
        for coding, form in answer.forms.items()
    }
    return Answer(answer.status, forms)


def as_json(value: Any) -> bytes:
    """A document as it is sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _form(tag: str, coding: str, body: bytes, kept: Headers, media: str) -> Form:
    unchanged = [("ETag", tag), *kept]
    headers = [("Content-Type", media), ("Content-Length", str(len(body))), *unchanged]
    if coding:
        headers.append(("Content-Encoding", _CODING[coding]))
    return Form(tag, headers, unchanged, body)
