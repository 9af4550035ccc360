"""What each rule about archives and spreadsheets says in French: its name, what is wrong, what would be accepted."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str, str]] = {
    # the file
    "file-protected": (
        "Fichier protégé",
        "Le fichier est protégé par un mot de passe.",
        "le même fichier enregistré sans mot de passe",
    ),
    "archive-empty": ("Archive vide", "L'archive ZIP ne contient aucun fichier.", "une archive avec un seul fichier"),
    "archive-many-files": (
        "Plusieurs fichiers",
        "L'archive ZIP contient plusieurs fichiers\u00a0: {value}.",
        "une archive avec un seul fichier, ou le fichier lui-même",
    ),
    "archive-many-entries": (
        "Trop de fichiers",
        "L'archive contient beaucoup trop de fichiers.",
        "au plus {expected} fichiers",
    ),
    "archive-nested": (
        "Archive dans une archive",
        "Le fichier «\u00a0{value}\u00a0» de l'archive est lui-même une archive.",
        "une archive avec un fichier CSV, XLSX ou ODS",
    ),
    "archive-damaged": (
        "Archive abîmée",
        "Le fichier est abîmé\u00a0: il ne peut pas être décompressé.",
        "le fichier enregistré ou compressé de nouveau",
    ),
    "archive-too-large": (
        "Fichier trop gros",
        "Une fois décompressé, le fichier est trop gros.",
        "au plus {expected}, décompressé",
    ),
    "archive-bomb": (
        "Archive suspecte",
        "Le fichier est minuscule et pèserait {value} une fois décompressé\u00a0: il n'a pas été ouvert.",
        "un fichier enregistré par un tableur, ou le fichier CSV lui-même",
    ),
    "xml-entities": (
        "Classeur suspect",
        "Le classeur contient des définitions qu'aucun tableur n'écrit\u00a0: il n'a pas été ouvert.",
        "le classeur enregistré de nouveau depuis le tableur",
    ),
    "spreadsheet-damaged": (
        "Classeur abîmé",
        "Le classeur est abîmé\u00a0: il ne peut pas être lu.",
        "le classeur ouvert dans le tableur puis enregistré de nouveau",
    ),
    "sheet-too-large": (
        "Feuille trop grande",
        "La feuille est trop grande pour être lue\u00a0; "
        "une cellule oubliée loin du tableau ({value}) suffit souvent.",
        "une feuille sans rien à droite ni au-dessous du tableau, ou un fichier CSV",
    ),
    "sheet-too-slow": (
        "Classeur trop long à lire",
        "La lecture du classeur prend trop de temps.",
        "un fichier CSV, ou un classeur plus simple",
    ),
    "sheet-missing": (
        "Feuille absente",
        "Le classeur n'a pas de feuille «\u00a0{value}\u00a0».",
        "l'une des feuilles {expected}",
    ),
    "sheet-ambiguous": (
        "Plusieurs feuilles possibles",
        "Plusieurs feuilles du classeur peuvent être la bonne\u00a0: {value}.",
        "le nom de la feuille à publier, ou un classeur avec une seule de ces feuilles",
    ),
    "sheet-unfit": (
        "Aucune feuille ne convient",
        "Aucune feuille du classeur n'a les titres attendus\u00a0: {value}.",
        "le nom de la feuille à publier, avec les titres du modèle",
    ),
    # the cell
    "formula-not-computed": (
        "Formule sans résultat",
        "Le résultat de la formule {value} n'est pas enregistré dans le fichier.",
        "le classeur ouvert dans le tableur puis enregistré de nouveau, ou la valeur seule",
    ),
    "cells-merged": (
        "Cellules fusionnées",
        "«\u00a0{value}\u00a0» est dans des cellules fusionnées ({expected})\u00a0: "
        "on ne peut pas savoir à quelles lignes la valeur s'applique.",
        "une valeur dans chaque cellule (dans le tableur\u00a0: Fusionner, Annuler la fusion)",
    ),
    "cell-unreadable": (
        "Caractère illisible",
        "La cellule contient un caractère invisible qui n'appartient à aucun texte (dans «\u00a0{value}\u00a0»).",
        "le texte saisi de nouveau",
    ),
    "code-date": (
        "Code abîmé",
        "Le tableur a changé un code en date ({value}).",
        "le code complet, dans une colonne au format Texte",
    ),
    # what is accepted and told
    "sheet-chosen": (
        "Feuille lue",
        "Le classeur a {count} feuilles\u00a0; la feuille «\u00a0{value}\u00a0» a été lue.",
        "",
    ),
    "rows-hidden": (
        "Lignes masquées",
        "{count} lignes masquées dans le tableur ont été lues comme les autres (la première\u00a0: ligne {line}).",
        "",
    ),
    "rows-short": (
        "Fins de ligne vides",
        "{count} lignes s'arrêtent avant la dernière colonne\u00a0; leurs dernières cellules ont été lues comme vides "
        "(la première\u00a0: ligne {line}).",
        "",
    ),
    "totals-line": (
        "Ligne de total",
        "La ligne {line} («\u00a0{value}\u00a0») est un total\u00a0: elle n'a pas été reprise.",
        "",
    ),
    "date-serial": (
        "Date en nombre",
        "{count} dates étaient écrites comme des nombres\u00a0; «\u00a0{value}\u00a0» a été lu {expected}.",
        "",
    ),
}
