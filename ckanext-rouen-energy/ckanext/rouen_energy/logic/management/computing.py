"""What pages of energy management tell, computed by a job whenever a table it comes from changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...store import kept, sources
from ...store.computation import exclusive
from .drifting import drifts_of, years_of
from .forecasting import forecasts_of
from .holding import COMMON, OWN, Held, held
from .keeping import DRIFT, FORECAST, LOAD, OPERAT, PATH
from .loads import as_json, inputs_sha256, loads_in
from .operat import prepared_of
from .paths import paths_of

#: What is computed from public tables, by its kind.
PUBLIC: dict[str, Callable[[Held], dict[str, Any]]] = {
    PATH: paths_of,
    FORECAST: forecasts_of,
    DRIFT: drifts_of,
    OPERAT: prepared_of,
}


def compute_owner(owner: str) -> bool:
    """Bring what is kept of an owner up to date; whether anything had changed. Idempotent."""
    with exclusive(f"management {owner}"):
        if owner not in sources.owners():
            kept.forget(owner)
            return False
        known = held(owner)
        behind = _behind(known)
        for kind in behind & PUBLIC.keys():
            kept.replace(owner, kind, known.asked.sha256, PUBLIC[kind](known))
        if LOAD in behind:
            kept.replace(owner, LOAD, inputs_sha256(owner), _loads(known))
        return bool(behind)


def owners_concerned(resource_id: str) -> set[str]:
    """Owners of whose buildings this public table tells: its own, or all for one that tells of everybody's."""
    table = next((one for one in sources.public_tables() if one.resource_id == resource_id), None)
    if table is None:
        return set()
    if table.profile in COMMON:
        return set(sources.owners())
    return {str(table.owner_org)} if table.profile in OWN else set()


def owners_behind() -> list[str]:
    """Owners of which what is kept is not of what is published and declared now."""
    known = {owner for owner in sources.owners() if _behind(held(owner))}
    return sorted(known | (kept.owners() - set(sources.owners())))


def _behind(known: Held) -> set[str]:
    """The kinds to compute."""
    owner, now = known.asked.owner, known.asked.sha256
    found = {kind for kind in PUBLIC if kept.inputs(owner, kind) != now}
    return found | ({LOAD} if kept.inputs(owner, LOAD) != inputs_sha256(owner) else set())


def _loads(known: Held) -> dict[str, Any]:
    """Those of the year that pages open with; of another they are read when it is asked for."""
    year = years_of(known)["latest"]
    if year is None:
        return {"": []}
    return {str(year): [as_json(one) for one in loads_in(known.asked.owner, known.counted, year)]}
