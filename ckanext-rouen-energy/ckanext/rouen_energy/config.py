"""Options of this extension; each has its default in config_declaration.yaml only."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

PREFIX = "ckanext.rouen_energy."


def job_timeout() -> int:
    """Seconds that computing the indicators of one owner may take."""
    return int(tk.config[f"{PREFIX}job_timeout"])
