"""Writes what the report says, a dataset at a time: one that fails leaves the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.moving.found import FoundDataset
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
        package = tk.get_action("package_patch")(context, {"id": line.package_id, **_fields(line)})
    else:
        package = tk.get_action("package_create")(context, {"name": _name(line.found), **_fields(line)})
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
        "communes": [line.commune] if line.commune else [],
        "tags": [{"name": tag} for tag in _tags(found.keywords)],
        "maintainer": found.contact,
        "maintainer_email": _address(found.contact_email),
        "resources": [{"name": each.name, "url": each.url, "format": each.format} for each in found.resources],
    }


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
