"""Reports at the command line: in words, or as the files that the portal offers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import click

from ..core.tabular.report import Report

LANGUAGES = click.Choice(["fr", "en"])


def print_report(report: Report, language: str = "fr") -> None:
    """The report in words: how often each rule was broken, then one line per issue."""
    words = report.to_dict(language)
    if words["layout"]:
        click.echo(f"Lu comme : {words['layout']['title']}")
    if report.accepted:
        click.echo(f"Conforme : {report.rows} lignes, {report.columns} colonnes.")
        return
    click.echo(f"Fichier refusé : {report.errors} erreur{'s' if report.errors > 1 else ''}. Rien n'a été publié.")
    for rule in words["by_rule"]:
        click.echo(f"{rule['count']} × {rule['label']}")
    for issue in words["issues"]:
        click.echo(
            f"ligne {issue['line'] or '-'} · {issue['column'] or '-'} · « {issue['value']} » · {issue['message']}"
        )
    if not report.is_complete:
        click.echo(f"… les {len(report.issues)} premières erreurs seulement.")


def print_csv(report: Report, language: str = "fr") -> None:
    """The issues as CSV."""
    click.echo(report.to_csv(language), nl=False)


def print_json(report: Report, language: str = "fr") -> None:
    """The whole report as JSON."""
    click.echo(json.dumps(report.to_dict(language), ensure_ascii=False, indent=1))


#: name of the format → what prints a report in it
FORMATS: Mapping[str, Callable[[Report, str], None]] = {"words": print_report, "csv": print_csv, "json": print_json}
