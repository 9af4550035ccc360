"""Workbooks for the town hall: the one to fill in for a profile, and a refused file with its errors shown."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import IO, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ... import config
from ...core.tabular.profile import Profile
from ...core.tabular.report import Report
from ...core.tabular.workbooks.annotated import CannotBeCut, Refusal, can_be_annotated, write_annotated
from ...core.tabular.workbooks.known import Office
from ...core.tabular.workbooks.template import write_template
from ...core.territory import communes_at
from ...store import files
from ...store import publication as record
from ..clock import today
from ..language import language
from .profiles import find_profile

Labels = Mapping[str, Mapping[str, str]]

#: bytes of a workbook that are kept in memory
_IN_MEMORY = 1 << 20


def office_of(organization: Mapping[str, Any]) -> Office:
    """What is known of an organisation that fills in a workbook."""
    known = {key: str(organization.get(key) or "") for key in ("insee", "siren", "siret")}
    return Office(name=str(organization.get("title") or ""), **known)


def template(profile: Profile, office: Office) -> IO[bytes]:
    """The workbook to fill in for a profile, in the language of whoever asks."""
    target = _workbook()
    write_template_to(target, profile, office, language())
    target.seek(0)
    return target


def write_template_to(target: IO[bytes], profile: Profile, office: Office, words: str) -> None:
    """The same, to a file of the caller's and in a language that is named."""
    write_template(target, profile, words, office, _labels(today()))


def may_be_annotated(by_rule: Iterable[Mapping[str, Any]], header_line: int | None) -> bool:
    """Whether `annotated` has something to show of a refused file, from what a page knows of its report."""
    counts = Counter({each["rule"]: each["count"] for each in by_rule})
    return can_be_annotated(Report(errors=counts.total(), by_rule=counts, header_line=header_line))


def annotated(publication_id: str) -> IO[bytes]:
    """A refused file as a workbook, for a caller who has made sure that it may be seen. Raises ObjectNotFound."""
    publication = record.show(model.Session, publication_id)
    if publication is None:
        raise tk.ObjectNotFound(publication_id)
    report = Report.from_dict(publication.report) if publication.report else Report()
    profile = find_profile(publication.profile or "")
    refusal = Refusal(files.path_of(publication.file.sha256), publication.file.name, report, profile)
    target = _workbook()
    try:
        write_annotated(target, refusal, language(), config.limits())
    except CannotBeCut as error:
        raise tk.ObjectNotFound(tk._("Ce fichier ne peut pas être montré dans un classeur.")) from error
    target.seek(0)
    return target


@lru_cache(maxsize=2)
def _labels(day: date) -> Labels:
    """The codes of each register with what they mean, on a day."""
    communes = sorted(communes_at(day), key=lambda commune: commune.sort_key)
    return {"communes": {commune.insee: commune.name for commune in communes}}


def _workbook() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)
