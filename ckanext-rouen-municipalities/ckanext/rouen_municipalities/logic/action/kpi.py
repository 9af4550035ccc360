"""Actions of KPIs: reading them is for anyone, stating something about them for the Métropole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context, DataDict

from ...core.kpi.definition import INITIATIVES
from ...store.kpi import statements
from ...store.kpi.snapshots import TOTAL
from ...store.kpi.statements import Declared
from ..kpi import parameters, showing
from ..kpi.registry import UnknownKpi
from ..kpi.showing import UnknownDimension
from ..language import language

__all__ = [
    "rouen_kpi_declare",
    "rouen_kpi_explain",
    "rouen_kpi_history",
    "rouen_kpi_list",
    "rouen_kpi_show",
    "rouen_kpi_target_set",
]

Result = TypeVar("Result")


@tk.side_effect_free
def rouen_kpi_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Every KPI, `kind` computed, then every figure that a document declares, `kind` declared; anyone may ask.

    Each is `{id, version, initiative, label, kind, value, unit, of, computed_at, source_date, ids_count, ids_sha256,
    failed_at, target}`; `failed_at` is set when a later computation failed and `value` is the former one. A declared
    one also has `{beside, source, source_url}`, `beside` being the id of the KPI that it is shown next to.

    :param at: a day (2026-09-30): what was said then, from the last snapshot up to that day, whose `day` is given
    """
    tk.check_access("rouen_kpi_list", context, data_dict)
    if not data_dict.get("at"):
        return showing.entries(language())
    return showing.entries_at(parameters.day(data_dict, "at"), language())


@tk.side_effect_free
def rouen_kpi_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """One KPI as in `rouen_kpi_list`, with `{definition, by, dimensions, reasons, targets, declared}`; anyone may ask.

    :param id: the KPI, such as K0
    :param dimension: give the value of one key of a dimension, such as theme:ENVI (optional)
    """
    tk.check_access("rouen_kpi_show", context, data_dict)
    return _found(lambda: showing.shown(_id(data_dict), _dimension(data_dict), language()))


@tk.side_effect_free
def rouen_kpi_history(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """The daily snapshots of a KPI, oldest first; a day without one is a gap; anyone may ask.

    Each is `{day, version, value, of, source_date, computed_at, ids_count, ids_sha256, correction}`.

    :param id: the KPI
    :param dimension: one key of a dimension, such as commune:76540 (optional)
    :param from: first day (optional)
    :param to: last day (optional)
    """
    tk.check_access("rouen_kpi_history", context, data_dict)
    since = parameters.optional_day(data_dict, "from", date.min)
    until = parameters.optional_day(data_dict, "to", date.max)
    return _found(lambda: showing.history(_id(data_dict), _dimension(data_dict), since, until))


@tk.side_effect_free
def rouen_kpi_explain(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """The proof of a value: what was counted, and what was not and why; anyone may ask, and fetch each id.

    Gives `{id, version, dimension, value, of, computed_at, ids_count, ids_sha256, counted, not_counted}`; `counted`
    holds ids or `{id, …}`, `not_counted` `{id, reason, explanation, within}`. `ids_sha256` is the SHA-256 of the ids in
    ascending order, one per line.

    :param id: the KPI
    :param dimension: one key of a dimension, such as theme:ENVI (optional)
    """
    tk.check_access("rouen_kpi_explain", context, data_dict)
    return _found(lambda: showing.explained(_id(data_dict), _dimension(data_dict), language()))


def rouen_kpi_target_set(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Set a target; it supersedes the former one, which is kept. For administrators of the Métropole.

    :param id: the KPI
    :param value: the value to be reached
    :param due: the day on which it is to be reached
    :param rationale: why this value
    :param dimension: one key of a dimension, such as commune:76540 (optional)
    """
    tk.check_access("rouen_kpi_target_set", context, data_dict)
    kpi_id, dimension = _id(data_dict), _dimension(data_dict)
    _found(lambda: showing.shown(kpi_id, dimension, language()))
    values = {
        "kpi_id": kpi_id,
        "dimension": dimension or TOTAL,
        "value": parameters.number(data_dict, "value"),
        "due": parameters.day(data_dict, "due"),
        "rationale": parameters.text(data_dict, "rationale"),
        "set_by": _author(context),
    }
    statements.add_target(model.Session, values)
    model.Session.commit()
    return showing.shown(kpi_id, dimension, language())


def rouen_kpi_declare(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Record a figure that a document states; it is always shown as declared. For administrators of the Métropole.

    :param id: name of the figure; a statement of the same name and a later period, or a correction, supersedes
    :param label_fr: what the figure is, in French
    :param label_en: what the figure is, in English
    :param initiative: open-data, energy or app
    :param value: the figure
    :param unit: count, kWh, percent…
    :param period: the year, month or day that it is about (2022, 2022-09, 2022-09-30)
    :param source: the document
    :param source_url: its address (optional)
    :param beside: id of the KPI that it is shown next to (optional)
    """
    tk.check_access("rouen_kpi_declare", context, data_dict)
    figure = Declared(
        declared_id=parameters.declared_id(data_dict, "id"),
        beside=parameters.optional_text(data_dict, "beside"),
        initiative=parameters.one_of(data_dict, "initiative", INITIATIVES),
        label={"fr": parameters.text(data_dict, "label_fr"), "en": parameters.text(data_dict, "label_en")},
        value=parameters.number(data_dict, "value"),
        unit=parameters.text(data_dict, "unit"),
        period=parameters.period(data_dict, "period"),
        source=parameters.text(data_dict, "source"),
        source_url=parameters.optional_link(data_dict, "source_url"),
    )
    statements.add_declared(model.Session, figure, _author(context))
    model.Session.commit()
    return showing.declared(figure, language())


def _id(data_dict: DataDict) -> str:
    return parameters.text(data_dict, "id")


def _dimension(data_dict: DataDict) -> str | None:
    return parameters.optional_text(data_dict, "dimension")


def _found(show: Callable[[], Result]) -> Result:
    try:
        return show()
    except UnknownKpi as unknown:
        raise tk.ObjectNotFound(tk._("Indicateur inconnu : {id}").format(id=unknown)) from None
    except UnknownDimension as unknown:
        message = tk._("Dimension inconnue : {dimension}").format(dimension=unknown)
        raise tk.ValidationError({"dimension": [message]}) from None


def _author(context: Context) -> str:
    """The id of the user, which is kept when a user name changes."""
    user = model.User.get(context.get("user", ""))
    return user.id if user else ""
