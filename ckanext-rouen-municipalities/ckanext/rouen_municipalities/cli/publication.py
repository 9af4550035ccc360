"""`ckan rouen publish` and `ckan rouen check`: what the upload form does, at the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ..core.tabular.report import Report
from ..logic import publication
from ..logic.publication.loading import examine
from .context import french_request
from .group import rouen

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
LANGUAGE = "fr"


@rouen.command(short_help="Publish a file as the table of a dataset's resource.")
@click.argument("file", type=FILE)
@click.option("--dataset", required=True, help="Name or id of the dataset.")
@click.option("--profile", required=True, help="Name of the profile that the file follows.")
@click.option("--name", help="Name of the resource, created or replaced; the file's name by default.")
@click.option("--user", help="User to act as; the site's own by default.")
def publish(file: Path, dataset: str, profile: str, name: str | None, user: str | None) -> None:
    """Publish FILE, or exit 1 with the report of what is wrong with it."""
    with french_request(), click.progressbar(length=file.stat().st_size, label=file.name, file=sys.stderr) as bar:
        try:
            done = publication.publish_file(
                file, dataset=dataset, profile=profile, name=name or file.name, user=user, watch=_moves(bar)
            )
        except publication.PublicationRefused as refusal:
            _print_report(Report.from_dict(refusal.report or {}))
            sys.exit(1)
        except publication.PublicationFailed as failure:
            click.echo(f"Échec de notre fait : {failure}", err=True)
            sys.exit(2)
    report, file = done["report"] or {}, done["file"]
    click.echo(
        f"Publié : {done['rows']} lignes, {done['columns']} colonnes · {report.get('encoding')}, "
        f"« {report.get('delimiter')} » · {done['profile']} {done['profile_version']} · SHA-256 {file['sha256']}"
    )


@rouen.command(short_help="Check a file against a profile; publish nothing.")
@click.argument("file", type=FILE)
@click.option("--profile", required=True, help="Name of the profile that the file should follow.")
def check(file: Path, profile: str) -> None:
    """Check FILE, and exit 1 with the report when something is wrong with it."""
    found = publication.find_profile(profile)
    if found is None:
        raise click.BadParameter(f"modèle inconnu : {profile}", param_hint="--profile")
    report = examine(file, found)
    _print_report(report)
    sys.exit(0 if report.accepted else 1)


def _moves(bar: Any) -> publication.Watch:
    return lambda bytes_read, _in_all, _rows: bar.update(bytes_read - bar.pos)


def _print_report(report: Report) -> None:
    """The report in words, one line per issue."""
    words = report.to_dict(LANGUAGE)
    if report.accepted:
        click.echo(f"Conforme : {report.rows} lignes, {report.columns} colonnes.")
        return
    click.echo(f"Fichier refusé : {report.errors} erreurs. Rien n'a été publié.")
    for issue in words["issues"]:
        click.echo(
            f"ligne {issue['line'] or '-'} · {issue['column'] or '-'} · « {issue['value']} » · {issue['message']}"
        )
