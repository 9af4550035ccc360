"""The second plugin of energy: CKAN knows one kind of resource view a plugin."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from .logic import series_preview


class RouenEnergySeriesPlugin(p.SingletonPlugin):
    """The curve of a table of readings; needs `rouen_energy`."""

    p.implements(p.IResourceView, inherit=True)

    def info(self) -> dict[str, Any]:
        """What CKAN asks of a resource view."""
        return series_preview.info()

    def can_view(self, data_dict: dict[str, Any]) -> bool:
        """A published table of readings."""
        return series_preview.can_view(data_dict["resource"])

    def setup_template_variables(self, context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
        """The days and the meter that the address asks for."""
        return series_preview.variables(data_dict["resource"], tk.request.args)

    def view_template(self, context: Any, data_dict: dict[str, Any]) -> str:
        """The template of the view."""
        return series_preview.TEMPLATE
