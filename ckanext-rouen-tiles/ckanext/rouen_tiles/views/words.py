"""What people call what a tile is made of; every name that templates call begins with rouen_tile."""

from __future__ import annotations

import re

import ckan.plugins.toolkit as tk

__all__ = [
    "rouen_tile_cause",
    "rouen_tile_column",
    "rouen_tile_event",
    "rouen_tile_field",
    "rouen_tile_icon_name",
    "rouen_tile_kind",
    "rouen_tile_kind_hint",
    "rouen_tile_operation",
    "rouen_tile_state",
]


def rouen_tile_kind(kind: str) -> str:
    """A kind of tile in words."""
    words = {
        "map_list": tk._("Liste de lieux"),
        "calendar": tk._("Calendrier"),
        "realtime": tk._("Temps réel"),
        "feed": tk._("Actualités"),
        "link": tk._("Lien"),
        "form": tk._("Démarche en ligne"),
        "static": tk._("Texte"),
    }
    return words.get(kind, kind)


def rouen_tile_kind_hint(kind: str) -> str:
    """What a kind of tile is for."""
    words = {
        "map_list": tk._("Des équipements ou des points sur une carte : déchèteries, musées, points de tri."),
        "calendar": tk._("Des dates par commune : jours de collecte, menus de la cantine."),
        "realtime": tk._("Des mesures qui changent sans cesse : vélos disponibles, places de parking."),
        "feed": tk._("Des annonces qui se suivent : travaux, agenda, qualité de l’air."),
        "link": tk._("Un bouton qui ouvre une page ; aucune donnée."),
        "form": tk._("Un bouton qui ouvre une démarche ; aucune donnée."),
        "static": tk._("Quelques lignes de texte, un téléphone, une adresse ; aucune donnée."),
    }
    return words.get(kind, "")


def rouen_tile_state(state: str) -> str:
    """Where a tile stands, in words."""
    words = {
        "draft": tk._("Brouillon"),
        "review": tk._("En attente de validation"),
        "published": tk._("Publiée"),
        "withdrawn": tk._("Retirée"),
        "gone": tk._("Supprimée"),
    }
    return words.get(state, state)


def rouen_tile_event(kind: str) -> str:
    """What somebody did to a tile, in words."""
    words = {
        "saved": tk._("Enregistrée"),
        "submitted": tk._("Soumise"),
        "approved": tk._("Publiée"),
        "returned": tk._("Renvoyée à son auteur"),
        "rolled-back": tk._("Rétablie"),
        "rolled-away": tk._("Retirée par le retour à une version"),
        "withdrawn": tk._("Retirée"),
        "retired": tk._("Supprimée"),
    }
    return words.get(kind, kind)


def rouen_tile_cause(reason: str) -> str:
    """Why there is a version: `changed: musees; withdrawn: agenda` in words; what is not of this form as it is."""
    words = {
        "added": tk._("ajout"),
        "changed": tk._("changement"),
        "withdrawn": tk._("retrait"),
        "gone": tk._("suppression"),
    }
    told = []
    for part in reason.split("; "):
        what, _, ids = part.partition(": ")
        if part == "tombstones":
            told.append(tk._("motifs de retrait"))
            continue
        rollback = re.fullmatch(r"rollback to release (\d+)", part)
        if rollback:
            told.append(tk._("retour à la version %(number)s") % {"number": rollback.group(1)})
        else:
            told.append(f"{words[what]} : {ids}" if what in words and ids else part)
    return " ; ".join(told)


def rouen_tile_icon_name(name: str) -> str:
    """What an icon shows."""
    words = {
        "air": tk._("Air"),
        "bicycle": tk._("Vélo"),
        "bin": tk._("Poubelle"),
        "bus": tk._("Bus"),
        "calendar": tk._("Calendrier"),
        "car": tk._("Voiture"),
        "cone": tk._("Cône de chantier"),
        "heart": tk._("Cœur"),
        "leaf": tk._("Feuille"),
        "link": tk._("Lien"),
        "meal": tk._("Repas"),
        "museum": tk._("Musée"),
        "parking": tk._("Parking"),
        "plug": tk._("Prise électrique"),
        "recycle": tk._("Recyclage"),
        "swim": tk._("Piscine"),
        "ticket": tk._("Billet"),
    }
    return words.get(name, name)


