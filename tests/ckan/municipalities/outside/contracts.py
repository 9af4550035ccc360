"""A plugin that nobody of the portal wrote: it reads what a supplier of electricity sends as subscriptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import ckan.plugins as p
from ckan import model
from ckan.common import CKANConfig
from ckanext.rouen_municipalities.core.tabular.issues import Issue
from ckanext.rouen_municipalities.core.tabular.layouts import Head, Layout, Opened, Row
from ckanext.rouen_municipalities.core.tabular.messages import learn
from ckanext.rouen_municipalities.core.tabular.profile import Label
from ckanext.rouen_municipalities.interfaces import ITableProfile

PROFILE, UNIT = "essai/abonnements", "contracts-unit"
SENTENCES = {
    "fr": {UNIT: ("Unité du fournisseur", "Le fournisseur écrit « {value} ».", "{expected}")},
    "en": {UNIT: ("Unit of the supplier", "The supplier writes “{value}”.", "{expected}")},
}
#: months and whole numbers, as this supplier writes them
MONTHS = ("JANV", "FEVR", "MARS", "AVRIL")


@dataclass(frozen=True)
class Supplier:
    """A line with the meter and the unit, then a month and a value on each."""

    name: str
    title: Label
    mark: str = "RELEVE"
    profile: str = PROFILE
    titles: tuple[str, ...] = ()

    def recognises(self, head: Head) -> bool:
        """By the word at the very beginning."""
        return bool(head.rows) and head.rows[0][:1] == (self.mark,)

    def convert(self, opened: Opened) -> Iterator[Row | Issue]:
        """One row for each month."""
        lines = opened.rows()
        number, (_, meter, unit) = next(lines)
        if unit not in ("kWh", "MWh"):
            yield Issue(UNIT, number, "unité", unit, "kWh, MWh")
            return
        for line, (word, value) in lines:
            month = MONTHS.index(word) + 1
            kwh = Decimal(value) * (1000 if unit == "MWh" else 1)
            cells = {"compteur": meter, "debut": f"2026-{month:02}-01", "fin": f"2026-{month + 1:02}-01"}
            yield Row(line, {**cells, "kwh": str(kwh), "contrat": f"{meter}-{month}"})


class ContractsPlugin(p.SingletonPlugin):
    """Brings a layout for everybody, and one for the organisation that has described it."""

    p.implements(p.IConfigurer)
    p.implements(ITableProfile, inherit=True)

    def update_config(self, config: CKANConfig) -> None:
        """Teach the base what our rule says."""
        learn(SENTENCES)

    def get_table_layouts(self) -> list[Layout]:
        """The one that everybody has."""
        return [Supplier("contracts/usual", Label("Fournisseur usuel", "Usual supplier"))]

    def get_saved_layouts(self, owner: str) -> list[Layout]:
        """The one that the town of Rouen described."""
        organization = model.Group.get(owner)
        if organization is None or organization.name != "rouen":
            return []
        return [Supplier("contracts/rouen", Label("Fichier de Rouen", "File of Rouen"), "ROUEN")]
