"""Actions of mappings: how files of a layout that nobody knows become tables of energy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context, DataDict

from ...core.mapping.definition import Mapping, MappingError
from ...core.mapping.validating import read_mapping
from ...store import sources
from ...store.mapping import SavedMapping
from .. import mapping as mappings
from ..mapping.keeping import LONGEST_TITLE
from ..mapping.opening import Given, Unreadable
from ..mapping.proposing import Suggestion
from ..mapping.wording import told

__all__ = [
    "rouen_energy_mapping_delete",
    "rouen_energy_mapping_list",
    "rouen_energy_mapping_preview",
    "rouen_energy_mapping_propose",
    "rouen_energy_mapping_save",
]


def rouen_energy_mapping_propose(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """How a file of a layout that nobody knows could be read; nothing is kept. For who may edit the resource.

    What neither its header nor its name says (a unit, a carrier) is not guessed: `missing` says what is still wanted.

    :param resource_id: propose for the latest file of this resource, or
    :param upload: the file, with
    :param owner: name or id of the organisation whose mappings may know it
    :param profile: `energy/consumption`, `energy/readings`, `energy/buildings`, `energy/meters`, `energy/temperatures`
        or `energy/activities`; that of the resource, else the one that the file looks like
    :param header_line: line of the header, when it is not the one that is found
    :param sheet: sheet of a workbook

    :returns: `{file, sheet, sheets, header_line, columns: [{title, unit, kind, examples}], mapping, missing, problem,
        saved: {name, title} | null}`. `mapping` is null when `problem` says why; `sheets` are those to choose from. A
        mapping is `{profile, titles: [header], sources: {column of ours: {kind: column|constant|file-name|above,
        value}}, measures: [{column, unit, times, constants: {column of ours: text}}], units: {column of ours: unit},
        words: {column of ours: {their word: ours}}, missing: [words], decimal, dates: day-first|month-first|excel,
        zone, doubled_hour: refuse|first|second, stamp: start|end, step (minutes, 0 = found), period:
        columns|year|year-ending|month|day|until-next, end: excluded|included, repeated: refuse|first, minimum,
        maximum, files (pattern of names)}`; a word that becomes nothing leaves its line out.
    :raises ValidationError: no file
    :raises ObjectNotFound: no such resource or organisation
    """
    tk.check_access("rouen_energy_mapping_propose", context, data_dict)
    owner = _owner(context, data_dict)
    with _file(data_dict) as given:
        found = mappings.propose_for(given, owner.id, _profile(context, data_dict), _line(data_dict))
    return _suggestion(found)


def rouen_energy_mapping_preview(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The first rows that a mapping makes of a file; nothing is kept. For who may edit the resource.

    :param resource_id: the latest file of this resource, or
    :param upload: the file, with
    :param owner: name or id of an organisation
    :param mapping: the mapping, as `rouen_energy_mapping_propose` gives it, or the same as JSON text
    :param sheet: sheet of a workbook

    :returns: `{rows: [{line, cells: {column of ours: text}}], issues: [{line, column, value, message}], count}`:
        ten rows and ten issues at most, of the first 2 000 rows
    :raises ValidationError: what is no mapping, by its part
    """
    tk.check_access("rouen_energy_mapping_preview", context, data_dict)
    mapping = _mapping(data_dict)
    with _file(data_dict) as given:
        try:
            trial = mappings.try_on(given, mapping)
        except Unreadable as problem:
            raise tk.ValidationError({"sheet": [problem.message]}) from problem
    rows = [{"line": row.line, "cells": dict(row.cells)} for row in trial.rows]
    return {"rows": rows, "issues": [asdict(issue) for issue in trial.issues], "count": trial.count}


