"""A supplier's gas bills: one line per bill or credit note and delivery point."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from ckanext.rouen_municipalities.core.tabular.folding import fold
from ckanext.rouen_municipalities.core.tabular.layouts import Opened, Row
from ckanext.rouen_municipalities.core.tabular.profile import Label

from .cells import Line, each, has_titles, plain, table
from .gas import amount, nature, period
from .preset import CONSUMPTION, Converted, Preset

METER, KIND, START, END = "pce", "type_detail", "debut_conso", "fin_conso"
KWH, VOLUME, COEFFICIENT, TOTAL = "total_conso_kwh", "total_conso_m3", "coefficient_de_conversion", "total_ttc"
_TITLES = (METER, KIND, START, END, KWH)
_CREDIT_NOTE = "avoir"


def _convert(opened: Opened) -> Converted:
    return each(table(opened, *_TITLES), _bill)


def _bill(line: Line) -> Iterator[Row]:
    """A bill; one that bills no consumption (a subscription alone) has no period and is no row."""
    if not line.text(START) and not line.text(END):
        return
    used = amount(line, KWH, VOLUME, COEFFICIENT)
    if not used:
        return
    said, cost = nature(line.text("type_releve")), line.number_in(TOTAL)
    if fold(line.text(KIND)) == _CREDIT_NOTE:
        used, cost, said = used | {"valeur": _negative(used["valeur"])}, _negative(cost), _CREDIT_NOTE
    # the last day that is billed is written
    start, end = line.day_in(START), line.day_in(END) + timedelta(days=1)
    cells = period(line.text(METER), start, end, used, said)
    yield Row(line.number, cells | {"cout_eur": cost})


def _negative(value: str) -> str:
    """A credit note subtracts, whether its file writes the sign or not."""
    return plain(-Decimal(value)) if value and Decimal(value) > 0 else value


PRESETS = (
    Preset(
        "fournisseur/factures-gaz",
        Label("Factures de gaz d'un fournisseur", "A supplier's gas bills"),
        CONSUMPTION,
        lambda head: has_titles(head, *_TITLES),
        _convert,
        ("PCE", "TYPE DETAIL", "DEBUT CONSO", "FIN CONSO", "TOTAL CONSO KWH"),
    ),
)
