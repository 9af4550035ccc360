"""What templates call; every name begins with rouen_."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from . import config
from .core import display
from .core.catalogue import frequencies, high_value_categories, themes
from .core.freshness import Freshness, freshness
from .core.membership import Step
from .core.territory import all_communes, communes_at
from .logic import catalogue
from .logic.clock import today
from .logic.language import language
from .logic.publication.workbooks import may_be_annotated
from .store.freshness import freshness_of
from .views.citation import rouen_citation
from .views.commune_words import (
    rouen_commune_position,
    rouen_expectation_state,
    rouen_leads,
    rouen_own_data,
    rouen_role_label,
    rouen_warning,
    rouen_why_not_counted,
    rouen_workbooks,
)
from .views.export_links import rouen_exports
from .views.profile_words import rouen_dictionary, rouen_may_describe, rouen_profile_options, rouen_sheets, type_words
from .views.publication_state import rouen_files_for_all, rouen_profile_grows, rouen_publication_state
from .views.publication_words import (
    rouen_duration,
    rouen_file_writing,
    rouen_publication_reason,
    rouen_publication_result,
)
from .views.quality_words import rouen_link_answer, rouen_quality_hints
from .views.search_words import rouen_search_proposals, rouen_search_reasons

__all__ = [
    "rouen_ago",
    "rouen_cell",
    "rouen_citation",
    "rouen_commune_choices",
    "rouen_commune_name",
    "rouen_commune_position",
    "rouen_contact",
    "rouen_date",
    "rouen_dictionary",
    "rouen_duration",
    "rouen_expectation_state",
    "rouen_exports",
    "rouen_facet_value",
    "rouen_file_writing",
    "rouen_files_for_all",
    "rouen_frequency_choices",
    "rouen_freshness",
    "rouen_hvd_choices",
    "rouen_languages",
    "rouen_leads",
    "rouen_link_answer",
    "rouen_may_be_annotated",
    "rouen_may_describe",
    "rouen_number",
    "rouen_own_data",
    "rouen_preview",
    "rouen_profile_grows",
    "rouen_profile_options",
    "rouen_publication_reason",
    "rouen_publication_result",
    "rouen_publication_state",
    "rouen_quality_hints",
    "rouen_role_label",
    "rouen_search_proposals",
    "rouen_search_reasons",
    "rouen_sheets",
    "rouen_size",
    "rouen_step_label",
    "rouen_tabs",
    "rouen_theme_choices",
    "rouen_theme_label",
    "rouen_time",
    "rouen_type_title",
    "rouen_type_words",
    "rouen_warning",
    "rouen_why_not_counted",
    "rouen_workbooks",
]

Choice = dict[str, Any]
Link = dict[str, Any]

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_MONTH_DAYS = 30
#: below it a size is told with one decimal
_FEW = 10
_KILO = 1_000
_PREVIEW_ROWS = 5


def rouen_number(value: Any, decimals: int | None = None) -> str:
    """A number as people of the page's language write it; empty for None."""
    return "" if value is None else display.format_number(value, language(), decimals)


def rouen_date(value: date | datetime | str | None) -> str:
    """A day as people of the page's language write it; ISO text is read, nothing gives nothing."""
    moment = _moment(value)
    return display.format_date(moment, language()) if moment else ""


def rouen_time(value: datetime | str | None) -> str:
    """The time of day in Rouen."""
    moment = _moment(value)
    return display.format_time(moment) if isinstance(moment, datetime) else ""


