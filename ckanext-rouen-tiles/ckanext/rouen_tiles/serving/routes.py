"""Which function answers which operation of the contract, and how a path is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ..core.contract.operations import OPERATIONS, PARAMETERS, PREFIX, Operation
from . import contract, overview, past, views
from .answers import READING, Answer
from .asked import Handler

#: What depends on the query; papers of the state and tiles are prepared with it.
HANDLERS: Mapping[str, Handler] = {
    "releases": past.releases,
    "release": past.release,
    "changes": past.changes,
    "tiles": views.tiles,
    "data": views.data,
    "calendar": views.calendar,
    "communes": overview.communes,
    "coverage": overview.coverage,
    "health": overview.health,
    "kpis": overview.kpis,
}

#: What is served as well while no release can be read; it depends on the path alone.
STANDING: Mapping[str, Callable[[Mapping[str, str]], Answer]] = {
    "schema": contract.schema,
    "openapi": contract.openapi,
    "icon": contract.icon,
}

#: Operations that a reader alone cannot carry out: CKAN does, in front of whom this application stands.
WRITTEN_BY_CKAN = frozenset({"release_now", "rollback", "preview"})


@dataclass(frozen=True)
class Route:
    """A path of the contract: how it is told, and the operation of each of its methods."""

    pattern: re.Pattern[str]
    operations: Mapping[str, Operation] = field(default_factory=dict)

    def methods(self, *, writing: bool) -> tuple[str, ...]:
        """What may be asked at this path."""
        served = [name for name, one in self.operations.items() if writing or one.id not in WRITTEN_BY_CKAN]
        reading = READING if "GET" in served else ("OPTIONS",)
        return (*reading, *(name for name in served if name != "GET"))


def is_for_ckan(path: str, method: str) -> bool:
    """Whether CKAN carries out this request."""
    found = find(path)
    operation = found[0].operations.get("GET" if method == "HEAD" else method) if found else None
    return operation is not None and operation.id in WRITTEN_BY_CKAN


def find(path: str) -> tuple[Route, dict[str, str]] | None:
    """The route of a path below the prefix, with the parts of the path; None when there is none."""
    for route in _routes():
        match = route.pattern.fullmatch(path)
        if match:
            return route, match.groupdict()
    return None


@lru_cache(maxsize=1)
def _routes() -> tuple[Route, ...]:
    by_path: dict[str, dict[str, Operation]] = {}
    for operation in OPERATIONS:
        by_path.setdefault(operation.path, {})[operation.method] = operation
    return tuple(Route(_pattern(path), operations) for path, operations in by_path.items())


def _pattern(path: str) -> re.Pattern[str]:
    """`/tiles/{id}/data` as an expression, each part as the contract describes it."""
    parts = re.split(r"\{(\w+)\}", path)
    literals = [re.escape(part) for part in parts[::2]]
    names = [f"(?P<{name}>{_part(name)})" for name in parts[1::2]]
    return re.compile(PREFIX + "".join(a + b for a, b in zip(literals, [*names, ""], strict=True)), re.ASCII)


def _part(name: str) -> str:
    schema = PARAMETERS[name].schema
    return str(schema["pattern"]).strip("^$") if "pattern" in schema else "[0-9]{1,18}"
