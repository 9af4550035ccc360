"""Writes CKAN's configuration files of a world from the templates in config/."""

from __future__ import annotations

import os
import re
from string import Template

from machine import postgres, redis, shares, solr
from machine.ports import Ports
from machine.python_environment import PLUGINS, installable
from machine.shares import Share
from machine.world import World

HOST = "127.0.0.1"
WEB_WORKERS = 2
WEB_THREADS = 12
POOL_SIZE = 2 * WEB_THREADS
# Templates and hooks of an earlier plugin win: ours stand before what they change.
BEFORE = ("activity",)
AFTER = (
    "datastore",
    "scheming_datasets",
    "scheming_organizations",
    "dcat",
    "structured_data",
    "datatables_view",
    "text_view",
    "image_view",
)
OURS = ("rouen_tiles", "rouen_energy", "rouen_municipalities")
# A plugin of CKAN has one kind of resource view: the second one of ours is a plugin of its own.
WITH = {"rouen_energy": ("rouen_energy_series",)}


def site_id(world: World) -> str:
    """The name under which CKAN keeps what is its own in Redis and Solr."""
    return f"rouen-{world.name}"


def site_url(ports: Ports) -> str:
    """Where people find the portal."""
    return f"http://{HOST}:{ports.web}"


def tiles_url(ports: Ports) -> str:
    """Where the app's backend finds the tiles."""
    return f"http://{HOST}:{ports.tiles}/api/tiles/v1"


def write(world: World, ports: Ports) -> bool:
    """Write ckan.ini, and one more for each share of the tests; true when ckan.ini changed."""
    template = (world.clone / "config" / "ckan.ini").read_text()
    licences = world.clone / "ckanext-rouen-municipalities/ckanext/rouen_municipalities/data/licences.json"
    if licences.exists():
        world.write(world.state / "etc" / "licences.json", licences.read_text())
    changed = world.write(world.ini, Template(template).substitute(_values(world, ports)))
    for share in shares.of(world):
        _write_test_ini(world, ports, share, template)
    return changed


def plugins(world: World) -> list[str]:
    """The plugins to load, in order; ROUEN_PLUGINS names those of ours to load when not all shall be."""
    present = {PLUGINS[name] for name in installable(world.clone)}
    wanted = os.environ.get("ROUEN_PLUGINS", " ".join(OURS)).split()
    ours = [name for name in OURS if name in present and name in wanted]
    return [*BEFORE, *(plugin for name in ours for plugin in (name, *WITH.get(name, ()))), *AFTER]


def _write_test_ini(world: World, ports: Ports, share: Share, template: str) -> None:
    values = {**_values(world, ports), **_own_values(world, ports, share)}
    overrides = Template((world.clone / "config" / "test.ini").read_text()).substitute(values)
    text = override(Template(template).substitute(values), overrides)
    world.write(share.ini(world), text)


def override(text: str, overrides: str) -> str:
    """Put settings in the place of those that an ini has in [app:main], or at the section's head."""
    for line in overrides.splitlines():
        if "=" not in line or line.startswith("#"):
            continue
        key = line.split("=", 1)[0].strip()
        text, found = re.subn(rf"(?m)^{re.escape(key)} *=.*$", lambda _, new=line: new, text)  # type: ignore[misc]
        if not found:
            text = text.replace("[app:main]\n", f"[app:main]\n{line}\n", 1)
    return text


def _values(world: World, ports: Ports) -> dict[str, object]:
    return {
        "site_id": site_id(world),
        "site_url": site_url(ports),
        "secure_cookies": "false",
        # A portal of tests reads links from the tests' own server.
        "fetch_networks": "" if world.is_portal else "127.0.0.0/8",
        "licences": world.state / "etc" / "licences.json",
        "plugins": " ".join(plugins(world)),
        "dataset_schemas": _schemas(world, "dataset_type"),
        "presets": " ".join(["ckanext.scheming:presets.json", _schemas(world, "scheming_presets_version")]),
        "organization_schemas": _schemas(world, "organization_type"),
        "sqlalchemy_url": postgres.url(world, ports, postgres.OWNER, postgres.MAIN),
        "datastore_write_url": postgres.url(world, ports, postgres.OWNER, postgres.DATASTORE),
        "datastore_read_url": postgres.url(world, ports, postgres.READER, postgres.DATASTORE),
        "pool_size": POOL_SIZE,
        "solr_url": solr.url(ports),
        "solr_user": solr.USER,
        "solr_password": world.secret("solr"),
        "redis_url": redis.url(world, ports),
        "secret_key": world.secret("secret_key"),
        "cookie_prefix": f"rouen-{ports.base}",
        "storage_path": world.state / "storage",
        "mail_port": ports.mail,
        "tiles_directory": world.state / "tiles",
    }


def _own_values(world: World, ports: Ports, share: Share) -> dict[str, object]:
    return {
        "sqlalchemy_url": postgres.url(world, ports, postgres.OWNER, share.main),
        "datastore_write_url": postgres.url(world, ports, postgres.OWNER, share.datastore),
        "datastore_read_url": postgres.url(world, ports, postgres.READER, share.datastore),
        "solr_url": solr.url(ports, share.core),
        "redis_url": redis.url(world, ports, share.redis),
        "storage_path": world.folder(share.storage),
        "tiles_directory": world.folder(share.tiles),
    }


def _schemas(world: World, key: str) -> str:
    """The scheming files of our extensions that have a key at their top level."""
    found = []
    for module in [PLUGINS[name] for name in installable(world.clone)]:
        folder = world.clone / f"ckanext-{module.replace('_', '-')}" / "ckanext" / module / "schemas"
        named = [path.name for path in sorted(folder.glob("*.yaml")) if re.search(rf"(?m)^{key}:", path.read_text())]
        found += [f"ckanext.{module}:schemas/{name}" for name in named]
    return " ".join(found)