def rouen_tile_operation(name: str) -> str:
    """What an operation of the API is for, by its id in the contract."""
    words = {
        "manifest": tk._("Ce qui est servi maintenant : à interroger chaque minute."),
        "manifest_signed": tk._("Le manifeste signé (RFC 7515)."),
        "keys": tk._("Les clés qui signent les manifestes (RFC 7517)."),
        "releases": tk._("Les versions, ou ce que l’application voyait à un instant."),
        "release": tk._("Une version entière, pour toujours."),
        "changes": tk._("Ce qu’il faut ajouter et enlever depuis une version."),
        "tiles": tk._("Les tuiles telles qu’une commune, une langue et une application les voient."),
        "tile": tk._("Une tuile, ou pourquoi elle est retirée."),
        "data": tk._("Ce que montre la tuile dans une commune, prêt à dessiner."),
        "calendar": tk._("Les dates d’une tuile, pour le calendrier d’un téléphone."),
        "communes": tk._("Les communes de la Métropole."),
        "coverage": tk._("Quelle tuile est servie dans quelle commune."),
        "health": tk._("L’état des données de chaque tuile."),
        "kpis": tk._("Les indicateurs de l’application."),
        "vocabulary": tk._("Catégories, genres, icônes, services, actions : listes ouvertes."),
        "schema": tk._("Un schéma JSON de ce contrat."),
        "openapi": tk._("Le contrat entier (OpenAPI 3.1)."),
        "icon": tk._("Une icône."),
        "release_now": tk._("Vérifier toutes les tuiles et servir ce qui doit l’être ; jeton et If-Match."),
        "rollback": tk._("Servir à nouveau ce que disait une version ; jeton et If-Match."),
        "preview": tk._("Les tuiles telles qu’elles seraient, brouillons compris, avec les données servies ; jeton."),
    }
    return words.get(name, name)


def rouen_tile_column(name: str) -> str:
    """What a property that comes from a column says."""
    words = {
        "accessible": tk._("Accessible en fauteuil"),
        "address": tk._("Adresse (dans l’ordre)"),
        "all_day": tk._("Toute la journée"),
        "category": tk._("Catégorie"),
        "days": tk._("Jours de la semaine"),
        "end": tk._("Fin"),
        "geometry": tk._("Tracé (GeoJSON)"),
        "hours": tk._("Horaires"),
        "id": tk._("Identifiant"),
        "modified": tk._("Modifié le"),
        "observed_at": tk._("Observé le"),
        "phone": tk._("Téléphone"),
        "place": tk._("Lieu"),
        "point": tk._("Longitude, latitude"),
        "published": tk._("Publié le"),
        "rule": tk._("Règle de répétition"),
        "start": tk._("Début"),
        "status": tk._("État"),
        "summary": tk._("Résumé"),
        "tags": tk._("Mots-clés"),
        "text": tk._("Texte"),
        "title": tk._("Titre"),
        "until": tk._("Se répète jusqu’au"),
        "url": tk._("Page web"),
        "valid_from": tk._("Valable du"),
        "valid_until": tk._("Valable jusqu’au"),
        "weeks": tk._("Semaines"),
        "without": tk._("Sauf les jours"),
    }
    return words.get(name, name)


