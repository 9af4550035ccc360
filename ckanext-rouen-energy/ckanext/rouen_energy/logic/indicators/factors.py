"""The factors that the portal knows, and what it chose among them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ... import config
from ...core import factors as core
from ...core.indicators import number
from ...core.metering import carriers
from ..language import language


def choice() -> core.Choice:
    """What this portal's configuration chose."""
    return core.Choice(config.co2_purpose(), config.network_content() == config.LIFE_CYCLE)


def factor_list(year: int | None = None) -> dict[str, Any]:
    """The tables of factors; `rouen_energy_factor_list` documents the keys."""
    known = [one for one in core.factors() if year is None or one.is_in_force(year)]
    networks = [one for one in core.shipped_networks() if year is None or one.year == year]
    return {
        "purpose": config.co2_purpose(),
        "network_content": config.network_content(),
        "factors": [{"quantity": one.quantity, **described(one), "use": one.use} for one in known],
        "networks": [_network(one) for one in networks],
    }


def described(one: core.Factor) -> dict[str, Any]:
    """A factor as every answer cites it."""
    return {
        "reference": one.reference,
        "purpose": one.purpose,
        "carrier": one.carrier,
        "label": carriers()[one.carrier].label(language()),
        "network": one.network or None,
        "value": number(one.value),
        "unit": one.unit,
        "heating_value": one.heating_value or None,
        "divisor": number(one.divisor),
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "text": one.text,
        "text_date": one.text_date.isoformat() if one.text_date else None,
    }


def _network(one: core.NetworkContent) -> dict[str, Any]:
    return {
        "edition": one.edition,
        "year": one.year,
        "id": one.id,
        "name": one.name,
        "direct": _number(one.direct),
        "life_cycle": _number(one.life_cycle),
    }


def _number(value: Decimal | None) -> int | float | None:
    return None if value is None else number(value)
