"""Where other plugins bring their KPIs and their table profiles to the base."""

from __future__ import annotations

from ckan.plugins.interfaces import Interface

from .core.kpi import KpiDefinition
from .core.tabular.profile import Profile


class IKpi(Interface):
    """A plugin that computes KPIs."""

    def get_kpis(self) -> list[KpiDefinition]:
        """Definitions that join those of the base on `/indicateurs` and in the API."""
        return []


class ITableProfile(Interface):
    """A plugin that declares what its tables hold."""

    def get_table_profiles(self) -> list[Profile]:
        """Profiles that a resource may name in its field `profile`."""
        return []