def rouen_energy_mapping_save(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Save a mapping for an organisation: its files with this header are read by it from now on.

    With a resource its latest file is published again, read so. For who may edit the resource or the owner's datasets.

    :param resource_id: the resource whose file is published again, or
    :param owner: name or id of an organisation
    :param title: what people call the layout; one that was saved under it is replaced
    :param mapping: the mapping, as `rouen_energy_mapping_propose` gives it, or the same as JSON text
    :param sheet: sheet of a workbook

    :returns: `{name, title, profile, saved_at, mapping}`; `name` is that of the layout (`mapping/…`)
    :raises ValidationError: what is no mapping, by its part; no title
    """
    tk.check_access("rouen_energy_mapping_save", context, data_dict)
    owner, mapping, title = _owner(context, data_dict), _mapping(data_dict), str(data_dict.get("title") or "").strip()
    if not 0 < len(title) <= LONGEST_TITLE:
        raise tk.ValidationError({"title": [tk._("Donnez un nom à cette correspondance, de 100 signes au plus.")]})
    saved = mappings.save_mapping(owner.id, title, mapping, str(context.get("user") or ""))
    if resource_id := data_dict.get("resource_id"):
        _publish_again(context, str(resource_id), mapping.profile, data_dict.get("sheet"))
    return _saved(saved)


@tk.side_effect_free
def rouen_energy_mapping_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """The saved mappings of an organisation, the last saved first, by GET too; for who may edit its datasets.

    :param owner: name or id of an organisation, or
    :param resource_id: a resource of it

    :returns: `[{name, title, profile, saved_at, mapping}]`
    """
    tk.check_access("rouen_energy_mapping_list", context, data_dict)
    return [_saved(one) for one in mappings.saved_mappings(_owner(context, data_dict).id)]


def rouen_energy_mapping_delete(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Read no file by a mapping any more; tables that it filled stay. For who may edit the owner's datasets.

    :param owner: name or id of an organisation, or
    :param resource_id: a resource of it
    :param name: name of the mapping (`mapping/…`)

    :returns: `{name, title, profile, saved_at, mapping}` as it was
    :raises ObjectNotFound: no such mapping
    """
    tk.check_access("rouen_energy_mapping_delete", context, data_dict)
    owner, name = _owner(context, data_dict), str(tk.get_or_bust(data_dict, "name"))
    deleted = mappings.delete_mapping(owner.id, name, str(context.get("user") or ""))
    if deleted is None:
        raise tk.ObjectNotFound(tk._("Correspondance introuvable."))
    return _saved(deleted)


@contextmanager
def _file(data_dict: DataDict) -> Iterator[Given]:
    sheet = data_dict.get("sheet")
    if data_dict.get("resource_id") and not data_dict.get("upload"):
        yield mappings.file_of_resource(str(data_dict["resource_id"]), sheet)
        return
    with mappings.file_sent(data_dict.get("upload"), sheet) as given:
        yield given


def _owner(context: Context, data_dict: DataDict) -> sources.Organization:
    name = str(data_dict.get("owner") or "")
    if resource_id := data_dict.get("resource_id"):
        resource = tk.get_action("resource_show")(context.copy(), {"id": resource_id})
        name = tk.get_action("package_show")(context.copy(), {"id": resource["package_id"]})["owner_org"]
    organization = sources.organization(name)
    if organization is None:
        raise tk.ObjectNotFound(tk._("Organisation introuvable."))
    return organization


def _profile(context: Context, data_dict: DataDict) -> str:
    """The one that is asked for, or that of the resource when it is one that a mapping fills."""
    asked = str(data_dict.get("profile") or "")
    if not asked and (resource_id := data_dict.get("resource_id")):
        resource = tk.get_action("resource_show")(context.copy(), {"id": resource_id})
        asked = str(resource.get("profile") or "").partition("@")[0]
        return asked if asked in mappings.targets() else ""
    if asked and asked not in mappings.targets():
        raise tk.ValidationError({"profile": [told(MappingError("profile", "unknown-profile", asked))]})
    return asked


def _line(data_dict: DataDict) -> int:
    try:
        return max(0, int(data_dict.get("header_line") or 0))
    except (TypeError, ValueError) as error:
        raise tk.ValidationError({"header_line": [tk._("Un nombre entier est attendu.")]}) from error


def _mapping(data_dict: DataDict) -> Mapping:
    given = tk.get_or_bust(data_dict, "mapping")
    try:
        return read_mapping(json.loads(given) if isinstance(given, str) else given)
    except json.JSONDecodeError as error:
        raise tk.ValidationError({"mapping": [tk._("Un objet JSON est attendu.")]}) from error
    except MappingError as error:
        raise tk.ValidationError({error.where: [told(error)]}) from error


def _publish_again(context: Context, resource_id: str, profile: str, sheet: Any) -> None:
    """Under another profile or sheet the file is checked again by itself; otherwise it is asked for."""
    resource = tk.get_action("resource_show")(context.copy(), {"id": resource_id})
    changes = {"profile": profile, "sheet": resource.get("sheet") or "" if sheet is None else sheet}
    changes = {name: value for name, value in changes.items() if value != (resource.get(name) or "")}
    if changes:
        tk.get_action("resource_patch")(context.copy(), {"id": resource_id, **changes})
    else:
        tk.get_action("rouen_publication_retry")(context.copy(), {"resource_id": resource_id})


def _suggestion(found: Suggestion) -> dict[str, Any]:
    return {
        "file": found.given.name,
        "sheet": found.given.sheet,
        "sheets": list(found.sheets),
        "header_line": found.header_line,
        "columns": [
            {
                "title": one.title,
                "unit": one.unit.name if one.unit else "",
                "kind": one.kind,
                "examples": list(one.examples),
            }
            for one in found.columns
        ],
        "mapping": found.mapping.to_dict() if found.mapping else None,
        "missing": found.missing,
        "problem": found.problem,
        "saved": {"name": found.saved.name, "title": found.saved.title} if found.saved else None,
    }


def _saved(one: SavedMapping) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "profile": one.mapping.profile,
        "saved_at": one.saved_at.isoformat() if one.saved_at else None,
        "mapping": one.mapping.to_dict(),
    }
