"""Parameters of the KPI actions, each read from a data_dict; what is wrong is a ValidationError that names it."""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import date
from decimal import Decimal, InvalidOperation

import ckan.plugins.toolkit as tk
from ckan.types import DataDict

from ...core.kpi.computed import PlainNumber, plain
from .registry import registered

_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_DECLARED_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


def text(data: DataDict, name: str) -> str:
    """A text that is not empty."""
    value = data.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _invalid(name, tk._("Valeur manquante"))
    return value.strip()


def optional_text(data: DataDict, name: str) -> str | None:
    """A text, None when it is absent or empty."""
    return text(data, name) if data.get(name) else None


def day(data: DataDict, name: str) -> date:
    """A day such as 2026-09-30."""
    try:
        return date.fromisoformat(text(data, name))
    except ValueError:
        raise _invalid(name, tk._("Date attendue, sous la forme 2026-09-30")) from None


def optional_day(data: DataDict, name: str, otherwise: date) -> date:
    """A day, or another when it is absent."""
    return day(data, name) if data.get(name) else otherwise


def number(data: DataDict, name: str) -> PlainNumber:
    """A finite number, as JSON or as text."""
    try:
        value = Decimal(str(data.get(name)))
    except InvalidOperation:
        raise _invalid(name, tk._("Nombre attendu")) from None
    if not value.is_finite():
        raise _invalid(name, tk._("Nombre attendu"))
    return plain(value)


def optional_number(data: DataDict, name: str) -> PlainNumber:
    """A finite number, None when it is absent."""
    return None if data.get(name) in (None, "") else number(data, name)


def optional_version(data: DataDict, name: str) -> int | None:
    """The version of a definition, None when it is absent."""
    value = optional_number(data, name)
    if value is not None and not isinstance(value, int):
        raise _invalid(name, tk._("Nombre entier attendu"))
    return value


def one_of(data: DataDict, name: str, allowed: Container[str]) -> str:
    """One of some codes."""
    value = text(data, name)
    if value not in allowed:
        raise _invalid(name, tk._("Valeur inconnue : {value}").format(value=value))
    return value


def period(data: DataDict, name: str) -> str:
    """A year, a month or a day."""
    value = text(data, name)
    if not _PERIOD.fullmatch(value):
        raise _invalid(name, tk._("Année, mois ou jour attendu, comme 2022, 2022-09 ou 2022-09-30"))
    return value


def declared_id(data: DataDict, name: str) -> str:
    """A name for a declared figure, which no computed KPI has."""
    value = text(data, name)
    if not _DECLARED_ID.fullmatch(value):
        raise _invalid(name, tk._("Lettres sans accent, chiffres et tirets seulement"))
    if value in registered():
        raise _invalid(name, tk._("{value} est un indicateur calculé").format(value=value))
    return value


def optional_link(data: DataDict, name: str) -> str | None:
    """A web address, None when it is absent or empty."""
    value = optional_text(data, name)
    if value and not value.startswith(("https://", "http://")):
        raise _invalid(name, tk._("Adresse en https:// attendue"))
    return value


def _invalid(name: str, message: str) -> tk.ValidationError:
    return tk.ValidationError({name: [message]})
