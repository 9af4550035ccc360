"""`ckan rouen energy …`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import click
from ckan import model

from ckanext.rouen_municipalities.cli import rouen
from ckanext.rouen_municipalities.cli.context import french_request, quiet_log

from .core.importing import Imported, exit_code, in_words, report_as_dict
from .logic import demo as demonstration
from .logic import impact, importing, indicators, warehouse


@rouen.group(short_help="Buildings, consumption, indicators.")
def energy() -> None:
    """Commands of the energy datahub."""


@energy.command(short_help="Compute the indicators of every owner again where their sources changed.")
def compute() -> None:
    """Bring every warehouse and every published indicator up to date."""
    with french_request():
        warehouse.bring_all_up_to_date()
        for owner, outcome in indicators.compute_all().items():
            click.echo(f"{_name_of(owner)} : {outcome.words}")
        for owner, seconds in impact.compute_all().items():
            click.echo(f"{_name_of(owner)} : économies des travaux calculées en {seconds:.1f} s")


@energy.command(short_help="Write the published indicators as Parquet, by owner and year.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--owner", default=None, help="Name or id of an organisation; all of them when absent.")
def export(folder: Path, owner: str | None) -> None:
    """Write each indicator below FOLDER, which has to be empty: <indicator>/proprietaire=<name>/annee=<year>/."""
    with french_request():
        try:
            for profile, name, rows in indicators.export(folder, owner):
                click.echo(f"{profile} {name} : {rows} lignes")
        except indicators.FolderNotEmptyError as error:
            raise click.UsageError(f"Le dossier {folder} n'est pas vide : choisissez-en un autre.") from error
        except LookupError as error:
            raise click.UsageError(f"Organisation introuvable : {owner}") from error


@energy.command(short_help="Load the synthetic demonstration set.")
def demo() -> None:
    """Publish the demonstration tables and flows; a second run changes nothing."""
    with french_request():
        for line in demonstration.load():
            click.echo(line)


@energy.command("import", short_help="Publish files of suppliers, meters and bills.")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--owner", required=True, help="Name or id of the organisation whose buildings they concern.")
@click.option("--dataset", default="", help="Dataset that takes them all; by default one for each kind of table.")
@click.option("--mapping", default="", help="Layout or saved mapping by which all are read, whatever they look like.")
@click.option("--replace", is_flag=True, help="Replace the table of a file's name also when periods of it are lost.")
@click.option("--json", "as_json", is_flag=True, help="Report for programs.")
def import_files(
    *, files: tuple[Path, ...], owner: str, dataset: str, mapping: str, replace: bool, as_json: bool
) -> None:
    """Recognise each FILE, publish it where its kind of table belongs, and report on all of them at the end.

    What is sent twice changes nothing; a file that is refused stops no other. A file of the name of an earlier one
    takes the place of its table when it has all its periods, otherwise both are kept. Exit 1 when some were not
    published, 2 when that was our fault.
    """
    with french_request(), quiet_log():
        try:
            given = importing.begin(files, owner, dataset, mapping, replace=replace)
        except tk.ObjectNotFound as error:
            raise click.UsageError(str(error) or f"Organisation introuvable : {owner}") from error
        done = list(_imported(files, given))
    report = json.dumps(report_as_dict(done), ensure_ascii=False, indent=1) if as_json else in_words(done)
    click.echo(report)
    sys.exit(exit_code(done))


def _name_of(owner: str) -> str:
    """The name of an organisation; its identifier when it is gone."""
    found = model.Group.get(owner)
    return found.name if found else owner


def _imported(files: tuple[Path, ...], given: importing.Import) -> Iterator[Imported]:
    """Import one file after the other, with a bar for each."""
    for rank, path in enumerate(files, 1):
        size = path.stat().st_size if path.is_file() else 0
        with click.progressbar(length=size, label=f"{rank}/{len(files)} {path.name}", file=sys.stderr) as bar:
            yield importing.import_file(path, given, partial(_show, bar))


def _show(bar: Any, bytes_read: int, _in_all: int, _rows: int) -> None:
    bar.update(bytes_read - bar.pos)
