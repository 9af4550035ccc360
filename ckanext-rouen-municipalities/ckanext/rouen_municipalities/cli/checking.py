"""`ckan rouen check` and `ckan rouen template`: what an officer does before a file is published."""

from __future__ import annotations

import sys
from pathlib import Path

import ckan.plugins.toolkit as tk
import click

from .. import config
from ..core.tabular.workbooks.annotated import CannotBeCut, Refusal, write_annotated
from ..logic import publication
from ..logic.publication.checking import Checked, check_file
from ..logic.publication.workbooks import Office, office_of, write_template_to
from .context import french_request
from .group import rouen
from .reports import FORMATS, LANGUAGES

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@rouen.command(short_help="Check a file; publish nothing.")
@click.argument("file", type=FILE)
@click.option("--profile", default="", help="Name of the profile that the file should follow; inferred when not given.")
@click.option("--sheet", default="", help="Sheet of a workbook.")
@click.option("--language", type=LANGUAGES, default="fr", show_default=True)
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="words", show_default=True)
@click.option("--workbook", type=NEW_FILE, help="Write a refused file there as an XLSX that shows its errors.")
def check(file: Path, *, profile: str, sheet: str, language: str, form: str, workbook: Path | None) -> None:
    """Check FILE, and exit 1 with the report when something is wrong with it."""
    try:
        with french_request():
            checked = check_file(file, profile, sheet)
    except tk.ObjectNotFound as error:
        raise click.BadParameter(f"modèle inconnu : {profile}", param_hint="--profile") from error
    FORMATS[form](checked.report, language)
    if checked.report.accepted:
        return
    if workbook:
        _annotate(workbook, file, checked, language)
    sys.exit(1)


@rouen.command(short_help="Write the workbook to fill in for a profile.")
@click.argument("profile")
@click.argument("file", type=NEW_FILE)
@click.option("--organization", help="Name or id of the organisation whose codes are filled in.")
@click.option("--language", type=LANGUAGES, default="fr", show_default=True)
def template(profile: str, file: Path, organization: str | None, language: str) -> None:
    """Write to FILE (.xlsx) the workbook to fill in for PROFILE."""
    found = publication.find_profile(profile)
    if found is None:
        raise click.BadParameter(f"modèle inconnu : {profile}", param_hint="PROFILE")
    with french_request(), file.open("wb") as target:
        write_template_to(target, found, _organization(organization), language)
    click.echo(f"{file} : {len(found.fields)} colonnes ({found.name} {found.version})")


def _organization(name: str | None) -> Office:
    if not name:
        return Office()
    try:
        return office_of(tk.get_action("organization_show")({"ignore_auth": True}, {"id": name}))
    except tk.ObjectNotFound as error:
        raise click.BadParameter(f"organisation inconnue : {name}", param_hint="--organization") from error


def _annotate(workbook: Path, file: Path, checked: Checked, language: str) -> None:
    refusal = Refusal(file, file.name, checked.report, checked.profile)
    try:
        with workbook.open("wb") as target:
            write_annotated(target, refusal, language, config.limits())
    except CannotBeCut:
        workbook.unlink()
        click.echo("Ce fichier ne peut pas être montré dans un classeur.", err=True)
