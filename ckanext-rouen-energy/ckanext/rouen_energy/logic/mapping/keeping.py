"""Saved mappings of an organisation: kept, listed, deleted, and used as layouts by the base."""

from __future__ import annotations

import re

from ckanext.rouen_municipalities.core.tabular.folding import fold
from ckanext.rouen_municipalities.core.tabular.layouts import Layout
from ckanext.rouen_municipalities.core.tabular.profile import Label

from ...core.mapping.converting import MappedLayout
from ...core.mapping.definition import Mapping
from ...store import mapping as store
from ...store.mapping import SavedMapping

#: what the name of a layout that officers saved begins with
PREFIX = "mapping/"
LONGEST_TITLE = 100


def layouts(owner: str) -> list[Layout]:
    """The saved mappings of an organisation (its id) as the base uses layouts, the last saved first."""
    return [MappedLayout(one.name, Label(one.title, one.title), one.mapping) for one in store.saved(owner)]


def saved_mappings(owner: str) -> list[SavedMapping]:
    """The mappings of an organisation (its id), the last saved first."""
    return store.saved(owner)


def save_mapping(owner: str, title: str, mapping: Mapping, author: str) -> SavedMapping:
    """Save a mapping under its title, in place of the one that had it."""
    store.add(SavedMapping(owner, name_of(title), title, mapping, author))
    return next(one for one in store.saved(owner) if one.name == name_of(title))


def delete_mapping(owner: str, name: str, author: str) -> SavedMapping | None:
    """Delete the mapping of this name; None when there is none."""
    found = next((one for one in store.saved(owner) if one.name == name), None)
    if found:
        store.delete(found, author)
    return found


def name_of(title: str) -> str:
    """The name of a layout from the title that its officer gave it: `mapping/courbe-du-theatre`."""
    return PREFIX + (re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-") or "sans-nom")
