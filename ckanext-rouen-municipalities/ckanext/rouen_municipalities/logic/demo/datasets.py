"""The datasets of the demo: a description, and for most a table that goes the same way as an officer's file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from ckan import model

from ...store import publication as record
from ..publication import publish_file
from ..validators import DEFAULT_LICENCE
from .common import COMMUNES, FOLDER, call, find

TAG = "démonstration"
NOTICE = (
    "**Démonstration.** Données inventées pour essayer le portail : elles ne décrivent aucun lieu, aucune personne "
    "ni aucune décision réels."
)
_OF_THE_OWNER = "owner"


@dataclass(frozen=True)
class DemoDataset:
    """A dataset of `demo/datasets.yaml`; with a profile it has a table, with a link a resource elsewhere."""

    name: str
    title: str
    notes: str
    owner: str
    theme: str
    frequency: str
    tags: tuple[str, ...]
    secondary_themes: tuple[str, ...] = ()
    hvd_category: tuple[str, ...] = ()
    communes: str = ""
    licence: str = DEFAULT_LICENCE
    profile: str = ""
    table: str = ""
    link: str = ""

    @property
    def file(self) -> Path:
        """The file of its table."""
        return FOLDER / "files" / f"{self.name}.csv"


def demo_datasets() -> list[DemoDataset]:
    """Every dataset of the demo."""
    listed = yaml.safe_load((FOLDER / "datasets.yaml").read_text(encoding="utf-8"))
    return [DemoDataset(**entry) for entry in listed]


def add_dataset(dataset: DemoDataset) -> None:
    """Create the dataset if it is missing, and publish its table unless this very file already is."""
    package = find("package_show", dataset.name) or call("package_create", **_fields(dataset))
    if dataset.profile and not _is_published(package, dataset):
        publish_file(dataset.file, dataset=dataset.name, profile=dataset.profile, name=dataset.table)


def _fields(dataset: DemoDataset) -> dict[str, Any]:
    resources = [{"name": "Page du site", "url": dataset.link, "format": "HTML"}] if dataset.link else []
    return {
        "name": dataset.name,
        "title": dataset.title,
        "notes": f"{dataset.notes}\n\n{NOTICE}",
        "owner_org": dataset.owner,
        "theme": dataset.theme,
        "secondary_themes": list(dataset.secondary_themes),
        "hvd_category": list(dataset.hvd_category),
        "frequency": dataset.frequency,
        "communes": [COMMUNES[dataset.owner]] if dataset.communes == _OF_THE_OWNER else [],
        "license_id": dataset.licence,
        "tags": [{"name": tag} for tag in (*dataset.tags, TAG)],
        "maintainer": "Équipe Données ouvertes",
        "maintainer_email": "donnees@example.org",
        "resources": resources,
    }


def _is_published(package: dict[str, Any], dataset: DemoDataset) -> bool:
    digest = hashlib.sha256(dataset.file.read_bytes()).hexdigest()
    found = [record.last_published(model.Session, resource["id"]) for resource in package["resources"]]
    return any(publication and publication.file.sha256 == digest for publication in found)
