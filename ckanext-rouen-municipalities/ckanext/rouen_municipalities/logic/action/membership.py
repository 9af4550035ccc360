"""Actions of the concept membership."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ...core.membership import RECORDED, Step, StepRecord, StepRefused, check_step
from ...store import membership
from ..territory import unknown_code

__all__ = ["rouen_commune_step_create", "rouen_commune_step_list"]

Context = dict[str, Any]
Data = dict[str, Any]


def rouen_commune_step_create(context: Context, data_dict: Data) -> Data:
    """Record a step of a commune; what is recorded is never changed.

    :param insee: the INSEE code of the commune
    :param step: ``interest``, ``agreement``, ``active``, ``paused``, ``declined`` or ``withdrawn``
    :param date: the day it takes effect (ISO date)
    :param evidence: a link to the deliberation or convention (optional)
    :param note: the reason; mandatory for ``paused``, ``declined`` and ``withdrawn``
    :returns: the step as recorded

    Administrators of the Métropole's organisation. Raises ValidationError.
    """
    tk.check_access("rouen_commune_step_create", context, data_dict)
    record = _record(context, data_dict)
    try:
        check_step(record.step, record.note)
    except StepRefused as refusal:
        raise tk.ValidationError({"note": [tk._("Un motif est attendu.")]}) from refusal
    added = membership.add(model.Session, record)
    if not context.get("defer_commit"):
        model.repo.commit()
    return {**_public(added), "author": added.author}


@tk.side_effect_free
def rouen_commune_step_list(context: Context, data_dict: Data) -> list[Data]:
    """The steps of a commune, in the order of their effect.

    :param insee: the INSEE code of the commune
    :returns: for each ``insee``, ``step``, ``date``, ``evidence`` and ``note``; who recorded it is not public

    Anybody may call it. Raises ObjectNotFound for an unknown code.
    """
    tk.check_access("rouen_commune_step_list", context, data_dict)
    insee = tk.get_or_bust(data_dict, "insee")
    unknown = unknown_code(insee)
    if unknown:
        raise tk.ObjectNotFound(unknown)
    return [_public(record) for record in membership.steps_of(model.Session, insee)]


def _record(context: Context, data_dict: Data) -> StepRecord:
    insee, step, day = tk.get_or_bust(data_dict, ["insee", "step", "date"])
    errors = {}
    unknown = unknown_code(insee)
    if unknown:
        errors["insee"] = [unknown]
    if step not in [known.value for known in RECORDED]:
        errors["step"] = [tk._("Étape inconnue : %(step)s") % {"step": step}]
    try:
        effect = date.fromisoformat(str(day))
    except ValueError:
        errors["date"] = [tk._("Date attendue, par exemple 2026-11-22.")]
    evidence = str(data_dict.get("evidence") or "")
    if evidence and not evidence.startswith(("https://", "http://")):
        errors["evidence"] = [tk._("Un lien commence par https://")]
    if errors:
        raise tk.ValidationError(errors)
    return StepRecord(
        insee=insee,
        step=Step(step),
        day=effect,
        author=context.get("user") or "",
        evidence=evidence,
        note=str(data_dict.get("note") or ""),
    )


def _public(record: StepRecord) -> Data:
    return {
        "insee": record.insee,
        "step": record.step.value,
        "date": record.day.isoformat(),
        "evidence": record.evidence,
        "note": record.note,
    }
