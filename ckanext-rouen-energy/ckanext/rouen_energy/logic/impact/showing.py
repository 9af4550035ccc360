"""What works saved, as pages and programs are answered: meters by name only for who may edit the owner's datasets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.store.datastore import reading

from ...core.impact import method, told
from ...core.impact.degree_days import METHODS
from ...core.impact.sentences import STRENGTHS, reason, sentence
from ...core.impact.student import LEVEL
from ...core.indicators import BUILDINGS
from ...store import estate, sources
from ...store import impact as store
from ...store.impact import Found
from ..language import language
from ..quality.inbox import carrier_label


def show(owner: sources.Organization | None, building: str | None, user: str) -> dict[str, Any]:
    """What works saved; `rouen_energy_impact` documents the keys. Raises ObjectNotFound."""
    names = public_buildings(owner.id if owner else None)
    if owner and building and building not in names.get(owner.id, {}):
        raise tk.ObjectNotFound(tk._("Bâtiment introuvable dans une table publique."))
    kept = store.found(owner.id if owner else None)
    works = [work for one in kept for work in _works(one, names.get(one.owner, {}), building, user)]
    figures = _of_building(works) if building else _of_owners(kept)
    return {
        **_figures(figures),
        "works": works,
        "counted": [{"id": one["id"], "text": one["sentence"]} for one in works if one["level"]],
        "refused": [_refused(one) for one in works if not one["level"]],
        **_provenance(kept, works),
    }


def public_buildings(owner: str | None) -> dict[str, dict[str, str]]:
    """The names of the buildings that anyone can see, by owner and identifier."""
    tables: dict[str, list[str]] = {}
    for table in sources.public_tables():
        if table.profile == BUILDINGS and owner in (None, table.owner_org):
            tables.setdefault(str(table.owner_org), []).append(table.resource_id)
    with reading() as connection:
        return {
            key: {one.id: one.name for one in estate.buildings(connection, resources)}
            for key, resources in tables.items()
        }


def _works(one: Found, names: Mapping[str, str], building: str | None, user: str) -> Iterable[dict[str, Any]]:
    """The works of an owner on buildings that anyone can see."""
    organization = sources.organization(one.owner)
    if organization is None:
        return
    may_see = _may_see_meters(organization, user)
    for work in one.found["works"]:
        if work["building"] in names and building in (None, work["building"]):
            yield {
                **work,
                "meter": work["meter"] if may_see else None,
                **_figures(work),
                "owner": organization.name,
                "building_name": names[work["building"]],
                "carriers": _carriers(work["counted"]),
                "meters": {key: sum(bool(item["carrier"]) for item in work[key]) for key in ("counted", "refused")},
                "counted": [_item(item, may_see) for item in work["counted"]],
                "refused": [_with_reasons(_item(item, may_see)) for item in work["refused"]],
                "degree_days": [
                    {**one, "label": METHODS[one["method"]].labels[language()]} for one in work["degree_days"]
                ],
            }


def _may_see_meters(organization: sources.Organization, user: str) -> bool:
    try:
        return bool(tk.check_access("rouen_energy_quality", {"user": user}, {"owner": organization.id}))
    except tk.NotAuthorized:
        return False


def _of_building(works: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The figures of the works of one building: of several, the sum of those of the strongest level."""
    for level in (told.MEASURED, told.INDICATIVE):
        parts = [{name: work[name] for name in told.NOTHING} for work in works if work["level"] == level]
        if parts:
            return told.summed(parts)
    return told.NOTHING


def _of_owners(kept: Sequence[Found]) -> Mapping[str, Any]:
    for level in (told.MEASURED, told.INDICATIVE):
        parts = [one.found["totals"][level] for one in kept if level in one.found["totals"]]
        if parts:
            return told.summed(parts)
    return told.NOTHING


def _figures(figures: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: figures[name] for name in told.NOTHING}
    level = known["level"]
    strength = STRENGTHS[level][language()] if level else None
    return {**known, "strength": strength, "sentence": sentence(known, language())}


def _carriers(counted: Iterable[Mapping[str, Any]]) -> list[dict[str, str | None]]:
    names = sorted({str(item["carrier"]) for item in counted if item["carrier"]})
    return [{"carrier": name, "label": carrier_label(name)} for name in names]


def _item(item: Mapping[str, Any], may_see: bool) -> dict[str, Any]:
    carrier = item["carrier"] or None
    words = [carrier_label(carrier)] if carrier else []
    label = " ".join([*words, *([str(item["number"])] if item["number"] else [])])
    return {**item, "id": item["id"] if may_see else None, "carrier": carrier, "label": label or None}


def _with_reasons(item: dict[str, Any]) -> dict[str, Any]:
    reasons = [{**one, "text": reason(one, language())} for one in item["reasons"]]
    return {
        **item,
        "reason": reasons[0]["rule"] if reasons else None,
        "text": " ; ".join(one["text"] for one in reasons),
        "reasons": reasons,
    }


def _refused(work: Mapping[str, Any]) -> dict[str, Any]:
    """Works of which nothing is told, and the first reason of each thing that was refused."""
    texts = [f"{item['label']} : {item['text']}" if item["label"] else item["text"] for item in work["refused"]]
    reasons = [item["reason"] for item in work["refused"]]
    return {"id": work["id"], "reason": reasons[0] if reasons else None, "text": " ; ".join(texts)}


def _provenance(kept: Sequence[Found], works: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Method, formula, sources and date."""
    said = {"formula": method.FORMULA, "required": method.REQUIRED, "limits": method.LIMITS, "bills": method.BILLS}
    tables = [source for one in kept for source in one.found["sources"]]
    named = sources.datasets([table["resource_id"] for table in tables])
    shown = [
        {**table, "dataset": named[table["resource_id"]].name, "title": named[table["resource_id"]].title}
        for table in tables
        if table["resource_id"] in named
    ]
    nothing = {"level": tk._("Aucuns travaux ne sont déclarés.")} if not works else {}
    return {
        "method": {**{name: words[language()] for name, words in said.items()}, "level": round(100 * LEVEL)},
        "formula_version": method.FORMULA_VERSION,
        "sources": shown,
        "synthetic": any(one.found["synthetic"] for one in kept),
        "computed_at": max((one.computed.isoformat() for one in kept if one.computed), default=None),
        "reasons": nothing,
    }
