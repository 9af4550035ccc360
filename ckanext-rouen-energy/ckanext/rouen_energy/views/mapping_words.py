"""The choices of a mapping in words."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ..core.mapping.targets import fields_of, targets
from ..core.metering import carriers
from ..core.metering.units import units
from ..logic.language import language

Choices = dict[str, str]


def profile_choices() -> Choices:
    """The tables that a mapping may fill."""
    return {name: profile.title.text(language()) for name, profile in targets().items()}


def role_choices(profile: str) -> Choices:
    """What a column of theirs may be."""
    found = {name: one.title.text(language()) for name, one in fields_of(profile).items() if name != "valeur"}
    found |= {"heure": tk._("Heure, quand elle est à part")} if profile == "energy/readings" else {}
    if "valeur" in fields_of(profile):
        found = {"valeur": tk._("Valeurs mesurées"), **found}
    return {"": tk._("Colonne laissée de côté"), **found}


def kind_choices() -> Choices:
    """Where a value comes from when no column has it."""
    return {
        "": tk._("Rien"),
        "constant": tk._("La même valeur partout"),
        "file-name": tk._("Le nom du fichier"),
        "above": tk._("Une case au-dessus de l'en-tête"),
        "column": tk._("Une colonne déjà prise"),
    }


def carrier_choices() -> Choices:
    """The carriers, none first."""
    return {"": tk._("Dit ailleurs"), **{one.name: one.label(language()) for one in carriers().values()}}


def unit_names() -> list[str]:
    """The units that are known."""
    return list(units())


def part_choices() -> dict[str, Choices]:
    """The choices of the parts that are a list each."""
    return {
        "decimal": {".": tk._("un point : 1.5"), ",": tk._("une virgule : 1,5")},
        "dates": {
            "day-first": tk._("le jour d'abord : 31/12/2021"),
            "month-first": tk._("le mois d'abord : 12/31/2021"),
            "excel": tk._("le numéro de jour d'un tableur : 44561"),
        },
        "stamp": {"start": tk._("le début du pas"), "end": tk._("la fin du pas")},
        "doubled_hour": {
            "refuse": tk._("refuser le fichier"),
            "first": tk._("c'est l'heure d'été"),
            "second": tk._("c'est l'heure d'hiver"),
        },
        "repeated": {"refuse": tk._("refuser le fichier"), "first": tk._("garder la première")},
        "period": {
            "columns": tk._("deux colonnes, début et fin"),
            "year": tk._("une année civile"),
            "year-ending": tk._("les douze mois qui finissent ce jour-là"),
            "month": tk._("un mois"),
            "day": tk._("un jour"),
            "until-next": tk._("jusqu'à la ligne suivante"),
        },
        "end": {"excluded": tk._("n'est plus dans la période"), "included": tk._("est encore dans la période")},
    }
