"""Web addresses and telephone numbers, as people write them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
#: `www.rouen.fr/piscines`: an address as it stands on a poster.
_BARE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?:/[^\s<>\"]*)?", re.IGNORECASE)
#: `Office de tourisme#https://…`, `https://… ; https://…`: the first of a cell.
_WITHIN = re.compile(r"(?:^|[\s#|;])(https?://[^\s<>\"#|;,]+)", re.IGNORECASE)


def web_address(text: str | None) -> str | None:
    """The address, with `https` where no scheme is written; None when it is none, or holds a user or a password."""
    if not text:
        return None
    within = _WITHIN.search(text)
    whole = text if _WEB.fullmatch(text) else f"https://{text}" if _BARE.fullmatch(text) else None
    found = whole or (within[1] if within else "")
    scheme, _, rest = found.partition("://")
    try:
        host = urlsplit(found).hostname
    except ValueError:
        host = None
    return f"{scheme.lower()}://{rest}" if host and "@" not in rest.partition("/")[0] else None


def telephone(text: str | None) -> str | None:
    """The number as it is written; what a spreadsheet took off its beginning, `0` or `+`, is put back."""
    if text is None:
        return None
    if re.fullmatch(r"[1-9]\d{8}", text, re.ASCII):
        return f"0{text}"
    return f"+{text.removeprefix('00')}" if re.fullmatch(r"(?:00)?33[1-9]\d{8}", text, re.ASCII) else text