def rouen_tile_field(path: str) -> str:
    """What people call a field, by its path in the document: `title.fr` is “Titre (français)”."""
    bare = re.sub(r"\[\d+\]", "", path)
    for form, ending in ((".fr", tk._("français")), (".en", tk._("anglais"))):
        if bare.endswith(form) and bare[:-3] in _texts():
            return f"{_texts()[bare[:-3]]} ({ending})"
    source = re.match(r"sources\[(\d+)\]\.?(.*)", path)
    if source:
        part = source.group(2)
        name = (
            rouen_tile_column(part[4:].partition(".")[0]) if part.startswith("map.") else _of_source().get(part, part)
        )
        number = int(source.group(1)) + 1
        return tk._("Source %(number)s : %(name)s") % {"number": number, "name": name or tk._("toute la source")}
    return {**_texts(), **_words()}.get(bare, path)


def _texts() -> dict[str, str]:
    return {
        "title": tk._("Titre"),
        "summary": tk._("Résumé"),
        "a11y": tk._("Lu par le lecteur d’écran"),
        "a11y.label": tk._("Lu par le lecteur d’écran"),
        "a11y.hint": tk._("Ce que fait un appui"),
        "view.empty": tk._("Quand il n’y a rien"),
        "notice.text": tk._("Message"),
        "action.label": tk._("Texte du bouton"),
        "fallback.label": tk._("Texte du bouton de repli"),
        "view.legend.label": tk._("Légende"),
        "view.filters.label": tk._("Filtre"),
        "view.fields.label": tk._("Information"),
        "view.metrics.label": tk._("Mesure"),
        "view.blocks.text": tk._("Ligne de texte"),
    }


def _words() -> dict[str, str]:
    return {
        "id": tk._("Identifiant"),
        "category": tk._("Catégorie"),
        "rank": tk._("Rang"),
        "icon": tk._("Icône"),
        "kind": tk._("Genre"),
        "department": tk._("Service"),
        "params": tk._("Paramètres"),
        "sources": tk._("Sources"),
        "view": tk._("Présentation"),
        "view.blocks": tk._("Lignes de texte"),
        "view.sort": tk._("Ordre de la liste"),
        "on_unhealthy": tk._("Quand les données sont en défaut"),
        "audience": tk._("Communes"),
        "audience.communes": tk._("Communes"),
        "window": tk._("Période"),
        "window.from": tk._("Montrée à partir du"),
        "window.until": tk._("Montrée jusqu’au"),
        "notice": tk._("Message"),
        "notice.level": tk._("Importance du message"),
        "notice.url": tk._("Page du message"),
        "notice.from": tk._("Message à partir du"),
        "notice.until": tk._("Message jusqu’au"),
        "client.min.ios": tk._("Version minimale sur iPhone"),
        "client.min.android": tk._("Version minimale sur Android"),
        "action": tk._("Bouton"),
        "action.type": tk._("Type de bouton"),
        "action.web_url": tk._("Adresse du bouton"),
        "fallback": tk._("Repli"),
        "fallback.web_url": tk._("Adresse de repli"),
        "owner": tk._("Organisation"),
        "owner.organization": tk._("Organisation"),
        "owner.contact": tk._("Contact"),
        "attribution": tk._("Origine des données"),
        "privacy": tk._("Vie privée"),
        "privacy.location": tk._("Position demandée"),
        "privacy.personal_data": tk._("Données personnelles"),
        "revision": tk._("Révision"),
        "yaml": tk._("Fichier YAML"),
        "tile": tk._("Fichier YAML"),
        "reason": tk._("Motif"),
        "successor": tk._("Tuile qui la remplace"),
    }


def _of_source() -> dict[str, str]:
    return {
        "": "",
        "resource": tk._("table"),
        "profile": tk._("modèle"),
        "role": tk._("rôle"),
        "map": tk._("colonnes"),
        "municipality": tk._("commune de chaque ligne"),
        "municipality.field": tk._("colonne du code INSEE"),
        "municipality.by": tk._("commune de chaque ligne"),
        "municipality.communes": tk._("communes"),
        "municipality.min_rows": tk._("nombre minimal de lignes"),
        "freshness": tk._("fraîcheur"),
        "freshness.basis": tk._("âge compté depuis"),
        "freshness.warn": tk._("à surveiller après"),
        "freshness.fail": tk._("en défaut après"),
    }
