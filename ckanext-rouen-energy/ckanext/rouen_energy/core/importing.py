"""Files imported together: where each goes, what became of it, and one report of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum
from typing import Any

#: sentences of a refused file that the report in words quotes
_QUOTED = 3


class Outcome(Enum):
    """What became of a file."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    FAILED = "failed"


#: how the report says it: of one file, of several
_WORDS = {
    Outcome.PUBLISHED: ("publié", "publiés"),
    Outcome.UNCHANGED: ("déjà publié", "déjà publiés"),
    Outcome.REFUSED: ("refusé", "refusés"),
    Outcome.UNKNOWN: ("disposition inconnue", "de disposition inconnue"),
    Outcome.UNREADABLE: ("illisible", "illisibles"),
    Outcome.FAILED: ("échec de notre fait", "en échec de notre fait"),
}
_GOOD = (Outcome.PUBLISHED, Outcome.UNCHANGED)
#: why a file cannot be opened
_UNREADABLE: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "Ce fichier n'existe pas."),
    (IsADirectoryError, "C'est un dossier : nommez ses fichiers."),
    (PermissionError, "Le portail n'a pas le droit de lire ce fichier."),
)
SOME_NOT_PUBLISHED, SOME_FAILED = 1, 2


@dataclass(frozen=True)
class Shelf:
    """The dataset of an owner that takes the tables of a profile."""

    name: str
    title: str
    notes: str
    #: whether it begins private although its tables need not be: its owner chooses
    begins_private: bool = False
    #: the columns that say of what and from which day on a row is, in tables of which a file may bring the next months
    periods: tuple[str, ...] = ()

    def dataset(self, owner: str) -> str:
        """Its name for an owner."""
        return f"{self.name}-{owner}"


#: profiles whose files may be imported, and where they go
SHELVES = {
    "energy/readings": Shelf(
        "releves-energie", "Relevés de compteurs", "Relevés des compteurs, tels que les fournisseurs les envoient."
    ),
    "energy/consumption": Shelf(
        "consommations-energie",
        "Consommations d'énergie",
        "Énergie livrée à chaque bâtiment, par période.",
        periods=("id_batiment", "id_compteur", "vecteur", "debut"),
    ),
    "energy/meters": Shelf("compteurs-energie", "Compteurs d'énergie", "Les compteurs et leurs bâtiments."),
    "energy/buildings": Shelf("batiments-energie", "Bâtiments", "Les bâtiments : type, commune, surface."),
    "energy/activities": Shelf(
        "activites-energie",
        "Activités des bâtiments",
        "Les activités de chaque bâtiment et leurs surfaces.",
        begins_private=True,
        periods=("id_batiment", "sous_categorie", "debut"),
    ),
    "energy/temperatures": Shelf(
        "temperatures-energie",
        "Températures quotidiennes",
        "Températures de chaque jour, par station.",
        periods=("station", "date"),
    ),
    "energy/absolute-targets": Shelf(
        "valeurs-absolues-energie",
        "Valeurs absolues du décret tertiaire",
        "Ce que l'annexe demande par activité.",
    ),
    "energy/tertiary": Shelf(
        "decret-tertiaire",
        "Déclarations du décret tertiaire",
        "La référence choisie pour chaque bâtiment.",
    ),
}
#: where a table goes that has what is not public, when its profile may be either
PRIVATE_SHELVES = {
    "energy/consumption": Shelf(
        "factures-energie", "Factures d'énergie par compteur", "Énergie facturée à chaque compteur, par période."
    ),
}


@dataclass(frozen=True)
class Imported:
    """One file of an import, and what became of it."""

    file: str
    outcome: Outcome
    profile: str = ""
    #: the layout of others by which it was read
    layout: str = ""
    dataset: str = ""
    resource_id: str = ""
    rows: int | None = None
    #: what it did to a table that grows, in words
    growth: str = ""
    #: the table of the same name that it took the place of, in words
    replaced: str = ""
    #: the table of the same name that it left beside its own, in words
    kept: str = ""
    errors: int = 0
    #: why it was not published, in words: the first reasons
    reasons: tuple[str, ...] = ()
    #: what may be wrong in a file that was published, in words
    notices: tuple[str, ...] = ()

    @property
    def _size(self) -> str:
        return f"{self.rows} ligne{'s' if (self.rows or 0) > 1 else ''}"

    def in_words(self) -> Iterator[str]:
        """A line for the file, then one for each reason."""
        parts = [f"{self.file} : {_WORDS[self.outcome][0]}"]
        parts += [f"lu comme {self.layout}"] if self.layout else []
        parts += [self.growth or self._size] if self.rows is not None and self.outcome in _GOOD else []
        parts += [said for said in (self.replaced, self.kept) if said]
        parts += [f"{self.dataset} ({self.profile})"] if self.dataset else []
        yield " · ".join(parts)
        yield from (f"    {reason}" for reason in self.reasons[:_QUOTED])
        if self.errors > len(self.reasons[:_QUOTED]) > 0:
            yield f"    … {self.errors} erreurs en tout"
        yield from (f"    attention : {notice}" for notice in self.notices[:_QUOTED])
        if more := len(self.notices[_QUOTED:]):
            yield f"    … et {more} autre{'s' if more > 1 else ''} avertissement{'s' if more > 1 else ''}"


def between(first: date, last: date) -> str:
    """The months of a file, as the name of its table says them."""
    months = [f"{day:%m/%Y}" for day in (first, last)]
    return months[0] if months[0] == months[1] else f"{months[0]} – {months[1]}"


def why_unreadable(error: OSError) -> str:
    """Why a file cannot be opened, in words."""
    known = next((words for kind, words in _UNREADABLE if isinstance(error, kind)), "")
    return known or f"Ce fichier ne peut pas être ouvert ({error.strerror or error})."


def in_words(files: Sequence[Imported]) -> str:
    """What became of each file, then how many of each kind."""
    lines = [line for file in files for line in file.in_words()]
    counts = Counter(file.outcome for file in files)
    told = [f"{counts[outcome]} {_WORDS[outcome][counts[outcome] > 1]}" for outcome in Outcome if counts[outcome]]
    return "\n".join([*lines, f"{len(files)} fichier{'s' if len(files) > 1 else ''} : {', '.join(told)}."])


def report_as_dict(files: Sequence[Imported]) -> dict[str, Any]:
    """The same for programs."""
    counts = Counter(file.outcome.value for file in files)
    return {
        "files": [_as_dict(file) for file in files],
        "counts": {outcome.value: counts[outcome.value] for outcome in Outcome},
    }


def _as_dict(file: Imported) -> dict[str, Any]:
    lists = {"reasons": list(file.reasons), "notices": list(file.notices)}
    return {**asdict(file), "outcome": file.outcome.value, **lists}


def exit_code(files: Sequence[Imported]) -> int:
    """0 when every file is published, 1 when some are not, 2 when that is our fault."""
    if any(file.outcome is Outcome.FAILED for file in files):
        return SOME_FAILED
    return 0 if all(file.outcome in _GOOD for file in files) else SOME_NOT_PUBLISHED
