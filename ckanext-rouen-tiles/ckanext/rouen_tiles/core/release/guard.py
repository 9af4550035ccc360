"""The guard of releases: a failure that would take away many tiles at once is held until a person has looked.

A closed source, and what a person withdrew, are never held.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import rfc8785

from ..health import NOT_PUBLIC, Health

#: Reasons of a person or of privacy.
NEVER_HELD = frozenset({NOT_PUBLIC, "withdrawn-by-hand", "retired", "rolled-away"})
#: More than one tile in four, and more than one: a single failure is no epidemic.
_ONE_IN, _SINGLE = 4, 1


def held(served: Iterable[Mapping[str, Any]], removed: Mapping[str, str], accepted: Collection[str] = ()) -> set[str]:
    """The ids of the tiles that stay although their health takes them away.

    `removed` are the tiles that are not to be served any more with the code of the reason; `accepted` those that a
    person lets go.
    """
    ids = {str(tile["id"]) for tile in served}
    failing = {tile_id for tile_id, code in removed.items() if tile_id in ids and code not in NEVER_HELD}
    if len(failing) <= _SINGLE or len(failing) * _ONE_IN <= len(ids):
        return set()
    return failing - set(accepted)


def kept(entry: Mapping[str, Any], health: Health) -> dict[str, Any]:
    """The entry of a tile that is held: as it was served, with the health that it has now."""
    found = {name: value for name, value in entry.items() if name != "sha256"}
    found["health"] = {"state": health.state, "reasons": sorted({reason.code for reason in health.reasons})}
    return {**found, "sha256": hashlib.sha256(rfc8785.dumps(found)).hexdigest()}
