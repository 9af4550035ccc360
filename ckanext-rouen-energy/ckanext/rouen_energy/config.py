"""Options of this extension; each has its default in config_declaration.yaml only."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

PREFIX = "ckanext.rouen_energy."
LIFE_CYCLE = "life-cycle"


def job_timeout() -> int:
    """Seconds that computing the indicators of one owner may take."""
    return int(tk.config[f"{PREFIX}job_timeout"])


def co2_purpose() -> str:
    """The purpose whose emission factors count: DPE, Base Empreinte."""
    return str(tk.config[f"{PREFIX}co2_purpose"])


def network_content() -> str:
    """Which content of heat and cold networks counts: `direct` or LIFE_CYCLE."""
    return str(tk.config[f"{PREFIX}network_content"])


def reference_year() -> int:
    """The year whose figures were declared: pages show it beside the latest; 0 for none."""
    return int(tk.config[f"{PREFIX}reference_year"])
