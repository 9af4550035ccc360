"""Reasons in the caller's language: of what is left out, and of what is not computed."""

from __future__ import annotations

from collections.abc import Callable

import ckan.plugins.toolkit as tk

from ...core import factors
from ...core.indicators import provenance


def left_out(reason: str) -> str:
    """Why consumption is in no total."""
    return _LEFT_OUT[reason]()


def no_factor(reason: str) -> str:
    """Why emissions are not computed."""
    return _NO_FACTOR[reason]()


def area_kind(name: str | None) -> str | None:
    """Which area of a building is told; a word that no table may have is left as it is."""
    return _AREA_KINDS[name]() if name in _AREA_KINDS else name


def use(name: str | None) -> str | None:
    """What a meter counts; a word that no table may have is left as it is."""
    return _USES[name]() if name in _USES else name


_LEFT_OUT: dict[str, Callable[[], str]] = {
    provenance.UNKNOWN_BUILDING: lambda: tk._("le bâtiment n'est dans aucune table de bâtiments publiée"),
    provenance.NO_BUILDING: lambda: tk._("aucun bâtiment n'est nommé"),
    provenance.OVERLAP: lambda: tk._("deux périodes du même bâtiment se chevauchent"),
    provenance.OTHER_SOURCE: lambda: tk._(
        "une autre source du même bâtiment et du même vecteur couvre autant de jours ou plus"
    ),
    provenance.REPLACED: lambda: tk._("facture estimée, remplacée par une facture réelle"),
}

_AREA_KINDS: dict[str | None, Callable[[], str]] = {
    "surface de plancher": lambda: tk._("surface de plancher"),
    "SHON": lambda: tk._("SHON"),
    "surface utile brute": lambda: tk._("surface utile brute"),
    "surface utile": lambda: tk._("surface utile"),
    "surface habitable": lambda: tk._("surface habitable"),
    "surface chauffée": lambda: tk._("surface chauffée"),
}

_USES: dict[str | None, Callable[[], str]] = {
    "bâtiment": lambda: tk._("bâtiment"),
    "bornes de recharge": lambda: tk._("bornes de recharge"),
    "photovoltaïque": lambda: tk._("photovoltaïque"),
    "export": lambda: tk._("export"),
    "éclairage": lambda: tk._("éclairage"),
    "eau": lambda: tk._("eau"),
}

_NO_FACTOR: dict[str, Callable[[], str]] = {
    factors.NO_FACTOR: lambda: tk._("aucun facteur pour ce vecteur"),
    factors.NOT_IN_FORCE: lambda: tk._("aucun facteur en vigueur cette année-là"),
    factors.NEEDS_SPLIT: lambda: tk._("le facteur dépend de l'usage ou du combustible, que les données ne disent pas"),
    factors.NO_NETWORK: lambda: tk._("le réseau de chaleur ou de froid n'est pas nommé"),
    factors.UNKNOWN_NETWORK: lambda: tk._("le réseau n'est dans aucune table de réseaux"),
    factors.SEVERAL_NETWORKS: lambda: tk._("plusieurs réseaux pour le même bâtiment et la même année"),
    factors.NO_EDITION: lambda: tk._("aucune édition du contenu CO2 de ce réseau pour cette année"),
}
