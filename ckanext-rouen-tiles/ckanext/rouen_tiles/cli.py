"""`ckan rouen tiles …`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ckanext.rouen_municipalities.cli import rouen
from ckanext.rouen_municipalities.cli.context import french_request
from ckanext.rouen_municipalities.logic.acting import as_the_portal

from . import config
from .core.messages import Refused
from .core.release.keys import NoKey
from .logic import demo as synthetic
from .logic import health, rotation
from .logic import release as releases
from .logic import rollback as going_back
from .logic import tile as life

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@rouen.group(short_help="Tiles of the mobile app.")
def tiles() -> None:
    """Commands of the tiles."""


@tiles.command("import", short_help="Create or update tiles from YAML files.")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--publish", is_flag=True, help="Submit and approve them too.")
def import_files(files: tuple[Path, ...], publish: bool) -> None:
    """Create or update a tile from each of FILES; one that says what the newest revision says changes nothing."""
    with french_request():
        refused = [file for file in files if not _brought_in(file, publish)]
    sys.exit(1 if refused else 0)


@tiles.command(short_help="Write a tile as YAML.")
@click.argument("tile_id", metavar="ID")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; the terminal by default.")
def export(tile_id: str, output: Path | None) -> None:
    """Write the newest revision of tile ID; importing it again changes nothing."""
    with french_request(), _told():
        text = life.write_yaml(tile_id)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)


@tiles.command(short_help="Submit and approve tiles.")
@click.argument("tile_ids", metavar="ID…", nargs=-1, required=True)
def publish(tile_ids: tuple[str, ...]) -> None:
    """Let the app see the newest revision of each tile, unless a source is private, deleted or failing."""
    with french_request(), _told():
        for tile_id in tile_ids:
            changed = life.make_live(tile_id, _author())
            click.echo(f"{tile_id} : {'publiée' if changed else 'déjà publiée'}")


@tiles.command(short_help="Check every tile and serve what should be served.")
@click.option("--accept-held", is_flag=True, help="Let go the tiles that are held since too many fail at once.")
@click.option("--restored", is_flag=True, help="The database is a copy: go on with a number that nobody saw.")
def release(accept_held: bool, restored: bool) -> None:
    """What the scheduler does every half minute."""
    with french_request():
        if restored:
            releases.after_restore()
        if accept_held:
            releases.create(releases.held())
        releases.sweep()
        _say_what_is_served()


@tiles.command(short_help="Build the data of every tile anew.")
def build() -> None:
    """Build the data of every tile that the app may see, although nothing changed, and serve them."""
    with french_request():
        seconds = 0.0
        for tile_id, taken in health.build_again():
            click.echo(f"{tile_id} : {taken:.2f} s")
            seconds += taken
        started = time.perf_counter()
        releases.bring_up_to_date()
        click.echo(f"En tout : {seconds + time.perf_counter() - started:.2f} s")


@tiles.command(short_help="Serve the definitions of an older release.")
@click.argument("number", type=int)
def rollback(number: int) -> None:
    """Make the definitions of release NUMBER live again, as a new release; their health is looked at anew."""
    with french_request():
        try:
            done = going_back.roll_back(number, _author())
        except going_back.UnknownRelease:
            click.echo(f"version inconnue : {number}", err=True)
            sys.exit(1)
        for words, ids in (("rétablie", done.restored), ("retirée", done.withdrawn)):
            for tile_id in ids:
                click.echo(f"{tile_id} : {words}")
        for tile_id, why in done.left.items():
            click.echo(f"{tile_id} : laissée telle quelle ({why})")
        _say_what_is_served()


@tiles.command("rotate-key", short_help="Make the next key that signs manifests.")
@click.option("--at-once", is_flag=True, help="It signs now and no other is believed any more: the key has leaked.")
def rotate_key(at_once: bool) -> None:
    """Announce a new key, which signs in 30 days; the one before is believed until what it signed has expired."""
    with french_request():
        try:
            made = rotation.rotate(at_once=at_once)
        except NoKey as problem:
            click.echo(f"aucune clé : {problem}", err=True)
            sys.exit(1)
    click.echo(f"Clé {made.kid} · signe à partir du {made.start}")


@tiles.command(short_help="Load the labelled synthetic tables, import and publish the tiles of the site's folder.")
def demo() -> None:
    """Load tables for the tiles, import every tile of the site's folder and publish it; those of `drafts` stay drafts.

    A second run on the same day changes nothing; on another day the dates in the tables follow.
    """
    with french_request():
        click.echo(f"{synthetic.add_tables()} jeux de démonstration")
        folder = config.tiles_folder()
        published = [_brought_in(file, publish=True) for file in sorted(folder.glob("*.yaml"))]
        drafts = [_brought_in(file, publish=False) for file in sorted((folder / "drafts").glob("*.yaml"))]
    sys.exit(0 if all(published) and all(drafts) else 1)


def _brought_in(file: Path, publish: bool) -> bool:
    """Import a file and say what became of it; whether it was accepted."""
    try:
        tile_id, changed = life.bring_in(file.read_bytes(), _author())
        published = publish and life.make_live(tile_id, _author())
    except Refused as refused:
        _say(file.name, refused)
        return False
    click.echo(f"{tile_id} : {'importée' if changed else 'inchangée'}{', publiée' if published else ''}")
    return True


def _say_what_is_served() -> None:
    newest = releases.newest()
    if newest is None:
        click.echo("Aucune version : aucune tuile n'a été publiée.")
        return
    click.echo(f"Version {newest.number} · {len(newest.tiles)} tuiles · SHA-256 {newest.sha256}")
    for tile_id in releases.held():
        click.echo(f"{tile_id} : retenue, trop de tuiles sont en défaut à la fois")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        _say("refusé", refused)
        sys.exit(1)
    except life.UnknownTile as unknown:
        click.echo(f"tuile inconnue : {unknown}", err=True)
        sys.exit(1)


def _say(name: str, refused: Refused) -> None:
    for issue in refused.issues:
        click.echo(f"{name} : {issue.text()}", err=True)


def _author() -> str:
    return str(as_the_portal()["user"])
