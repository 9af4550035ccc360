"""The base plugin: names the interfaces of CKAN that it implements."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation

from . import interfaces, jobs  # noqa: F401  (jobs registers the periodic tasks)
from .logic import catalogue, following, kpi, publication
from .middleware import InFront
from .uploader import KeptUpload


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
@tk.blanket.validators
class RouenMunicipalitiesPlugin(DefaultTranslation, p.SingletonPlugin):
    p.implements(p.IConfigurer)
    p.implements(p.IFacets, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.ITranslation)
    p.implements(p.IUploader, inherit=True)
    p.implements(interfaces.IKpi)
    p.implements(interfaces.ITableProfile, inherit=True)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "rouen_municipalities")
        following.listen()

    # IFacets
    dataset_facets = organization_facets = staticmethod(catalogue.facets)

    # IPackageController
    before_dataset_index = staticmethod(catalogue.index_terms)
    before_dataset_search = staticmethod(catalogue.hide_other_types)
    after_dataset_search = staticmethod(catalogue.label_facets)
    before_dataset_view = staticmethod(catalogue.in_the_language_of_the_page)

    def after_dataset_update(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        following.follow_dataset(pkg_dict["id"])

    after_dataset_create = after_dataset_update

    # IUploader
    def get_resource_uploader(self, data_dict: dict[str, Any]) -> KeptUpload:
        return KeptUpload(data_dict)

    # IMiddleware
    def make_middleware(self, app: Any, config: CKANConfig) -> InFront:
        return InFront(app)

    # IKpi, ITableProfile
    get_kpis = staticmethod(kpi.definitions)
    get_table_profiles = staticmethod(publication.own_profiles)
