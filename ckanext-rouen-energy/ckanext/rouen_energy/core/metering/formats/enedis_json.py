"""The nested JSON of Enedis' SGE as the flat lines of its CSV, numbered by their rank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import count
from typing import Any

from .cells import Header, Line
from .documents import records, text

#: the columns of the flat file, by the keys of the nested one, from the outside inwards
_KEYS = {
    "idPrm": "identifiant_prm",
    "etapeMetier": "etape_metier",
    "grandeurMetier": "grandeur_metier",
    "grandeurPhysique": "grandeur_physique",
    "unite": "unite",
    "libelleGrille": "grille",
    "idCalendrier": "identifiant_calendrier",
    "codeCadran": "cadran",
    "d": "horodate",
    "v": "valeur",
    "n": "nature",
    "p": "pas",
    "iv": "indice_de_vraisemblance",
}
_TITLES = {column: key for key, column in _KEYS.items()} | {"date_de_debut": "dateDebut"}


def measures(document: Any) -> Iterator[Line]:
    """A line for each value, wherever it is nested."""
    ranks = count(1)
    for measure in records(document, "mesures"):
        for cells in _values(measure, {}):
            yield Line(next(ranks), list(cells.values()), _header(tuple(cells)))


@lru_cache(maxsize=64)
def _header(names: tuple[str, ...]) -> Header:
    return Header({name: place for place, name in enumerate(names)}, _TITLES)


def _values(node: Mapping[str, Any], outer: Mapping[str, str]) -> Iterator[dict[str, str]]:
    cells = {**outer, **{_KEYS[key]: text(value) for key, value in node.items() if key in _KEYS}}
    period = node.get("periode")
    if isinstance(period, Mapping):
        cells["date_de_debut"] = text(period.get("dateDebut"))
    if "d" in node and "v" in node:
        yield cells
        return
    for inner in node.values():
        for child in inner if isinstance(inner, list) else [inner]:
            if isinstance(child, Mapping):
                yield from _values(child, cells)
