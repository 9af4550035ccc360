"""Writes what the report says, a dataset at a time: one that fails leaves the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.moving.found import FoundDataset, FoundResource
from ...core.moving.plan import WRITTEN, Line, Move
from ...core.searching import fold
from ...store import moving as record
from ..acting import as_the_portal

_LONGEST_NAME = 90
_LONGEST_TAG = 100
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)


def apply(source: str, lines: Iterable[Line]) -> list[str]:
    """Create and update what the report announces; give what failed, in words. Can be run again."""
    failed = []
    for line in lines:
        if line.move not in WRITTEN:
            continue
        try:
            _write(source, line)
        except tk.ValidationError as error:
            model.Session.rollback()
            failed.append(f"{line.found.title} : {error.error_summary}")
    return failed


def _write(source: str, line: Line) -> None:
    """The dataset and the record of its coming are one transaction."""
    context = {**as_the_portal(), "defer_commit": True}
    if line.move is Move.UPDATE:
        before = tk.get_action("package_show")(as_the_portal(), {"id": line.package_id})
        fields = {**_fields(line), "resources": _resources(line.found, before["resources"])}
        package = tk.get_action("package_patch")(context, {"id": line.package_id, **fields})
    else:
        fields = {**_fields(line), "resources": _resources(line.found)}
        package = tk.get_action("package_create")(context, {"name": _name(line.found), **fields})
    record.remember(model.Session, source, line.found.identifier, package["id"], line.found.digest)
    model.Session.commit()


def _fields(line: Line) -> dict[str, Any]:
    found = line.found
    return {
        "title": found.title,
        "notes": found.notes or found.title,
        "owner_org": line.organization,
        "theme": line.themes[0],
        "secondary_themes": list(line.themes[1:]),
        "license_id": line.licence,
        "frequency": line.frequency,
        "communes": list(line.communes),
        "tags": [{"name": tag} for tag in _tags(found.keywords)],
        "maintainer": found.contact,
        "maintainer_email": _address(found.contact_email),
    }


def _resources(found: FoundDataset, here: Iterable[dict[str, Any]] = ()) -> list[dict[str, Any]]:
    """The links of the source, each one that is here already with its id, its profile and what was added to it.

    Files that were uploaded here stay; links that the source names no more go.
    """
    known = {resource["url"]: resource for resource in here}
    kept = [resource for resource in here if resource.get("url_type")]
    return [{**known.get(each.url, {}), **_link(each)} for each in found.resources] + kept


def _link(found: FoundResource) -> dict[str, Any]:
    told = {"name": found.name, "url": found.url, "format": found.format, "description": found.description}
    return {**told, "last_modified": found.modified} if found.modified else told


def _address(written: str) -> str:
    """An e-mail address, or nothing: a wrong one would refuse the whole dataset."""
    address = written.removeprefix("mailto:").strip()
    return address if _ADDRESS.fullmatch(address) else ""


def _tags(keywords: Iterable[str]) -> list[str]:
    """Keywords as CKAN takes them: letters, figures, spaces, `-_.`, from two characters on."""
    clean = (re.sub(r"[^\w \-.]", " ", word).strip()[:_LONGEST_TAG] for word in keywords)
    return list(dict.fromkeys(" ".join(word.split()) for word in clean if len(word) > 1))


def _name(found: FoundDataset) -> str:
    wanted = fold(found.title).replace(" ", "-").replace("_", "-")[:_LONGEST_NAME].strip("-") or "jeu"
    return record.free_name(model.Session, wanted)
