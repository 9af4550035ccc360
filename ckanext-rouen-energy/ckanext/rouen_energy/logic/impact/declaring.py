"""Declaring works and days to leave out: by an officer, kept for ever."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.impact import told
from ...core.impact.days import Span
from ...core.works import EXCLUSION, KINDS, WORKS, Declared
from ...store import declaration, sources
from ..quality.estate import Estate, estate_of, months_read

#: Sent when an officer declared something, or took it back: `work_declared.send(owner)`, the id of its organisation.
work_declared = tk.signals.ckanext.signal("rouen_energy:work_declared")

LONGEST_TEXT = 500
#: A mistaken date has no year before it to compare with.
FIRST_YEAR, LAST_YEAR = 1900, 2200


def declarations(owner: sources.Organization, building: str | None) -> dict[str, Any]:
    """What holds now; `rouen_energy_work_list` documents the keys."""
    known = estate_of(owner.id, months_read(owner.id))
    said = [one for one in declaration.declarations(owner.id) if building in (None, one.building)]
    return {
        "owner": {"id": owner.id, "name": owner.name, "title": owner.title},
        "declarations": _described(said, known),
        "buildings": [
            {"id": one, "name": name, "meters": _meters_of(known, one)} for one, name in known.buildings.items()
        ],
    }


def declare(owner: sources.Organization, given: Mapping[str, Any], user: str) -> dict[str, Any]:
    """Add what an officer declares; the savings follow. Raises ValidationError.

    `rouen_energy_work_declare` documents the keys.
    """
    known = estate_of(owner.id, months_read(owner.id))
    new = _read(owner.id, given)
    errors = _errors(new, known)
    if errors:
        raise tk.ValidationError(errors)
    declaration.add(new, user)
    work_declared.send(owner.id)
    (kept,) = [one for one in declaration.declarations(owner.id) if one.id == new.id]
    (described,) = _described([kept], known)
    return described


def withdraw(owner: sources.Organization, declared: str, user: str) -> dict[str, Any]:
    """Take back a declaration; raises ObjectNotFound."""
    held = next((one for one in declaration.declarations(owner.id) if one.id == declared), None)
    if held is None:
        raise tk.ObjectNotFound(tk._("Déclaration introuvable, ou déjà retirée."))
    declaration.add(held, user, withdrawn=True)
    work_declared.send(owner.id)
    return {"id": declared}


def _read(owner: str, given: Mapping[str, Any]) -> Declared:
    kind = _text(given, "kind") or WORKS
    if kind not in KINDS:
        raise tk.ValidationError({"kind": [tk._("Valeur attendue : %(names)s.") % {"names": ", ".join(KINDS)}]})
    return Declared(
        id=str(uuid.uuid4()),
        owner=owner,
        building=_text(given, "building"),
        kind=kind,
        span=Span(_day(given, "first"), _day(given, "end")),
        text=_text(given, "text"),
        meter=_text(given, "meter") or None,
        heating_share=_share(given) if kind == WORKS else None,
        baseline=_period(given, "baseline") if kind == WORKS else None,
        reporting=_period(given, "reporting") if kind == WORKS else None,
    )


def _errors(new: Declared, known: Estate) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if new.building not in known.buildings:
        errors["building"] = [tk._("Aucune table de ce propriétaire ne connaît ce bâtiment.")]
    elif new.meter and new.meter not in _meters_of(known, new.building):
        errors["meter"] = [tk._("Ce compteur ne sert pas ce bâtiment.")]
    if not new.span.length:
        errors["end"] = [tk._("La fin (exclue) doit être après le début.")]
    if not new.text:
        errors["text"] = [tk._("Dites ce qui a été fait, ou pourquoi ces jours ne comptent pas.")]
    elif len(new.text) > LONGEST_TEXT:
        errors["text"] = [tk._("%(most)s caractères au plus.") % {"most": LONGEST_TEXT}]
    return errors or _errors_of_periods(new)


def _errors_of_periods(new: Declared) -> dict[str, list[str]]:
    """What is wrong with the periods that were chosen around works that are right."""
    errors: dict[str, list[str]] = {}
    before, after = new.baseline, new.reporting
    if before and not before.first < before.end <= new.span.first:
        said = tk._("La référence doit finir avant le début des travaux, et après son propre début.")
        errors["baseline_end"] = [said]
    if after and not new.span.end <= after.first < after.end:
        said = tk._("Le suivi doit commencer après la fin des travaux, et avant sa propre fin.")
        errors["reporting_first"] = [said]
    return errors


def _meters_of(known: Estate, building: str) -> list[str]:
    return sorted(meter.id for meter in known.meters if building in known.buildings_of(meter))


def _described(said: Iterable[Declared], known: Estate) -> list[dict[str, Any]]:
    found = list(said)
    names = _authors({one.author for one in found})
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "kind_label": kind_label(one.kind),
            "building": one.building,
            "building_name": known.buildings.get(one.building),
            "meter": one.meter,
            "first": one.span.first.isoformat(),
            "end": one.span.end.isoformat(),
            "text": one.text,
            "heating_share": one.heating_share,
            "baseline": told.span(one.baseline) if one.baseline else None,
            "reporting": told.span(one.reporting) if one.reporting else None,
            "author": names.get(one.author, one.author),
            "declared_at": one.declared_at,
        }
        for one in found
    ]


def kind_label(kind: str) -> str:
    """A kind of declaration in the caller's language."""
    return {WORKS: tk._("Travaux"), EXCLUSION: tk._("Jours qui ne comptent pas")}[kind]


def _authors(users: set[str]) -> dict[str, str]:
    found = (model.User.get(user) for user in users)
    return {key: user.display_name for user in found if user for key in (user.id, user.name)}


def _text(given: Mapping[str, Any], name: str) -> str:
    return str(given.get(name) or "").strip()


def _day(given: Mapping[str, Any], name: str) -> date:
    try:
        found = date.fromisoformat(_text(given, name))
    except ValueError:
        found = date.min
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise tk.ValidationError({name: [tk._("Date attendue, par exemple 2021-01-31.")]})
    return found


def _period(given: Mapping[str, Any], name: str) -> Span | None:
    """A period that was chosen; None when neither of its days was given."""
    sides = (f"{name}_first", f"{name}_end")
    return Span(*(_day(given, side) for side in sides)) if any(_text(given, side) for side in sides) else None


def _share(given: Mapping[str, Any]) -> float | None:
    said = _text(given, "heating_share").replace(",", ".")
    if not said:
        return None
    try:
        share = float(said)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise tk.ValidationError({"heating_share": [tk._("Nombre de 0 à 1 attendu, par exemple 0,5.")]})
    return share
