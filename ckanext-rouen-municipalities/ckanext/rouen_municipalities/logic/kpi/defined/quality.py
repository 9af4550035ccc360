"""K4, K6 and K7: who contributes, what the communes have of what is expected, what the metadata is worth."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ....core.completeness import ExpectationsError
from ....core.kpi import How, KpiDefinition, KpiResult, Measure
from ....core.kpi.completeness import completeness
from ....core.kpi.contributors import ORGANIZATION, contributors
from ....core.kpi.metadata import DATAGOUV, MEAN_BY, MEANS, metadata_quality
from ....core.kpi.wording import definition
from ....core.territory import communes_at
from ....store.kpi.contributors import contributing
from ....store.kpi.records import read_records
from ...clock import today
from ...completeness import expected, standings_of
from .reading import catalogue

#: How long after it was last used an account still counts.
ACTIVE = timedelta(days=90)
CONTRIBUTORS = Measure(How.SUM, "contributors")


def definitions(day: date) -> list[KpiDefinition]:
    """The KPIs about people, schemas and metadata."""
    return [_measured_k4(day), _with_schemas(definition("K6", _completeness, day)), _measured_k7(day)]


def _measured_k4(day: date) -> KpiDefinition:
    kpi = definition("K4", _contributors, day)
    dimensions = {**kpi.dimensions, ORGANIZATION: replace(kpi.dimensions[ORGANIZATION], measure=CONTRIBUTORS)}
    return replace(kpi, measure=CONTRIBUTORS, dimensions=dimensions)


def _measured_k7(day: date) -> KpiDefinition:
    kpi = definition("K7", _metadata_quality, day)
    dimensions = {name: replace(item, measure=MEAN_BY.get(name)) for name, item in kpi.dimensions.items()}
    return replace(kpi, measure=MEANS[DATAGOUV], dimensions=dimensions)


def _with_schemas(kpi: KpiDefinition) -> KpiDefinition:
    """The schemas are those of the site's own table of expectations.

    A table that cannot be read fails the computation, which says so; it must not take every other KPI away.
    """
    try:
        titles = {each.schema: dict(each.titles) for each in expected()}
    except (ExpectationsError, OSError):
        return kpi
    return replace(kpi, dimensions={**kpi.dimensions, "schema": replace(kpi.dimensions["schema"], keys=titles)})


def _contributors(connection: Any) -> KpiResult:
    return contributors(*contributing(connection, datetime.now(UTC) - ACTIVE))


def _completeness(connection: Any) -> KpiResult:
    day = today()
    found = standings_of(connection, communes_at(day), day)
    return completeness(found, [each.schema for each in expected()])


def _metadata_quality(connection: Any) -> KpiResult:
    public = catalogue(connection)
    return metadata_quality(public, read_records(connection, public), datetime.now(UTC))
