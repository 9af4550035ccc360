"""A publication as the API tells it, and in words."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.display import format_number
from ...core.growth import Growth
from ...core.publication import PUBLISHED, Publication
from ...core.tabular.report import Report
from ...store import publication as record
from ..language import language
from .checking import Checked

#: how many publications a caller gets who does not say, and at most
USUAL, MOST = 100, 1000


def as_dict(publication: Publication) -> dict[str, Any]:
    """A publication for anybody who may see it."""
    report = Report.from_dict(publication.report).to_dict(language()) if publication.report else None
    return {
        "id": publication.id,
        "resource_id": publication.resource_id,
        "state": publication.state,
        "profile": publication.profile,
        "profile_version": publication.profile_version,
        "sheet": publication.sheet,
        "file": {
            "name": publication.file.name,
            "sha256": publication.file.sha256,
            "bytes": publication.file.bytes,
            "source": publication.file.source,
            "encoding": (report or {}).get("encoding"),
            "delimiter": (report or {}).get("delimiter"),
        },
        "rows": publication.rows,
        "columns": publication.columns,
        "mode": publication.mode,
        "growth": _growth(publication),
        "rows_read": publication.rows_read,
        "bytes_read": publication.bytes_read,
        "created": _iso(publication.created),
        "started": _iso(publication.started),
        "finished": _iso(publication.finished),
        "seconds": publication.seconds,
        "report": report,
        "reason": publication.reason,
    }


def listed(resource_id: str, state: str | None, limit: int, offset: int) -> list[dict[str, Any]]:
    """Publications of a resource, newest first, without the issues of their reports; of one state or of all."""
    found = record.history(model.Session, resource_id, state, limit, offset)
    return [_without_issues(as_dict(publication)) for publication in found]


def with_senders(publications: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same for those who may know who sent each file: `user` is a name and a display name, or nothing."""
    senders = record.senders(model.Session, [publication["id"] for publication in publications])
    return [{**publication, "user": senders.get(publication["id"])} for publication in publications]


def history_length(resource_id: str) -> int:
    """How many publications of a resource the present user may see."""
    may_edit = tk.h.check_access("resource_update", {"id": resource_id})
    return record.count(model.Session, resource_id, None if may_edit else PUBLISHED)


def growth_in_words(growth: Growth) -> str:
    """What a file did to the rows of a growing table: 12 lignes nouvelles, 3 corrigées, 997 inchangées."""
    parts = [
        tk.ungettext("%(count)s ligne nouvelle", "%(count)s lignes nouvelles", growth.new, count=_number(growth.new)),
        tk.ungettext("%(count)s corrigée", "%(count)s corrigées", growth.changed, count=_number(growth.changed)),
        tk.ungettext("%(count)s inchangée", "%(count)s inchangées", growth.same, count=_number(growth.same)),
    ]
    if growth.removed:
        parts.append(
            tk.ungettext("%(count)s retirée", "%(count)s retirées", growth.removed, count=_number(growth.removed))
        )
    return ", ".join(parts)


def growth_as_dict(growth: Growth) -> dict[str, Any]:
    """The same for programs and people."""
    return {**vars(growth), "message": growth_in_words(growth)}


def check_as_dict(checked: Checked) -> dict[str, Any]:
    """A check without a publication, for whoever asked for it."""
    profile = checked.profile
    read_with = profile and {
        "name": "" if checked.is_inferred else profile.name,
        "version": profile.version,
        "title": profile.title.text(language()),
        "inferred": checked.is_inferred,
        "fields": [{"name": field.name, "type": field.type} for field in profile.fields],
    }
    growth = growth_as_dict(checked.growth) if checked.growth else None
    return {**checked.report.to_dict(language()), "profile": read_with, "growth": growth}


def _growth(publication: Publication) -> dict[str, Any] | None:
    return growth_as_dict(publication.growth) if publication.growth else None


def _without_issues(publication: dict[str, Any]) -> dict[str, Any]:
    report = publication["report"]
    kept = report and {key: value for key, value in report.items() if key not in ("issues", "complete")}
    return {**publication, "report": kept}


def _number(value: int) -> str:
    return format_number(value, language())


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
