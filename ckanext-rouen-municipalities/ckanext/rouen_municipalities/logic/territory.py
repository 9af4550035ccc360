"""Where each commune stands: the register, its steps, its organisation and what it has open, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..core.membership import Position, Step, StepRecord, is_involved, position, reached
from ..core.territory import Commune, communes_at
from ..store import catalogue, membership, territory
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
    known = _Known(
        steps=membership.all_steps(session),
        organizations=territory.commune_organizations(session),
        holdings=catalogue.open_holdings(session),
        datasets=_open_datasets(session),
    )
    communes = sorted(communes_at(day), key=lambda commune: commune.sort_key)
    return [_state(commune, known, day) for commune in communes]


def _state(commune: Commune, known: _Known, day: date) -> CommuneState:
    steps = known.steps.get(commune.insee, ())
    organization = known.organizations.get(commune.insee)
    holdings = known.holdings.get(organization.id) if organization else None
    since = holdings.since if holdings else None
    return CommuneState(
        commune=commune,
        position=position(steps, day, publishing_since=since),
        reached=reached(steps, day, publishing_since=since),
        involved=is_involved(steps, day),
        organization=organization,
        datasets=None if known.datasets is None else int(known.datasets.get(commune.insee) or 0),
    )


def _open_datasets(session: Any) -> Mapping[str, Any] | None:
    computed = values.value_of(session, _OPEN_DATASETS)
    return computed.by.get(_BY_COMMUNE) if computed and computed.computed_at else None
