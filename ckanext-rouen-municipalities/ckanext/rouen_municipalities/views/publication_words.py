"""What became of a file, in words."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

_MINUTE = 60


def rouen_file_writing(file: dict[str, Any]) -> str:
    """How a file is written, as an officer would say it: Windows-1252, point-virgule."""
    encodings = {"cp1252": "Windows-1252", "utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
    separators = {
        ";": tk._("point-virgule"),
        ",": tk._("virgule"),
        "\t": tk._("tabulation"),
        "|": tk._("barre verticale"),
    }
    encoding, separator = file["encoding"] or "", file["delimiter"] or ""
    return ", ".join(filter(None, [encodings.get(encoding, encoding), separators.get(separator, separator)]))


def rouen_publication_reason(reason: str | None) -> str:
    """Why a publication ended as it did, in words; what has none is shown as it was recorded."""
    words = {
        "identical": tk._("Ce fichier est identique à celui qui était déjà publié : rien n'a changé."),
        "already-added": tk._("Ce fichier avait déjà été ajouté à la table : rien n'a changé."),
        "newer-file": tk._("un fichier plus récent a été publié"),
        "resource-gone": tk._("la ressource a été supprimée entre-temps"),
        "interrupted": tk._("le traitement s'est interrompu à chaque essai"),
        "disk-full": tk._("le serveur n'a plus de place ; réessayez quand son administrateur en aura libéré"),
        "table-busy": tk._(
            "des lecteurs gardent ouverte l'ancienne table ; réessayez dans quelques minutes, "
            "ou demandez à l'administrateur du serveur de les interrompre"
        ),
    }
    return words.get(reason or "", reason or "")


def rouen_publication_result(publication: dict[str, Any]) -> str:
    """What became of a file, in a few words, for the history."""
    if publication["reason"] == "profile-to-confirm":
        return tk._("Attend vos choix")
    if publication["state"] == "published":
        return _published(publication)
    words = {
        "pending": tk._("En attente"),
        "running": tk._("Vérification en cours"),
        "refused": tk._("Refusé"),
        "failed": tk._("Échec de notre fait"),
        "superseded": tk._("Remplacé par un fichier plus récent"),
    }
    return words[publication["state"]]


def rouen_duration(seconds: float | None) -> str:
    """How long something took: moins d'une seconde, 12 s, 3 min 20 s."""
    if seconds is None or seconds < 1:
        return tk._("moins d'une seconde")
    whole = round(seconds)
    if whole < _MINUTE:
        return tk._("%(count)s s") % {"count": whole}
    return tk._("%(minutes)s min %(seconds)s s") % {"minutes": whole // _MINUTE, "seconds": whole % _MINUTE}


def _published(publication: dict[str, Any]) -> str:
    if publication["reason"] in ("identical", "already-added"):
        return tk._("Déjà publié : rien n'a changé")
    if not publication["growth"]:
        return tk._("Publié")
    if publication["mode"] == "start-over":
        return tk._("Table refaite : %(growth)s") % {"growth": publication["growth"]["message"]}
    return tk._("Ajouté : %(growth)s") % {"growth": publication["growth"]["message"]}
