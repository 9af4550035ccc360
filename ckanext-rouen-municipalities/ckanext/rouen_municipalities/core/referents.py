"""The roles that an organisation fills, so that somebody answers for its data."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """A role: leads the opening, answers requests for documents, guards personal data, keeps the maps."""

    PILOT = "pilot"
    PRADA = "prada"
    DPO = "dpo"
    GIS = "gis"


#: The field of an organisation that names who fills a role.
FIELDS: Mapping[Role, str] = {role: f"referent_{role}" for role in Role}


def vacant(referents: Mapping[Role, str]) -> tuple[Role, ...]:
    """The roles that nobody fills."""
    return tuple(role for role in Role if not referents.get(role, "").strip())
