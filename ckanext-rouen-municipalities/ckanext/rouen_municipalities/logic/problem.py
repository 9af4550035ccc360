"""A problem of a dataset is mailed to whoever keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from .. import config
from ..core.joining import origin_of
from ..core.mail import is_address
from ..core.problem import ADDRESS_WINDOW, DATASET_WINDOW, Problem
from ..store import problem as store
from . import mailing


class TooMany(Exception):
    """Enough was told from this address, or of this dataset: try again later."""


def recipient_of(package: Mapping[str, Any]) -> str:
    """Who is told of a problem: the contact of the dataset, else the open data team; empty when there is neither."""
    known = (package.get("maintainer_email") or "", config.contact())
    return next((address for address in known if is_address(address)), "")


def tell(package: Mapping[str, Any], problem: Problem, address: str) -> None:
    """Mail a problem, once however often it is sent. Raises TooMany."""
    origin = origin_of(address, str(tk.config["SECRET_KEY"]))
    store.hold(model.Session, origin)
    if address and store.told_from(model.Session, origin, ADDRESS_WINDOW) >= config.problems_per_address():
        raise TooMany
    if store.told_of(model.Session, problem.package_id, DATASET_WINDOW) >= config.problems_per_dataset():
        raise TooMany
    mailing.queue(
        mailing.write(
            "problem",
            to=recipient_of(package),
            key=problem.key(origin),
            title=package["title"] or package["name"],
            page=tk.url_for("dataset.read", id=package["name"], qualified=True, locale="default"),
            message=problem.message,
            email=problem.email,
        )
    )
    model.repo.commit()
