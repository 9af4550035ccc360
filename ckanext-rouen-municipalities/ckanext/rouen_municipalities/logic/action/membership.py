"""Actions of the concept membership."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from werkzeug.datastructures import FileStorage

from ...core.evidence import evidence_problem, whole_address
from ...core.membership import RECORDED, Step, StepRecord, StepRefused, check_step
from ...store import membership
from ...store.joining import hold
from .. import membership as rules
from ..acting import leads
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
    :param upload: or the document itself, as a PDF, which everybody can then read (optional)
    :param note: the reason; mandatory for ``paused``, ``declined`` and ``withdrawn``, and for ``active`` as long as
        the commune has no organisation, no administrator who has logged in, or no named referent
    :returns: the step as recorded

    Administrators of the Métropole's organisation. Raises ValidationError.
    """
    tk.check_access("rouen_commune_step_create", context, data_dict)
    record, upload = _record(context, data_dict), data_dict.get("upload")
    _check(record)
    if isinstance(upload, FileStorage) and upload.filename:
        record = _with_document(record, upload)
    hold(model.Session, record.insee)
    if membership.is_recorded(model.Session, record):
        raise tk.ValidationError({"step": [tk._("Cette étape est déjà enregistrée à cette date, avec ce document.")]})
    added = membership.add(model.Session, record)
    if not context.get("defer_commit"):
        model.repo.commit()
    return {**_public(added), "author": added.author}


@tk.side_effect_free
def rouen_commune_step_list(context: Context, data_dict: Data) -> list[Data]:
    """The steps of a commune, in the order of their effect.

    :param insee: the INSEE code of the commune
    :returns: for each ``insee``, ``step``, ``date``, ``evidence`` and ``note``; who recorded it (``author``) is told to
        administrators of the Métropole only

    Anybody may call it. Raises ObjectNotFound for an unknown code.
    """
    tk.check_access("rouen_commune_step_list", context, data_dict)
    insee = tk.get_or_bust(data_dict, "insee")
    unknown = unknown_code(insee)
    if unknown:
        raise tk.ObjectNotFound(unknown)
    records = membership.steps_of(model.Session, insee)
    if leads(context):
        return [{**_public(record), "author": record.author} for record in records]
    return [_public(record) for record in records]


def _check(record: StepRecord) -> None:
    lacks = rules.lacks(model.Session, record.insee) if record.step is Step.ACTIVE else []
    try:
        check_step(record.step, record.note, lacks)
    except StepRefused as refusal:
        words = rules.why_not_ready(lacks) if refusal.code == "not-ready" else tk._("Un motif est attendu.")
        raise tk.ValidationError({"note": [words]}) from refusal


def _with_document(record: StepRecord, upload: FileStorage) -> StepRecord:
    if record.evidence:
        raise tk.ValidationError({"upload": [tk._("Donnez un lien ou un document, pas les deux.")]})
    return replace(record, evidence=rules.keep_document(record.insee, upload))


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
    evidence = str(data_dict.get("evidence") or "").strip()
    if evidence and (problem := evidence_problem(evidence)):
        errors["evidence"] = [_evidence_words(problem)]
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


def _evidence_words(problem: str) -> str:
    return {
        "form": tk._("Ce lien n'est pas une adresse."),
        "scheme": tk._("Un lien commence par https://"),
        "user": tk._("Ce lien contient un nom ou un mot de passe : retirez-le."),
        "port": tk._("Ce lien mène à un autre service qu'un site internet."),
        "inside": tk._("Ce lien mène à une adresse interne : le public ne peut pas le suivre."),
    }[problem]


def _public(record: StepRecord) -> Data:
    return {
        "insee": record.insee,
        "step": record.step.value,
        "date": record.day.isoformat(),
        "evidence": whole_address(record.evidence, str(tk.config["ckan.site_url"])),
        "note": record.note,
    }
