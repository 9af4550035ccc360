"""The language of whoever asks, and refusals in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import ckan.plugins.toolkit as tk

from ckanext.rouen_municipalities.logic.language import language

from ..core.messages import Issue, Refused

__all__ = ["as_validation_errors", "issues_by_field", "language"]


@contextmanager
def as_validation_errors() -> Iterator[None]:
    """Turn a refusal into CKAN's ValidationError, field by field."""
    try:
        yield
    except Refused as refused:
        raise tk.ValidationError(issues_by_field(refused.issues)) from refused


def issues_by_field(issues: tuple[Issue, ...]) -> dict[str, list[str]]:
    """The messages by the name of the field."""
    found: dict[str, list[str]] = {}
    for issue in issues:
        message = Issue(issue.code, "", issue.params).text(language())
        found.setdefault(issue.path or "tile", []).append(message)
    return found
