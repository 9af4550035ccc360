"""Freshness changes without anybody saving anything: what the index says of it is brought to the day."""

from __future__ import annotations

from ckan import model
from ckan.lib import search

from ...store import index
from ...store.freshness import freshness_of
from ..clock import today


def refresh_freshness() -> int:
    """Index again the datasets whose freshness is no longer what the index says; give how many."""
    stands = freshness_of(model.Session, today())
    indexed = index.freshness()
    changed = [each for each, state in indexed.items() if each in stands and stands[each].state.value != state]
    for dataset_id in changed:
        search.rebuild(dataset_id)
    return len(changed)
