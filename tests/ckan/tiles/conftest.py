"""A portal with three tables that tiles show, and the tile application that an app's backend asks."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ckan import model
from ckan.tests import helpers
from ckanext.rouen_municipalities.logic.publication import publish_file
from ckanext.rouen_tiles import config
from ckanext.rouen_tiles import model as tables
from ckanext.rouen_tiles.logic import tile as life
from tiles_backend import Backend

PROFILE = "rouen/equipements"
HEADER = (
    "EQUIP_UID;EQUIP_TYPE;EQUIP_NOM;EQUIP_LAT;EQUIP_LONG;ADR_NUMERO;ADR_NOMVOIE;ADR_CODEPOSTAL;ADR_COMMUNE;"
    "code_insee;EQUIP_OUVERTURE;EQUIP_TEL;EQUIP_WEB;accessible"
)
ROUEN = "DEC1;Déchèterie;Déchèterie des Quais;49,43;1,11;12;rue du Port;76000;Rouen;76540;Mo-Sa 09:00-18:00;;;oui"
OISSEL = "DEC2;Déchèterie;Déchèterie du Val;49,34;1,09;;rue des Bois;76350;Oissel;76484;;;;non"

YAML = """
id: {id}
category: dechets
title: {{fr: Déchèteries, en: Recycling centres}}
summary: {{fr: Où déposer ce qui est encombrant}}
a11y: {{label: {{fr: Déchèteries}}}}
icon: bin
kind: map_list
department: dechets
sources:
- resource: {{dataset: {dataset}}}
  profile: rouen/equipements
  municipality: {{by: column, field: code_insee}}
owner: {{organization: metropole-rouen-normandie, contact: dechets@example.org}}
"""


class LiveBackend(Backend):
    """The app's backend now: asks the tile application, which reads the folder alone."""

    def clock(self) -> float:
        return time.time()

    def tiles(self) -> list[str]:
        """Ids of the tiles in the release that the manifest names."""
        release = self.get(self.get("manifest").json["release"])
        return [tile["id"] for tile in release.json["tiles"]]


@pytest.fixture
def tiles_portal(metropole: dict[str, Any]) -> dict[str, Any]:
    """The Métropole on a portal where no tile was ever written."""
    with model.meta.engine.begin() as connection:
        for table in tables.metadata.sorted_tables:
            connection.execute(sa.text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
            connection.execute(sa.text(f"TRUNCATE {table.name} CASCADE"))
            connection.execute(sa.text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))
    for path in config.directory().glob("*"):
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return metropole


@pytest.fixture
def backend() -> LiveBackend:
    return LiveBackend(config.directory())


Publish = Callable[..., str]


@pytest.fixture
def publish_table(
    tiles_portal: dict[str, Any], new_dataset: Callable[..., dict[str, Any]], tmp_path: Path, test_request_context: Any
) -> Publish:
    """Publishes lines as the one table of a dataset; gives the id of its resource."""

    def publish(dataset: str, *lines: str) -> str:
        try:
            helpers.call_action("package_show", id=dataset)
        except helpers.logic.NotFound:
            new_dataset(name=dataset, owner_org=tiles_portal["id"])
        path = tmp_path / f"{dataset}.csv"
        path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
        with test_request_context():
            return str(publish_file(path, dataset=dataset, profile=PROFILE, name="Table")["resource_id"])

    return publish


BringLive = Callable[..., None]


@pytest.fixture
def bring_live(test_request_context: Any) -> BringLive:
    """Imports and publishes a tile that shows a dataset."""

    def bring(dataset: str, tile: str | None = None) -> None:
        with test_request_context():
            tile_id, _ = life.bring_in(YAML.format(id=tile or dataset, dataset=dataset), "essai")
            life.make_live(tile_id, "essai")

    return bring


@pytest.fixture
def live(publish_table: Publish, bring_live: BringLive) -> str:
    """A published tile; the id of its resource."""
    resource = publish_table("decheteries", ROUEN, OISSEL)
    bring_live("decheteries")
    return resource


@pytest.fixture
def tile_yaml() -> Callable[..., str]:
    """The YAML of a tile that shows a dataset."""
    return lambda tile="decheteries", dataset="decheteries": YAML.format(id=tile, dataset=dataset)


@pytest.fixture
def rows() -> dict[str, str]:
    """Lines of a table by commune."""
    return {"76540": ROUEN, "76484": OISSEL}
