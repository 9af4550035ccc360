"""The document that proves a step: a link that everybody can follow, or a file that the portal keeps."""

from __future__ import annotations

import ipaddress

from .fetching import UrlRefused, is_allowed, parse

#: Names that are answered inside an organisation only (RFC 6761, 6762, 8375 and what intranets use).
_INSIDE = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".private", ".arpa")

#: How a document in PDF begins (ISO 32000).
PDF = b"%PDF-"


def document_path(insee: str, sha256: str) -> str:
    """Where on the portal the document of a step is read, by the hash of its bytes."""
    return f"/communes/{insee}/documents/{sha256}.pdf"


def whole_address(evidence: str, site: str) -> str:
    """Where the evidence of a step is read from anywhere: a document of the portal with the portal's address."""
    return f"{site.rstrip('/')}{evidence}" if evidence.startswith("/") else evidence


def evidence_problem(link: str) -> str:
    """Why the public cannot follow a link: `form`, `scheme`, `user`, `port`, `inside`; empty when it can."""
    try:
        host = parse(link).host.lower()
    except UrlRefused as refusal:
        return refusal.why
    return "inside" if _is_inside(host) else ""


def _is_inside(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # 127.1, 2130706433 and 0x7f.1 are addresses to a browser: a name ends with letters.
        return "." not in host or not host.rpartition(".")[2].isalpha() or host.endswith(_INSIDE)
    return not is_allowed(host)
