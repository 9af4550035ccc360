"""The form of a tile: a document as fields that a person fills in, and the document that they make.

A field bears the path of what it writes (`title.fr`, `sources[0].map.title`), so that a refusal names a field. What
the form does not show stays in the document as it was: going through the form without a change changes nothing.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from ..content.kinds import KINDS
from . import form_rows, form_sources
from .form_values import Leaf, integer, moment, text, texts, ticked
from .places import get, put

Document = dict[str, Any]
Form = Mapping[str, list[str]]
Values = dict[str, Any]

#: In this order a new tile is written.
ORDER = (
    "id", "category", "rank", "title", "summary", "a11y", "icon", "kind", "department", "params", "sources", "view",
    "on_unhealthy", "audience", "window", "notice", "client", "action", "fallback", "owner", "attribution", "privacy",
)  # fmt: skip

_LEAVES: tuple[Leaf, ...] = (
    text("owner.organization"),
    text("owner.contact"),
    text("department"),
    text("category"),
    integer("rank", "1000"),
    *texts("title"),
    *texts("summary"),
    *texts("a11y.label"),
    *texts("a11y.hint"),
    text("icon"),
    text("kind"),
    text("view.sort"),
    *texts("view.empty"),
    text("on_unhealthy", "flag"),
    moment("window.from"),
    moment("window.until"),
    text("client.min.ios"),
    text("client.min.android"),
    text("privacy.location", "none"),
    ticked("privacy.personal_data"),
)
#: Parts that are there whole or not at all: each with what a person may write there, and what is given with it.
_PARTS: dict[str, tuple[tuple[Leaf, ...], tuple[Leaf, ...]]] = {
    "notice": (
        (*texts("notice.text"), text("notice.url"), moment("notice.from"), moment("notice.until")),
        (text("notice.level"),),
    ),
    "action": ((text("action.web_url"), *texts("action.label")), (text("action.type"),)),
    "fallback": ((text("fallback.web_url"), *texts("fallback.label")), (text("fallback.type"),)),
}
_GIVEN = {"notice": "notice.level", "action": "action.type", "fallback": "fallback.type"}
_USUAL = {"notice": "info", "action": "open_url", "fallback": "open_url"}
_ALL, _SOME = "all", "some"


def values(document: Document) -> Values:
    """What the fields of the form show of a document: a text each, a list where several may be chosen."""
    shown: Values = {leaf.path: _shown(document, leaf) for leaf in _all_leaves()}
    shown["id"] = str(document.get("id") or "")
    communes = get(document, "audience.communes")
    shown["audience"] = _SOME if isinstance(communes, list) else _ALL
    shown["audience.communes"] = communes if isinstance(communes, list) else []
    for index, source in enumerate(_sources(document)):
        shown |= form_sources.values(source, f"sources[{index}]", str(document.get("kind") or ""))
    return shown | form_rows.values(document)


def filled(form: Form, document: Document) -> Document:
    """The document with what the form says; what it does not show is kept."""
    made = copy.deepcopy(document)
    if not document.get("id"):
        put(made, "id", _one(form, "id").strip() or identifier(_one(form, "title.fr")) or None)
    for leaf in _LEAVES:
        write(made, form, leaf)
    for name, (own, given) in _PARTS.items():
        _fill_part(made, form, name, own, given)
    _fill_audience(made, form)
    form_sources.fill(made, form)
    form_rows.fill(made, form)
    return made if document.get("id") else {name: made[name] for name in (*ORDER, *made) if name in made}


def blank(kind: str, organization: str) -> Document:
    """A tile that nobody has written yet."""
    document: Document = {"kind": kind, "owner": {"organization": organization}}
    if KINDS[kind].has_data:
        document["params"] = [{"key": "commune", "type": "insee", "required": True}]
    return document


def identifier(title: str) -> str:
    """A word for addresses out of a title: `Piscines et patinoire` is `piscines-et-patinoire`."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c)).lower()
    word = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    return word[:49].strip("-") if re.match(r"[a-z].{2}", word) else ""


def not_shown(document: Document) -> list[str]:
    """The fields of a document that the form has no place for, by name; they are kept."""
    known = {leaf.path for leaf in _all_leaves()} | {"id", "audience.communes"}
    return [path for path in _leaves_of(document) if path not in known and not _elsewhere(document, path)]


def write(document: Document, form: Form, leaf: Leaf) -> None:
    """Write one field, unless it says what the document says, or what its absence means."""
    if leaf.path in form or leaf.show(True) == "1":
        said, held = _one(form, leaf.path), get(document, leaf.path)
        if said.replace("\r\n", "\n").strip() == _shown(document, leaf):
            return
        value = leaf.read(said)
        put(document, leaf.path, None if held is None and said == leaf.absent else value)


def _shown(document: Document, leaf: Leaf) -> str:
    held = get(document, leaf.path)
    return leaf.absent if held is None else leaf.show(held)


def _fill_part(document: Document, form: Form, name: str, own: tuple[Leaf, ...], given: tuple[Leaf, ...]) -> None:
    if not any(leaf.path in form for leaf in own):
        return
    if not any(_one(form, leaf.path).strip() for leaf in own):
        if document.get(name) is not None:
            del document[name]
        return
    for leaf in (*given, *own):
        write(document, form, leaf)
    if get(document, _GIVEN[name]) is None:
        put(document, _GIVEN[name], _USUAL[name])


def _fill_audience(document: Document, form: Form) -> None:
    held = get(document, "audience.communes")
    said = _one(form, "audience")
    if said == _SOME:
        chosen = sorted(form.get("audience.communes", []))
        if not isinstance(held, list) or sorted(map(str, held)) != chosen:
            put(document, "audience.communes", chosen)
    elif said == _ALL and isinstance(held, list):
        put(document, "audience.communes", "all")


def _all_leaves() -> Iterator[Leaf]:
    yield from _LEAVES
    for own, given in _PARTS.values():
        yield from (*own, *given)


def _elsewhere(document: Document, path: str) -> bool:
    """Whether another part of the form shows it, or it goes without saying."""
    kind = str(document.get("kind") or "")
    return form_sources.shows(path, kind) or form_rows.shows(document, path) or path.startswith("params")


def _leaves_of(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves_of(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        for place, inner in enumerate(value):
            yield from _leaves_of(inner, f"{path}[{place}]")
    elif value is not None and value != []:
        yield path


def _sources(document: Document) -> list[Document]:
    sources = document.get("sources")
    return [source for source in sources if isinstance(source, dict)] if isinstance(sources, list) else []


def _one(form: Form, name: str) -> str:
    return (form.get(name) or [""])[0]
