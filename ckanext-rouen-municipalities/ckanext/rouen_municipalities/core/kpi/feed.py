"""The history of a KPI as a table that anyone can load: one row for each day, version, dimension and key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .history import Said, quarter

#: What stands in `dimension` and `key` for the KPI as a whole: a key has no empty part.
WHOLE = "total"
KEY = ("day", "version", "dimension", "key")


@dataclass(frozen=True)
class Column:
    """A column of the table: its type in PostgreSQL and what it holds, in French as the catalogue is."""

    name: str
    type: str
    label: str
    notes: str


COLUMNS = (
    Column("day", "date", "Jour", "Jour du relevé, au fuseau de Paris. Un jour absent est un jour manqué."),
    Column("version", "int4", "Version", "Version de la définition : deux versions sont deux séries."),
    Column("dimension", "text", "Dimension", f"Répartition, ou {WHOLE} pour l'indicateur entier."),
    Column("key", "text", "Clé", f"Clé de la répartition (code INSEE, thème…), ou {WHOLE}."),
    Column("value", "numeric", "Valeur", "Ce qui a été dit, ou sa dernière correction avant le gel du trimestre."),
    Column("of", "numeric", "Sur", "Nombre dont la valeur est une partie, s'il y en a un."),
    Column("said", "numeric", "Valeur dite", "Ce qui a été dit ce jour-là, jamais modifié."),
    Column("corrected_value", "numeric", "Valeur corrigée", "Dernière correction, même après le gel du trimestre."),
    Column("correction", "text", "Motif", "Motif de la dernière correction."),
    Column("corrected_on", "date", "Corrigée le", "Jour de la dernière correction."),
    Column("quarter", "text", "Trimestre", "Trimestre du jour ; il gèle 30 jours après sa fin."),
    Column("source_date", "text", "Données au", "Date des données les plus récentes comptées."),
    Column("computed_at", "timestamptz", "Calculée le", "Moment du calcul."),
    Column("ids_count", "int4", "Identifiants", "Nombre d'éléments comptés."),
    Column("ids_sha256", "text", "SHA-256", "SHA-256 des identifiants comptés, triés, un par ligne."),
)


def row(said: Said) -> dict[str, Any]:
    """A snapshot as a row of the table."""
    snapshot, shown = said.snapshot, said.in_force
    name, _, key = snapshot.dimension.partition(":")
    last = said.corrections[-1] if said.corrections else None
    return {
        "day": snapshot.day,
        "version": snapshot.version,
        "dimension": name or WHOLE,
        "key": key if name else WHOLE,
        "value": shown.value,
        "of": shown.of_value,
        "said": snapshot.value,
        "corrected_value": last.value if last else None,
        "correction": last.reason if last else None,
        "corrected_on": last.made_on if last else None,
        "quarter": quarter(snapshot.day),
        "source_date": snapshot.source_date,
        "computed_at": snapshot.computed_at,
        "ids_count": snapshot.ids_count,
        "ids_sha256": snapshot.ids_sha256,
    }
