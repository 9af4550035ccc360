"""The tables of savings, trajectories, forecasts and comparisons as rows of files: the same as in their page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Answer = Mapping[str, Any]
Rows = Iterator[Sequence[Any]]

WORKS = (
    "proprietaire",
    "id_batiment",
    "batiment",
    "travaux",
    "debut",
    "fin_exclue",
    "niveau",
    "economie_pourcent",
    "bas_pourcent",
    "haut_pourcent",
    "economie_kwh",
    "attendu_kwh",
    "consomme_kwh",
    "compteurs_comptes",
    "compteurs_refuses",
)
WORK_MONTHS = ("travaux", "debut", "fin_exclue", "mois", "attendu_kwh", "consomme_kwh", "economie_kwh", "jours")
MILESTONES = (
    "proprietaire",
    "id_batiment",
    "batiment",
    "assujetti",
    "annee",
    "reduction_pourcent",
    "relatif_kwh",
    "absolu_kwh",
    "objectif_kwh",
    "actuel_kwh",
    "ecart_kwh",
    "ecart_pourcent",
    "motif",
)
FORECAST = ("mois", "kwh", "bas", "haut")
COMPARED = ("mesure", "annee", "valeur", "unite")


@dataclass(frozen=True)
class Table:
    """A file: the action that it asks, what makes its rows, how it is told a building, whether it takes a year."""

    action: str
    header: Sequence[str]
    rows: Callable[[Answer], Rows]
    building: str = "id"
    has_year: bool = False


def works(impact: Answer) -> Rows:
    """Works and what each saved."""
    for work in impact["works"]:
        low, high = work["interval"] or (None, None)
        told = [work[key] for key in ("owner", "building", "building_name", "text", "first", "end", "level", "percent")]
        energy = [work[key] for key in ("kwh", "expected_kwh", "used_kwh")]
        yield [*told, low, high, *energy, work["meters"]["counted"], work["meters"]["refused"]]


def work_months(impact: Answer) -> Rows:
    """Months of each works: expected, used, saved."""
    for work in impact["works"]:
        for month in work["months"]:
            measures = [month[key] for key in ("month", "expected_kwh", "used_kwh", "kwh", "days")]
            yield [work["text"], work["first"], work["end"], *measures]


def milestones(trajectory: Answer) -> Rows:
    """Buildings and what each year asks of them; a building without a path has a row that says why."""
    keys = ("year", "reduction", "relative_kwh", "absolute_kwh", "target_kwh", "current_kwh", "distance_kwh")
    for building in trajectory["buildings"]:
        subject = {True: "oui", False: "non", None: "indéterminé"}[building["subject"]["is_subject"]]
        known = [building["owner"], building["id"], building["name"], subject]
        if building["path"] is None:
            yield [*known, *[None] * (len(keys) + 1), (building["refusal"] or {}).get("text")]
            continue
        for one in building["path"]["milestones"]:
            yield [*known, *(one[key] for key in keys), one["distance_percent"], None]


def forecast(answer: Answer) -> Rows:
    """Months to come; none when the forecast is hidden."""
    return ([month[key] for key in ("month", "kwh", "low", "high")] for month in answer["months"])


def compared(answer: Answer) -> Rows:
    """What a building is held against; the load of a meter is not in a file."""
    figures = (
        ("peers", "intensity", "intensité", "kWh/m²"),
        ("peers", "median", "médiane du type", "kWh/m²"),
        ("peers", "above_median_kwh", "écart à la médiane", "kWh"),
        ("national", "kwh_per_m2", "OPERAT", "kWh/m²"),
        ("national", "above_kwh", "écart à OPERAT", "kWh"),
        ("drift", "expected_kwh", "attendu d'après l'année précédente", "kWh"),
        ("drift", "used_kwh", "consommé", "kWh"),
        ("drift", "percent", "dérive", "%"),
    )
    for block, key, label, unit in figures:
        found = answer[block]
        if found is not None:
            yield [label, found.get("year", answer["year"]), found[key], unit]


#: By the name of the file.
OF_OWNERS: Mapping[str, Table] = {
    "economie": Table("rouen_energy_impact", WORKS, works),
    "trajectoire": Table("rouen_energy_trajectory", MILESTONES, milestones),
    "prevision": Table("rouen_energy_forecast", FORECAST, forecast),
}
OF_BUILDINGS: Mapping[str, Table] = {
    "economie": Table("rouen_energy_impact", WORK_MONTHS, work_months, building="building"),
    "trajectoire": Table("rouen_energy_trajectory", MILESTONES, milestones),
    "prevision": Table("rouen_energy_forecast", FORECAST, forecast),
    "comparaison": Table("rouen_energy_compare", COMPARED, compared, has_year=True),
}
