"""The language of whoever asks."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import has_request_context


def language() -> str:
    """`en` for a request in English; else `fr`, also where there is no request: in jobs, at the command line."""
    return "en" if has_request_context() and str(tk.h.lang()).startswith("en") else "fr"
