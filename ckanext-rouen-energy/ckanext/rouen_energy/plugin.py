"""The energy plugin: names the interfaces of CKAN and of the base that it implements."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation

from ckanext.rouen_municipalities import interfaces
from ckanext.rouen_municipalities.core.kpi import KpiDefinition
from ckanext.rouen_municipalities.core.tabular.profile import Profile

from . import cli, jobs  # noqa: F401  (its commands join those of the base)
from .logic import impact, layouts, preview, profiles, registry, use_cases


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.config_declarations
@tk.blanket.helpers
class RouenEnergyPlugin(DefaultTranslation, p.SingletonPlugin):
    p.implements(p.IConfigurer)
    p.implements(p.IResourceView, inherit=True)
    p.implements(p.ITranslation)
    p.implements(interfaces.IKpi)
    p.implements(interfaces.ITableProfile, inherit=True)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "rouen_energy")
        jobs.listen()
        layouts.teach_messages()

    # IResourceView
    def info(self) -> dict[str, Any]:
        return preview.info()

    def can_view(self, data_dict: dict[str, Any]) -> bool:
        return preview.can_view(data_dict["resource"])

    def setup_template_variables(self, context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
        return preview.variables(data_dict["resource"], data_dict["package"])

    def view_template(self, context: Any, data_dict: dict[str, Any]) -> str:
        return preview.TEMPLATE

    # IKpi
    def get_kpis(self) -> list[KpiDefinition]:
        return [*registry.kpis(), *use_cases.kpis(), *impact.kpis()]

    # ITableProfile
    def get_table_profiles(self) -> list[Profile]:
        return profiles.own_profiles()

    get_table_checks = staticmethod(profiles.own_checks)
    get_table_layouts = staticmethod(layouts.own_layouts)
    get_saved_layouts = staticmethod(layouts.saved_layouts)
