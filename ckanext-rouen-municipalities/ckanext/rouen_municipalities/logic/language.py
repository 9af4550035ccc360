"""The language of whoever asks."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import has_request_context


def language() -> str:
    """`en` for who reads the portal in English, `fr` for everybody else and for what runs without a reader."""
    return "en" if has_request_context() and tk.h.lang() == "en" else "fr"