def rouen_ago(value: datetime | str | None) -> str:
    """How long ago, in words, up to a month; a date after that."""
    moment = _moment(value)
    if not isinstance(moment, datetime):
        return rouen_date(moment)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = max(0, int((datetime.now(UTC) - aware).total_seconds()))
    if seconds < _MINUTE:
        return tk._("il y a %(count)s s") % {"count": seconds}
    if seconds < _HOUR:
        return tk._("il y a %(count)s min") % {"count": seconds // _MINUTE}
    if seconds < _DAY:
        return tk._("il y a %(count)s h") % {"count": seconds // _HOUR}
    days = seconds // _DAY
    if days > _MONTH_DAYS:
        return tk._("le %(date)s") % {"date": rouen_date(moment)}
    return tk.ungettext("il y a %(num)s jour", "il y a %(num)s jours", days)


def rouen_cell(value: Any, kind: str) -> str:
    """A cell of a table as people read it; `kind` is its PostgreSQL type. Codes and years stay as they are."""
    if kind == "numeric":
        return rouen_number(value)
    if kind in ("date", "timestamp", "timestamptz"):
        return rouen_date(str(value)[:10]) if kind == "date" else f"{rouen_date(value)} {rouen_time(value)}".strip()
    if kind == "bool":
        return tk._("oui") if value else tk._("non")
    return str(value)


def rouen_size(count: int | str | None) -> str:
    """A number of bytes as people read it: 1,8 ko, 12 Mo."""
    if not count:
        return ""
    size, units = float(count), [tk._("octets"), tk._("ko"), tk._("Mo"), tk._("Go")]
    while size >= _KILO and len(units) > 1:
        size, units = size / _KILO, units[1:]
    return f"{rouen_number(size, 1 if size < _FEW and size % 1 else 0)} {units[0]}"


def rouen_preview(resource: Mapping[str, Any]) -> dict[str, Any] | None:
    """The first rows of a resource's table (`fields`, `records`, `total`), None without a table."""
    if not resource.get("datastore_active"):
        return None
    try:
        found = tk.get_action("datastore_search")({}, {"resource_id": resource["id"], "limit": _PREVIEW_ROWS})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    return {**found, "fields": [field for field in found["fields"] if field["id"] != "_id"]}


def rouen_theme_choices(field: Mapping[str, Any] | None = None) -> list[Choice]:
    """The 13 themes as choices of a scheming field."""
    return [{"value": theme.code, "label": {"fr": theme.fr, "en": theme.en}} for theme in themes().values()]


def rouen_hvd_choices(field: Mapping[str, Any] | None = None) -> list[Choice]:
    """The EU's categories of high-value datasets as choices of a scheming field."""
    categories = high_value_categories().values()
    return [{"value": each.code, "label": {"fr": each.fr, "en": each.en}} for each in categories]


def rouen_frequency_choices(field: Mapping[str, Any] | None = None) -> list[Choice]:
    """The frequencies as choices of a scheming field."""
    return [{"value": entry.code, "label": {"fr": entry.fr, "en": entry.en}} for entry in frequencies().values()]


def rouen_commune_choices(field: Mapping[str, Any] | None = None) -> list[Choice]:
    """The communes of today as choices of a scheming field, by name."""
    communes = sorted(communes_at(today()), key=lambda commune: commune.sort_key)
    return [{"value": commune.insee, "label": commune.name} for commune in communes]


def rouen_theme_label(code: str) -> str:
    """The name of a theme; the code itself when it is none of the 13."""
    return themes()[code].label(language()) if code in themes() else code


def rouen_commune_name(insee: str) -> str:
    """The name of a commune, former ones included; the code itself when the register does not know it."""
    commune = all_communes().get(insee)
    return commune.name if commune else insee


def rouen_contact() -> str:
    """Public e-mail address of the open data team, empty when there is none."""
    return config.contact()


def rouen_step_label(step: str | None) -> str:
    """The name of a step of a commune."""
    labels = {
        Step.INTEREST: tk._("Intérêt exprimé"),
        Step.AGREEMENT: tk._("Convention"),
        Step.ACTIVE: tk._("Commune active"),
        Step.PUBLISHING: tk._("Publie"),
        Step.PAUSED: tk._("En pause"),
        Step.DECLINED: tk._("A décliné"),
        Step.WITHDRAWN: tk._("Retirée"),
    }
    return labels[Step(step)] if step else tk._("Aucune démarche")


def rouen_freshness(package: Mapping[str, Any]) -> Freshness:
    """How a dataset stands to its frequency by its last accepted data, as the KPI of stale datasets counts it."""
    found = freshness_of(model.Session, today(), [package["id"]])
    return found.get(package["id"]) or freshness(None, None, today())


def rouen_facet_value(field: str, value: str) -> str:
    """What people call a value of a filter."""
    return catalogue.value_name(field, value)


def rouen_may_be_annotated(report: Mapping[str, Any]) -> bool:
    """Whether a refused file can be given back as a workbook with its errors."""
    return may_be_annotated(report["by_rule"], report["header_line"])


def rouen_type_words() -> dict[str, str]:
    """The types of columns, by their name in a profile."""
    return type_words()


def rouen_type_title(package_type: str) -> str:
    """What people call the records of a type (`rouen_plural` of its scheming schema)."""
    schema = tk.h.scheming_get_dataset_schema(package_type) or {}
    return str(tk.h.scheming_language_text(schema.get("rouen_plural") or package_type))


def rouen_languages() -> list[Link]:
    """The page in each language: its code, name and address, and whether it is the present one."""
    here = tk.h.current_url()
    return [
        {
            "code": code,
            "name": name,
            "url": tk.h.url_for(here, locale="default" if code == tk.config.get("ckan.locale_default") else code),
            "current": code == language(),
        }
        for code, name in (("fr", "Français"), ("en", "English"))
    ]


def rouen_tabs() -> list[Link]:
    """The tabs of the header: title, address, and whether the page is under it."""
    tabs = [(tk._("Jeux de données"), "dataset.search"), (tk._("Communes"), "rouen_territory.communes")]
    if p.plugin_loaded("rouen_energy"):
        tabs.append((tk._("Énergie"), "/energie"))
    if p.plugin_loaded("rouen_tiles"):
        tabs.append((tk._("Tuiles"), "/tuiles"))
    tabs.append((tk._("Indicateurs"), "/indicateurs"))
    links = [(title, tk.h.url_for(target, locale="default"), tk.h.url_for(target)) for title, target in tabs]
    return [{"title": title, "url": url, "current": _is_under(path)} for title, path, url in links]


def _is_under(path: str) -> bool:
    here = tk.request.path.rstrip("/")
    return here == path.rstrip("/") or here.startswith(path.rstrip("/") + "/")


def _moment(value: date | datetime | str | None) -> date | datetime | None:
    """Text in ISO form is a day or a moment."""
    if not isinstance(value, str):
        return value
    if not value:
        return None
    return date.fromisoformat(value) if len(value) == len("2026-11-23") else datetime.fromisoformat(value)
