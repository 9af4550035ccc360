"""Where a person can see each thing that a KPI counted or did not count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.catalogue import alphabetical
from ...core.display import format_number
from ...core.kpi import KpiDefinition, id_of
from ...core.kpi.definition import in_language
from ...core.territory import all_communes
from ...store.kpi.catalogue import PublicPackage, public_ids
from .registry import find


@dataclass(frozen=True)
class Shown:
    """A thing as a page shows it; `url` is None when there is no page of it, or no longer a public one."""

    id: str
    label: str
    url: str | None
    reason: str | None = None


def shown(items: Sequence[Any], language: str, kpi_id: str = "") -> list[Shown]:
    """Each item with its name and its page, as anyone may see them now, in alphabetical order.

    With the KPI that counted them: its number of each, where it is more than one, and what each lacks, in words.
    """
    ids = [id_of(item) for item in items]
    packages = public_ids(model.Session, ids)
    found = [_shown(item, item_id, packages, language) for item, item_id in zip(items, ids, strict=True)]
    if kpi_id:
        kpi = find(kpi_id)
        found = [_by_kpi(kpi, each, item, language) for each, item in zip(found, items, strict=True)]
    return sorted(found, key=lambda item: alphabetical(item.label))


def _by_kpi(kpi: KpiDefinition, each: Shown, item: Any, language: str) -> Shown:
    """The same with what the KPI tells of it; what has no other name is called as a key of the KPI is."""
    words = [dimension.keys[each.id] for dimension in kpi.dimensions.values() if each.id in dimension.keys]
    label = in_language(words[0], language) if words and each.label == each.id else each.label
    return replace(each, label=label, reason=_told(kpi, item, language))


def _told(kpi: KpiDefinition, item: Any, language: str) -> str | None:
    """What a KPI knows of one thing that it counted: its number, then each dimension of which it names keys."""
    if isinstance(item, str) or kpi.measure is None:
        return None
    words = [format_number(item[kpi.measure.field], language)]
    for name, dimension in kpi.dimensions.items():
        named = [in_language(dimension.keys[key], language) for key in _keys(item.get(name)) if key in dimension.keys]
        if named:
            words.append(f"{in_language(dimension.label, language)} : {', '.join(named)}")
    return ". ".join(words)


def _keys(value: Any) -> Iterable[str]:
    return value if isinstance(value, list | dict) else ()


def _shown(item: Any, item_id: str, packages: Mapping[str, PublicPackage], language: str) -> Shown:
    """A plugin may give `label` and `url` with an item; else it is a package or a commune, or is shown by its id."""
    given: Mapping[str, Any] = {} if isinstance(item, str) else item
    label, url = _package(packages[item_id]) if item_id in packages else _commune(item_id)
    return Shown(
        id=item_id,
        label=_text(given.get("label"), language) or label,
        url=given.get("url") or url,
        reason=given.get("explanation"),
    )


def _package(package: PublicPackage) -> tuple[str, str]:
    return package.title, tk.h.url_for(f"{package.type}.read", id=package.name)


def _commune(item_id: str) -> tuple[str, str | None]:
    """A commune, or a schema that is expected of one (`76540/scdl/equipements`)."""
    insee, _, schema = item_id.partition("/")
    commune = all_communes().get(insee)
    if commune is None:
        return item_id, None
    label = f"{commune.name} ({schema})" if schema else commune.name
    return label, tk.h.url_for("rouen_territory.commune", insee=insee)


def _text(label: Any, language: str) -> str | None:
    return in_language(label, language) if isinstance(label, Mapping) else label
