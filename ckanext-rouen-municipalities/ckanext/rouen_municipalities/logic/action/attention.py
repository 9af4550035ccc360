"""Actions of the concept attention."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...store.territory import organization
from .. import attention
from ..clock import today
from ..language import language

__all__ = ["rouen_organization_dashboard"]


@tk.side_effect_free
def rouen_organization_dashboard(context: dict[str, Any], data_dict: dict[str, Any]) -> dict[str, Any]:
    """What the members of an organisation need to know about its data.

    :param id: name or id of the organisation
    :returns: ``organization``; ``datasets`` (how many, those that changed last up to 500; ``complete`` says whether
        that is all), ``counted`` (how many of them are open datasets, KPI K0), ``not_counted`` (each with its
        ``reason``: ``draft``, ``private``, or one of K0's), ``late`` (with ``days_late``), ``refused`` (resources whose
        last file was refused or failed), ``warnings`` (``vacant-<role>``, ``no-administrator``, ``never-logged-in``,
        ``some-never-logged-in``); for a commune ``expected`` and ``scdl`` as in ``rouen_commune_show`` and ``peers``
        (what communes of its size publish); for the Métropole ``communes`` (those whose organisation has warnings) and
        ``requests`` (how many communes wait for an answer to their request to join)

    Editors and administrators of the organisation, and of the Métropole. Raises ObjectNotFound.
    """
    tk.check_access("rouen_organization_dashboard", context, data_dict)
    found = organization(model.Session, tk.get_or_bust(data_dict, "id"))
    if found is None:
        raise tk.ObjectNotFound(tk._("Organisation inconnue."))
    return attention.dashboard(model.Session, *found, today(), language())
