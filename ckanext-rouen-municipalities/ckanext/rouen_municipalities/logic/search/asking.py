"""How a query of a person is put to Solr: fields of one kind, each with its weight, so that words count once."""

from __future__ import annotations

from typing import Any

from ...core.searching import asks_for_fields, plain

#: The fields in which words are looked for, all of the type `text`: with others beside them, a little word that one
#: drops and another keeps would have to be found.
FIELDS = (
    "title^8 extras_rouen_keywords^4 extras_rouen_places^2 extras_rouen_themes^2 notes^2 extras_rouen_files text^0.2"
)
#: Reads a term of several words as one where the site has a synonym for it.
PARSER = "edismax"


def prepare(search_params: dict[str, Any]) -> dict[str, Any]:
    """The search with the ranking of the portal, unless it names fields as programs do."""
    query = str(search_params.get("q") or "")
    if asks_for_fields(query) or query == "*:*":
        return search_params
    return {"defType": PARSER, "qf": FIELDS, **search_params, "q": plain(query)}
