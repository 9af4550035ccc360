"""K6: of the schemas that are expected of each commune, those that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..completeness import DONE, NOT_EXPECTED, Standing, State
from .result import KpiResult, NotCounted

Standings = Mapping[str, Sequence[Standing]]
Ids = dict[str, list[str]]


def completeness(standings: Standings, schemas: Sequence[str]) -> KpiResult:
    """K6: pairs of a commune and a schema, named `76540/scdl/equipements`: valid out of applicable, by commune.

    What the State publishes for every commune, or what nobody expects of one so small, is not applicable.
    """
    pairs = list(_pairs(standings))
    done = [(insee, each) for insee, each in pairs if each.state in DONE]
    applicable = [(insee, each) for insee, each in pairs if each.state not in NOT_EXPECTED]
    slices = {
        "commune": _slices(((insee, insee, each) for insee, each in done), standings),
        "applicable": _slices(((insee, insee, each) for insee, each in applicable), standings),
        "state": _slices(((each.state.value, insee, each) for insee, each in pairs), [*State]),
        "schema": _slices(((each.expectation.schema, insee, each) for insee, each in done), schemas),
    }
    return KpiResult(
        value=len(done),
        of=len(applicable),
        counted=[_counted(insee, each) for insee, each in done],
        not_counted=[_not_counted(insee, each) for insee, each in pairs if each.state not in DONE],
        by={name: {key: len(ids) for key, ids in keys.items()} for name, keys in slices.items()},
        counted_by=slices,
    )


def _pairs(standings: Standings) -> Iterator[tuple[str, Standing]]:
    return ((insee, each) for insee, standing in standings.items() for each in standing)


def _slices(keyed: Iterator[tuple[str, str, Standing]], keys: Sequence[str] | Standings) -> Ids:
    """The names of the pairs by key; every key has its row, empty or not."""
    slices: Ids = {str(key): [] for key in keys}
    for key, insee, each in keyed:
        slices[key].append(_name(insee, each))
    return slices


def _counted(insee: str, each: Standing) -> dict[str, str | None]:
    return {
        "id": _name(insee, each),
        "state": each.state.value,
        "dataset": each.held.package if each.held else None,
        "resource": each.held.resource_id if each.held else None,
    }


def _not_counted(insee: str, each: Standing) -> NotCounted:
    within = {"commune": insee, "schema": each.expectation.schema, "state": each.state.value}
    if each.state not in NOT_EXPECTED:
        within["applicable"] = insee
    return NotCounted(_name(insee, each), each.state.value, within)


def _name(insee: str, each: Standing) -> str:
    return f"{insee}/{each.expectation.schema}"
