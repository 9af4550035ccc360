"""Where each commune stands: the register, its steps, its organisation and what it has open, put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk

from .. import config
from ..core.freshness import State
from ..core.membership import Position, Step, StepRecord, is_involved, position, reached
from ..core.plan import Plan, plan_of
from ..core.territory import LEFT, MALFORMED, NOT_YET, OUTSIDE, Commune, UnknownCommune, communes_at, known, member
from ..store import catalogue, contours, membership, territory
from ..store.freshness import freshness_of
from ..store.kpi import values

#: The KPI, and its dimension, that says how many open datasets each commune has.
_OPEN_DATASETS, _BY_COMMUNE = "K0", "commune"


@dataclass(frozen=True)
class CommuneState:
    """A commune on a day. `datasets` is None as long as the KPI that counts them was not computed."""

    commune: Commune
    position: Position
    reached: tuple[Step, ...]
    involved: bool
    organization: territory.Organization | None
    datasets: int | None

    @property
    def insee(self) -> str:
        """The INSEE code of the commune."""
        return self.commune.insee


@dataclass(frozen=True)
class _Known:
    """What the database knows of all communes, read once."""

    steps: Mapping[str, Sequence[StepRecord]]
    organizations: Mapping[str, territory.Organization]
    holdings: Mapping[str, catalogue.Holdings]
    datasets: Mapping[str, Any] | None


def commune_states(session: Any, day: date) -> list[CommuneState]:
    """The members of the Métropole on `day`, by name; a fixed number of queries, whatever their number."""
    read = _Known(
        steps=membership.all_steps(session),
        organizations=territory.commune_organizations(session),
        holdings=catalogue.open_holdings(session),
        datasets=_open_datasets(session),
    )
    communes = sorted(communes_at(day), key=lambda commune: commune.sort_key)
    return [_state(commune, read, day) for commune in communes]


def territory_plan(session: Any, communes: Sequence[Commune]) -> Plan:
    """The map of some communes with the background that the site declares; one query, or none."""
    wanted = config.map_background()
    shapes, sources = contours.shapes(session, wanted) if wanted else ([], ())
    return plan_of(communes, shapes, tiles=config.map_tiles(), sources=sources)


def find_member(code: str, day: date) -> Commune:
    """The member of the Métropole that a code names on `day`. Raises ObjectNotFound, in words that help."""
    try:
        return member(code, day)
    except UnknownCommune as unknown:
        raise tk.ObjectNotFound(why_unknown(unknown)) from unknown


def unknown_code(code: Any) -> str:
    """Why a code names no commune that the Métropole has or had; empty when it names one."""
    try:
        known(str(code))
    except UnknownCommune as unknown:
        return why_unknown(unknown)
    return ""


def why_unknown(unknown: UnknownCommune) -> str:
    """Why a code names no commune of the Métropole, and what to use instead."""
    values = {"code": unknown.code, "meant": unknown.meant}
    if unknown.successor:
        values |= {"name": unknown.successor.name, "insee": unknown.successor.insee}
        return tk._("%(code)s est l'ancien code d'une commune qui fait partie de %(name)s (%(insee)s).") % values
    if unknown.meant:
        text = tk._(
            "%(code)s n'est pas un code INSEE : il lui manque un chiffre, peut-être le zéro initial (%(meant)s)."
        )
        return text % values
    texts = {
        MALFORMED: tk._("%(code)s n'est pas un code INSEE : il en faut cinq caractères, par exemple 76540."),
        OUTSIDE: tk._("%(code)s n'est pas le code INSEE d'une commune de la Métropole."),
        LEFT: tk._("La commune %(code)s ne fait plus partie de la Métropole."),
        NOT_YET: tk._("La commune %(code)s ne faisait pas encore partie de la Métropole."),
    }
    return texts[unknown.reason] % values


def _state(commune: Commune, known: _Known, day: date) -> CommuneState:
    steps = known.steps.get(commune.insee, ())
    organization = known.organizations.get(commune.insee)
    holdings = known.holdings.get(commune.insee)
    since = holdings.since if holdings else None
    return CommuneState(
        commune=commune,
        position=position(steps, day, publishing_since=since),
        reached=reached(steps, day, publishing_since=since),
        involved=is_involved(steps, day),
        organization=organization,
        datasets=None if known.datasets is None else int(known.datasets.get(commune.insee) or 0),
    )


def fresh_datasets(session: Any, day: date) -> dict[str, int]:
    """How many open datasets of each commune are up to date (K5), by INSEE code; two queries."""
    communes = catalogue.communes_of_open_datasets(session)
    # nearly every dataset is an open one of a commune: naming them would cost more than asking for all
    states = freshness_of(session, day) if communes else {}
    fresh = (dataset for dataset, each in states.items() if each.state is State.FRESH)
    return dict(Counter(communes[dataset] for dataset in fresh if dataset in communes))


def _open_datasets(session: Any) -> Mapping[str, Any] | None:
    computed = values.value_of(session, _OPEN_DATASETS)
    return computed.by.get(_BY_COMMUNE) if computed and computed.computed_at else None
