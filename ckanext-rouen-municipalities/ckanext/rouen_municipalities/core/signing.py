"""Links that are mailed: what they name, and a signature, so that nothing that is kept here opens them."""

from __future__ import annotations

import hashlib
import hmac

_LENGTH = 32


def sign(purpose: str, name: str, secret: str) -> str:
    """What a link carries; a signature of one purpose is worth nothing for another."""
    return f"{name}.{digest(purpose, name, secret)}"


def signed_name(purpose: str, token: str, secret: str) -> str | None:
    """What a link names, None when it was not signed here for this purpose."""
    name, _, signature = token.rpartition(".")
    expected = digest(purpose, name, secret)
    return name if hmac.compare_digest(signature.encode(), expected.encode()) else None


def digest(purpose: str, name: str, secret: str) -> str:
    """What cannot be made, nor read back, without the secret of the site."""
    return hmac.new(secret.encode(), f"{purpose} {name}".encode(), hashlib.sha256).hexdigest()[:_LENGTH]
