"""What one building used: the sheet of a building."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ...store import sources


def building(owner: sources.Organization, building_id: str, year: int | None, user: str) -> dict[str, Any]:
    """The sheet of a building; `rouen_energy_building_show` documents the keys. Raises ObjectNotFound."""
    raise tk.ObjectNotFound(tk._("Bâtiment introuvable dans une table publique."))


def indicator(resource_id: str) -> dict[str, Any]:
    """What a published indicator came from; `rouen_energy_indicator_show` documents the keys. Raises ObjectNotFound."""
    raise tk.ObjectNotFound(tk._("Cette ressource n'est pas un indicateur publié."))
