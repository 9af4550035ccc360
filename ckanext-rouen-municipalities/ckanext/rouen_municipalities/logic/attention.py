"""The dashboard of an organisation: why a dataset does not count, what is late, refused, expected, vacant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from .. import config
from ..core.attention import Administrators, Own, in_band, size_band, warnings, why_not_counted
from ..core.catalogue import open_licences, themes
from ..core.completeness import DONE, Standing
from ..core.freshness import Freshness
from ..core.territory import Commune, all_communes, communes_at
from ..store import attention as store
from ..store import joining
from ..store.freshness import freshness_of
from ..store.territory import Organization, commune_organizations
from .completeness import described, standings_of, summary

Entry = dict[str, Any]

#: Datasets that the dashboard looks at, those that changed last.
DATASETS = 500
#: Lines of a list of what is to be done.
LINES = 50
#: Themes that are told of communes of the same size.
THEMES = 5


def dashboard(session: Any, organization: Organization, insee: str | None, day: date, language: str) -> Entry:
    """What the members of an organisation need to know; a fixed number of queries, whatever it holds."""
    found = store.datasets_of(session, organization.id, insee, DATASETS)
    ids = [own.dataset.id for own in found]
    fresh = freshness_of(session, day, ids) if ids else {}
    datasets = [_dataset(own, fresh.get(own.dataset.id)) for own in found]
    administrators = store.administrators(session)
    return {
        "organization": {"id": organization.id, "name": organization.name, "title": organization.title, "insee": insee},
        "datasets": len(datasets),
        "complete": len(datasets) < DATASETS,
        "counted": sum(each["reason"] is None for each in datasets),
        "not_counted": [each for each in datasets if each["reason"]][:LINES],
        "late": sorted((each for each in datasets if each["days_late"]), key=lambda each: -each["days_late"])[:LINES],
        "refused": [_setback(each) for each in store.setbacks(session, ids, LINES)] if ids else [],
        "warnings": warnings(organization.vacant, administrators.get(organization.id, Administrators())),
        **_of_commune(session, insee, day, language),
        "communes": _communes_to_follow(session, administrators) if _leads(organization) else [],
        "requests": joining.open_cases(session) if _leads(organization) else None,
    }


def _of_commune(session: Any, insee: str | None, day: date, language: str) -> Entry:
    """What is expected of a commune by its size, and what others of that size publish; nothing for another."""
    commune = all_communes().get(insee or "")
    if commune is None:
        return {"expected": [], "scdl": None, "peers": None}
    standings = standings_of(session, {*communes_at(day), commune}, day)
    own = standings[commune.insee]
    return {
        "expected": [described(each, language) for each in own],
        "scdl": summary(own),
        "peers": _peers(session, commune, standings, day, language),
    }


def _peers(
    session: Any, commune: Commune, standings: Mapping[str, Sequence[Standing]], day: date, language: str
) -> Entry:
    """How many communes of the same size have each schema and each theme, most first; the commune itself left out."""
    band = size_band(commune.population)
    others = {each.insee for each in communes_at(day) if in_band(each.population, band)} - {commune.insee}
    schemas = [
        _schema_of_peers(each, position, others, standings, language)
        for position, each in enumerate(standings[commune.insee])
    ]
    published = store.themes_by_commune(session)
    counts = {code: len(others & published.get(code, set())) for code in themes()}
    return {
        "from": band[0],
        "to": band[1],
        "communes": len(others),
        "schemas": sorted((each for each in schemas if each["communes"]), key=lambda each: -each["communes"]),
        "themes": [
            {"code": code, "label": themes()[code].label(language), "communes": count}
            for code, count in sorted(counts.items(), key=lambda item: -item[1])[:THEMES]
            if count
        ],
    }


def _schema_of_peers(
    own: Standing, position: int, others: set[str], standings: Mapping[str, Sequence[Standing]], language: str
) -> Entry:
    having = [standings[insee][position] for insee in others if standings[insee][position].state in DONE]
    example = next((each.held for each in having if each.held), None)
    return {
        "title": own.expectation.title(language),
        "communes": len(having),
        "state": own.state.value,
        "example": {"name": example.package, "title": example.title} if example else None,
    }


def _communes_to_follow(session: Any, administrators: Mapping[str, Administrators]) -> list[Entry]:
    """The organisations of communes that lack somebody; for those who lead the initiative."""
    entries = [
        {
            "name": each.name,
            "title": each.title,
            "warnings": warnings(each.vacant, administrators.get(each.id, Administrators())),
        }
        for each in commune_organizations(session).values()
    ]
    return sorted((each for each in entries if each["warnings"]), key=lambda each: str(each["title"]))


def _leads(organization: Organization) -> bool:
    return organization.name == config.metropole_organization()


def _dataset(own: Own, fresh: Freshness | None) -> Entry:
    return {
        "name": own.name,
        "title": own.title,
        "reason": why_not_counted(own, open_licences()),
        "days_late": fresh.days_late if fresh else 0,
        "on_behalf": own.on_behalf,
    }


def _setback(each: store.Setback) -> Entry:
    return {
        "resource_id": each.resource_id,
        "resource": each.resource,
        "package": each.package,
        "title": each.title,
        "state": each.state,
        "when": each.when.isoformat() if each.when else None,
    }
