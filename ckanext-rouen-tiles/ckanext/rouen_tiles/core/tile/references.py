"""Sources named for people, which an import turns into the ids of this portal.

`resource: {dataset: decheteries}` is the only resource of a dataset, `{dataset: …, name: …}` the one of that name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..messages import Issue, Refused
from .reader import Fields, record, string

Resolve = Callable[[str, str | None], str | None]


def with_ids(document: Any, resolve: Resolve) -> Any:
    """The document with the id that `resolve(dataset, name)` gives in place of each such reference. Raises Refused."""
    sources = document.get("sources") if isinstance(document, dict) else None
    if not isinstance(sources, list):
        return document
    found, issues = [], []
    for place, source in enumerate(sources):
        try:
            found.append(_with_id(source, resolve))
        except Refused as refused:
            issues += [issue.under("resource").under(f"sources[{place}]") for issue in refused.issues]
    if issues:
        raise Refused(issues)
    return {**document, "sources": found}


def _with_id(source: Any, resolve: Resolve) -> Any:
    if not isinstance(source, dict) or not isinstance(source.get("resource"), dict):
        return source
    dataset, name = record(_reference)(source["resource"])
    resource_id = resolve(dataset, name)
    if resource_id is None:
        raise Refused([Issue("unknown-resource", "", {"dataset": dataset, "name": name or "…"})])
    return {**source, "resource": resource_id}


def _reference(fields: Fields) -> tuple[str, str | None]:
    return fields.take("dataset", string(100)), fields.take("name", string(500), None)
