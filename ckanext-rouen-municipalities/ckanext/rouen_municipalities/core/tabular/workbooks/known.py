"""What is known of an officer's organisation, and the columns that ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..cells import CellError
from ..checking import Registers
from ..folding import fold
from ..profile import Field, Profile
from ..reader import FieldReader

#: columns of the national schemas, and of ours, in which the publisher names itself
_PUBLISHER: Mapping[str, str] = {
    "coll_nom": "name",
    "coll_siret": "siret",
    "collnom": "name",
    "collsiret": "siret",
    "menucollnom": "name",
    "menucollsiret": "siret",
    "nomattribuant": "name",
    "idattribuant": "siret",
    "producteur_nom": "name",
    "producteur_siret": "siret",
    "siret_collectivite": "siret",
    "siren_collectivite": "siren",
    "siret": "siret",
    "siren": "siren",
}
_COMMUNE = frozenset({"code_insee", "insee", "code_commune", "commune_insee", "code_insee_commune", "coll_insee"})
_LONGEST = 255


@dataclass(frozen=True)
class Office:
    """Whoever fills in; what is not known is empty."""

    name: str = ""
    insee: str = ""
    siren: str = ""
    siret: str = ""


def known_values(profile: Profile, office: Office, registers: Registers) -> dict[str, str]:
    """Name of the column → what the office writes there on every row, when its own profile accepts it."""
    return dict(_known(profile, office, registers))


def _known(profile: Profile, office: Office, registers: Registers) -> Iterator[tuple[str, str]]:
    for field in profile.fields:
        value = getattr(office, _asked(field), "")
        if value and profile.primary_key != (field.name,) and _accepts(field, value, registers):
            yield field.name, value


def _asked(field: Field) -> str:
    """Which part of an office a column asks for, or nothing."""
    name = fold(field.name)
    if field.register == "communes" or name in _COMMUNE:
        return "insee"
    return _PUBLISHER.get(name, "")


def _accepts(field: Field, value: str, registers: Registers) -> bool:
    try:
        FieldReader(field, registers, _LONGEST).read(value)
    except CellError:
        return False
    return True
