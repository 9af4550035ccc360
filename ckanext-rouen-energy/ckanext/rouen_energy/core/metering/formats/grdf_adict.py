"""GRDF ADICT: published consumption (periods between two readings) and informative consumption (days), as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import chain

from ckanext.rouen_municipalities.core.tabular.folding import fold
from ckanext.rouen_municipalities.core.tabular.layouts import Head, Opened, Row
from ckanext.rouen_municipalities.core.tabular.profile import Label

from .cells import STEP_UNKNOWN, Line, each, record
from .documents import inner, records, text
from .gas import ESTIMATED, amount, day_reading, nature, period
from .preset import CONSUMPTION, READINGS, Converted, Preset

START, END, QUALITY, STATUS = "date_debut_consommation", "date_fin_consommation", "type_qualif_conso", "statut_conso"
_CANCELLED = "annulee"
_DAY = timedelta(days=1)
# the accent may be written as an escape
_KIND = re.compile(r'"type_conso"\s*:\s*"(?P<kind>publi|informative)', re.IGNORECASE)


def _lines(opened: Opened) -> Iterator[Line]:
    """The consumption of each record, flat, with its meter; records without one say why the API gave none."""
    for rank, one in enumerate(records(opened.document(), "donnees"), 1):
        used = inner(one, "consommation")
        if used and fold(text(used.get(STATUS))) != _CANCELLED:
            cells = chain(used.items(), inner(used, "coeff_calcul").items())
            named = {key: text(value) for key, value in cells if not isinstance(value, Mapping)}
            meter = inner(one, "pce").get("id_pce") or one.get("id_pce")
            yield record(rank, {**named, "id_pce": text(meter)})


def _published(line: Line) -> Iterator[Row]:
    used = amount(line, "energie", "volume_brut", "coeff_conversion")
    if used:
        said = nature(line.text(QUALITY))
        yield Row(line.number, period(line.text("id_pce"), line.day_in(START), line.day_in(END), used, said))


def _daily(line: Line) -> Iterator[Row]:
    used = amount(line, "energie", "volume_brut", "coeff_conversion")
    start = line.day_in(START)
    if line.day_in(END) - start != _DAY:
        raise line.wrong(STEP_UNKNOWN, END)
    if used:
        quality = ESTIMATED if nature(line.text(QUALITY)) == ESTIMATED else line.text(QUALITY)
        yield Row(line.number, day_reading(line.text("id_pce"), start, used, quality))


def _is(head: Head, kind: str) -> bool:
    said = _KIND.search(head.text)
    return said is not None and said["kind"].lower() == kind


def _convert_published(opened: Opened) -> Converted:
    return each(_lines(opened), _published)


def _convert_daily(opened: Opened) -> Converted:
    return each(_lines(opened), _daily)


PRESETS = (
    Preset(
        "grdf/adict-publiees",
        Label("GRDF ADICT, consommations publiées (JSON)", "GRDF ADICT, published consumption (JSON)"),
        CONSUMPTION,
        lambda head: _is(head, "publi"),
        _convert_published,
    ),
    Preset(
        "grdf/adict-informatives",
        Label("GRDF ADICT, consommations informatives (JSON)", "GRDF ADICT, informative consumption (JSON)"),
        READINGS,
        lambda head: _is(head, "informative"),
        _convert_daily,
    ),
)
