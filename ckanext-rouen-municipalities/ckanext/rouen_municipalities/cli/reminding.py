"""`ckan rouen remind`: tell organisations what they have to look at again."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from ..core.display import format_date
from ..logic import joining, reminding
from .context import french_request
from .group import rouen


@rouen.command("remind", short_help="Mail each organisation its digest of late datasets and vacant roles.")
@click.option("--dry-run", is_flag=True, help="Say what would be mailed, mail nothing.")
def remind(dry_run: bool) -> None:
    """Mail each organisation one digest, when it is its turn, and each invitation that nobody took once more.

    The scheduler does so every day.
    """
    now = datetime.now(UTC)
    with french_request():
        if dry_run:
            planned = reminding.plan(now)
            for each in planned:
                click.echo(f"{_told(each)} : {_why(each)}")
            due = sum(each.is_due for each in planned)
            click.echo(f"{due} organisation(s) recevraient un rappel ; rien n'a été envoyé.")
            click.echo(f"{len(joining.invited_in_vain(now))} personne(s) invitée(s) n'ont jamais ouvert leur compte.")
            return
        told = reminding.remind(now)
        for each in told:
            click.echo(_told(each))
        click.echo(f"{len(told)} organisation(s) reçoivent un rappel.")
        click.echo(f"{joining.remind_invited(now)} invitation(s) rappelée(s).")


def _told(planned: reminding.Planned) -> str:
    digest = planned.digest
    late = ", ".join(f"{each.name} ({each.days} j)" for each in digest.late) or "aucun"
    return f"{digest.title} : {digest.points} point(s) ; en retard : {late} ; rôles vacants : {len(digest.vacant)}"


def _why(planned: reminding.Planned) -> str:
    if planned.is_due:
        return f"part pour {len(planned.administrators)} administrateur(s)"
    if not planned.administrators:
        return "personne à prévenir, aucun administrateur avec une adresse"
    snoozed, reminded = planned.turn.snoozed_until, planned.turn.reminded
    if snoozed and snoozed > datetime.now(UTC):
        return f"reporté jusqu'au {format_date(snoozed)}"
    return f"déjà envoyé le {format_date(reminded)}" if reminded else ""
