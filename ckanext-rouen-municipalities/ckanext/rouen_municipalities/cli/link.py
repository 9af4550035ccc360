"""`ckan rouen link`: what the button « Lire le lien maintenant » does, at the command line."""

from __future__ import annotations

import sys

import ckan.plugins.toolkit as tk
import click

from ..logic import link
from ..logic.acting import as_the_portal
from .context import french_request
from .group import rouen

_WORDS = {
    link.Outcome.RECEIVED: "Fichier reçu ; il est vérifié puis publié.",
    link.Outcome.UNCHANGED: "Rien de nouveau à cette adresse.",
    link.Outcome.NOT_DUE: "Ce lien est déjà en cours de lecture.",
    link.Outcome.CHANGED_MEANWHILE: "Le lien a été modifié pendant la lecture ; il sera relu.",
}


@rouen.command("link", short_help="Read the link of a resource now.")
@click.argument("resource_id")
def read_link(resource_id: str) -> None:
    """Read the link of RESOURCE_ID now; exit 1 with the reason when it cannot be read."""
    with french_request():
        context = as_the_portal()
        try:
            tk.get_action("rouen_link_fetch")(dict(context), {"resource_id": resource_id})
        except tk.ObjectNotFound as error:
            raise click.BadParameter(str(error), param_hint="RESOURCE_ID") from error
        outcome = link.read(resource_id)
        if outcome is link.Outcome.FAILED:
            shown = tk.get_action("rouen_link_show")(dict(context), {"resource_id": resource_id})
            click.echo(f"Lien non lu : {shown['error']['message']}", err=True)
            sys.exit(1)
        click.echo(_WORDS[outcome])
