"""The form of a tile: choosing what it shows, writing it, seeing it as the app would, saving it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ..core.content.kinds import KINDS
from ..core.tile import form as fields
from ..core.tile.difference import merge
from ..logic import drafting
from ..logic import preview as previews
from ..logic import tile as life
from .blueprint import act, may, messages, own_tile, rouen_tiles
from .form_page import Shown, render

Document = dict[str, Any]


@rouen_tiles.route("/tuiles/nouvelle")
def new() -> str:
    """First what the tile shows, then the whole form with what that proposes."""
    organizations = _organizations()
    if not organizations:
        tk.abort(403, tk._("Cette page est réservée à ceux qui écrivent des tuiles."))
    asked = tk.request.args
    kind, resource = asked.get("genre", ""), asked.get("source", "")
    if kind not in KINDS or (KINDS[kind].has_data and not resource):
        return _choose(kind, organizations)
    choice = drafting.table(resource) if resource else None
    if resource and choice is None:
        return _choose(kind, organizations)
    document = fields.blank(kind, _owner(organizations, choice.organization_name if choice else ""))
    if choice:
        document = drafting.proposed(document, choice)
    return render(Shown(document=document, organizations=organizations))


@rouen_tiles.route("/tuiles/nouvelle", methods=["POST"])
def create() -> Any:
    """Save the first revision, or show what the app would."""
    organizations = _organizations()
    sent = _sent()
    kind = (sent.get("kind") or [""])[0]
    if kind not in KINDS or not organizations:
        tk.abort(400, tk._("Choisissez d’abord ce que montre la tuile."))
    document = fields.filled(sent, fields.blank(kind, organizations[0]["name"]))
    document = drafting.with_tables(document, _bound_to(sent))
    shown = Shown(document=document, organizations=organizations)
    if not _asks_to_save():
        return _look(shown)
    try:
        saved = act("rouen_tile_create", document=document)
    except tk.ValidationError as error:
        return render(shown, errors=error.error_dict), 400
    return _after(saved)


@rouen_tiles.route("/tuiles/<tile_id>/modifier")
def edit(tile_id: str) -> str:
    """The newest revision in the form."""
    latest = own_tile(tile_id)["latest"]
    return render(Shown(latest["document"], _organizations(), tile_id, latest["revision"]))


@rouen_tiles.route("/tuiles/<tile_id>/modifier", methods=["POST"])
def save(tile_id: str) -> Any:
    """Save the next revision, or show what the app would; another's revision is never written over."""
    latest = own_tile(tile_id)["latest"]
    given = _given(latest["revision"])
    base = life.stored(tile_id, given).document
    sent = _sent()
    document = drafting.with_tables(fields.filled(sent, base), _bound_to(sent))
    shown = Shown(document, _organizations(), tile_id, given)
    if not _asks_to_save():
        return _look(shown)
    if shown.document == latest["document"] and given == latest["revision"]:
        return _after({"id": tile_id, "revision": given}, changed=False)
    if given != latest["revision"]:
        return _laid_over(shown, base, latest), 409
    try:
        saved = tk.get_action("rouen_tile_update")({}, {"id": tile_id, "revision": given, "document": shown.document})
    except tk.NotAuthorized:
        return render(shown, errors={"owner.organization": [tk._("Vous n’écrivez pas dans cette organisation.")]}), 400
    except tk.ValidationError as error:
        newest = own_tile(tile_id)["latest"]
        if newest["revision"] != given:
            return _laid_over(shown, base, newest), 409
        return render(shown, errors=error.error_dict), 400
    return _after(saved)


def _laid_over(shown: Shown, base: Document, newest: dict[str, Any]) -> str:
    """The form with my changes over what somebody else saved meanwhile, and who that was."""
    merged = merge(base, shown.document, newest["document"])
    mine = Shown(merged.document, shown.organizations, shown.tile_id, newest["revision"])
    return render(mine, other={**newest, "from": shown.revision, "both": merged.both, "mine": merged.mine})


def _look(shown: Shown) -> Any:
    """The form as it was filled in, with the tile as the app would show it."""
    commune = tk.request.form.get("apercu_commune", "")
    where = commune if commune in previews.communes() else previews.ROUEN
    return render(shown, draft=drafting.shown(shown.document, where, tk.h.lang()), where=where)


def _after(saved: dict[str, Any], *, changed: bool = True) -> Any:
    """What the button asks for beyond saving; the tile's page says how it went."""
    tile_id, then = saved["id"], tk.request.form.get("do", "")
    if then in ("submit", "publish"):
        try:
            act(f"rouen_tile_{then}", id=tile_id, revision=saved["revision"])
        except tk.ValidationError as error:
            saying = tk._("Révision enregistrée.")
            failing = {"publish": tk._("Publication impossible :"), "submit": tk._("Soumission impossible :")}[then]
            tk.h.flash_error(" ".join([saying, failing, *messages(error)]))
            return tk.redirect_to("rouen_tiles.read", tile_id=tile_id)
    said = {
        "submit": tk._("Tuile soumise : ses administrateurs sont prévenus."),
        "publish": tk._("Tuile publiée : l’application la montre."),
    }
    nothing = tk._("Rien n’avait changé : aucune révision n’a été enregistrée.")
    number = tk._("Révision %(number)s enregistrée.") % {"number": saved["revision"]}
    tk.h.flash_success(said.get(then) or (number if changed else nothing))
    return tk.redirect_to("rouen_tiles.read", tile_id=tile_id)


def _choose(kind: str, organizations: list[dict[str, Any]]) -> str:
    words = tk.request.args.get("q", "")
    names = [organization["name"] for organization in organizations]
    choices = drafting.tables(words, names) if kind in KINDS and KINDS[kind].has_data else []
    shown = {"kinds": KINDS, "kind": kind, "words": words, "choices": choices, "most": drafting.MOST_TABLES}
    return tk.render("tiles/choose.html", shown)


def _owner(organizations: list[dict[str, Any]], wanted: str) -> str:
    """The organisation that is to own a tile: that of its data when the reader writes in it."""
    names = [organization["name"] for organization in organizations]
    return str(wanted if wanted in names else names[0])


def _organizations() -> list[dict[str, Any]]:
    """The organisations that the reader may write in."""
    if not may("rouen_tile_attention"):
        return []
    found: list[dict[str, Any]] = tk.get_action("organization_list_for_user")({}, {"permission": "update_dataset"})
    return found


def _sent() -> dict[str, list[str]]:
    return {name: tk.request.form.getlist(name) for name in tk.request.form}


def _bound_to(sent: dict[str, list[str]]) -> Document:
    """The tables that the form showed the columns of: another one now chosen proposes its own."""
    shown: list[Document] = []
    while f"sources[{len(shown)}].was" in sent:
        shown.append({"resource": sent[f"sources[{len(shown)}].was"][0]})
    return {"sources": shown}


def _asks_to_save() -> bool:
    return tk.request.form.get("do") in ("save", "submit", "publish")


def _given(newest: int) -> int:
    """The revision that the form was opened with."""
    said = str(tk.request.form.get("revision", ""))
    if not said.isdecimal() or not 1 <= int(said) <= newest:
        tk.abort(400, tk._("Le formulaire ne dit pas de quelle révision il part. Ouvrez-le à nouveau."))
    return int(said)
