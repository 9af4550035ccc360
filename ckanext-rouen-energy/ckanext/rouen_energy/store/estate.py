"""An owner's buildings and meters as its published tables name them, the private ones too: for those who may edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from ckanext.rouen_municipalities.core.publication import PublishedTable
from ckanext.rouen_municipalities.store.publication import published_tables

from ..core.coverage import Period
from ..core.inbox import Mention
from .indicators.bills import CREDIT, ESTIMATED
from .indicators.tables import all_of


@dataclass(frozen=True)
class Building:
    """A building as an officer chooses it."""

    id: str
    name: str


@dataclass(frozen=True)
class Series:
    """Bills that follow each other: of a meter, or of a building when no meter is named."""

    meter: str | None
    building: str | None
    carrier: str


def tables(owner: str, *profiles: str) -> list[PublishedTable]:
    """The published tables of an organisation (its id) that follow one of these profiles, the newest first."""
    found = [table for table in published_tables() if table.owner_org == owner and table.profile in profiles]
    return sorted(found, key=lambda table: table.published_at, reverse=True)


def buildings(connection: Connection, resources: Sequence[str]) -> list[Building]:
    """The buildings of some tables, by name."""
    if not resources:
        return []
    known = all_of(connection, resources, ("id_batiment", "nom")).subquery()
    query = sa.select(known.c.id_batiment, sa.func.min(known.c.nom).label("nom")).group_by(known.c.id_batiment)
    found = [Building(row.id_batiment, row.nom or row.id_batiment) for row in connection.execute(query)]
    return sorted(found, key=lambda each: (each.name, each.id))


def declared(connection: Connection, resources: Sequence[str]) -> list[Mention]:
    """What tables of meters say of each meter."""
    return [
        Mention(row.id_compteur, resource_id, True, frozenset(row.named or ()), row.vecteur)
        for resource_id in resources
        for row in connection.execute(_of_meters(all_of(connection, [resource_id], ("id_compteur", *_NAMES))))
    ]


def billed(connection: Connection, resources: Sequence[str]) -> list[Mention]:
    """What tables of bills say of each meter that they name."""
    columns = ("id_compteur", *_NAMES, "debut", "fin")
    return [
        Mention(row.id_compteur, resource_id, False, frozenset(row.named or ()), row.vecteur, row.first, row.end)
        for resource_id in resources
        for row in connection.execute(_of_meters(all_of(connection, [resource_id], columns)))
    ]


def bills(connection: Connection, resources: Sequence[str]) -> Iterator[tuple[Series, Period]]:
    """The period of each bill but credit notes, which cover no day."""
    if not resources:
        return
    said = all_of(connection, resources, ("id_compteur", *_NAMES, "debut", "fin", "nature")).subquery()
    query = sa.select(said).where(sa.func.coalesce(said.c.nature, "") != CREDIT)
    for row in connection.execute(query):
        building = None if row.id_compteur else row.id_batiment
        series = Series(row.id_compteur, building, row.vecteur)
        yield series, Period(row.debut, row.fin, row.nature == ESTIMATED)


def billed_to(connection: Connection, resources: Sequence[str]) -> date | None:
    """The day after the last that a bill of some tables speaks of."""
    if not resources:
        return None
    said = all_of(connection, resources, ("fin",)).subquery()
    return connection.execute(sa.select(sa.func.max(said.c.fin))).scalar()


_NAMES = ("id_batiment", "vecteur")


def _of_meters(table: Any) -> Any:
    """One row per meter of a table, which buildings it names, and its days where the table has days."""
    said = table.subquery()
    days = [sa.func.min(said.c.debut).label("first"), sa.func.max(said.c.fin).label("end")] if "fin" in said.c else []
    named = sa.func.array_agg(said.c.id_batiment.distinct()).filter(said.c.id_batiment.is_not(None))
    return (
        sa.select(
            said.c.id_compteur,
            sa.func.min(said.c.vecteur).label("vecteur"),
            named.label("named"),
            *days,
        )
        .where(said.c.id_compteur.is_not(None))
        .group_by(said.c.id_compteur)
    )
