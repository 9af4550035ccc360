"""The figures of the front page: last values of the KPIs and two lists, all from SQL; Solr is not asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ..core.catalogue import themes
from ..core.kpi.computed import Computed
from ..store import catalogue
from ..store.kpi import values
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
    """What the front page shows of the base."""

    open_datasets: Computed | None
    publishing: Computed | None
    themes: list[ThemeCount]
    latest: list[catalogue.LatestDataset]
    communes: list[CommuneState]

    @property
    def computed_at(self) -> datetime | None:
        """When its figures were last computed."""
        return self.open_datasets.computed_at if self.open_datasets else None


def front_page(session: Any, day: date) -> FrontPage:
    """The front page of `day`."""
    found = values.all_values(session)
    return FrontPage(
        open_datasets=found.get(_OPEN_DATASETS),
        publishing=found.get(_PUBLISHING),
        themes=_theme_counts(found.get(_BY_THEME)),
        latest=catalogue.latest_datasets(session, _LATEST),
        communes=commune_states(session, day),
    )


def _theme_counts(computed: Computed | None) -> list[ThemeCount]:
    counts = computed.by.get("theme") if computed else None
    return [ThemeCount(code, None if counts is None else int(counts.get(code) or 0)) for code in themes()]
