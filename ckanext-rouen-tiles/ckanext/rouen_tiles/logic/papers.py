"""The state that serves a release: its papers are made here, signed with the key of the moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785

from .. import config
from ..core.content.kinds import KINDS
from ..core.release import Release, Served
from ..core.release.keys import NoKey
from ..core.release.papers import papers
from ..core.release.state import KEYS, VOCABULARY
from ..core.tile import Vocabulary
from ..core.tile.document import Text
from ..core.tile.instants import read_written, written
from .vocabulary import vocabulary

#: A clock that runs a little ahead of another's is no clock that was set back.
_AHEAD = timedelta(minutes=5)
ACTIONS = ("open_data", "open_url")


def state_of(release: Release, data: Mapping[str, str], issued: datetime) -> Served:
    """What serves a release from an instant on."""
    known = vocabulary()
    state = Served(release.sha256, release.number, written(issued), dict(data), dict(known.communes))
    return _with_papers(state, release, issued, words(known))


def state_without(before: Served, release: Release, issued: datetime) -> Served:
    """The state before with a release of fewer tiles; it needs nothing that could be missing."""
    data = {tile["id"]: before.data[tile["id"]] for tile in release.tiles if tile["id"] in before.data}
    state = Served(release.sha256, release.number, written(issued), data, before.communes)
    return _with_papers(state, release, issued, before.paper(VOCABULARY) or b"{}")


def issued_at(release: Release, served: Served | None, now: datetime) -> datetime:
    """When the manifest of a release was issued: anew each day, and when the keys are others."""
    if served is None or served.release != release.sha256 or served.paper(KEYS) != _keys(now):
        return now
    issued = read_written(served.issued)
    return issued if issued - _AHEAD <= now <= issued + config.manifest_renewal() else now


def now() -> datetime:
    """This instant, in the whole seconds that papers know."""
    return read_written(written(datetime.now(UTC)))


def words(vocabulary: Vocabulary) -> bytes:
    """The vocabulary as the app's backend reads it."""
    return rfc8785.dumps(
        {
            "categories": _named(vocabulary.categories),
            "departments": _named(vocabulary.departments),
            "kinds": list(KINDS),
            "icons": sorted(vocabulary.icons),
            "actions": list(ACTIONS),
        }
    )


def _named(words: Mapping[str, Text]) -> list[dict[str, Any]]:
    labels = {key: {"fr": text.fr, **({"en": text.en} if text.en else {})} for key, text in words.items()}
    return [{"key": key, "label": label} for key, label in labels.items()]


def _with_papers(state: Served, release: Release, issued: datetime, vocabulary: bytes) -> Served:
    return state.with_papers(papers(release, issued, config.folder().history, config.keys(), vocabulary))


def _keys(now: datetime) -> bytes | None:
    try:
        return config.keys().keyring(now).jwk_set()
    except NoKey:
        return None
