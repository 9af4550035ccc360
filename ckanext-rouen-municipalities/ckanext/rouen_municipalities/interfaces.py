"""Where other plugins bring their KPIs and their table profiles to the base."""

from __future__ import annotations

from ckan.plugins.interfaces import Interface

from .core.kpi import KpiDefinition
from .core.tabular.layouts import Layout
from .core.tabular.profile import Profile
from .store.table_rules import PluginCheck


class IKpi(Interface):
    """A plugin that computes KPIs."""

    def get_kpis(self) -> list[KpiDefinition]:
        """Definitions that join those of the base on `/indicateurs` and in the API."""
        return []


class ITableProfile(Interface):
    """A plugin that declares what its tables hold, and how files of others become them.

    What its own rules and layouts say when a file breaks them, it gives to `core.tabular.messages.learn` as it starts.
    """

    def get_table_profiles(self) -> list[Profile]:
        """Profiles that a resource may name in its field `profile`."""
        return []

    def get_table_checks(self) -> list[PluginCheck]:
        """Checks of whole tables that no rule of a profile can say: what is plausible, what other tables know."""
        return []

    def get_table_layouts(self) -> list[Layout]:
        """Layouts by which files that do not follow a profile are read as its rows."""
        return []

    def get_saved_layouts(self, owner: str) -> list[Layout]:
        """Layouts that officers of an organisation (its id) have saved; they are tried before the others."""
        return []
