"""Commands of the concept territory."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ..core.territory import REGISTER_FILE, all_communes, write_register
from ..core.territory_source import Vintage, build_register, contour_centres
from .group import rouen

PACKAGE = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@rouen.group("territory", short_help="The register of the communes.")
def territory() -> None:
    """The register of the communes of the Métropole."""


@territory.command("build", short_help="Rebuild the register from @etalab/decoupage-administratif.")
@click.argument("package", type=PACKAGE)
@click.option("--population-year", type=int, required=True, help="Year of the populations that the package carries.")
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="Day from which new members are members and former ones are not.",
)
@click.option("--contours", type=FILE, help="GeoJSON of contours: centres are taken from it, else kept.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=REGISTER_FILE,
    show_default="the register",
)
def build(package: Path, population_year: int, at: datetime, contours: Path | None, output: Path) -> None:
    """Rebuild the register from PACKAGE, the unpacked npm package @etalab/decoupage-administratif."""
    communes = build_register(
        _json(package / "data" / "communes.json"),
        _json(package / "data" / "epci.json"),
        vintage=Vintage(population_year, at.date()),
        known=all_communes(),
        centres=contour_centres(_json(contours)) if contours else {},
    )
    with output.open("w", encoding="utf-8", newline="") as lines:
        write_register(communes, lines)
    members = [commune for commune in communes if commune.valid_to is None]
    click.echo(f"{len(members)} communes, {sum(commune.population for commune in members)} habitants : {output}")


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
