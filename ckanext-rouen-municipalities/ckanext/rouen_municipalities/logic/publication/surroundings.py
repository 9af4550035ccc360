"""What a file is held against beside its own rows: the other tables of its owner, and whether anybody will read it."""

from __future__ import annotations

from collections.abc import Iterator

import ckan.plugins as p
from ckan import model

from ... import interfaces
from ...core.tabular.profile import NonNegative, OneSpelling, Profile
from ...store.publication import published_tables
from ...store.staging import quote
from ...store.table_rules import PluginCheck, Surroundings


def surroundings_of(profile: Profile, resource_id: str, *, joins: bool = False) -> Surroundings:
    """Those of a file for a resource; `joins`: its rows join those of the resource's table."""
    resource = model.Session.get(model.Resource, resource_id)
    return surroundings_in(profile, resource.package_id if resource else "", resource_id, joins=joins)


def surroundings_in(profile: Profile, package_id: str, resource_id: str = "", *, joins: bool = False) -> Surroundings:
    """The same for a file of a dataset, whose resource may not be there yet."""
    checks = _checks(profile)
    # columns, not the object: what the session has in mind of it may be older than the file
    columns = (model.Package.owner_org, model.Package.private)
    package = model.Session.query(*columns).filter(model.Package.id == package_id).first()
    if package is None:
        return Surroundings(checks=checks)
    wanted = {*_wanted(profile), *(name for check in checks for name in check.reads)}
    return Surroundings(
        tables={name: _tables(name, package.owner_org, resource_id) for name in sorted(wanted)},
        joined=f"public.{quote(resource_id)}" if joins else "",
        is_public=not package.private,
        checks=checks,
    )


def _checks(profile: Profile) -> tuple[PluginCheck, ...]:
    plugins = p.PluginImplementations(interfaces.ITableProfile)
    return tuple(check for plugin in plugins for check in plugin.get_table_checks() if check.profile == profile.name)


def _wanted(profile: Profile) -> Iterator[str]:
    """The profiles whose tables the rules of a profile read."""
    for rule in profile.table_rules:
        if isinstance(rule, OneSpelling):
            yield from rule.beside
        elif isinstance(rule, NonNegative) and rule.elsewhere:
            yield rule.elsewhere.profile


def _tables(profile: str, owner: str | None, but: str) -> list[str]:
    return [
        f"public.{quote(table.resource_id)}"
        for table in published_tables(profile)
        if table.owner_org == owner and table.resource_id != but
    ]
