"""Who asks, as far as the network tells."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import has_request_context

from .. import config


def visitor_address() -> str:
    """The address of whoever asks, by the word of our own servers only; empty at the command line."""
    if not has_request_context():
        return ""
    told = [hop.strip() for hop in tk.request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    hops = [*told, tk.request.remote_addr or "unknown"]
    return str(hops[max(len(hops) - 1 - config.trusted_proxies(), 0)])
