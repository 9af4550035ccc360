"""`ckan rouen import`: bring an existing catalogue in."""

from __future__ import annotations

import csv
from pathlib import Path

import click

from ..core.catalogue import themes
from ..core.moving.plan import MOVES, WRITTEN, Line, sums
from ..core.spreadsheet_safety import harmless
from ..logic import moving
from .context import french_request
from .group import rouen

FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@rouen.command("import", short_help="Bring in the catalogue of an Opendatasoft, a CKAN or a DCAT file.")
@click.argument("catalogue")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--yes", is_flag=True, help="Write without asking once the report is shown.")
@click.option("--report", type=FILE, help="Also write the report to this file, as CSV.")
@click.option("--organization", "organizations", multiple=True, help="PUBLISHER=organisation, for a publisher unknown.")
@click.option("--theme", type=click.Choice(sorted(themes())), help="Theme of datasets without a known one.")
def import_catalogue(
    catalogue: str, *, dry_run: bool, yes: bool, report: Path | None, organizations: tuple[str, ...], theme: str | None
) -> None:
    """Read CATALOGUE (an address or a DCAT file), say what would become of each dataset, then write it."""
    named = dict(_pair(each) for each in organizations)
    with french_request():
        try:
            found = moving.read_catalogue(catalogue)
        except moving.UnreadableCatalogue as error:
            raise click.ClickException(str(error)) from error
        lines = moving.plan(found, named, theme or "")
        _show(found, lines)
        if report:
            _write(report, lines)
        todo = sum(line.move in WRITTEN for line in lines)
        if not todo or dry_run or not (yes or click.confirm(f"Écrire {todo} jeux de données ?")):
            click.echo("Rien n'a été écrit.")
            return
        _finish(moving.apply(found.source, lines), todo)


def _pair(text: str) -> tuple[str, str]:
    publisher, equals, organization = text.rpartition("=")
    if not equals:
        raise click.BadParameter(f"{text} : écrivez PRODUCTEUR=organisation", param_hint="--organization")
    return publisher, organization


def _show(found: moving.Catalogue, lines: list[Line]) -> None:
    click.echo(f"{found.source} ({found.kind}) : {len(lines)} jeux lus.")
    for line in lines:
        click.echo(
            f"  {MOVES[line.move]} · {line.found.title} · {line.found.publisher or '?'} → {line.organization or '-'}"
        )
        for remark in line.remarks:
            click.echo(f"      {remark}")
    for entry in found.unreadable:
        click.echo(f"  illisible · {entry}")
    for move, count in sums(lines).items():
        click.echo(f"{count} {MOVES[move]}")


def _write(path: Path, lines: list[Line]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, delimiter=";")
        rows.writerow(
            ["action", "identifiant", "titre", "producteur", "organisation", "themes", "licence", "remarques"]
        )
        for line in lines:
            found, themes_ = line.found, " ".join(line.themes)
            remarks = " ; ".join(line.remarks)
            told = [found.identifier, found.title, found.publisher, line.organization, themes_, line.licence, remarks]
            rows.writerow([MOVES[line.move], *map(harmless, told)])


def _finish(failed: list[str], todo: int) -> None:
    for failure in failed:
        click.echo(f"  refusé · {failure}", err=True)
    click.echo(f"{todo - len(failed)} jeux écrits, {len(failed)} refusés.")
    if failed:
        raise click.exceptions.Exit(1)
