"""What is wrong with a mapping, in words."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ...core.mapping.definition import MappingError


def told(error: MappingError) -> str:
    """The sentence for an error, with what to do."""
    return (
        _sentences()
        .get(error.rule, tk._("Cette correspondance est incomplète : {where}."))
        .format(value=error.value, where=error.where)
    )


def _sentences() -> dict[str, str]:
    return {
        "unknown-profile": tk._("« {value} » n'est pas une table d'énergie que l'on remplit."),
        "no-header": tk._("Aucune ligne du fichier ne ressemble à un en-tête : dites laquelle c'est."),
        "unknown-zone": tk._("« {value} » n'est pas un fuseau horaire, comme Europe/Paris."),
        "unknown-column-of-ours": tk._("« {value} » n'est pas une colonne de la table."),
        "unknown-title": tk._("Le fichier n'a pas de colonne « {value} »."),
        "no-measures-here": tk._("Cette table n'a pas de colonne de valeurs."),
        "no-measure": tk._("Dites quelle colonne contient les valeurs mesurées."),
        "no-unit": tk._("Dites l'unité de « {value} » : le fichier ne la donne pas, et elle ne se devine pas."),
        "unknown-unit": tk._(
            "L'unité « {value} » n'est pas connue. Par exemple : kWh, MWh, W, kW, GJ, kBtu, therm, m3."
        ),
        "nothing-fills": tk._(
            "Rien ne remplit « {value} », qui est obligatoire : choisissez une colonne, ou une valeur."
        ),
        "not-a-choice": tk._("« {value} » n'est pas un choix possible."),
        "not-minutes": tk._("La durée d'un pas est un nombre de minutes, de 1 à 1440."),
        "not-a-number": tk._("« {value} » n'est pas un nombre."),
        "empty-source": tk._("Dites d'où vient « {value} »."),
        "unknown-source": tk._("Dites d'où vient « {value} »."),
        "unknown-part": tk._("Une correspondance n'a pas de partie « {where} »."),
    }
