"""The columns of profiles that this portal knows, so that a tile bound to one needs no `map`."""

from __future__ import annotations

from .document import ColumnMap

_EQUIPEMENTS = ColumnMap(
    title="EQUIP_NOM",
    point=("EQUIP_LONG", "EQUIP_LAT"),
    id="EQUIP_UID",
    address=("ADR_NUMERO", "ADR_NOMVOIE", "ADR_CODEPOSTAL", "ADR_COMMUNE"),
    category="EQUIP_TYPE",
    hours="EQUIP_OUVERTURE",
    phone="EQUIP_TEL",
    url="EQUIP_WEB",
)

DEFAULTS: dict[str, ColumnMap] = {
    "rouen/equipements": ColumnMap(**{**vars(_EQUIPEMENTS), "accessible": "accessible"}),
    "scdl/equipements": _EQUIPEMENTS,
}
