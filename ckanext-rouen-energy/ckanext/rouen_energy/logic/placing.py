"""Which table an imported file becomes: no period of another file is lost without somebody asking for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.rouen_municipalities.core.publication import Publication
from ckanext.rouen_municipalities.core.tabular.checking import Layouts
from ckanext.rouen_municipalities.core.tabular.profile import Profile
from ckanext.rouen_municipalities.logic.publication.dictionary import columns
from ckanext.rouen_municipalities.logic.publication.loading import staged
from ckanext.rouen_municipalities.store import publication as record
from ckanext.rouen_municipalities.store.growing import Target

from ..core.importing import SHELVES, between
from ..store import importing as store


@dataclass(frozen=True)
class Place:
    """The name of the table, and what becomes of one that an earlier file of the same name made, in words."""

    name: str
    replaced: str = ""
    kept: str = ""


@dataclass(frozen=True)
class _Held:
    """A table of the dataset, and the publication that made it."""

    name: str
    resource_id: str
    profile: str
    accepted: Publication

    @property
    def in_words(self) -> str:
        said = tk.ungettext(
            "la table « {name} » du {date} (%(num)s ligne)",
            "la table « {name} » du {date} (%(num)s lignes)",
            self.accepted.rows or 0,
        )
        return said.format(name=self.name, date=f"{self.accepted.created:%d/%m/%Y}")


def place_of(path: Path, profile: Profile, layouts: Layouts, dataset: Mapping[str, Any] | None, name: str) -> Place:
    """The table that a file called `name` becomes in its dataset: its own, beside one that has other periods."""
    held = {one.name: one for one in _tables(dataset)} if dataset else {}
    if profile.hints.growing or name not in held:
        return Place(name)
    if held[name].profile != profile.name:
        return Place(f"{name} ({SHELVES[profile.name].title})", kept=_kept(held[name]))
    key = SHELVES[profile.name].periods
    if not key:
        return Place(name, replaced=_replaced(held[name]))
    with _periods_of(path, profile, layouts, key) as (lost, span):
        found = next(one for one in _names(name, span) if one not in held or lost(held[one]) == 0)
        if found == name:
            return Place(name, replaced=_replaced(held[name]))
        return Place(found, kept=_kept(held[name], lost(held[name])))


def replacing(dataset: Mapping[str, Any] | None, name: str) -> Place:
    """The place of a file that is to take that of the table of this name, whatever it holds."""
    held = next((one for one in _tables(dataset or {}) if one.name == name), None)
    return Place(name, replaced=_replaced(held) if held else "")


@contextmanager
def _periods_of(path: Path, profile: Profile, layouts: Layouts, key: tuple[str, ...]) -> Iterator[Any]:
    """How many periods of a table a file has not, and the days between which its own begin.

    Of a file that will be refused nothing is known: it replaces nothing, whatever its name.
    """
    with staged(path, profile, "", layouts) as (connection, name, checked):

        def target(resource_id: str) -> Target:
            return Target(resource_id, name, columns(profile), key)

        def lost(held: _Held) -> int:
            return store.periods_lost(connection, target(held.resource_id)) if checked.report.accepted else 0

        yield lost, store.span(connection, target(""))


def _tables(dataset: Mapping[str, Any]) -> Iterator[_Held]:
    for resource in dataset.get("resources", ()):
        if accepted := record.last_accepted(model.Session, resource["id"]):
            profile = str(resource.get("profile") or "").partition("@")[0]
            yield _Held(resource.get("name") or "", resource["id"], profile, accepted)


def _names(name: str, span: tuple[date, date] | None) -> Iterator[str]:
    """What the table may be called, the best name first."""
    period = f"{name} ({between(*span)})" if span else name
    return chain([name, period], (f"{period} {rank}" for rank in count(2)))


def _replaced(held: _Held) -> str:
    return tk._("remplace {table}").format(table=held.in_words)


def _kept(held: _Held, lost: int = 0) -> str:
    if not lost:
        return tk._("{table}, d'un autre modèle, est gardée").format(table=held.in_words)
    said = tk._("{table} est gardée : ce fichier n'a pas ses périodes ({count}) ; --replace pour la remplacer")
    return said.format(table=held.in_words, count=lost)
