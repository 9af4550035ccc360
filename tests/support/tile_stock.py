"""Datasets of a running portal with a tile each, opened and closed again and again by tests that break or load it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from outside import Portal, Refused, outcome

Dataset = dict[str, Any]
Way = Callable[[Portal, Dataset], None]

OWNER, COMMUNE = "metropole-rouen-normandie", "76540"
DATASET = {"owner_org": OWNER, "theme": "ENVI", "license_id": "etalab-2.0", "frequency": "ANNUAL"}
NEVER_EXISTED = 404
HEADER = (
    "EQUIP_UID;EQUIP_TYPE;EQUIP_NOM;EQUIP_LAT;EQUIP_LONG;ADR_NUMERO;ADR_NOMVOIE;ADR_CODEPOSTAL;ADR_COMMUNE;"
    "code_insee;EQUIP_OUVERTURE;EQUIP_TEL;EQUIP_WEB;accessible"
)
ROW = "{place};Déchèterie;{name};49,43;1,11;12;rue du Port;76000;Rouen;76540;Mo-Sa 09:00-18:00;;;oui"
TILE = """
id: {id}
category: dechets
title: {{fr: "{title}"}}
summary: {{fr: "Pour les essais"}}
a11y: {{label: {{fr: "{title}"}}}}
icon: bin
kind: map_list
department: dechets
sources:
- resource: "{resource}"
  profile: rouen/equipements
  municipality: {{by: column, field: code_insee}}
on_unhealthy: flag
owner: {{organization: metropole-rouen-normandie}}
"""


@dataclass
class Stock:
    """Tiles by id, with the id of the dataset behind each."""

    portal: Portal
    datasets: dict[str, str] = field(default_factory=dict)

    def add(self, title: str = "Essai") -> str:
        """Publish a table and a tile that shows it; the id of the tile, which is taken for ever."""
        name = f"essai-{secrets.token_hex(5)}"
        dataset = self.portal.call("package_create", name=name, title=title, notes="Pour les essais.", **DATASET)
        content = "\n".join([HEADER, ROW.format(place="DEC1", name=title), ""]).encode()
        given = {"package_id": dataset["id"], "name": "Table", "profile": "rouen/equipements"}
        resource = self.portal.send("resource_create", content, "table.csv", **given)
        assert outcome(self.portal, resource["id"])["state"] == "published"
        self.portal.call("rouen_tile_create", yaml=TILE.format(id=name, title=title, resource=resource["id"]))
        self.approve(name, 1)
        self.datasets[name] = dataset["id"]
        return name

    def edit(self, tile_id: str, title: str) -> int:
        """Save another title for a tile; its revision."""
        shown = self.portal.read("rouen_tile_show", id=tile_id)["latest"]
        document = {**shown["document"], "title": {"fr": title}}
        saved = self.portal.call("rouen_tile_update", id=tile_id, revision=shown["revision"], document=document)
        return int(saved["revision"])

    def approve(self, tile_id: str, revision: int) -> None:
        """Let the app see a revision."""
        self.portal.call("rouen_tile_submit", id=tile_id, revision=revision)
        self.portal.call("rouen_tile_approve", id=tile_id, revision=revision)

    def open(self, *tile_ids: str) -> None:
        """Make datasets public, and their tiles served."""
        wanted = [self.datasets[tile_id] for tile_id in tile_ids]
        self.portal.call("bulk_update_public", datasets=wanted, org_id=self._owner())
        self.portal.call("rouen_tile_release_create")

    def close(self, tile_id: str, place: int = 0) -> str:
        """Make that nobody may see a dataset, by one of the ways of which each can be taken back; its name."""
        return self._do(WAYS[place % len(WAYS)], tile_id)

    def close_for_good(self, tile_id: str, place: int = 0) -> str:
        """The same, by one of the ways that cannot be taken back; its name."""
        return self._do(WAYS_FOR_GOOD[place % len(WAYS_FOR_GOOD)], tile_id)

    def _do(self, way: Way, tile_id: str) -> str:
        dataset = self.portal.read("package_show", id=self.datasets[tile_id])
        way(self.portal, dataset)
        return way.__name__

    def _owner(self) -> str:
        found: dict[str, Any] = self.portal.read("organization_show", id=OWNER)
        return str(found["id"])


def made_private_in_bulk(portal: Portal, dataset: Dataset) -> None:
    """As the page of an organisation does."""
    portal.call("bulk_update_private", datasets=[dataset["id"]], org_id=dataset["owner_org"])


def made_private_by_patch(portal: Portal, dataset: Dataset) -> None:
    """As a program does."""
    portal.call("package_patch", id=dataset["id"], private=True)


def made_private_by_update(portal: Portal, dataset: Dataset) -> None:
    """As the form does."""
    portal.call("package_update", **{**dataset, "state": "active", "private": True})


def made_a_draft(portal: Portal, dataset: Dataset) -> None:
    """Back to a draft."""
    portal.call("package_patch", id=dataset["id"], state="draft")


def deleted(portal: Portal, dataset: Dataset) -> None:
    """Into the trash."""
    portal.call("package_delete", id=dataset["id"])


def deleted_in_bulk(portal: Portal, dataset: Dataset) -> None:
    """Into the trash, from the page of an organisation."""
    portal.call("bulk_update_delete", datasets=[dataset["id"]], org_id=dataset["owner_org"])


def purged(portal: Portal, dataset: Dataset) -> None:
    """Gone for ever."""
    portal.call("dataset_purge", id=dataset["id"])


def without_its_resource(portal: Portal, dataset: Dataset) -> None:
    """The resource alone is deleted."""
    portal.call("resource_delete", id=dataset["resources"][0]["id"])


def emptied_by_update(portal: Portal, dataset: Dataset) -> None:
    """An update names no resource any more."""
    portal.call("package_update", **{**dataset, "state": "active", "resources": []})


WAYS: tuple[Way, ...] = (
    made_private_in_bulk,
    made_private_by_patch,
    made_private_by_update,
    made_a_draft,
    deleted,
    deleted_in_bulk,
)
WAYS_FOR_GOOD: tuple[Way, ...] = (purged, without_its_resource, emptied_by_update)


@contextmanager
def stock(portal: Portal, number: int) -> Iterator[Stock]:
    """So many tiles, which are gone at the end."""
    found = Stock(portal)
    try:
        for place in range(number):
            found.add(f"Essai {place}")
        yield found
    finally:
        for tile_id, dataset in found.datasets.items():
            _end(portal, tile_id)
            _purge(portal, dataset)


def _end(portal: Portal, tile_id: str) -> None:
    try:
        portal.call("rouen_tile_retire", id=tile_id, reason="fin des essais")
    except Refused:
        return


def _purge(portal: Portal, dataset: str) -> None:
    try:
        portal.call("dataset_purge", id=dataset)
    except Refused as refused:
        if refused.status != NEVER_EXISTED:
            raise
