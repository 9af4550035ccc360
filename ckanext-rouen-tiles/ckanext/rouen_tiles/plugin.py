"""The tiles plugin: names the interfaces of CKAN and of the base that it implements."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation

from ckanext.rouen_municipalities import interfaces
from ckanext.rouen_municipalities.core.kpi import KpiDefinition

from . import cli, jobs  # noqa: F401  (its commands join those of the base)
from . import config as options
from .logic import closing, kpi, profiles
from .serving.application import TilesApplication
from .serving.middleware import TilesFirst


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.config_declarations
@tk.blanket.helpers
class RouenTilesPlugin(DefaultTranslation, p.SingletonPlugin):
    p.implements(p.IConfigurer)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.ITranslation)
    p.implements(interfaces.IKpi)
    p.implements(interfaces.ITableProfile, inherit=True)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "rouen_tiles")
        closing.listen()
        jobs.listen()

    # IMiddleware
    def make_middleware(self, app: Any, config: CKANConfig) -> Any:
        return TilesFirst(app, TilesApplication(str(options.directory()), writing=True))

    # IKpi
    def get_kpis(self) -> list[KpiDefinition]:
        return kpi.definitions()

    # ITableProfile
    get_table_profiles = staticmethod(profiles.own_profiles)
