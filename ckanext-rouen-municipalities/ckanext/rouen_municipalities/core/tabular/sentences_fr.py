"""What each rule says in French: its name, what is wrong, what would be accepted."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str, str]] = {
    # the file
    "profile-unknown": (
        "Modèle inconnu",
        "Le modèle «\u00a0{value}\u00a0» n'existe pas sur ce portail.",
        "un modèle de la liste",
    ),
    "file-empty": (
        "Fichier vide",
        "Le fichier ne contient rien.",
        "un fichier avec une ligne de titres et des données",
    ),
    "file-too-large": ("Fichier trop gros", "Le fichier pèse {value}.", "au plus {expected}"),
    "format-not-read": (
        "Format non lu",
        "C'est un fichier {value}, que le portail ne lit pas.",
        "un fichier XLSX, ODS ou CSV (dans le tableur\u00a0: Enregistrer sous)",
    ),
    "format-not-text-table": (
        "Pas un tableau",
        "Le fichier contient du {value} et non un tableau\u00a0; c'est peut-être une page enregistrée par erreur.",
        "un fichier CSV, XLSX ou ODS",
    ),
    "document-too-large": (
        "Fichier JSON trop gros",
        "Le fichier JSON pèse {value}.",
        "au plus {expected}\u00a0: demandez une période plus courte",
    ),
    "document-broken": (
        "Fichier JSON illisible",
        "Le fichier JSON est abîmé ou incomplet.",
        "le fichier tel qu'il a été téléchargé, sans rien y changer",
    ),
    "layout-unknown": (
        "Disposition inconnue",
        "Ce portail ne connaît pas la disposition «\u00a0{value}\u00a0» pour ce modèle.",
        "une disposition du modèle «\u00a0{expected}\u00a0», ou aucune",
    ),
    "nul-character": (
        "Fichier illisible",
        "Le signe n°\u00a0{value} n'appartient à aucun texte\u00a0: le fichier est abîmé ou n'est pas un tableau.",
        "un fichier CSV enregistré de nouveau depuis le tableur",
    ),
    "encoding-undecodable": (
        "Caractère illisible",
        "Le caractère n°\u00a0{value} du fichier ne peut pas être lu.",
        "un fichier enregistré en UTF-8",
    ),
    "encoding-mixed": (
        "Accents mélangés",
        "Les accents sont écrits de deux façons dans le même fichier (voir le caractère n°\u00a0{value}).",
        "un fichier enregistré entièrement en UTF-8",
    ),
    "line-too-long": (
        "Ligne trop longue",
        "La ligne qui commence au caractère n°\u00a0{value} est trop longue pour un tableau.",
        "des lignes d'au plus {expected}",
    ),
    "quote-unclosed": (
        "Guillemet non fermé",
        "Un guillemet ouvert ligne {line} n'est jamais fermé.",
        "un guillemet au début et un à la fin de la cellule",
    ),
    "quote-misplaced": (
        "Guillemet mal placé",
        "Ligne {line}, du texte suit un guillemet fermant.",
        "un guillemet doublé (\"\") à l'intérieur d'une cellule",
    ),
    "too-many-columns": ("Trop de colonnes", "Le fichier a {value} colonnes.", "au plus {expected} colonnes"),
    "too-many-rows": ("Trop de lignes", "Le fichier a plus de lignes que permis.", "au plus {expected} lignes"),
    "cell-too-long": ("Cellule trop longue", "Le texte de la cellule est trop long.", "au plus {expected} caractères"),
    "no-rows": ("Aucune donnée", "Le fichier n'a que sa ligne de titres.", "au moins une ligne de données"),
    # the header
    "header-not-found": (
        "Titres introuvables",
        "Aucun des titres de colonnes attendus n'a été trouvé dans les premières lignes.",
        "les titres {expected}",
    ),
    "header-none": (
        "Titres introuvables",
        "Aucune ligne de titres n'a été trouvée au-dessus des données.",
        "une ligne avec un titre par colonne, juste au-dessus des données",
    ),
    "header-missing": (
        "Colonne absente",
        "La colonne «\u00a0{column}\u00a0» manque.",
        "une colonne «\u00a0{expected}\u00a0»",
    ),
    "header-unknown": (
        "Colonne inconnue",
        "La colonne «\u00a0{value}\u00a0» n'existe pas dans le modèle.",
        "peut-être la colonne «\u00a0{expected}\u00a0»",
    ),
    "header-duplicate": (
        "Colonne en double",
        "La colonne «\u00a0{value}\u00a0» est présente plusieurs fois.",
        "une seule fois",
    ),
    "header-blank": (
        "Colonne sans titre",
        "La colonne n°\u00a0{value} n'a pas de titre.",
        "un titre pour chaque colonne",
    ),
    "header-too-long": (
        "Titre trop long",
        "Le titre «\u00a0{value}\u00a0» est trop long.",
        "au plus {expected} caractères",
    ),
    # the row
    "row-too-short": (
        "Ligne incomplète",
        "La ligne a {value} cellules au lieu de {expected}.",
        "{expected} cellules\u00a0; une cellule vide garde ses séparateurs",
    ),
    "row-too-long": (
        "Ligne trop large",
        "La ligne a {value} cellules au lieu de {expected}.",
        "{expected} cellules\u00a0; un texte qui contient le séparateur se met entre guillemets",
    ),
    # the cell
    "required": ("Valeur obligatoire", "La cellule est vide.", "une valeur"),
    "spreadsheet-error": (
        "Erreur de tableur",
        "La cellule contient l'erreur {value} du tableur.",
        "le résultat, ou une cellule vide",
    ),
    "number": ("Nombre", "«\u00a0{value}\u00a0» n'est pas un nombre.", "un nombre, comme 12\u202f560,5"),
    "number-not-finite": ("Nombre", "«\u00a0{value}\u00a0» n'est pas un nombre.", "un nombre, ou une cellule vide"),
    "number-with-unit": (
        "Nombre avec unité",
        "«\u00a0{value}\u00a0» contient autre chose qu'un nombre.",
        "le nombre seul, sans unité",
    ),
    "number-too-large": (
        "Nombre trop grand",
        "«\u00a0{value}\u00a0» dépasse ce qui peut être enregistré.",
        "un nombre plus petit",
    ),
    "number-ambiguous": (
        "Nombre à deux sens",
        "«\u00a0{value}\u00a0» peut se lire de deux façons\u00a0: la colonne utilise la virgule et le point.",
        "la virgule pour les décimales dans toute la colonne",
    ),
    "integer-decimal": ("Nombre entier", "«\u00a0{value}\u00a0» a des décimales.", "un nombre entier"),
    "boolean": ("Oui ou non", "«\u00a0{value}\u00a0» ne veut dire ni oui ni non.", "oui ou non"),
    "date": ("Date", "«\u00a0{value}\u00a0» n'est pas une date.", "jj/mm/aaaa"),
    "date-impossible": ("Date", "Le jour «\u00a0{value}\u00a0» n'existe pas.", "jj/mm/aaaa existant"),
    "date-month-first": ("Date", "«\u00a0{value}\u00a0» met le mois avant le jour.", "jj/mm/aaaa, le jour d'abord"),
    "date-two-digit-year": (
        "Date",
        "«\u00a0{value}\u00a0» n'a que deux chiffres pour l'année.",
        "jj/mm/aaaa, avec quatre chiffres pour l'année",
    ),
    "date-with-time": ("Date", "«\u00a0{value}\u00a0» contient une heure.", "jj/mm/aaaa, sans heure"),
    "date-incomplete": ("Date", "«\u00a0{value}\u00a0» n'indique pas le jour.", "jj/mm/aaaa, avec le jour"),
    "datetime": ("Date et heure", "«\u00a0{value}\u00a0» n'est pas une date avec une heure.", "jj/mm/aaaa hh:mm"),
    "time-impossible": ("Heure", "L'heure de «\u00a0{value}\u00a0» n'existe pas.", "une heure de 00:00 à 23:59"),
    "datetime-ambiguous": (
        "Heure en double",
        "«\u00a0{value}\u00a0» a eu lieu deux fois (heure d'hiver) et l'ordre des lignes ne dit pas laquelle.",
        "l'heure avec son décalage, comme +01:00 ou +02:00",
    ),
    "datetime-skipped": (
        "Heure inexistante",
        "«\u00a0{value}\u00a0» n'a pas existé (heure d'été).",
        "une heure existante, ou l'heure avec son décalage",
    ),
    "year": ("Année", "«\u00a0{value}\u00a0» n'est pas une année.", "une année sur quatre chiffres"),
    "year-interval": (
        "Années",
        "«\u00a0{value}\u00a0» ne va pas d'une année à une année suivante.",
        "deux années, comme 2017/2018",
    ),
    "year-or-interval": (
        "Année",
        "«\u00a0{value}\u00a0» n'est ni une année ni deux années dans l'ordre.",
        "une année, ou deux comme 2017/2018",
    ),
    "actes": (
        "Matière",
        "«\u00a0{value}\u00a0» n'est pas une matière de la nomenclature ACTES.",
        "une matière, une barre oblique sans espace et la sous-matière, comme urbanisme/documents d'urbanisme "
        "(matières\u00a0: {expected})",
    ),
    "yearmonth": ("Mois", "«\u00a0{value}\u00a0» n'est pas un mois.", "mm/aaaa"),
    "code-scientific": (
        "Code abîmé",
        "«\u00a0{value}\u00a0» est un code que le tableur a changé en nombre\u00a0; des chiffres sont perdus.",
        "le code complet, dans une colonne au format Texte",
    ),
    "code-decimal": (
        "Code abîmé",
        "«\u00a0{value}\u00a0» est un code auquel le tableur a ajouté des décimales.",
        "{expected}",
    ),
    "leading-zero-lost": ("Zéro initial perdu", "«\u00a0{value}\u00a0» a perdu son zéro initial.", "{expected}"),
    "enum": ("Valeur hors liste", "«\u00a0{value}\u00a0» n'est pas dans la liste.", "{expected}"),
    "minimum": ("Valeur trop petite", "«\u00a0{value}\u00a0» est trop petit.", "au moins {expected}"),
    "maximum": ("Valeur trop grande", "«\u00a0{value}\u00a0» est trop grand.", "au plus {expected}"),
    "pattern": ("Forme", "«\u00a0{value}\u00a0» n'a pas la forme attendue.", "comme {expected}"),
    "min-length": ("Texte trop court", "«\u00a0{value}\u00a0» est trop court.", "au moins {expected} caractères"),
    "max-length": ("Texte trop long", "«\u00a0{value}\u00a0» est trop long.", "au plus {expected} caractères"),
    "register": (
        "Code inconnu",
        "«\u00a0{value}\u00a0» n'est pas un code connu.",
        "un code de la liste «\u00a0{expected}\u00a0»",
    ),
    "register-communes": (
        "Commune inconnue",
        "«\u00a0{value}\u00a0» n'est pas le code d'une commune de la Métropole.",
        "le code INSEE d'une des 71 communes, comme 76540",
    ),
    "siret": ("SIRET", "«\u00a0{value}\u00a0» n'est pas un SIRET valable.", "14 chiffres, sans espace"),
    "siren": ("SIREN", "«\u00a0{value}\u00a0» n'est pas un SIREN valable.", "9 chiffres, sans espace"),
    "email": ("Adresse électronique", "«\u00a0{value}\u00a0» n'est pas une adresse électronique.", "nom@exemple.fr"),
    "uri": (
        "Adresse web",
        "«\u00a0{value}\u00a0» n'est pas une adresse web complète.",
        "une adresse qui commence par https://",
    ),
    "array": ("Liste", "«\u00a0{value}\u00a0» n'est pas une liste.", '["premier","second"]'),
    "array-item": (
        "Valeur hors liste",
        "«\u00a0{value}\u00a0» contient une valeur qui n'est pas dans la liste.",
        "{expected}",
    ),
    # what is accepted and told
    "blank-lines": (
        "Lignes vides",
        "{count} lignes vides n'ont pas été reprises (la première\u00a0: ligne {line}).",
        "",
    ),
    "enum-spelling": (
        "Orthographe",
        "«\u00a0{value}\u00a0» a été lu «\u00a0{expected}\u00a0» ({count} fois).",
        "{expected}",
    ),
}
