"""A file without a profile: its columns are proposed, its officer confirms them, and from then on they are declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ... import config
from ...core.profiles import DRAFT, INFERRED, TO_PROPOSE, FrozenProfile, may_be_table, next_draft, next_version, split
from ...core.publication import KeptFile
from ...core.tabular.confirming import Choices, chosen, remembered, same_table
from ...core.tabular.inference import ColumnProposal, Proposal, propose
from ...core.tabular.limits import MEBIBYTE, Limits
from ...core.tabular.profile import Profile, ProfileError, load_profile
from ...core.tabular.report import Report
from ...core.tabular.spreadsheets.choosing import listed_sheets
from ...store import files
from ...store import profiles as store
from ...store import publication as record
from .loading import examine

#: rules whose issue lists the sheets of the workbook
SHEET_RULES = {"sheet-ambiguous": "value", "sheet-unfit": "value", "sheet-missing": "expected"}


@dataclass(frozen=True)
class Suggestion:
    """What is proposed for the latest file of a resource: a descriptor, and why each column is as it is."""

    resource_id: str
    file: KeptFile
    #: the sheet that was read, or empty
    sheet: str
    descriptor: Mapping[str, Any]
    columns: Sequence[ColumnProposal]
    report: Report
    #: what the officer has said before of this resource, confirmed or not
    previous: FrozenProfile | None = None

    @property
    def sheets(self) -> list[str]:
        """The sheets among which the officer has to choose."""
        return sheets_to_choose(self.report)


class NotFitting(Exception):
    """The file does not follow what the officer says of it; `report` says where."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{report.errors} errors")
        self.report = report


def sheets_to_choose(report: Report) -> list[str]:
    """The sheets of a workbook of which none was certain."""
    return next(
        (
            listed_sheets(getattr(issue, SHEET_RULES[issue.rule]))
            for issue in report.issues
            if issue.rule in SHEET_RULES
        ),
        [],
    )


def suggest(resource_id: str, sheet: str | None = None) -> Suggestion:
    """A profile for the latest file of a resource. Raises ObjectNotFound, and ValidationError for no table."""
    latest = record.latest(model.Session, resource_id)
    if latest is None:
        raise tk.ObjectNotFound(tk._("Aucun fichier n'a été déposé pour cette ressource."))
    _check_size(latest.file)
    wanted = sheet if sheet is not None else latest.sheet or ""
    found = _proposal(latest.file.sha256, wanted, config.limits())
    previous = _previous(resource_id)
    descriptor = remembered(found.descriptor, previous.descriptor if previous else None) if found.columns else {}
    return Suggestion(
        resource_id, latest.file, found.report.sheet or wanted, descriptor, found.columns, found.report, previous
    )


def confirm(suggestion: Suggestion, choices: Choices, user_id: str | None) -> str:
    """Freeze what the officer says of her file; give the `name@version` for its resource to name.

    Raises NotFitting when the file says otherwise, ProfileError for what is no profile.
    """
    confirmed = [one for one in store.of_resource(suggestion.resource_id) if one.origin == INFERRED]
    name = confirmed[-1].name if confirmed else _name_for(suggestion.resource_id)
    version = next_version(one.version for one in confirmed)
    profile = load_profile({**chosen(suggestion.descriptor, choices), "name": name, "version": version})
    report = examine(files.path_of(suggestion.file.sha256), profile, suggestion.sheet)
    if not report.accepted:
        raise NotFitting(report)
    if confirmed and same_table(confirmed[-1].descriptor, profile.descriptor):
        return f"{name}@{confirmed[-1].version}"
    _freeze(profile, INFERRED, suggestion.resource_id, user_id)
    return f"{name}@{version}"


def keep_draft(suggestion: Suggestion, choices: Choices, user_id: str | None) -> None:
    """Keep what the officer has said so far; nothing is published. Raises ProfileError for what is no profile."""
    drafts = [one for one in store.of_resource(suggestion.resource_id) if one.origin == DRAFT]
    name = f"brouillons/{suggestion.resource_id}"
    version = next_draft(one.version for one in drafts)
    profile = load_profile({**chosen(suggestion.descriptor, choices), "name": name, "version": version})
    _freeze(profile, DRAFT, suggestion.resource_id, user_id)


def may_be_described(resource: Mapping[str, Any]) -> bool:
    """Whether the officer of a resource may be shown what could be said of its columns."""
    return _is_own(resource) and may_be_table(str(resource.get("url") or ""))


def _is_own(resource: Mapping[str, Any]) -> bool:
    """Whether a resource names no profile, one that waits for its officer, or the one that she confirmed for it."""
    name = resource.get("profile") or TO_PROPOSE
    return name == TO_PROPOSE or any(split(name)[0] == one.name for one in store.of_resource(resource["id"]))


def _check_size(file: KeptFile) -> None:
    if file.bytes <= config.proposal_bytes():
        return
    message = tk._(
        "Fichier trop gros pour une proposition : {limit} Mo au plus. Déposez d'abord un extrait, confirmez ses "
        "colonnes, puis déposez le fichier entier."
    )
    raise tk.ValidationError({"resource_id": [message.format(limit=config.proposal_bytes() // MEBIBYTE)]})


@lru_cache(maxsize=64)
def _proposal(sha256: str, sheet: str, limits: Limits) -> Proposal:
    """The proposal for a file, which never changes."""
    return propose(files.path_of(sha256), "proposition", limits, sheet)


def _previous(resource_id: str) -> FrozenProfile | None:
    said = store.of_resource(resource_id)
    return said[-1] if said else None


def _name_for(resource_id: str) -> str:
    resource = model.Session.get(model.Resource, resource_id)
    package = model.Session.get(model.Package, resource.package_id)
    return f"jeux/{package.name}/{resource_id[:8]}"


def _freeze(profile: Profile, origin: str, resource_id: str, user_id: str | None) -> None:
    """Raises ProfileError when somebody else has just confirmed another one."""
    new = FrozenProfile(
        profile.name,
        profile.version,
        profile.descriptor,
        profile.sha256,
        origin,
        resource_id=resource_id,
        user_id=user_id,
    )
    if store.freeze(new).sha256 != new.sha256:
        raise ProfileError("version", tk._("quelqu'un vient de confirmer ces colonnes : relisez la page"))
