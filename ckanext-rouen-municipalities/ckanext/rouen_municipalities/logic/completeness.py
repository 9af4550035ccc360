"""Where the communes stand to what is expected of them: the table of expectations against what is published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from .. import config
from ..core.completeness import EXPECTATIONS_FILE, Expectation, Standing, expectations, score, standings
from ..core.territory import Commune
from ..store.completeness import held_tables

Entry = dict[str, Any]


def expected() -> tuple[Expectation, ...]:
    """The table of expectations: the site's own, or that of the package."""
    return expectations(config.expectations_file() or EXPECTATIONS_FILE)


def standings_of(session: Any, communes: Iterable[Commune], day: date) -> dict[str, list[Standing]]:
    """Where each commune stands to each schema, by INSEE code; one query, whatever their number."""
    table = expected()
    held = held_tables(session, {model for each in table for model in each.models}, day)
    return {commune.insee: standings(commune.insee, commune.population, table, held) for commune in communes}


def summary(standing: Iterable[Standing]) -> Entry:
    """The score of a commune: ``valid`` out of ``applicable``."""
    valid, applicable = score(list(standing))
    return {"valid": valid, "applicable": applicable}


def described(standing: Standing, language: str) -> Entry:
    """A standing as the API and the pages show it."""
    expectation, held = standing.expectation, standing.held
    return {
        "schema": expectation.schema,
        "version": expectation.version,
        "title": expectation.title(language),
        "state": standing.state.value,
        "basis": expectation.basis,
        "from_population": expectation.from_population,
        "comment": expectation.comment(language),
        "national": expectation.national or None,
        "models": list(expectation.models),
        "dataset": {"name": held.package, "title": held.title, "resource_id": held.resource_id} if held else None,
    }
