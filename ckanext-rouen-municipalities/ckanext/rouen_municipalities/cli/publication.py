"""`ckan rouen publish`, `republish`, `history`: what the upload form does, at the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import click

from ..core.growth import FILE, START_OVER
from ..core.tabular.report import Report
from ..logic import publication
from ..logic.acting import as_the_portal
from .context import french_request
from .group import rouen
from .reports import print_report

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_ALONE = "Replace a growing table by this file alone."


@rouen.command(short_help="Publish a file as the table of a dataset's resource.")
@click.argument("file", type=_FILE)
@click.option("--dataset", required=True, help="Name or id of the dataset.")
@click.option("--profile", required=True, help="Name of the profile that the file follows.")
@click.option("--name", help="Name of the resource, created or replaced; the file's name by default.")
@click.option("--sheet", help="Sheet of a workbook.")
@click.option("--user", help="User to act as; the site's own by default.")
@click.option("--start-over", is_flag=True, help=_ALONE)
def publish(
    *, file: Path, dataset: str, profile: str, name: str | None, sheet: str | None, user: str | None, start_over: bool
) -> None:
    """Publish FILE, or exit 1 with the report of what is wrong with it."""
    with french_request(), _progress(file.name, file.stat().st_size) as watch:
        _publish(
            lambda: publication.publish_file(
                file,
                dataset=dataset,
                profile=profile,
                name=name or file.name,
                sheet=sheet,
                user=user,
                watch=watch,
                mode=START_OVER if start_over else FILE,
            )
        )


@rouen.command(short_help="Publish again a file that was received before.")
@click.argument("resource")
@click.option("--publication", "publication_id", help="Publication whose file to take; the last good one by default.")
@click.option("--user", help="User to act as; the site's own by default.")
@click.option("--start-over", is_flag=True, help=_ALONE)
def republish(resource: str, publication_id: str | None, user: str | None, start_over: bool) -> None:
    """Publish again the last good file of RESOURCE (an id), or exit 1 with the report of what is wrong with it."""
    named = {"id": publication_id} if publication_id else {"resource_id": resource}
    with french_request():
        _publish(lambda: publication.republish(user=user, start_over=start_over, **named))


@rouen.command(short_help="What happened to the files of a resource.")
@click.argument("resource")
@click.option("--limit", default=20, show_default=True, help="How many, newest first.")
def history(resource: str, limit: int) -> None:
    """Tell what happened to the files of RESOURCE (an id), newest first."""
    with french_request():
        context = as_the_portal()
        for item in tk.get_action("rouen_publication_list")(context, {"resource_id": resource, "limit": limit}):
            growth = f" · {item['growth']['message']}" if item["growth"] else ""
            click.echo(
                f"{item['created'][:16]} · {item['id']} · {item['file']['name']} · {item['file']['sha256'][:12]} · "
                f"{item['state']}{growth}"
            )


def _publish(work: Callable[[], dict[str, Any]]) -> None:
    """Do it and say how it ended; exit 1 when the file is refused, 2 when it failed on our side."""
    try:
        done = work()
    except publication.PublicationRefused as refusal:
        print_report(Report.from_dict(refusal.report or {}))
        sys.exit(1)
    except tk.ValidationError as error:
        click.echo("\n".join(f"{field} : {said}" for field, said in error.error_summary.items()), err=True)
        sys.exit(1)
    except publication.PublicationFailed as failure:
        click.echo(f"Échec de notre fait : {failure}", err=True)
        sys.exit(2)
    report, file = done["report"] or {}, done["file"]
    click.echo(
        f"Publié : {done['rows']} lignes, {done['columns']} colonnes · {report.get('encoding')}, "
        f"« {report.get('delimiter')} » · {done['profile']} {done['profile_version']} · SHA-256 {file['sha256']}"
    )
    if report.get("layout"):
        click.echo(f"Lu comme : {report['layout']['title']}")
    if done["growth"]:
        rows = done["growth"]["table_rows"]
        whole = tk.ungettext("La table compte %(count)s ligne.", "La table compte %(count)s lignes.", rows, count=rows)
        click.echo(f"{done['growth']['message']}. {whole}")


@contextmanager
def _progress(label: str, length: int) -> Iterator[publication.Watch]:
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield lambda bytes_read, _in_all, _rows: bar.update(bytes_read - bar.pos)
