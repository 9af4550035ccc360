"""What stands in front of CKAN, where its own hooks cannot overwrite it: headers of safety, and the sign of life."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from hashlib import sha256
from http import HTTPStatus
from typing import Any

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]

ALIVE_PATH, ALIVE = "/livez", b'{"status": "alive"}\n'

# Scripts, styles and all else from here alone; no script or style inside a page; framed by our own pages alone.
STYLES, FRAMED = "style-src 'self'", "frame-ancestors 'self'"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        STYLES,
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        FRAMED,
        "base-uri 'none'",
    )
)
# Pages of CKAN that cannot do without a style inside: those of its history, where four harmless ones are known by their
# hash, and DataTables, which writes widths into the table that it shows in a frame of its own.
KNOWN_STYLES = ("display:none;", " display:none;", "margin-bottom: 15px;", "margin-top: 25px;")
HISTORY = re.compile(r"/\w[\w-]*/(activity|changes|changes_multiple)(/|$)|/dashboard")
# A view of a table or of a figure is made to be shown on the site of a commune too.
VIEW = re.compile(r"/resource/[^/]+/view(/|$)")
# A file that somebody sent is never a page of ours, whatever it says that it is.
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
UPLOADS = re.compile(r"/uploads/")
DOWNLOAD = re.compile(r"/resource/[^/]+/download(/|$)")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HTTPS_ALONE = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


class InFront:
    """Adds the headers of safety to every answer; answers by itself whether the process lives."""

    def __init__(self, ckan: Any) -> None:
        self._ckan = ckan

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as CKAN does, and more safely."""
        path = environ["PATH_INFO"]

        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            return start_response(status, safe(path, environ["wsgi.url_scheme"], headers), exc_info)

        if path == ALIVE_PATH:
            start(f"{HTTPStatus.OK.value} OK", [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
            return [ALIVE]
        answer: Iterable[bytes] = self._ckan(environ, start)
        return answer


def safe(path: str, scheme: str, headers: Headers) -> Headers:
    """The headers of an answer with those of safety that it does not set itself."""
    known = {name.lower() for name, _ in headers}
    wanted = {**HEADERS, "Content-Security-Policy": policy(path)}
    if VIEW.search(path):
        del wanted["X-Frame-Options"]
    more = [(name, value) for name, value in wanted.items() if name.lower() not in known]
    kept = [_to_keep(*header) for header in headers] if DOWNLOAD.search(path) else headers
    return [*kept, *more, HTTPS_ALONE] if scheme == "https" else [*kept, *more]


def _to_keep(name: str, value: str) -> tuple[str, str]:
    """A file is kept under its name, and not shown in the place of a page."""
    if name.lower() == "content-disposition" and value.startswith("inline"):
        return name, value.replace("inline", "attachment", 1)
    return name, value


def policy(path: str) -> str:
    """What a browser may do with the answer at an address."""
    if UPLOADS.match(path) or DOWNLOAD.search(path):
        return FILE_POLICY
    if VIEW.search(path):
        return POLICY.replace(STYLES, f"{STYLES} 'unsafe-inline'").replace(FRAMED, "frame-ancestors *")
    if HISTORY.match(path):
        return POLICY.replace(STYLES, f"{STYLES} 'unsafe-hashes' {' '.join(map(_hash, KNOWN_STYLES))}")
    return POLICY


def _hash(style: str) -> str:
    return f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
