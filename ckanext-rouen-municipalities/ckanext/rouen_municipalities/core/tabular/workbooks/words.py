"""What our workbooks say, in French and in English."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    # names of sheets
    "data-sheet": ("Données", "Data"),
    "guide-sheet": ("Mode d'emploi", "How to fill in"),
    "lists-sheet": ("Listes", "Lists"),
    "errors-sheet": ("À corriger", "To correct"),
    # the workbook to fill in
    "step-fill": (
        "1. Remplissez la feuille «\u00a0{sheet}\u00a0», une ligne par enregistrement, sous la ligne des titres.",
        "1. Fill in the sheet “{sheet}”, one row per record, below the row of titles.",
    ),
    "step-titles": (
        "2. Gardez les titres tels quels. Une colonne facultative peut rester vide.",
        "2. Keep the titles as they are. An optional column may stay empty.",
    ),
    "step-known": (
        "3. Ces colonnes se remplissent d'elles-mêmes sur les {rows} premières lignes\u00a0: {columns}. "
        "Au-delà, recopiez-les vers le bas.",
        "3. These columns fill in by themselves on the first {rows} rows: {columns}. Beyond, copy them down.",
    ),
    "step-save": (
        "Enregistrez le classeur (.xlsx) et déposez-le sur le portail\u00a0: "
        "«\u00a0Vérifier sans publier\u00a0», puis «\u00a0Déposer et publier\u00a0».",
        "Save the workbook (.xlsx) and upload it on the portal: “Check without publishing”, then “Upload and publish”.",
    ),
    "step-sheets": (
        "Cette feuille-ci et les listes ne sont pas publiées.",
        "This sheet and the lists are not published.",
    ),
    "legend": (
        "Titre vert foncé\u00a0: colonne obligatoire. Titre gris\u00a0: colonne facultative.",
        "Dark green title: mandatory column. Grey title: optional column.",
    ),
    "column": ("Dans la colonne", "In the column"),
    "mandatory-column": ("Obligatoire\u00a0?", "Mandatory?"),
    "expected": ("Ce qui est attendu", "What is expected"),
    "example": ("Par exemple", "For example"),
    "choices": ("Valeurs de la liste", "Values of the list"),
    "explanation": ("Ce que c'est", "What it is"),
    "yes": ("oui", "yes"),
    "no": ("non", "no"),
    "mandatory": ("Obligatoire.", "Mandatory."),
    "optional": ("Facultatif.", "Optional."),
    "unit": ("Unité\u00a0: {unit}.", "Unit: {unit}."),
    "example-is": ("Exemple\u00a0: {example}", "Example: {example}"),
    "choose": ("À choisir dans la liste.", "To be chosen in the list."),
    "model": ("Modèle {name}, version {version}", "Model {name}, version {version}"),
    "codes-of": ("Codes de la colonne {column}", "Codes of the column {column}"),
    "more": ("… et {count} autres, dans la liste de la colonne", "… and {count} more, in the list of the column"),
    # the workbook that shows what was refused
    "refused": ("Fichier refusé\u00a0: {file}", "File refused: {file}"),
    "nothing-changed": (
        "Rien n'a été publié. {errors} erreurs, à corriger dans la feuille «\u00a0{sheet}\u00a0»\u00a0: les cellules "
        "en rouge portent la raison en commentaire (passez la souris dessus).",
        "Nothing was published. {errors} errors, to be corrected in the sheet “{sheet}”: the cells in red have the "
        "reason as a comment (move the mouse over them).",
    ),
    "then-upload": (
        "Une fois corrigé, enregistrez ce classeur et déposez-le tel quel à la place du fichier refusé.",
        "Once corrected, save this workbook and upload it as it is in place of the refused file.",
    ),
    "too-large": (
        "Votre fichier est trop grand pour tenir ici en entier. La feuille «\u00a0{sheet}\u00a0» ne montre que les "
        "lignes à corriger, avec leur numéro dans votre fichier. Corrigez votre fichier lui-même et déposez-le\u00a0: "
        "ce classeur-ci serait refusé.",
        "Your file is too large to be here as a whole. The sheet “{sheet}” shows only the rows to correct, with their "
        "number in your file. Correct your file itself and upload it: this workbook would be refused.",
    ),
    "not-all": (
        "Le fichier a {errors} erreurs\u00a0; les {kept} premières sont montrées. Corrigez-les\u00a0: "
        "les suivantes seront dites au dépôt suivant.",
        "The file has {errors} errors; the first {kept} are shown. Correct them: the others will be told at the next "
        "upload.",
    ),
    "few-comments": (
        "Les {count} premières cellules en rouge portent un commentaire\u00a0; les autres sont seulement colorées.",
        "The first {count} cells in red have a comment; the others are only coloured.",
    ),
    "cut": (
        "Texte trop long pour un classeur\u00a0: il est coupé ici. Corrigez le fichier d'origine.",
        "Text too long for a workbook: it is cut here. Correct the original file.",
    ),
    "some-cut": (
        "Des textes sont trop longs pour un classeur et ont été coupés (cellules en rouge)\u00a0: "
        "corrigez votre fichier d'origine et déposez-le, pas ce classeur.",
        "Some texts are too long for a workbook and were cut (cells in red): correct your original file and upload it, "
        "not this workbook.",
    ),
    "rule": ("Règle non respectée", "Rule not kept"),
    "count": ("Combien de fois", "How often"),
    "where": ("Aller à", "Go to"),
    "line": ("Ligne de votre fichier", "Line of your file"),
    "value": ("Ce qui est écrit", "What is written"),
    "problem": ("Ce qui ne va pas", "What is wrong"),
    "accepted": ("Ce qui serait accepté", "What would be accepted"),
    "all-errors": (
        "Toutes les erreurs (cliquez pour aller à la cellule)",
        "All errors (click to go to the cell)",
    ),
    "first-errors": (
        "Les {count} premières erreurs (cliquez pour aller à la cellule)",
        "The first {count} errors (click to go to the cell)",
    ),
    "line-number": ("N° de ligne dans votre fichier", "No. of line in your file"),
    "reason": ("{label}\n{message}\nAttendu\u00a0: {expected}", "{label}\n{message}\nExpected: {expected}"),
    "reason-only": ("{label}\n{message}", "{label}\n{message}"),
}
WORDS = tuple(_WORDS)


def said(key: str, language: str, **values: object) -> str:
    """The text of ``key`` in ``language`` (``fr`` or ``en``; any other is French), filled in."""
    french, english = _WORDS[key]
    return (english if language == "en" else french).format(**values)


def quoted(text: str, language: str) -> str:
    """``text`` between quotes: a cell that says it is never taken for a title of a table."""
    return f"“{text}”" if language == "en" else f"«\u00a0{text}\u00a0»"
