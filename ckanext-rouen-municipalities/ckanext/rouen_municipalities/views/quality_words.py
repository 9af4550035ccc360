"""What an officer can improve of a dataset, in words: what is wrong, and what putting it right changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ..core.quality import Code, File, Hint
from ..logic.fetching import failure_words
from ..logic.quality import hints_of
from ..store import link_check

Words = tuple[str, str]


def rouen_quality_hints(package: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is left to improve of a dataset for those who may edit it: `problem`, `effect` and where (`url`)."""
    if package["type"] != "dataset" or not tk.h.check_access("package_update", {"id": package["id"]}):
        return []
    return [_told(package, hint) for hint in hints_of(model.Session, package)]


def rouen_link_answer(resource: Mapping[str, Any]) -> str:
    """Whether the address of a link that is only shown answered the last time; empty for what is read or uploaded."""
    known = None if resource.get("url_type") else link_check.show(model.Session, resource["id"])
    if known is None or known.checked is None:
        return ""
    if known.failing_since:
        return str(tk._("ne répond pas depuis le %(date)s") % {"date": tk.h.rouen_date(known.failing_since)})
    return str(tk._("répondait le %(date)s") % {"date": tk.h.rouen_date(known.checked)})


def _told(package: Mapping[str, Any], hint: Hint) -> dict[str, str]:
    problem, effect = {**_of_dataset(), **_of_file()}[hint.code]
    if hint.file:
        problem = problem % {"file": hint.file.name, **_failure(hint.file)}
        where = tk.h.url_for("resource.edit", id=package["name"], resource_id=hint.file.id)
    elif hint.code is Code.NO_FILE:
        where = tk.h.url_for("dataset_resource.new", id=package["name"])
    elif hint.code is Code.LATE and package.get("resources"):
        where = tk.h.url_for("resource.edit", id=package["name"], resource_id=package["resources"][0]["id"])
    else:
        where = tk.h.url_for("dataset.edit", id=package["name"])
    return {"code": hint.code.value, "problem": problem, "effect": effect, "url": str(where)}


def _failure(file: File) -> dict[str, str]:
    failing = file.failing
    if failing is None:
        return {}
    return {"since": tk.h.rouen_date(failing.since), "why": failure_words(failing.code, failing.detail)}


def _of_dataset() -> dict[Code, Words]:
    not_counted = tk._("Le jeu sera compté parmi les jeux ouverts.")
    return {
        Code.NO_LICENCE: (tk._("Aucune licence n'est choisie."), not_counted),
        Code.LICENCE_NOT_OPEN: (tk._("La licence n'est pas ouverte."), not_counted),
        Code.NO_FILE: (tk._("Aucun fichier."), not_counted),
        Code.LATE: (
            tk._("Les données sont en retard sur leur fréquence."),
            tk._("Un fichier à jour rend le jeu « À jour » ; une fréquence que vous pouvez tenir aussi."),
        ),
        Code.NO_DESCRIPTION: (
            tk._("Aucune description."),
            tk._("La recherche trouvera le jeu par les mots de sa description."),
        ),
        Code.SHORT_DESCRIPTION: (
            tk._("La description est très courte."),
            tk._("D'où viennent les données, ce qu'est chaque ligne : la recherche trouvera le jeu par ces mots."),
        ),
        Code.NO_FREQUENCY: (
            tk._("Aucune fréquence de mise à jour."),
            tk._("La page dira « À jour » ou « En retard » au lieu de « Fraîcheur non évaluable »."),
        ),
        Code.NO_CONTACT: (
            tk._("Aucune adresse de contact."),
            tk._("Les problèmes signalés arriveront chez vous."),
        ),
        Code.NO_KEYWORD: (
            tk._("Aucun mot-clé."),
            tk._("La recherche trouvera le jeu par d'autres mots que son titre."),
        ),
    }


def _of_file() -> dict[Code, Words]:
    return {
        Code.NEVER_ACCEPTED: (
            tk._("« %(file)s » : aucun fichier n'a encore été accepté."),
            tk._("Corrigé, le fichier sera publié et le jeu compté."),
        ),
        Code.BROKEN_LINK: (
            tk._("« %(file)s » : le lien ne répond pas depuis le %(since)s. %(why)s"),
            tk._("Le public aura de nouveau les données à leur source, et le jeu sera compté."),
        ),
        Code.NO_PROFILE: (
            tk._("« %(file)s » : aucun modèle ne dit ce que contient chaque colonne."),
            tk._("Le fichier sera vérifié et deviendra une table : aperçu, API, CSV et Parquet."),
        ),
    }
