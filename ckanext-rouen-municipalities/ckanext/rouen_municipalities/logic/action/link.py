"""Actions of links: what is known of one, and reading it now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.types import Context, DataDict

from ...core.link import Link
from ...store import link as store
from .. import link as links
from ..acting import may_edit
from ..fetching import failure_words

__all__ = ["rouen_link_fetch", "rouen_link_show"]


@tk.side_effect_free
def rouen_link_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """How the link of a resource is read; whoever may see the resource may ask.

    Gives `{resource_id, url, frequency, waiting, due, tried, read, changed, failures, failing_since, error}`: `due` is
    when it is read next (None: on demand only), `read` the last read that succeeded, `changed` the last that brought
    another file. `error` is the reason of the last failure as `{code, detail, message}`, for editors only.

    :param resource_id: a resource that is a link with a profile
    """
    resource_id = tk.get_or_bust(data_dict, "resource_id")
    tk.check_access("rouen_link_show", context, data_dict)
    return _link_dict(_found(resource_id), with_error=may_edit(context, resource_id))


def rouen_link_fetch(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Have a link read as soon as a worker is free; give what `rouen_link_show` gives. For editors of the dataset.

    A file that is new is then published as an upload is; the read does not wait for the period of the dataset.

    :param resource_id: a resource that is a link with a profile
    """
    resource_id = tk.get_or_bust(data_dict, "resource_id")
    tk.check_access("rouen_link_fetch", context, data_dict)
    _found(resource_id)
    store.ask(model.Session, resource_id)
    model.Session.commit()
    links.wake_for_due()
    return _link_dict(_found(resource_id), with_error=True)


def _found(resource_id: str) -> Link:
    link = store.show(model.Session, resource_id)
    if link is None:
        raise tk.ObjectNotFound(tk._("Cette ressource n'est pas un lien que le portail lit."))
    return link


def _link_dict(link: Link, *, with_error: bool) -> dict[str, Any]:
    moments = ("due", "tried", "read", "changed", "failing_since")
    return {
        "resource_id": link.resource_id,
        "url": link.url,
        "frequency": link.frequency,
        "waiting": link.is_waiting(datetime.now(UTC)),
        "failures": link.failures,
        **{name: moment.isoformat() if (moment := getattr(link, name)) else None for name in moments},
        "error": _error(link) if with_error and link.error_code else None,
    }


def _error(link: Link) -> dict[str, str]:
    code, detail = link.error_code or "", link.error_detail or ""
    return {"code": code, "detail": detail, "message": failure_words(code, detail)}
