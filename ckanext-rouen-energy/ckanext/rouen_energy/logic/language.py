"""The language of the caller: French unless English was asked for."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import has_request_context


def language() -> str:
    """`en` or `fr`; `fr` where nobody asks, as in a job."""
    return "en" if has_request_context() and tk.h.lang() == "en" else "fr"
