"""Layouts of the files of others that become energy tables: the presets, and the mappings that officers saved."""

from __future__ import annotations

from pathlib import Path

from ckanext.rouen_municipalities.core.tabular.layouts import Layout
from ckanext.rouen_municipalities.core.tabular.messages import learn, read_sentences

from ..core.metering.formats import presets
from . import mapping

_MESSAGES = Path(__file__).parents[1] / "data" / "messages"


def own_layouts() -> list[Layout]:
    """The presets of the importer."""
    return [*presets()]


def saved_layouts(owner: str) -> list[Layout]:
    """The mappings that officers of an organisation (its id) have saved."""
    return mapping.layouts(owner)


def teach_messages() -> None:
    """Have reports say our rules in our words."""
    learn(read_sentences(_MESSAGES))
