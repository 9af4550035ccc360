"""The papers of a state: the manifest, the same signed, the keys, the vocabulary."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from ..tile.instants import written
from .compose import Release
from .history import History, Unreadable
from .keys import KeyFolder, NoKey
from .state import KEYS, MANIFEST, SIGNED, VOCABULARY

log = logging.getLogger(__name__)

#: How far back `/changes` tells what came after a release; whoever has an older one takes the whole.
CHANGES = timedelta(days=30)


def papers(
    release: Release, issued: datetime, history: History, keys: KeyFolder, vocabulary: bytes
) -> dict[str, bytes]:
    """What is served beside a release issued at this instant. Without a key it goes unsigned rather than not at all."""
    manifest = release.manifest(issued, oldest(history, release, issued))
    found = {MANIFEST: manifest, VOCABULARY: vocabulary}
    try:
        ring = keys.keyring(issued)
    except NoKey:
        log.exception("the manifest of release %s is not signed", release.number)
        return found
    return {**found, SIGNED: ring.sign(manifest), KEYS: ring.jwk_set()}


def oldest(history: History, release: Release, now: datetime) -> int | None:
    """The oldest release of which `/changes` tells what came after; None when only this one is known."""
    try:
        return history.since(written(now - CHANGES), release.number)
    except Unreadable:
        return None
