"""Commands of the concept territory."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from ckan import model

from ..core.contours import ContoursError, Kind, Shape, read_contours, read_rivers
from ..core.territory import (
    FORMER_CODES_FILE,
    REGISTER_FILE,
    all_communes,
    codes_at,
    write_former_codes,
    write_register,
)
from ..core.territory_source import Vintage, build_register, contour_centres, former_codes_of
from ..logic.clock import today
from ..store import contours
from .group import rouen

Read = TypeVar("Read")

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
    listed = _json(package / "data" / "communes.json")
    communes = build_register(
        listed,
        _json(package / "data" / "epci.json"),
        vintage=Vintage(population_year, at.date()),
        known=all_communes(),
        centres=contour_centres(_json(contours)) if contours else {},
    )
    with output.open("w", encoding="utf-8", newline="") as lines:
        write_register(communes, lines)
    with output.with_name(FORMER_CODES_FILE.name).open("w", encoding="utf-8", newline="") as lines:
        write_former_codes(former_codes_of(listed, communes), lines)
    members = [commune for commune in communes if commune.valid_to is None]
    click.echo(f"{len(members)} communes, {sum(commune.population for commune in members)} habitants : {output}")


@territory.command("contours", short_help="Load the contours that the map draws.")
@click.argument("file", type=FILE)
@click.option("--source", required=True, help="Where they come from, as the page says below the map.")
@click.option("--dry-run", is_flag=True, help="Say what would be loaded, and load nothing.")
def load_contours(file: Path, source: str, dry_run: bool) -> None:
    """Load the contours of FILE, a GeoJSON in degrees (WGS 84) such as the answer of geo.api.gouv.fr."""
    joined = _read(file, lambda geojson: read_contours(geojson, codes_at(today())))
    if not dry_run:
        _replace(Kind.COMMUNE, joined.shapes, source)
    click.echo(f"{len(joined.shapes)} contours" + (" (rien n'est chargé)" if dry_run else ""))
    if joined.missing:
        click.echo(f"Sans contour : {', '.join(joined.missing)}. Le plan montre un cercle.")
    if joined.others:
        click.echo(f"{len(joined.others)} contours d'ailleurs, laissés de côté")


@territory.command("rivers", short_help="Load the rivers that the map draws.")
@click.argument("file", type=FILE)
@click.option("--source", required=True, help="Where they come from, as the page says below the map.")
def load_rivers(file: Path, source: str) -> None:
    """Load the rivers of FILE, a GeoJSON in degrees (WGS 84) with lines or surfaces."""
    shapes = _read(file, read_rivers)
    _replace(Kind.RIVER, shapes, source)
    click.echo(f"{len(shapes)} cours d'eau")


@territory.command("forget", short_help="Take contours or rivers off the map.")
@click.argument("kind", type=click.Choice(["contours", "rivers"]))
def forget(kind: str) -> None:
    """Take what was loaded off the map again."""
    _replace(Kind.COMMUNE if kind == "contours" else Kind.RIVER, (), "")
    click.echo("Le plan ne les montre plus.")


def _read(file: Path, read: Callable[[Any], Read]) -> Read:
    try:
        return read(_json(file))
    except ValueError as error:
        raise click.ClickException(_why(file, error)) from error


def _why(file: Path, error: ValueError) -> str:
    code, detail = (error.code, error.detail) if isinstance(error, ContoursError) else ("not-json", "")
    texts = {
        "not-json": "ce n'est pas du JSON.",
        "not-geojson": "ce n'est pas une collection GeoJSON bien formée.",
        "no-commune": "aucun contour n'a le code INSEE d'une commune de la Métropole (propriété code ou code_insee).",
        "no-line": "aucune ligne.",
        "not-a-surface": "un contour doit être un Polygon ou un MultiPolygon.",
        "not-a-line": "un cours d'eau doit être une ligne ou une surface.",
        "not-degrees": "les coordonnées ne sont pas en degrés : exportez le fichier en WGS 84 (EPSG:4326).",
    }
    return f"{file} : {texts[code]}" + (f" ({detail})" if detail else "") + " Rien n'est changé."


def _replace(kind: Kind, shapes: Sequence[Shape], source: str) -> None:
    contours.replace(model.Session, kind, shapes, source)
    model.Session.commit()


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
