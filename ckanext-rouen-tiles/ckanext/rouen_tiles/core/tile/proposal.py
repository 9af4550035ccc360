"""What a table proposes to a tile: texts out of its dataset, columns out of their names. A person looks at it after."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from ..content.kinds import KINDS
from .mapping import COLUMNS, NAMED, POINT, default

MOST_TITLE, MOST_SUMMARY = 30, 90

#: Names that columns commonly have, most telling first.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("nom", "titre", "intitule", "libelle", "denomination", "designation", "name", "title"),
    "id": ("id", "identifiant", "uid", "code"),
    "address": ("adresse", "adresse_complete", "voie", "rue"),
    "category": ("type", "categorie", "nature", "famille"),
    "hours": ("ouverture", "horaires", "horaire", "opening_hours"),
    "phone": ("telephone", "tel", "phone"),
    "url": ("site_web", "site", "web", "url", "lien"),
    "accessible": ("accessible", "accessibilite", "pmr"),
    "start": ("debut", "date_debut", "date", "jour"),
    "end": ("fin", "date_fin"),
    "days": ("jours", "jour_collecte"),
    "place": ("lieu", "lieu_nom", "endroit"),
    "status": ("statut", "etat"),
    "observed_at": ("observe_le", "horodatage", "mesure_le", "date_heure", "date"),
    "text": ("texte", "description", "contenu"),
    "summary": ("resume",),
    "published": ("publie_le", "date_publication", "date"),
}
_LONGITUDE, _LATITUDE = ("longitude", "long", "lon", "lng", "x_wgs84"), ("latitude", "lat", "y_wgs84")
_COMMUNE = ("code_insee", "insee", "code_commune", "codeinsee", "com_insee", "insee_com", "code_insee_commune")


@dataclass(frozen=True)
class Table:
    """A table as a tile may show it."""

    resource: str
    title: str
    notes: str = ""
    organization: str = ""
    licence: str = ""
    url: str = ""
    profile: str | None = None
    columns: tuple[str, ...] = ()


def proposed(document: Mapping[str, Any], table: Table) -> dict[str, Any]:
    """A new document with what the table proposes; what the document says already stays."""
    title = shortened(table.title, MOST_TITLE)
    summary = shortened(re.split(r"(?<=[.!?])\s|\n", table.notes.strip(), maxsplit=1)[0].rstrip("."), MOST_SUMMARY)
    found: dict[str, Any] = {
        "title": {"fr": title},
        "summary": {"fr": summary or title},
        "a11y": {"label": {"fr": title}},
        "sources": [source(str(document["kind"]), table)],
        "attribution": [_attribution(table)],
    }
    return {**found, **document}


def source(kind: str, table: Table) -> dict[str, Any]:
    """The source of a tile of this kind that shows the table."""
    made: dict[str, Any] = {"resource": table.resource}
    if table.profile:
        made["profile"] = table.profile
    columns = column_map(kind, table)
    if columns:
        made["map"] = columns
    commune = _found(_COMMUNE, table.columns)
    made["municipality"] = {"by": "column", "field": commune} if commune else {"by": "declared", "communes": "all"}
    return made


def column_map(kind: str, table: Table) -> dict[str, Any]:
    """The columns that bear a telling name, for what the profile of the table does not give."""
    known, taken = default(table.profile, kind), set[str]()
    made: dict[str, Any] = {}
    for name, shape in KINDS[kind].keys.items():
        if name in known or shape == NAMED:
            continue
        left = [column for column in table.columns if column not in taken]
        chosen = _point(left) if shape == POINT else _found(_NAMES.get(name, ()), left)
        if chosen:
            made[name] = [chosen] if shape == COLUMNS and isinstance(chosen, str) else chosen
            taken |= set(chosen) if isinstance(chosen, list) else {chosen}
    return made


def shortened(words: str, most: int) -> str:
    """A text of at most so many characters, cut between words."""
    plain = " ".join(words.split())
    if len(plain) <= most:
        return plain
    cut = plain[: most - 1].rpartition(" ")[0] or plain[: most - 1]
    return cut.rstrip(" ,;:-") + "…"


def _attribution(table: Table) -> dict[str, str]:
    made = {"text": table.organization or table.title, "licence": table.licence}
    if table.url.startswith("https://"):
        made["url"] = table.url
    return {name: value for name, value in made.items() if value}


def _point(columns: Iterable[str]) -> list[str] | None:
    longitude, latitude = _found(_LONGITUDE, columns), _found(_LATITUDE, columns)
    return [longitude, latitude] if longitude and latitude else None


def _found(names: Iterable[str], columns: Iterable[str]) -> str | None:
    """The column that bears one of the names, else one whose name ends, else one whose name begins with it."""
    folded = {column: _folded(column) for column in columns}
    for form in ("{}", "*_{}", "{}_*"):
        for name in names:
            for column, bare in folded.items():
                if fnmatchcase(bare, form.format(name)) and (form != "{}_*" or "commune" not in bare):
                    return column
    return None


def _folded(column: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", column) if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")
