"""The figures of the front page: last values of the KPIs and two lists, all from SQL; Solr is not asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ..core.catalogue import themes
from ..core.kpi.computed import Computed
from ..store import catalogue
from ..store.kpi import statements, values
from ..store.kpi.statements import Declared
from .territory import CommuneState, commune_states

_OPEN_DATASETS, _BY_THEME, _PUBLISHING = "K0", "K1", "K2b"
_LATEST = 6


@dataclass(frozen=True)
class ThemeCount:
    """A theme and how many open datasets have it as their main one; None as long as nobody has counted."""

    code: str
    datasets: int | None


@dataclass(frozen=True)
class FrontPage:
    """What the front page shows: the last value of each KPI by id, what a document declares beside it, lists."""

    kpis: Mapping[str, Computed]
    declared: Mapping[str, Declared]
    themes: list[ThemeCount]
    latest: list[catalogue.LatestDataset]
    communes: list[CommuneState]

    @property
    def open_datasets(self) -> Computed | None:
        """The number of open datasets."""
        return self.kpis.get(_OPEN_DATASETS)

    @property
    def publishing(self) -> Computed | None:
        """The number of communes that publish."""
        return self.kpis.get(_PUBLISHING)

    @property
    def computed_at(self) -> datetime | None:
        """When its figures were last computed."""
        return self.open_datasets.computed_at if self.open_datasets else None


def front_page(session: Any, day: date) -> FrontPage:
    """The front page of `day`."""
    found = values.all_values(session)
    return FrontPage(
        kpis=found,
        declared={figure.beside: figure for figure in statements.declared_values(session) if figure.beside},
        themes=_theme_counts(found.get(_BY_THEME)),
        latest=catalogue.latest_datasets(session, _LATEST),
        communes=commune_states(session, day),
    )


def _theme_counts(computed: Computed | None) -> list[ThemeCount]:
    counts = computed.by.get("theme") if computed else None
    return [ThemeCount(code, None if counts is None else int(counts.get(code) or 0)) for code in themes()]
