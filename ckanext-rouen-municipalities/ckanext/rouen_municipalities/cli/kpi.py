"""`ckan rouen kpi …`: compute, keep the day's snapshot, explain, export."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ..logic.kpi import UnknownKpi, computing, declaring, showing
from ..logic.kpi.computing import Attempt
from ..logic.kpi.handing_out import Asked, exported
from ..logic.kpi.showing import UnknownDimension
from .context import french_request
from .group import rouen

LANGUAGE = click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)


@rouen.group("kpi", short_help="KPIs: compute, snapshot, explain, export.")
def kpi() -> None:
    """KPIs of the three initiatives."""


@kpi.command("compute", short_help="Compute every KPI now.")
def compute() -> None:
    """Compute every KPI now, and exit 1 when one could not be."""
    with french_request():
        _tell(computing.compute)


@kpi.command("snapshot", short_help="Compute every KPI and keep today's snapshot.")
def snapshot() -> None:
    """Compute every KPI and keep today's snapshot, which a worker brings into the open datasets.

    What today already has stays as it is.
    """
    with french_request():
        _tell(computing.snapshot_today)


@kpi.command("explain", short_help="What a KPI counted, and what it did not and why.")
@click.argument("kpi_id", metavar="ID")
@click.option("--dimension", help="One key of a dimension, such as theme:ENVI.")
@LANGUAGE
def explain(kpi_id: str, dimension: str | None, language: str) -> None:
    """Print the explanation of KPI ID as JSON."""
    with french_request():
        try:
            explained = showing.explained(kpi_id, dimension, language)
        except (UnknownKpi, UnknownDimension) as unknown:
            raise click.BadParameter(f"inconnu : {unknown}") from None
    click.echo(json.dumps(explained, ensure_ascii=False, indent=2))


@kpi.command("export", short_help="KPIs as CSV or JSON: values, divisions, history.")
@click.argument("kpi_id", metavar="[ID]", required=False)
@click.option("--history", is_flag=True, help="Day by day, with gaps and corrections; needs ID.")
@click.option("--dimension", help="One key of a dimension, such as theme:ENVI; needs ID.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="What was said on a day, such as 2026-09-30.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@LANGUAGE
def export(form: str, at: datetime | None, **asked: Any) -> None:
    """Print every value, computed and declared; with ID those of one KPI and of its divisions, or its history."""
    if not asked["kpi_id"] and (asked["history"] or asked["dimension"]):
        raise click.UsageError("--history and --dimension need the ID of a KPI")
    if asked["history"] and at:
        raise click.UsageError("--history has every day: it goes without --at")
    with french_request():
        try:
            click.echo(exported(Asked(at=at.date() if at else None, **asked), form), nl=form == "json")
        except (UnknownKpi, UnknownDimension) as unknown:
            raise click.BadParameter(f"inconnu : {unknown}") from None


@kpi.command("load-declared", short_help="Record the figures that a document declares.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def load_declared(file: Path | None) -> None:
    """Record the figures of FILE (JSON, as data/declared.json, which is loaded by default)."""
    added = declaring.load_declared(file or declaring.FIGURES)
    click.echo(f"{added} chiffres déclarés ajoutés.")


def _tell(work: Callable[[], list[Attempt]]) -> None:
    started = time.perf_counter()
    attempts = work()
    for attempt in attempts:
        value = attempt.result[0].value if attempt.result else "ÉCHEC, voir le journal"
        click.echo(f"{attempt.definition.id:8} {value}")
    click.echo(f"{len(attempts)} indicateurs en {time.perf_counter() - started:.2f} s")
    if any(attempt.result is None for attempt in attempts):
        sys.exit(1)
