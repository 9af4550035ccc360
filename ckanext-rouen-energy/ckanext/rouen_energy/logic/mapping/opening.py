"""The file that somebody makes a mapping for: the latest of a resource, or one that is sent and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from werkzeug.datastructures import FileStorage

from ckanext.rouen_municipalities import config
from ckanext.rouen_municipalities.core.tabular.issues import Refused
from ckanext.rouen_municipalities.core.tabular.messages import render
from ckanext.rouen_municipalities.core.tabular.officer_file import OfficerFile
from ckanext.rouen_municipalities.core.tabular.opening import opened
from ckanext.rouen_municipalities.core.tabular.spreadsheets.choosing import listed_sheets
from ckanext.rouen_municipalities.core.tabular.spreadsheets.exchange import Sheets
from ckanext.rouen_municipalities.logic.publication.checking import borrowed
from ckanext.rouen_municipalities.store import files
from ckanext.rouen_municipalities.store import publication as record

from ..language import language

#: issues whose value lists the sheets of a workbook
_SHEET_RULES = ("sheet-ambiguous", "sheet-unfit")


@dataclass(frozen=True)
class Given:
    """A file on the disk, the name that its officer gave it, and the sheet to read."""

    path: Path
    name: str
    sheet: str = ""


class Unreadable(Exception):
    """A file that is no table, or a workbook of which a sheet has to be chosen: `sheets`."""

    def __init__(self, refusal: Refused) -> None:
        super().__init__(refusal.issue.rule)
        issue = refusal.issue
        self.message = render(issue, language()).message
        self.sheets = listed_sheets(issue.value) if issue.rule in _SHEET_RULES else []


def file_of_resource(resource_id: str, sheet: str | None = None) -> Given:
    """The latest file of a resource. Raises ObjectNotFound."""
    latest = record.latest(model.Session, resource_id)
    if latest is None:
        raise tk.ObjectNotFound(tk._("Aucun fichier n'a été déposé pour cette ressource."))
    wanted = latest.sheet if sheet is None else sheet
    return Given(files.path_of(latest.file.sha256), latest.file.name, wanted or "")


@contextmanager
def file_sent(upload: Any, sheet: str | None = None) -> Iterator[Given]:
    """A file that is sent, for as long as the block. Raises ValidationError when there is none, or it is large."""
    if not isinstance(upload, FileStorage) or not upload.filename:
        raise tk.ValidationError({"upload": [tk._("Déposez un fichier.")]})
    with borrowed(upload) as path:
        yield Given(path, upload.filename, sheet or "")


@contextmanager
def open_file(given: Given) -> Iterator[OfficerFile]:
    """The rows of a file, for as long as the block. Raises Unreadable."""
    limits = config.limits()
    try:
        with opened(given.path, Sheets(given.sheet, "", ()), limits) as source:
            yield OfficerFile(source, given.name, limits)
    except Refused as refusal:
        raise Unreadable(refusal) from refusal
