"""HTTP as the contract says it, for the sandbox: parameters, content coding, conditional requests, problems."""

from __future__ import annotations

import gzip
import hashlib
import re
from urllib.parse import parse_qsl

from sandbox_tiles import Document, canonical
from schema import problems

PROBLEM = "application/problem+json"
_TITLES = {400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 410: "Gone", 503: "Service Unavailable"}
ALWAYS = [
    ("Vary", "Accept-Encoding"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Retry-After, Link"),
]
_BLOCK = 2**16
_POSTCODE = "A postcode such as 76000 is not one; use an INSEE code such as 76540."


class Refusal(Exception):
    """Ends a request with a problem."""

    def __init__(self, status: int, kind: str, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail
        self.headers = [(name.replace("_", "-"), value) for name, value in headers.items()]


def matcher(path: str, operation: Document) -> re.Pattern[str]:
    patterns = {item["name"]: item["schema"].get("pattern", "^[0-9]+$")[1:-1] for item in operation["parameters"]}
    return re.compile(re.sub(r"\\{(\w+)\\}", lambda match: f"(?P<{match[1]}>{patterns[match[1]]})", re.escape(path)))


def query_of(query: str, operation: Document, communes: dict[str, str]) -> dict[str, str]:
    """The parameters, each known, given once and well formed."""
    known = {item["name"]: item for item in operation["parameters"] if item["in"] == "query"}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), errors="strict")
    except ValueError:
        raise Refusal(400, "query", "The query cannot be read.") from None
    for name, value in pairs:
        if name not in known:
            raise Refusal(400, "unknown-parameter", f"Unknown parameter {name!r}; known: {', '.join(known) or 'none'}.")
        schema = known[name]["schema"]
        number = int(value) if schema["type"] == "integer" and re.fullmatch("[0-9]{1,18}", value) else value
        if problems(number, schema) or (name == "commune" and value not in communes):
            raise Refusal(400, name, f"{name}={value!r} is not understood. {_POSTCODE if name == 'commune' else ''}")
    given = dict(pairs)
    if len(given) != len(pairs):
        raise Refusal(400, "repeated-parameter", "A parameter is given twice.")
    missing = [name for name, item in known.items() if item["required"] and name not in given]
    if missing:
        raise Refusal(400, missing[0], f"{missing[0]} is required.")
    return given


def negotiated(environ: Document, body: bytes, media: str, cache: str) -> tuple[str, list[tuple[str, str]], bytes]:
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    tag, coding = hashlib.sha256(body).hexdigest()[:32], ""
    if "br" in accepted:
        body, coding, tag = stored(body), "br", f"{tag}-br"
    elif "gzip" in accepted:
        body, coding, tag = gzip.compress(body, mtime=0), "gzip", f"{tag}-gz"
    kept = [("ETag", f'"{tag}"'), ("Cache-Control", cache), *ALWAYS]
    wanted = environ.get("HTTP_IF_NONE_MATCH", "")
    if wanted.strip() == "*" or f'"{tag}"' in re.findall(r'"[^"]*"', wanted):
        return "304 Not Modified", kept, b""
    kind = media if media in ("application/jose", "image/svg+xml") else f"{media}; charset=utf-8"
    encoding = [("Content-Encoding", coding)] if coding else []
    return "200 OK", [("Content-Type", kind), ("Content-Length", str(len(body))), *kept, *encoding], body


def stored(body: bytes) -> bytes:
    """A stream of brotli (RFC 7932) that compresses nothing: the standard library has no more of it."""
    whole = b""
    for start in range(0, len(body), _BLOCK):
        block = body[start : start + _BLOCK]
        header = (len(block) - 1) << 3 | 1 << 19
        whole += (header if start else header << 1).to_bytes(3, "little") + block
    return whole + (b"\x03" if body else b"\x06")


def problem(refusal: Refusal) -> tuple[str, list[tuple[str, str]], bytes]:
    title = _TITLES[refusal.status]
    value = {
        "type": f"urn:rouen:tiles:{refusal.kind}",
        "title": title,
        "status": refusal.status,
        "detail": refusal.detail,
        "detail_fr": refusal.detail,
    }
    body = canonical(value)
    cache = "no-store" if refusal.status == 503 else "public, max-age=60"
    kept = [("Content-Type", f"{PROBLEM}; charset=utf-8"), ("Content-Length", str(len(body))), ("Cache-Control", cache)]
    return f"{refusal.status} {title}", [*kept, *ALWAYS, *refusal.headers], body
