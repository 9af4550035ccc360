"""What each rule between cells and rows says in French: its name, what is wrong, what would be accepted."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str, str]] = {
    # between the cells of a row
    "compare": ("Valeurs incompatibles", "Les valeurs {value} ne vont pas ensemble.", "{expected}"),
    "one-of-required": ("Valeur manquante", "Aucune des deux colonnes n'est remplie.", "l'une des colonnes {expected}"),
    "all-or-none": (
        "Ligne à moitié remplie",
        "Certaines colonnes liées sont vides ({value}).",
        "toutes ou aucune des colonnes {expected}",
    ),
    "sum": (
        "Somme fausse",
        "Le total ne correspond pas à ses parties ({value}).",
        "un total égal à la somme\u00a0: {expected}",
    ),
    "required-when": (
        "Valeur manquante",
        "Avec «\u00a0{value}\u00a0» sur cette ligne, la colonne {column} ne peut pas rester vide.",
        "une valeur dans la colonne {expected}",
    ),
    "maximum-when": (
        "Valeur trop grande ici",
        "«\u00a0{value}\u00a0» est trop grand pour une ligne de cette nature.",
        "au plus {expected} dans la colonne {column}",
    ),
    "not-in-future": (
        "Date à venir",
        "«\u00a0{value}\u00a0» n'est pas encore arrivé.",
        "une date passée",
    ),
    # between rows
    "negative": (
        "Valeur négative",
        "«\u00a0{value}\u00a0» est négatif sans que la ligne l'explique.",
        "un nombre positif, ou une ligne dont la nature permet une valeur négative",
    ),
    "shares": (
        "Parts mal réparties",
        "Les parts ne font pas 1\u00a0: {value}.",
        "des parts qui font 1 à toute date pour {expected}",
    ),
    "two-spellings": (
        "Un code écrit de deux façons",
        "«\u00a0{value}\u00a0» et «\u00a0{expected}\u00a0» sont le même code, avec et sans zéro au début.",
        "la même écriture partout\u00a0: souvent celle qui a son zéro, dans une colonne au format Texte",
    ),
    "two-spellings-published": (
        "Un code déjà écrit autrement",
        "«\u00a0{value}\u00a0» est publié sous l'écriture «\u00a0{expected}\u00a0»\u00a0: "
        "le même code, avec ou sans zéro au début.",
        "l'écriture déjà publiée, ou la correction de celle-ci d'abord",
    ),
    "private-column": (
        "Colonne privée",
        "La colonne «\u00a0{column}\u00a0» a des valeurs et le jeu de données est public.",
        "une colonne vide, ou un jeu de données privé (Modifier, puis «\u00a0Qui voit ce jeu\u00a0?\u00a0»)",
    ),
    "private-table": (
        "Table privée",
        "Une table «\u00a0{value}\u00a0» n'est pas publique et le jeu de données l'est.",
        "un jeu de données privé",
    ),
    "unique": (
        "Doublon",
        "La valeur «\u00a0{value}\u00a0» est déjà présente sur une autre ligne.",
        "une valeur différente par ligne",
    ),
    "no-overlap": (
        "Périodes qui se chevauchent",
        "La période {value} en recouvre une autre\u00a0: {expected}.",
        "des périodes qui se suivent",
    ),
    "unique-published": (
        "Valeur déjà publiée",
        "La valeur «\u00a0{value}\u00a0» est déjà celle de la ligne publiée «\u00a0{expected}\u00a0».",
        "une valeur différente de celles déjà publiées",
    ),
    "no-overlap-published": (
        "Période déjà publiée",
        "La période {value} en recouvre une qui est déjà publiée\u00a0: {expected}.",
        "des périodes qui suivent celles déjà publiées",
    ),
    "growing-profile": (
        "Table remplie avec un autre modèle",
        "Cette table s'est remplie fichier après fichier avec le modèle {expected}\u00a0: "
        "le modèle {value} la remplacerait.",
        "le modèle {expected}, ou la demande de repartir de ce seul fichier",
    ),
    "growing-columns": (
        "Colonnes différentes de celles de la table",
        "La table publiée n'a pas les mêmes colonnes que le modèle {value}, qui a changé depuis.",
        "la demande de repartir de ce seul fichier, qui contient alors toutes les lignes",
    ),
    # what is accepted and told
    "in-order": (
        "Lignes en désordre",
        "{count} lignes viennent avant celle du dessus (la première\u00a0: {value}, ligne {line})\u00a0: "
        "c'est leur date qui compte, non leur place.",
        "",
    ),
    "zero-unknown": (
        "Zéro lu comme inconnu",
        "{count} fois 0 dans la colonne {column} (d'abord ligne {line})\u00a0: compris comme une valeur inconnue, "
        "rien n'est divisé par elle.",
        "",
    ),
}
