"""By which layouts of others a file may be read: those of the plugins, and those that its organisation has saved."""

from __future__ import annotations

import ckan.plugins as p
from ckan import model
from ckan.lib import munge

from ... import interfaces
from ...core.publication import Publication
from ...core.tabular.checking import Layouts
from ...core.tabular.layouts import Layout


def layouts_for(file_name: str, owner: str | None, wanted: str = "") -> Layouts:
    """The layouts that a file of an organisation (its id) may have; saved ones are tried first."""
    plugins = list(p.PluginImplementations(interfaces.ITableProfile))
    saved = [layout for plugin in plugins for layout in plugin.get_saved_layouts(owner)] if owner else []
    usual = [layout for plugin in plugins for layout in plugin.get_table_layouts()]
    # a file is called so once it is kept: what is checked first is read as it will be
    return Layouts(munge.munge_filename(file_name), [*saved, *usual], wanted)


def usual_layouts(profile: str) -> list[Layout]:
    """The layouts by which anybody's file becomes rows of a profile, one for each title."""
    plugins = p.PluginImplementations(interfaces.ITableProfile)
    found = [layout for plugin in plugins for layout in plugin.get_table_layouts() if layout.profile == profile]
    return list({layout.title: layout for layout in found}.values())


def layouts_of(publication: Publication) -> Layouts:
    """The layouts that the file of a publication may have; the one that its resource names is the only one."""
    return layouts_at(publication.file.name, publication.resource_id)


def layouts_at(file_name: str, resource_id: str) -> Layouts:
    """The layouts that a file for a resource may have."""
    resource = model.Session.get(model.Resource, resource_id)
    if resource is None:
        return layouts_for(file_name, None)
    return layouts_in(file_name, resource.package_id, resource.extras.get("layout") or "")


def layouts_in(file_name: str, package_id: str, wanted: str = "") -> Layouts:
    """The layouts that a file for a new resource of a dataset may have."""
    package = model.Session.get(model.Package, package_id)
    return layouts_for(file_name, package.owner_org if package else None, wanted)
