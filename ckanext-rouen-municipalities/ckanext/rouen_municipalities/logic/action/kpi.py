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
from ..kpi import correcting, feeding, parameters, past, showing
from ..kpi.correcting import NothingSaid, Statement
from ..kpi.registry import UnknownKpi
from ..kpi.showing import UnknownDimension
from ..language import language

__all__ = [
    "rouen_kpi_correct",
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
    failed_at, target, trend}`; `failed_at` is set when a later computation failed and `value` is the former one.
    `trend` is `{since, days, from, change, points}` over 90 days at most, None without an earlier snapshot of the same
    version; `points` are `[day, value]`, without a value on a day that was missed. A declared one also has
    `{beside, source, source_url}`, `beside` being the id of the KPI that it is shown next to.

    With `at` also `{day, gap, said, quarter, frozen, correction, corrections}`, as in `rouen_kpi_history`: what was
    said on that day; `day` is the one of the last snapshot up to it, `gap` tells that the day itself has none.

    :param at: a day (2026-09-30): what was said then, from the last snapshot up to that day (optional)
    """
    tk.check_access("rouen_kpi_list", context, data_dict)
    if not data_dict.get("at"):
        return showing.entries(language())
    return past.entries_at(parameters.day(data_dict, "at"), language())


@tk.side_effect_free
def rouen_kpi_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """One KPI as in `rouen_kpi_list`, with what it means, what it is divided by, its targets; anyone may ask.

    Adds `{definition, by, dimensions, reasons, targets, declared, versions, dataset}`. `targets` are all that were ever
    set, each with `superseded_on`; `versions` the series, each with `{version, since, until, definition}`; `dataset` is
    `{id, name, resource_id}` of the open dataset of this KPI. With `at` everything is as it was on that day.

    :param id: the KPI, such as K0
    :param dimension: give the value of one key of a dimension, such as theme:ENVI (optional)
    :param at: a day (optional)
    """
    tk.check_access("rouen_kpi_show", context, data_dict)
    kpi_id, dimension = _id(data_dict), _dimension(data_dict)
    if not data_dict.get("at"):
        return _found(lambda: showing.shown(kpi_id, dimension, language()))
    day = parameters.day(data_dict, "at")
    return _found(lambda: past.shown_at(kpi_id, dimension, day, language()))


@tk.side_effect_free
def rouen_kpi_history(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """The days of a KPI since its first snapshot, oldest first, one row for each; anyone may ask.

    Each is `{day, state, version, value, of, said, source_date, computed_at, ids_count, ids_sha256, quarter, frozen,
    correction, corrections}`. `state` is `said`, or `gap` for a day that was missed, which has no value. `said` is what
    was said on that day, for ever. `corrections` are `{value, of, reason, corrected_on, after_freeze}` in their order,
    `correction` is the reason of the last. `value` is what was said, or the last correction made before the quarter
    froze, 30 days after its end; a later one is told (`after_freeze`) and moves nothing. Two versions are two series.

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

    Gives `{id, version, dimension, value, of, measure, computed_at, ids_count, ids_sha256, counted, not_counted}`;
    `counted` holds ids or `{id, …}`, `not_counted` `{id, reason, explanation, within}`. `value` is how many are
    counted, unless `measure` is `{how, field}`: then it is the sum or the mean (to one decimal) of that field of
    theirs. `ids_sha256` is the SHA-256 of the ids in ascending order, one per line.

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


def rouen_kpi_correct(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Correct what was said on a day: a new row with its reason and its author; what was said stays and is shown.

    For administrators of the Métropole. A day without a snapshot cannot be corrected: it stays a gap. A correction of a
    quarter that is frozen is told beside the value and does not change it. Gives the day as `rouen_kpi_history` does.

    :param id: the KPI
    :param day: the day of the snapshot
    :param value: the right value
    :param reason: why it differs from what was said
    :param of: the right number that the value is a part of (optional)
    :param dimension: one key of a dimension, such as commune:76540 (optional)
    :param version: the version of the definition, if that day has snapshots of two (optional)
    """
    tk.check_access("rouen_kpi_correct", context, data_dict)
    statement = Statement(
        kpi_id=_id(data_dict),
        dimension=_dimension(data_dict),
        day=parameters.day(data_dict, "day"),
        version=parameters.optional_version(data_dict, "version"),
        value=parameters.number(data_dict, "value"),
        of_value=parameters.optional_number(data_dict, "of"),
        reason=parameters.text(data_dict, "reason"),
    )
    corrected = _found(lambda: correcting.correct(statement, _author(context)))
    model.Session.commit()
    feeding.wake()
    return corrected


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
    except NothingSaid as nothing:
        message = tk._("Aucun relevé de ce jour : {day}. Un jour manqué le reste.").format(day=nothing)
        raise tk.ValidationError({"day": [message]}) from None


def _author(context: Context) -> str:
    """The id of the user, which is kept when a user name changes."""
    user = model.User.get(context.get("user", ""))
    return user.id if user else ""
