"""What CKAN asks about datasets: facets, terms to index, which types a search shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ..core.catalogue import open_licences, themes
from ..core.freshness import State
from ..core.territory import all_communes
from ..store.territory import ON_BEHALF
from .language import language
from .search import index_words, prepare

#: What a search finds unless it asks for another type by name.
DATASET = "dataset"

#: Fields by which CKAN counts the datasets of an organisation, kept from records that are not datasets.
_OWNER_FIELDS = ("owner_org", "organization")

#: A filter that asks for a type; `-dataset_type:harvest` only excludes one.
_NAMES_A_TYPE = re.compile(r"(?<!-)dataset_type:")


def facets(*_asked_for: object) -> dict[str, str]:
    """Solr field and title of each facet, in order; the same wherever datasets are listed."""
    return {
        "vocab_theme": tk._("Thèmes"),
        "vocab_communes": tk._("Communes"),
        "organization": tk._("Organisations"),
        "res_format": tk._("Formats"),
        "license_id": tk._("Licences"),
        "vocab_freshness": tk._("Fraîcheur"),
    }


def index_terms(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """The document to index, with `vocab_theme` (primary), `vocab_communes` and `vocab_open` as lists."""
    if pkg_dict.get("dataset_type") != DATASET:
        return _apart(pkg_dict)
    return {
        **index_words(pkg_dict),
        "vocab_theme": [pkg_dict["theme"]] if pkg_dict.get("theme") else [],
        "vocab_communes": _communes(pkg_dict),
        "vocab_open": ["true" if _is_open(pkg_dict) else "false"],
    }


def in_the_language_of_the_page(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """A dataset as a page shows it: in English where its officer wrote some, in French otherwise."""
    if language() != "en":
        return pkg_dict
    # what does not come from the index has its fields among the extras
    known = {**{extra["key"]: extra["value"] for extra in pkg_dict.get("extras") or ()}, **pkg_dict}
    written = {field: known.get(f"{field}_en") for field in ("title", "notes")}
    return {**pkg_dict, **{field: text for field, text in written.items() if text}}


def hide_other_types(search_params: dict[str, Any]) -> dict[str, Any]:
    """The search limited to datasets unless it names a type itself."""
    search_params = prepare(search_params)
    filters = [search_params.get("fq") or "", *(search_params.get("fq_list") or [])]
    if any(_NAMES_A_TYPE.search(query) for query in filters):
        return search_params
    return {**search_params, "fq": f"{filters[0]} +dataset_type:{DATASET}".strip()}


def label_facets(search_results: dict[str, Any], search_params: dict[str, Any]) -> dict[str, Any]:
    """The results with names instead of codes in the facets that hold codes."""
    for field, facet in (search_results.get("search_facets") or {}).items():
        name = _NAMES.get(field)
        for item in facet["items"] if name else ():
            item["display_name"] = name(item["name"])
    return search_results


def value_name(field: str, value: str) -> str:
    """What people call a value of a facet."""
    name = _organization_name if field == "organization" else _NAMES.get(field, str)
    return name(value)


def _theme_name(code: str) -> str:
    theme = themes().get(code)
    return theme.label(language()) if theme else code


def _commune_name(insee: str) -> str:
    commune = all_communes().get(insee)
    return commune.name if commune else insee


def _licence_name(identifier: str) -> str:
    licence = model.Package.get_license_register().get(identifier)
    return str(licence.title) if licence else identifier


def _open_name(value: str) -> str:
    return tk._("Ouverts") if value == "true" else tk._("Autres")


def _freshness_name(value: str) -> str:
    names = {
        State.FRESH.value: tk._("À jour"),
        State.STALE.value: tk._("En retard"),
        State.NOT_ASSESSABLE.value: tk._("Non évaluable"),
    }
    return names.get(value, value)


def _organization_name(name: str) -> str:
    organization = model.Group.get(name)
    return str(organization.display_name) if organization else name


_NAMES: dict[str, Callable[[str], str]] = {
    "vocab_theme": _theme_name,
    "vocab_communes": _commune_name,
    "vocab_open": _open_name,
    "license_id": _licence_name,
    "vocab_freshness": _freshness_name,
}


def _apart(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """A workshop, flow or use case is in no organisation's count of datasets."""
    moved = {f"vocab_{field}": [pkg_dict[field]] for field in _OWNER_FIELDS if pkg_dict.get(field)}
    return {**{key: value for key, value in pkg_dict.items() if key not in _OWNER_FIELDS}, **moved}


def _is_open(pkg_dict: dict[str, Any]) -> bool:
    return (
        pkg_dict.get("license_id") in open_licences()
        and not pkg_dict.get("private")
        and bool(pkg_dict.get("res_url") or pkg_dict.get("res_name"))
        and pkg_dict.get("feed") != "true"
    )


def _communes(pkg_dict: dict[str, Any]) -> list[str]:
    """The communes that the data covers, and the one for which the Métropole publishes it."""
    covered = _list(pkg_dict.get("communes"))
    served = pkg_dict.get(ON_BEHALF)
    return [*covered, served] if served and served not in covered else covered


def _list(text: Any) -> list[str]:
    """The values of a multiple field: scheming stores a JSON list as text."""
    if isinstance(text, list):
        return text
    return json.loads(text) if text else []
