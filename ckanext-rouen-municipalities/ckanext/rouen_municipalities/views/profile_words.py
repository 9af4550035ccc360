"""Profiles in the words of a page: the models of the upload form, the types of columns, the data dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ..core import display
from ..core.catalogue import alphabetical
from ..core.profiles import INFERRED, TO_PROPOSE
from ..core.tabular.profile import Profile
from ..logic.language import language
from ..logic.publication.profiles import find_profile, offered, profile_of
from ..logic.publication.proposing import SHEET_RULES, may_be_described, sheets_to_choose
from ..logic.publication.reports import stored_report
from ..store import profiles as store

Option = dict[str, str]

#: what a column is when its profile does not tell
_KINDS = {
    "int4": "integer",
    "int8": "integer",
    "numeric": "number",
    "float8": "number",
    "bool": "boolean",
    "date": "date",
    "timestamp": "datetime",
    "timestamptz": "datetime",
}
_UNITS = {"m2": "m²", "m3": "m³", "kWh/m2": "kWh/m²", "degC": "°C"}


@dataclass(frozen=True)
class DictionaryEntry:
    """A column as people read of it; texts are empty when nothing was said."""

    name: str
    label: str
    kind: str
    unit: str
    notes: str
    required: bool
    accepted: list[str]
    bounds: str
    example: str


def type_words() -> dict[str, str]:
    """The types of columns, by their name in a profile."""
    return {
        "string": tk._("Texte"),
        "code": tk._("Code ou identifiant"),
        "integer": tk._("Nombre entier"),
        "number": tk._("Nombre"),
        "boolean": tk._("Oui ou non"),
        "date": tk._("Date"),
        "datetime": tk._("Date et heure"),
        "year": tk._("Année"),
        "yearmonth": tk._("Mois"),
    }


def rouen_profile_options(data: Mapping[str, Any], package_id: str = "") -> list[Option]:
    """What the form of a file offers: no model, no table, the models of this dataset, then those of everybody.

    The first one is for a new file; a file that is there keeps what it has.
    """
    none = {"value": TO_PROPOSE, "text": tk._("Je n'ai pas de modèle : proposez-moi les colonnes")}
    only_file = {"value": "", "text": tk._("Aucun : seulement à télécharger, sans table")}
    chosen = str(data.get("profile") or "")
    own = {**_of_dataset(str(data.get("package_id") or package_id)), **_present(chosen)}
    others = {name: profile for name, profile in offered().items() if name not in own}
    first = [only_file, none] if data.get("id") and not chosen else [none, only_file]
    return [*first, *_options(own), *_options(others)]


def rouen_may_describe(resource: Mapping[str, Any]) -> bool:
    """Whether whoever may edit a resource may say what its columns hold."""
    return may_be_described(resource)


def rouen_sheets(publication: Mapping[str, Any]) -> list[str]:
    """The sheets among which whoever sent a refused workbook may choose."""
    rules = {rule["rule"] for rule in (publication.get("report") or {}).get("by_rule", ())}
    return sheets_to_choose(stored_report(str(publication["id"]))) if rules & SHEET_RULES.keys() else []


def rouen_dictionary(fields: Iterable[Mapping[str, Any]]) -> list[DictionaryEntry]:
    """The data dictionary of a table in the words of the page's language."""
    return [_entry(field) for field in fields]


def _entry(field: Mapping[str, Any]) -> DictionaryEntry:
    info = field.get("info") or {}
    kind = info.get("kind") or _KINDS.get(str(field["type"]), "string")
    return DictionaryEntry(
        name=str(field["id"]),
        label=_in_language(info, "label"),
        kind=type_words().get(kind, kind),
        unit=_UNITS.get(info.get("unit", ""), info.get("unit", "")),
        notes=_in_language(info, "notes"),
        required=bool(info.get("required")),
        accepted=[_written(value, kind) for value in info.get("accepted") or ()],
        bounds=_bounds(info, kind),
        example=str(info.get("example") or ""),
    )


def _in_language(info: Mapping[str, Any], name: str) -> str:
    """A text of a column in the page's language, or in the one in which it was written."""
    french, english = info.get(name) or "", info.get(f"{name}_en") or ""
    return str(english or french) if language() == "en" else str(french or english)


def _bounds(info: Mapping[str, Any], kind: str) -> str:
    least, most = (_written(info.get(name), kind) for name in ("minimum", "maximum"))
    if least and most:
        return tk._("de {least} à {most}").format(least=least, most=most)
    if least:
        return tk._("au moins {least}").format(least=least)
    return tk._("au plus {most}").format(most=most) if most else ""


def _written(value: Any, kind: str) -> str:
    """A value of a profile as people of the page's language write it."""
    text = "" if value is None else str(value)
    if kind == "boolean":
        return {"true": tk._("oui"), "false": tk._("non")}.get(text, text)
    if kind in ("integer", "number") and text:
        return display.format_number(Decimal(text), language())
    return tk.h.rouen_date(text) if kind == "date" and text else text


def _of_dataset(package_id: str) -> dict[str, Profile]:
    """What officers have confirmed for the files of a dataset, in the last version of each."""
    package = model.Package.get(package_id) if package_id else None
    confirmed = [
        one
        for resource in (package.resources if package else ())
        for one in store.of_resource(resource.id)
        if one.origin == INFERRED
    ]
    last = {one.name: one for one in confirmed}
    return {f"{one.name}@{one.version}": profile_of(one) for one in last.values()}


def _present(chosen: str) -> dict[str, Profile]:
    """The model that the resource names, an old version included."""
    profile = find_profile(chosen) if chosen and chosen != TO_PROPOSE else None
    return {chosen: profile} if profile else {}


def _options(found: Mapping[str, Profile]) -> list[Option]:
    options = [{"value": name, "text": _text(name, profile)} for name, profile in found.items()]
    return sorted(options, key=lambda option: alphabetical(option["text"]))


def _text(name: str, profile: Profile) -> str:
    title = profile.title.text(language()) or profile.name
    return f"{title} ({name})" if "@" in name else title
