"""Failures of a fetch in the words of the page's language."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ...core.tabular.limits import MEBIBYTE


def failure_words(code: str, detail: str = "") -> str:
    """What happened and what to do, for a person who knows the link but not the network."""
    if code == "url":
        return _url_words(detail)
    if code == "status":
        return _status_words(detail)
    words = {
        "address": tk._(
            "L'adresse « {detail} » mène à une machine qui n'est pas publique ; le portail ne lit que des adresses "
            "publiques."
        ),
        "unreachable": tk._("Le serveur ne répond pas ({detail}). Vérifiez l'adresse, ou attendez qu'il revienne."),
        "certificate": tk._("Le certificat du serveur n'est pas valable ({detail}) ; prévenez son fournisseur."),
        "redirects": tk._("Le serveur renvoie d'adresse en adresse (plus de {detail}) ; donnez l'adresse du fichier."),
        "large": tk._("Le fichier est trop gros : {megabytes} Mo au plus."),
        "slow": tk._("Le serveur est trop lent : rien de complet au bout de {detail} s. Un nouvel essai suivra."),
        "broken": tk._("L'envoi s'est interrompu ou n'est pas lisible ({detail}). Un nouvel essai suivra."),
        "ours": tk._("Incident de notre côté ({detail}). Le lien n'est pas en cause ; un nouvel essai suivra."),
    }
    megabytes = int(detail) // MEBIBYTE if code == "large" and detail.isdigit() else ""
    return words.get(code, code).format(detail=detail, megabytes=megabytes)


def _url_words(why: str) -> str:
    return {
        "scheme": tk._("L'adresse doit commencer par http:// ou https://."),
        "user": tk._("L'adresse ne doit pas contenir de nom d'utilisateur ni de mot de passe."),
        "port": tk._("Le portail ne lit pas ce port ; donnez une adresse web ordinaire."),
        "downgrade": tk._("Le serveur renvoie de https vers http, ce qui n'est pas sûr ; donnez l'adresse finale."),
    }.get(why, tk._("Ce n'est pas une adresse web complète."))


def _status_words(status: str) -> str:
    words = {
        "401": tk._("Le serveur demande un mot de passe (401) ; le fichier doit être public."),
        "403": tk._("Le serveur refuse de donner ce fichier (403) ; demandez à son fournisseur de l'ouvrir."),
        "404": tk._("Il n'y a plus de fichier à cette adresse (404) ; donnez la nouvelle adresse."),
        "410": tk._("Le fichier a été retiré par son fournisseur (410) ; donnez la nouvelle adresse."),
    }
    return words.get(status) or tk._("Le serveur a répondu par l'erreur {status}. Un nouvel essai suivra.").format(
        status=status
    )
