"""What a search that finds nothing proposes: a spelling, datasets that have part of it, the communes that it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ...core.searching import any_word, asks_for_fields, communes_named, corrected, plain
from ...core.territory import Commune
from ...store import index
from ..clock import today

DATASETS = 5
#: Of the words of a query, how many have to be found.
ONE = "1"


@dataclass(frozen=True)
class Proposals:
    """Another spelling (empty when there is none that finds something), datasets, communes."""

    spelling: str
    datasets: list[dict[str, Any]]
    communes: list[Commune]


def proposals(query: str) -> Proposals:
    """What to propose to who looks for `query` and finds nothing."""
    if not query.strip() or asks_for_fields(query):
        return Proposals("", [], [])
    spelling = corrected(plain(query), index.spellings(plain(query)))
    found = _search(spelling) if spelling else []
    return Proposals(
        spelling=spelling if found else "",
        datasets=found or _search(any_word(query), mm=ONE),
        communes=communes_named(query, today()),
    )


def _search(query: str, **how: str) -> list[dict[str, Any]]:
    """As anybody searches: a proposal tells nothing that is not public."""
    anybody = {"user": "", "auth_user_obj": None, "ignore_auth": False}
    answer = tk.get_action("package_search")(anybody, {"q": query, "rows": DATASETS, **how})
    return list(answer["results"])
