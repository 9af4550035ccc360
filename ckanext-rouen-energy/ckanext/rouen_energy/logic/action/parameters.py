"""What the parameters mean that several actions take."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import DataDict

from ...store import sources

FIRST_YEAR, LAST_YEAR = 1900, 2200


def owner_of(data_dict: DataDict) -> sources.Organization:
    """The organisation that `owner` names. Raises ValidationError when absent, ObjectNotFound when there is none."""
    return _organization(str(tk.get_or_bust(data_dict, "owner")))


def owner_if_any(data_dict: DataDict) -> sources.Organization | None:
    """The organisation that `owner` names; None when absent. Raises ObjectNotFound when there is none."""
    value = str(data_dict.get("owner") or "").strip()
    return _organization(value) if value else None


def year_of(data_dict: DataDict) -> int | None:
    """The calendar year that `year` names; None when absent. Raises ValidationError when it is none."""
    value = str(data_dict.get("year") or "").strip()
    if not value:
        return None
    year = whole_number(value, FIRST_YEAR, LAST_YEAR)
    if year is None:
        raise tk.ValidationError({"year": [tk._("Année attendue, par exemple 2021.")]})
    return year


def whole_number(text: str, least: int, most: int) -> int | None:
    """The number that digits say, when it is within bounds; `int` does not read thousands of digits."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    return int(text) if least <= int(text) <= most else None


def _organization(name: str) -> sources.Organization:
    organization = sources.organization(name)
    if organization is None:
        raise tk.ObjectNotFound(tk._("Organisation introuvable."))
    return organization
