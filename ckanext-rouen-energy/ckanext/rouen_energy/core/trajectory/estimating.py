"""What part of each carrier heats and cools, when no officer declared it: as its bills of twelve months tell.

The method is that of bills (`impact.bills`): indicative. A carrier of which there are too few bills leaves all of them
unknown, since the weather is taken out of the whole building or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from ..impact.bills import Bill, Site, indicative
from .climate import Climate, Shares, Station
from .consumption import TwelveMonths, Used

_DECIMALS = Decimal("0.001")


def with_shares(
    uses: Iterable[Used], months: TwelveMonths, climate: Climate, otherwise: Shares | None = None
) -> Climate:
    """The same climate when shares were declared, usable or not.

    Else with those that these months tell, or `otherwise`.
    """
    if climate.shares or climate.refused or climate.station is None:
        return climate
    return replace(climate, shares=estimated(uses, months, climate.station) or otherwise)


def estimated(uses: Iterable[Used], months: TwelveMonths, station: Station) -> Shares | None:
    """Shares as the bills of these months tell; None when those of a carrier that was used do not."""
    known = list(uses)
    wanted = [carrier for carrier, kwh in months.delivered.items() if kwh > 0]
    sites = [
        Site(carrier, tuple(Bill(use.span, float(use.kwh)) for use in known if use.carrier == carrier))
        for carrier in wanted
    ]
    found = indicative(sites, station.bills, months.span, months.span).counted
    if not found or len(found) < len(wanted):
        return None
    return Shares(
        {site.id: _part(site.heating_share) for site in found},
        {site.id: _part(site.cooling_share) for site in found},
        estimated=True,
    )


def _part(share: float) -> Decimal:
    """Rounded down: two parts never make more than the whole."""
    return Decimal(repr(share)).quantize(_DECIMALS, ROUND_DOWN)
