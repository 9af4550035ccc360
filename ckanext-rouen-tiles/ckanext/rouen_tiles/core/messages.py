"""What is wrong with a document, as codes with parameters, and their wording in French and English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from .repeating import said, short

LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Issue:
    """One thing that is wrong: a code, the field it is about (`title.fr`, `sources[0].map`), what the message needs."""

    code: str
    path: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def text(self, language: str = "fr") -> str:
        """The message in this language, headed by the field's name."""
        message = self.message(language)
        return f"{short(self.path)} : {message}" if self.path else message

    def message(self, language: str = "fr") -> str:
        """The message in this language, for whoever names the field beside it."""
        params = {name: said(name, value, language) for name, value in self.params.items()}
        return MESSAGES[self.code][language].format(**params)

    def under(self, parent: str) -> Issue:
        """The same issue, its field named from one level up."""
        separator = "" if not self.path or self.path.startswith("[") else "."
        return replace(self, path=f"{parent}{separator}{self.path}")


class Refused(Exception):
    """A document or a content that breaks rules; `issues` names each."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__("; ".join(issue.text("en") for issue in self.issues))


def refuse(code: str, path: str = "", **params: Any) -> Refused:
    """A refusal with a single issue."""
    return Refused([Issue(code, path, params)])


MESSAGES: dict[str, dict[str, str]] = {
    # the YAML file
    "yaml-too-large": {
        "fr": "fichier de {bytes} octets ; {maximum} au plus",
        "en": "file of {bytes} bytes; at most {maximum}",
    },
    "yaml-not-utf8": {"fr": "le fichier n'est pas en UTF-8", "en": "the file is not UTF-8"},
    "yaml-syntax": {"fr": "YAML illisible, ligne {line} : {detail}", "en": "unreadable YAML, line {line}: {detail}"},
    "yaml-alias": {
        "fr": "ligne {line} : ancres et alias (& et *) ne sont pas acceptés ; écrivez la valeur en entier",
        "en": "line {line}: anchors and aliases (& and *) are not accepted; write the value out",
    },
    "yaml-tag": {"fr": "ligne {line} : étiquette {tag} non acceptée", "en": "line {line}: tag {tag} is not accepted"},
    "yaml-duplicate": {
        "fr": "ligne {line} : la clé « {key} » est écrite deux fois",
        "en": "line {line}: the key “{key}” is written twice",
    },
    "yaml-key": {"fr": "ligne {line} : une clé doit être un mot", "en": "line {line}: a key must be a word"},
    "yaml-depth": {
        "fr": "ligne {line} : plus de {maximum} niveaux imbriqués",
        "en": "line {line}: nested deeper than {maximum} levels",
    },
    "yaml-octal": {
        "fr": 'ligne {line} : {value} sans guillemets est lu comme un nombre octal ({read}) ; écrivez "{value}"',
        "en": 'line {line}: {value} without quotes is read as an octal number ({read}); write "{value}"',
    },
    "yaml-quote": {
        "fr": 'ligne {line} : {value} sans guillemets n\'est pas lu comme un texte ; écrivez "{value}"',
        "en": 'line {line}: {value} without quotes is not read as text; write "{value}"',
    },
    "yaml-truth": {
        "fr": 'ligne {line} : {value} sans guillemets est lu comme {read} ; écrivez {read}, ou "{value}" pour le mot',
        "en": 'line {line}: {value} without quotes is read as {read}; write {read}, or "{value}" for the word',
    },
    "yaml-tab": {
        "fr": "ligne {line} : une tabulation ; mettez des espaces",
        "en": "line {line}: a tabulator; use spaces",
    },
    "yaml-space": {
        "fr": "ligne {line} : une espace insécable ; mettez une espace ordinaire",
        "en": "line {line}: a no-break space; use an ordinary one",
    },
    "yaml-character": {
        "fr": "ligne {line} : caractère {character} refusé ; est-ce bien un fichier de texte ?",
        "en": "line {line}: the character {character} is refused; is this a file of text?",
    },
    "yaml-documents": {"fr": "un seul document par fichier", "en": "one document per file"},
    # any field
    "required": {"fr": "obligatoire", "en": "required"},
    "unknown-field": {"fr": "champ inconnu ; champs acceptés : {known}", "en": "unknown field; known: {known}"},
    "field-space": {
        "fr": "une espace de trop, insécable peut-être, autour du nom {value!r} ; champs acceptés : {known}",
        "en": "a space too many, perhaps a no-break one, around the name {value!r}; known: {known}",
    },
    "not-a-mapping": {
        "fr": "des champs sont attendus, chacun comme « nom: valeur »",
        "en": "fields are expected, each as “name: value”",
    },
    "not-a-list": {"fr": "une liste est attendue", "en": "a list is expected"},
    "not-a-text": {
        "fr": "un texte est attendu, pas {value!r} ; mettez-le entre guillemets",
        "en": "a text is expected, not {value!r}; put it in quotes",
    },
    "not-an-integer": {
        "fr": "un nombre entier est attendu, pas {value!r}",
        "en": "an integer is expected, not {value!r}",
    },
    "not-a-boolean": {
        "fr": "true ou false est attendu, pas {value!r}",
        "en": "true or false is expected, not {value!r}",
    },
    "empty": {"fr": "vide", "en": "empty"},
    "too-long": {"fr": "{length} caractères ; {maximum} au plus", "en": "{length} characters; at most {maximum}"},
    "out-of-range": {"fr": "{value} ; attendu de {minimum} à {maximum}", "en": "{value}; from {minimum} to {maximum}"},
    "pattern": {
        "fr": "« {value} » n'a pas la forme attendue : {expected}",
        "en": "“{value}” is not of the form {expected}",
    },
    "not-one-of": {"fr": "« {value} » n'est pas l'un de : {choices}", "en": "“{value}” is not one of: {choices}"},
    "twice": {"fr": "« {value} » figure deux fois", "en": "“{value}” appears twice"},
    "too-many": {"fr": "{count} éléments ; {maximum} au plus", "en": "{count} items; at most {maximum}"},
    "html": {"fr": "du texte simple est attendu, sans balise HTML", "en": "plain text is expected, without HTML"},
    "one-line": {"fr": "une seule ligne est attendue", "en": "a single line is expected"},
    "control-character": {
        "fr": "caractère invisible ou illisible refusé ({character})",
        "en": "a character that is not seen or not readable is refused ({character})",
    },
    "not-https": {
        "fr": "une adresse https:// est attendue, pas « {value} »",
        "en": "an https:// address is expected, not “{value}”",
    },
    "not-insee": {
        "fr": "« {value} » n'est pas le code INSEE d'une des 71 communes (76000 est un code postal ; 76540 est Rouen)",
        "en": "“{value}” is not the INSEE code of one of the 71 communes (76000 is a postcode; 76540 is Rouen)",
    },
    "not-an-instant": {
        "fr": "« {value} » n'est pas une date ISO 8601, comme 2026-11-22 ou 2026-11-22T08:00",
        "en": "“{value}” is not an ISO 8601 date such as 2026-11-22 or 2026-11-22T08:00",
    },
    "ambiguous-instant": {
        "fr": "« {value} » existe deux fois ou n'existe pas au changement d'heure ; ajoutez +01:00 ou +02:00",
        "en": "“{value}” exists twice or not at all at the change of hour; add +01:00 or +02:00",
    },
    "window-order": {"fr": "la fin précède le début", "en": "the end comes before the start"},
    # a tile as a whole
    "reserved-id": {"fr": "« {value} » est le nom d'une page", "en": "“{value}” is the name of a page"},
    "sources-needed": {"fr": "le genre {kind} demande une source", "en": "the kind {kind} needs a source"},
    "sources-refused": {"fr": "le genre {kind} n'a pas de source", "en": "the kind {kind} has no source"},
    "one-primary": {"fr": "une source, et une seule, est « primary »", "en": "exactly one source is “primary”"},
    "map-needed": {
        "fr": "le modèle {profile} n'a pas de correspondance connue : indiquez map.{missing}",
        "en": "the profile {profile} has no known mapping: give map.{missing}",
    },
    "freshness-order": {"fr": "fail doit être plus long que warn", "en": "fail must be longer than warn"},
    "view-key": {
        "fr": "« {key} » n'est pas une clé des données ; ajoutez-la à map.{group} ou choisissez parmi : {known}",
        "en": "“{key}” is no key of the data; add it to map.{group}, or choose one of: {known}",
    },
    "blocks-needed": {"fr": "le genre {kind} demande au moins une ligne", "en": "the kind {kind} needs a line"},
    "upstream": {
        "fr": "une source auxiliaire de genre realtime et de modèle {profile} le porte, et elle seule",
        "en": "an auxiliary source of a realtime tile with the profile {profile} has it, and no other",
    },
    "action-needed": {"fr": "le genre {kind} demande une action", "en": "the kind {kind} needs an action"},
    # the life of a tile
    "id-taken": {
        "fr": "l'identifiant « {value} » est déjà pris, pour toujours",
        "en": "the id “{value}” is taken for ever",
    },
    "id-changed": {"fr": "l'identifiant d'une tuile ne change jamais", "en": "the id of a tile never changes"},
    "stale-revision": {
        "fr": "modifiée entre-temps : la révision est {current}, la vôtre {given}",
        "en": "changed meanwhile: the revision is {current}, yours is {given}",
    },
    "wrong-state": {"fr": "impossible à l'état « {state} »", "en": "not possible in the state “{state}”"},
    "unknown-successor": {"fr": "« {value} » n'est pas une tuile", "en": "“{value}” is not a tile"},
    "unknown-organization": {"fr": "organisation « {value} » inconnue", "en": "unknown organisation “{value}”"},
    "other-organization": {
        "fr": "la révision passe la tuile à une autre organisation : seul un administrateur des deux peut la publier",
        "en": "the revision moves the tile to another organisation: only an administrator of both can publish it",
    },
    "unknown-resource": {
        "fr": "pas une et une seule ressource « {name} » dans le jeu « {dataset} »",
        "en": "not exactly one resource “{name}” in the dataset “{dataset}”",
    },
    # sources and data: reasons of health, and of a refusal to publish
    "source-not-public": {
        "fr": "« {source} » est privée ou supprimée. Rendez-la publique ou changez de source.",
        "en": "“{source}” is private or deleted. Make it public or change the source.",
    },
    "source-not-published": {
        "fr": "« {source} » n'a pas de table publiée. Déposez un fichier accepté.",
        "en": "“{source}” has no published table. Upload a file that is accepted.",
    },
    "column-missing": {
        "fr": "« {source} » n'a pas la colonne {column} que la tuile affiche.",
        "en": "“{source}” lacks the column {column} that the tile shows.",
    },
    "too-few-rows": {
        "fr": "« {source} » n'atteint {minimum} élément(s) dans aucune commune ({rows} en tout).",
        "en": "“{source}” has {minimum} item(s) in no commune ({rows} in all).",
    },
    "stale": {
        "fr": "« {source} » n'a pas été mise à jour depuis {days} jours.",
        "en": "“{source}” has not been updated for {days} days.",
    },
    "stale-minutes": {
        "fr": "« {source} » n'a pas été mise à jour depuis {minutes} minutes.",
        "en": "“{source}” has not been updated for {minutes} minutes.",
    },
    "expired": {
        "fr": "« {source} » ne dit rien au-delà du {day}. Déposez la suite.",
        "en": "“{source}” tells nothing after {day}. Upload what follows.",
    },
    "feed-not-read": {
        "fr": "Le flux « {source} » n'a pas encore pu être lu ({problem}). Vérifiez son adresse.",
        "en": "The feed “{source}” could not be read yet ({problem}). Check its address.",
    },
    "feed-failing": {
        "fr": "Le flux « {source} » n'est plus lisible ({problem}) ; ses dernières données restent.",
        "en": "The feed “{source}” can no longer be read ({problem}); its last data stay.",
    },
    "data-not-written": {
        "fr": "Les données n'ont pas pu être écrites sur le serveur ({problem}) ; un nouvel essai suivra.",
        "en": "The data could not be written on the server ({problem}); it will be tried again.",
    },
    "contours-missing": {
        "fr": "Les contours des communes ne sont pas chargés : la commune d'un point n'est pas connue.",
        "en": "The contours of communes are not loaded: the commune of a point is not known.",
    },
    "age-unknown": {"fr": "L'âge de « {source} » n'est pas connu.", "en": "The age of “{source}” is not known."},
    "rows-without-point": {
        "fr": "{rows} lignes de « {source} » n'ont pas de coordonnées utilisables.",
        "en": "{rows} rows of “{source}” have no usable coordinates.",
    },
    "rows-without-title": {
        "fr": "{rows} lignes de « {source} » n'ont pas de titre.",
        "en": "{rows} rows of “{source}” have no title.",
    },
    "rows-without-date": {
        "fr": "{rows} lignes de « {source} » n'ont pas de date lisible.",
        "en": "{rows} rows of “{source}” have no date that can be read.",
    },
    "hours-in-words": {
        "fr": "{rows} horaires de « {source} » ne sont pas lisibles comme opening_hours ; ils restent en mots.",
        "en": "{rows} opening hours of “{source}” cannot be read as opening_hours; they stay in words.",
    },
    "rows-without-commune": {
        "fr": "{rows} lignes de « {source} » ne nomment aucune des 71 communes.",
        "en": "{rows} rows of “{source}” name none of the 71 communes.",
    },
    "too-many-items": {
        "fr": "{count} éléments pour la commune {commune} ; {maximum} au plus.",
        "en": "{count} items for the commune {commune}; at most {maximum}.",
    },
    "too-many-rows": {
        "fr": "« {source} » a plus de {maximum} lignes, plus que l'application n'en peut montrer.",
        "en": "“{source}” has more than {maximum} rows, more than the app can show.",
    },
    "data-too-large": {
        "fr": "{bytes} octets pour la commune {commune} ; {maximum} au plus.",
        "en": "{bytes} bytes for the commune {commune}; at most {maximum}.",
    },
    "kind-without-data": {
        "fr": "Le genre {kind} n'a pas encore de données dans ce portail.",
        "en": "This portal has no data for the kind {kind} yet.",
    },
    "unreadable": {
        "fr": "La définition n'est plus valide : {problem}",
        "en": "The definition is no longer valid: {problem}",
    },
    "no-data-here": {
        "fr": "La tuile est déclarée pour des communes où aucune donnée n'existe.",
        "en": "The tile is declared for communes where there are no data.",
    },
    "never-checked": {"fr": "Pas encore vérifiée.", "en": "Not checked yet."},
    # why a tile is no longer served
    "withdrawn-by-hand": {"fr": "Retirée par le service : {reason}", "en": "Withdrawn by its department: {reason}"},
    "rolled-away": {
        "fr": "Retirée : une version plus ancienne a été rétablie.",
        "en": "Withdrawn: an older release was restored.",
    },
    "retired": {"fr": "Supprimée : {reason}", "en": "Gone: {reason}"},
    "unhealthy": {"fr": "Retirée tant que ses données sont en défaut.", "en": "Withdrawn while its data fail."},
    "draft": {"fr": "Brouillon, jamais approuvé.", "en": "Draft, never approved."},
    "review": {"fr": "En attente d'approbation.", "en": "Waiting for approval."},
    "not-released": {"fr": "Approuvée, attend la prochaine version.", "en": "Approved, waits for the next release."},
}
